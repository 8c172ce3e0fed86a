//! `demeaning-command`: somebody told off to do something small or shameful.

use super::{Candidate, Of, Rule};
use crate::class::Classes;
use crate::reading::Reading;
use crate::{Category, Severity};

/// # What it flags
///
/// "Go", "run along", "run home", "off you go" and a chore, child's play, an
/// animal's doing or an act on oneself, said to somebody as a send-off: "go
/// count your toes", "run along and lick a lamp post", "back to your kennel".
///
/// # Why
///
/// A send-off answers nothing. The rule is the kind of command, never the
/// object: what is to be eaten, counted or licked makes no difference.
///
/// # Leaves alone
///
/// Commands with a point ("go read the report"), offers and travel advice ("if
/// you are in Lyon, go eat at the corner place"), and anything in a sentence
/// that holds a condition, a place, a price or praise.
pub(super) const RULE: Rule = Rule { id: "demeaning-command", check };

/// Source: set by hand; 90 of 99 comments of the written cases in which the rule
/// found somebody attacked were attacks.
const PLAIN: f32 = 0.7;
const CLOSING: f32 = 0.85;
/// Longest send-off, in words. Advice is longer, because it has a point.
const LONGEST: usize = 9;

/// What children, servants and animals do, and what one does to oneself.
const BELOW_ADULTS: &[&str] = &[
    "eat",
    "count",
    "lick",
    "suck",
    "chew",
    "munch",
    "swallow",
    "drink",
    "play",
    "hide",
    "cry",
    "whine",
    "moan",
    "sulk",
    "weep",
    "bark",
    "howl",
    "fetch",
    "sit",
    "stand",
    "crawl",
    "dig",
    "roll",
    "jump",
    "hop",
    "skip",
    "dance",
    "sing",
    "knit",
    "sew",
    "polish",
    "scrub",
    "wash",
    "sweep",
    "mop",
    "iron",
    "shine",
    "peel",
    "milk",
    "feed",
    "herd",
    "chase",
    "pluck",
    "shear",
    "stick",
    "shove",
    "stuff",
    "kick",
    "bang",
    "boil",
    "fry",
    "soak",
    "drown",
    "choke",
    "hump",
    "screw",
    "fuck",
    "piss",
    "wet",
    "fly",
    "colour",
    "color",
    "finger-paint",
    "draw",
    "hug",
    "cuddle",
    "kiss",
    "pet",
    "stroke",
    "groom",
    "sniff",
    "nibble",
    "graze",
    "gargle",
    "comb",
    "paint",
    "tidy",
    "dust",
    "rake",
    "nap",
    "sleep",
];

/// What makes a command advice: a place, a price, a reason, praise.
const ADVICE: &[&str] = &[
    "place",
    "restaurant",
    "cafe",
    "café",
    "market",
    "corner",
    "shop",
    "museum",
    "park",
    "beach",
    "town",
    "city",
    "there",
    "here",
    "delicious",
    "tasty",
    "best",
    "great",
    "good",
    "lovely",
    "recommend",
    "recommended",
    "worth",
    "enjoy",
    "favourite",
    "favorite",
    "season",
    "vitamin",
    "healthy",
    "doctor",
    "recipe",
    "fresh",
    "weekend",
    "tomorrow",
    "tonight",
    "friends",
    "kids",
    "game",
    "match",
    "team",
    "please",
    "luck",
    "happy",
    "love",
    "proud",
    "champ",
    "vote",
];

fn check(reading: &Reading<'_>, found: &mut Vec<Candidate>) {
    if !reading.has(Classes::SEND) {
        return;
    }
    for at in 0..reading.len() {
        let Some(verb) = sent_off(reading, at) else { continue };
        if verb >= reading.len() || reading.sentence(verb).start > at {
            continue;
        }
        let sentence = reading.sentence(at);
        if sentence.clone().any(|index| reading.is(index, Classes::IF | Classes::I)) || is_advice(reading, &sentence) {
            continue;
        }
        let end =
            (verb..sentence.end).find(|&index| index > verb && reading.starts_clause(index)).unwrap_or(sentence.end);
        if end - at > LONGEST {
            continue;
        }
        let yours = (verb..end).any(|index| reading.is(index, Classes::YOUR | Classes::YOU));
        let closing = end == reading.len();
        found.push(Candidate {
            rule: RULE.id,
            category: Category::Dismissal,
            severity: Severity::Low,
            confidence: if yours || closing { CLOSING } else { PLAIN },
            of: Of::Addressee,
            tokens: at..end,
        });
    }
}

