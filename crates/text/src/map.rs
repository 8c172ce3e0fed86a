//! From folded bytes back to original bytes.

use crate::Span;

/// A sparse offset map: one entry wherever folded and original stop running in step.
#[derive(Clone, Debug, Default)]
pub(crate) struct OffsetMap {
    entries: Vec<Entry>,
}

/// From folded byte `folded` on, up to the next entry.
#[derive(Clone, Copy, Debug)]
struct Entry {
    folded: u32,
    original: u32,
    /// 0: one original byte per folded byte. Otherwise every folded byte of the
    /// entry stands for the same `width` original bytes.
    width: u32,
}

impl OffsetMap {
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }

    /// Records that `original` was folded to the bytes from `folded` on.
    ///
    /// Call it in order of `folded`, before the bytes are pushed.
    pub(crate) fn push(&mut self, folded: usize, original: Span, folded_len: usize) {
        if folded_len == 0 {
            return;
        }
        let in_step = original.len() == folded_len;
        if in_step && self.expected(folded) == Some(original.start) {
            return;
        }
        let width = if in_step { 0 } else { original.len() as u32 };
        self.entries.push(Entry { folded: folded as u32, original: original.start as u32, width });
    }

    /// The original byte that `folded` stands for if it goes on in step.
    fn expected(&self, folded: usize) -> Option<usize> {
        match self.entries.last() {
            None => Some(folded),
            Some(last) if last.width == 0 => Some((last.original + (folded as u32 - last.folded)) as usize),
            Some(_) => None,
        }
    }

    /// The smallest original span behind a non-empty folded range.
    pub(crate) fn original(&self, start: usize, end: usize) -> Span {
        if self.entries.is_empty() || start >= end {
            return Span::new(start, end.max(start));
        }
        let first = self.entries.partition_point(|entry| entry.folded as usize <= start);
        let mut span: Option<Span> = None;
        let mut cover = |piece: Span| span = Some(span.map_or(piece, |so_far| so_far.join(piece)));
        let mut at = start;
        let mut next = first;
        while at < end {
            let stop = self.entries.get(next).map_or(end, |entry| end.min(entry.folded as usize));
            match next.checked_sub(1).map(|index| self.entries[index]) {
                None => cover(Span::new(at, stop)),
                Some(Entry { original, width, .. }) if width > 0 => {
                    cover(Span::new(original as usize, (original + width) as usize));
                }
                Some(Entry { folded, original, .. }) => {
                    let shift = |byte: usize| original as usize + (byte - folded as usize);
                    cover(Span::new(shift(at), shift(stop)));
                }
            }
            at = stop;
            next += 1;
        }
        span.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::OffsetMap;
    use crate::Span;

    #[test]
    fn finds_the_original_of_kept_narrowed_widened_and_dropped_text() {
        // original: a(1) é(2) dropped(3) b(1) ﬁ(3 bytes, two letters) c(1)
        let mut map = OffsetMap::default();
        map.push(0, Span::new(0, 1), 1);
        map.push(1, Span::new(1, 3), 1);
        map.push(2, Span::new(6, 7), 1);
        map.push(3, Span::new(7, 10), 2);
        map.push(5, Span::new(10, 11), 1);
        let cases = [
            ((0, 1), (0, 1)),
            ((1, 2), (1, 3)),
            ((0, 2), (0, 3)),
            ((2, 3), (6, 7)),
            ((1, 3), (1, 7)),
            ((3, 4), (7, 10)),
            ((4, 5), (7, 10)),
            ((5, 6), (10, 11)),
            ((0, 6), (0, 11)),
        ];
        for ((start, end), (from, to)) in cases {
            assert_eq!(map.original(start, end), Span::new(from, to), "{start}..{end}");
        }
    }
}
