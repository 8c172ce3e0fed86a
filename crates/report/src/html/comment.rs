//! One comment of the list.

use std::fmt::Write as _;
use std::io::{self, Write};

use threadwarden::{Action, Band, Source, State, Time, TimeKind};

use super::escape::{Name, Text};
use super::listed::Listed;
use super::marks::{self, Against};
use crate::clock;
use crate::row::Row;

/// Replies deeper than this are indented no further.
const DEEPEST: usize = 8;

/// Writes one comment as an item of its thread's list.
pub(super) fn write(
    out: &mut impl Write,
    row: Row<'_>,
    listed: &Listed,
    thread: usize,
    depth: usize,
) -> io::Result<()> {
    let id = format!("t{thread}c{}", row.index);
    let decision = &row.judgement.decision;
    let action = decision.action;
    open(out, row, &id, depth)?;
    head(out, row, listed, &id)?;
    write!(out, "<div class=\"text\" dir=\"auto\">")?;
    marks::write(out, row, &id)?;
    writeln!(out, "</div>")?;
    // Harsh words said of anybody else are underlined, and tell whom they mean there.
    if decision.flagged || action > Action::Publish {
        reasons(out, row)?;
    }
    foot(out, row, thread)?;
    writeln!(out, "</li>")
}

/// The item, with what the script sorts and filters by.
fn open(out: &mut impl Write, row: Row<'_>, id: &str, depth: usize) -> io::Result<()> {
    let (attack, relevance, decision) = (&row.judgement.attack, &row.judgement.relevance, &row.judgement.decision);
    let mut categories: Vec<&str> = attack.personal().map(|finding| finding.category.as_str()).collect();
    categories.sort_unstable();
    categories.dedup();
    let score = |score: Option<f32>| score.map_or_else(String::new, |score| format!("{score:.4}"));
    let time = row.comment.created.as_ref().and_then(clock::seconds);
    let depth = depth.min(DEEPEST);
    write!(out, "<li id=\"{id}\" class=\"c d{depth} {}", decision.action.as_str())?;
    if decision.flagged {
        write!(out, " flagged")?;
    }
    if decision.band == Some(Band::OffTopic) {
        write!(out, " off")?;
    }
    write!(out, "\" data-a=\"{}\" data-r=\"{}\"", score(attack.probability), score(relevance.score))?;
    if let Some(time) = time {
        write!(out, " data-t=\"{time}\"")?;
    }
    if !categories.is_empty() {
        write!(out, " data-k=\"{}\"", categories.join(" "))?;
    }
    writeln!(out, ">")
}

/// Who, to whom, when, and what is to happen.
fn head(out: &mut impl Write, row: Row<'_>, listed: &Listed, id: &str) -> io::Result<()> {
    let comment = row.comment;
    write!(out, "<div class=\"head\"><h4>{}</h4>", Name(&comment.author))?;
    if let (Some(parent), Some(at)) = (row.page.thread.parent_of(row.index), comment.parent) {
        write!(out, " <a class=\"re\"{}>to {}</a>", listed.link(at), Name(&parent.author))?;
        if let (Some(cue), Some(confidence)) = (comment.link.cue(), comment.link.confidence()) {
            write!(out, " <span class=\"dim\">(inferred: {}, {confidence:.2})</span>", cue.as_str())?;
        }
    }
    if let Some(time) = &comment.created {
        write!(out, " {}", When(time))?;
    }
    write!(out, " <a class=\"dim no\" href=\"#{id}\">#{}</a>", Text(comment.id.as_str()))?;
    if comment.state != State::Approved {
        write!(out, " <span class=\"dim\">({} at the source)</span>", comment.state.as_str())?;
    }
    let action = row.judgement.decision.action;
    if action > Action::Publish {
        write!(out, " <strong class=\"act {}\">{}</strong>", action.as_str(), marks::capital(action.as_str()))?;
    }
    writeln!(out, "</div>")
}

