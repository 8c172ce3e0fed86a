//! The second stage: a reader that is asked where words alone leave doubt.
//!
//! The fast model judges every comment. Where its chance lies in the doubtful
//! band a [`Reader`] is asked too, and one logistic function of both log-odds
//! gives the chance. What the rules found counts as before.

use std::fmt::Debug;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use threadwarden_text::Document;

use crate::model::{Window, probability};
use crate::participants::{ARTICLE_AUTHOR, NameMatch};
use crate::reading::Reading;
use crate::target::Scene;
use crate::training::SecondStageNumbers;

/// Reads a comment together with what stands around it.
pub trait Reader: Debug + Send + Sync {
    /// The log-odds that a comment is a personal attack.
    ///
    /// `names` are people taking part, the one answered first, and the article's
    /// author where the comment names them; `parent` is the comment that is
    /// answered, empty where there is none.
    fn log_odds(&self, comment: &str, names: &[&str], parent: &str) -> f32;

    /// Its name and a hash of its weights, as reports print them.
    fn version(&self) -> String;
}

/// What both stages made of a comment that the second one read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stages {
    /// The chance by the fast model alone.
    pub first: f32,
    /// The chance by the reader alone.
    pub second: f32,
}

/// A reader, and which comments it is asked about.
#[derive(Clone, Debug)]
pub(crate) struct SecondStage {
    reader: Arc<dyn Reader>,
    /// Chances of the fast model for which it is asked.
    band: RangeInclusive<f32>,
}

/// Chances of the fast model that leave doubt.
///
/// Source: fitted by `threadwarden-train second-stage`: of the bands with a tenth of natural comments, the one with most of
/// those on which both stages together decide otherwise.
pub(crate) const DOUBTFUL: RangeInclusive<f32> = 0.3..=0.74;

/// From both log-odds to one: a logistic function.
///
/// Source: fitted by `threadwarden-train second-stage` on news comments that neither stage was trained on.
const TOGETHER: Together = Together { intercept: -1.194, first: 0.433, second: 0.402 };
/// The same from the reader's log-odds alone.
const ALONE: Together = Together { intercept: -1.881, first: 0.0, second: 0.512 };

struct Together {
    intercept: f32,
    first: f32,
    second: f32,
}

impl Together {
    fn chance(&self, first: f32, second: f32) -> f32 {
        probability(self.intercept + self.first * first + self.second * second)
    }
}

/// Names the reader is told.
const NAMES: usize = 3;
/// Comments before the judged one that are searched for names.
const NEAREST: usize = 8;
/// Parts that are looked at to find the one that attacks, and those of them that are taken away one at a time.
const MOST_PARTS: usize = 16;
const TAKEN_AWAY: usize = 3;

impl SecondStage {
    /// A second stage for the doubtful comments, or for all.
    pub(crate) fn new(reader: Arc<dyn Reader>, all: bool) -> SecondStage {
        SecondStage { reader, band: if all { 0.0..=1.0 } else { DOUBTFUL } }
    }

    /// Reader and band, as reports print them.
    pub(crate) fn version(&self) -> String {
        let (from, to) = self.band.clone().into_inner();
        format!("{from}..{to}:{}", self.reader.version())
    }

    /// The chance by both stages, and what each made of the comment; `None` where the first is in no doubt.
    pub(crate) fn judge(&self, first: &Window, scene: &Scene<'_>, named: &[NameMatch]) -> Option<(f32, Stages)> {
        if !self.band.contains(&first.probability) {
            return None;
        }
        let log_odds = log_odds(&*self.reader, scene.text, scene, named);
        let stages = Stages { first: first.probability, second: ALONE.chance(0.0, log_odds) };
        Some((TOGETHER.chance(first.log_odds, log_odds), stages))
    }

    /// The tokens of the clause without which the reader sees the least of an attack.
    ///
    /// In a long comment sentences take the place of clauses; in a very long one, those around `window`. Of many only
    /// those are taken away that look most like an attack by themselves: a short text is quickly read.
    pub(crate) fn clause(&self, reading: &Reading<'_>, window: &Range<usize>, scene: &Scene<'_>) -> Range<usize> {
        let document = reading.document;
        let mut parts = parts(document, window);
        if parts.len() > TAKEN_AWAY {
            let alone = |part: &Range<usize>| {
                let text = document.span_with_marks(part.clone()).of(scene.text);
                self.reader.log_odds(text, &[], "")
            };
            let mut scored: Vec<(f32, Range<usize>)> = parts.into_iter().map(|part| (alone(&part), part)).collect();
            scored.sort_by(|a, b| b.0.total_cmp(&a.0));
            parts = scored.into_iter().take(TAKEN_AWAY).map(|(_, part)| part).collect();
        }
        let without = |part: &Range<usize>| {
            let span = document.span_with_marks(part.clone());
            let rest = [&scene.text[..span.start], &scene.text[span.end..]].concat();
            log_odds(&*self.reader, &rest, scene, reading.names)
        };
        if parts.len() < 2 {
            return parts.pop().unwrap_or_default();
        }
        let lowest = parts.into_iter().map(|part| (without(&part), part)).min_by(|a, b| a.0.total_cmp(&b.0));
        lowest.map(|(_, part)| part).unwrap_or_default()
    }
}

