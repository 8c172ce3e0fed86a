//! Pages as HTML: JSON-LD, known markups, repeated blocks, and the text layouts for what is left.

use std::collections::HashSet;

use threadwarden_thread::{Article, Comment, CommentId, Link};

use super::document::Gather;
use super::{Found, Links, Reader, Sample, Score, Threads, json_ld};
use crate::assemble::Assembler;
use crate::html::{self, Candidate, Tree};
use crate::input::Input;
use crate::problem::Problems;
use crate::{Error, ParseOptions, Place};

pub(super) const READER: Reader = Reader { score, open };

/// Tags that only pages hold, and that are looked for at the start.
fn score(sample: &Sample<'_>, _: &ParseOptions) -> Score {
    /// Bytes of the start that must hold a sign of HTML.
    const REACH: usize = 64 << 10;
    let start = sample.start();
    let mut reach = REACH.min(start.len());
    while !start.is_char_boundary(reach) {
        reach -= 1;
    }
    let start = start[..reach].to_ascii_lowercase();
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        return Score::new(0.85, "it starts like an HTML page");
    }
    if !start.starts_with('<') && !start.contains("<html") {
        return Score::NONE;
    }
    if start.contains("<html") || start.contains("<body") {
        return Score::new(0.8, "it holds an <html> or a <body> element");
    }
    const TAGS: &[&str] =
        &["<div", "<p>", "<p ", "<li", "<article", "<ol", "<ul", "<section", "<span", "<table", "<script"];
    let tags = TAGS.iter().filter(|tag| start.contains(**tag)).count();
    if tags >= 1 && start.contains("</") && !start.starts_with("<?xml") {
        return Score::new(0.5, "it starts with a tag and holds elements of HTML");
    }
    Score::NONE
}

