//! `stop-being`: told to stop being what one would have to be first.

use super::{Candidate, Of, Rule, predicate};
use crate::class::Classes;
use crate::reading::Reading;
use crate::{Category, Severity};

/// # What it flags
///
/// "Stop being brainwashed", "quit lying", "try not to be such a bigot": bad
/// faith or a fault presupposed by the command to end it.
///
/// # Why
///
/// Like "when did you stop beating your wife", it accuses without a statement
/// that could be denied.
///
/// # Leaves alone
///
/// "Stop being afraid", "stop being so modest", and commands to others
/// ("the council must stop being stupid").
pub(super) const RULE: Rule = Rule { id: "stop-being", check };

/// Source: set by hand; 7 of 7 comments of the written cases in which the rule
/// found somebody attacked were attacks.
const CONFIDENCE: f32 = 0.85;

fn check(reading: &Reading<'_>, found: &mut Vec<Candidate>) {
    if !reading.has(Classes::QUIT) {
        return;
    }
    for at in (0..reading.len()).filter(|&at| reading.is(at, Classes::QUIT)) {
        let stop = matches!(reading.word(at), "stop" | "quit" | "cease");
        let try_not = reading.word(at) == "try" && reading.word(at + 1) == "not" && reading.word(at + 2) == "to";
        if !(stop || try_not) || !meant_for_reader(reading, at) {
            continue;
        }
        let verb = if stop { at + 1 } else { at + 3 };
        let (category, severity, end) = match reading.word(verb) {
            "being" | "acting" | "behaving" | "playing" | "be" => {
                let start = verb + 1 + usize::from(reading.word(verb + 1) == "like");
                let Some(predicate) = predicate::insult_at(reading, start) else { continue };
                (predicate.sense.category, predicate.sense.severity, predicate.tokens.end)
            }
            "lying" | "trolling" | "shilling" | "gaslighting" => (Category::BadFaith, Severity::Medium, verb + 1),
            "spreading" | "spouting" | "spewing" | "peddling" | "parroting" => {
                let Some(what) = (verb + 1..verb + 4).find(|&what| {
                    !reading.starts_clause(what)
                        && what < reading.len()
                        && (reading.is(what, Classes::FAULT)
                            || reading.entry(what).noun.is_some()
                            || matches!(reading.word(what), "propaganda" | "misinformation" | "fake" | "hoaxes"))
                }) else {
                    continue;
                };
                (Category::BadFaith, Severity::Medium, what + 1)
            }
            _ => continue,
        };
        found.push(Candidate {
            rule: RULE.id,
            category,
            severity,
            confidence: CONFIDENCE,
            of: Of::Addressee,
            tokens: at..end,
        });
    }
}

/// Whether the command has no other subject than the reader.
fn meant_for_reader(reading: &Reading<'_>, at: usize) -> bool {
    if reading.starts_clause(at) {
        return true;
    }
    let clause = reading.document.clause_of(at);
    let yours = (clause.start..at).any(|index| reading.is(index, Classes::YOU));
    let leads_in = matches!(reading.word(at - 1), "please" | "just" | "so" | "now" | "and" | "then");
    let others = (clause.start..at).any(|index| reading.is(index, Classes::I | Classes::THEY | Classes::NOT));
    !others && (yours || (leads_in && at - clause.start <= 2))
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
                ("You need to educate yourself and stop being brainwashed by the press.", &["stop being brainwashed"]),
                ("Stop lying.", &["Stop lying"]),
                ("please stop being such a bigot", &["stop being such a bigot"]),
                ("try not to be so stupid", &["try not to be so stupid"]),
                // Near misses.
                ("Stop being afraid of change", &[]),
                ("The council must stop being stupid", &[]),
                ("They should stop lying to us", &[]),
                ("I wish we could stop being stupid", &[]),
            ],
        );
    }
}
