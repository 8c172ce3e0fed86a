use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use threadwarden_text::Document;

/// Words that few comments use: sharing one says something.
#[derive(Debug, Default)]
pub(super) struct RareWords {
    hasher: RandomState,
    /// Words of the article; everybody uses those.
    excluded: HashSet<u64>,
    uses: HashMap<u64, Uses>,
}

#[derive(Clone, Copy, Debug)]
struct Uses {
    /// Comments that use the word.
    count: u32,
    /// The last of them.
    last: [u32; MOST_USES],
}

/// A word in more comments than this is not rare.
const MOST_USES: usize = 3;
/// Shorter words are seldom about anything.
const SHORTEST_BYTES: usize = 5;
const NOWHERE: u32 = u32::MAX;

impl RareWords {
    /// Leaves out the words of the article.
    pub(super) fn exclude(&mut self, article: &Document) {
        self.excluded.extend(article.words().map(|word| self.hasher.hash_one(word)).collect::<Vec<_>>());
    }

    /// Counts the words of a comment.
    pub(super) fn add(&mut self, index: usize, document: &Document) {
        let index = u32::try_from(index).unwrap_or(NOWHERE);
        for word in document.words().filter(|word| word.len() >= SHORTEST_BYTES) {
            let uses =
                self.uses.entry(self.hasher.hash_one(word)).or_insert(Uses { count: 0, last: [NOWHERE; MOST_USES] });
            if uses.count == 0 || uses.last[0] != index {
                uses.count += 1;
                uses.last.rotate_right(1);
                uses.last[0] = index;
            }
        }
    }

    /// The one earlier comment that uses a word.
    pub(super) fn only_use(&self, word: &str) -> Option<usize> {
        let hash = self.hasher.hash_one(word);
        let uses = self.uses.get(&hash).filter(|uses| uses.count == 1 && !self.excluded.contains(&hash))?;
        Some(uses.last[0] as usize)
    }

    /// The earlier comments a comment shares rare words with, each use counting one over their number.
    pub(super) fn shared(&self, document: &Document) -> Vec<(usize, f32)> {
        let mut shared: HashMap<usize, f32> = HashMap::new();
        let mut counted: HashSet<u64> = HashSet::new();
        for word in document.words().filter(|word| word.len() >= SHORTEST_BYTES) {
            let hash = self.hasher.hash_one(word);
            let Some(uses) = self.uses.get(&hash).filter(|uses| uses.count as usize <= MOST_USES) else { continue };
            if self.excluded.contains(&hash) || !counted.insert(hash) {
                continue;
            }
            for &comment in uses.last.iter().filter(|comment| **comment != NOWHERE) {
                *shared.entry(comment as usize).or_default() += 1.0 / uses.count as f32;
            }
        }
        let mut shared: Vec<(usize, f32)> = shared.into_iter().collect();
        shared.sort_by_key(|(comment, _)| *comment);
        shared
    }
}

#[cfg(test)]
mod tests {
    use threadwarden_text::Document;

    use super::RareWords;

    #[test]
    fn counts_words_few_comments_share() {
        let mut words = RareWords::default();
        words.exclude(&Document::new("The ferries sailed."));
        for (index, text) in ["ferries need sextants", "sextants and compasses", "compasses"].iter().enumerate() {
            words.add(index, &Document::new(text));
        }
        assert_eq!(words.shared(&Document::new("ferries, sextants, sextants")), [(0, 0.5), (1, 0.5)]);
        assert_eq!(words.shared(&Document::new("ferries need")), []);
        assert_eq!(words.only_use("sextants"), None);
        assert_eq!(words.only_use("ferries"), None);
        words.add(3, &Document::new("barometer"));
        assert_eq!(words.only_use("barometer"), Some(3));
    }
}