/// What a reader makes of a text that stands in the place of a comment which names `named`.
pub(crate) fn log_odds(reader: &dyn Reader, text: &str, scene: &Scene<'_>, named: &[NameMatch]) -> f32 {
    let parent = scene.parent.map_or("", |parent| &*scene.thread.comments[parent].text);
    reader.log_odds(text, &names(scene, named), parent)
}

/// The fitted numbers, for the program that fits them.
pub(crate) fn numbers() -> SecondStageNumbers {
    let (from, to) = DOUBTFUL.into_inner();
    SecondStageNumbers {
        together: [TOGETHER.intercept, TOGETHER.first, TOGETHER.second],
        alone: [ALONE.intercept, ALONE.second],
        doubtful: [from, to],
    }
}

/// Who is answered, then those whom the comment names, then who wrote before, the latest first.
fn names<'a>(scene: &Scene<'a>, named: &[NameMatch]) -> Vec<&'a str> {
    let author_of = |at: usize| scene.thread.comments.get(at).map(|comment| comment.author.as_str());
    let answered = scene.parent.and_then(author_of);
    let named = named.iter().filter_map(|name| match name.participant {
        ARTICLE_AUTHOR => scene.article_author,
        participant => scene.participants.name(participant),
    });
    let before = (scene.at.saturating_sub(NEAREST)..scene.at).rev().filter_map(author_of);
    let mut names = Vec::with_capacity(NAMES);
    for name in answered.into_iter().chain(named).chain(before) {
        if names.len() < NAMES && !name.is_empty() && name != scene.author && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The clauses of a document, as tokens; its sentences where those are too many.
fn parts(document: &Document, window: &Range<usize>) -> Vec<Range<usize>> {
    let sentences = 0..document.sentence_count();
    let mut clauses = Vec::new();
    for sentence in sentences.clone().map(|sentence| document.sentence(sentence)) {
        let mut at = sentence.start;
        while at < sentence.end && clauses.len() <= MOST_PARTS {
            let end = document.clause_of(at).end.clamp(at + 1, sentence.end);
            clauses.push(at..end);
            at = end;
        }
    }
    if clauses.len() <= MOST_PARTS {
        return clauses;
    }
    let first = window.start.saturating_sub(MOST_PARTS / 2).min(sentences.end.saturating_sub(MOST_PARTS));
    (first..sentences.end.min(first + MOST_PARTS)).map(|sentence| document.sentence(sentence)).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use threadwarden_text::Document;
    use threadwarden_thread::{Comment, Thread};

    use super::Reader;
    use crate::Detector;

    /// Keeps the names it was told with the last comment, and sees no attack anywhere.
    #[derive(Debug, Default)]
    struct Listener(Mutex<Vec<String>>);

    impl Reader for Listener {
        fn log_odds(&self, _: &str, names: &[&str], _: &str) -> f32 {
            *self.0.lock().unwrap() = names.iter().map(|&name| name.to_owned()).collect();
            -9.0
        }

        fn version(&self) -> String {
            "listener".to_owned()
        }
    }

    #[test]
    fn the_reader_is_told_who_is_answered_then_who_is_named_then_who_wrote_last() {
        let mut thread = Thread::new("t");
        for (id, author) in ["Rowan", "Kestrel", "Saltmarsh", "Terminus", "Dray Horse"].into_iter().enumerate() {
            thread.push(Comment::new(id.to_string(), author, "The ferry is late again."));
        }
        let listener = Arc::new(Listener::default());
        let detector = Detector::default().with_reader(Arc::clone(&listener) as Arc<dyn Reader>, true);
        let table: &[(&str, Option<usize>, [&str; 3])] = &[
            ("I took the bus instead.", None, ["Dray Horse", "Terminus", "Saltmarsh"]),
            ("I took the bus instead.", Some(1), ["Kestrel", "Dray Horse", "Terminus"]),
            ("I am with Rowan on the ferry here.", Some(1), ["Kestrel", "Rowan", "Dray Horse"]),
            ("Mr. Wengler never took the ferry.", Some(1), ["Kestrel", "Ada Wengler", "Dray Horse"]),
        ];
        for (text, parent, expected) in table {
            let mut draft = Comment::new("9", "Lantern", *text);
            draft.parent = *parent;
            detector.comment(&thread, Some("Ada Wengler"), &draft, &Document::new(text));
            assert_eq!(*listener.0.lock().unwrap(), *expected, "{text} to {parent:?}");
        }
    }
}
