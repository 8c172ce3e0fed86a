//! What around an attack makes it none: quotation, denial, condition, report.

use crate::class::Classes;
use crate::reading::Reading;
use crate::rules::Candidate;

/// How the surroundings change a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Circumstance {
    /// Nothing takes it back.
    Plain,
    /// Somebody else's words.
    Quoted,
    /// Said under a condition or of anybody at all: meant for nobody in particular.
    Generic,
    /// Denied, asked about or reported: no attack.
    Void,
}

/// Words looked at before the attack.
const REACH: usize = 5;

pub(crate) fn of(candidate: &Candidate, reading: &Reading<'_>) -> Circumstance {
    let at = candidate.tokens.start;
    if is_quoted(candidate, reading) {
        return Circumstance::Quoted;
    }
    let clause = reading.document.clause_of(at);
    let sentence = reading.sentence(at);
    let before = sentence.start.max(at.saturating_sub(REACH))..at;
    if denied(reading, &before) || reported(reading, &before) || said_of_oneself(reading, at, &clause) {
        return Circumstance::Void;
    }
    // "If one thing can be said of your post, it is stupid": the attack lies beyond the condition.
    let within = candidate.tokens.end <= clause.end;
    let condition = within && (clause.start..at).any(|index| reading.is(index, Classes::IF));
    if condition || of_anybody(reading, &sentence, at) {
        return Circumstance::Generic;
    }
    Circumstance::Plain
}

/// Quoted as a whole; one or two words between marks can be irony and stay the writer's own.
fn is_quoted(candidate: &Candidate, reading: &Reading<'_>) -> bool {
    let quote = reading.document.quote_of(candidate.tokens.start);
    quote.is_some_and(|quote| !quote.is_scare_quote() && candidate.tokens.end <= quote.tokens.end)
}

/// "I am not saying you are …", "nobody thinks you are …", "I never said …".
fn denied(reading: &Reading<'_>, before: &std::ops::Range<usize>) -> bool {
    let not = before.clone().rev().find(|&index| reading.is(index, Classes::NOT));
    not.is_some_and(|not| {
        let parted = (not + 1..=before.end).any(|index| reading.starts_clause(index));
        let governs = (not + 1..before.end).any(|index| {
            reading.is(index, Classes::SAY)
                || matches!(
                    reading.word(index),
                    "think"
                        | "thinks"
                        | "saying"
                        | "mean"
                        | "meant"
                        | "believe"
                        | "suggest"
                        | "suggesting"
                        | "implying"
                        | "that"
                )
        });
        !parted && (governs || not + 1 == before.end)
    })
}

/// "He said you are …", "they call you …", "you said you are …".
fn reported(reading: &Reading<'_>, before: &std::ops::Range<usize>) -> bool {
    before.clone().any(|index| {
        let says = reading.is(index, Classes::SAY)
            || matches!(reading.word(index), "think" | "thinks" | "thought" | "believe" | "believes");
        let by_another = (before.start..index).any(|who| reading.is(who, Classes::THEY | Classes::NAME))
            || matches!(reading.word(index.wrapping_sub(1)), "people" | "everyone" | "everybody" | "somebody" | "who");
        says && by_another && !(index + 1..=before.end).any(|between| reading.starts_clause(between))
    })
}

/// "As an idiot myself", "I must be …": the writer is the subject of the clause.
fn said_of_oneself(reading: &Reading<'_>, at: usize, clause: &std::ops::Range<usize>) -> bool {
    let addressed = (at..clause.end).any(|index| reading.is(index, Classes::YOU | Classes::YOUR | Classes::YOURE));
    !addressed && reading.word(clause.start) == "i" && clause.start < at && at <= clause.start + 3
}

/// "Anyone who …", "people like to say you are …".
fn of_anybody(reading: &Reading<'_>, sentence: &std::ops::Range<usize>, at: usize) -> bool {
    (sentence.start..at).any(|index| {
        matches!(reading.word(index), "anyone" | "anybody" | "whoever" | "everyone")
            && reading.is(index + 1, Classes::STOP)
    }) && !(at..sentence.end).any(|index| reading.is(index, Classes::YOU | Classes::YOUR | Classes::YOURE))
}
