//! Attack verdicts against labels.

mod render;

use std::collections::BTreeMap;

use rayon::prelude::*;
use threadwarden::{Judgement, Moderator, Page, Span};

use crate::Labelled;
use crate::statistics::{
    Bin, Confusion, Estimate, area_under_roc, average_precision, calibration_error, character_f1, estimate,
    precision_recall, reliability,
};

/// How well the verdicts agree with the labels of one set.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The set's name.
    pub name: String,
    /// All rows.
    pub all: Figures,
    /// The rows that are not marked doubtful, where some are.
    pub sure: Option<Figures>,
    /// Labelled attacks by category: how many, and the share flagged.
    pub by_category: BTreeMap<String, (usize, f64)>,
    /// Labelled attacks by kind of target: how many, and the share flagged.
    pub by_target: BTreeMap<String, (usize, f64)>,
    /// Of the flagged attacks on somebody who is named: how many, and the share with the right name.
    pub target_named: Option<(usize, f64)>,
    /// Of the flagged attacks with a category: how many, and the share with the right one among the findings.
    pub category_named: Option<(usize, f64)>,
    /// Mean character F1 of the passages that attack somebody, over the rows with spans.
    pub character_f1: Option<Estimate>,
    /// The same of the harsh words, said of anybody.
    pub character_f1_of_words: Option<Estimate>,
    /// The rows that name an identity.
    pub identity: Option<Figures>,
    /// Most confident mistakes, the surest first: id, probability, label, text.
    pub mistakes: Vec<Mistake>,
    /// Reliability over ten bins of probability.
    pub reliability: [Bin; 10],
    /// Recall and precision at every threshold, highest first.
    pub curve: Vec<(f64, f64)>,
}

/// The figures of one group of rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// Rows, and the attacks among them.
    pub rows: usize,
    /// Labelled attacks.
    pub attacks: usize,
    /// Area under the ROC curve of the probability.
    pub auc: Option<Estimate>,
    /// Average precision of the probability.
    pub average_precision: Option<Estimate>,
    /// F1 of the shipped decision.
    pub f1: Option<Estimate>,
    /// The shipped decision, counted.
    pub decision: Confusion,
    /// Expected calibration error of the probability.
    pub calibration_error: Option<f64>,
}

/// A row where verdict and label differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Mistake {
    /// The row's id.
    pub id: String,
    /// The verdict's probability.
    pub probability: f64,
    /// Whether people call it an attack.
    pub is_attack: bool,
    /// What was found: rule and words.
    pub found: Vec<(String, String)>,
    /// The comment.
    pub text: String,
}

/// One judged row.
#[derive(Clone, Debug)]
struct Row {
    probability: f64,
    flagged: bool,
    is_attack: bool,
    is_doubtful: bool,
    names_identity: bool,
    character_f1: Option<f64>,
    character_f1_of_words: Option<f64>,
}

/// Most mistakes listed.
const MISTAKES: usize = 100;

/// Judges every labelled comment and compares.
///
/// `identities` are lower-case words; rows whose text holds one are also
/// reported apart.
pub fn evaluate(name: &str, labelled: &[Labelled], moderator: &Moderator, identities: &[&str]) -> Report {
    let mut rows = Vec::with_capacity(labelled.len());
    let mut mistakes = Vec::new();
    let mut by_category: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut by_target: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let (mut named, mut categorised) = ((0, 0), (0, 0));
    for (item, judgement) in labelled.iter().zip(judge(labelled, moderator)) {
        let text = &item.thread.comments[item.judged].text;
        let flagged = judgement.decision.flagged;
        let personal: Vec<_> = judgement.attack.personal().collect();
        if item.is_attack {
            let unnamed = || "unnamed".to_owned();
            count(by_category.entry(item.category.clone().unwrap_or_else(unnamed)).or_default(), flagged);
            count(by_target.entry(item.target_kind.clone().unwrap_or_else(unnamed)).or_default(), flagged);
            if flagged {
                if let Some(target) = item.target.as_deref().filter(|target| *target != "unknown") {
                    count(&mut named, personal.iter().any(|finding| finding.target.author.as_deref() == Some(target)));
                }
                if let Some(category) = item.category.as_deref() {
                    count(&mut categorised, personal.iter().any(|finding| finding.category.as_str() == category));
                }
            }
        }
        let probability = judgement.attack.probability.map_or(0.0, f64::from);
        if flagged != item.is_attack {
            let found =
                personal.iter().map(|finding| (finding.rule.to_owned(), finding.span.of(text).to_owned())).collect();
            mistakes.push(Mistake {
                id: item.id.clone(),
                probability,
                is_attack: item.is_attack,
                found,
                text: text.clone(),
            });
        }
        let compare = |found: &mut dyn Iterator<Item = Span>| {
            item.spans.as_ref().map(|spans| character_f1_of(text, found, spans))
        };
        let passages = compare(&mut personal.iter().map(|finding| finding.span));
        let words = compare(&mut judgement.attack.findings.iter().flat_map(|finding| finding.words.iter().copied()));
        let names_identity = names_one_of(text, identities);
        rows.push(Row {
            probability,
            flagged,
            is_attack: item.is_attack,
            is_doubtful: item.is_doubtful,
            names_identity,
            character_f1: passages,
            character_f1_of_words: words,
        });
    }
    let surprise = |mistake: &Mistake| if mistake.is_attack { 1.0 - mistake.probability } else { mistake.probability };
    mistakes.sort_by(|a, b| surprise(b).total_cmp(&surprise(a)).then_with(|| a.id.cmp(&b.id)));
    mistakes.truncate(MISTAKES);

    let sure: Vec<Row> = rows.iter().filter(|row| !row.is_doubtful).cloned().collect();
    let identity: Vec<Row> = rows.iter().filter(|row| row.names_identity).cloned().collect();
    let mean_of = |of: fn(&Row) -> Option<f64>| {
        let figures: Vec<f64> = rows.iter().filter_map(of).collect();
        estimate(&figures, |figures| (!figures.is_empty()).then(|| figures.iter().sum::<f64>() / figures.len() as f64))
    };
    let scored = scores(&rows);
    Report {
        name: name.to_owned(),
        all: figures(&rows),
        sure: (sure.len() < rows.len()).then(|| figures(&sure)),
        by_category: shares(by_category),
        by_target: shares(by_target),
        target_named: (named.0 > 0).then(|| share(named)),
        category_named: (categorised.0 > 0).then(|| share(categorised)),
        character_f1: mean_of(|row| row.character_f1),
        character_f1_of_words: mean_of(|row| row.character_f1_of_words),
        identity: (!identity.is_empty()).then(|| figures(&identity)),
        mistakes,
        reliability: reliability(&scored),
        curve: precision_recall(&scored),
    }
}

