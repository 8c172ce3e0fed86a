//! The learned model: linear over hashed features, a window at a time.
//!
//! Every sentence is scored by the weights of its features. A window is up to
//! [`LONGEST_WINDOW`] sentences in a row; its score is their sum divided by the
//! square root of the number of features, so that length alone says nothing.
//! The comment's score is that of its highest window: clean text around an
//! attack cannot lower it.
//!
//! What the rules found is among the features, which is how rules and model are
//! combined. The model card says what it was trained on and how well it does.

mod features;
mod file;

use std::ops::Range;

use crate::reading::Reading;
pub(crate) use features::{Feature, RuleHit};
use file::Weights;
pub(crate) use file::write;
pub use file::{Calibration, ModelError};

/// Most sentences in a window.
pub const LONGEST_WINDOW: usize = 3;
/// Weights are found by this many top bits of a feature.
pub const TABLE_BITS: u32 = 20;
/// The same for the weights that tell categories apart.
pub const CATEGORY_BITS: u32 = 14;

/// A trained model.
#[derive(Debug)]
pub(crate) struct Model {
    weights: Weights,
}

/// The highest window of a comment.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Window {
    /// Its sentences.
    pub(crate) sentences: Range<usize>,
    /// Calibrated log-odds that it attacks somebody.
    pub(crate) log_odds: f32,
    /// The chance they stand for, in `0..=1`.
    pub(crate) probability: f32,
}

/// Memory for scoring, used again for comment after comment.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    /// Sum of weights and number of features, by sentence.
    sentences: Vec<(i32, u32)>,
}

impl Model {
    pub(crate) fn read(bytes: &'static [u8]) -> Result<Model, ModelError> {
        Ok(Model { weights: Weights::read(bytes)? })
    }

    /// Scores a comment and finds its highest window.
    pub(crate) fn judge(
        &self,
        reading: &Reading<'_>,
        hits: &[RuleHit],
        is_reply: bool,
        scratch: &mut Scratch,
    ) -> Window {
        scratch.sentences.clear();
        for sentence in 0..reading.document.sentence_count() {
            let mut sum = 0;
            let mut count = 0;
            each_feature(reading, sentence, hits, is_reply, |feature| {
                sum += i32::from(self.weights.of(feature));
                count += 1;
            });
            scratch.sentences.push((sum, count));
        }
        let (sentences, score) = highest_window(&scratch.sentences);
        let log_odds = self.weights.whole_log_odds(score);
        Window { sentences, log_odds, probability: probability(log_odds) }
    }

    /// What one feature weighs.
    pub(crate) fn weight(&self, feature: Feature) -> i32 {
        i32::from(self.weights.of(feature))
    }

    /// What such a part of the weights of so many features adds to the log-odds.
    pub(crate) fn log_odds(&self, part: i32, count: u32) -> f32 {
        self.weights.log_odds(score(part, count))
    }

    /// The chance of one sentence alone.
    pub(crate) fn sentence(&self, reading: &Reading<'_>, hits: &[RuleHit], is_reply: bool, sentence: usize) -> f32 {
        let (mut sum, mut count) = (0, 0);
        each_feature(reading, sentence, hits, is_reply, |feature| {
            sum += i32::from(self.weights.of(feature));
            count += 1;
        });
        probability(self.weights.whole_log_odds(score(sum, count)))
    }

    /// The likeliest category of the sentences, as a position in `Category::ALL`.
    pub(crate) fn category(
        &self,
        reading: &Reading<'_>,
        hits: &[RuleHit],
        is_reply: bool,
        sentences: Range<usize>,
    ) -> usize {
        let mut scores = vec![0_i32; self.weights.categories()];
        for sentence in sentences {
            each_feature(reading, sentence, hits, is_reply, |feature| {
                self.weights.add_categories(feature, &mut scores)
            });
        }
        let best = scores.iter().enumerate().max_by_key(|(place, score)| (**score, std::cmp::Reverse(*place)));
        best.map_or(0, |(place, _)| place)
    }
}

/// Hands over every feature of a sentence.
pub(crate) fn each_feature(
    reading: &Reading<'_>,
    sentence: usize,
    hits: &[RuleHit],
    is_reply: bool,
    mut take: impl FnMut(Feature),
) {
    let tokens = reading.document.sentence(sentence);
    features::of_sentence(reading, tokens.clone(), is_reply, &mut take);
    features::of_rules(hits, &tokens, take);
}

/// The same features, each with a way to say it in words.
pub(crate) fn named_features(
    reading: &Reading<'_>,
    sentence: usize,
    hits: &[RuleHit],
    is_reply: bool,
    mut take: impl FnMut(Feature, &dyn Fn() -> String),
) {
    let tokens = reading.document.sentence(sentence);
    features::of_sentence_named(reading, tokens.clone(), is_reply, &mut take);
    features::of_rules_named(hits, &tokens, take);
}

/// The chance that log-odds stand for.
pub(crate) fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// The sum of so many weights, brought to one size for all lengths.
fn score(sum: i32, count: u32) -> f32 {
    if count == 0 { 0.0 } else { sum as f32 / (count as f32).sqrt() }
}

/// The window with the highest score among sentences of (sum, number of features).
fn highest_window(sentences: &[(i32, u32)]) -> (Range<usize>, f32) {
    let mut best = (0..0, f32::NEG_INFINITY);
    for start in 0..sentences.len() {
        let (mut sum, mut count) = (0, 0);
        for end in start + 1..=(start + LONGEST_WINDOW).min(sentences.len()) {
            sum += sentences[end - 1].0;
            count += sentences[end - 1].1;
            let score = score(sum, count);
            if score > best.1 {
                best = (start..end, score);
            }
        }
    }
    if best.0.is_empty() { (0..0, 0.0) } else { best }
}

#[cfg(test)]
mod tests {
    use super::highest_window;

    #[test]
    fn the_highest_window_wins_and_clean_sentences_never_lower_it() {
        let attack = [(-3, 4), (40, 4), (35, 4), (-9, 4)];
        let (window, score) = highest_window(&attack);
        assert_eq!(window, 1..3);
        let mut longer = vec![(-20, 9); 5];
        longer.extend(attack);
        longer.extend([(-20, 9); 5]);
        let (window, same) = highest_window(&longer);
        assert_eq!((window, same), (6..8, score));
        assert_eq!(highest_window(&[]), (0..0, 0.0));
    }
}
