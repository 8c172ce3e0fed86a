//! Which words people disguise: the lexicon, filed by what disguises leave of them.

use threadwarden_text::Sound;
use threadwarden_text::respell::{self, Kind, letters, without_doubles};

use crate::class::Classes;
use crate::hash::{self, HashTable};
use crate::ordinary;
use crate::site::SiteWords;
use crate::vocabulary::{LEXICON, Vocabulary, WordId, lexicon};

/// The words of the lexicon, ready for the respeller.
#[derive(Debug, Default)]
pub(crate) struct Disguises {
    /// Strong words first.
    words: Vec<String>,
    /// How many of the words are strong.
    strong: usize,
    /// By the word with one letter dropped.
    dropped: HashTable,
    /// By the word with its double letters single.
    single: HashTable,
    /// By how the word sounds.
    sounds: HashTable,
    /// By the word's letters in any order.
    anagrams: HashTable,
}

/// Shortest strong word looked for where a letter is dropped or the spelling is by
/// sound: shorter ones are a letter away from too many others.
const SHORTEST_STRONG: usize = 5;

/// The same for weak words, which are ordinary ones and have more neighbours.
const SHORTEST_WEAK: usize = 8;

/// Shortest word that is disguised at all.
const SHORTEST_SOUGHT: usize = 4;

impl Disguises {
    /// Files the words of the lexicon and marks the strong ones in the vocabulary.
    ///
    /// A weak word is an ordinary one: it is only sought behind plain marks ("cl0wn"),
    /// or where it is so long that nothing else can be meant. Words that a site
    /// allows are sought too: undisguised, they are seen to be allowed.
    pub(crate) fn new(vocabulary: &mut Vocabulary, site: &SiteWords) -> Self {
        let mut disguises = Disguises::default();
        let words = |strong: bool| {
            let own = site.insults.iter().filter(move |insult| insult.strong == strong);
            let known = lexicon(LEXICON).filter(move |row| row.sense.strong == strong).map(|row| row.word);
            known.chain(own.map(|insult| insult.word.as_str())).filter(|word| is_disguisable(word))
        };
        for word in words(true) {
            if vocabulary.mark(word, Classes::SOUGHT) {
                disguises.add(word, SHORTEST_STRONG);
            }
        }
        disguises.strong = disguises.words.len();
        for word in words(false) {
            if !vocabulary.get(vocabulary.id(word)).classes.any(Classes::SOUGHT) {
                disguises.add(word, SHORTEST_WEAK);
            }
        }
        disguises
    }

    fn add(&mut self, word: &str, shortest: usize) {
        let number = self.words.len() as u16;
        self.words.push(word.to_owned());
        // The first word to take a key keeps it, and no ordinary word is a key.
        let file = |table: &mut HashTable, key: &[u8]| {
            let hash = hash::of_bytes(key);
            if table.get(hash).is_none() && !ordinary::has_hash(hash) {
                table.insert(hash, number);
            }
        };
        file(&mut self.anagrams, &letters(word).to_le_bytes());
        if word.len() < shortest {
            return;
        }
        // The first letter is never the one that is dropped.
        for at in 1..word.len() {
            file(&mut self.dropped, format!("{}{}", &word[..at], &word[at + 1..]).as_bytes());
        }
        if let Some(single) = without_doubles(word) {
            file(&mut self.single, single.as_bytes());
        }
        file(&mut self.sounds, Sound::of(word).as_bytes());
    }

    fn find(&self, table: &HashTable, key: &[u8]) -> Option<&str> {
        table.get(hash::of_bytes(key)).map(|number| self.words[number as usize].as_str())
    }
}

fn is_disguisable(word: &str) -> bool {
    word.len() >= SHORTEST_SOUGHT && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// What kind of word this is, from its number, hash and classes.
pub(crate) fn kind(id: WordId, hash: u64, classes: Classes) -> Kind {
    match id {
        _ if classes == Classes::ALLOWED => Kind::Ordinary,
        0 if ordinary::has_hash(hash) => Kind::Ordinary,
        0 => Kind::Unknown,
        _ if classes.any(Classes::SOUGHT) => Kind::Sought,
        _ if classes.any(Classes::INSULT | Classes::WEAK) => Kind::Mild,
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

    fn is_common(&self, word: &str) -> bool {
        self.vocabulary.id(word) != 0
    }

    fn sought_like(&self, pattern: &str) -> Option<&str> {
        let fits = |word: &&String| {
            word.len() == pattern.len()
                && word.bytes().zip(pattern.bytes()).all(|(letter, mark)| mark == b'*' || letter == mark)
        };
        // A mild word has to show most of its letters.
        let stars = pattern.bytes().filter(|byte| *byte == b'*').count();
        let of = if stars * 3 <= pattern.len() { self.disguises.words.len() } else { self.disguises.strong };
        // At least the first letter must be there.
        (!pattern.starts_with('*')).then(|| self.disguises.words[..of].iter().find(fits)).flatten().map(String::as_str)
    }

    fn sought_with_doubles(&self, single: &str) -> Option<&str> {
        self.disguises.find(&self.disguises.single, single.as_bytes())
    }

    fn sought_with_a_letter_more(&self, word: &str) -> Option<&str> {
        self.disguises.find(&self.disguises.dropped, word.as_bytes())
    }

    fn is_anagram_of_sought(&self, letters: u128) -> bool {
        self.disguises.anagrams.get(hash::of_bytes(&letters.to_le_bytes())).is_some()
    }

    fn sought_that_sounds(&self, sound: &Sound) -> Option<&str> {
        self.disguises.find(&self.disguises.sounds, sound.as_bytes())
    }
}
