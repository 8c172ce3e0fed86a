//! `comment-contempt`: the comment itself called stupid or worthless.

use std::ops::Range;

use super::{Candidate, Of, Rule, predicate};
use crate::class::Classes;
use crate::reading::Reading;
use crate::{Category, Severity};

/// # What it flags
///
/// "Your comment is ignorant", "what stands out about your post is that it is
/// arrogant", "what a stupid remark", "your inane drivel".
///
/// # Why
///
/// Contempt for somebody's words, without a reason, is meant for somebody; the
/// definition counts it, as low severity.
///
/// # Leaves alone
///
/// Criticism with a reason ("your comment leaves out the war"), and contempt
/// for the article, a law or an argument.
pub(super) const RULE: Rule = Rule { id: "comment-contempt", check };

/// Source: set by hand; 37 of 37 comments of the written cases in which the rule
/// found somebody attacked were attacks.
const PREDICATED: f32 = 0.85;
const EXCLAIMED: f32 = 0.75;

fn check(reading: &Reading<'_>, found: &mut Vec<Candidate>) {
    if !reading.has(Classes::INSULT | Classes::WEAK) {
        return;
    }
    if reading.has(Classes::YOU) {
        (0..reading.len())
            .filter_map(|at| produced(reading, at))
            .for_each(|tokens| found.push(candidate(tokens, PREDICATED)));
    }
    for at in 0..reading.len() {
        if !reading.is(at, Classes::COMMENT) {
            continue;
        }
        let proposed = said_of_yours(reading, at)
            .map(|tokens| (tokens, PREDICATED))
            .or_else(|| exclaimed(reading, at).map(|tokens| (tokens, EXCLAIMED)));
        if let Some((tokens, confidence)) = proposed {
            found.push(candidate(tokens, confidence));
        }
    }
}

fn candidate(tokens: Range<usize>, confidence: f32) -> Candidate {
    Candidate {
        rule: RULE.id,
        category: Category::ContemptForComment,
        severity: Severity::Low,
        confidence,
        of: Of::Comment,
        tokens,
    }
}

/// "You post insulting rubbish", "you always write such drivel": contempt for what somebody writes.
fn produced(reading: &Reading<'_>, you: usize) -> Option<Range<usize>> {
    const WRITES: &[&str] = &[
        "post", "write", "spout", "spew", "type", "talk", "say", "peddle", "produce", "publish", "wrote", "posted",
        "spread",
    ];
    /// Words between the verb and the noun.
    const LONGEST_GAP: usize = 3;
    if !reading.is(you, Classes::YOU) {
        return None;
    }
    let verb = (you + 1..you + 4).find(|&at| !reading.is(at, Classes::ADV))?;
    if !WRITES.contains(&reading.word(verb)) || reading.starts_clause(verb) {
        return None;
    }
    for at in verb + 1..=verb + 1 + LONGEST_GAP {
        if at >= reading.len() || reading.starts_clause(at) || reading.is(at, Classes::STOP | Classes::NOT) {
            return None;
        }
        let entry = reading.entry(at);
        let contempt = entry.noun.is_some_and(|noun| noun.category == Category::ContemptForComment);
        if contempt && reading.word(at + 1) != "off" && reading.word(at + 1) != "collection" {
            return Some(you..at + 1);
        }
        if !(entry.adjective.is_some() || reading.is(at, Classes::ADV | Classes::DET)) || reading.word(at) == "the" {
            return None;
        }
    }
    None
}

/// "Your comment is …", "that reply of yours, it is …", "… your comment is that it is …".
fn said_of_yours(reading: &Reading<'_>, at: usize) -> Option<Range<usize>> {
    let determiner = at.checked_sub(1)?;
    let yours = reading.is(determiner, Classes::YOUR) || matches!(reading.word(determiner), "this" | "that");
    if !yours {
        return None;
    }
    let mut after = at + 1;
    if reading.word(after) == "of" && reading.is(after + 1, Classes::YOUR) {
        after += 2;
    }
    // The noun taken up again: "your comment, it is …".
    let taken_up = reading.word(after) == "it";
    let mut verb = after + usize::from(taken_up);
    let limit = verb + 4;
    while verb < limit && !reading.is(verb, Classes::BE | Classes::SEEM) {
        if reading.ends_clause(verb) || reading.is(verb, Classes::NOT) {
            return None;
        }
        verb += 1;
    }
    if !reading.is(verb, Classes::BE | Classes::SEEM) || reading.starts_clause(verb) {
        return None;
    }
    let mut start = verb + 1;
    // "is that it is"
    if reading.word(start) == "that" && reading.word(start + 1) == "it" {
        start += 3;
    }
    let predicate = predicate::insult_at(reading, start)?;
    Some(determiner..predicate.tokens.end)
}

/// "What a stupid comment", "your moronic rant".
fn exclaimed(reading: &Reading<'_>, at: usize) -> Option<Range<usize>> {
    let adjective = at.checked_sub(1)?;
    if reading.entry(adjective).adjective.is_none() || reading.starts_clause(at) {
        return None;
    }
    let mut start = adjective;
    while start > 0
        && !reading.starts_clause(start)
        && (reading.is(start - 1, Classes::ADV) || reading.entry(start - 1).adjective.is_some())
    {
        start -= 1;
    }
    let before = start.checked_sub(1)?;
    let opened =
        (reading.word(before) == "a" || reading.word(before) == "an") && reading.word(before.wrapping_sub(1)) == "what";
    if opened {
        return Some(before - 1..at + 1);
    }
    let said_to_you = reading.is(before, Classes::YOUR) || reading.word(before) == "another";
    (said_to_you && !reading.starts_clause(start)).then_some(before..at + 1)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::check;

    #[test]
    fn table() {
        check(
            &RULE,
            &[
                ("Your comment is ignorant.", &["Your comment is ignorant"]),
                (
                    "The thing about your post is that it is stupid, arrogant and rude",
                    &["your post is that it is stupid, arrogant and rude"],
                ),
                (
                    "That reply of yours, it is rude, bitter and clueless.",
                    &["That reply of yours, it is rude, bitter and clueless"],
                ),
                ("What a moronic comment!", &["What a moronic comment"]),
                ("Spare us your pathetic rants", &["your pathetic rants"]),
                ("Travel before you post insulting rubbish like this", &["you post insulting rubbish"]),
                ("Why do you always write such drivel", &["you always write such drivel"]),
                // Near misses.
                ("Your comment is not stupid at all", &[]),
                ("Your comment is right.", &[]),
                ("Your comment leaves out the stupid war", &[]),
                ("The minister's stupid remark cost him votes", &[]),
                ("What a stupid law", &[]),
                ("You write rubbish off as a loss", &[]),
                ("You say the garbage is late", &[]),
            ],
        );
    }
}
