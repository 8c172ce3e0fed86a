use std::ops::Range;

use memchr::{memchr, memchr2_iter, memchr3};

/// Words somebody else said, or words held at arm's length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The quoted tokens.
    pub tokens: Range<usize>,
    /// How the quotation is marked.
    pub kind: QuoteKind,
}

/// How a quotation is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuoteKind {
    /// `"…"`, `“…”`, `«…»` or `'…'`.
    Marks,
    /// A line that starts with `>`.
    Line,
    /// Nothing marks it; it was found to repeat another text, see [`Document::mark_quoted`](crate::Document::mark_quoted).
    Repeated,
}

impl Quote {
    /// Longest quotation, in words, that can be irony ("your 'research'") instead of speech.
    pub const LONGEST_SCARE_QUOTE: usize = 2;

    /// Whether these are so few words that the writer may mean them ironically.
    pub fn is_scare_quote(&self) -> bool {
        self.kind == QuoteKind::Marks && self.tokens.len() <= Quote::LONGEST_SCARE_QUOTE
    }
}

/// A range of folded bytes that is quoted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QuotedBytes {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: QuoteKind,
}

/// Adds a quotation found elsewhere to those in order; what it touches of them becomes part of it.
pub(crate) fn add(mut added: QuotedBytes, quotes: &mut Vec<QuotedBytes>) {
    let first = quotes.partition_point(|quote| quote.end <= added.start);
    let last = quotes.partition_point(|quote| quote.start < added.end);
    if let Some(touched) = quotes.get(first..last)
        && let (Some(one), Some(other)) = (touched.first(), touched.last())
    {
        added = QuotedBytes { start: added.start.min(one.start), end: added.end.max(other.end), kind: added.kind };
    }
    quotes.splice(first..last, [added]);
}

/// Longest text between two single quotation marks; farther apart they are apostrophes.
const LONGEST_SINGLE_QUOTED_BYTES: usize = 200;

/// Finds quotations in folded text, in order, none inside another.
///
/// Marks pair up within a line, first with second, third with fourth: scraped
/// pages hold closing marks where opening ones belong, so their direction says
/// nothing. A mark left over quotes nothing.
pub(crate) fn find(folded: &str, found: &mut Vec<QuotedBytes>) {
    found.clear();
    let bytes = folded.as_bytes();
    if memchr3(b'"', b'\'', b'>', bytes).is_none() {
        return;
    }
    let mut line_start = 0;
    while line_start < bytes.len() {
        let line_end = memchr(b'\n', &bytes[line_start..]).map_or(bytes.len(), |n| line_start + n);
        let line = &bytes[line_start..line_end];
        let indent = line.iter().take_while(|b| **b == b' ').count();
        if line.get(indent) == Some(&b'>') {
            found.push(QuotedBytes { start: line_start + indent, end: line_end, kind: QuoteKind::Line });
        } else {
            find_in_line(bytes, line_start, line_end, found);
        }
        line_start = line_end + 1;
    }
}

fn find_in_line(bytes: &[u8], line_start: usize, line_end: usize, found: &mut Vec<QuotedBytes>) {
    let mut open: Option<(usize, u8)> = None;
    for at in memchr2_iter(b'"', b'\'', &bytes[line_start..line_end]).map(|at| line_start + at) {
        let mark = bytes[at];
        let before = if at > line_start { bytes[at - 1] } else { b' ' };
        let after = if at + 1 < line_end { bytes[at + 1] } else { b' ' };
        match open {
            None if mark == b'"' => {
                // An inch mark or a mark with no partner left in the line opens nothing.
                if bytes[at + 1..line_end].contains(&b'"') {
                    open = Some((at, mark));
                }
            }
            None => {
                if is_gap(before) && after.is_ascii_alphanumeric() {
                    open = Some((at, mark));
                }
            }
            Some((start, b'"')) if mark == b'"' => {
                found.push(QuotedBytes { start, end: at + 1, kind: QuoteKind::Marks });
                open = None;
            }
            Some((start, b'\'')) if mark == b'\'' => {
                if at - start > LONGEST_SINGLE_QUOTED_BYTES {
                    open = (is_gap(before) && after.is_ascii_alphanumeric()).then_some((at, mark));
                } else if !is_gap(before) && !after.is_ascii_alphanumeric() {
                    found.push(QuotedBytes { start, end: at + 1, kind: QuoteKind::Marks });
                    open = None;
                }
            }
            Some((_, b'\'')) => {
                // A double mark wins over an apostrophe that looked like an opening.
                open = bytes[at + 1..line_end].contains(&b'"').then_some((at, mark));
            }
            Some(_) => {}
        }
    }
}

fn is_gap(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'(' | b'[' | b'-' | b',' | b':')
}
