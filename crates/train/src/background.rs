//! `background`: the table of word weights and background articles.

use std::fs;
use std::path::PathBuf;

use threadwarden_relevance::BackgroundBuilder;

use crate::error::Error;
use crate::sets::{ArticleRow, CommentRow, rows};

/// Counts the background texts and writes the table.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Folder with the background sets `fnc1` and `fox_comments`.
    #[arg(long)]
    data: PathBuf,
    /// The table to write.
    #[arg(long, short, default_value = "crates/relevance/data/background.bin")]
    output: PathBuf,
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let mut builder = BackgroundBuilder::default();
    for article in rows::<ArticleRow>(&args.data.join("fnc1/articles.jsonl"))? {
        builder.add_article(&article.title, &article.body);
    }
    for comment in rows::<CommentRow>(&args.data.join("fox_comments/comments.jsonl"))? {
        builder.add_comment(&comment.text);
    }
    fs::write(&args.output, builder.finish()).map_err(|error| Error::new(&args.output, error))
}
