//! `named-insult`: an insult predicated of a participant who is named.

use super::{Candidate, Of, Rule, predicate};
use crate::class::Classes;
use crate::participants::ARTICLE_AUTHOR;
use crate::reading::Reading;

/// # What it flags
///
/// "Kestrel is a liar", "@kestrel what a clown", where Kestrel comments in the
/// same thread.
///
/// # Why
///
/// An attack need not be made to somebody's face.
///
/// # Leaves alone
///
/// The same words of anybody who takes no part.
pub(super) const RULE: Rule = Rule { id: "named-insult", check };

/// Source: set by hand; 7 of 7 comments of the written cases in which the rule
/// found somebody attacked were attacks.
const STRONG: f32 = 0.9;
const WEAK: f32 = 0.7;

fn check(reading: &Reading<'_>, found: &mut Vec<Candidate>) {
    if !reading.has(Classes::INSULT | Classes::WEAK) {
        return;
    }
    for name in reading.names.iter().filter(|name| name.participant != ARTICLE_AUTHOR) {
        let mut verb = name.tokens.end;
        while verb < name.tokens.end + 3
            && reading.is(verb, Classes::ADV | Classes::MODAL)
            && !reading.starts_clause(verb)
        {
            verb += 1;
        }
        if !reading.is(verb, Classes::BE | Classes::SEEM) || reading.starts_clause(verb) {
            continue;
        }
        let start = verb + 1 + usize::from(matches!(reading.word(verb + 1), "like" | "being"));
        let Some(predicate) = predicate::insult_at(reading, start) else { continue };
        found.push(Candidate {
            rule: RULE.id,
            category: predicate.sense.category,
            severity: predicate.sense.severity,
            confidence: if predicate.sense.strong { STRONG } else { WEAK },
            of: Of::Participant(name.participant),
            tokens: name.tokens.start..predicate.tokens.end,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::check;

    /// The thread of the test readings has one commenter, "Kestrel".
    #[test]
    fn table() {
        check(
            &RULE,
            &[
                ("Kestrel is a liar, ask anyone", &["Kestrel is a liar"]),
                ("I think Kestrel is just plain stupid", &["Kestrel is just plain stupid"]),
                // Near misses.
                ("Kestrel is not a liar", &[]),
                ("Kestrel is right about the idiots", &[]),
                ("Putin is a liar", &[]),
                ("a kestrel is a stupid bird", &[]),
            ],
        );
    }
}
