use threadwarden_thread::Cue;

use super::names::Manner;
use super::{Past, Reading, WINDOW, pair};

/// An earlier comment that may be the one answered, and what speaks for it.
pub(super) struct Candidate {
    index: usize,
    features: [f32; FEATURES],
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
///
/// At 0.5, four of five links made on eleven pages with known replies were right.
pub(super) const SURE_ENOUGH: f32 = 0.5;

/// Least part of the loudest cue's say that a plainer cue must have to be shown in its place.
const TELLING: f32 = 0.5;

/// What can speak for (or against) a candidate: name, the cue it counts for, weight.
///
/// Source: a conditional logit ("which of the earlier comments, or none")
/// fitted on the reply trees of the SFU Opinion and Comments Corpus, each in
/// reading order and in a simulated order of writing, and rounded. Replies
/// that name another author of the same branch were counted as replies to that
/// author, for the corpus flattens deep branches. Set by hand instead: names
/// and thanks raised, `welcome-above` (too rare to fit), `same-author` lowered
/// (the corpus has many double posts), `quoted` raised (the fit gave its share
/// to `shared-words`). Fitted anew on half of fourteen flattened pages and tried
/// on the other half, no weights did better than these.
const WEIGHTS: [(&str, Option<Cue>, f32); FEATURES] = [
    ("mention", Some(Cue::Mention), 3.5),
    ("mention-older", Some(Cue::Mention), 1.5),
    ("addressed", Some(Cue::AddressedByName), 4.2),
    ("addressed-older", Some(Cue::AddressedByName), 2.8),
    ("thanked", Some(Cue::AddressedByName), 3.0),
    ("credited", Some(Cue::AddressedByName), 2.0),
    ("passing", Some(Cue::AddressedByName), 0.7),
    ("quoted", Some(Cue::Quotation), 0.4),
    ("repeated", Some(Cue::Quotation), 0.6),
    ("quoted-word", Some(Cue::Quotation), 1.0),
    ("back-and-forth", Some(Cue::Alternation), 1.0),
    ("exchanged-before", Some(Cue::Alternation), 0.4),
    ("thanks-above", Some(Cue::SecondPerson), 1.0),
    ("welcome-above", Some(Cue::SecondPerson), 2.5),
    ("your-words-above", Some(Cue::SecondPerson), 0.2),
    ("opener-above", Some(Cue::Position), 0.2),
    ("shared-words", Some(Cue::SharedWords), 1.6),
    ("shared-density", Some(Cue::SharedWords), -0.8),
    ("long-candidate", None, 0.15),
    ("above", Some(Cue::Position), 0.0),
    ("distance", None, -1.2),
    ("distance-pointed", None, -0.5),
    ("same-author", None, -0.5),
    ("names-another", None, -1.6),
    ("host-above", Some(Cue::Alternation), 2.5),
];

const FEATURES: usize = 25;

/// What speaks for "answers nobody": name and weight.
const NONE_WEIGHTS: [(&str, f32); NONE_FEATURES] =
    [("always", -1.8), ("long", 0.8), ("you", -0.5), ("first-thanks", 0.7), ("opener", -0.3), ("first-by-author", 1.6)];

const NONE_FEATURES: usize = 6;

impl Reading<'_> {
    /// What speaks for this comment answering nobody.
    fn none_features(&self) -> [f32; NONE_FEATURES] {
        let flag = |is: bool| f32::from(u8::from(is));
        let me = self.names.author(self.index);
        let first = self.names.comments(me).is_empty() && self.host != Some(me);
        [
            1.0,
            (self.words as f32 + 1.0).ln(),
            flag(self.speech.second_person),
            flag(first && self.speech.thanks),
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
        if let Some(branches) = &past.branches {
            indices = branches.possible(self.index);
        }
        indices.sort_unstable();
        indices.dedup();
        indices.into_iter().map(|index| Candidate { index, features: self.features(index, past) }).collect()
    }

    fn features(&self, candidate: usize, past: &Past) -> [f32; FEATURES] {
        let flag = |is: bool| f32::from(u8::from(is));
        let me = self.names.author(self.index);
        let author = self.names.author(candidate);
        let above = self.above == Some(candidate);
        let before = self.names.before_run_of(candidate).map(|before| self.names.author(before));
        // A new reader who greets the host means the article.
        let means_article = |named: usize| Some(named) == self.host && self.names.comments(me).is_empty();
        let named = self.named.iter().find(|(named, _)| *named == author && !means_article(*named));
        let named = named.map(|(_, manner)| *manner);
        let latest = self.names.comments(author).last() == Some(&candidate);
        let quoted = self.quoted.iter().find(|(comment, _)| *comment == candidate).map(|(_, amount)| *amount);
        let quoted = quoted.unwrap_or_default();
        let shared = self.shared.iter().find(|(comment, _)| *comment == candidate).map_or(0.0, |(_, shared)| *shared);
        let calls = |(named, manner): &(usize, Manner)| {
            *named != author && *manner >= Manner::Addressed && !means_article(*named)
        };
        let other = self.named.iter().any(calls);
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
            flag(named == Some(Manner::Thanked)),
            flag(named == Some(Manner::Credited)),
            flag(named == Some(Manner::Passing)),
            flag(strangers) * (1.0 + quoted.marked).ln(),
            flag(strangers) * (1.0 + quoted.unmarked).ln(),
            flag(strangers) * (1.0 + quoted.single).ln(),
            flag(above && strangers && before == Some(me)),
            (1.0 + past.exchanges.get(&pair(me, author)).copied().unwrap_or(0.0)).ln(),
            flag(above && strangers && back && self.speech.thanks),
            flag(above && strangers && back && self.speech.welcome),
            flag(above && strangers && self.speech.your_words),
            flag(above && strangers && self.speech.opener),
            flag(strangers) * (1.0 + shared).ln(),
            flag(strangers) * shared / (self.words as f32 + 4.0).sqrt(),
            flag(strangers && shared > 0.0) * past.words[candidate],
            flag(above && strangers),
            if pointed { 0.0 } else { distance },
            if pointed { distance } else { 0.0 },
            flag(!strangers),
            flag(other && named.is_none()),
            flag(above && strangers && self.host == Some(me)),
        ]
    }
}

