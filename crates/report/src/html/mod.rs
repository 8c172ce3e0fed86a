//! One page that needs nothing else: the threads as their readers see them, with what was found.
//!
//! Threads leave one by one; of those that are gone only counts are kept. The
//! page holds one style sheet and one script, both fixed, and a policy
//! (`Content-Security-Policy`) that allows these two, by their hashes, and
//! nothing else. Without the script everything can be read; with it, comments
//! can be searched, filtered and sorted.

mod article;
mod comment;
mod escape;
mod figures;
mod listed;
mod marks;
mod nesting;
mod quarrel;
mod series;
mod tally;

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use threadwarden::{Action, Counts, Page, Policy, Review};

use crate::row::Row;
use crate::{Options, Report};
use escape::{Name, Number, Text};
use listed::{Listed, Room};
use series::Series;
use tally::Tally;

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");
const TOOLS: &str = include_str!("tools.html");

/// Comments that a thread's list of what to read first names.
const MOST_FIRST: usize = 8;
/// Threads that the list at the end names.
const MOST_THREADS: usize = 2000;

/// What a page does not hold.
const LEFT_OUT: &str = "A page lists as much as a browser can bear, and after that only what is flagged or held; \
                        a CSV, JSONL or XLSX report holds everything.";

/// The page, thread after thread.
pub(crate) struct Html<W: Write> {
    out: W,
    policy: Policy,
    threads: usize,
    total: Tally,
    list: Vec<Line>,
    room: Room,
}

/// A thread in the list at the end.
struct Line {
    number: usize,
    name: String,
    counts: Counts,
}

impl<W: Write> Html<W> {
    pub(crate) fn new(out: W, options: &Options) -> Self {
        Html {
            out,
            policy: options.policy.clone(),
            threads: 0,
            total: Tally::default(),
            list: Vec::new(),
            room: Room::default(),
        }
    }

    fn start(&mut self, about: Option<(&Page, &Review)>) -> io::Result<()> {
        let out = &mut self.out;
        let title = about.and_then(|(page, _)| page.article.as_ref()).map_or("", |article| article.title.trim());
        write!(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")?;
        writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">", security_policy())?;
        writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
        writeln!(
            out,
            "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">"
        )?;
        let title = if title.is_empty() { String::new() } else { format!(": {}", escape::Value(title)) };
        writeln!(out, "<title>Moderation report{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>")?;
        writeln!(out, "<a class=\"skip\" href=\"#main\">Skip to the threads</a>")?;
        write!(out, "<header class=\"masthead\"><p class=\"brand\">threadwarden</p><h1>Moderation report</h1>")?;
        // The style sheet shows it where there is something to lead to: how many threads follow is not known yet.
        write!(out, "<a class=\"overview\" href=\"#all\">All threads</a>")?;
        if let Some((_, review)) = about {
            let provenance = &review.provenance;
            write!(out, "<p class=\"dim\">Version {}, model {}, ", Text(provenance.version), Text(&provenance.model))?;
            write!(out, "policy {}</p>", Text(&provenance.policy))?;
        }
        writeln!(out, "</header>\n{TOOLS}\n<main id=\"main\">")
    }