/// Why the comment is flagged or held, in words that need no pointer to see.
fn reasons(out: &mut impl Write, row: Row<'_>) -> io::Result<()> {
    write!(out, "<ul class=\"why\">")?;
    for finding in &row.judgement.attack.findings {
        let (class, label) = (marks::class(finding), marks::label(finding));
        write!(
            out,
            "<li><b class=\"k {class}\">{label}</b>, {} severity, {}",
            finding.severity.as_str(),
            Against(finding)
        )?;
        write!(out, " <span class=\"dim\">{}, {:.2}</span></li>", finding.rule, finding.confidence)?;
    }
    for reason in &row.judgement.decision.reasons {
        write!(out, "<li class=\"rule\">{}</li>", Text(&reason.to_string()))?;
    }
    let decision = &row.judgement.decision;
    if decision.action > Action::Publish {
        write!(out, "<li><span class=\"dim\">Decided by</span> {}", Text(&decision.rule))?;
        for (what, note) in [("Note:", &decision.moderator_note), ("The writer reads:", &decision.reader_note)] {
            if let Some(note) = note {
                write!(out, " <span class=\"dim\">{what}</span> {}", Text(note))?;
            }
        }
        write!(out, "</li>")?;
    }
    writeln!(out, "</ul>")
}

/// The two scores; the relevance leads to the passage of the article.
fn foot(out: &mut impl Write, row: Row<'_>, thread: usize) -> io::Result<()> {
    let (attack, relevance) = (&row.judgement.attack, &row.judgement.relevance);
    write!(out, "<div class=\"foot\"><span>Attack ")?;
    match attack.probability {
        Some(probability) => write!(out, "{} {probability:.2}", Bar { fraction: probability, class: "a" })?,
        None => write!(out, "not judged: {}", attack.verdict.as_str())?,
    }
    write!(out, "</span> <span>Relevance ")?;
    match (relevance.score, row.judgement.decision.band) {
        (Some(score), Some(band)) => {
            write!(out, "{} {score:.2}, {}", Bar { fraction: score, class: "r" }, band.as_str().replace('-', " "))?;
        }
        _ => write!(out, "not scored: {}", relevance.verdict.as_str())?,
    }
    write!(out, "</span>")?;
    if let (Some(passage), Some(_)) = (relevance.passage, row.passage()) {
        let from_the_article = match relevance.quoted_from() {
            Some(Source::Article) => "quotes the article",
            _ => "passage",
        };
        write!(
            out,
            " <a class=\"to\" href=\"#t{thread}p{}\">{from_the_article} {}</a>",
            passage.index,
            passage.index + 1
        )?;
    }
    if !relevance.terms.is_empty() {
        let mut terms = String::new();
        for (index, term) in relevance.terms.iter().take(MOST_TERMS).enumerate() {
            let _ = write!(terms, "{}{}", if index > 0 { ", " } else { "" }, Text(&term.word));
        }
        write!(out, " <span class=\"dim\" dir=\"auto\">{terms}</span>")?;
    }
    writeln!(out, "</div>")
}

/// Terms shown; the other reports have them all.
const MOST_TERMS: usize = 6;

/// A fraction as a bar, in twentieths: inline styles are forbidden, classes are not. The number stands beside it, so readers by ear lose nothing.
pub(super) struct Bar {
    pub(super) fraction: f32,
    pub(super) class: &'static str,
}

impl std::fmt::Display for Bar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let twentieths = (self.fraction.clamp(0.0, 1.0) * 20.0).round();
        write!(f, "<i class=\"bar {} w{twentieths}\"></i>", self.class)
    }
}

/// A time as the source gives it, with its zone where it has one.
pub(super) struct When<'a>(pub(super) &'a Time);

impl std::fmt::Display for When<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some(seconds) = clock::seconds(self.0) else {
            return write!(f, "<span class=\"dim\">{}</span>", Name(&self.0.text));
        };
        let zone = if self.0.kind == TimeKind::Instant { " UTC" } else { "" };
        write!(f, "<time class=\"dim\" datetime=\"")?;
        let (year, month, day) = clock::date(seconds);
        let clock = seconds.rem_euclid(clock::DAY);
        let (hour, minute) = (clock / 3600, clock / 60 % 60);
        let suffix = if zone.is_empty() { "" } else { "Z" };
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}{suffix}\">")?;
        write!(f, "{day} {} {year}, {hour:02}:{minute:02}{zone}</time>", month_name(month))
    }
}

pub(super) fn month_name(month: i64) -> &'static str {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    usize::try_from(month - 1).ok().and_then(|month| MONTHS.get(month)).copied().unwrap_or("")
}
