//! Lines of a terminal: how wide text is, where it wraps.

use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::visible::is_hidden;

/// Columns that text takes once it is [`visible`](crate::visible()).
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// Adds a character as a terminal may show it, and returns its columns.
pub(crate) fn push_cell(c: char, out: &mut String) -> usize {
    if c == '\t' || c == '\n' {
        out.push(' ');
        return 1;
    }
    if is_hidden(c) {
        let before = out.len();
        out.extend(c.escape_unicode());
        return out.len() - before;
    }
    out.push(c);
    c.width().unwrap_or(0)
}

fn cell_width(c: char) -> usize {
    if c == '\t' || c == '\n' {
        1
    } else if is_hidden(c) {
        c.escape_unicode().len()
    } else {
        c.width().unwrap_or(0)
    }
}

/// Cuts text into lines of at most `columns`, at spaces where there are any.
///
/// The lines are byte ranges of `text`; the spaces and line breaks between them
/// belong to none. An empty line of the text is an empty range.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<Range<usize>> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut line_start = 0;
    for line in text.split('\n') {
        let line_end = line_start + line.len();
        wrap_line(text, line_start..line_end, columns, &mut lines);
        line_start = line_end + 1;
    }
    lines
}

fn wrap_line(text: &str, line: Range<usize>, columns: usize, lines: &mut Vec<Range<usize>>) {
    let mut start = line.start;
    let mut used = 0;
    // The last space: where it is, and the columns used up to behind it.
    let mut space: Option<(usize, usize)> = None;
    for (offset, c) in text[line.clone()].char_indices() {
        let at = line.start + offset;
        let width = cell_width(c);
        if used + width > columns && c == ' ' && at > start {
            lines.push(start..at);
            (start, used, space) = (at + 1, 0, None);
            continue;
        }
        if used + width > columns
            && let Some((end, used_behind)) = space.take()
        {
            lines.push(start..end);
            (start, used) = (end + 1, used - used_behind);
        }
        if used + width > columns && at > start {
            lines.push(start..at);
            (start, used) = (at, 0);
        }
        used += width;
        if c == ' ' && at > start {
            space = Some((at, used));
        }
    }
    lines.push(start..line.end);
}

/// Text cut to at most `columns`, with an ellipsis where something is missing.
pub(crate) fn shorten(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        let next = used + c.width().unwrap_or(0);
        if next + 1 > columns {
            break;
        }
        used = next;
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// Text filled up with spaces to `columns`.
pub(crate) fn pad(text: &str, columns: usize) -> String {
    let missing = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(missing))
}

#[cfg(test)]
mod tests {
    use super::{pad, shorten, width, wrap};

    fn lines(text: &str, columns: usize) -> Vec<&str> {
        wrap(text, columns).into_iter().map(|line| &text[line]).collect()
    }

    #[test]
    fn wraps_at_spaces_and_breaks_only_what_is_too_long() {
        let cases: &[(&str, usize, &[&str])] = &[
            ("", 10, &[""]),
            ("short", 10, &["short"]),
            ("one two three", 7, &["one two", "three"]),
            ("one two three", 8, &["one two", "three"]),
            ("one two three", 3, &["one", "two", "thr", "ee"]),
            ("abcdefgh ij", 4, &["abcd", "efgh", "ij"]),
            ("a\n\nb", 10, &["a", "", "b"]),
            ("日本語です", 4, &["日本", "語で", "す"]),
            ("x\u{1b}y", 7, &["x\u{1b}", "y"]),
        ];
        for (text, columns, expected) in cases {
            assert_eq!(lines(text, *columns), *expected, "{text:?} in {columns}");
        }
    }

    #[test]
    fn shortens_and_pads_by_columns() {
        assert_eq!(shorten("a long name", 6), "a lon…");
        assert_eq!(shorten("fits", 4), "fits");
        assert_eq!(width(&shorten("日本語です", 5)), 5);
        assert_eq!(pad("日", 4), "日  ");
    }
}
