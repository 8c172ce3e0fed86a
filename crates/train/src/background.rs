//! `background`: the tables of the relevance score.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use threadwarden_relevance::{BackgroundBuilder, VectorsBuilder};

use crate::error::Error;
use crate::sets::{ArticleRow, CommentRow, rows};

/// Reads the background texts and writes the table of word weights and the word vectors.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Folder with the background sets `fnc1` and `fox_comments`.
    #[arg(long)]
    data: PathBuf,
    /// Folder with the comments `toxic_spans_acl2022.jsonl`, `semeval_spans_train.jsonl` and `jigsaw_pool.csv`.
    #[arg(long)]
    comments: PathBuf,
    /// Folder to write `background.bin` and `vectors.bin` to.
    #[arg(long, short, default_value = "crates/relevance/data")]
    output: PathBuf,
}

impl Args {
    /// The files as they are shipped, from the folder of the labelled sets.
    pub(crate) fn standard(data: &Path) -> Args {
        Args {
            data: data.join("relevance/background"),
            comments: data.join("attack/train"),
            output: "crates/relevance/data".into(),
        }
    }
}

/// Comments under articles of some fifty news sites (Civil Comments, CC0).
const NEWS_COMMENTS: [&str; 2] = ["toxic_spans_acl2022.jsonl", "semeval_spans_train.jsonl"];

/// A row of which only the text counts.
#[derive(Debug, Deserialize)]
struct TextRow {
    #[serde(alias = "comment_text")]
    text: String,
}

/// A headline of the Fake News Challenge, and an article that it may be about.
#[derive(Debug, Deserialize)]
struct HeadlineRow {
    article_id: String,
    text: String,
    label: String,
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let mut weights = BackgroundBuilder::default();
    let mut vectors = VectorsBuilder::default();
    let mut bodies = BTreeMap::new();
    for article in rows::<ArticleRow>(&args.data.join("fnc1/articles.jsonl"))? {
        weights.add_article(&article.title, &article.body);
        vectors.add(&format!("{}\n\n{}", article.title, article.body));
        bodies.insert(article.id, article.body);
    }
    // Headlines that readers found to speak of the same as an article.
    for headline in rows::<HeadlineRow>(&args.data.join("fnc1/comments.jsonl"))? {
        let body = bodies.get(&headline.article_id).filter(|_| headline.label != "unrelated");
        body.iter().for_each(|body| vectors.add_pair(&headline.text, body));
    }
    for comment in rows::<CommentRow>(&args.data.join("fox_comments/comments.jsonl"))? {
        weights.add_comment(&comment.text);
        vectors.add(&comment.text);
    }
    for file in NEWS_COMMENTS {
        for comment in rows::<TextRow>(&args.comments.join(file))? {
            weights.add_comment(&comment.text);
            vectors.add(&comment.text);
        }
    }
    // How Wikipedians talk is too unlike a comment section to weigh words by, and good enough to learn their company.
    let path = args.comments.join("jigsaw_pool.csv");
    let mut talk = csv::Reader::from_path(&path).map_err(|error| Error::new(&path, error))?;
    for row in talk.deserialize::<TextRow>() {
        vectors.add(&row.map_err(|error| Error::new(&path, error))?.text);
    }
    write(&args.output.join("background.bin"), &weights.finish())?;
    write(&args.output.join("vectors.bin"), &vectors.finish())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    fs::write(path, bytes).map_err(|error| Error::new(path, error))
}