    fn thread(&mut self, page: &Page, review: &Review) -> io::Result<()> {
        let number = self.threads;
        let tally = Tally::of(page, review);
        let listed = self.room.for_thread(page, review, number);
        if listed.is_left_out() {
            self.total.add(tally);
            return Ok(());
        }
        let out = &mut self.out;
        writeln!(out, "<section class=\"thread\" id=\"t{number}\" aria-labelledby=\"t{number}h\">")?;
        article::write_head(out, page, number)?;
        writeln!(out, "<p class=\"standfirst\">{}</p>", Standfirst(&tally.counts))?;
        read_first(out, page, review, &listed, number)?;
        if tally.counts.comments >= FEWEST_DRAWN {
            let series = Series::of_thread(page, review);
            figures::write(out, &tally, series.as_ref(), &self.policy, &format!("t{number}"))?;
        }
        quarrel::write(out, page, review, &listed, number)?;
        let class = if article::has_text(page) { "columns" } else { "columns alone" };
        writeln!(out, "<div class=\"{class}\">")?;
        article::write_text(out, page, review, number)?;
        write!(out, "<div class=\"talk\"><h3>Comments</h3>")?;
        if listed.left_out > 0 {
            write!(out, "<p class=\"dim\">{} are not on this page. {LEFT_OUT}</p>", Number(listed.left_out))?;
        }
        writeln!(out, "<ol class=\"list\">")?;
        for (index, depth) in nesting::nested(&page.thread).into_iter().filter(|(index, _)| listed.has(*index)) {
            if let Some(row) = Row::of(page, review, index) {
                comment::write(out, row, &listed, number, depth)?;
            }
        }
        writeln!(out, "</ol></div></div></section>")?;

        if self.list.len() < MOST_THREADS {
            let title = page.article.as_ref().map_or("", |article| article.title.trim());
            let name = if title.is_empty() { &page.thread.id } else { title };
            self.list.push(Line { number, name: name.to_owned(), counts: tally.counts });
        }
        self.total.add(tally);
        Ok(())
    }

    /// The threads and what they come to; one thread has said it all.
    fn end(&mut self) -> io::Result<()> {
        let out = &mut self.out;
        if self.threads == 0 {
            writeln!(out, "<p class=\"standfirst\">No thread was read.</p>")?;
        }
        writeln!(out, "</main>")?;
        if self.threads > 1 {
            writeln!(
                out,
                "<section class=\"all\" id=\"all\" aria-labelledby=\"allh\"><h2 id=\"allh\">All threads</h2>"
            )?;
            writeln!(
                out,
                "<p class=\"standfirst\">{} threads. {}</p>",
                Number(self.threads),
                Standfirst(&self.total.counts)
            )?;
            let series = Series::of_days(&self.total.days);
            figures::write(out, &self.total, series.as_ref(), &self.policy, "all")?;
            write!(out, "<table class=\"index\"><caption>Where to find them</caption><thead><tr>")?;
            for head in ["Thread", "Comments", "Flagged", "To review", "Hidden", "Off topic"] {
                write!(out, "<th scope=\"col\">{head}</th>")?;
            }
            writeln!(out, "</tr></thead><tbody>")?;
            for Line { number, name, counts } in &self.list {
                write!(out, "<tr><th scope=\"row\"><a href=\"#t{number}\">{}</a></th>", Name(name))?;
                for count in [counts.comments, counts.flagged, counts.review, counts.hidden, counts.off_topic] {
                    write!(out, "<td>{}</td>", Number(count))?;
                }
                writeln!(out, "</tr>")?;
            }
            writeln!(out, "</tbody></table>")?;
            if self.threads > self.list.len() {
                writeln!(out, "<p class=\"dim\">And {} more. {LEFT_OUT}</p>", Number(self.threads - self.list.len()))?;
            }
            writeln!(out, "</section>")?;
        }
        // Every link leads somewhere, also one that is not shown.
        let id = if self.threads > 1 { "end" } else { "all" };
        writeln!(
            out,
            "<footer class=\"dim\" id=\"{id}\"><p>A score is a chance, not a verdict: 0.50 is as likely an attack as not. Relevance is about topic only.</p></footer>"
        )?;
        writeln!(out, "<script>{SCRIPT}</script>\n</body>\n</html>")
    }
}

impl<W: Write> Report for Html<W> {
    fn page(&mut self, page: &Page, review: &Review) -> io::Result<()> {
        if self.threads == 0 {
            self.start(Some((page, review)))?;
        }
        self.threads += 1;
        self.thread(page, review)
    }

    fn finish(&mut self) -> io::Result<()> {
        if self.threads == 0 {
            self.start(None)?;
        }
        self.end()?;
        self.out.flush()
    }
}

