//! Words as numbers.

use std::cell::RefCell;

use threadwarden_text::Document;

use crate::stem::stemmed;
use crate::stop::is_function_word;

/// The hash of a stem.
///
/// FNV-1a in 32 bits: with some 50,000 stems in the tables about one pair of
/// them collides, which costs less than keeping the stems themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Stem(pub(crate) u32);

/// The stem of a folded word; `None` when the word carries no topic.
///
/// Function words do not, nor do numbers of one or two digits, nor lone letters.
pub(crate) fn stem_of(word: &str) -> Option<Stem> {
    const LONGEST_PLAIN_NUMBER: usize = 2;
    let plain_number = word.len() <= LONGEST_PLAIN_NUMBER && word.bytes().all(|byte| byte.is_ascii_digit());
    if word.len() < 2 || plain_number || is_function_word(word) {
        return None;
    }
    Some(stemmed(word, |stem| Stem(fnv_1a(stem))))
}

/// [`stem_of`] a word whose [`word_hash`] is known, remembered from text to text.
///
/// Cutting a word takes ten times as long as finding it again, and the words of
/// one thread are those of the next.
pub(crate) fn remembered_stem(word: &str, hash: u64) -> Option<Stem> {
    /// A power of two; 16 bytes each.
    const SLOTS: usize = 1 << 14;
    thread_local! {
        static STEMS: RefCell<Vec<(u64, Option<Stem>)>> = const { RefCell::new(Vec::new()) };
    }
    STEMS.with_borrow_mut(|stems| {
        if stems.is_empty() {
            // No word has the hash 0, as far as this goes: it would only be cut each time.
            stems.resize(SLOTS, (0, None));
        }
        let slot = &mut stems[hash as usize % SLOTS];
        if slot.0 != hash || hash == 0 {
            *slot = (hash, stem_of(word));
        }
        slot.1
    })
}

/// Hands every token that has a topic to `each`, with its index.
pub(crate) fn topical(document: &Document, mut each: impl FnMut(usize, Stem)) {
    for (index, word) in document.words().enumerate() {
        if let Some(stem) = stem_of(word) {
            each(index, stem);
        }
    }
}

/// The hash of a word as it stands, eight bytes at a time.
///
/// Words are told apart by it alone, so it has 64 bits.
pub(crate) fn word_hash(word: &str) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let bytes = word.as_bytes();
    let mut hash = (bytes.len() as u64).wrapping_mul(FACTOR);
    let mut add = |part: u64| {
        hash = (hash ^ part).wrapping_mul(FACTOR);
        hash ^= hash >> 29;
    };
    let mut eights = bytes.chunks_exact(8);
    for eight in &mut eights {
        add(u64::from_le_bytes([eight[0], eight[1], eight[2], eight[3], eight[4], eight[5], eight[6], eight[7]]));
    }
    let rest = eights.remainder();
    if !rest.is_empty() {
        add(rest.iter().rev().fold(0, |part, byte| part << 8 | u64::from(*byte)));
    }
    hash ^ hash >> 32
}

/// One number for two that follow one another.
pub(crate) fn joined(first: u32, second: u32) -> u32 {
    let both = (u64::from(first) << 32 | u64::from(second)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (both >> 32) as u32
}

/// FNV-1a.
pub(crate) fn fnv_1a(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::{joined, remembered_stem, stem_of, word_hash};

    #[test]
    fn only_words_with_a_topic_have_a_stem() {
        for (word, expected) in
            [("islands", true), ("g7", true), ("2015", true), ("the", false), ("12", false), ("x", false), ("é", true)]
        {
            assert_eq!(stem_of(word).is_some(), expected, "{word}");
        }
        for word in ["islands", "the", "12", "", "islands", "12", "g7"] {
            assert_eq!(remembered_stem(word, word_hash(word)), stem_of(word), "{word}");
        }
        assert_eq!(stem_of("islands"), stem_of("island"));
        assert_ne!(stem_of("island"), stem_of("inland"));
    }

    #[test]
    fn every_letter_and_its_place_count() {
        let words =
            ["", "a", "b", "ab", "ba", "harbours", "harbourS", "harbours1", "harbours2", "a\0", "sanctionharbours"];
        for (at, word) in words.iter().enumerate() {
            for other in &words[..at] {
                assert_ne!(word_hash(word), word_hash(other), "{word} {other}");
            }
        }
        assert_ne!(joined(1, 2), joined(2, 1));
    }
}
