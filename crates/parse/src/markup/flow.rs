//! Text put together from the pieces of a page the way a browser sets it.

/// The gap an element makes around itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Break {
    None,
    Space,
    Line,
    Paragraph,
}

/// The gap around elements of a name.
pub(crate) fn breaks(name: &str) -> Break {
    match name {
        "p" | "blockquote" | "pre" | "ul" | "ol" | "dl" | "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "hr"
        | "figure" => Break::Paragraph,
        "div" | "li" | "dt" | "dd" | "tr" | "section" | "article" | "header" | "footer" | "aside" | "nav" | "main"
        | "form" | "fieldset" | "address" | "center" | "figcaption" | "details" | "summary" | "caption" | "thead"
        | "tbody" | "option" | "br" => Break::Line,
        "td" | "th" => Break::Space,
        _ => Break::None,
    }
}

/// Text with white space collapsed, gaps between blocks and `> ` before quoted lines.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    out: String,
    pending: Option<Break>,
    quotes: usize,
    /// Depth of elements whose white space counts.
    pub(crate) preformatted: usize,
    /// Whether line ends in the source are line ends in the text.
    keep_lines: bool,
}

/// Quotations deeper than this look as deep.
const MOST_QUOTES: usize = 8;

impl Flow {
    /// An empty text; `keep_lines` where line ends in the source count.
    pub(crate) fn new(keep_lines: bool) -> Self {
        Flow { keep_lines, ..Flow::default() }
    }

    /// Adds running text.
    pub(crate) fn text(&mut self, text: &str) {
        if self.preformatted > 0 {
            for (index, line) in text.split('\n').enumerate() {
                if index > 0 {
                    self.hard_line();
                }
                self.word(line.trim_end_matches('\r'));
            }
            return;
        }
        let mut rest = text;
        loop {
            let word_at = rest.bytes().position(|byte| !is_space(byte)).unwrap_or(rest.len());
            if word_at > 0 {
                let ends =
                    if self.keep_lines { rest.bytes().take(word_at).filter(|byte| *byte == b'\n').count() } else { 0 };
                self.gap(match ends {
                    0 => Break::Space,
                    1 => Break::Line,
                    _ => Break::Paragraph,
                });
            }
            rest = &rest[word_at..];
            if rest.is_empty() {
                return;
            }
            let end = rest.bytes().position(is_space).unwrap_or(rest.len());
            self.word(&rest[..end]);
            rest = &rest[end..];
        }
    }

    /// Makes a gap; the widest of several counts.
    pub(crate) fn gap(&mut self, gap: Break) {
        if gap != Break::None {
            self.pending = self.pending.max(Some(gap));
        }
    }

    /// A forced line end; two of them make a paragraph.
    pub(crate) fn line_end(&mut self) {
        let gap = if self.pending >= Some(Break::Line) { Break::Paragraph } else { Break::Line };
        self.gap(gap);
    }

    /// Starts a quotation.
    pub(crate) fn quote(&mut self) {
        self.gap(Break::Paragraph);
        self.flush_empty();
        self.quotes += 1;
    }

    /// Ends a quotation.
    pub(crate) fn unquote(&mut self) {
        self.gap(Break::Paragraph);
        self.quotes = self.quotes.saturating_sub(1);
    }

    /// The text so far, without white space at its ends.
    pub(crate) fn finish(mut self) -> String {
        self.out.truncate(self.out.trim_end().len());
        self.out
    }

    fn flush_empty(&mut self) {
        if self.out.is_empty() {
            self.pending = None;
        }
    }

    fn hard_line(&mut self) {
        if !self.out.is_empty() {
            if self.pending >= Some(Break::Line) {
                self.flush();
            }
            self.pending = Some(Break::Line);
        }
    }

    fn word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        self.flush();
        self.out.push_str(word);
    }

    fn flush(&mut self) {
        let gap = self.pending.take();
        if self.out.is_empty() {
            self.mark_quote();
            return;
        }
        match gap {
            None | Some(Break::None) => {}
            Some(Break::Space) => self.out.push(' '),
            Some(Break::Line) => {
                self.out.push('\n');
                self.mark_quote();
            }
            Some(Break::Paragraph) => {
                self.out.push_str("\n\n");
                self.mark_quote();
            }
        }
    }

    fn mark_quote(&mut self) {
        self.out.extend(std::iter::repeat_n("> ", self.quotes.min(MOST_QUOTES)));
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | 0xC)
}
