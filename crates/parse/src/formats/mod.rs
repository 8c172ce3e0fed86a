//! The formats, one module each, and the table that holds them.

mod text;
mod thread_csv;
mod thread_jsonl;

use std::fmt;

use threadwarden_thread::Page;

use crate::input::Input;
use crate::problem::Problems;
use crate::{Error, ParseOptions};

/// What a format's module offers.
pub(crate) struct Reader {
    /// How much a sample looks like the format.
    pub(crate) score: fn(&Sample<'_>, &ParseOptions) -> Score,
    /// Reads the pages of an input.
    pub(crate) open: for<'r> fn(Input<'r>, ParseOptions) -> Threads<'r>,
}

/// The threads of an input, one at a time.
pub(crate) type Threads<'r> = Box<dyn Iterator<Item = Result<Found, Error>> + Send + 'r>;

/// One thread and what is to be said about it.
pub(crate) struct Found {
    pub(crate) page: Page,
    pub(crate) problems: Problems,
    pub(crate) links: Links,
    /// How the page was taken apart, where there was a choice.
    pub(crate) reason: Option<String>,
}

/// What a source tells about who answers whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Links {
    /// The source has a place for it; a comment without a parent is a root.
    Known,
    /// The source is a flat list.
    Lost {
        /// Whether the list starts with the newest comment.
        newest_first: bool,
    },
}

/// The start of an input, decoded.
pub(crate) struct Sample<'a> {
    pub(crate) text: &'a str,
    /// Whether the sample is all there is.
    pub(crate) whole: bool,
}

impl<'a> Sample<'a> {
    /// The lines that are surely complete.
    pub(crate) fn complete_lines(&self) -> impl Iterator<Item = &'a str> {
        let end = if self.whole { self.text.len() } else { self.text.rfind('\n').unwrap_or(0) };
        self.text[..end].lines()
    }
}

/// How much a sample looks like a format, and why.
pub(crate) struct Score {
    /// From 0, impossible, to 1, certain.
    pub(crate) value: f32,
    pub(crate) reason: String,
}

impl Score {
    pub(crate) const NONE: Score = Score { value: 0.0, reason: String::new() };

    pub(crate) fn new(value: f32, reason: impl Into<String>) -> Self {
        Score { value, reason: reason.into() }
    }
}

/// The format whose score is highest; the first of equals.
pub(crate) fn detect(sample: &Sample<'_>, options: &ParseOptions) -> (Format, Score) {
    let mut best = (Format::Text, Score::NONE);
    for format in Format::ALL.iter().copied() {
        let score = (format.reader().score)(sample, options);
        if score.value > best.1.value {
            best = (format, score);
        }
    }
    best
}

macro_rules! formats {
    ($($(#[$doc:meta])+ $variant:ident = $name:literal => $reader:expr;)+) => {
        /// A format that can be read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Format {
            $($(#[$doc])+ $variant,)+
        }

        impl Format {
            /// Every format.
            pub const ALL: &'static [Format] = &[$(Format::$variant,)+];

            /// The name, as `--from` takes it.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Format::$variant => $name,)+
                }
            }

            pub(crate) fn reader(self) -> &'static Reader {
                match self {
                    $(Format::$variant => &$reader,)+
                }
            }
        }
    };
}

formats! {
    /// The text of a page, as a scraper or a reader's clipboard leaves it.
    Text = "text" => text::READER;
    /// One JSON object a line: articles and comments.
    ThreadJsonl = "thread-jsonl" => thread_jsonl::READER;
    /// A table of comments with a header row.
    ThreadCsv = "thread-csv" => thread_csv::READER;
}

impl Format {
    /// The format that [`Format::as_str`] names.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.iter().copied().find(|format| format.as_str() == name)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, Sample, detect};
    use crate::ParseOptions;

    #[test]
    fn names_lead_back_to_their_formats() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.as_str()), Some(*format));
        }
        assert_eq!(Format::from_name("papyrus"), None);
    }

    #[test]
    fn tells_formats_by_their_content() {
        let cases = [
            ("", Format::Text),
            ("A headline\n\nA story.", Format::Text),
            ("{\"thread\":\"t\",\"id\":1,\"text\":\"hello\"}\n", Format::ThreadJsonl),
            ("\n{\"text\":\"hello\"}\n{broken\n", Format::ThreadJsonl),
            ("{ not json at all", Format::Text),
            ("{\"colour\":\"red\"}\n", Format::Text),
            ("id,parent,author,text\n1,,Kestrel,Late again\n", Format::ThreadCsv),
            ("text;author\nLate;Kestrel\n", Format::ThreadCsv),
            ("\"text\"\nhello\n", Format::ThreadCsv),
            ("Author, text and context\n\nHe wrote it, she read it.", Format::Text),
            ("Text\n\nA story without commas", Format::Text),
            ("body,who\nhello,Kestrel\n", Format::Text),
        ];
        for (text, expected) in cases {
            let sample = Sample { text, whole: true };
            let (format, score) = detect(&sample, &ParseOptions::default());
            assert_eq!(format, expected, "{text:?}: {}", score.reason);
        }
        let options = ParseOptions { column_map: vec![("text".into(), "body".into())], ..ParseOptions::default() };
        let sample = Sample { text: "body,who\nhello,Kestrel\n", whole: true };
        assert_eq!(detect(&sample, &options).0, Format::ThreadCsv);
    }
}
