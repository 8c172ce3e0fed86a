use threadwarden_thread::Cue;

use super::names::Manner;
use super::{Past, Reading, WINDOW, pair};

/// An earlier comment that may be the one answered, and what speaks for it.
pub(super) struct Candidate {
    pub(super) index: usize,
    pub(super) features: [f32; FEATURES],
}

/// The parent decided on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decided {
    pub(super) parent: usize,
    pub(super) cue: Cue,
    /// Probability of this parent against all others and none.
    pub(super) probability: f32,
}

/// Least probability at which a link is made.
pub(super) const SURE_ENOUGH: f32 = 0.5;

/// What can speak for (or against) a candidate: name, the cue it counts for, weight.
pub(super) const WEIGHTS: [(&str, Option<Cue>, f32); FEATURES] = [
    ("mention", Some(Cue::Mention), 3.50),
    ("mention-older", Some(Cue::Mention), 2.00),
    ("addressed", Some(Cue::AddressedByName), 3.70),
    ("addressed-older", Some(Cue::AddressedByName), 3.20),
    ("credited", Some(Cue::AddressedByName), 2.20),
    ("passing", Some(Cue::AddressedByName), 1.00),
    ("quoted", Some(Cue::Quotation), 0.30),
    ("repeated", Some(Cue::Quotation), 0.60),
    ("quoted-word", Some(Cue::Quotation), 1.10),
    ("answered-me", Some(Cue::Alternation), 0.10),
    ("named-me", Some(Cue::Alternation), 0.00),
    ("back-and-forth", Some(Cue::Alternation), 0.70),
    ("exchanged-before", Some(Cue::Alternation), 0.20),
    ("you-above", Some(Cue::SecondPerson), 0.00),
    ("thanks-above", Some(Cue::SecondPerson), 0.80),
    ("welcome-above", Some(Cue::SecondPerson), 2.50),
    ("your-words-above", Some(Cue::SecondPerson), 0.20),
    ("opener-above", Some(Cue::Position), 0.30),
    ("shared-words", Some(Cue::SharedWords), 2.20),
    ("shared-density", Some(Cue::SharedWords), -1.00),
    ("above", Some(Cue::Position), 0.20),
    ("distance", None, -0.95),
    ("distance-pointed", None, -0.30),
    ("same-author", None, -0.50),
    ("names-another", None, -1.60),
    ("question-above", Some(Cue::Position), 0.10),
];

pub(super) const FEATURES: usize = 26;

/// What speaks for "answers nobody": name and weight.
pub(super) const NONE_WEIGHTS: [(&str, f32); NONE_FEATURES] =
    [("always", -1.6), ("long", 0.8), ("you", -0.5), ("thanks", 0.7), ("opener", -0.3), ("first-by-author", 1.6)];

pub(super) const NONE_FEATURES: usize = 6;

