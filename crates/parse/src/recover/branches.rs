//! What the times of a thread tell about its tree.

use threadwarden_thread::Comment;

/// The times of a thread that is printed branch by branch, the oldest comment of each level first.
///
/// In such a list a branch is one stretch, and nothing in it is older than what it answers. So what stands between a comment
/// and its parent is never older than the parent, and a comment above an older one is no root.
#[derive(Debug)]
pub(super) struct Branches {
    keys: Vec<i64>,
    is_reply: Vec<bool>,
}

/// Least part of the comments that must have a time.
const LEAST_TIMED: f32 = 0.95;

impl Branches {
    /// None where the times say nothing: too few of them, all in order, or the newest first.
    pub(super) fn of(comments: &[Comment]) -> Option<Branches> {
        const FEWEST: usize = 4;
        let keys: Vec<Option<i64>> =
            comments.iter().map(|comment| comment.created.as_ref().and_then(crate::time::order)).collect();
        let timed = keys.iter().flatten().count();
        if timed < FEWEST || (timed as f32) < comments.len() as f32 * LEAST_TIMED {
            return None;
        }
        // A comment without a time counts as written with the one above it.
        let mut last = keys.iter().flatten().next().copied()?;
        let keys: Vec<i64> = keys
            .into_iter()
            .map(|key| {
                last = key.unwrap_or(last);
                last
            })
            .collect();
        let backwards = keys.windows(2).filter(|pair| pair[1] < pair[0]).count();
        let forwards = keys.windows(2).filter(|pair| pair[1] > pair[0]).count();
        let first_is_oldest = keys.iter().all(|key| *key >= keys[0]);
        if backwards == 0 || backwards * 2 > forwards || !first_is_oldest {
            return None;
        }
        let mut oldest = i64::MAX;
        let mut is_reply = vec![false; keys.len()];
        for (index, key) in keys.iter().enumerate().rev() {
            is_reply[index] = oldest < *key;
            oldest = oldest.min(*key);
        }
        Some(Branches { keys, is_reply })
    }

    /// Whether a comment answers another one, for an older one stands below it.
    pub(super) fn is_reply(&self, index: usize) -> bool {
        self.is_reply[index]
    }

    /// The earlier comments that a comment can answer, the nearest first.
    pub(super) fn possible(&self, index: usize) -> Vec<usize> {
        /// Branches are seldom deeper.
        const MOST: usize = 12;
        /// Comments looked back at.
        const REACH: usize = 400;
        let mut oldest = self.keys[index];
        let mut possible = Vec::new();
        for at in (index.saturating_sub(REACH)..index).rev() {
            if self.keys[at] <= oldest {
                possible.push(at);
                oldest = self.keys[at];
                if possible.len() == MOST {
                    break;
                }
            }
        }
        possible
    }
}

#[cfg(test)]
mod tests {
    use threadwarden_thread::Comment;

    use super::Branches;
    use crate::time;

    fn branches(minutes: &[u32]) -> Option<Branches> {
        let comments: Vec<Comment> = minutes
            .iter()
            .map(|minute| {
                let mut comment = Comment::new("", "a", "x");
                comment.created = Some(time::printed(&format!("2026-01-05T10:{minute:02}:00")));
                comment
            })
            .collect();
        Branches::of(&comments)
    }

    #[test]
    fn a_comment_above_an_older_one_is_a_reply() {
        let found = branches(&[0, 9, 12, 3, 4]).unwrap();
        let replies: Vec<bool> = (0..5).map(|at| found.is_reply(at)).collect();
        assert_eq!(replies, [false, true, true, false, false]);
        assert_eq!(found.possible(2), [1, 0]);
        // What was written later cannot be answered, nor what another branch stands between.
        assert_eq!(found.possible(3), [0]);
        assert_eq!(found.possible(4), [3, 0]);
        for nothing in [&[0, 1, 2, 3, 4][..], &[4, 3, 2, 1, 0], &[0, 9, 3], &[5, 9, 0, 7, 8]] {
            assert!(branches(nothing).is_none(), "{nothing:?}");
        }
    }
}
