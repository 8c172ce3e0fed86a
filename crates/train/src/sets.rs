//! Sets of articles and comments: two JSONL files in a folder.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::Error;

/// A line of `articles.jsonl`.
#[derive(Debug, Deserialize)]
pub(crate) struct ArticleRow {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) body: String,
    #[serde(default)]
    pub(crate) keywords: Vec<String>,
}

/// A line of `comments.jsonl`.
#[derive(Debug, Deserialize)]
pub(crate) struct CommentRow {
    pub(crate) id: String,
    pub(crate) article_id: String,
    #[serde(default)]
    pub(crate) parent_id: Option<String>,
    pub(crate) text: String,
}

/// A folder with both files.
#[derive(Debug)]
pub(crate) struct Set {
    pub(crate) articles: Vec<ArticleRow>,
    pub(crate) comments: Vec<CommentRow>,
}

impl Set {
    pub(crate) fn read(folder: &Path) -> Result<Set, Error> {
        Ok(Set { articles: rows(&folder.join("articles.jsonl"))?, comments: rows(&folder.join("comments.jsonl"))? })
    }
}

/// Reads one value per line.
pub(crate) fn rows<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, Error> {
    let text = fs::read_to_string(path).map_err(|error| Error::new(path, error))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|error| Error::new(path, format_args!("line {}: {error}", number + 1)))
        })
        .collect()
}
