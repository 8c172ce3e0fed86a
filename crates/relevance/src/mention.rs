//! What an article names without using every name of it.

use threadwarden_text::{Case, Document};

use crate::alias::{Aliases, LONGEST_NAME, dotted};
use crate::term::{Stem, stem_of};
use crate::words::Word;

/// Something that a text names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mention {
    /// A concept of the table of names, or the initials of a name.
    pub(crate) stem: Stem,
    /// The token at which it is named.
    pub(crate) token: usize,
    /// How far it is meant, in `0..=1`.
    pub(crate) closeness: f32,
}

/// Fewest and most capitalised words in a row whose initials stand for them.
const INITIALS: std::ops::RangeInclusive<usize> = 3..=6;
/// How much initials count that the article itself does not use. A guess.
const INITIALS_CLOSENESS: f32 = 0.5;

/// Everything that a text names: concepts of the table ("Moscow" names Russia),
/// and names of several words by their initials ("South China Sea" is SCS).
pub(crate) fn mentions(document: &Document, words: &[Word]) -> Vec<Mention> {
    let aliases = Aliases::shipped();
    let mut mentions = Vec::new();
    let topical = topical(document, words);
    let mut at = 0;
    while at < topical.len() {
        let mut length = LONGEST_NAME.min(topical.len() - at);
        let mut stems = [Stem(0); LONGEST_NAME];
        stems.iter_mut().zip(&topical[at..]).for_each(|(stem, (found, _))| *stem = *found);
        while length > 0 {
            let token = topical[at].1;
            let capital = document.tokens()[token].case != Case::Small;
            let named = aliases.find(&stems[..length]).filter(|name| !name.capital || capital);
            let before = mentions.len();
            mentions.extend(named.map(|name| Mention { stem: name.concept, token, closeness: name.closeness }));
            if mentions.len() > before {
                break;
            }
            length -= 1;
        }
        at += length.max(1);
    }
    initials(document, words, &mut mentions);
    defined(document, words, &mut mentions);
    mentions
}

/// The stem of a word that is an abbreviation in capitals and an ordinary word without.
pub(crate) fn abbreviation(document: &Document, token: usize) -> Option<Stem> {
    let upper = document.tokens()[token].case == Case::Upper;
    upper.then(|| Aliases::shipped().abbreviation(document.word(token))).flatten()
}

/// Words with a topic and their tokens; "U.S." and "US" among them.
fn topical(document: &Document, words: &[Word]) -> Vec<(Stem, usize)> {
    let mut topical = Vec::with_capacity(words.len());
    for (token, word) in words.iter().enumerate() {
        if let Some(stem) = abbreviation(document, token) {
            topical.push((stem, token));
            continue;
        }
        if word.has_topic() {
            topical.push((word.stem, token));
            continue;
        }
        let text = document.word(token);
        let whole = if token > 0 && text.len() == 1 && document.tokens()[token].glued {
            dotted(document.word(token - 1), text)
        } else {
            None
        };
        topical.extend(whole.and_then(stem_of).map(|stem| (stem, token)));
    }
    topical
}

fn is_capital(document: &Document, token: usize) -> bool {
    document.tokens()[token].case != Case::Small
}

/// Adds the initials of names of several capitalised words.
fn initials(document: &Document, words: &[Word], mentions: &mut Vec<Mention>) {
    let is_part = |token: usize| words.get(token).is_some_and(|word| !word.is_function) && is_capital(document, token);
    let mut row: Vec<usize> = Vec::new();
    // One more than there are: behind the last, the row ends.
    for token in 0..=words.len() {
        let goes_on = is_part(token)
            && row.last().is_none_or(|last| last + 1 == token && matches!(document.gap(token), " " | "-"));
        if goes_on {
            row.push(token);
            continue;
        }
        if INITIALS.contains(&row.len()) {
            let letters: String = row.iter().filter_map(|token| document.word(*token).chars().next()).collect();
            let stem = stem_of(&letters);
            mentions.extend(stem.map(|stem| Mention { stem, token: row[0], closeness: INITIALS_CLOSENESS }));
        }
        row.clear();
        if is_part(token) {
            row.push(token);
        }
    }
}

/// Longest abbreviation that a text may define, in letters.
const LONGEST_ABBREVIATION: usize = 8;

