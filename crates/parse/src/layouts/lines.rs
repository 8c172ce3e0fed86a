use std::ops::Range;

/// The text of a page as lines that hold something; blank ones are only counted.
pub(crate) struct PageLines<'a> {
    text: &'a str,
    lines: Vec<LineAt>,
}

/// One line: where it is, how far it is indented, how many blank lines stand before it.
#[derive(Clone, Copy)]
struct LineAt {
    start: u32,
    end: u32,
    indent: u16,
    blanks: u16,
}

impl<'a> PageLines<'a> {
    /// Cuts a text; what lies behind the first 4 GiB is left out.
    pub(crate) fn new(text: &'a str) -> Self {
        let mut lines = Vec::new();
        let mut blanks: u16 = 0;
        let mut next = 0;
        while next < text.len() {
            let start = next;
            let length = memchr::memchr2(b'\n', b'\r', &text.as_bytes()[start..]).unwrap_or(text.len() - start);
            let line = &text[start..start + length];
            let crlf = text.as_bytes()[start + length..].starts_with(b"\r\n");
            next = start + length + 1 + usize::from(crlf);
            let trimmed = line.trim_start();
            let lead = line.len() - trimmed.len();
            let trimmed = trimmed.trim_end();
            if trimmed.is_empty() {
                blanks = blanks.saturating_add(1);
                continue;
            }
            let (from, to) = (start + lead, start + lead + trimmed.len());
            let (Ok(from), Ok(to)) = (u32::try_from(from), u32::try_from(to)) else { break };
            lines.push(LineAt { start: from, end: to, indent: columns(&line[..lead]), blanks });
            blanks = 0;
        }
        PageLines { text, lines }
    }

    /// The number of lines.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// A line without the white space around it; empty past the end.
    pub(crate) fn line(&self, index: usize) -> &'a str {
        self.lines.get(index).map_or("", |line| &self.text[line.start as usize..line.end as usize])
    }

    /// Columns before a line's first character.
    pub(crate) fn indent(&self, index: usize) -> usize {
        self.lines.get(index).map_or(0, |line| line.indent.into())
    }

    /// Blank lines before a line.
    pub(crate) fn blanks(&self, index: usize) -> usize {
        self.lines.get(index).map_or(0, |line| line.blanks.into())
    }

    /// Bytes before a line.
    pub(crate) fn byte(&self, index: usize) -> usize {
        self.lines.get(index).map_or(self.text.len(), |line| line.start as usize)
    }

    /// How often a text stands anywhere on the page.
    pub(crate) fn occurrences(&self, text: &str) -> usize {
        memchr::memmem::find_iter(self.text.as_bytes(), text.as_bytes()).count()
    }

    /// Lines put together again: their common indentation gone, blank lines between them kept.
    pub(crate) fn block(&self, lines: Range<usize>) -> String {
        let range = lines.start.min(self.len())..lines.end.min(self.len());
        let Some(lines) = self.lines.get(range).filter(|lines| !lines.is_empty()) else { return String::new() };
        let margin = lines.iter().map(|line| line.indent).min().unwrap_or(0);
        let mut block = String::new();
        for (at, line) in lines.iter().enumerate() {
            if at > 0 {
                block.extend(std::iter::repeat_n('\n', 1 + usize::from(line.blanks)));
            }
            block.extend(std::iter::repeat_n(' ', (line.indent - margin).into()));
            block.push_str(&self.text[line.start as usize..line.end as usize]);
        }
        block
    }
}

/// The width of white space; a tab reaches the next multiple of eight.
fn columns(space: &str) -> u16 {
    /// Deeper than this is as deep.
    const DEEPEST: u16 = 4_000;
    space.chars().fold(0, |column: u16, c| if c == '\t' { (column / 8 + 1) * 8 } else { column + 1 }.min(DEEPEST))
}

#[cfg(test)]
mod tests {
    use super::PageLines;

    #[test]
    fn cuts_and_joins() {
        let text = "Title\n\n\n  • Name\r\n\r\n    one\n      two  \n\u{a0}\n    three";
        let lines = PageLines::new(text);
        let seen: Vec<(&str, usize, usize)> =
            (0..lines.len()).map(|i| (lines.line(i), lines.indent(i), lines.blanks(i))).collect();
        assert_eq!(seen, [("Title", 0, 0), ("• Name", 2, 2), ("one", 4, 1), ("two", 6, 0), ("three", 4, 1)],);
        assert_eq!(lines.block(2..5), "one\n  two\n\nthree");
        assert_eq!(lines.block(5..9), "");
        assert_eq!(lines.block(1..2), "• Name");
        assert_eq!(lines.byte(1), 10);
        assert_eq!(lines.line(99), "");
    }

    #[test]
    fn carriage_returns_end_lines_too() {
        for text in ["a\rb\r\rc", "a\nb\n\nc", "a\r\nb\r\n\r\nc"] {
            let lines = PageLines::new(text);
            let seen: Vec<(&str, usize)> = (0..lines.len()).map(|i| (lines.line(i), lines.blanks(i))).collect();
            assert_eq!(seen, [("a", 0), ("b", 0), ("c", 1)], "{text:?}");
        }
    }
}
