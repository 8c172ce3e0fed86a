//! `texts`: what word vectors are distilled from, for a trainer in another language.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use threadwarden_relevance::training::words;
use threadwarden_relevance::{Background, VectorsBuilder};
use threadwarden_text::Document;

use crate::background::{Sources, Text};
use crate::error::Error;

/// Writes the background texts cut into pieces, their stems, and the word vectors that their company gives.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    sources: Sources,
    /// Folder to write `texts.jsonl`, `stems.jsonl` and `company.bin` to.
    #[arg(long, short)]
    output: PathBuf,
}

/// Tokens from which on a piece ends with its sentence.
const ENOUGH: usize = 60;
/// Most tokens of a piece: an encoder reads little more.
const MOST: usize = 160;

/// A line of `texts.jsonl`.
#[derive(Serialize)]
struct Piece<'a> {
    text: &'a str,
    is_talk: bool,
    stems: Vec<u32>,
}

/// A line of `stems.jsonl`: how much a stem weighs in a comment, and how often each of its words occurs.
#[derive(Default, Serialize)]
struct StemLine {
    stem: u32,
    weight: f32,
    words: BTreeMap<String, u32>,
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    fs::create_dir_all(&args.output).map_err(|error| Error::new(&args.output, error))?;
    let background = Background::shipped();
    let mut company = VectorsBuilder::default();
    let mut stems: BTreeMap<u32, StemLine> = BTreeMap::new();
    let mut lines = String::new();
    args.sources.read(&mut |text| {
        let (whole, is_talk) = match text {
            Text::Article { title, body } => (format!("{title}\n\n{body}"), false),
            Text::Headline { headline, body } => {
                company.add_pair(headline, body);
                (headline.to_owned(), false)
            }
            Text::Comment(comment) => (comment.to_owned(), false),
            Text::Talk(talk) => (talk.to_owned(), true),
        };
        if !matches!(text, Text::Headline { .. }) {
            company.add(&whole);
        }
        for text in pieces(&whole) {
            let document = Document::new(text);
            let found = words(&document, &background);
            for word in &found {
                let line = stems.entry(word.stem).or_default();
                (line.stem, line.weight) = (word.stem, word.weight);
                *line.words.entry(document.word(word.token).to_owned()).or_default() += 1;
            }
            let piece = Piece { text, is_talk, stems: found.iter().map(|word| word.stem).collect() };
            push_line(&mut lines, &piece);
        }
    })?;
    write(&args.output.join("texts.jsonl"), lines.as_bytes())?;
    let mut lines = String::new();
    stems.values().for_each(|line| push_line(&mut lines, line));
    write(&args.output.join("stems.jsonl"), lines.as_bytes())?;
    write(&args.output.join("company.bin"), &company.finish())
}

/// Whole sentences, some sixty words together.
fn pieces(text: &str) -> Vec<&str> {
    let document = Document::new(text);
    let mut pieces = Vec::new();
    let mut start = 0;
    for sentence in 0..document.sentence_count() {
        let end = document.sentence(sentence).end;
        if end - start >= ENOUGH || end == document.tokens().len() {
            pieces.push(document.span(start..end.min(start + MOST)).of(text));
            start = end;
        }
    }
    pieces
}

fn push_line(lines: &mut String, value: &impl Serialize) {
    // Maps with keys of text and numbers always serialise.
    lines.push_str(&serde_json::to_string(value).unwrap_or_default());
    lines.push('\n');
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    fs::write(path, bytes).map_err(|error| Error::new(path, error))
}
