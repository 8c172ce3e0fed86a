//! `background`: the table of word weights of the relevance score, and the texts behind it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use threadwarden_relevance::BackgroundBuilder;

use crate::error::Error;
use crate::sets::{ArticleRow, CommentRow, rows};

/// Reads the background texts and writes the table of word weights.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    sources: Sources,
    /// Folder to write `background.bin` to.
    #[arg(long, short, default_value = "crates/relevance/data")]
    output: PathBuf,
}

impl Args {
    /// The file as it is shipped, from the folder of the labelled sets.
    pub(crate) fn standard(data: &Path) -> Args {
        let sources = Sources { data: data.join("relevance/background"), comments: data.join("attack/train") };
        Args { sources, output: "crates/relevance/data".into() }
    }
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let mut weights = BackgroundBuilder::default();
    args.sources.read(&mut |text| match text {
        Text::Article { title, body } => weights.add_article(title, body),
        Text::Comment(comment) => weights.add_comment(comment),
        // Headlines are in their articles, and how Wikipedians talk is too unlike a comment section to weigh words by.
        Text::Headline { .. } | Text::Talk(_) => {}
    })?;
    let path = args.output.join("background.bin");
    fs::write(&path, weights.finish()).map_err(|error| Error::new(&path, error))
}

/// Where the background texts are.
#[derive(clap::Args)]
pub(crate) struct Sources {
    /// Folder with the background sets `fnc1` and `fox_comments`.
    #[arg(long)]
    data: PathBuf,
    /// Folder with the comments `toxic_spans_acl2022.jsonl`, `semeval_spans_train.jsonl` and `jigsaw_pool.csv`.
    #[arg(long)]
    comments: PathBuf,
}

/// A background text.
#[derive(Clone, Copy)]
pub(crate) enum Text<'a> {
    Article {
        title: &'a str,
        body: &'a str,
    },
    /// A headline that readers found to speak of the same as an article.
    Headline {
        headline: &'a str,
        body: &'a str,
    },
    Comment(&'a str),
    /// What Wikipedians say to one another.
    Talk(&'a str),
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

impl Sources {
    /// Hands every text to `each`, always in the same order.
    pub(crate) fn read(&self, each: &mut impl FnMut(Text<'_>)) -> Result<(), Error> {
        let mut bodies = BTreeMap::new();
        for article in rows::<ArticleRow>(&self.data.join("fnc1/articles.jsonl"))? {
            each(Text::Article { title: &article.title, body: &article.body });
            bodies.insert(article.id, article.body);
        }
        for headline in rows::<HeadlineRow>(&self.data.join("fnc1/comments.jsonl"))? {
            let body = bodies.get(&headline.article_id).filter(|_| headline.label != "unrelated");
            body.iter().for_each(|body| each(Text::Headline { headline: &headline.text, body }));
        }
        for comment in rows::<CommentRow>(&self.data.join("fox_comments/comments.jsonl"))? {
            each(Text::Comment(&comment.text));
        }
        for file in NEWS_COMMENTS {
            for comment in rows::<TextRow>(&self.comments.join(file))? {
                each(Text::Comment(&comment.text));
            }
        }
        let path = self.comments.join("jigsaw_pool.csv");
        let mut talk = csv::Reader::from_path(&path).map_err(|error| Error::new(&path, error))?;
        for row in talk.deserialize::<TextRow>() {
            each(Text::Talk(&row.map_err(|error| Error::new(&path, error))?.text));
        }
        Ok(())
    }
}
