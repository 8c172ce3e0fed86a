//! The columns of the comment report, in the order of the contract.

use std::borrow::Cow;

use crate::number;
use crate::row::Row;
use crate::table::{Heading, Kind};

/// One column.
pub(crate) struct Column {
    pub(crate) heading: Heading,
    pub(crate) cell: fn(Row<'_>) -> Cow<'_, str>,
}

macro_rules! columns {
    ($($name:ident($kind:ident, $width:literal): $cell:expr,)+) => {
        &[$(Column {
            heading: Heading { name: stringify!($name), kind: Kind::$kind, width: $width },
            cell: |row| { let cell: fn(Row<'_>) -> Cow<'_, str> = $cell; cell(row) },
        },)+]
    };
}

/// What stands between the members of a list.
const BETWEEN: &str = "; ";

/// Columns are never renamed or moved; new ones go to the end.
pub(crate) const COLUMNS: &[Column] = columns! {
    thread(Text, 18): |row| text(&row.page.thread.id),
    article_title(Text, 28): |row| text(row.article_title()),
    index(Count, 8): |row| text(row.index.to_string()),
    id(Text, 10): |row| text(row.comment.id.as_str()),
    parent(Text, 10): |row| text(row.parent_id().unwrap_or("")),
    parent_source(Text, 13): |row| text(row.comment.parent_source()),
    author(Text, 20): |row| text(&row.comment.author),
    created(Time, 22): |row| text(row.comment.created.as_ref().map_or("", |time| &time.text)),
    text(Prose, 70): |row| text(&row.comment.text),
    attack_verdict(Text, 14): |row| text(row.judgement.attack.verdict.as_str()),
    attack_probability(Fraction, 11): |row| text(number::cell(row.judgement.attack.probability)),
    attack_flagged(Flag, 11): |row| text(if row.judgement.decision.flagged { "true" } else { "false" }),
    attack_categories(Text, 22): |row| distinct(row.own_findings().map(|finding| finding.category.as_str())),
    attack_severity(Text, 11): |row| text(row.severity().map_or("", |severity| severity.as_str())),
    attack_target_kind(Text, 14): |row| distinct(row.own_findings().map(|finding| finding.target.kind.as_str())),
    attack_target_author(Text, 20): |row| distinct(row.own_findings().filter_map(|finding| finding.target.author.as_deref())),
    attack_evidence(Prose, 40): |row| list(row.own_findings().map(|finding| row.evidence(finding))),
    attack_spans(Text, 14): |row| {
        let spans: Vec<String> =
            row.own_findings().map(|finding| format!("{}-{}", finding.span.start, finding.span.end)).collect();
        text(spans.join(BETWEEN))
    },
    relevance_verdict(Text, 14): |row| text(row.judgement.relevance.verdict.as_str()),
    relevance(Fraction, 11): |row| text(number::cell(row.judgement.relevance.score)),
    relevance_own(Fraction, 11): |row| text(number::cell(row.judgement.relevance.own)),
    relevance_parent(Fraction, 11): |row| text(number::cell(row.judgement.relevance.parent)),
    relevance_band(Text, 12): |row| text(row.judgement.decision.band.map_or("", |band| band.as_str())),
    relevance_terms(Prose, 30): |row| list(row.judgement.relevance.terms.iter().map(|term| term.word.as_str())),
    passage(Prose, 50): |row| text(row.passage().map(one_line).unwrap_or_default()),
    action(Text, 10): |row| text(row.judgement.decision.action.as_str()),
    reasons(Prose, 40): |row| {
        let reasons: Vec<String> = row.judgement.decision.reasons.iter().map(ToString::to_string).collect();
        text(reasons.join(BETWEEN))
    },
    version(Text, 9): |row| text(row.review.provenance.version),
    model(Text, 26): |row| text(&row.review.provenance.model),
    policy(Text, 24): |row| text(&row.review.provenance.policy),
    rule(Text, 22): |row| text(&*row.judgement.decision.rule),
    moderator_note(Text, 40): |row| text(row.judgement.decision.moderator_note.as_deref().unwrap_or("")),
    reader_note(Text, 40): |row| text(row.judgement.decision.reader_note.as_deref().unwrap_or("")),
};

fn text<'a>(cell: impl Into<Cow<'a, str>>) -> Cow<'a, str> {
    cell.into()
}

fn list<'a>(members: impl Iterator<Item = &'a str>) -> Cow<'a, str> {
    let members: Vec<&str> = members.collect();
    match members[..] {
        [only] => Cow::Borrowed(only),
        _ => Cow::Owned(members.join(BETWEEN)),
    }
}

fn distinct<'a>(members: impl Iterator<Item = &'a str>) -> Cow<'a, str> {
    let mut seen: Vec<&str> = Vec::new();
    for member in members {
        if !seen.contains(&member) {
            seen.push(member);
        }
    }
    list(seen.into_iter())
}

/// A passage with its line breaks and indents as single spaces.
fn one_line(passage: &str) -> String {
    passage.split_whitespace().collect::<Vec<_>>().join(" ")
}
