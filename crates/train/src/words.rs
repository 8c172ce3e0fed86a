//! `words`: writes the filter of ordinary English words.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Deserialize;
use threadwarden_attack::training::{is_insult, ordinary_words_file};
use threadwarden_text::Document;

use crate::error::Error;

/// What `words` is asked to do.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// The folder with `relevance/background`.
    #[arg(long)]
    data: PathBuf,
    /// Where the filter goes.
    #[arg(long, short, default_value = "crates/attack/model/ordinary-words.bin")]
    output: PathBuf,
}

/// Fewest texts of a source a word must stand in. Editors let a misspelling pass
/// once, hardly three times; readers repeat the common ones, so they need more.
const FEWEST_ARTICLES: u32 = 3;
const FEWEST_COMMENTS: u32 = 10;

#[derive(Deserialize)]
struct Text {
    #[serde(default)]
    title: String,
    #[serde(default, alias = "body")]
    text: String,
}

/// Counts the words of the background articles and of news comments, and writes the filter.
pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let sources = [
        ("relevance/background/fnc1/articles.jsonl", FEWEST_ARTICLES),
        ("attack/train/toxic_spans_acl2022.jsonl", FEWEST_COMMENTS),
    ];
    let mut words = BTreeSet::new();
    for (source, fewest) in sources {
        let texts = crate::attack::jsonl::<Text>(&args.data.join(source))?;
        words.extend(words_in(&texts, fewest));
    }
    words.retain(|word| !is_insult(word));
    let filter = ordinary_words_file(words.iter().map(String::as_str));
    std::fs::write(&args.output, &filter).map_err(|error| Error::new(&args.output, error))?;
    crate::say(format_args!("{} words, {} bytes", words.len(), filter.len()));
    Ok(())
}

/// The words that stand in at least so many of the texts.
fn words_in(texts: &[Text], fewest: u32) -> impl Iterator<Item = String> {
    // By word: in how many texts, and in which one last.
    let mut counts: BTreeMap<String, (u32, usize)> = BTreeMap::new();
    for (number, text) in texts.iter().enumerate() {
        for part in [&text.title, &text.text] {
            let document = Document::new(part);
            for word in
                document.words().filter(|word| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\''))
            {
                let (texts, last) = counts.entry(word.to_owned()).or_insert((0, usize::MAX));
                if *last != number {
                    (*texts, *last) = (*texts + 1, number);
                }
            }
        }
    }
    counts.into_iter().filter(move |(_, (texts, _))| *texts >= fewest).map(|(word, _)| word)
}
