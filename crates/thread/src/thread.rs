use crate::{Comment, Link};

/// The comments of one page: a flat vector, parents as indices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thread {
    /// The thread's name in reports.
    pub id: String,
    /// The comments, in the order of the source.
    pub comments: Vec<Comment>,
}

impl Thread {
    /// An empty thread.
    pub fn new(id: impl Into<String>) -> Self {
        Thread { id: id.into(), comments: Vec::new() }
    }

    /// Adds a comment and returns its index.
    pub fn push(&mut self, comment: Comment) -> usize {
        self.comments.push(comment);
        self.comments.len() - 1
    }

    /// The number of comments.
    pub fn len(&self) -> usize {
        self.comments.len()
    }

    /// Whether nobody has commented.
    pub fn is_empty(&self) -> bool {
        self.comments.is_empty()
    }

    /// The comment that the comment at `index` answers.
    pub fn parent_of(&self, index: usize) -> Option<&Comment> {
        self.comments.get(self.comments.get(index)?.parent?)
    }

    /// Indices of the comments that answer nobody.
    pub fn roots(&self) -> impl Iterator<Item = usize> + '_ {
        self.comments.iter().enumerate().filter(|(_, c)| c.parent.is_none()).map(|(i, _)| i)
    }

    /// Indices from the parent of `index` up to its root.
    ///
    /// Stops after as many steps as there are comments, so that even a thread
    /// whose links were never checked cannot hold it in a cycle.
    pub fn ancestors(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        let parent = move |at: &usize| self.comments.get(*at).and_then(|c| c.parent);
        std::iter::successors(parent(&index), parent).take(self.len())
    }

    /// The number of replies to each comment, by index.
    pub fn reply_counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.len()];
        for parent in self.comments.iter().filter_map(|c| c.parent) {
            if let Some(count) = counts.get_mut(parent) {
                *count += 1;
            }
        }
        counts
    }

    /// Makes every comment with a broken parent a root and returns their indices.
    ///
    /// Broken means outside the thread, itself, or part of a cycle; every
    /// member of a cycle becomes a root. Runs in linear time.
    pub fn cut_broken_links(&mut self) -> Vec<usize> {
        let broken = self.broken_links();
        for &index in &broken {
            self.comments[index].parent = None;
            self.comments[index].link = Link::None;
        }
        broken
    }

    fn broken_links(&self) -> Vec<usize> {
        const UNSEEN: usize = 0;
        // Each walk marks what it passes with its own number; meeting that
        // number again means the walk has closed a cycle.
        let mut walk_of = vec![UNSEEN; self.len()];
        let mut broken = vec![false; self.len()];
        for start in 0..self.len() {
            let walk = start + 1;
            let mut at = start;
            while walk_of[at] == UNSEEN {
                walk_of[at] = walk;
                match self.comments[at].parent {
                    None => break,
                    Some(parent) if parent >= self.len() => {
                        broken[at] = true;
                        break;
                    }
                    Some(parent) if walk_of[parent] == walk => {
                        let mut member = parent;
                        while !broken[member] {
                            broken[member] = true;
                            member = self.comments[member].parent.unwrap_or(member);
                        }
                        break;
                    }
                    Some(parent) => at = parent,
                }
            }
        }
        (0..self.len()).filter(|&index| broken[index]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Thread;
    use crate::Comment;

    fn thread(parents: &[Option<usize>]) -> Thread {
        let mut thread = Thread::new("t");
        for (index, &parent) in parents.iter().enumerate() {
            let mut comment = Comment::new(index.to_string(), "a", "x");
            comment.parent = parent;
            thread.push(comment);
        }
        thread
    }

    #[test]
    fn cuts_every_kind_of_broken_link_and_no_other() {
        let cases: &[(&[Option<usize>], &[usize])] = &[
            (&[], &[]),
            (&[None, Some(0), Some(1)], &[]),
            (&[Some(0)], &[0]),
            (&[Some(1), Some(0)], &[0, 1]),
            (&[Some(9), Some(0)], &[0]),
            (&[Some(1), Some(2), Some(1)], &[1, 2]),
            (&[Some(1), None], &[]),
            (&[Some(2), Some(2), Some(3), Some(2)], &[2, 3]),
        ];
        for (parents, broken) in cases {
            let mut thread = thread(parents);
            assert_eq!(thread.cut_broken_links(), *broken, "{parents:?}");
            assert_eq!(thread.cut_broken_links(), [], "{parents:?} once mended");
        }
    }

    #[test]
    fn a_chain_of_100_000_replies_is_walked_without_recursion() {
        let parents: Vec<Option<usize>> = (0..100_000_usize).map(|i| i.checked_sub(1)).collect();
        let mut thread = thread(&parents);
        assert!(thread.cut_broken_links().is_empty());
        assert_eq!(thread.ancestors(99_999).count(), 99_999);
        assert_eq!(thread.roots().count(), 1);
    }
}
