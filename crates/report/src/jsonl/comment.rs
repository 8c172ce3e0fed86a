//! The objects of the schema `threadwarden.comment/1`; keys keep this order.

use serde::Serialize;
use threadwarden::Finding;

use super::ProvenanceObject;
use crate::number::fraction;
use crate::row::Row;

#[derive(Serialize)]
pub(super) struct CommentObject<'a> {
    schema: &'static str,
    thread: &'a str,
    index: usize,
    id: &'a str,
    author: &'a str,
    parent: Option<&'a str>,
    parent_source: &'static str,
    parent_confidence: Option<f64>,
    parent_cue: Option<&'static str>,
    text: &'a str,
    attack: AttackObject<'a>,
    relevance: RelevanceObject<'a>,
    decision: DecisionObject<'a>,
    provenance: ProvenanceObject<'a>,
}

#[derive(Serialize)]
struct AttackObject<'a> {
    verdict: &'static str,
    probability: Option<f64>,
    flagged: bool,
    findings: Vec<FindingObject<'a>>,
}

#[derive(Serialize)]
struct FindingObject<'a> {
    rule: &'a str,
    category: &'static str,
    start: usize,
    end: usize,
    text: &'a str,
    target: TargetObject<'a>,
    severity: &'static str,
    confidence: f64,
    quoted: bool,
    words: Vec<[usize; 2]>,
}

#[derive(Serialize)]
struct TargetObject<'a> {
    kind: &'static str,
    comment: Option<&'a str>,
    author: Option<&'a str>,
    via: Option<&'static str>,
}

#[derive(Serialize)]
struct RelevanceObject<'a> {
    verdict: &'static str,
    score: Option<f64>,
    own: Option<f64>,
    parent: Option<f64>,
    band: Option<&'static str>,
    passage: Option<PassageObject>,
    terms: Vec<&'a str>,
    quoted_from: Option<&'static str>,
}

#[derive(Serialize)]
struct PassageObject {
    index: usize,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct DecisionObject<'a> {
    action: &'static str,
    rule: &'a str,
    reasons: Vec<String>,
    moderator_note: Option<&'a str>,
    reader_note: Option<&'a str>,
}

pub(super) fn object(row: Row<'_>) -> CommentObject<'_> {
    let (attack, relevance) = (&row.judgement.attack, &row.judgement.relevance);
    let decision = &row.judgement.decision;
    CommentObject {
        schema: "threadwarden.comment/1",
        thread: &row.page.thread.id,
        index: row.index,
        id: row.comment.id.as_str(),
        author: &row.comment.author,
        parent: row.parent_id(),
        parent_source: row.comment.parent_source(),
        parent_confidence: row.comment.link.confidence().map(fraction),
        parent_cue: row.comment.link.cue().map(|cue| cue.as_str()),
        text: &row.comment.text,
        attack: AttackObject {
            verdict: attack.verdict.as_str(),
            probability: attack.probability.map(fraction),
            flagged: decision.flagged,
            findings: attack.findings.iter().map(|finding| finding_object(row, finding)).collect(),
        },
        relevance: RelevanceObject {
            verdict: relevance.verdict.as_str(),
            score: relevance.score.map(fraction),
            own: relevance.own.map(fraction),
            parent: relevance.parent.map(fraction),
            band: decision.band.map(|band| band.as_str()),
            passage: relevance.passage.map(|passage| PassageObject {
                index: passage.index,
                start: passage.span.start,
                end: passage.span.end,
            }),
            terms: relevance.terms.iter().map(|term| term.word.as_str()).collect(),
            quoted_from: relevance.quoted_from().map(|source| source.as_str()),
        },
        decision: DecisionObject {
            action: decision.action.as_str(),
            rule: &decision.rule,
            reasons: decision.reasons.iter().map(ToString::to_string).collect(),
            moderator_note: decision.moderator_note.as_deref(),
            reader_note: decision.reader_note.as_deref(),
        },
        provenance: ProvenanceObject::of(row.review),
    }
}

fn finding_object<'a>(row: Row<'a>, finding: &'a Finding) -> FindingObject<'a> {
    FindingObject {
        rule: finding.rule,
        category: finding.category.as_str(),
        start: finding.span.start,
        end: finding.span.end,
        text: row.evidence(finding),
        target: TargetObject {
            kind: finding.target.kind.as_str(),
            comment: row.target_id(finding),
            author: finding.target.author.as_deref(),
            via: finding.target.via.map(|via| via.as_str()),
        },
        severity: finding.severity.as_str(),
        confidence: fraction(finding.confidence),
        quoted: finding.quoted,
        words: finding.words.iter().map(|word| [word.start, word.end]).collect(),
    }
}
