//! Reply recovery: who answers whom, where the page has lost it.
//!
//! Every earlier comment that some cue points at is a candidate. The cues give
//! each candidate a score, and "answers nobody" has one too; a softmax turns
//! them into probabilities. A link is made only when its probability passes
//! [`SURE_ENOUGH`]: a wrong parent does more harm than none.

mod branches;
mod cues;
mod host;
mod names;
mod order;
mod quotation;
mod speech;
mod words;

use std::collections::HashMap;

use threadwarden_text::Document;
use threadwarden_thread::{Article, Comment, Link, Thread};

use branches::Branches;
use cues::{Decided, SURE_ENOUGH, decide};
use host::Hosts;
use names::{Manner, Names};
use quotation::Quotations;
use speech::Speech;
use words::RareWords;

/// Comments just above that are candidates without any other cue.
///
/// On the reply trees the weights were fitted on, 97 of 100 parents are this near.
const WINDOW: usize = 10;

/// Fills in the parents of a flat thread.
pub(crate) fn infer(thread: &mut Thread, article: Option<&Article>, newest_first: bool) {
    if newest_first {
        order::infer(thread);
        return;
    }
    let mut past = Past { branches: Branches::of(&thread.comments), ..Past::default() };
    read(&thread.comments, article, |reading| {
        let decided = decide(&reading.candidates(&past), reading, past.is_reply(reading.index));
        past.add(reading, decided.filter(|decided| decided.probability >= SURE_ENOUGH));
    });
    let links = past.links;
    for (comment, link) in thread.comments.iter_mut().zip(links) {
        // What the page states itself, if only here and there, stays.
        if let (Some(Decided { parent, cue, probability }), Link::None) = (link, comment.link) {
            comment.parent = Some(parent);
            comment.link = Link::Inferred { cue, confidence: probability };
        }
    }
    thread.cut_broken_links();
}

/// What is known of the comments before the one being read.
#[derive(Default)]
struct Past {
    links: Vec<Option<Decided>>,
    /// Logarithm of each comment's length in words.
    words: Vec<f32>,
    /// Links made so far between two authors.
    exchanges: HashMap<(usize, usize), f32>,
    /// What the times tell, where they tell anything.
    branches: Option<Branches>,
}

/// Two authors, whoever comes first.
fn pair(one: usize, other: usize) -> (usize, usize) {
    (one.min(other), one.max(other))
}

impl Past {
    /// Whether the times show that a comment answers another one.
    fn is_reply(&self, index: usize) -> bool {
        self.branches.as_ref().is_some_and(|branches| branches.is_reply(index))
    }

    fn add(&mut self, reading: &Reading<'_>, link: Option<Decided>) {
        if let Some(link) = &link {
            let pair = pair(reading.names.author(reading.index), reading.names.author(link.parent));
            *self.exchanges.entry(pair).or_default() += 1.0;
        }
        self.links.push(link);
        self.words.push((reading.words as f32 + 1.0).ln());
    }
}

/// What one comment says about whom it answers.
struct Reading<'a> {
    index: usize,
    names: &'a Names,
    /// Who runs the page, as far as that shows.
    host: Option<usize>,
    /// The last comment before it that somebody else wrote.
    above: Option<usize>,
    words: usize,
    speech: Speech,
    /// Authors it names, and how.
    named: Vec<(usize, Manner)>,
    /// Earlier comments it quotes, and how many words.
    quoted: Vec<(usize, quotation::Amount)>,
    /// Earlier comments it shares rare words with, and how much that says.
    shared: Vec<(usize, f32)>,
}

/// Reads the comments in order and hands each reading over.
fn read(comments: &[Comment], article: Option<&Article>, mut take: impl FnMut(&Reading<'_>)) {
    let mut document = Document::default();
    let mut names = Names::default();
    let mut quotations = Quotations::default();
    let mut words = RareWords::default();
    for comment in comments {
        names.add_author(&comment.author, &mut document);
    }
    let mut hosts = Hosts::default();
    for (index, comment) in comments.iter().enumerate() {
        document.reset(&comment.text);
        quotations.expect(&document);
        hosts.meet(&names, &document, index);
    }
    let writer = article.and_then(|article| names.author_called(article.author.as_deref()?, &mut document));
    let host = writer.or_else(|| hosts.host());
    if let Some(article) = article {
        document.reset(&article.text);
        quotations.exclude(&document);
        words.exclude(&document);
    }
    for (index, comment) in comments.iter().enumerate() {
        document.reset(&comment.text);
        let reading = Reading {
            index,
            names: &names,
            host,
            above: names.before_run_of(index),
            words: document.tokens().len(),
            speech: Speech::of(&document),
            named: names.named_in(&document, &comment.text, index),
            quoted: quotations.quoted_by(&document, &words),
            shared: words.shared(&document),
        };
        take(&reading);
        quotations.add(index, &document);
        words.add(index, &document);
        names.seen(index);
    }
}
