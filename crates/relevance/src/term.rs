//! Words as numbers.

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

/// The hash of a word as it stands.
pub(crate) fn word_hash(word: &str) -> u32 {
    fnv_1a(word.as_bytes())
}

/// Hands every token that has a topic to `each`, with its index.
pub(crate) fn topical(document: &Document, mut each: impl FnMut(usize, Stem)) {
    for (index, word) in document.words().enumerate() {
        if let Some(stem) = stem_of(word) {
            each(index, stem);
        }
    }
}

fn fnv_1a(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::stem_of;

    #[test]
    fn only_words_with_a_topic_have_a_stem() {
        for (word, expected) in
            [("islands", true), ("g7", true), ("2015", true), ("the", false), ("12", false), ("x", false), ("é", true)]
        {
            assert_eq!(stem_of(word).is_some(), expected, "{word}");
        }
        assert_eq!(stem_of("islands"), stem_of("island"));
        assert_ne!(stem_of("island"), stem_of("inland"));
    }
}
