//! The words that made the model speak.

use std::ops::Range;

use crate::class::Classes;
use crate::model::{Model, RuleHit, Window, each_feature};
use crate::reading::Reading;
use crate::rules::Of;
use crate::target::{self, Scene};
use crate::{Category, Finding, Severity};

/// A finding for a window that no rule has words for: the sentence that weighs
/// most, without the clauses at either end that weigh nothing.
pub(crate) fn of_window(model: &Model, reading: &Reading<'_>, hits: &[RuleHit], scene: &Scene<'_>, window: &Window) -> Finding {
    let is_reply = scene.parent.is_some();
    let weigh = |sentence: usize| {
        let mut features = Vec::new();
        each_feature(reading, sentence, hits, is_reply, |feature| features.push(feature));
        model.weight(features.into_iter())
    };
    let heaviest = window.sentences.clone().max_by_key(|&sentence| (weigh(sentence), std::cmp::Reverse(sentence)));
    let tokens = heaviest.map_or(0..reading.len(), |sentence| reading.document.sentence(sentence));
    let place = model.category(reading, hits, is_reply, window.sentences.clone());
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
}

/// Whether the words are said of the article's author instead of the person answered.
fn meant(reading: &Reading<'_>, tokens: &Range<usize>) -> Of {
    let second = Classes::YOU | Classes::YOUR | Classes::YOURE;
    let speaks_to = tokens.clone().any(|at| reading.is(at, second));
    let of_the_author = tokens.clone().any(|at| {
        reading.is(at, Classes::AUTHOR) && at > 0 && matches!(reading.word(at - 1), "the" | "this") && !reading.word(at).ends_with('s')
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
