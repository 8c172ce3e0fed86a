use threadwarden::Thread;

/// The comments as readers see them: every reply below what it answers.
///
/// Pairs of index and depth. Each comment comes once, whatever its links say; in linear time.
pub(super) fn nested(thread: &Thread) -> Vec<(usize, usize)> {
    const NONE: usize = usize::MAX;
    let count = thread.len();
    let parent_of = |index: usize| thread.comments[index].parent.filter(|&parent| parent < count && parent != index);
    let (mut first_child, mut next_sibling) = (vec![NONE; count], vec![NONE; count]);
    for index in (0..count).rev() {
        if let Some(parent) = parent_of(index) {
            next_sibling[index] = first_child[parent];
            first_child[parent] = index;
        }
    }
    let mut order = Vec::with_capacity(count);
    let mut seen = vec![false; count];
    // Roots first; what is left after them hangs on a cycle.
    let roots = (0..count).filter(|&index| parent_of(index).is_none());
    for start in roots.chain(0..count) {
        let mut stack = vec![(start, 0)];
        while let Some((at, depth)) = stack.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            order.push((at, depth));
            if at != start && next_sibling[at] != NONE {
                stack.push((next_sibling[at], depth));
            }
            if first_child[at] != NONE {
                stack.push((first_child[at], depth + 1));
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use threadwarden::{Comment, Thread};

    use super::nested;

    fn order(parents: &[Option<usize>]) -> Vec<(usize, usize)> {
        let mut thread = Thread::new("t");
        for parent in parents {
            let mut comment = Comment::new("x", "a", "x");
            comment.parent = *parent;
            thread.push(comment);
        }
        nested(&thread)
    }

    #[test]
    fn replies_stand_below_what_they_answer() {
        type Case<'a> = (&'a [Option<usize>], &'a [(usize, usize)]);
        let cases: &[Case<'_>] = &[
            (&[], &[]),
            (&[None, None], &[(0, 0), (1, 0)]),
            (&[None, None, Some(0), Some(2), Some(0), Some(1)], &[(0, 0), (2, 1), (3, 2), (4, 1), (1, 0), (5, 1)]),
            // A reply that the page prints before what it answers.
            (&[Some(1), None], &[(1, 0), (0, 1)]),
            // Broken links.
            (&[Some(7), Some(1)], &[(0, 0), (1, 0)]),
            (&[Some(1), Some(0), None], &[(2, 0), (0, 0), (1, 1)]),
        ];
        for (parents, expected) in cases {
            assert_eq!(order(parents), *expected, "{parents:?}");
        }
    }

    #[test]
    fn a_chain_of_100_000_replies_is_no_recursion() {
        let parents: Vec<Option<usize>> = (0..100_000_usize).map(|index| index.checked_sub(1)).collect();
        assert_eq!(order(&parents).last(), Some(&(99_999, 99_999)));
    }
}
