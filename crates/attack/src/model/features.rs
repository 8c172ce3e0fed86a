//! What the model looks at: words, their order, and who is meant by them.

use std::ops::Range;

use crate::class::Classes;
use crate::hash::{mix, of};
use crate::knowledge::is_masked;
use crate::reading::Reading;

/// One feature: a number whose top bits find its weight.
pub(crate) type Feature = u64;

/// Kinds of features; each is hashed apart from the others.
mod kind {
    pub(super) const WORD: u64 = 1;
    pub(super) const PAIR: u64 = 2;
    pub(super) const FRAME: u64 = 3;
    pub(super) const FRAME_3: u64 = 4;
    pub(super) const AFTER_YOU: u64 = 6;
    pub(super) const OPENING: u64 = 7;
    pub(super) const STEM: u64 = 8;
    pub(super) const RULE: u64 = 9;
    pub(super) const SHAPE: u64 = 10;
    pub(super) const WITH_YOU: u64 = 12;
    pub(super) const QUOTED: u64 = 13;
}

/// Words after "you" that count as said of you.
const REACH_AFTER_YOU: usize = 6;

/// A personal finding of a rule, as the model sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RuleHit {
    /// First token of the evidence.
    pub(crate) at: usize,
    pub(crate) rule: &'static str,
    pub(crate) category: u64,
}

/// Hands over the features of one sentence.
pub(crate) fn of_sentence(reading: &Reading<'_>, tokens: Range<usize>, is_reply: bool, mut take: impl FnMut(Feature)) {
    if tokens.is_empty() {
        return;
    }
    let second = Classes::YOU | Classes::YOUR | Classes::YOURE;
    let quotes = !reading.document.quotes().is_empty();
    let speaks_to = tokens.clone().any(|at| reading.is(at, second));
    let mut last_you: Option<usize> = None;
    // The frames of the two words before.
    let (mut frame_1, mut frame_2) = (0, 0);
    for at in tokens.clone() {
        let word = reading.hash(at);
        if says_again(reading, &tokens, at) {
            continue;
        }
        if quotes && reading.document.quote_of(at).is_some_and(|quote| !quote.is_scare_quote()) {
            // Somebody else's words keep no company with the writer's own.
            take(mix(kind::QUOTED, word));
            (frame_2, frame_1) = (0, 0);
            continue;
        }
        let frame = frame(reading, at);
        take(mix(kind::WORD, word));
        if !is_masked(word) {
            take(mix(kind::STEM, u64::from(reading.stem(at))));
        }
        if at > tokens.start {
            take(mix(mix(kind::PAIR, reading.hash(at - 1)), word));
            take(mix(mix(kind::FRAME, frame_1), frame));
        }
        if at > tokens.start + 1 {
            take(mix(mix(mix(kind::FRAME_3, frame_2), frame_1), frame));
        }
        if reading.is(at, second) {
            last_you = Some(at);
        } else if last_you.is_some_and(|you| at - you <= REACH_AFTER_YOU) {
            take(mix(kind::AFTER_YOU, word));
        } else if speaks_to {
            take(mix(kind::WITH_YOU, word));
        }
        if at < tokens.start + 3 {
            take(mix(mix(kind::OPENING, (at - tokens.start) as u64), frame));
        }
        (frame_2, frame_1) = (frame_1, frame);
    }
    shape(reading, &tokens, is_reply, speaks_to, &mut take);
}

/// Whether a masked word follows another of its kind: "Native American" and
/// "Orson Abeywickrama" count as one word.
fn says_again(reading: &Reading<'_>, tokens: &Range<usize>, at: usize) -> bool {
    is_masked(reading.hash(at)) && at > tokens.start && reading.hash(at - 1) == reading.hash(at)
}

/// Hands over what the rules found from `tokens` on.
pub(crate) fn of_rules(hits: &[RuleHit], tokens: &Range<usize>, mut take: impl FnMut(Feature)) {
    for hit in hits.iter().filter(|hit| tokens.contains(&hit.at)) {
        take(mix(kind::RULE, of(hit.rule)));
        take(mix(kind::RULE, hit.category));
    }
}

