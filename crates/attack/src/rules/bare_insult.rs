//! `bare-insult`: an insult that stands alone, as a name for the person answered.

use super::{Candidate, Of, Rule};
use crate::class::Classes;
use crate::reading::Reading;

/// # What it flags
///
/// A sentence, or the last clause of one, that is nothing but an insult:
/// "Idiot.", "Read it again, moron.", "What a clown.", "What a specimen we have here."
///
/// # Why
///
/// Readers answer each other in three words, and "you" is not one of them.
///
/// # Leaves alone
///
/// Adjectives alone ("Pathetic.") as likely judge the news as the person, and
/// so do plurals ("Morons."): both stay out. An insult with a subject of its
/// own belongs to other rules.
pub(super) const RULE: Rule = Rule { id: "bare-insult", check };

/// A name called at the end of a sentence meant for somebody.
const CALLED: f32 = 0.85;
/// Alone it can mean the minister in the article as well.
const ALONE: f32 = 0.6;
/// Longest such sentence ("what an absolute utter moron").
const LONGEST: usize = 5;

fn check(reading: &Reading<'_>, found: &mut Vec<Candidate>) {
    if !reading.has(Classes::INSULT | Classes::WEAK) {
        return;
    }
    for at in 0..reading.len() {
        exhibited(reading, at, found);
        let Some(noun) = reading.entry(at).noun.filter(|noun| noun.strong) else { continue };
        let plural = reading.word(at).ends_with('s') && !reading.word(at).ends_with("ss");
        if plural || !reading.ends_clause(at + 1) {
            continue;
        }
        let clause = reading.document.clause_of(at);
        if clause.len() > LONGEST || !(clause.start..at).all(|before| dresses(reading, before)) {
            continue;
        }
        let sentence = reading.sentence(at);
        let alone = clause == sentence;
        let called = clause.end == sentence.end
            && clause.start > sentence.start
            && reading.document.gap(clause.start).starts_with(',')
            && clause.len() <= 3
            && (sentence.start..clause.start).any(|index| {
                reading.is(index, Classes::YOU | Classes::YOUR | Classes::YOURE)
                    || index == sentence.start && imperative(reading, index)
            });
        if alone || called {
            found.push(Candidate {
                rule: RULE.id,
                category: noun.category,
                severity: noun.severity,
                confidence: if called { CALLED } else { ALONE },
                of: Of::Addressee,
                tokens: clause.start..at + 1,
            });
        }
    }
}

/// "What a curious specimen we have here": the person answered held up for show.
fn exhibited(reading: &Reading<'_>, at: usize, found: &mut Vec<Candidate>) {
    let Some(noun) = reading.entry(at).noun else { return };
    let shown = reading.word(at + 1) == "we" && reading.word(at + 2) == "have"
        || reading.word(at + 1) == "you" && reading.is(at + 2, Classes::BE);
    let sentence = reading.sentence(at);
    let opened =
        (sentence.start..at).find(|&what| reading.word(what) == "what" && matches!(reading.word(what + 1), "a" | "an"));
    let Some(start) = opened.filter(|start| at - start <= LONGEST && shown && !reading.starts_clause(at + 1)) else {
        return;
    };
    found.push(Candidate {
        rule: RULE.id,
        category: noun.category,
        severity: noun.severity,
        confidence: CALLED,
        of: Of::Addressee,
        tokens: start..at + 3,
    });
}

/// Words that may stand before the insult without giving it another subject.
fn dresses(reading: &Reading<'_>, at: usize) -> bool {
    let entry = reading.entry(at);
    reading.is(at, Classes::DET | Classes::ADV)
        || entry.adjective.is_some()
        || entry.noun.is_some()
        || matches!(
            reading.word(at),
            "what" | "oh" | "ok" | "lol" | "haha" | "little" | "old" | "big" | "typical" | "shut" | "up"
        )
}

/// Whether a sentence starts with a command to somebody.
fn imperative(reading: &Reading<'_>, at: usize) -> bool {
    matches!(
        reading.word(at),
        "read"
            | "look"
            | "try"
            | "go"
            | "get"
            | "stop"
            | "shut"
            | "learn"
            | "wake"
            | "grow"
            | "think"
            | "listen"
            | "check"
            | "keep"
            | "nice"
            | "no"
            | "wrong"
            | "yeah"
            | "yes"
            | "sure"
            | "ok"
            | "thanks"
            | "bye"
            | "wow"
            | "dream"
            | "relax"
    )
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
                ("Idiot.", &["Idiot"]),
                ("What an absolute moron!", &["What an absolute moron"]),
                ("Read it again, moron.", &["moron"]),
                ("What a curious specimen we have here.", &["What a curious specimen we have"]),
                ("What a fool you are", &["What a fool you are"]),
                ("You lost, you know, idiot", &["idiot"]),
                // Near misses.
                ("Morons.", &[]),
                ("Pathetic.", &[]),
                ("The minister is a moron", &[]),
                ("He voted for the tax, the idiot.", &[]),
                ("", &[]),
            ],
        );
    }
}
