//! Prints relevance figures: of folders with `articles.jsonl` and `comments.jsonl`, or of page files taken together.
#![allow(clippy::print_stdout, reason = "the figures are what it is for")]

use std::path::Path;
use std::{env, fs};

use threadwarden::Moderator;
use threadwarden_evaluate::relevance::{Data, Options, evaluate, rank_pages};
use threadwarden_parse::{ParseOptions, parse};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let moderator = Moderator::default();
    let mut pages = Vec::new();
    for name in env::args().skip(1) {
        let path = Path::new(&name);
        if path.is_file() {
            pages.push(parse(&fs::read(path)?, &ParseOptions::default()).page);
            continue;
        }
        let articles = fs::read_to_string(path.join("articles.jsonl"))?;
        let comments = fs::read_to_string(path.join("comments.jsonl"))?;
        let set = path.file_name().map_or(name.clone(), |name| name.to_string_lossy().into_owned());
        print!("{}", evaluate(&set, &Data::from_jsonl(&articles, &comments)?, &moderator, &Options::default()));
    }
    if !pages.is_empty() {
        print!("{}", rank_pages(&pages, &moderator));
    }
    Ok(())
}
