use threadwarden_thread::Article;

use crate::Format;
use crate::grouping::Spill;

/// How to read; every field has a sensible default.
#[derive(Clone, Debug)]
pub struct ParseOptions {
    /// The format, where it must not be detected.
    pub format: Option<Format>,
    /// The name of threads whose source names none; `thread` when this is not given either.
    pub thread_id: Option<String>,
    /// Whether to recover replies where the source holds no reply links at all.
    pub infer_replies: bool,
    /// Columns or keys that go by other names: ours (`text`), theirs (`comment_text`).
    pub column_map: Vec<(String, String)>,
    /// The article of pages that come without one.
    pub article: Option<Article>,
    /// The longest line or row, in bytes; longer ones are skipped with a problem.
    pub line_cap_bytes: usize,
    /// The largest input, in bytes, of a format that cannot be read piece by piece.
    pub document_cap_bytes: usize,
    /// The most bytes that may come out of a gzip or zstd archive.
    pub unpacked_cap_bytes: u64,
    /// The most bytes that may come out of an archive for every byte that goes in.
    pub unpacked_ratio_cap: u64,
    /// How the rows of a thread lie in tables, line formats and exports of whole sites.
    pub group: Group,
    /// Where rows go that do not fit into memory, with [`Group::Hash`]; without it they stay in memory.
    pub spill: Option<Spill>,
}

/// How the rows of a thread lie in an input that holds many threads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Group {
    /// As the format usually has them: together in tables and line formats,
    /// scattered in Disqus exports, Reddit archives and mail boxes.
    #[default]
    Auto,
    /// Together. One thread is held at a time, and one that comes back after
    /// another becomes a page of its own, with the problem `thread-continued`.
    Sorted,
    /// Scattered. All rows are read before the first thread is handed over.
    /// What does not fit into memory goes to the spill, split into buckets by
    /// the hash of the thread's name; memory is bounded by the largest bucket.
    /// Small inputs come out in the order of their first rows, larger ones
    /// bucket by bucket, always the same way.
    Hash,
}

impl Group {
    /// Every way.
    pub const ALL: [Group; 3] = [Group::Auto, Group::Sorted, Group::Hash];

    /// The name, as `--group` takes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Group::Auto => "auto",
            Group::Sorted => "sorted",
            Group::Hash => "hash",
        }
    }

    /// The way that [`Group::as_str`] names.
    pub fn from_name(name: &str) -> Option<Group> {
        Group::ALL.into_iter().find(|group| group.as_str() == name)
    }
}

impl Default for ParseOptions {
    fn default() -> Self {
        ParseOptions {
            format: None,
            thread_id: None,
            infer_replies: true,
            column_map: Vec::new(),
            article: None,
            line_cap_bytes: 16 << 20,
            document_cap_bytes: 256 << 20,
            unpacked_cap_bytes: 4 << 30,
            unpacked_ratio_cap: 200,
            group: Group::Auto,
            spill: None,
        }
    }
}

impl ParseOptions {
    /// What [`column_map`](ParseOptions::column_map) can call a column or key.
    pub const NAMES: &[&str] =
        &["thread", "id", "parent", "author", "text", "created", "state", "article", "article_title", "article_text"];

    pub(crate) fn thread_name(&self) -> &str {
        self.thread_id.as_deref().unwrap_or("thread")
    }

    /// Our name for a column or key of the input.
    pub(crate) fn our_name<'a>(&'a self, theirs: &'a str) -> &'a str {
        self.column_map.iter().find(|(_, mapped)| mapped == theirs).map_or(theirs, |(ours, _)| ours)
    }
}
