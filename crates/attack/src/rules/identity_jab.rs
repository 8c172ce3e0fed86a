//! `identity-jab`: who somebody is, used as an insult.

use super::{Candidate, Of, Rule};
use crate::class::Classes;
use crate::reading::Reading;
use crate::{Category, Severity};

/// # What it flags
///
/// A word for a nationality, religion, sex, age or class with an insult beside
/// it, tied to the addressee: "your provincial snotty French world", "you
/// ignorant Americans", "typical arrogant Brit".
///
/// # Why
///
/// The insult is no longer only of the person but of what the person cannot help.
///
/// # Leaves alone
///
/// Identity words without an insult ("your French is good", "as a Sikh, I"),
/// and insults of countries and governments.
pub(super) const RULE: Rule = Rule { id: "identity-jab", check };

/// Source: set by hand; 67 of 77 comments of the written cases in which the rule
/// found somebody attacked were attacks.
const CONFIDENCE: f32 = 0.8;
/// Words between "your" and the identity word.
const LONGEST: usize = 4;

fn check(reading: &Reading<'_>, found: &mut Vec<Candidate>) {
    if !reading.has(Classes::IDENTITY) || !reading.has(Classes::INSULT | Classes::WEAK) {
        return;
    }
    for at in 0..reading.len() {
        if !reading.is(at, Classes::IDENTITY) {
            continue;
        }
        let clause = reading.document.clause_of(at);
        let reach = at.saturating_sub(LONGEST).max(clause.start);
        let Some(opening) = (reach..at).rev().find(|&index| {
            reading.is(index, Classes::YOU | Classes::YOUR | Classes::YOURE) || reading.word(index) == "typical"
        }) else {
            continue;
        };
        let between = opening + 1..at;
        let insulting = between.clone().filter(|&index| is_insult(reading, index)).count();
        let crossed = between.clone().any(|index| reading.is(index, Classes::STOP | Classes::NOT | Classes::AND));
        // "your French idiocy", "you American morons"
        let noun_behind = at + 1 < clause.end && reading.entry(at + 1).noun.is_some_and(|noun| noun.strong);
        if crossed || (insulting == 0 && !noun_behind) {
            continue;
        }
        let end =
            if noun_behind || (reading.is(opening, Classes::YOUR) && at + 1 < clause.end) { at + 2 } else { at + 1 };
        found.push(Candidate {
            rule: RULE.id,
            category: Category::Identity,
            severity: Severity::Medium,
            confidence: CONFIDENCE,
            of: Of::Addressee,
            tokens: opening..end,
        });
    }
}

fn is_insult(reading: &Reading<'_>, index: usize) -> bool {
    let entry = reading.entry(index);
    !reading.is(index, Classes::IDENTITY)
        && (entry.adjective.is_some()
            || entry.noun.is_some_and(|noun| noun.strong)
            || reading.is(index, Classes::FAULT))
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
                ("more than your provincial snotty French world.", &["your provincial snotty French world"]),
                ("You ignorant Americans never learn", &["You ignorant Americans"]),
                ("Typical arrogant Brit.", &["Typical arrogant Brit"]),
                ("you American morons", &["you American morons"]),
                // Near misses.
                ("Your French is good.", &[]),
                ("You Americans won the match", &[]),
                ("As a Sikh I think you are right", &[]),
                ("You say the stupid French government fell", &[]),
                ("the ignorant Americans", &[]),
            ],
        );
    }
}
