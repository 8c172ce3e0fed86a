use std::io::{self, Write};

use threadwarden::{Page, Policy, Review};

use crate::comment_csv::{CommentCsv, Sheet};
use crate::html::Html;
use crate::jsonl::{Jsonl, Objects};
use crate::rollup::{By, Rollup};
use crate::summary::Summary;
use crate::xlsx::{Book, CommentXlsx};

/// The formats a report can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// One row per comment, for spreadsheets.
    Csv,
    /// One object per comment, schema `threadwarden.comment/1`.
    Jsonl,
    /// A workbook with typed cells, one row per comment.
    Xlsx,
    /// One self-contained page for people: the threads with what was found in them.
    Html,
    /// Counts and what to read first, for a terminal.
    Text,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 5] = [Format::Csv, Format::Jsonl, Format::Xlsx, Format::Html, Format::Text];

    /// The name that command lines use; for formats that files have, also their extension.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Jsonl => "jsonl",
            Format::Xlsx => "xlsx",
            Format::Html => "html",
            Format::Text => "text",
        }
    }

    /// The format that [`Format::as_str`] names.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// The format of a file with this extension, in any case.
    pub fn from_extension(extension: &str) -> Option<Format> {
        Format::from_name(&extension.to_ascii_lowercase()).filter(|format| format.is_for_files())
    }

    /// Whether the format is worth keeping in a file.
    pub fn is_for_files(self) -> bool {
        self != Format::Text
    }

    /// Starts a report.
    pub fn report<'a>(self, out: impl Write + 'a, options: &Options) -> Box<dyn Report + 'a> {
        match (self, options.by) {
            (Format::Csv, None) => Box::new(CommentCsv::new(out, options)),
            (Format::Csv, Some(by)) => Box::new(Rollup::new(Sheet::new(out, by.header(), options), by)),
            (Format::Jsonl, Some(By::Thread)) => Box::new(Jsonl::new(out, Objects::Threads)),
            (Format::Jsonl, _) => Box::new(Jsonl::new(out, Objects::Comments)),
            (Format::Xlsx, None) => Box::new(CommentXlsx::new(out)),
            (Format::Xlsx, Some(by)) => Box::new(Rollup::new(Book::new(out, "Counts", by.headings(), None), by)),
            (Format::Html, _) => Box::new(Html::new(out, options)),
            (Format::Text, _) => Box::new(Summary::new(out, options)),
        }
    }
}

/// How to write; each format looks at what concerns it.
#[derive(Clone, Debug)]
pub struct Options {
    /// CSV: write cells as they are, also those that a spreadsheet would run as a formula.
    pub raw_csv: bool,
    /// CSV: begin with a byte order mark. Excel needs one to read UTF-8; most programs skip it.
    pub byte_order_mark: bool,
    /// CSV: the rows go on behind others, so neither header nor byte order mark is written.
    pub continued: bool,
    /// CSV and XLSX: counts by thread, author, rule or category in place of comments. JSONL: by thread,
    /// one object per thread, schema `threadwarden.thread/1`; by anything else, comments as ever.
    pub by: Option<By>,
    /// HTML: whose thresholds the charts show.
    pub policy: Policy,
    /// Text: longest line, in terminal columns.
    pub width: usize,
    /// Text: colours, as ANSI escapes.
    pub color: bool,
}

impl Default for Options {
    fn default() -> Self {
        let policy = Policy::default();
        Options { raw_csv: false, byte_order_mark: false, continued: false, by: None, policy, width: 100, color: false }
    }
}

/// A report being written.
pub trait Report {
    /// Adds a page; `review` is the review of that page.
    ///
    /// # Errors
    ///
    /// When writing fails.
    fn page(&mut self, page: &Page, review: &Review) -> io::Result<()>;

    /// Writes what is left and flushes. Call it once, at the end.
    ///
    /// # Errors
    ///
    /// When writing fails.
    fn finish(&mut self) -> io::Result<()>;
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn names_and_extensions_lead_to_formats() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.as_str()), Some(format));
        }
        assert_eq!(Format::from_extension("CSV"), Some(Format::Csv));
        assert_eq!(Format::from_extension("text"), None);
        assert_eq!(Format::from_extension("pdf"), None);
    }
}
