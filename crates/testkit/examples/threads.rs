//! Prints made-up threads as JSONL, as many bytes as asked for.
//!
//! ```text
//! cargo build --release -p threadwarden-testkit --example threads
//! target/release/examples/threads 10GB | threadwarden moderate - -o report.csv
//! ```
//!
//! A second argument says how many comments a thread has. From some thousand
//! threads on they come again, with ids of their own.

#![allow(clippy::print_stderr)]

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use serde_json::json;
use threadwarden_testkit::Generator;
use threadwarden_thread::Page;

/// Threads that differ.
const DIFFERENT: usize = 4096;
/// Comments of a thread where nothing is said.
const COMMENTS: usize = 8;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let bytes = arguments.next().as_deref().and_then(size);
    let comments = arguments.next().map_or(Some(COMMENTS), |comments| comments.parse().ok());
    let (Some(bytes), Some(comments)) = (bytes, comments) else {
        eprintln!("how much: a number of bytes, such as 500MB or 10GB, and perhaps comments per thread");
        return ExitCode::from(2);
    };
    match write(bytes, comments) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("{error}");
            ExitCode::from(4)
        }
        _ => ExitCode::SUCCESS,
    }
}

/// `500MB` as bytes.
fn size(text: &str) -> Option<u64> {
    let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000), ("", 1)];
    let (digits, unit) = units.into_iter().find_map(|(unit, bytes)| Some((text.strip_suffix(unit)?, bytes)))?;
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

fn write(bytes: u64, comments: usize) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut known: Vec<Vec<String>> = Vec::new();
    let (mut written, mut thread) = (0, 0);
    while written < bytes {
        if known.len() < DIFFERENT {
            known.push(rows(&Generator::new(thread as u64).page(comments)));
        }
        for row in &known[thread % DIFFERENT] {
            // The rows begin with the thread's id, which is theirs alone.
            let head = format!("{{\"thread\":\"t{thread}\",");
            out.write_all(head.as_bytes())?;
            out.write_all(row.as_bytes())?;
            written += (head.len() + row.len()) as u64;
        }
        thread += 1;
    }
    out.flush()
}

/// The lines of a thread, without the opening brace and the thread's id.
fn rows(page: &Page) -> Vec<String> {
    let article = page
        .article
        .as_ref()
        .map(|article| json!({"article": {"title": article.title, "text": article.text, "author": article.author}}));
    let comments = page.thread.comments.iter().enumerate().map(|(index, comment)| {
        let parent = page.thread.parent_of(index).map(|parent| parent.id.as_str());
        json!({"id": comment.id.as_str(), "parent": parent, "author": comment.author, "text": comment.text})
    });
    article.into_iter().chain(comments).map(|row| format!("{}\n", &row.to_string()[1..])).collect()
}
