//! `spoken-of-insult`: the person answered spoken of to the others, by an insult.

use super::{Candidate, Of, Rule};
use crate::class::Classes;
use crate::reading::Reading;

/// # What it flags
///
/// "This halfwit wants a seat on the board", "look at this clown", "the idiot
/// above": a strong insult noun that points at somebody present.
///
/// # Why
///
/// In a quarrel before an audience people stop saying "you".
///
/// # Leaves alone
///
/// Insults that point away: "that idiot in Ottawa", "the moron who drove",
/// "this clown of a minister". Outside an answer nobody knows who is meant, and
/// the target stays unknown.
pub(super) const RULE: Rule = Rule { id: "spoken-of-insult", check };

/// A hand-set value: the one answered is meant more often than not.
const CONFIDENCE: f32 = 0.65;
/// Words between "this" and the noun.
const LONGEST_GAP: usize = 2;

fn check(reading: &Reading<'_>, found: &mut Vec<Candidate>) {
    if !reading.has(Classes::INSULT) {
        return;
    }
    for at in 0..reading.len() {
        let Some(noun) = reading.entry(at).noun.filter(|noun| noun.strong) else { continue };
        let clause = reading.document.clause_of(at);
        let reach = at.saturating_sub(LONGEST_GAP + 1).max(clause.start);
        let above = matches!(reading.word(at + 1), "above" | "here" | "below");
        let points = |&index: &usize| matches!(reading.word(index), "this") || (above && reading.word(index) == "the");
        let Some(start) = (reach..at).rev().find(points) else { continue };
        let dressed = (start + 1..at)
            .all(|between| reading.is(between, Classes::ADV) || reading.entry(between).adjective.is_some());
        let away = reading.is(at + 1, Classes::STOP) && !above && !reading.starts_clause(at + 1);
        let plural = reading.word(at).ends_with('s') && !reading.word(at).ends_with("ss");
        if !dressed || away || plural {
            continue;
        }
        found.push(Candidate {
            rule: RULE.id,
            category: noun.category,
            severity: noun.severity,
            confidence: CONFIDENCE,
            of: Of::Addressee,
            tokens: start..at + 1,
        });
    }
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
                ("And this halfwit wants to be elected.", &["this halfwit"]),
                ("Look at this absolute moron", &["this absolute moron"]),
                ("the idiot above has no idea", &["the idiot"]),
                // Near misses.
                ("that idiot in Ottawa", &[]),
                ("this idiot of a minister", &[]),
                ("the moron who drove into the wall", &[]),
                ("this stupid law", &[]),
                ("these morons in parliament", &[]),
            ],
        );
    }
}
