//! Words as one article and the tables see them.

use threadwarden_text::{Case, Document};

use crate::alias::Aliases;
use crate::article::{Found, PreparedArticle};
use crate::background::{Background, Known};
use crate::stop::is_function_word;
use crate::term::{Stem, remembered_stem, word_hash};
use crate::vectors::{Direction, Pointing, Vectors};

/// What is known of words anywhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tables<'a> {
    pub(crate) background: &'a Background,
    pub(crate) vectors: &'a Vectors,
    /// Whether other names of the same are looked for.
    pub(crate) aliases: bool,
    /// What the average article is about.
    pub(crate) middle: &'a Direction,
}

#[cfg(test)]
impl Tables<'static> {
    pub(crate) fn shipped() -> Self {
        use std::sync::{Arc, OnceLock};
        static SHIPPED: OnceLock<(Arc<Background>, Arc<Vectors>, Direction)> = OnceLock::new();
        let (background, vectors, middle) = SHIPPED.get_or_init(|| {
            (Background::shipped(), Vectors::shipped(), Background::shipped().middle(&Vectors::shipped()))
        });
        Tables { background, vectors, aliases: true, middle }
    }
}

/// What a word means here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    /// All 64 bits of the word's hash; 0 in a free slot.
    hash: u64,
    /// The word as quotations compare it: the lowest bit says whether it has a topic.
    pub(crate) spelling: u32,
    /// Its stem, if it has a topic.
    pub(crate) stem: Stem,
    /// Its place in the tables.
    pub(crate) known: Option<Known>,
    /// Its place among the article's terms.
    pub(crate) found: Option<Found>,
    /// Its word vector.
    pub(crate) pointing: Option<Pointing>,
    /// How far it means what it was found as, in `0..=1`; below 1 for names of related things.
    pub(crate) trust: f32,
    /// Whether a name of several words ends with it.
    pub(crate) ends_name: bool,
    pub(crate) is_function: bool,
}

impl Word {
    const FREE: Word = Word {
        hash: 0,
        spelling: 0,
        stem: Stem(0),
        known: None,
        found: None,
        pointing: None,
        trust: 1.0,
        ends_name: false,
        is_function: false,
    };

    fn new(word: &str, hash: u64, tables: Tables, article: Option<&PreparedArticle>) -> Word {
        let spelling = (hash as u32) & !1;
        let Some(stem) = remembered_stem(word, hash) else {
            return Word { hash, spelling, is_function: is_function_word(word), ..Word::FREE };
        };
        let word = Word::of_stem(stem, hash, tables, article, false);
        // Nearly all texts that the vectors were made from mean the name.
        let other = tables.aliases && Aliases::shipped().needs_capital(stem);
        Word { spelling: spelling | 1, pointing: word.pointing.filter(|_| !other), ..word }
    }

    fn of_stem(stem: Stem, hash: u64, tables: Tables, article: Option<&PreparedArticle>, capital: bool) -> Word {
        let (found, trust) = match article {
            Some(article) => {
                article.find(stem).map_or_else(|| article.meant(&[stem], capital), |found| (Some(found), 1.0))
            }
            None => (None, 1.0),
        };
        Word {
            hash,
            stem,
            known: tables.background.find(stem),
            found,
            trust,
            pointing: tables.vectors.find(stem),
            ends_name: article.is_some() && Aliases::shipped().ends_name(stem),
            ..Word::FREE
        }
    }

    pub(crate) fn has_topic(&self) -> bool {
        self.spelling & 1 == 1
    }
}

/// Remembers words, so that each is cut, hashed and looked up once and not once per occurrence.
///
/// A word may push out another that hashes to the same slot; nothing depends on
/// which are remembered but time.
#[derive(Debug)]
pub(crate) struct Words<'a> {
    tables: Tables<'a>,
    article: Option<&'a PreparedArticle>,
    slots: Vec<Word>,
}

impl<'a> Words<'a> {
    /// For texts of `tokens` tokens in all.
    pub(crate) fn new(tables: Tables<'a>, article: Option<&'a PreparedArticle>, tokens: usize) -> Self {
        const FEWEST_SLOTS: usize = 64;
        const MOST_SLOTS: usize = 8_192;
        let slots = tokens.clamp(FEWEST_SLOTS, MOST_SLOTS).next_power_of_two();
        Words { tables, article, slots: vec![Word::FREE; slots] }
    }

    pub(crate) fn tables(&self) -> Tables<'a> {
        self.tables
    }

    pub(crate) fn background(&self) -> &'a Background {
        self.tables.background
    }

    pub(crate) fn article(&self) -> Option<&'a PreparedArticle> {
        self.article
    }

    /// The words of a text; abbreviations that are ordinary words without their capitals are told from these.
    pub(crate) fn of(&mut self, document: &Document) -> Vec<Word> {
        (0..document.tokens().len()).map(|token| self.at(document, token)).collect()
    }

    /// The word at a token.
    #[inline]
    pub(crate) fn at(&mut self, document: &Document, token: usize) -> Word {
        let word = self.get(document.word(token));
        match document.tokens()[token].case {
            Case::Small => word,
            case => self.capitalised(word, case, document, token),
        }
    }

    /// What a word means that is written with a capital, when that is something else.
    fn capitalised(&self, word: Word, case: Case, document: &Document, token: usize) -> Word {
        let starts = token == 0 || document.tokens()[token - 1].sentence != document.tokens()[token].sentence;
        let abbreviation = match case {
            Case::Upper if self.tables.aliases => Aliases::shipped().abbreviation(document.word(token)),
            _ => None,
        };
        if let Some(stem) = abbreviation {
            // Without its capitals it is another word.
            let spelling = stem.0 | 1;
            return Word { spelling, ..Word::of_stem(stem, word.hash, self.tables, self.article, true) };
        }
        let pointing = word.pointing.or_else(|| self.tables.vectors.find(word.stem).filter(|_| word.has_topic()));
        let word = Word { pointing, ..word };
        if word.has_topic() && word.found.is_none() && !starts && self.tables.aliases {
            let meant = self.article.map_or((None, 1.0), |article| article.meant(&[word.stem], true));
            return Word { found: meant.0, trust: meant.1, ..word };
        }
        word
    }

    #[inline]
    pub(crate) fn get(&mut self, word: &str) -> Word {
        let hash = word_hash(word);
        // Each word has two slots; what is pushed out of the first moves to the second.
        let first = hash as usize & (self.slots.len() - 1);
        if self.slots[first].hash == hash {
            return self.slots[first];
        }
        let second = first ^ 1;
        if self.slots[second].hash == hash {
            return self.slots[second];
        }
        self.slots[second] = self.slots[first];
        self.slots[first] = Word::new(word, hash, self.tables, self.article);
        self.slots[first]
    }
}

#[cfg(test)]
mod tests {
    use super::{Tables, Words};

    #[test]
    fn remembering_changes_nothing() {
        let mut few = Words::new(Tables::shipped(), None, 1);
        let mut many = Words::new(Tables::shipped(), None, 100_000);
        for _ in 0..2 {
            for number in 0..2_000 {
                let word = format!("harbour{number}");
                let (one, other) = (few.get(&word), many.get(&word));
                assert_eq!((one.stem, one.known, one.spelling), (other.stem, other.known, other.spelling));
                assert!(few.get("the").is_function && !few.get("the").has_topic());
            }
        }
    }
}
