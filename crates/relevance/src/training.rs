//! What a trainer of word vectors needs: the words of a text as the scorer sees them.

use threadwarden_text::Document;

use crate::Background;
use crate::reading;
use crate::term::topical;

/// A word with a topic.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// Which token of the document it is.
    pub token: usize,
    /// The hash of its stem, by which vectors are found.
    pub stem: u32,
    /// What it weighs in a comment.
    pub weight: f32,
}

/// The words of a document that have a topic, in order.
pub fn words(document: &Document, background: &Background) -> Vec<Word> {
    let mut words = Vec::new();
    topical(document, |token, stem| {
        let weight = reading::weight(background.idf(background.find(stem)));
        words.push(Word { token, stem: stem.0, weight });
    });
    words
}
