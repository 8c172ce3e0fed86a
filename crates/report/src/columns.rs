//! The columns of the comment report, in the order of the contract.

use std::borrow::Cow;

use crate::number;
use crate::row::Row;

/// One column.
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) cell: fn(Row<'_>) -> Cow<'_, str>,
}

macro_rules! columns {
    ($($name:ident: $cell:expr,)+) => {
        &[$(Column { name: stringify!($name), cell: |row| { let cell: fn(Row<'_>) -> Cow<'_, str> = $cell; cell(row) } },)+]
    };
}

/// What stands between the members of a list.
const BETWEEN: &str = "; ";

/// Columns are never renamed or moved; new ones go to the end.
pub(crate) const COLUMNS: &[Column] = columns! {
    thread: |row| text(&row.page.thread.id),
    article_title: |row| text(row.article_title()),
    index: |row| text(row.index.to_string()),
    id: |row| text(row.comment.id.as_str()),
    parent: |row| text(row.parent_id().unwrap_or("")),
    parent_source: |row| text(row.comment.link.as_str()),
    author: |row| text(&row.comment.author),
    created: |row| text(row.comment.created.as_ref().map_or("", |time| &time.text)),
    text: |row| text(&row.comment.text),
    attack_verdict: |row| text(row.judgement.attack.verdict.as_str()),
    attack_probability: |row| text(number::cell(row.judgement.attack.probability)),
    attack_flagged: |row| text(if row.judgement.decision.flagged { "true" } else { "false" }),
    attack_categories: |row| distinct(row.own_findings().map(|finding| finding.category.as_str())),
    attack_severity: |row| text(row.severity().map_or("", |severity| severity.as_str())),
    attack_target_kind: |row| distinct(row.own_findings().map(|finding| finding.target.kind.as_str())),
    attack_target_author: |row| distinct(row.own_findings().filter_map(|finding| finding.target.author.as_deref())),
    attack_evidence: |row| list(row.own_findings().map(|finding| row.evidence(finding))),
    attack_spans: |row| {
        let spans: Vec<String> =
            row.own_findings().map(|finding| format!("{}-{}", finding.span.start, finding.span.end)).collect();
        text(spans.join(BETWEEN))
    },
    relevance_verdict: |row| text(row.judgement.relevance.verdict.as_str()),
    relevance: |row| text(number::cell(row.judgement.relevance.score)),
    relevance_own: |row| text(number::cell(row.judgement.relevance.own)),
    relevance_parent: |row| text(number::cell(row.judgement.relevance.parent)),
    relevance_band: |row| text(row.judgement.decision.band.map_or("", |band| band.as_str())),
    relevance_terms: |row| list(row.judgement.relevance.terms.iter().map(|term| term.word.as_str())),
    passage: |row| text(row.passage().map(one_line).unwrap_or_default()),
    action: |row| text(row.judgement.decision.action.as_str()),
    reasons: |row| {
        let reasons: Vec<String> = row.judgement.decision.reasons.iter().map(ToString::to_string).collect();
        text(reasons.join(BETWEEN))
    },
    version: |row| text(row.review.provenance.version),
    model: |row| text(&row.review.provenance.model),
    policy: |row| text(&row.review.provenance.policy),
    rule: |row| text(&*row.judgement.decision.rule),
    moderator_note: |row| text(row.judgement.decision.moderator_note.as_deref().unwrap_or("")),
    reader_note: |row| text(row.judgement.decision.reader_note.as_deref().unwrap_or("")),
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