/// Where the demeaning verb or place stands after a send-off that starts at `at`.
fn sent_off(reading: &Reading<'_>, at: usize) -> Option<usize> {
    if !reading.is(at, Classes::SEND) || !commands(reading, at) {
        return None;
    }
    let word = reading.word(at);
    // "back to your kennel", "crawl back under your rock"
    if word == "back" {
        let home = matches!(reading.word(at + 1), "to" | "in" | "into" | "under") && reading.is(at + 2, Classes::YOUR);
        return (home && !is_of_the_talk(reading, at + 3)).then_some(at + 3);
    }
    let mut next = at + 1;
    while next < at + 5
        && matches!(
            reading.word(next),
            "along"
                | "off"
                | "away"
                | "home"
                | "now"
                | "and"
                | "back"
                | "on"
                | "you"
                | "go"
                | "outside"
                | "then"
                | "to"
                | "just"
                | "upstairs"
        )
    {
        next += 1;
    }
    if BELOW_ADULTS.contains(&reading.word(next)) && !followed_by_particle_of_point(reading, next) {
        return Some(next);
    }
    // "crawl back under your rock", "run back to your mother"
    let returns = next > at + 1 && matches!(reading.word(next - 1), "back" | "home" | "to");
    let below = matches!(reading.word(next), "under" | "into" | "in" | "to");
    let yours = if below { next + 1 } else { next };
    (returns && reading.is(yours, Classes::YOUR) && yours + 1 < reading.len()).then_some(yours + 1)
}

/// Whether the word at `at` opens a command: at the start of a clause or behind
/// words that only lead in, with no subject of its own.
fn commands(reading: &Reading<'_>, at: usize) -> bool {
    if reading.starts_clause(at) {
        return true;
    }
    let lead = at - 1;
    let leads_in = matches!(
        reading.word(lead),
        "now"
            | "so"
            | "just"
            | "please"
            | "then"
            | "ok"
            | "okay"
            | "maybe"
            | "why"
            | "better"
            | "and"
            | "should"
            | "can"
    );
    let with_you =
        matches!(reading.word(lead), "should" | "can" | "better") && !reading.is(lead.wrapping_sub(1), Classes::YOU);
    let after_and = reading.word(lead) == "and" && lead > 0 && !reading.starts_clause(lead);
    // "I can now go play": a subject in the clause makes it no command.
    let clause = reading.document.clause_of(at);
    let has_subject = (clause.start..at).any(|index| reading.is(index, Classes::I | Classes::THEY));
    leads_in && !with_you && !after_and && !has_subject
}

/// "Go stand for election", "go play in the league": the verb goes on to a point.
fn followed_by_particle_of_point(reading: &Reading<'_>, verb: usize) -> bool {
    matches!(reading.word(verb + 1), "for" | "at" | "against") && !reading.is(verb + 2, Classes::YOUR)
}

/// "Back to your point": a return to the matter, not to the kennel.
fn is_of_the_talk(reading: &Reading<'_>, at: usize) -> bool {
    const TALK: &[&str] = &[
        "point",
        "points",
        "question",
        "questions",
        "argument",
        "claim",
        "claims",
        "example",
        "original",
        "first",
        "earlier",
        "topic",
        "theory",
        "statement",
        "other",
        "article",
        "doctor",
        "gp",
        "notes",
        "book",
        "books",
        "regularly",
        "usual",
        "normal",
        "last",
        "main",
    ];
    reading.is(at, Classes::COMMENT) || TALK.contains(&reading.word(at))
}

fn is_advice(reading: &Reading<'_>, sentence: &std::ops::Range<usize>) -> bool {
    sentence.clone().any(|index| ADVICE.contains(&reading.word(index)))
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
                ("You know nothing. go boil some cabbages", &["go boil some cabbages"]),
                ("Go count your toes.", &["Go count your toes"]),
                ("Run along and lick a lamp post.", &["Run along and lick a lamp post"]),
                ("Back to your kennel!", &["Back to your kennel"]),
                ("Now run home and polish your clogs", &["run home and polish your clogs"]),
                ("Crawl back under your rock", &["Crawl back under your rock"]),
                ("go play with your dolls", &["go play with your dolls"]),
                // Near misses.
                ("If you are in Lyon, go eat the oysters at the corner place.", &[]),
                ("Go read the report before the vote.", &[]),
                ("Go eat at the market, the soup is delicious", &[]),
                ("I usually go play tennis with my kids", &[]),
                ("They go eat lunch at noon", &[]),
                ("Go stand for election then", &[]),
                ("We let the dogs go play outside", &[]),
                ("Back to your point about tax.", &[]),
            ],
        );
    }
}
