/// Numbers by number: a hash table of fixed content.
///
/// Keys are hashes already, so their lower bits choose the slot. A lookup that
/// fails, which is the common case, looks at one slot or two.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    /// Key and one more than the value; 0 marks a free slot. A power of two of them, or none.
    slots: Vec<(u32, u32)>,
}

impl Index {
    /// Values are the positions of the keys; of equal keys the first counts.
    pub(crate) fn new(keys: impl ExactSizeIterator<Item = u32>) -> Index {
        let mut index = Index { slots: vec![(0, 0); (keys.len() * 3 + 1).next_power_of_two()] };
        for (value, key) in keys.enumerate() {
            let mut slot = index.first_slot(key);
            while index.slots[slot].1 != 0 && index.slots[slot].0 != key {
                slot = (slot + 1) & (index.slots.len() - 1);
            }
            if index.slots[slot].1 == 0 {
                index.slots[slot] = (key, value as u32 + 1);
            }
        }
        index
    }

    pub(crate) fn find(&self, key: u32) -> Option<usize> {
        if self.slots.is_empty() {
            return None;
        }
        let mut slot = self.first_slot(key);
        loop {
            match self.slots[slot] {
                (_, 0) => return None,
                (found, value) if found == key => return Some(value as usize - 1),
                _ => slot = (slot + 1) & (self.slots.len() - 1),
            }
        }
    }

    fn first_slot(&self, key: u32) -> usize {
        key.wrapping_mul(0x9e37_79b1).rotate_left(15) as usize & (self.slots.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::Index;

    #[test]
    fn finds_what_it_holds_and_nothing_else() {
        let keys: Vec<u32> = (0..1_000).map(|key| key * 65_536).collect();
        let index = Index::new(keys.iter().copied());
        for (at, key) in keys.iter().enumerate() {
            assert_eq!(index.find(*key), Some(at));
            assert_eq!(index.find(key + 1), None);
        }
        assert_eq!(Index::new([7, 7].into_iter()).find(7), Some(0));
        assert_eq!(Index::default().find(0), None);
        assert_eq!(Index::new(std::iter::empty()).find(0), None);
    }
}
