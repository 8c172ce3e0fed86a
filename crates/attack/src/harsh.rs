//! Harsh words: within an attack they are pointed out; elsewhere they are recorded with whom they are said of.

use std::ops::Range;

use crate::class::Classes;
use crate::finding::{Category, Finding, Severity, Target, TargetKind};
use crate::ordinary;
use crate::reading::Reading;
use crate::vocabulary::Sense;

/// The id of the findings, as reports print it.
const RULE: &str = "harsh-word";
/// A hand-set value: some are said in jest or of a thing that is just so ("a filthy pond").
const CONFIDENCE: f32 = 0.7;
/// Words looked at on either side for whom they are said of.
const BEFORE: usize = 10;
const AFTER: usize = 4;

/// Points out the harsh words of each finding, and adds a finding for every run of them that none holds.
///
/// # What it flags
///
/// "The minister is a **moron**", "what a **stupid** law", "**damn** the rain".
///
/// # Why
///
/// A moderator sees at a glance that the insult was seen, and that it is not
/// meant for anybody here. The chance of an attack does not change.
///
/// # Leaves alone
///
/// Words denied ("he is not stupid"), and ordinary words that insult only as
/// "you are a WORD": those are nothing by themselves.
pub(crate) fn add(reading: &Reading<'_>, text: &str, findings: &mut Vec<Finding>) {
    if !reading.has(Classes::HARSH) {
        return;
    }
    let (known, mut nearest, mut at) = (findings.len(), 0, 0);
    while at < reading.len() {
        let start = at;
        while reading.is(at, Classes::HARSH) && (at == start || !reading.starts_clause(at)) {
            at += 1;
        }
        if at == start || is_denied(reading, start) {
            at = at.max(start + 1);
            continue;
        }
        let span = reading.document.span(start..at);
        while nearest < known && findings[nearest].span.end <= span.start {
            nearest += 1;
        }
        if let Some(finding) = findings[nearest..known].first_mut().filter(|finding| finding.span.overlaps(span)) {
            finding.words.push(span);
            continue;
        }
        let (category, severity) = sense(reading, start..at);
        let quoted = reading.document.quote_of(start).is_some_and(|quote| !quote.is_scare_quote());
        let target = Target::of_kind(said_of(reading, text, start..at));
        let words = vec![span];
        findings.push(Finding { rule: RULE, category, span, words, target, severity, confidence: CONFIDENCE, quoted });
    }
    if findings.len() > known {
        findings.sort_by_key(|finding| finding.span);
    }
}

/// What the worst of the words says; a swear word is an insult of low severity, and so is contempt where it is not for
/// a comment.
fn sense(reading: &Reading<'_>, tokens: Range<usize>) -> (Category, Severity) {
    let senses = tokens.flat_map(|at| [reading.entry(at).noun, reading.entry(at).adjective]).flatten();
    match senses.max_by_key(|sense| sense.severity) {
        None | Some(Sense { category: Category::ContemptForComment, .. }) => (Category::Insult, Severity::Low),
        Some(Sense { category, severity, .. }) => (category, severity),
    }
}

/// Whom the words are said of, by what stands nearest to them.
fn said_of(reading: &Reading<'_>, text: &str, tokens: Range<usize>) -> TargetKind {
    let last = tokens.end - 1;
    let is_plural = |at: usize| reading.word(at).ends_with('s') && !reading.word(at).ends_with("ss");
    if reading.entry(last).noun.is_some() && is_plural(last) {
        return TargetKind::Group;
    }
    let sentence = reading.sentence(last);
    let after = tokens.end..sentence.end.min(tokens.end + AFTER);
    // "Stupid people", "corrupt politicians"
    if after.contains(&tokens.end) && !reading.ends_clause(tokens.end) {
        let at = tokens.end;
        let is_noun = !reading.is(at, Classes::BE.with(Classes::THEY).with(Classes::FUNCTION).with(Classes::STOP));
        if reading.is(at, Classes::GROUP) || is_noun && is_plural(at) {
            return TargetKind::Group;
        }
    }
    let before = (sentence.start.max(tokens.start.saturating_sub(BEFORE))..tokens.start).rev();
    let cue = |at| cue(reading, text, at, sentence.start);
    // "The planters are rubbish, I give you that": "I" and "you" that follow are not who is meant.
    let of_others = |kind: &TargetKind| matches!(kind, TargetKind::PublicFigure | TargetKind::Group);
    let behind = || { after }.filter_map(cue).find(of_others);
    { before }.find_map(cue).or_else(behind).unwrap_or(TargetKind::Nobody)
}