/// Adds, wherever an abbreviation stands that the text itself defines, what it is short for, and the other way round.
///
/// "Federal Trade Commission (FTC)", "FTC (Federal Trade Commission)" and "the FTC, or Federal Trade Commission"
/// define one. After A. Schwartz and M. Hearst, "A Simple Algorithm for Identifying Abbreviation Definitions" (2003),
/// by first letters alone.
fn defined(document: &Document, words: &[Word], mentions: &mut Vec<Mention>) {
    let tokens = document.tokens();
    for short in 0..tokens.len() {
        let letters = document.word(short);
        if tokens[short].case != Case::Upper || letters.len() > LONGEST_ABBREVIATION || !letters.is_ascii() {
            continue;
        }
        let closes = document.gap(short + 1).starts_with(')');
        let long = if document.gap(short).ends_with('(') && closes {
            spelled_before(document, letters.as_bytes(), short)
        } else {
            let after = document.gap(short + 1);
            let or = after.trim_start() == ", " || after == ", ";
            let start = if after.ends_with(" (") || after == "(" {
                Some(short + 1)
            } else if or && short + 1 < tokens.len() && document.word(short + 1) == "or" {
                Some(short + 2)
            } else {
                None
            };
            start.and_then(|start| spelled_after(document, letters.as_bytes(), start))
        };
        let Some(long) = long else { continue };
        let stem = abbreviation(document, short).unwrap_or(words[short].stem);
        for token in (0..tokens.len()).filter(|token| document.word(*token) == letters && is_capital(document, *token))
        {
            let parts = words[long.clone()].iter().filter(|word| word.has_topic());
            mentions.extend(parts.map(|word| Mention { stem: word.stem, token, closeness: DEFINED_CLOSENESS }));
        }
        let length = long.len();
        for token in 0..(tokens.len() + 1).saturating_sub(length) {
            if (0..length).all(|step| words[token + step].spelling == words[long.start + step].spelling) {
                mentions.push(Mention { stem, token, closeness: 1.0 });
            }
        }
    }
}

/// How much a word of a name counts where only the name's abbreviation stands. A guess.
const DEFINED_CLOSENESS: f32 = 0.5;

/// The words before an abbreviation whose first letters spell it.
fn spelled_before(document: &Document, letters: &[u8], short: usize) -> Option<std::ops::Range<usize>> {
    let mut left = letters.len();
    for token in (0..short).rev().take(2 * letters.len() + 2) {
        if document.word(token).as_bytes().first() == letters.get(left - 1) {
            left -= 1;
            if left == 0 {
                return (is_capital(document, token) && short - token > 1).then_some(token..short);
            }
        } else if is_capital(document, token) && !document.tokens()[token].glued {
            return None;
        }
    }
    None
}

/// The words from `start` on whose first letters spell an abbreviation.
fn spelled_after(document: &Document, letters: &[u8], start: usize) -> Option<std::ops::Range<usize>> {
    let mut spelled = 0;
    for token in (start..document.tokens().len()).take(2 * letters.len() + 2) {
        if document.word(token).as_bytes().first() == letters.get(spelled)
            && (spelled > 0 || is_capital(document, token))
        {
            spelled += 1;
            if spelled == letters.len() {
                return (token > start).then_some(start..token + 1);
            }
        } else if is_capital(document, token) && !document.tokens()[token].glued {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{mentions, stem_of};
    use crate::words::{Tables, Words};
    use threadwarden_text::Document;

    fn named(text: &str) -> Vec<crate::term::Stem> {
        let document = Document::new(text);
        let mut words = Words::new(Tables::shipped(), None, 0);
        let words: Vec<_> = document.words().map(|word| words.get(word)).collect();
        mentions(&document, &words).into_iter().map(|mention| mention.stem).collect()
    }

    #[test]
    fn abbreviations_that_a_text_defines_are_what_they_stand_for() {
        let stem = |word: &str| stem_of(word).unwrap();
        for (text, sought, expected) in [
            ("The Harbour Trade Commission (HTC) met. Then the HTC left.", "commission", 2),
            ("The Harbour Trade Commission (HTC) met. The Harbour Trade Commission left.", "htc", 2),
            ("The HTC (Harbour Trade Commission) met. Then the HTC left.", "harbour", 2),
            ("The HTC, or Harbour Trade Commission, met.", "harbour", 1),
            ("The Department of Quays (DOQ) met. Then the DOQ left.", "quays", 2),
            // Near misses: letters that the words do not spell, brackets about something else.
            ("The Harbour Trade Commission (HTD) met. Then the HTD left.", "commission", 0),
            ("The Harbour Trade Commission (founded 1990) met the HTC.", "commission", 0),
            ("The harbour, then crowded (HTC) was shut.", "crowded", 0),
        ] {
            let found = named(text).iter().filter(|found| **found == stem(sought)).count();
            // Initials of capitalised names are counted besides, and the definition itself.
            let besides = if sought == "htc" { 2 } else { 0 };
            assert_eq!(found, expected + besides, "{text}");
        }
    }

    #[test]
    fn names_concepts_and_initials() {
        for (one, other, meet) in [
            ("The Kremlin refused.", "We asked the Russians.", true),
            ("A visit to Turkey", "The Turkish navy", true),
            ("The US and the Kuriles", "an American visit", true),
            ("The U.S. fleet", "an American visit", true),
            ("a report by the WHO on water", "the World Health Organization", true),
            ("Who knows, and who cares?", "the World Health Organization", false),
            ("THEY TOLD US SO", "an American visit", false),
            // Near misses: the bird, the pronoun.
            ("They ate turkey.", "The Turkish navy", false),
            ("They told us so.", "an American visit", false),
        ] {
            let other = named(other);
            assert_eq!(named(one).iter().any(|stem| other.contains(stem)), meet, "{one}");
        }
        assert!(named("Ships cross the South Harbour Zone at night").contains(&stem_of("shz").unwrap()));
        assert!(!named("Ships cross the south harbour zone").contains(&stem_of("shz").unwrap()));
    }
}
