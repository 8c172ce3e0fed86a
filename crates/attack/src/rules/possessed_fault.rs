//! `possessed-fault`: a fault spoken of as the addressee's own.

use super::{Candidate, Of, Rule};
use crate::class::Classes;
use crate::reading::Reading;
use crate::{Category, Severity};

/// # What it flags
///
/// "Your total ignorance", "your blind hate", "your lack of education": a fault
/// that comes with "your", as if it were known to all.
///
/// # Why
///
/// The sentence need not say "you are ignorant" when it can presuppose it.
///
/// # Leaves alone
///
/// Faults of others ("the government's incompetence") and faults under
/// discussion ("your hate speech law", "your 'lies' are facts").
pub(super) const RULE: Rule = Rule { id: "possessed-fault", check };

/// Source: set by hand; 15 of 19 comments of the written cases in which the rule
/// found somebody attacked were attacks.
const CONFIDENCE: f32 = 0.8;
/// Words between "your" and the fault.
const LONGEST_GAP: usize = 2;

const LACKED: &[&str] = &[
    "education",
    "intelligence",
    "knowledge",
    "understanding",
    "intellect",
    "brains",
    "comprehension",
    "sense",
    "manners",
    "character",
    "integrity",
    "morals",
    "decency",
    "empathy",
    "class",
    "wit",
    "reading",
    "awareness",
    "thought",
    "honesty",
    "maturity",
];

fn check(reading: &Reading<'_>, found: &mut Vec<Candidate>) {
    if !reading.has(Classes::YOUR) {
        return;
    }
    for at in 0..reading.len() {
        if !reading.is(at, Classes::YOUR) {
            continue;
        }
        let Some(end) = fault_end(reading, at) else { continue };
        found.push(Candidate {
            rule: RULE.id,
            category: Category::Belittling,
            severity: Severity::Medium,
            confidence: CONFIDENCE,
            of: Of::Addressee,
            tokens: at..end,
        });
    }
}

fn fault_end(reading: &Reading<'_>, at: usize) -> Option<usize> {
    for fault in at + 1..=at + 1 + LONGEST_GAP {
        if fault >= reading.len() || reading.starts_clause(fault) || reading.is(fault, Classes::STOP | Classes::NOT) {
            return None;
        }
        let quoted = reading.document.quote_of(fault).is_some();
        let head = reading.ends_clause(fault + 1) || !is_modifier(reading, fault);
        if reading.is(fault, Classes::FAULT) && head && !quoted {
            return Some(fault + 1);
        }
        if matches!(reading.word(fault), "lack" | "absence") && reading.word(fault + 1) == "of" {
            return (fault + 2..fault + 5).find(|&what| LACKED.contains(&reading.word(what))).map(|what| what + 1);
        }
    }
    None
}

/// "Your hate speech law": the fault only describes the noun behind it.
fn is_modifier(reading: &Reading<'_>, fault: usize) -> bool {
    matches!(
        reading.word(fault + 1),
        "speech" | "crime" | "crimes" | "law" | "laws" | "mail" | "group" | "groups" | "test" | "problem" | "detector"
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
                ("pushed by your total ignorance about other places", &["your total ignorance"]),
                ("and maybe your blind hate of others", &["your blind hate"]),
                ("Your lack of education shows.", &["Your lack of education"]),
                ("your stupidity is amazing", &["your stupidity"]),
                // Near misses.
                ("your hate speech law failed", &[]),
                ("the government's incompetence", &[]),
                ("my own ignorance of it", &[]),
                ("your point about greed", &[]),
                ("your lack of evidence", &[]),
            ],
        );
    }
}
