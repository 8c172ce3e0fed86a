//! `addressee-insult`: an insult predicated of the person spoken to.

use super::{Candidate, Of, Rule, predicate};
use crate::class::Classes;
use crate::reading::Reading;

/// # What it flags
///
/// "You are", "you sound like", "you must be" and an insult after it, or "you"
/// and the insult directly ("you complete clown").
///
/// # Why
///
/// Naming the addressee turns a harsh opinion into a personal attack. The same
/// word of an idea, a policy or a third person is left to other rules.
///
/// # Leaves alone
///
/// Denials ("you are not an idiot"), reported insults ("you called me an
/// idiot"), weak words outside the frame ("you are a child psychologist").
pub(super) const RULE: Rule = Rule { id: "addressee-insult", check };

/// Source: set by hand; 652 of 718 comments of the written cases in which the rule
/// found somebody attacked were attacks.
const STRONG: f32 = 0.9;
const WEAK: f32 = 0.7;
/// "You liberals are idiots" may or may not mean the person answered.
const GROUP: f32 = 0.6;

fn check(reading: &Reading<'_>, found: &mut Vec<Candidate>) {
    if !reading.has(Classes::YOU | Classes::YOURE) || !reading.has(Classes::INSULT | Classes::WEAK) {
        return;
    }
    for at in 0..reading.len() {
        if !reading.is(at, Classes::YOU | Classes::YOURE) {
            continue;
        }
        let (subject_end, of) = subject(reading, at);
        let Some(predicate) = predicated(reading, at, subject_end) else { continue };
        let confidence = match (of, predicate.sense.strong) {
            (Of::AddressedGroup, _) => GROUP,
            (_, true) => STRONG,
            (_, false) => WEAK,
        };
        found.push(Candidate {
            rule: RULE.id,
            category: predicate.sense.category,
            severity: predicate.sense.severity,
            confidence,
            of,
            tokens: at..predicate.tokens.end,
        });
    }
}

/// Where the subject that starts with "you" ends: "you", "you people".
fn subject(reading: &Reading<'_>, at: usize) -> (usize, Of) {
    let next = at + 1;
    let plural_identity = reading.is(next, Classes::IDENTITY) && reading.word(next).ends_with(['s', 'n']);
    let group = reading.is(next, Classes::GROUP) || plural_identity;
    if group && !reading.starts_clause(next) && !reading.is(at, Classes::YOURE) {
        (next + 1, Of::AddressedGroup)
    } else {
        (next, Of::Addressee)
    }
}

fn predicated(reading: &Reading<'_>, at: usize, subject_end: usize) -> Option<predicate::Predicate> {
    // "are you an idiot", "were you always this dense"
    let asked = at > 0
        && reading.is(at - 1, Classes::BE)
        && !reading.starts_clause(at)
        && !reading.is(at.wrapping_sub(2), Classes::THEY | Classes::COMMENT);
    if subject_end > at + 1 {
        let mut verb = subject_end;
        while reading.is(verb, Classes::ADV | Classes::MODAL) && verb < subject_end + 3 {
            verb += 1;
        }
        return reading
            .is(verb, Classes::BE | Classes::SEEM)
            .then(|| predicate::insult_at(reading, verb + 1))
            .flatten();
    }
    if let Some(start) = reading.after_you_are(at) {
        return predicate::insult_at(reading, start);
    }
    let predicate = predicate::insult_at(reading, at + 1)?;
    if asked {
        return Some(predicate);
    }
    // "you clown": nothing but adverbs and insults between.
    let insults = (at + 1..predicate.tokens.end).filter(|&between| {
        let entry = reading.entry(between);
        entry.noun.is_some() || entry.adjective.is_some()
    });
    let called = (predicate.sense.strong || insults.count() > 1)
        && (at + 1..predicate.tokens.end).all(|between| {
            let entry = reading.entry(between);
            entry.noun.is_some()
                || entry.adjective.is_some()
                || reading.is(between, Classes::ADV | Classes::AND | Classes::IDENTITY)
                || matches!(reading.word(between), "little" | "old" | "big" | "poor" | "sad" | "fat" | "sorry")
        })
        && reading.entry(predicate.tokens.end - 1).noun.is_some()
        && !reported(reading, at);
    called.then_some(predicate)
}

/// "Called you an idiot", "makes you stupid".
fn reported(reading: &Reading<'_>, at: usize) -> bool {
    at > 0
        && !reading.starts_clause(at)
        && (reading.is(at - 1, Classes::SAY) || matches!(reading.word(at - 1), "make" | "makes" | "think" | "consider"))
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
                ("You are an idiot.", &["You are an idiot"]),
                ("ur a moron", &["ur a moron"]),
                ("Fine. You're such a complete clown!", &["You're such a complete clown"]),
                ("you idiot", &["you idiot"]),
                ("Oh you pompous old fool.", &["you pompous old fool"]),
                ("You seem to be also ignorant about maps", &["You seem to be also ignorant"]),
                ("Are you stupid?", &["you stupid"]),
                ("You have always been a coward", &["You have always been a coward"]),
                ("You are ignorant, arrogant and rude.", &["You are ignorant, arrogant and rude"]),
                ("You are a very stupid person", &["You are a very stupid person"]),
                ("you people are morons", &["you people are morons"]),
                // Near misses: much the same words, and nobody attacked.
                ("You are not an idiot.", &[]),
                ("You called me an idiot.", &[]),
                ("You are right; only a moron would disagree.", &[]),
                ("You are the one who said he was a liar.", &[]),
                ("You have a stupid phone company", &[]),
                ("You are a child psychologist", &[]),
                ("He called you idiot", &[]),
                ("Are you saying morons run it?", &[]),
                ("", &[]),
            ],
        );
    }
}