/// The word, or what it does where that says more: the frame "you are a …" is
/// the same for every insult.
fn frame(reading: &Reading<'_>, at: usize) -> u64 {
    let classes = reading.classes(at);
    let named = if classes.any(Classes::NEUTRAL) { Classes::IDENTITY } else { Classes::NONE };
    (classes | named).shown().map_or_else(|| reading.hash(at), |place| place + 1)
}

/// Features of the sentence as a whole.
fn shape(
    reading: &Reading<'_>,
    tokens: &Range<usize>,
    is_reply: bool,
    speaks_to: bool,
    take: &mut impl FnMut(Feature),
) {
    let first = tokens.start;
    let again = tokens.clone().filter(|&at| says_again(reading, tokens, at)).count();
    let length = match tokens.len() - again {
        0..=2 => 1,
        3..=5 => 2,
        6..=10 => 3,
        11..=20 => 4,
        21..=40 => 5,
        _ => 6,
    };
    let names = reading.names.iter().any(|name| tokens.contains(&name.tokens.start));
    let sentence = reading.document.tokens()[first].sentence as usize;
    let question = reading.document.is_question(sentence);
    let mut say = |code: u64| take(mix(kind::SHAPE, code));
    say(length);
    say(10 + u64::from(is_reply) * 4 + u64::from(speaks_to) * 2 + u64::from(names));
    say(20 + u64::from(question) * 2 + u64::from(speaks_to));
    say(30 + u64::from(first == 0) * 8 + length);
}

/// The features of one sentence, each with a way to say it in words.
///
/// Follows what [`of_sentence`] hands over, and tells by the hashes which word
/// it has come to: the way the model is fed stays free of names.
pub(crate) fn of_sentence_named(
    reading: &Reading<'_>,
    tokens: Range<usize>,
    is_reply: bool,
    mut take: impl FnMut(Feature, &dyn Fn() -> String),
) {
    /// Words that may be passed over in a row.
    const LONGEST_GAP: usize = 64;
    let mut at: Option<usize> = None;
    of_sentence(reading, tokens.clone(), is_reply, |feature| {
        let next = at.map_or(tokens.start, |at| at + 1);
        let opens = |at: &usize| {
            let word = reading.hash(*at);
            feature == mix(kind::WORD, word) || feature == mix(kind::QUOTED, word)
        };
        if let Some(found) = (next..tokens.end.min(next + LONGEST_GAP)).find(opens) {
            at = Some(found);
        }
        take(feature, &|| in_words(reading, at.unwrap_or(tokens.start), feature));
    });
}

/// The features of the rules, in words.
pub(crate) fn of_rules_named(
    hits: &[RuleHit],
    tokens: &Range<usize>,
    mut take: impl FnMut(Feature, &dyn Fn() -> String),
) {
    of_rules(hits, tokens, |feature| {
        let hit = hits.iter().find(|hit| feature == mix(kind::RULE, of(hit.rule)));
        take(feature, &|| {
            hit.map_or_else(|| "the kind of attack that a rule found".to_owned(), |hit| format!("rule {}", hit.rule))
        });
    });
}

/// A feature that was handed over for the word at `at`, or behind the last word.
fn in_words(reading: &Reading<'_>, at: usize, feature: Feature) -> String {
    /// Above every code that [`shape`] uses.
    const SHAPE_CODES: u64 = 64;
    let (word, hash) = (reading.word(at), reading.hash(at));
    let before = at.checked_sub(1);
    if feature == mix(kind::WORD, hash) || feature == mix(kind::STEM, u64::from(reading.stem(at))) {
        format!("\"{word}\"")
    } else if let Some(before) = before.filter(|&before| feature == mix(mix(kind::PAIR, reading.hash(before)), hash)) {
        format!("\"{}\" + \"{word}\"", reading.word(before))
    } else if feature == mix(kind::AFTER_YOU, hash) {
        format!("\"{word}\" said after \"you\"")
    } else if feature == mix(kind::WITH_YOU, hash) {
        format!("\"{word}\" in a sentence with \"you\"")
    } else if feature == mix(kind::QUOTED, hash) {
        format!("\"{word}\" in a quotation")
    } else if (0..SHAPE_CODES).any(|code| feature == mix(kind::SHAPE, code)) {
        "length and form of the sentence".to_owned()
    } else {
        format!("the order of words up to \"{word}\"")
    }
}
