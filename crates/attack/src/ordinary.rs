//! Which words are ordinary English: a Bloom filter over the words of news articles.
//!
//! A disguised insult is not an ordinary word; a name or a rare word may not be
//! one either. A wrong "yes" (one in some ten thousand) only means that one
//! disguise stays on.

use crate::hash::{self, mix};

/// Made by `threadwarden-train words`; see the model card.
const FILTER: &[u8] = include_bytes!("../model/ordinary-words.bin");

/// Bits looked at for each word.
const PROBES: u64 = 5;
/// Bits of the filter for each word put in; with five probes one in some thousand others passes.
const BITS_PER_WORD: usize = 16;

/// Whether this is a word as newspapers spell it.
pub(crate) fn is_ordinary(word: &str) -> bool {
    has_hash(hash::of(word))
}

/// The same for a word's hash.
pub(crate) fn has_hash(hash: u64) -> bool {
    probes(hash, FILTER.len() * 8).all(|bit| FILTER[bit / 8] & (1 << (bit % 8)) != 0)
}

/// Whether these are the bytes of the filter.
pub(crate) fn is_filter(bytes: &[u8]) -> bool {
    bytes == FILTER
}

/// The filter that holds the words.
pub(crate) fn filter<'w>(words: impl ExactSizeIterator<Item = &'w str>) -> Vec<u8> {
    let bits = (words.len() * BITS_PER_WORD).next_power_of_two().max(64);
    let mut filter = vec![0_u8; bits / 8];
    for word in words {
        for bit in probes(hash::of(word), bits) {
            filter[bit / 8] |= 1 << (bit % 8);
        }
    }
    filter
}

fn probes(hash: u64, bits: usize) -> impl Iterator<Item = usize> {
    let step = mix(hash, 1) | 1;
    (0..PROBES).map(move |probe| (hash.wrapping_add(step.wrapping_mul(probe)) >> 16) as usize % bits)
}

#[cfg(test)]
mod tests {
    use super::is_ordinary;

    #[test]
    fn knows_ordinary_words_and_not_their_disguises() {
        for word in ["minister", "people", "moved", "loose", "assist", "class", "comment"] {
            assert!(is_ordinary(word), "{word}");
        }
        for word in ["idoit", "morron", "stewpid", "qwzzx", "toidi", "stuupid"] {
            assert!(!is_ordinary(word), "{word}");
        }
    }
}
