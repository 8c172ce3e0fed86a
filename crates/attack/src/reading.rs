use std::ops::Range;

use threadwarden_text::Document;

use crate::class::Classes;
use crate::participants::NameMatch;
use crate::vocabulary::{Entry, Vocabulary, WordId};

/// A comment as the rules see it: its words, what they do, and whose names they are.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    pub(crate) document: &'a Document,
    pub(crate) names: &'a [NameMatch],
    vocabulary: &'a Vocabulary,
    words: &'a [Word],
    present: Classes,
    /// One bit per word id, modulo 4096: which known words the comment holds.
    held: [u64; HELD_BITS / 64],
}

const HELD_BITS: usize = 4096;

/// What rules and model read in place of a word that the site allows: a word
/// they know to say nothing against anybody.
///
/// Source: of fifteen harmless words tried in "you are …" and "your comment is …",
/// the one that the model takes least for an attack; an unknown word will not do.
pub(crate) const HARMLESS: &str = "right";

/// One word's number and classes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Word {
    pub(crate) id: WordId,
    /// The first four letters: cheaper than letter n-grams for the model and, measured, as good.
    pub(crate) stem: u32,
    pub(crate) hash: u64,
    pub(crate) classes: Classes,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(
        document: &'a Document,
        vocabulary: &'a Vocabulary,
        words: &'a [Word],
        names: &'a [NameMatch],
    ) -> Self {
        let mut present = Classes::NONE;
        let mut held = [0; HELD_BITS / 64];
        for word in words {
            present |= word.classes;
            held[word.id as usize % HELD_BITS / 64] |= 1 << (word.id % 64);
        }
        Reading { document, names, vocabulary, words, present, held }
    }

    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether any word of the comment has one of the classes.
    pub(crate) fn has(&self, classes: Classes) -> bool {
        self.present.any(classes)
    }

    /// Whether there is a word for each of the classes.
    pub(crate) fn has_all(&self, classes: Classes) -> bool {
        self.present.all(classes)
    }

    /// Whether the comment may hold the word; now and then another word of the
    /// vocabulary is taken for it.
    pub(crate) fn holds(&self, word: WordId) -> bool {
        self.held[word as usize % HELD_BITS / 64] & (1 << (word % 64)) != 0
    }

    /// The folded word at `index`; empty past the end. A word that the site allows reads as another.
    pub(crate) fn word(&self, index: usize) -> &'a str {
        match self.words.get(index) {
            Some(word) if word.classes.any(Classes::ALLOWED) => HARMLESS,
            Some(_) => self.document.word(index),
            None => "",
        }
    }

    pub(crate) fn id(&self, index: usize) -> WordId {
        self.words.get(index).map_or(0, |word| word.id)
    }

    /// The word's hash; 0 past the end.
    pub(crate) fn hash(&self, index: usize) -> u64 {
        self.words.get(index).map_or(0, |word| word.hash)
    }

    /// The word's first letters as a number; 0 past the end.
    pub(crate) fn stem(&self, index: usize) -> u32 {
        self.words.get(index).map_or(0, |word| word.stem)
    }

    pub(crate) fn classes(&self, index: usize) -> Classes {
        self.words.get(index).map_or(Classes::NONE, |word| word.classes)
    }

    /// Whether the word at `index` has one of the classes; false past the end.
    pub(crate) fn is(&self, index: usize, classes: Classes) -> bool {
        self.classes(index).any(classes)
    }

    /// What the lexicon knows of the word; nothing where it is somebody's name.
    pub(crate) fn entry(&self, index: usize) -> Entry {
        if self.is(index, Classes::NAME) { Entry::default() } else { *self.vocabulary.get(self.id(index)) }
    }

    /// The tokens of the sentence that holds `index`.
    pub(crate) fn sentence(&self, index: usize) -> Range<usize> {
        self.document.tokens().get(index).map_or(0..0, |token| self.document.sentence(token.sentence as usize))
    }

    /// Whether token `index` starts a clause.
    pub(crate) fn starts_clause(&self, index: usize) -> bool {
        let tokens = self.document.tokens();
        index == 0 || tokens.get(index).is_some_and(|token| tokens[index - 1].clause != token.clause)
    }

    /// Whether a clause, a sentence or the comment ends before token `index`.
    pub(crate) fn ends_clause(&self, index: usize) -> bool {
        index >= self.len() || self.starts_clause(index)
    }

    /// Where "you are" ends that starts at `index`: "you're", "you really are", "you must be", "you sound like".
    pub(crate) fn after_you_are(&self, index: usize) -> Option<usize> {
        let mut at = index + 1;
        if self.is(index, Classes::YOURE) {
            // "ur" is also "your": then a verb is missing, which "you are" rules find out by what follows.
        } else if self.is(index, Classes::YOU) {
            while self.is(at, Classes::ADV | Classes::MODAL) && at < index + 3 {
                at += 1;
            }
            let has_always_been = matches!(self.word(at), "have" | "had" | "'ve") && {
                let mut been = at + 1;
                while self.is(been, Classes::ADV) && been < at + 3 {
                    been += 1;
                }
                at = been;
                self.word(been) == "been"
            };
            if !(has_always_been || self.is(at, Classes::BE | Classes::SEEM)) {
                return None;
            }
            at += 1;
        } else {
            return None;
        }
        // "you seem to be", "you sound like"
        if self.word(at) == "to" && self.word(at + 1) == "be" {
            at += 2;
        } else if self.word(at) == "like" || self.word(at) == "being" {
            at += 1;
        }
        Some(at)
    }
}