/// Nothing but the style sheet and the script that the page brings.
fn security_policy() -> String {
    let hash = |content: &str| STANDARD.encode(Sha256::digest(content.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

/// The comments that need eyes, worst first.
fn read_first(out: &mut impl Write, page: &Page, review: &Review, listed: &Listed, thread: usize) -> io::Result<()> {
    let mut first: Vec<Row<'_>> = Row::all(page, review)
        .filter(|row| row.judgement.decision.flagged || row.judgement.decision.action > Action::Publish)
        .collect();
    if first.is_empty() {
        return Ok(());
    }
    let probability = |row: &Row<'_>| row.judgement.attack.probability.unwrap_or(0.0);
    first.sort_by(|a, b| {
        let action = |row: &Row<'_>| row.judgement.decision.action;
        action(b).cmp(&action(a)).then(probability(b).total_cmp(&probability(a)))
    });
    let more = first.len().saturating_sub(MOST_FIRST);
    write!(
        out,
        "<section class=\"first\" aria-labelledby=\"t{thread}f t{thread}h\"><h3 id=\"t{thread}f\">Read first</h3><ol>"
    )?;
    for row in first.iter().take(MOST_FIRST) {
        let action = row.judgement.decision.action;
        write!(out, "<li><a{}>{}</a> ", listed.link(row.index), Name(&row.comment.author))?;
        write!(out, "<strong class=\"act {0}\">{1}</strong>", action.as_str(), marks::capital(action.as_str()))?;
        if let Some(probability) = row.judgement.attack.probability {
            write!(out, " <span class=\"dim\">{probability:.2}</span>")?;
        }
        match row.judgement.attack.personal().next() {
            Some(finding) => {
                let (class, label) = (marks::class(finding), marks::label(finding));
                let words: String = row.evidence(finding).chars().take(LONGEST_WORDS).collect();
                write!(out, "<br><q dir=\"auto\">{}</q> <b class=\"k {class}\">{label}</b>", Text(&words))?;
            }
            None => {
                let reasons: Vec<String> = row.judgement.decision.reasons.iter().map(ToString::to_string).collect();
                write!(out, "<br>{}", Text(&reasons.join("; ")))?;
            }
        }
        writeln!(out, "</li>")?;
    }
    write!(out, "</ol>")?;
    if more > 0 {
        write!(out, "<p class=\"dim\">And {} more, marked in the thread below.</p>", Number(more))?;
    }
    writeln!(out, "</section>")
}

/// Comments of a thread that has figures of its own: shares of fewer say nothing, and thousands of such drawings would
/// keep a page from opening.
const FEWEST_DRAWN: usize = 10;

/// Characters of evidence in the list of what to read first.
const LONGEST_WORDS: usize = 140;

/// The counts in a sentence or two.
struct Standfirst<'a>(&'a Counts);

impl std::fmt::Display for Standfirst<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Counts { comments, flagged, review, hidden, off_topic, unscored, .. } = *self.0;
        let verb = |count: usize, one: &'static str, many: &'static str| if count == 1 { one } else { many };
        write!(f, "{} {}. ", Number(comments), verb(comments, "comment", "comments"))?;
        match flagged {
            0 => f.write_str("None attacks a person who takes part")?,
            _ => write!(f, "{} {} a person who takes part", Number(flagged), verb(flagged, "attacks", "attack"))?,
        }
        match (review, hidden) {
            (0, 0) => f.write_str("; all are to be published.")?,
            (_, 0) => write!(f, "; {} {} for a moderator.", Number(review), verb(review, "waits", "wait"))?,
            (0, _) => write!(f, "; {} {} hidden.", Number(hidden), verb(hidden, "is", "are"))?,
            _ => write!(
                f,
                "; {} {} for a moderator and {} {} hidden.",
                Number(review),
                verb(review, "waits", "wait"),
                Number(hidden),
                verb(hidden, "is", "are")
            )?,
        }
        if off_topic > 0 {
            write!(f, " {} {} off topic.", Number(off_topic), verb(off_topic, "is", "are"))?;
        }
        if unscored > 0 && unscored < comments {
            write!(f, " {} could not be scored for relevance.", Number(unscored))?;
        }
        Ok(())
    }
}
