//! Words as 64-bit numbers.
//!
//! A word is hashed once. The number finds it in the vocabulary and, mixed with
//! those of its neighbours, its weights in the model. Two of the few thousand
//! words of the vocabulary share a number with a chance of one in a trillion; a
//! test sees to it that none do.

/// The hash of a word: rotate, xor, multiply, eight bytes a step, as Firefox does.
pub(crate) fn of(word: &str) -> u64 {
    of_bytes(word.as_bytes())
}

/// The same for a word in bytes.
pub(crate) fn of_bytes(bytes: &[u8]) -> u64 {
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

/// Up to eight bytes as a number, the first byte the lowest.
fn little_endian(bytes: &[u8]) -> u64 {
    match (bytes.first_chunk(), bytes.last_chunk()) {
        // Two reads of four bytes; where they overlap they say the same.
        (Some(first), Some(last)) => {
            let shift = 8 * (bytes.len() - size_of::<u32>());
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << shift
        }
        _ => bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)),
    }
}

/// A map from word hashes to small numbers: open addressing, at most half full.
///
/// Of a hash, the low half says where to look and the high half is kept to
/// compare, so that a slot is eight bytes.
#[derive(Debug, Default)]
pub(crate) struct HashTable {
    slots: Vec<Slot>,
    len: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    low: u16,
    value: u16,
    /// 0 in a free slot.
    high: u32,
}

impl HashTable {
    pub(crate) fn get(&self, hash: u64) -> Option<u16> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot.high == 0 {
                return None;
            }
            if slot.high == high(hash) && slot.low == hash as u16 {
                return Some(slot.value);
            }
            at = (at + 1) & mask;
        }
    }

    pub(crate) fn insert(&mut self, hash: u64, value: u16) {
        if self.len * 2 >= self.slots.len() {
            self.grow();
        }
        self.len += 1;
        self.put(hash as usize, Slot { low: hash as u16, value, high: high(hash) });
    }

    fn put(&mut self, at: usize, slot: Slot) {
        let mask = self.slots.len() - 1;
        let mut at = at & mask;
        while self.slots[at].high != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = slot;
    }

    fn grow(&mut self) {
        let slots = vec![Slot::default(); (self.slots.len() * 2).max(FEWEST_SLOTS)];
        // The tables are compiled in but for a site's words, of which there can be a thousand.
        assert!(slots.len() <= MOST_SLOTS, "more than {} words", MOST_SLOTS / 2);
        for slot in std::mem::replace(&mut self.slots, slots) {
            if slot.high != 0 {
                self.put(slot.low as usize, slot);
            }
        }
    }
}

const FEWEST_SLOTS: usize = 1 << 13;
/// Where a slot belongs must follow from the bits it keeps.
const MOST_SLOTS: usize = 1 << 16;

fn high(hash: u64) -> u32 {
    ((hash >> 32) as u32).max(1)
}

#[cfg(test)]
mod tests {
    use super::{HashTable, little_endian, mix, of};

    #[test]
    fn bytes_are_read_the_lowest_first() {
        let bytes = [0x81, 0x92, 0xa3, 0xb4, 0xc5, 0xd6, 0xe7, 0xf8];
        for length in 0..=bytes.len() {
            let mut eight = [0; 8];
            eight[..length].copy_from_slice(&bytes[..length]);
            assert_eq!(little_endian(&bytes[..length]), u64::from_le_bytes(eight), "{length} bytes");
        }
    }

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
