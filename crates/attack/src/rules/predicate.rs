//! What is said of somebody after "you are".

use std::ops::Range;

use crate::class::Classes;
use crate::reading::Reading;
use crate::vocabulary::Sense;

/// An insulting predicate.
pub(super) struct Predicate {
    /// From the first word after the verb to the last insulting one.
    pub(super) tokens: Range<usize>,
    pub(super) sense: Sense,
}

/// Words allowed between the verb and the insult ("you are [such a complete] clown").
///
/// Source: set by hand.
const LONGEST_GAP: usize = 5;

/// The insulting predicate that starts at `start`, if there is one.
///
/// Stops at denials, at words that open a clause of their own, and at
/// punctuation, save for commas in a list of adjectives. A weak word counts
/// only where the clause ends after it, or where it is the noun of the phrase.
pub(super) fn insult_at(reading: &Reading<'_>, start: usize) -> Option<Predicate> {
    let mut determined = false;
    let end_of_search = (start + LONGEST_GAP + 1).min(reading.len());
    for at in start..end_of_search {
        if at > start && reading.starts_clause(at) {
            return None;
        }
        let entry = reading.entry(at);
        let closes = reading.ends_clause(at + 1) || reading.is(at + 1, Classes::AND | Classes::STOP | Classes::IF);
        let noun_next = !closes && !reading.is(at + 1, Classes::DET | Classes::YOU | Classes::MODAL);
        if let Some(noun) = entry.noun
            && (noun.strong || (determined && closes) || at > start && closes && followed_by_plural(reading, at))
        {
            return Some(Predicate { tokens: start..list_end(reading, at), sense: noun });
        }
        if let Some(adjective) = entry.adjective
            && (adjective.strong || (closes && !determined))
        {
            // "an arrogant fool": the noun says it better.
            if let Some((noun, sense)) = described_noun(reading, at) {
                return Some(Predicate { tokens: start..list_end(reading, noun), sense });
            }
            // "a stupid question you answered" says nothing of the person.
            let of_a_thing =
                determined && noun_next && !names_a_person(reading.word(at + 1)) && noun_of(reading, at + 1);
            if !of_a_thing {
                return Some(Predicate { tokens: start..list_end(reading, at), sense: adjective });
            }
        }
        if reading.is(at, Classes::NOT | Classes::STOP | Classes::IF | Classes::YOU | Classes::I | Classes::THEY) {
            return None;
        }
        determined |= reading.is(at, Classes::DET);
    }
    None
}

/// The insulting noun that the adjective at `at` describes: "pompous old fool".
fn described_noun(reading: &Reading<'_>, at: usize) -> Option<(usize, Sense)> {
    for noun in at + 1..=at + 3 {
        if reading.ends_clause(noun) {
            return None;
        }
        if let Some(sense) = reading.entry(noun).noun.filter(|sense| sense.strong || reading.ends_clause(noun + 1)) {
            return Some((noun, sense));
        }
        let describes = reading.entry(noun).adjective.is_some()
            || reading.is(noun, Classes::IDENTITY | Classes::ADV)
            || names_a_person(reading.word(noun));
        if !describes {
            return None;
        }
    }
    None
}

fn followed_by_plural(reading: &Reading<'_>, at: usize) -> bool {
    reading.word(at).ends_with('s')
}

/// Whether the word at `at` is likely the noun that an adjective before it describes.
fn noun_of(reading: &Reading<'_>, at: usize) -> bool {
    at < reading.len() && !reading.is(at, Classes::AND | Classes::STOP | Classes::ADV | Classes::I | Classes::THEY)
}

/// Words for a person that carry no insult of their own ("a stupid person").
fn names_a_person(word: &str) -> bool {
    const PERSONS: &[&str] = &[
        "person",
        "man",
        "woman",
        "individual",
        "human",
        "guy",
        "fellow",
        "boy",
        "girl",
        "kid",
        "lady",
        "old",
        "little",
        "people",
        "one",
        "soul",
        "creature",
        "being",
        "bloke",
        "chap",
        "dude",
        "lad",
        "excuse",
        "brat",
        "child",
    ];
    PERSONS.contains(&word)
}

/// One past the last word of a list of insults that goes on after `at`:
/// "ignorant, arrogant, angry and insulting".
fn list_end(reading: &Reading<'_>, at: usize) -> usize {
    let mut end = at + 1;
    // A noun directly behind stays with its adjective.
    while let Some(next) = next_in_list(reading, end) {
        end = next;
    }
    if end < reading.len() && !reading.ends_clause(end) && names_a_person(reading.word(end)) {
        end += 1;
    }
    end
}

/// Where the list stands after its next member, if there is one.
fn next_in_list(reading: &Reading<'_>, end: usize) -> Option<usize> {
    let mut at = end;
    let comma = reading.document.gap(at).trim_start().starts_with(',');
    let and = at < reading.len() && reading.is(at, Classes::AND);
    if !comma && !and {
        let joined = reading.entry(at).noun.is_some_and(|noun| noun.strong) && !reading.ends_clause(at);
        return joined.then_some(at + 1);
    }
    at += usize::from(and);
    while at < end + 4 && reading.is(at, Classes::ADV | Classes::DET | Classes::AND) {
        at += 1;
    }
    let entry = reading.entry(at);
    if entry.noun.is_some_and(|noun| noun.strong) || entry.adjective.is_some() {
        return Some(at + 1);
    }
    // A harmless member between two insults: "arrogant, angry and insulting".
    let bridged = reading.entry(at + 2).adjective.is_some() && reading.is(at + 1, Classes::AND);
    (comma && bridged).then_some(at + 3)
}
