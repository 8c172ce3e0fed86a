//! What the trainer needs: the features that the detector sees, and the way to write a model.
//!
//! A model must be trained on exactly the features it will meet, so the trainer
//! asks this crate for them instead of making its own.

use threadwarden_text::Document;
use threadwarden_thread::Thread;

use crate::detector::Judge;
use crate::knowledge::Knowledge;
use crate::participants::Participants;
use crate::target::Scene;
use crate::{Finding, Reader, second_stage};

pub use crate::model::{CATEGORY_BITS, Calibration, LONGEST_WINDOW, ModelError, TABLE_BITS};

/// The features of comment `index` of a thread, sentence by sentence.
///
/// The top bits of a feature are its place in a table. Without `with_rules`
/// the findings of the rules are left out, which is how the model alone is measured.
///
/// # Panics
///
/// When the thread has no such comment.
pub fn features(thread: &Thread, index: usize, article_author: Option<&str>, with_rules: bool) -> Vec<Vec<u64>> {
    on_comment(thread, index, article_author, |judge, document, scene| {
        judge.features(scene.text, document, scene, with_rules)
    })
}

/// What rules and model make of comment `index` when each is asked alone: the
/// findings of the rules, and the model's chance without knowing of them.
///
/// For measuring what each is worth; the detector itself combines the two.
///
/// # Panics
///
/// When the thread has no such comment.
pub fn apart(thread: &Thread, index: usize, article_author: Option<&str>) -> (Vec<Finding>, f32) {
    on_comment(thread, index, article_author, |judge, document, scene| judge.apart(scene.text, document, scene))
}

/// The calibrated log-odds of comment `index` by the fast model, and those by a reader, not calibrated.
///
/// # Panics
///
/// When the thread has no such comment.
pub fn stages_log_odds(thread: &Thread, index: usize, article_author: Option<&str>, reader: &dyn Reader) -> (f32, f32) {
    on_comment(thread, index, article_author, |judge, document, scene| {
        let first = judge.log_odds(scene.text, document, scene);
        (first, second_stage::log_odds(reader, scene.text, scene, judge.names()))
    })
}

/// The numbers of the second stage that are fitted.
#[derive(Clone, Debug, PartialEq)]
pub struct SecondStageNumbers {
    /// From both log-odds to one: intercept, weight of the first, weight of the second.
    pub together: [f32; 3],
    /// From the reader's log-odds to calibrated ones: intercept and weight.
    pub alone: [f32; 2],
    /// The chances of the fast model between which there is doubt.
    pub doubtful: [f32; 2],
}

impl SecondStageNumbers {
    /// Those this crate was built with.
    pub fn compiled_in() -> SecondStageNumbers {
        second_stage::numbers()
    }

    /// Whether two fits say the same, but for the digits that are not written down.
    pub fn is_close_to(&self, other: &SecondStageNumbers) -> bool {
        let numbers = |of: &SecondStageNumbers| [&of.together[..], &of.alone, &of.doubtful].concat();
        numbers(self).iter().zip(numbers(other)).all(|(a, b)| (a - b).abs() < 6e-4)
    }
}

fn on_comment<T>(
    thread: &Thread,
    index: usize,
    article_author: Option<&str>,
    ask: impl FnOnce(&mut Judge<'_>, &Document, &Scene<'_>) -> T,
) -> T {
    let knowledge = Knowledge::get();
    let participants = Participants::new(thread, 0..thread.len(), article_author, &knowledge.vocabulary);
    let comment = &thread.comments[index];
    let document = Document::new(&comment.text);
    let scene = Scene::of_comment(thread, index, article_author, &participants);
    ask(&mut Judge::new(knowledge), &document, &scene)
}

/// A model file. `table` has `2^TABLE_BITS` weights; `categories` has
/// `2^CATEGORY_BITS` rows of one weight per category.
pub fn model_file(calibration: Calibration, table: &[i8], categories: usize, category_table: &[i8]) -> Vec<u8> {
    crate::model::write(calibration, table, categories, category_table)
}

/// The file that tells ordinary words from others.
pub fn ordinary_words_file<'w>(words: impl ExactSizeIterator<Item = &'w str>) -> Vec<u8> {
    crate::ordinary::filter(words)
}

/// Rare English words that would be taken for a disguised insult if they were not known as ordinary.
pub fn innocent_words() -> impl Iterator<Item = &'static str> {
    include_str!("../data/innocent-words.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Whether this is the file of ordinary words that this crate was built with.
pub fn is_compiled_in(ordinary_words: &[u8]) -> bool {
    crate::ordinary::is_filter(ordinary_words)
}

/// Whether a folded word has an insulting sense in the lexicon.
pub fn is_insult(word: &str) -> bool {
    Knowledge::get().vocabulary.is_insult(word)
}
