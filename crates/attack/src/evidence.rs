//! The words that made the model or the second stage speak.

use std::ops::Range;

use crate::class::Classes;
use crate::model::{Model, RuleHit, Window};
use crate::reading::Reading;
use crate::rules::Of;
use crate::second_stage::SecondStage;
use crate::target::{self, Scene};
use crate::{Category, Finding, Severity};

/// Where to look for the words: a comment as it was read and what the rules found in it.
pub(crate) struct Evidence<'a> {
    pub(crate) model: &'a Model,
    pub(crate) reading: &'a Reading<'a>,
    pub(crate) hits: &'a [RuleHit],
    pub(crate) scene: &'a Scene<'a>,
}

impl Evidence<'_> {
    /// Findings for the sentences that the model takes for attacks by themselves;
    /// where none is, for the one that weighs most in the highest window.
    pub(crate) fn of_model(&self, window: &Window, shown: f32) -> Vec<Finding> {
        let Evidence { model, reading, hits, .. } = *self;
        let mut chances: Vec<(usize, f32)> = (0..reading.document.sentence_count())
            .map(|sentence| (sentence, model.sentence(reading, hits, self.is_reply(), sentence)))
            .filter(|(sentence, chance)| *chance >= shown || window.sentences.contains(sentence))
            .collect();
        if chances.iter().any(|(_, chance)| *chance >= shown) {
            chances.retain(|(_, chance)| *chance >= shown);
        } else {
            // Together they pass where none does alone: show the heaviest.
            chances.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            chances.truncate(1);
        }
        let found = chances.into_iter().map(|(sentence, _)| {
            let tokens = reading.document.sentence(sentence);
            self.finding("model", sentence, tokens, window.probability)
        });
        found.collect()
    }

    /// The finding for the clause that made the second stage speak.
    pub(crate) fn of_second_stage(&self, stage: &SecondStage, window: &Window, chance: f32) -> Vec<Finding> {
        let document = self.reading.document;
        let clause = stage.clause(self.reading, &window.sentences, self.scene);
        let sentence = (0..document.sentence_count()).find(|&at| document.sentence(at).contains(&clause.start));
        sentence.map(|sentence| self.finding("second-stage", sentence, clause, chance)).into_iter().collect()
    }

    /// Adds what was found without rules to what the rules found, which show the words and
    /// so come first: a sentence they have words in needs no second finding.
    pub(crate) fn add(&self, found: Vec<Finding>, findings: &mut Vec<Finding>) {
        let by_rules = findings.len();
        for finding in found {
            let shown =
                findings[..by_rules].iter().any(|other| other.is_personal() && other.span.overlaps(finding.span));
            if !shown {
                findings.push(finding);
            }
        }
        findings.sort_by_key(|finding| finding.span);
    }

    fn finding(&self, rule: &'static str, sentence: usize, tokens: Range<usize>, confidence: f32) -> Finding {
        let Evidence { model, reading, hits, scene } = *self;
        let place = model.category(reading, hits, self.is_reply(), sentence..sentence + 1);
        let category = Category::ALL.get(place).copied().unwrap_or(Category::Insult);
        let (target, _) = target::resolve_spoken(meant(reading, &tokens, scene), &tokens, reading, scene);
        Finding {
            rule,
            category,
            span: reading.document.span_with_marks(tokens),
            target,
            severity: severity(category),
            confidence,
            quoted: false,
            words: Vec::new(),
        }
    }

    fn is_reply(&self) -> bool {
        self.scene.parent.is_some()
    }
}

/// Of whom the words are said: the person spoken to, else a participant whom they name, the article's author among them.
fn meant(reading: &Reading<'_>, tokens: &Range<usize>, scene: &Scene<'_>) -> Of {
    let second = Classes::YOU | Classes::YOUR | Classes::YOURE;
    let speaks_to = tokens.clone().any(|at| reading.is(at, second));
    let named = reading.names.iter().find(|name| {
        tokens.contains(&name.tokens.start) && scene.participants.name(name.participant) != Some(scene.author)
    });
    if let Some(name) = named.filter(|_| !speaks_to) {
        return Of::Participant(name.participant);
    }
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
