//! The stand-ins for the five source pages, with the facts of both.

use std::path::{Path, PathBuf};

use serde::Deserialize;

/// One folder of `seeds`.
#[derive(Clone, Debug)]
pub struct Seed {
    /// The folder's name.
    pub name: String,
    /// The stand-in.
    pub page: PathBuf,
    /// What `seed.toml` says.
    pub facts: Facts,
}

/// A `seed.toml`; `seeds/README.md` explains every key.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The original page.
    pub original: Original,
    /// What a parser should find in the stand-in.
    pub expected: Expected,
    /// The comments of the stand-in.
    #[serde(default, rename = "comment")]
    pub comments: Vec<Comment>,
}

/// Facts of an original page.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Original {
    /// Who published it.
    pub publisher: String,
    /// Its title, where the page shows one.
    pub title: Option<String>,
    /// When, as exactly as is known.
    pub published: String,
    /// The layout of its comments.
    pub layout: String,
    /// The count it prints.
    pub printed_count: Option<usize>,
    /// How many comments it has.
    pub comments: usize,
    /// The comments.
    #[serde(default)]
    pub comment: Vec<OriginalComment>,
}

/// Facts of one comment of an original page.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OriginalComment {
    /// Who wrote it.
    pub author: String,
    /// Length of its body.
    pub bytes: usize,
    /// Whether it attacks a participant.
    #[serde(default)]
    pub attack: bool,
    /// Whether careful readers may differ on that.
    #[serde(default)]
    pub doubtful: bool,
    /// Whom it attacks.
    pub target: Option<String>,
    /// A mistake of this version that is known, in words; a test fails when it heals.
    pub mistake: Option<String>,
}

/// What a parser should find in a stand-in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The title, where the page shows one.
    pub title: Option<String>,
    /// The first words of the article.
    pub article_starts: String,
    /// The last words of the article.
    pub article_ends: String,
    /// How many comments it has.
    pub comments: usize,
}

/// One comment of a stand-in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comment {
    /// Its position.
    pub id: usize,
    /// Who wrote it.
    pub author: String,
    /// Words its first line starts with.
    pub starts: String,
    /// Words its last line ends with.
    pub ends: String,
    /// The position of the comment it answers.
    pub parent: Option<usize>,
    /// Whether it attacks a participant.
    #[serde(default)]
    pub attack: bool,
    /// Whether careful readers may differ on that.
    #[serde(default)]
    pub doubtful: bool,
    /// What the shipped version gets wrong about the comment, where it does.
    #[serde(default)]
    pub mistake: Option<String>,
    /// Whom it attacks, where no finding says so.
    pub target: Option<String>,
    /// `on-topic`, `adjacent`, `off-topic`, `too-short` or `empty`.
    pub relevance: Option<String>,
    /// The attacking passages.
    #[serde(default, rename = "finding")]
    pub findings: Vec<Finding>,
}

/// An attacking passage.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The kind of attack.
    pub category: String,
    /// The name of whom it attacks.
    pub target: String,
    /// The words, exactly.
    pub evidence: String,
}

/// Every seed in a folder, by name.
///
/// # Panics
///
/// When one cannot be read.
pub fn all(folder: &Path) -> Vec<Seed> {
    let seeds = crate::folders(folder).into_iter().map(|folder| Seed {
        name: folder.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
        page: folder.join("page.txt"),
        facts: crate::read_toml(&folder.join("seed.toml")),
    });
    seeds.collect()
}