/// The most probable parent, be it more probable than none or not; none is out where `is_reply` says so.
pub(super) fn decide(candidates: &[Candidate], reading: &Reading<'_>, is_reply: bool) -> Option<Decided> {
    let weigh = |features: &[f32; FEATURES]| -> f32 {
        features.iter().zip(&WEIGHTS).map(|(value, (_, _, weight))| value * weight).sum()
    };
    let none: f32 = reading.none_features().iter().zip(&NONE_WEIGHTS).map(|(value, (_, weight))| value * weight).sum();
    let none = if is_reply { f32::NEG_INFINITY } else { none };
    let scores: Vec<f32> = candidates.iter().map(|candidate| weigh(&candidate.features)).collect();
    let highest = scores.iter().copied().fold(none, f32::max);
    let total: f32 = scores.iter().map(|score| (score - highest).exp()).sum::<f32>() + (none - highest).exp();
    // Of equals the nearest.
    let (candidate, score) =
        candidates.iter().zip(scores).rev().reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    let said =
        candidate.features.iter().zip(&WEIGHTS).filter_map(|(value, (_, cue, weight))| Some(((*cue)?, value * weight)));
    let loudest = said.clone().map(|(_, said)| said).fold(0.0, f32::max);
    // Shared words go with most cues; the one to show is the plainest of those that count.
    let telling = said.filter(|(_, said)| *said > 0.0 && *said >= loudest * TELLING);
    let cue = telling.map(|(cue, _)| cue).min_by_key(|cue| Cue::ALL.iter().position(|known| known == cue));
    Some(Decided {
        parent: candidate.index,
        cue: cue.unwrap_or(Cue::Position),
        probability: (score - highest).exp() / total,
    })
}
