//! The words that made the model speak.

use std::ops::Range;

use crate::class::Classes;
use crate::model::{Model, RuleHit, Window};
use crate::reading::Reading;
use crate::rules::Of;
use crate::target::{self, Scene};
use crate::{Category, Finding, Severity};

/// Findings for the sentences that the model takes for attacks by themselves;
/// where none is, for the one that weighs most in the highest window.
pub(crate) fn of_model(
    model: &Model,
    reading: &Reading<'_>,
    hits: &[RuleHit],
    scene: &Scene<'_>,
    window: &Window,
    shown: f32,
) -> Vec<Finding> {
    let is_reply = scene.parent.is_some();
    let mut chances: Vec<(usize, f32)> = (0..reading.document.sentence_count())
        .map(|sentence| (sentence, model.sentence(reading, hits, is_reply, sentence)))
        .filter(|(sentence, chance)| *chance >= shown || window.sentences.contains(sentence))
        .collect();
    if chances.iter().any(|(_, chance)| *chance >= shown) {
        chances.retain(|(_, chance)| *chance >= shown);
    } else {
        // Together they pass where none does alone: show the heaviest.
        chances.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        chances.truncate(1);
    }
    let find = |(sentence, _)| {
        let tokens = reading.document.sentence(sentence);
        let place = model.category(reading, hits, is_reply, sentence..sentence + 1);
        let category = Category::ALL.get(place).copied().unwrap_or(Category::Insult);
        let (target, _) = target::resolve_spoken(meant(reading, &tokens), &tokens, reading, scene);
        Finding {
            rule: "model",
            category,
            span: reading.document.span_with_marks(tokens),
            target,
            severity: severity(category),
            confidence: window.probability,
            quoted: false,
        }
    };
    chances.into_iter().map(find).collect()
}

/// Adds what the model found to what the rules found, which show the words and
/// so come first: a sentence they have words in needs no second finding.
pub(crate) fn add(by_model: Vec<Finding>, findings: &mut Vec<Finding>) {
    let by_rules = findings.len();
    for finding in by_model {
        let shown = findings[..by_rules].iter().any(|other| other.is_personal() && other.span.overlaps(finding.span));
        if !shown {
            findings.push(finding);
        }
    }
    findings.sort_by_key(|finding| finding.span);
}

/// Whether the words are said of the article's author instead of the person answered.
fn meant(reading: &Reading<'_>, tokens: &Range<usize>) -> Of {
    let second = Classes::YOU | Classes::YOUR | Classes::YOURE;
    let speaks_to = tokens.clone().any(|at| reading.is(at, second));
    let of_the_author = tokens.clone().any(|at| {
        reading.is(at, Classes::AUTHOR)
            && at > 0
            && matches!(reading.word(at - 1), "the" | "this")
            && !reading.word(at).ends_with('s')
    });
    if of_the_author && !speaks_to { Of::Author } else { Of::Addressee }
}

fn severity(category: Category) -> Severity {
    match category {
        Category::Threat => Severity::High,
        Category::Insult | Category::Belittling | Category::Identity | Category::BadFaith => Severity::Medium,
        Category::Dismissal | Category::Mockery | Category::ContemptForComment => Severity::Low,
    }
}
