//! Which words people disguise: the lexicon, filed by what disguises leave of them.

use threadwarden_text::Sound;
use threadwarden_text::respell::{self, Kind, letters};

use crate::class::Classes;
use crate::hash::{self, HashTable};
use crate::ordinary;
use crate::vocabulary::{LEXICON, Vocabulary, WordId, lexicon};

/// The words of the lexicon, ready for the respeller.
#[derive(Debug, Default)]
pub(crate) struct Disguises {
    words: Vec<String>,
    /// By the word with one letter dropped.
    dropped: HashTable,
    /// By how the word sounds.
    sounds: HashTable,
    /// By the word's letters in any order.
    anagrams: HashTable,
}

/// Shortest word looked for where a letter is dropped or the spelling is by sound:
/// shorter ones are a letter away from too many others.
const SHORTEST: usize = 5;

/// Shortest word that is disguised at all.
const SHORTEST_SOUGHT: usize = 4;

impl Disguises {
    /// Files the strong words of the lexicon and marks them in the vocabulary.
    ///
    /// Weak words are ordinary ones, and nobody needs to hide those.
    pub(crate) fn new(vocabulary: &mut Vocabulary) -> Self {
        let mut disguises = Disguises::default();
        for row in lexicon(LEXICON).filter(|row| row.sense.strong && is_disguisable(row.word)) {
            if vocabulary.mark(row.word, Classes::SOUGHT) {
                disguises.add(row.word);
            }
        }
        disguises
    }

    fn add(&mut self, word: &str) {
        let number = self.words.len() as u16;
        self.words.push(word.to_owned());
        insert_new(&mut self.anagrams, of_letters(letters(word)), number);
        if word.len() < SHORTEST {
            return;
        }
        // The first letter is never the one that is dropped.
        for at in 1..word.len() {
            let shorter = format!("{}{}", &word[..at], &word[at + 1..]);
            if !ordinary::is_ordinary(&shorter) {
                insert_new(&mut self.dropped, hash::of(&shorter), number);
            }
        }
        insert_new(&mut self.sounds, hash::of_bytes(Sound::of(word).as_bytes()), number);
    }

    fn find(&self, table: &HashTable, key: u64) -> Option<&str> {
        table.get(key).map(|number| self.words[number as usize].as_str())
    }
}

/// The first word to take a key keeps it.
fn insert_new(table: &mut HashTable, key: u64, number: u16) {
    if table.get(key).is_none() {
        table.insert(key, number);
    }
}

fn of_letters(letters: u128) -> u64 {
    hash::of_bytes(&letters.to_le_bytes())
}

fn is_disguisable(word: &str) -> bool {
    word.len() >= SHORTEST_SOUGHT && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// What kind of word this is, from its number, hash and classes.
pub(crate) fn kind(id: WordId, hash: u64, classes: Classes) -> Kind {
    match id {
        0 if ordinary::has_hash(hash) => Kind::Ordinary,
        0 => Kind::Unknown,
        _ if classes.any(Classes::SOUGHT) => Kind::Sought,
        _ => Kind::Ordinary,
    }
}

/// The lexicon together with what else is a word.
pub(crate) struct Known<'a> {
    pub(crate) disguises: &'a Disguises,
    pub(crate) vocabulary: &'a Vocabulary,
}

impl respell::Vocabulary for Known<'_> {
    fn kind(&self, word: &str) -> Kind {
        let hash = hash::of(word);
        let id = self.vocabulary.id_of_hash(hash);
        kind(id, hash, self.vocabulary.get(id).classes)
    }

    fn sought_like(&self, pattern: &str) -> Option<&str> {
        let fits = |word: &&String| {
            word.len() == pattern.len()
                && word.bytes().zip(pattern.bytes()).all(|(letter, mark)| mark == b'*' || letter == mark)
        };
        // At least the first letter must be there.
        (!pattern.starts_with('*')).then(|| self.disguises.words.iter().find(fits)).flatten().map(String::as_str)
    }

    fn sought_with_a_letter_more(&self, word: &str) -> Option<&str> {
        self.disguises.find(&self.disguises.dropped, hash::of(word))
    }

    fn is_anagram_of_sought(&self, letters: u128) -> bool {
        self.disguises.anagrams.get(of_letters(letters)).is_some()
    }

    fn sought_that_sounds(&self, sound: &Sound) -> Option<&str> {
        self.disguises.find(&self.disguises.sounds, hash::of_bytes(sound.as_bytes()))
    }
}