impl Reading<'_> {
    /// What speaks for this comment answering nobody.
    pub(super) fn none_features(&self) -> [f32; NONE_FEATURES] {
        let flag = |is: bool| f32::from(u8::from(is));
        let first = self.names.comments(self.names.author(self.index)).is_empty();
        [
            1.0,
            (self.words as f32 + 1.0).ln(),
            flag(self.speech.second_person),
            flag(self.speech.thanks),
            flag(self.speech.opener),
            flag(first),
        ]
    }

    /// Every earlier comment that some cue points at.
    pub(super) fn candidates(&self, past: &Past) -> Vec<Candidate> {
        let mut indices: Vec<usize> = (self.index.saturating_sub(WINDOW)..self.index).collect();
        /// An author who is named can mean any of this many last comments.
        const LAST_OF_NAMED: usize = 4;
        for (author, _) in &self.named {
            indices.extend(self.names.comments(*author).iter().rev().take(LAST_OF_NAMED));
        }
        indices.extend(self.quoted.iter().map(|(comment, _)| *comment));
        indices.sort_unstable();
        indices.dedup();
        indices.into_iter().map(|index| Candidate { index, features: self.features(index, past) }).collect()
    }

    /// The author of the comment before the run of comments by one author that ends at `last`.
    fn before_run_of(&self, last: usize) -> Option<usize> {
        /// People seldom write more in a row.
        const LONGEST_RUN: usize = 4;
        let author = self.names.author(last);
        let before = (0..last).rev().take(LONGEST_RUN).find(|at| self.names.author(*at) != author)?;
        Some(self.names.author(before))
    }

    fn features(&self, candidate: usize, past: &Past) -> [f32; FEATURES] {
        let flag = |is: bool| f32::from(u8::from(is));
        let me = self.names.author(self.index);
        let author = self.names.author(candidate);
        let above = candidate + 1 == self.index;
        let named = self.named.iter().find(|(named, _)| *named == author).map(|(_, manner)| *manner);
        let latest = self.names.comments(author).last() == Some(&candidate);
        let quoted = self.quoted.iter().find(|(comment, _)| *comment == candidate).map(|(_, amount)| *amount);
        let quoted = quoted.unwrap_or_default();
        let shared = self.shared.iter().find(|(comment, _)| *comment == candidate).map_or(0.0, |(_, shared)| *shared);
        let answered_me = author != me
            && past.links[candidate].as_ref().is_some_and(|link| self.names.author(link.parent) == me);
        let other = self.named.iter().any(|(named, manner)| *named != author && *manner >= Manner::Addressed);
        let strangers = author != me;
        // Who writes for the first time speaks to the author of the article as often as to a reader.
        let back = !self.names.comments(me).is_empty();
        let pointed = named.is_some() || quoted.marked + quoted.unmarked + quoted.single > 0.0;
        let distance = ((self.index - candidate) as f32).ln();
        [
            flag(named == Some(Manner::Mentioned) && latest),
            flag(named == Some(Manner::Mentioned) && !latest),
            flag(named == Some(Manner::Addressed) && latest),
            flag(named == Some(Manner::Addressed) && !latest),
            flag(named == Some(Manner::Credited)),
            flag(named == Some(Manner::Passing)),
            flag(strangers) * (1.0 + quoted.marked).ln(),
            flag(strangers) * (1.0 + quoted.unmarked).ln(),
            flag(strangers) * (1.0 + quoted.single).ln(),
            flag(answered_me),
            flag(strangers && past.called[candidate].contains(&me)),
            flag(above && strangers && self.before_run_of(candidate) == Some(me)),
            (1.0 + past.exchanges.get(&pair(me, author)).copied().unwrap_or(0.0)).ln(),
            flag(above && strangers && back && self.speech.second_person),
            flag(above && strangers && back && self.speech.thanks),
            flag(above && strangers && back && self.speech.welcome),
            flag(above && strangers && self.speech.your_words),
            flag(above && strangers && self.speech.opener),
            flag(strangers) * (1.0 + shared).ln(),
            flag(strangers) * shared / (self.words as f32 + 4.0).sqrt(),
            flag(above && strangers),
            if pointed { 0.0 } else { distance },
            if pointed { distance } else { 0.0 },
            flag(!strangers),
            flag(other && named.is_none()),
            flag(above && strangers && self.comments[candidate].text.trim_end().ends_with('?')),
        ]
    }
}

/// The most probable parent, be it more probable than none or not.
pub(super) fn decide(candidates: &[Candidate], reading: &Reading<'_>) -> Option<Decided> {
    let weigh = |features: &[f32; FEATURES]| -> f32 {
        features.iter().zip(&WEIGHTS).map(|(value, (_, _, weight))| value * weight).sum()
    };
    let none: f32 = reading.none_features().iter().zip(&NONE_WEIGHTS).map(|(value, (_, weight))| value * weight).sum();
    let scores: Vec<f32> = candidates.iter().map(|candidate| weigh(&candidate.features)).collect();
    let highest = scores.iter().copied().fold(none, f32::max);
    let total: f32 = scores.iter().map(|score| (score - highest).exp()).sum::<f32>() + (none - highest).exp();
    // Of equals the nearest.
    let (candidate, score) = candidates.iter().zip(scores).rev().reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    let strongest = candidate
        .features
        .iter()
        .zip(&WEIGHTS)
        .filter_map(|(value, (_, cue, weight))| Some((value * weight, (*cue)?)))
        .filter(|(said, _)| *said > 0.0)
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    Some(Decided {
        parent: candidate.index,
        cue: strongest.map_or(Cue::Position, |(_, cue)| cue),
        probability: (score - highest).exp() / total,
    })
}
