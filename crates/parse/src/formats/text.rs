//! The text of a page: an article, furniture, and comments in one of the known layouts.

use std::collections::HashMap;

use threadwarden_thread::{Comment, Cue, Link, Page, Thread};

use super::{Found, Links, Reader, Sample, Score, Threads};
use crate::article::article;
use crate::input::Input;
use crate::layouts::{self, Candidate, CutComment, PageLines};
use crate::problem::Problems;
use crate::{Error, ParseOptions, Place, time};

pub(super) const READER: Reader = Reader { score, open };

/// Every input can be read as text, when nothing better is known.
fn score(_: &Sample<'_>, _: &ParseOptions) -> Score {
    Score::new(0.1, "it looks like no other format")
}

fn open(mut input: Input<'_>, options: ParseOptions) -> Threads<'_> {
    Box::new(std::iter::once_with(move || read(&mut input, &options)))
}

fn read(input: &mut Input<'_>, options: &ParseOptions) -> Result<Found, Error> {
    let mut problems = Problems::default();
    let text = input.read_document(options.document_cap_bytes, &mut problems)?;
    Ok(read_text(&text, options, problems))
}

/// Takes the text of a page apart.
fn read_text(text: &str, options: &ParseOptions, mut problems: Problems) -> Found {
    let page = PageLines::new(text);
    let mut thread = Thread::new(options.thread_name());
    let Some(candidate) = layouts::find(&page) else {
        note_unread(&page, &mut problems);
        let page = Page { article: article(&page, page.len()), thread };
        let reason = "no layout is sure enough, so the page has no comments".to_owned();
        return Found { page, problems, pings: Vec::new(), links: Links::Known, reason: Some(reason) };
    };
    let article = article(&page, candidate.start);
    let found = candidate.comments.len();
    if let Some(printed) = candidate.printed_count.filter(|count| ![found, found + candidate.others].contains(count)) {
        let message = format!("the page prints {printed} comments, {found} were found");
        problems.add("count-mismatch", place(&page, candidate.start), message);
    }
    let answered = answered(&candidate);
    for (index, (comment, answered)) in candidate.comments.iter().zip(answered).enumerate() {
        thread.push(read_comment(&page, index, comment, answered));
        if answered.is_none() && comment.answers.is_some() {
            let at = Place { record: Some(index as u64 + 1), ..place(&page, comment.at) };
            problems.add("unknown-parent", at, "the comment it is printed to answer is not on the page");
        }
    }
    thread.cut_broken_links();
    let nested = candidate.comments.iter().any(|comment| comment.parent.is_some() || comment.answers.is_some());
    let links = if nested { Links::Known } else { Links::Lost { newest_first: candidate.layout.newest_first } };
    let reason = format!("the layout {:?} fits with a score of {:.2}", candidate.layout.name, candidate.score);
    Found { page: Page { article, thread }, problems, pings: Vec::new(), links, reason: Some(reason) }
}

fn place(page: &PageLines<'_>, line: usize) -> Place {
    Place { byte: Some(page.byte(line) as u64), ..Place::default() }
}

fn read_comment(page: &PageLines<'_>, index: usize, cut: &CutComment<'_>, answered: Option<usize>) -> Comment {
    let mut text = page.block(cut.body.clone());
    if let Some(length) = text.strip_suffix(cut.tail).map(|text| text.trim_end().len()) {
        text.truncate(length);
    }
    let mut comment = Comment::new(index.to_string(), cut.author, text);
    comment.created = cut.time.map(time::printed);
    comment.parent = answered.or(cut.parent);
    comment.link = match (answered, cut.parent) {
        (Some(_), _) => Link::Inferred { cue: Cue::Printed, confidence: PRINTED_CONFIDENCE },
        (None, Some(_)) => Link::Given,
        (None, None) => Link::None,
    };
    comment
}

/// How sure a printed name and time are; two comments can share both.
const PRINTED_CONFIDENCE: f32 = 0.99;

/// For each comment, the earlier comment whose author and time it is printed to answer.
fn answered(candidate: &Candidate<'_>) -> Vec<Option<usize>> {
    let mut last_of: HashMap<(&str, &str), usize> = HashMap::new();
    let mut last_by: HashMap<&str, usize> = HashMap::new();
    let mut answered = Vec::with_capacity(candidate.comments.len());
    for (index, comment) in candidate.comments.iter().enumerate() {
        answered.push(
            comment.answers.and_then(|(name, time)| last_of.get(&(name, time)).or_else(|| last_by.get(name)).copied()),
        );
        last_of.insert((comment.author, comment.time.unwrap_or("")), index);
        last_by.insert(comment.author, index);
    }
    answered
}

/// Says so when a page announces comments that no layout finds.
fn note_unread(page: &PageLines<'_>, problems: &mut Problems) {
    let announced =
        (0..page.len()).find_map(|at| Some((at, layouts::counted(page.line(at)).filter(|count| *count > 0)?)));
    if let Some((at, count)) = announced {
        let message = format!("the page prints {count} comments, but they are in no layout known here");
        problems.add("unread-comments", place(page, at), message);
    }
}
