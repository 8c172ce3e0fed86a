//! `author-insult`: an insult predicated of whoever wrote the article.

use super::{Candidate, Of, Rule, predicate};
use crate::class::Classes;
use crate::participants::ARTICLE_AUTHOR;
use crate::reading::Reading;

/// # What it flags
///
/// "The author is a fool", "this clown of a reporter", "whoever wrote this is
/// clueless", and the same of the author's name.
///
/// # Why
///
/// The author reads along and is named above the thread; the definition counts
/// an attack on the author like one on a commenter.
///
/// # Leaves alone
///
/// Hard words for the article ("a foolish piece"), for the paper, and for
/// journalists in general ("journalists are liars").
pub(super) const RULE: Rule = Rule { id: "author-insult", check };

/// Source: set by hand; 36 of 37 comments of the written cases in which the rule
/// found somebody attacked were attacks.
const STRONG: f32 = 0.9;
const WEAK: f32 = 0.7;

fn check(reading: &Reading<'_>, found: &mut Vec<Candidate>) {
    if !reading.has(Classes::INSULT | Classes::WEAK) {
        return;
    }
    let mut propose = |start: usize, predicate: predicate::Predicate| {
        found.push(Candidate {
            rule: RULE.id,
            category: predicate.sense.category,
            severity: predicate.sense.severity,
            confidence: if predicate.sense.strong { STRONG } else { WEAK },
            of: Of::Author,
            tokens: start..predicate.tokens.end,
        });
    };
    for name in reading.names.iter().filter(|name| name.participant == ARTICLE_AUTHOR) {
        if let Some(predicate) = said_of(reading, name.tokens.end) {
            propose(name.tokens.start, predicate);
        }
    }
    for at in 0..reading.len() {
        if reading.is(at, Classes::AUTHOR) && names_one_author(reading, at) {
            if let Some(predicate) = said_of(reading, at + 1) {
                propose(at - 1, predicate);
            } else if reading.entry(at.wrapping_sub(1)).adjective.is_some_and(|adjective| adjective.strong) {
                // "this clueless reporter"
                let sense = reading.entry(at - 1).adjective;
                if let Some(sense) = sense {
                    propose(at - 1, predicate::Predicate { tokens: at - 1..at + 1, sense });
                }
            }
        }
        if reading.word(at) == "whoever" && matches!(reading.word(at + 1), "wrote" | "writes" | "penned") {
            let after = at
                + 2
                + usize::from(reading.is(at + 2, Classes::DET))
                + usize::from(reading.is(at + 3, Classes::ARTICLE));
            if let Some(predicate) = said_of(reading, after) {
                propose(at, predicate);
            }
        }
    }
}

/// "The author", "this reporter": one person, the one of this article.
fn names_one_author(reading: &Reading<'_>, at: usize) -> bool {
    let plural = reading.word(at).ends_with('s');
    let determiner = |index: usize| matches!(reading.word(index), "the" | "this" | "our" | "your");
    !plural
        && at >= 1
        && (determiner(at - 1) || (at >= 2 && determiner(at - 2) && reading.entry(at - 1).adjective.is_some()))
}

fn said_of(reading: &Reading<'_>, after: usize) -> Option<predicate::Predicate> {
    let mut verb = after;
    while verb < after + 3 && reading.is(verb, Classes::ADV | Classes::MODAL) && !reading.starts_clause(verb) {
        verb += 1;
    }
    let says = reading.is(verb, Classes::BE | Classes::SEEM) && !reading.starts_clause(verb);
    if !says {
        return None;
    }
    let start = verb + 1 + usize::from(matches!(reading.word(verb + 1), "like" | "being"));
    predicate::insult_at(reading, start)
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
                ("The author is a fool.", &["The author is a fool"]),
                ("This reporter must be an idiot", &["This reporter must be an idiot"]),
                ("Whoever wrote this is clueless", &["Whoever wrote this is clueless"]),
                ("another lie from this clueless reporter", &["clueless reporter"]),
                // Near misses.
                ("The article is foolish.", &[]),
                ("Journalists are idiots", &[]),
                ("The author is not a fool", &[]),
                ("The author says the minister is an idiot", &[]),
                ("The author of the bill is an idiot", &[]),
            ],
        );
    }
}
