use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Articles with the comments under them, as two JSONL files have them.
#[derive(Clone, Debug, Default)]
pub struct Data {
    pub(super) articles: Vec<ArticleRow>,
    pub(super) comments: Vec<CommentRow>,
}

/// A line of `articles.jsonl`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct ArticleRow {
    pub(super) id: String,
    #[serde(default)]
    pub(super) title: String,
    #[serde(default)]
    pub(super) body: String,
    #[serde(default)]
    pub(super) keywords: Vec<String>,
}

/// A line of `comments.jsonl`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct CommentRow {
    pub(super) id: String,
    pub(super) article_id: String,
    #[serde(default)]
    pub(super) parent_id: Option<String>,
    #[serde(default)]
    pub(super) author: Option<String>,
    pub(super) text: String,
}

impl Data {
    /// Reads the two files: articles of `id`, `title`, `body` and `keywords`, and comments of `id`, `article_id`,
    /// `parent_id`, `author` and `text`. Other keys are left out.
    ///
    /// # Errors
    ///
    /// The first line that is no such object, in words.
    pub fn from_jsonl(articles: &str, comments: &str) -> Result<Data, String> {
        Ok(Data { articles: rows("articles", articles)?, comments: rows("comments", comments)? })
    }
}

fn rows<T: DeserializeOwned>(of: &str, jsonl: &str) -> Result<Vec<T>, String> {
    let lines = jsonl.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| serde_json::from_str(line).map_err(|error| format!("{of}, line {}: {error}", number + 1)))
        .collect()
}
