//! What the trainer needs: the features that the detector sees, and the way to write a model.
//!
//! A model must be trained on exactly the features it will meet, so the trainer
//! asks this crate for them instead of making its own.

use threadwarden_text::Document;
use threadwarden_thread::Thread;

use crate::Finding;
use crate::detector::Judge;
use crate::knowledge::Knowledge;
use crate::participants::Participants;
use crate::target::Scene;

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
    let scene = Scene {
        thread,
        participants: &participants,
        article_author,
        author: &comment.author,
        text: &comment.text,
        parent: comment.parent.filter(|&parent| parent < thread.len()),
    };
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
