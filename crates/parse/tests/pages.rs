//! The pages of `fixtures/pages`: invented threads as newspapers, forums and blogs of several languages set them.
//!
//! Beside each page stands what a careful reader finds in it, written with the page and never made by the parser: the
//! article, and every comment with its author and text; the parent where the page prints one. Nothing else may be read as a
//! comment, and no comment as article.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use threadwarden_parse::{ParseOptions, Parsed, parse};
use threadwarden_thread::Link;

fn pages() -> Vec<(PathBuf, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/pages");
    let mut pages: Vec<(PathBuf, PathBuf)> = fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "html" || kind == "txt"))
        .map(|path| (path.with_extension("gold.jsonl"), path))
        .map(|(gold, page)| (page, gold))
        .collect();
    pages.sort();
    pages
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// What a reading gets wrong; nothing when it is as it must be.
fn wrong(found: &Parsed, gold: &Parsed) -> Vec<String> {
    let mut wrong = Vec::new();
    let told = |parsed: &Parsed| -> Vec<(String, String)> {
        parsed.page.thread.comments.iter().map(|comment| (comment.author.clone(), squeezed(&comment.text))).collect()
    };
    let (comments, expected) = (told(found), told(gold));
    if comments != expected {
        wrong.push(format!("{:?}: {} of {} comments: {comments:#?}", found.detection, comments.len(), expected.len()));
    }
    let article = squeezed(&found.page.article.clone().unwrap_or_default().text);
    let expected = gold.page.article.clone().unwrap_or_default().text;
    wrong.extend(expected.lines().filter(|line| !article.contains(*line)).map(|line| format!("not read: {line}")));
    let leaked = gold.page.thread.comments.iter().filter(|comment| article.contains(&squeezed(&comment.text)));
    wrong.extend(leaked.map(|comment| format!("read as article: {}", comment.text)));
    // What the page prints about its tree must be read; what is inferred is measured elsewhere.
    let pairs = found.page.thread.comments.iter().zip(&gold.page.thread.comments).enumerate();
    let printed = pairs.filter(|(_, (found, gold))| gold.parent.is_some() && found.parent != gold.parent);
    wrong.extend(
        printed.map(|(at, (found, gold))| format!("parent of {at}: {:?}, not {:?}", found.parent, gold.parent)),
    );
    wrong
}

#[test]
fn every_page_is_read_as_a_careful_reader_does() {
    let pages = pages();
    assert!(pages.len() >= 25);
    let mut failed = Vec::new();
    for (page, gold) in pages {
        // The expected comments are taken as they stand.
        let exact = ParseOptions { infer_replies: false, ..ParseOptions::default() };
        let gold = parse(&fs::read(&gold).unwrap(), &exact);
        let found = parse(&fs::read(&page).unwrap(), &ParseOptions::default());
        let wrong = wrong(&found, &gold);
        if !wrong.is_empty() {
            failed.push(format!("{}: {}", page.file_name().unwrap().to_string_lossy(), wrong.join("; ")));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn nothing_printed_is_called_inferred() {
    for (page, gold) in pages() {
        let gold = fs::read_to_string(&gold).unwrap();
        let found = parse(&fs::read(&page).unwrap(), &ParseOptions { infer_replies: false, ..ParseOptions::default() });
        let tree_is_printed = gold.contains("\"parent\": \"");
        let has_links = found.page.thread.comments.iter().any(|comment| comment.link != Link::None);
        assert_eq!(has_links, tree_is_printed, "{}", page.display());
    }
}
