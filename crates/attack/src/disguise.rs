//! Which words people disguise: the lexicon, filed by what disguises leave of them.

use threadwarden_text::respell::{self, sound};

use crate::hash::{self, HashTable};
use crate::ordinary;
use crate::vocabulary::Vocabulary;

/// The words of the lexicon, ready for the respeller.
#[derive(Debug)]
pub(crate) struct Disguises {
    words: Vec<String>,
    exact: HashTable,
    /// By the word with one letter dropped.
    dropped: HashTable,
    /// By how the word sounds.
    sounds: HashTable,
}

/// Shortest word looked for where a letter is dropped or the spelling is by sound:
/// shorter ones are a letter away from too many others.
const SHORTEST: usize = 5;
/// Shortest word looked for at all.
const SHORTEST_EXACT: usize = 4;

impl Disguises {
    pub(crate) fn new<'w>(lexicon: impl Iterator<Item = &'w str>) -> Self {
        let mut disguises =
            Disguises { words: Vec::new(), exact: HashTable::default(), dropped: HashTable::default(), sounds: HashTable::default() };
        for word in lexicon.filter(|word| word.len() >= SHORTEST_EXACT && word.bytes().all(|byte| byte.is_ascii_lowercase())) {
            if disguises.find(&disguises.exact, word).is_none() {
                disguises.add(word);
            }
        }
        disguises
    }

    fn add(&mut self, word: &str) {
        let number = self.words.len() as u16;
        self.words.push(word.to_owned());
        self.exact.insert(hash::of(word), number);
        if word.len() < SHORTEST {
            return;
        }
        // The first letter is never the one that is dropped.
        for at in 1..word.len() {
            let shorter = format!("{}{}", &word[..at], &word[at + 1..]);
            let hash = hash::of(&shorter);
            if self.dropped.get(hash).is_none() && !ordinary::is_ordinary(&shorter) {
                self.dropped.insert(hash, number);
            }
        }
        let hash = hash::of(&sound(word));
        if self.sounds.get(hash).is_none() {
            self.sounds.insert(hash, number);
        }
    }

    fn find(&self, table: &HashTable, key: &str) -> Option<&str> {
        table.get(hash::of(key)).map(|number| self.words[number as usize].as_str())
    }
}

/// The lexicon together with what else is a word.
pub(crate) struct Known<'a> {
    pub(crate) disguises: &'a Disguises,
    pub(crate) vocabulary: &'a Vocabulary,
}

impl respell::Vocabulary for Known<'_> {
    fn is_ordinary(&self, word: &str) -> bool {
        self.vocabulary.id(word) != 0 || ordinary::is_ordinary(word)
    }

    fn is_sought(&self, word: &str) -> bool {
        self.disguises.find(&self.disguises.exact, word).is_some_and(|found| found == word)
    }

    fn sought_like(&self, pattern: &str) -> Option<&str> {
        let fits = |word: &&String| {
            word.len() == pattern.len() && word.bytes().zip(pattern.bytes()).all(|(letter, mark)| mark == b'*' || letter == mark)
        };
        // At least the first letter must be there.
        (!pattern.starts_with('*')).then(|| self.disguises.words.iter().find(fits)).flatten().map(String::as_str)
    }

    fn sought_with_a_letter_more(&self, word: &str) -> Option<&str> {
        self.disguises.find(&self.disguises.dropped, word)
    }

    fn sought_that_sounds(&self, sound: &str) -> Option<&str> {
        self.disguises.find(&self.disguises.sounds, sound)
    }
}