/// "Not stupid", "not an idiot", "no such fool".
fn is_denied(reading: &Reading<'_>, start: usize) -> bool {
    const ARTICLES: usize = 2;
    let before = reading.sentence(start).start.max(start.saturating_sub(ARTICLES + 1))..start;
    let nearest = before.rev().find(|&at| !reading.is(at, Classes::DET) || reading.is(at, Classes::NOT));
    nearest.is_some_and(|at| reading.is(at, Classes::NOT))
}

/// What one word tells of whom the words beside it are said of.
fn cue(reading: &Reading<'_>, text: &str, at: usize, opening: usize) -> Option<TargetKind> {
    if reading.is(at, Classes::YOU | Classes::YOUR | Classes::YOURE | Classes::NAME) {
        return Some(TargetKind::Unknown);
    }
    match reading.word(at) {
        "i" | "i'm" | "im" | "i've" | "i'd" | "myself" => return Some(TargetKind::SelfTarget),
        "they" | "them" | "their" | "theirs" | "they're" | "themselves" | "these" | "those" => {
            return Some(TargetKind::Group);
        }
        _ if reading.is(at, Classes::THEY) => return Some(TargetKind::PublicFigure),
        _ if reading.is(at, Classes::GROUP) => return Some(TargetKind::Group),
        _ => {}
    }
    let typed = reading.document.span(at..at + 1).of(text);
    let is_capital = typed.starts_with(char::is_uppercase) && typed.chars().skip(1).any(char::is_lowercase);
    // At the start of a sentence every word has a capital: a name is one that newspapers hardly print otherwise,
    // or of which something is said at once ("Wengler is …").
    let is_name = is_capital
        && reading.id(at) == 0
        && (at > opening || !ordinary::has_hash(reading.hash(at)) || reading.is(at + 1, Classes::BE | Classes::SEEM));
    (is_name || reading.is(at, Classes::TITLE)).then_some(TargetKind::PublicFigure)
}

#[cfg(test)]
mod tests {
    use super::add;
    use crate::TargetKind::{self, Group, Nobody, PublicFigure, SelfTarget, Unknown};
    use crate::knowledge::Knowledge;

    fn found(text: &str) -> Vec<(String, TargetKind)> {
        Knowledge::get().with_reading(text, |reading| {
            let mut findings = Vec::new();
            add(reading, text, &mut findings);
            assert!(findings.iter().all(|finding| !finding.is_personal()), "{text}");
            findings.iter().map(|finding| (finding.span.of(text).to_owned(), finding.target.kind)).collect()
        })
    }

    #[test]
    fn words_and_whom_they_are_said_of() {
        let table: &[(&str, &[(&str, TargetKind)])] = &[
            ("The minister is a moron.", &[("moron", PublicFigure)]),
            ("Wengler is a complete idiot and his voters are morons.", &[("idiot", PublicFigure), ("morons", Group)]),
            ("Because he is a stupid bigot.", &[("stupid bigot", PublicFigure)]),
            ("What a stupid law this is", &[("stupid", Nobody)]),
            ("Damn, it rains again.", &[("Damn", Nobody)]),
            ("how stupid can people be", &[("stupid", Group)]),
            ("corrupt politicians everywhere", &[("corrupt", Group)]),
            ("I felt like an idiot at the ferry", &[("idiot", SelfTarget)]),
            ("Nobody calls you an idiot here", &[("idiot", Unknown)]),
            ("The planters are rubbish, I give you that.", &[("rubbish", Nobody)]),
            ("It taught him nothing. What a useless man", &[("useless", Nobody)]),
            // Near misses.
            ("She is not stupid.", &[]),
            ("You are not an idiot, mine took three.", &[]),
            ("He is no such fool", &[]),
            ("A sheep stood on the quay, a dirty one.", &[]),
            ("The captain kept a parrot.", &[]),
            ("", &[]),
        ];
        for (text, expected) in table {
            let expected: Vec<_> = expected.iter().map(|&(words, kind)| (words.to_owned(), kind)).collect();
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn words_that_a_finding_holds_are_not_told_twice() {
        let text = "You are an idiot, and so is that moron Wengler.";
        Knowledge::get().with_reading(text, |reading| {
            let mut findings = Vec::new();
            add(reading, text, &mut findings);
            assert_eq!(findings.len(), 2);
            let mut first = vec![findings.remove(0)];
            add(reading, text, &mut first);
            let told: Vec<(&str, usize)> = first.iter().map(|found| (found.span.of(text), found.words.len())).collect();
            assert_eq!(told, [("idiot", 2), ("moron", 1)]);
        });
    }
}
