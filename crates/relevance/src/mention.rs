//! What an article names without using every name of it.

use threadwarden_text::Document;

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
pub(crate) fn mentions(original: &str, document: &Document, words: &[Word]) -> Vec<Mention> {
    let aliases = Aliases::shipped();
    let mut mentions = Vec::new();
    let topical = topical(original, document, words);
    let mut at = 0;
    while at < topical.len() {
        let mut length = LONGEST_NAME.min(topical.len() - at);
        let mut stems = [Stem(0); LONGEST_NAME];
        stems.iter_mut().zip(&topical[at..]).for_each(|(stem, (found, _))| *stem = *found);
        while length > 0 {
            let token = topical[at].1;
            let named =
                aliases.find(&stems[..length]).filter(|name| !name.capital || is_capital(original, document, token));
            let before = mentions.len();
            mentions.extend(named.map(|name| Mention { stem: name.concept, token, closeness: name.closeness }));
            if mentions.len() > before {
                break;
            }
            length -= 1;
        }
        at += length.max(1);
    }
    initials(original, document, &mut mentions);
    mentions
}

/// Words with a topic and their tokens; "U.S." and "US" among them.
fn topical(original: &str, document: &Document, words: &[Word]) -> Vec<(Stem, usize)> {
    let mut topical = Vec::with_capacity(words.len());
    for (token, word) in words.iter().enumerate() {
        if word.has_topic() {
            topical.push((word.stem, token));
            continue;
        }
        let text = document.word(token);
        let whole = if token > 0 && text.len() == 1 && document.tokens()[token].glued {
            dotted(document.word(token - 1), text)
        } else if text == "us" && document.span(token..token + 1).of(original) == "US" {
            dotted("u", "s")
        } else {
            None
        };
        topical.extend(whole.and_then(stem_of).map(|stem| (stem, token)));
    }
    topical
}

fn is_capital(original: &str, document: &Document, token: usize) -> bool {
    document.span(token..token + 1).of(original).starts_with(char::is_uppercase)
}

/// Adds the initials of names of several capitalised words.
fn initials(original: &str, document: &Document, mentions: &mut Vec<Mention>) {
    let mut row: Vec<usize> = Vec::new();
    for token in 0..=document.tokens().len() {
        let goes_on = token < document.tokens().len()
            && is_capital(original, document, token)
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
        if token < document.tokens().len() && is_capital(original, document, token) {
            row.push(token);
        }
    }
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
        mentions(text, &document, &words).into_iter().map(|mention| mention.stem).collect()
    }

    #[test]
    fn names_concepts_and_initials() {
        for (one, other, meet) in [
            ("The Kremlin refused.", "We asked the Russians.", true),
            ("A visit to Turkey", "The Turkish navy", true),
            ("The US and the Kuriles", "an American visit", true),
            ("The U.S. fleet", "an American visit", true),
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
