//! What an attack looks like: one file per coded rule, and phrase rules as data.
//!
//! A rule looks at a [`Reading`] and proposes [`Candidate`]s. It says which
//! words attack and of whom they are said; quotation, condition, report and the
//! person behind "you" are the business of those who asked.

mod addressee_insult;
mod announced_harm;
mod author_insult;
mod bare_insult;
mod comment_contempt;
mod demeaning_command;
mod identity_jab;
mod named_insult;
pub(crate) mod phrases;
mod possessed_fault;
mod predicate;
mod scare_quoted_claim;
mod spoken_of_insult;
mod stop_being;

use std::ops::Range;

use crate::reading::Reading;
use crate::{Category, Severity};

/// A coded rule.
pub(crate) struct Rule {
    /// Kebab-case statement of the thing flagged, equal to the file's name.
    pub(crate) id: &'static str,
    pub(crate) check: fn(&Reading<'_>, &mut Vec<Candidate>),
}

/// Every coded rule, in alphabetical order.
pub(crate) const RULES: &[Rule] = &[
    addressee_insult::RULE,
    announced_harm::RULE,
    author_insult::RULE,
    bare_insult::RULE,
    comment_contempt::RULE,
    demeaning_command::RULE,
    identity_jab::RULE,
    named_insult::RULE,
    possessed_fault::RULE,
    scare_quoted_claim::RULE,
    spoken_of_insult::RULE,
    stop_being::RULE,
];

/// Words that attack somebody if they are meant for somebody.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) rule: &'static str,
    pub(crate) category: Category,
    pub(crate) severity: Severity,
    /// How sure, in `0..=1`, before the circumstances are weighed.
    pub(crate) confidence: f32,
    pub(crate) of: Of,
    /// The attacking words.
    pub(crate) tokens: Range<usize>,
}

impl Candidate {
    /// Which of two candidates on the same words stays: a coded rule, whose
    /// evidence is cut to the word, before a phrase, and then the surer one.
    pub(crate) fn rank(&self) -> f32 {
        const CODED: f32 = 1.0;
        let coded = RULES.binary_search_by(|rule| rule.id.cmp(self.rule)).is_ok();
        self.confidence + if coded { CODED } else { 0.0 }
    }
}

/// Whom words are said of, as far as the sentence tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// "You", or an unstated addressee.
    Addressee,
    /// "You people", "you liberals".
    AddressedGroup,
    /// The comment that is answered.
    Comment,
    /// The author of the article.
    Author,
    /// A participant who is named.
    Participant(usize),
}

#[cfg(test)]
pub(crate) mod testing {
    use super::{Candidate, Rule};
    use crate::knowledge::Knowledge;

    /// What a rule proposes for a comment: the texts of its candidates.
    pub(crate) fn evidence(rule: &Rule, text: &str) -> Vec<String> {
        Knowledge::get().with_reading(text, |reading| {
            let mut found: Vec<Candidate> = Vec::new();
            (rule.check)(reading, &mut found);
            found.iter().map(|candidate| reading.document.span(candidate.tokens.clone()).of(text).to_owned()).collect()
        })
    }

    /// Asserts the evidence of each comment of a table.
    pub(crate) fn check(rule: &Rule, table: &[(&str, &[&str])]) {
        for (text, expected) in table {
            assert_eq!(evidence(rule, text), *expected, "{} on {text:?}", rule.id);
        }
    }

    #[test]
    fn rules_are_sorted_and_named_once() {
        for pair in super::RULES.windows(2) {
            assert!(pair[0].id < pair[1].id, "{} before {}", pair[0].id, pair[1].id);
        }
    }
}
