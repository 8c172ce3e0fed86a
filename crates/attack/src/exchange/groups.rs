/// Disjoint sets of comments (union by size, path halving).
pub(super) struct Groups {
    above: Vec<usize>,
    size: Vec<usize>,
}

impl Groups {
    pub(super) fn new(comments: usize) -> Self {
        Groups { above: (0..comments).collect(), size: vec![1; comments] }
    }

    pub(super) fn root(&mut self, mut at: usize) -> usize {
        while self.above[at] != at {
            self.above[at] = self.above[self.above[at]];
            at = self.above[at];
        }
        at
    }

    pub(super) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let (small, large) = if self.size[a] < self.size[b] { (a, b) } else { (b, a) };
        self.above[small] = large;
        self.size[large] += self.size[small];
    }
}
