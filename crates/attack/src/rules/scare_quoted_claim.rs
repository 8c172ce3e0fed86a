//! `scare-quoted-claim`: what the addressee claims for himself, held up between quotation marks.

use super::{Candidate, Of, Rule};
use crate::class::Classes;
use crate::reading::Reading;
use crate::{Category, Severity};

/// # What it flags
///
/// "Your 'prizes'", "your so-called expertise": a claim about oneself ridiculed.
///
/// # Why
///
/// The quotation marks call the claim false and the person ridiculous without saying either.
///
/// # Leaves alone
///
/// Quoted words that are no claim about oneself: a term, a title, a slogan
/// under discussion ("your 'Plan B'").
pub(super) const RULE: Rule = Rule { id: "scare-quoted-claim", check };

/// A hand-set value: half of these are irony between people who get on.
const CONFIDENCE: f32 = 0.55;

/// What people claim for themselves.
const CLAIMS: &[&str] = &[
    "achievement",
    "achievements",
    "education",
    "expertise",
    "experience",
    "expert",
    "prize",
    "prizes",
    "award",
    "awards",
    "degree",
    "degrees",
    "phd",
    "phds",
    "phd's",
    "credentials",
    "knowledge",
    "intelligence",
    "wisdom",
    "research",
    "science",
    "facts",
    "logic",
    "sources",
    "qualifications",
    "accomplishments",
    "career",
    "genius",
    "iq",
    "honesty",
    "integrity",
    "patriotism",
    "faith",
    "values",
    "morals",
    "medal",
    "medals",
    "doctorate",
    "doctorates",
    "trophy",
    "trophies",
    "title",
    "titles",
    "diploma",
    "diplomas",
    "honours",
    "honors",
    "certificate",
    "certificates",
    "travels",
    "connections",
    "talent",
    "talents",
    "skills",
    "success",
    "successes",
    "wins",
    "books",
    "principles",
    "friends",
    "arguments",
    "proof",
    "evidence",
    "truth",
    "insight",
    "insights",
    "analysis",
    "intellect",
    "studies",
    "learning",
];

fn check(reading: &Reading<'_>, found: &mut Vec<Candidate>) {
    if !reading.has(Classes::YOUR) {
        return;
    }
    for at in 0..reading.len() {
        // Where somebody's claims are held up, "those 'medals'" are held up with them.
        let opens = reading.is(at, Classes::YOUR) || matches!(reading.word(at), "those" | "these");
        if !opens || reading.document.quote_of(at).is_some() {
            continue;
        }
        let so_called = reading.word(at + 1) == "so" && reading.word(at + 2) == "called";
        let limit = if so_called { at + 5 } else { at + 4 };
        let claim = (at + 1..limit.min(reading.len())).find(|&index| CLAIMS.contains(&reading.word(index)));
        let Some(claim) = claim else { continue };
        let held_up = so_called
            || reading
                .document
                .quote_of(claim)
                .is_some_and(|quote| quote.tokens.len() <= 4 && quote.tokens.start <= at + 2);
        if held_up {
            let end = reading.document.quote_of(claim).map_or(claim + 1, |quote| quote.tokens.end);
            found.push(Candidate {
                rule: RULE.id,
                category: Category::Mockery,
                severity: Severity::Low,
                confidence: CONFIDENCE,
                of: Of::Addressee,
                tokens: at..end,
            });
        }
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
                ("articles about you and your ‘prizes’.", &["your ‘prizes"]),
                ("Show us your \"amazing achievements\" again", &["your \"amazing achievements"]),
                ("your so-called expertise", &["your so-called expertise"]),
                ("You and your fame. Keep showing those fine ‘medals’", &["those fine ‘medals"]),
                // Near misses.
                ("your “Plan B” is fine", &[]),
                ("your prizes are impressive", &[]),
                ("your article on “Education and the state” is fine", &[]),
            ],
        );
    }
}