fn open(mut input: Input<'_>, options: ParseOptions) -> Threads<'_> {
    Box::new(std::iter::once_with(move || {
        let mut problems = Problems::default();
        let text = input.read_whole(options.document_cap_bytes, &mut problems)?;
        Ok::<Found, Error>(read(&text, &options, problems))
    }))
}

fn read(page: &str, options: &ParseOptions, mut problems: Problems) -> Found {
    let tree = Tree::parse(page);
    if tree.truncated {
        problems.add(
            "page-too-large",
            Place::default(),
            "the page has too many elements; those at its end were left out",
        );
    }
    let mut block = Gather::default();
    html::json_ld(&tree, |text, nodes| json_ld::read(nodes.parse(text), &mut block));
    let block = block.finish().into_iter().next();
    let candidate = html::find(&tree);
    let seen = candidate.as_ref().map_or(0, Candidate::comments);
    let linked = block.as_ref().map_or(0, |block| block.page.thread.len());
    let mut found = build(candidate.as_ref(), options);
    let nodes = candidate.as_ref().map_or(&[][..], |candidate| &candidate.nodes);
    if let Some(mut block) = block {
        block.reason = Some("the page holds its comments as JSON-LD".to_owned());
        found.page.article = article(&tree, nodes, block.page.article.clone());
        found = if linked > seen { merge(block, found, options) } else { merge(found, block, options) };
    } else {
        found.page.article = article(&tree, nodes, None);
    }
    let mut own = std::mem::replace(&mut found.problems, problems);
    for problem in own.take() {
        found.problems.push(problem);
    }
    found
}

/// The article as the page shows it, completed by what it states about itself.
fn article(tree: &Tree, comments: &[html::NodeId], stated: Option<Article>) -> Option<Article> {
    let seen = html::article::article(tree, comments);
    let (Some(mut seen), Some(stated)) = (seen.clone(), stated.clone()) else { return seen.or(stated) };
    if seen.title.is_empty() {
        seen.title = stated.title;
    }
    if seen.text.is_empty() {
        seen.text = stated.text;
    }
    seen.url = seen.url.or(stated.url);
    seen.author = stated.author.or(seen.author);
    seen.published = seen.published.or(stated.published);
    Some(seen)
}

/// Adds the comments that one reading of the page has beyond the other; a page can hold both kinds.
fn merge(mut found: Found, other: Found, options: &ParseOptions) -> Found {
    if found.page.thread.is_empty() && other.page.thread.is_empty() {
        return found;
    }
    found.page.thread.id = options.thread_name().to_owned();
    let known: HashSet<String> = found.page.thread.comments.iter().map(start_of).collect();
    let mut ids: HashSet<String> = found.page.thread.comments.iter().map(|comment| comment.id.to_string()).collect();
    let mut index_of: Vec<Option<usize>> = Vec::new();
    for mut comment in other.page.thread.comments {
        if known.contains(&start_of(&comment)) {
            index_of.push(None);
            continue;
        }
        while !ids.insert(comment.id.to_string()) {
            comment.id = CommentId::from(format!("{}'", comment.id));
        }
        comment.parent = comment.parent.and_then(|parent| index_of.get(parent).copied().flatten());
        if comment.parent.is_none() {
            comment.link = Link::None;
        }
        index_of.push(Some(found.page.thread.push(comment)));
    }
    found.page.article = found.page.article.or(other.page.article);
    found.pings.extend(other.pings);
    found
}

/// The letters a comment starts with, by which two readings of it are known to be the same.
fn start_of(comment: &Comment) -> String {
    const LETTERS: usize = 48;
    comment.text.chars().filter(|c| c.is_alphanumeric()).take(LETTERS).flat_map(char::to_lowercase).collect()
}

fn build(candidate: Option<&Candidate>, options: &ParseOptions) -> Found {
    let mut assembler = Assembler::new(options.thread_name());
    let Some(Candidate { name, entries, links_known, score, .. }) = candidate else {
        let mut empty = assembler.close();
        empty.links = Links::Known;
        empty.reason = Some("no markup of comments is known or repeated in the page, so it has no comments".to_owned());
        return empty;
    };
    assembler.links_known = *links_known;
    let ids = ids(entries);
    for (index, entry) in entries.iter().enumerate() {
        let mut comment = Comment::new(ids[index].as_str(), entry.author.as_str(), entry.text.as_str());
        comment.raw.clone_from(&entry.raw);
        comment.created.clone_from(&entry.created);
        comment.state = entry.state;
        let parent = entry.parent.clone().or_else(|| entry.inside.and_then(|inside| ids.get(inside).cloned()));
        if parent.is_some() {
            comment.link = Link::Given;
        }
        let at = Place { record: Some(index as u64 + 1), ..Place::default() };
        if entry.is_ping { assembler.push_ping(comment, parent, at) } else { assembler.push(comment, parent, at) }
    }
    let mut found = assembler.close();
    if !links_known {
        found.links = Links::Lost { newest_first: newest_first(entries) };
    }
    found.reason = Some(format!("the markup {name:?} fits with a score of {score:.2}"));
    found
}

/// Ids that tell the entries apart: the page's own, or the position where it has none or has it twice.
fn ids(entries: &[html::Entry]) -> Vec<String> {
    let mut taken: HashSet<String> = entries.iter().map(|entry| entry.id.clone()).collect();
    let mut used: HashSet<String> = HashSet::new();
    let id = |(index, entry): (usize, &html::Entry)| {
        if !entry.id.is_empty() && used.insert(entry.id.clone()) {
            return entry.id.clone();
        }
        let mut id = index.to_string();
        while !taken.insert(id.clone()) {
            id.push('\'');
        }
        id
    };
    entries.iter().enumerate().map(id).collect()
}

/// Whether the times, where they can be compared, run backwards.
fn newest_first(entries: &[html::Entry]) -> bool {
    let times: Vec<&str> = entries
        .iter()
        .filter_map(|entry| entry.created.as_ref().map(|time| time.text.as_str()))
        .filter(|time| time.len() >= 10 && time.as_bytes()[4] == b'-')
        .collect();
    let backwards = times.windows(2).filter(|pair| pair[0] > pair[1]).count();
    times.len() >= 3 && backwards * 10 >= (times.len() - 1) * 9
}
