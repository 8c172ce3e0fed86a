//! The formats, one module each, and the table that holds them.

mod commento;
mod coral;
mod discourse;
mod disqus_api;
mod disqus_xml;
mod document;
mod hacker_news;
mod html;
mod isso;
mod isso_database;
mod json_ld;
mod lemmy;
mod mastodon;
mod mbox;
mod parquet;
mod pushshift;
mod records;
mod reddit;
mod remark42;
mod table;
mod text;
mod thread_csv;
mod thread_jsonl;
mod wordpress_rest;
mod wordpress_wxr;

use std::cell::OnceCell;
use std::fmt;

use threadwarden_thread::{Comment, Page};

use crate::input::Input;
use crate::json::{Json, Nodes};
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
    /// Pingbacks and trackbacks.
    pub(crate) pings: Vec<Comment>,
    pub(crate) links: Links,
    /// How the page was taken apart, where there was a choice.
    pub(crate) reason: Option<String>,
}

impl Found {
    /// Whether nobody has commented.
    pub(crate) fn is_empty(&self) -> bool {
        self.page.thread.is_empty() && self.pings.is_empty()
    }
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
    nodes: OnceCell<Nodes>,
}

impl<'a> Sample<'a> {
    pub(crate) fn new(text: &'a str, whole: bool) -> Self {
        Sample { text, whole, nodes: OnceCell::new() }
    }

    /// The sample as JSON, as far as it is.
    pub(crate) fn json(&self) -> Json<'_> {
        let nodes = self.nodes.get_or_init(|| {
            let mut nodes = Nodes::default();
            if self.text.trim_start().starts_with(['{', '[']) {
                nodes.parse(self.text);
            }
            nodes
        });
        nodes.view(self.text)
    }

    /// The sample without the white space at its start.
    pub(crate) fn start(&self) -> &'a str {
        self.text.trim_start()
    }

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
    /// A page as HTML.
    Html = "html" => html::READER;
    /// One JSON object a line: articles and comments.
    ThreadJsonl = "thread-jsonl" => thread_jsonl::READER;
    /// A table of comments with a header row.
    ThreadCsv = "thread-csv" => thread_csv::READER;
    /// The same table as a Parquet file; read where the feature `parquet` is on.
    Parquet = "parquet" => parquet::READER;
    /// The export of a WordPress site (WXR).
    WordPressWxr = "wordpress-wxr" => wordpress_wxr::READER;
    /// Comments of the WordPress REST interface, `/wp/v2/comments`.
    WordPressRest = "wordpress-rest" => wordpress_rest::READER;
    /// The XML export of a Disqus forum.
    DisqusXml = "disqus-xml" => disqus_xml::READER;
    /// Posts of the Disqus interface.
    DisqusApi = "disqus-api" => disqus_api::READER;
    /// A Reddit submission with its comments, `/comments/ID.json`.
    RedditListing = "reddit-listing" => reddit::READER;
    /// Reddit comments one a line, as Pushshift and Arctic Shift hand them out.
    Pushshift = "pushshift" => pushshift::READER;
    /// A Discourse topic.
    Discourse = "discourse" => discourse::READER;
    /// Hacker News items of the Firebase interface.
    HackerNews = "hacker-news" => hacker_news::READER;
    /// A Hacker News item with its tree, or search results, of the Algolia interface.
    HackerNewsAlgolia = "hacker-news-algolia" => hacker_news::ALGOLIA_READER;
    /// Coral comments, as its database and its interface hold them.
    Coral = "coral" => coral::READER;
    /// Comments of the Lemmy interface.
    Lemmy = "lemmy" => lemmy::READER;
    /// What stands around a Mastodon status.
    Mastodon = "mastodon" => mastodon::READER;
    /// A Remark42 backup, or the answer of its interface.
    Remark42 = "remark42" => remark42::READER;
    /// A Commento or Commento++ export.
    Commento = "commento" => commento::READER;
    /// Isso's import format and the answer of its interface.
    Isso = "isso" => isso::READER;
    /// Isso's database, `comments.db`.
    IssoDatabase = "isso-database" => isso_database::READER;
    /// schema.org comments as JSON-LD.
    JsonLd = "json-ld" => json_ld::READER;
    /// A mail box.
    Mbox = "mbox" => mbox::READER;
}

impl Format {
    /// The format that [`Format::as_str`] names.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.iter().copied().find(|format| format.as_str() == name)
    }
}

impl Format {
    /// The format of a file that is no text, told by its first bytes, and why.
    pub(crate) fn of_magic(start: &[u8]) -> Option<(Format, &'static str)> {
        let magics: [(&[u8], _); 2] = [
            (isso_database::MAGIC, (Format::IssoDatabase, "the file is an SQLite database")),
            (parquet::MAGIC, (Format::Parquet, "the file is a Parquet table")),
        ];
        magics.into_iter().find(|(magic, _)| start.starts_with(magic)).map(|(_, told)| told)
    }

    /// Whether the format wants the bytes as they are, in whatever encodings they may be.
    pub(crate) fn wants_bytes(self) -> bool {
        matches!(self, Format::IssoDatabase | Format::Mbox | Format::Parquet)
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
            ("<?xml version='1.0'?><rss xmlns:wp='http://wordpress.org/export/1.2/'>", Format::WordPressWxr),
            ("<!-- made by WordPress --><rss xmlns:wp='http://wordpress.org/export/1.2/'>", Format::WordPressWxr),
            ("<!DOCTYPE html><pre>&lt;rss wordpress.org/export/1.2/ <wp:comment></pre>", Format::Html),
            ("<html><p>The exporter writes &lt;rss and <wp:wxr_version></p></html>", Format::Html),
            ("`<?xml version='1.0'?><disqus xmlns='http://disqus.com'>", Format::DisqusXml),
            ("<!DOCTYPE html><div><disqus-thread src='https://disqus.com'></div>", Format::Html),
            ("A scraper left <disqus and disqus.com in the text of a page", Format::Text),
            ("{\"link_id\":\"t3_a\",\"parent_id\":\"t3_a\",\"body\":\"the sample ends in", Format::Pushshift),
        ];
        for (text, expected) in cases {
            let sample = Sample::new(text, !text.ends_with("ends in"));
            let (format, score) = detect(&sample, &ParseOptions::default());
            assert_eq!(format, expected, "{text:?}: {}", score.reason);
        }
        let options = ParseOptions { column_map: vec![("text".into(), "body".into())], ..ParseOptions::default() };
        let sample = Sample::new("body,who\nhello,Kestrel\n", true);
        assert_eq!(detect(&sample, &options).0, Format::ThreadCsv);
    }
}
