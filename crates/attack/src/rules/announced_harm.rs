//! `announced-harm`: the writer says what will be done to the person spoken to.

use super::{Candidate, Of, Rule};
use crate::class::Classes;
use crate::reading::Reading;
use crate::{Category, Severity};

/// # What it flags
///
/// "I will", "someone should", "we are going to" with a verb of harm and "you"
/// or a part of your body as its object: "I'll break your jaw".
///
/// # Why
///
/// A threat needs no insult word, so no word list finds it.
///
/// # Leaves alone
///
/// Harm to things ("I will hit your points one by one" names no body), harm
/// done by others in the news ("they will shoot you at the border"), and games.
pub(super) const RULE: Rule = Rule { id: "announced-harm", check };

/// A hand-set value: the written cases hold too few threats to measure it.
const CONFIDENCE: f32 = 0.8;
/// Words between the verb of harm and its object ("knock out your teeth").
const LONGEST_GAP: usize = 2;

/// Verbs of harm that need no body; the others need a body as their object.
const HARM_PERSONS: &[&str] = &[
    "kill", "shoot", "hang", "stab", "punch", "slap", "smack", "strangle", "choke", "drown", "hunt", "gut", "skin",
    "whip", "thrash", "deck", "hurt",
];
const BODY: &[&str] = &[
    "jaw", "face", "teeth", "neck", "head", "skull", "nose", "throat", "legs", "knees", "kneecaps", "arms", "bones",
    "fingers", "ribs", "arse", "ass", "hide", "house", "kids", "family", "mouth", "eyes", "spine",
];

fn check(reading: &Reading<'_>, found: &mut Vec<Candidate>) {
    if !reading.has(Classes::HARM)
        || !reading.has(Classes::MODAL | Classes::I)
        || !reading.has(Classes::YOU | Classes::YOUR)
    {
        return;
    }
    for at in 1..reading.len() {
        if !reading.is(at, Classes::HARM) {
            continue;
        }
        let Some(start) = announcer(reading, at) else { continue };
        let Some(end) = victim(reading, at) else { continue };
        found.push(Candidate {
            rule: RULE.id,
            category: Category::Threat,
            severity: Severity::High,
            confidence: CONFIDENCE,
            of: Of::Addressee,
            tokens: start..end,
        });
    }
}

/// Where "I will" or "someone should" starts that governs the verb at `verb`.
fn announcer(reading: &Reading<'_>, verb: usize) -> Option<usize> {
    let sentence = reading.sentence(verb).start;
    let mut at = verb;
    while at > sentence
        && (reading.is(at - 1, Classes::ADV)
            || matches!(reading.word(at - 1), "to" | "go" | "and" | "personally" | "come"))
    {
        at -= 1;
    }
    let before = at.checked_sub(1).filter(|&at| at >= sentence)?;
    if reading.is(before, Classes::NOT) {
        return None;
    }
    let word = reading.word(before);
    let says_so = matches!(word, "i'll" | "ill" | "we'll" | "gonna" | "somebody" | "someone");
    let subject = before.checked_sub(1).filter(|&at| at >= sentence);
    let with_subject = (reading.is(before, Classes::MODAL) || word == "going")
        && subject.is_some_and(|at| {
            reading.is(at, Classes::I)
                || matches!(reading.word(at), "someone" | "somebody" | "we" | "am" | "i'm" | "im" | "are")
        });
    match (says_so, with_subject) {
        (true, _) => Some(before),
        (false, true) => subject,
        _ => None,
    }
}

/// One past the person or body that the verb at `verb` harms.
fn victim(reading: &Reading<'_>, verb: usize) -> Option<usize> {
    for at in verb + 1..=(verb + 1 + LONGEST_GAP).min(reading.len().saturating_sub(1)) {
        if reading.starts_clause(at) {
            return None;
        }
        if reading.is(at, Classes::YOUR) {
            return (at + 1..=at + 2).find(|&body| BODY.contains(&reading.word(body))).map(|body| body + 1);
        }
        if reading.is(at, Classes::YOU) && HARM_PERSONS.contains(&reading.word(verb)) {
            return Some(at + 1);
        }
    }
    None
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
                ("Say that here and I'll break your jaw.", &["I'll break your jaw"]),
                ("somebody should slap you", &["somebody should slap you"]),
                ("We are going to hunt you down", &["are going to hunt you"]),
                ("I will personally knock out your teeth", &["I will personally knock out your teeth"]),
                // Near misses.
                ("I will hit your points one by one", &[]),
                ("I would not hurt you", &[]),
                ("They will shoot you at the border", &[]),
                ("I'll break your argument down", &[]),
                ("The tax will kill your margin", &[]),
                ("I will beat you to the shop", &[]),
            ],
        );
    }
}