/// Character F1 of what was found against labelled spans, which count characters.
fn character_f1_of(text: &str, found: &mut dyn Iterator<Item = Span>, labelled: &[(usize, usize)]) -> f64 {
    let mut byte_found = vec![false; text.len()];
    for span in found {
        byte_found[span.start..span.end].fill(true);
    }
    let found: Vec<bool> = text.char_indices().map(|(at, _)| byte_found[at]).collect();
    let mut wanted = vec![false; found.len()];
    for &(start, end) in labelled {
        let end = end.min(wanted.len());
        wanted[start.min(end)..end].fill(true);
    }
    character_f1(&found, &wanted)
}

/// Judges every labelled comment, on every core.
fn judge(labelled: &[Labelled], moderator: &Moderator) -> Vec<Judgement> {
    let one = |item: &Labelled| {
        let page = Page { article: None, thread: item.thread.clone() };
        moderator.review(&page).comments.swap_remove(item.judged)
    };
    labelled.par_iter().map(one).collect()
}

fn names_one_of(text: &str, words: &[&str]) -> bool {
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word))
}

fn count(counts: &mut (usize, usize), right: bool) {
    counts.0 += 1;
    counts.1 += usize::from(right);
}

fn share((all, right): (usize, usize)) -> (usize, f64) {
    (all, right as f64 / all as f64)
}

fn shares(counts: BTreeMap<String, (usize, usize)>) -> BTreeMap<String, (usize, f64)> {
    counts.into_iter().map(|(name, counts)| (name, share(counts))).collect()
}

fn scores(rows: &[Row]) -> Vec<(f64, bool)> {
    rows.iter().map(|row| (row.probability, row.is_attack)).collect()
}

fn decisions(rows: &[Row]) -> Confusion {
    Confusion::count(rows.iter().map(|row| (row.flagged, row.is_attack)))
}

fn figures(rows: &[Row]) -> Figures {
    Figures {
        rows: rows.len(),
        attacks: rows.iter().filter(|row| row.is_attack).count(),
        auc: estimate(rows, |rows| area_under_roc(&scores(rows))),
        average_precision: estimate(rows, |rows| average_precision(&scores(rows))),
        f1: estimate(rows, |rows| decisions(rows).f1()),
        decision: decisions(rows),
        calibration_error: calibration_error(&scores(rows)),
    }
}

#[cfg(test)]
mod tests {
    use super::evaluate;
    use crate::read;
    use threadwarden::Moderator;

    const LABELLED: &str = r#"{"id":"a","text":"You are a complete idiot.","label":1,"spans":[[0,24]]}
{"id":"b","text":"The ferry leaves at noon on Sundays.","label":0,"spans":[]}
{"id":"c","text":"As a Muslim I agree with the mayor.","label":0,"spans":[]}
{"id":"d","text":"The timetable is on page four.","label":1,"doubtful":true,"spans":[[0,3]]}"#;

    #[test]
    fn counts_what_was_found_and_what_was_missed() {
        let report = evaluate("four", &read(LABELLED).unwrap(), &Moderator::default(), &["muslim"]);
        let decision = report.all.decision;
        assert_eq!((decision.true_positives, decision.false_positives, decision.false_negatives), (1, 0, 1));
        assert_eq!(report.sure.as_ref().map(|sure| sure.rows), Some(3));
        assert_eq!(report.identity.as_ref().map(|identity| identity.rows), Some(1));
        assert_eq!(report.mistakes.iter().map(|mistake| mistake.id.as_str()).collect::<Vec<_>>(), ["d"]);
        assert_eq!(report.character_f1.map(|f1| f1.value), Some(0.75));
        let words = report.character_f1_of_words.map(|f1| f1.value).unwrap();
        assert!(words < 0.75, "\"complete idiot\" is less than the clause: {words}");
        let text = report.to_string();
        assert!(text.contains("four") && text.contains("AUC"), "{text}");
        let json: serde_json::Value = serde_json::from_str(&report.to_json()).unwrap();
        assert_eq!(json["all"]["rows"], 4);
    }
}
