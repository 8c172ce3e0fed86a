use threadwarden_thread::Article;

use crate::Format;

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
        }
    }
}

impl ParseOptions {
    pub(crate) fn thread_name(&self) -> &str {
        self.thread_id.as_deref().unwrap_or("thread")
    }

    /// Our name for a column or key of the input.
    pub(crate) fn our_name<'a>(&'a self, theirs: &'a str) -> &'a str {
        self.column_map.iter().find(|(_, mapped)| mapped == theirs).map_or(theirs, |(ours, _)| ours)
    }
}
