//! Hand-made threads with what a careful reader expects of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// One folder of `fixtures/threads`.
#[derive(Clone, Debug)]
pub struct Case {
    /// The folder's name.
    pub name: String,
    /// The folder.
    pub folder: PathBuf,
    /// The bytes of `input.jsonl`.
    pub input: Vec<u8>,
    /// What `case.toml` says.
    pub expected: Expected,
}

/// What a careful reader expects of a thread.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// What the thread is a case of.
    pub about: String,
    /// Ids of the comments that attack somebody taking part, and the name of whom.
    #[serde(default)]
    pub flagged: BTreeMap<String, String>,
    /// Ids of comments on which careful readers may differ.
    #[serde(default)]
    pub doubtful: Vec<String>,
    /// Ids of comments that the shipped version gets wrong, with what it takes them for.
    #[serde(default)]
    pub mistakes: BTreeMap<String, String>,
}

/// Every case in a folder, by name.
///
/// # Panics
///
/// When one cannot be read.
pub fn all(folder: &Path) -> Vec<Case> {
    let cases = crate::folders(folder).into_iter().map(|folder| Case {
        name: folder.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
        input: crate::read(&folder.join("input.jsonl")),
        expected: crate::read_toml(&folder.join("case.toml")),
        folder,
    });
    cases.collect()
}
