//! Words as 64-bit numbers.
//!
//! A word is hashed once. The number finds it in the vocabulary and, mixed with
//! those of its neighbours, its weights in the model. Two of the few thousand
//! words of the vocabulary share a number with a chance of one in a trillion; a
//! test sees to it that none do.

/// The hash of a word: rotate, xor, multiply, eight bytes a step, as Firefox does.
pub(crate) fn of(word: &str) -> u64 {
    let bytes = word.as_bytes();
    let mut hash = bytes.len() as u64;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        hash = mix(hash, little_endian(chunk));
    }
    if !chunks.remainder().is_empty() {
        hash = mix(hash, little_endian(chunks.remainder()));
    }
    hash ^ (hash >> 32)
}

/// Two numbers made one; the order matters.
pub(crate) fn mix(first: u64, second: u64) -> u64 {
    const GOLDEN_RATIO: u64 = 0x9e37_79b9_7f4a_7c15;
    (first.rotate_left(5) ^ second).wrapping_mul(GOLDEN_RATIO)
}

fn little_endian(bytes: &[u8]) -> u64 {
    let mut eight = [0; 8];
    eight[..bytes.len()].copy_from_slice(bytes);
    u64::from_le_bytes(eight)
}

/// A map from word hashes to small numbers: open addressing, at most half full.
#[derive(Debug, Default)]
pub(crate) struct HashTable {
    /// A hash of 0 marks a free slot.
    slots: Vec<(u64, u16)>,
    len: usize,
}

impl HashTable {
    pub(crate) fn get(&self, hash: u64) -> Option<u16> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = hash as usize & mask;
        loop {
            match self.slots[at] {
                (0, _) => return None,
                (key, value) if key == hash => return Some(value),
                _ => at = (at + 1) & mask,
            }
        }
    }

    pub(crate) fn insert(&mut self, hash: u64, value: u16) {
        if (self.len + 1) * 2 > self.slots.len() {
            let doubled = vec![(0, 0); (self.slots.len() * 2).max(64)];
            for (key, value) in std::mem::replace(&mut self.slots, doubled) {
                if key != 0 {
                    self.place(key, value);
                }
            }
        }
        self.len += 1;
        self.place(hash, value);
    }

    fn place(&mut self, hash: u64, value: u16) {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at].0 != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = (hash, value);
    }
}

#[cfg(test)]
mod tests {
    use super::{HashTable, mix, of};

    #[test]
    fn words_that_differ_hash_differently() {
        let words = ["", "a", "b", "ab", "ba", "idiot", "idiots", "idiotic", "a\0", "thirteen bytes", "thirteen bytez"];
        let hashes: std::collections::HashSet<u64> = words.iter().map(|word| of(word)).collect();
        assert_eq!(hashes.len(), words.len());
        assert_ne!(mix(1, 2), mix(2, 1));
    }

    #[test]
    fn a_table_finds_what_was_put_in_and_nothing_else() {
        let mut table = HashTable::default();
        assert_eq!(table.get(7), None);
        for value in 1..2_000_u16 {
            table.insert(of(&value.to_string()), value);
        }
        for value in 1..2_000_u16 {
            assert_eq!(table.get(of(&value.to_string())), Some(value));
        }
        assert_eq!(table.get(of("2001")), None);
    }
}
