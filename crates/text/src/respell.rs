//! Undoes disguises that only a vocabulary can undo.
//!
//! Folding takes off what a single character wears. What is left needs to know
//! which word was meant: "1d10t", "st.upid", "i*iot", "i***t", "idoit", "stewpid",
//! "toidi", "youidiot". A [`Vocabulary`] says which words people disguise and
//! which are ordinary and stay as they are; [`respell`] then replaces the tokens
//! of a document, spans and all.
//!
//! Ordinary words, capitalised words (names) and numbers are never respelled, so
//! that "Moran" stays a name and "G7" a club.

use std::ops::Range;

use crate::{Document, Sound};

/// What a respeller has to know of words. All words are folded.
pub trait Vocabulary {
    /// What kind of word this is. Asked of every word, so it must be quick.
    fn kind(&self, word: &str) -> Kind;
    /// A sought word that fits a pattern of letters and `*`, each `*` one letter.
    fn sought_like(&self, pattern: &str) -> Option<&str>;
    /// A sought word that becomes this one when one letter is dropped.
    fn sought_with_a_letter_more(&self, word: &str) -> Option<&str>;
    /// Whether some sought word has these letters in any order; see [`letters`].
    fn is_anagram_of_sought(&self, letters: u128) -> bool;
    /// A sought word that sounds so.
    fn sought_that_sounds(&self, sound: &Sound) -> Option<&str>;
}

/// What a vocabulary knows of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A word as people spell it.
    Ordinary,
    /// A word that people disguise.
    Sought,
    /// Neither.
    Unknown,
}

/// Shortest word that is respelled for a swapped or dropped letter, or for its sound.
const SHORTEST_MISSPELT: usize = 4;
/// Shortest sought word looked for at the end of words run together.
const SHORTEST_JOINED: usize = 4;
/// Longest token that is tried at all, in bytes.
const LONGEST: usize = 40;

/// Replaces disguised words of a document; `None` when there are none, which is
/// the common case and costs a look at each unknown word.
///
/// `kinds[i]` is what the vocabulary says of word `i`; tokens beyond it are not looked at.
pub fn respell(document: &Document, original: &str, kinds: &[Kind], vocabulary: &impl Vocabulary) -> Option<Document> {
    let mut replacements: Vec<(Range<usize>, String)> = Vec::new();
    let mut at = 0;
    while at < document.tokens().len().min(kinds.len()) {
        let chunk = chunk_at(document, at);
        let known = kinds.get(chunk.clone()).unwrap_or_default();
        if let Some(found) = undo(document, original, chunk.clone(), known, vocabulary) {
            replacements.push((found.0, found.1));
        }
        at = chunk.end;
    }
    (!replacements.is_empty()).then(|| document.with_words(&replacements))
}

/// The tokens from `at` on that no space parts.
fn chunk_at(document: &Document, at: usize) -> Range<usize> {
    let glued = document.tokens()[at + 1..].iter().take_while(|token| token.glued).count();
    at..at + 1 + glued
}

/// The tokens of a chunk that are one disguised word, and the word or words meant.
fn undo(
    document: &Document,
    original: &str,
    chunk: Range<usize>,
    kinds: &[Kind],
    vocabulary: &impl Vocabulary,
) -> Option<(Range<usize>, String)> {
    let all_known = kinds.iter().all(|kind| *kind != Kind::Unknown);
    if chunk.len() == 1 && (all_known || !wears_symbols(document, chunk.start)) && !is_starred(document, chunk.start) {
        let word = document.word(chunk.start);
        if all_known || word.len() > LONGEST || !word.is_ascii() {
            return None;
        }
        let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
        let meant = if has_digit {
            from_leet(word, vocabulary)
        } else if is_name_like(document, original, chunk.start) {
            None
        } else {
            from_misspelling(word, vocabulary).or_else(|| joined(word, vocabulary))
        }?;
        return Some((chunk, meant));
    }
    let as_written = written(document, &chunk);
    if as_written.len() > LONGEST || !as_written.is_ascii() && !has_picture(as_written) {
        return None;
    }
    // Each word of "and/or", "self-made", "you're" is ordinary or sought: nothing is hidden.
    if all_known && !as_written.contains('*') {
        return None;
    }
    let letters: String = chunk.clone().map(|index| document.word(index)).collect();
    if vocabulary.kind(&letters) == Kind::Sought {
        return Some((chunk, letters));
    }
    let stripped = as_written.trim_matches(|c: char| !c.is_ascii_alphanumeric() && !"@$*".contains(c));
    if let Some(word) = vocabulary.sought_like(&starred(stripped)).filter(|_| stripped.contains(['*', '#', '-', '_'])) {
        return Some((chunk, word.to_owned()));
    }
    from_leet(stripped, vocabulary).map(|word| (chunk, word))
}

/// Whether a `*` touches the token: "f***" leaves an ordinary letter.
fn is_starred(document: &Document, index: usize) -> bool {
    let token = &document.tokens()[index];
    let bytes = document.folded().as_bytes();
    bytes.get(token.end as usize) == Some(&b'*')
        || (token.start as usize).checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b'*')
}

/// Whether a symbol that can stand for a letter touches the token.
fn wears_symbols(document: &Document, index: usize) -> bool {
    let token = &document.tokens()[index];
    let bytes = document.folded().as_bytes();
    let is_symbol = |at: usize| bytes.get(at).is_some_and(|byte| b"@$!*#|+".contains(byte));
    (token.start as usize).checked_sub(1).is_some_and(is_symbol) || is_symbol(token.end as usize)
}

/// The folded text of a chunk with the symbols at its ends.
fn written<'d>(document: &'d Document, chunk: &Range<usize>) -> &'d str {
    let symbols = |gap: &str| gap.bytes().rev().take_while(|byte| b"@$!*#|+".contains(byte)).count();
    let first = &document.tokens()[chunk.start];
    let last = &document.tokens()[chunk.end - 1];
    let before = symbols(document.gap(chunk.start));
    let after = document.gap(chunk.end).bytes().take_while(|byte| b"@$*#|+!".contains(byte)).count();
    document.folded().get(first.start as usize - before..last.end as usize + after).unwrap_or("")
}

fn has_picture(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii() || crate::letters::is_picture(c))
}

/// "i*iot" and "i##t" with every mark a `*`.
fn starred(word: &str) -> String {
    word.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '*' }).collect()
}

/// Digits and symbols read as the letters they are drawn like.
fn from_leet(word: &str, vocabulary: &impl Vocabulary) -> Option<String> {
    if !word.bytes().any(|byte| byte.is_ascii_alphabetic()) || word.len() > LONGEST {
        return None;
    }
    for one in ['i', 'l'] {
        let read: String = word.chars().filter_map(|c| leet(c, one)).collect();
        if vocabulary.kind(&read) == Kind::Sought {
            return Some(read);
        }
        // A mark at the end may be punctuation after all: "idiot!".
        let trimmed: String = word.trim_end_matches(['!', '+']).chars().filter_map(|c| leet(c, one)).collect();
        if trimmed != read
            && vocabulary.kind(&trimmed) == Kind::Sought
            && word.bytes().any(|byte| byte.is_ascii_digit() || b"@$".contains(&byte))
        {
            return Some(trimmed);
        }
    }
    None
}

fn leet(c: char, one: char) -> Option<char> {
    Some(match c {
        '0' => 'o',
        '1' | '!' | '|' => one,
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '6' | '9' => 'g',
        '7' | '+' => 't',
        '8' => 'b',
        '2' => 'z',
        c if c.is_ascii_alphabetic() => c,
        _ => return None,
    })
}

/// A capital before small letters, in a sentence of more than that one word.
fn is_name_like(document: &Document, original: &str, index: usize) -> bool {
    let sentence = document.sentence(document.tokens()[index].sentence as usize);
    let mut letters = document.span(index..index + 1).of(original).chars();
    let capital = letters.next().is_some_and(char::is_uppercase);
    capital && sentence.len() > 1 && letters.any(char::is_lowercase)
}

fn from_misspelling(word: &str, vocabulary: &impl Vocabulary) -> Option<String> {
    if word.len() < SHORTEST_MISSPELT || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    // One look tells that no sought word has the same letters, which is the common case.
    if vocabulary.is_anagram_of_sought(letters(word)) {
        let reversed: String = word.chars().rev().collect();
        let swapped = (1..word.len()).map(|at| {
            let (before, after) = (&word[..at - 1], &word[at + 1..]);
            format!("{before}{}{}{after}", &word[at..=at], &word[at - 1..at])
        });
        let mut meant = std::iter::once(reversed).chain(swapped);
        if let Some(meant) = meant.find(|meant| vocabulary.kind(meant) == Kind::Sought) {
            return Some(meant);
        }
    }
    if let Some(single) = without_doubles(word).filter(|single| vocabulary.kind(single) == Kind::Sought) {
        return Some(single);
    }
    let fuller = vocabulary.sought_with_a_letter_more(word);
    fuller.or_else(|| vocabulary.sought_that_sounds(&Sound::of(word))).map(str::to_owned)
}

/// How often each letter stands in a word, four bits a letter; the same for every
/// order of the letters. Other bytes do not count.
pub fn letters(word: &str) -> u128 {
    let letters = word.bytes().filter(u8::is_ascii_lowercase);
    letters.fold(0, |counts: u128, letter| counts.wrapping_add(1 << (4 * (letter - b'a'))))
}

/// The word with every double letter single, if it has one.
fn without_doubles(word: &str) -> Option<String> {
    let doubled = word.as_bytes().windows(2).any(|pair| pair[0] == pair[1]);
    doubled.then(|| {
        let mut single = String::with_capacity(word.len());
        for c in word.chars() {
            if !single.ends_with(c) {
                single.push(c);
            }
        }
        single
    })
}

/// "youidiot" as "you idiot": a sought word behind ordinary ones, with nothing left over.
fn joined(word: &str, vocabulary: &impl Vocabulary) -> Option<String> {
    if !word.bytes().all(|byte| byte.is_ascii_lowercase())
        || !word.starts_with('y') && !word.starts_with('u') && word.len() < 3 * SHORTEST_JOINED
    {
        return None;
    }
    let split =
        (1..=word.len().saturating_sub(SHORTEST_JOINED)).find(|&at| vocabulary.kind(&word[at..]) == Kind::Sought)?;
    let mut words = ordinary_words(&word[..split], vocabulary)?;
    words.push(&word[split..]);
    Some(words.join(" "))
}

/// A run of letters as ordinary words, the longest first, at most five of them.
fn ordinary_words<'w>(run: &'w str, vocabulary: &impl Vocabulary) -> Option<Vec<&'w str>> {
    const MOST_WORDS: usize = 5;
    let mut words = Vec::new();
    let mut rest = run;
    while !rest.is_empty() {
        if words.len() == MOST_WORDS {
            return None;
        }
        let fits = |&length: &usize| {
            let word = &rest[..length];
            vocabulary.kind(word) != Kind::Unknown && (length > 1 || matches!(word, "a" | "u" | "i"))
        };
        let length = (1..=rest.len()).rev().find(fits)?;
        words.push(&rest[..length]);
        rest = &rest[length..];
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::{Kind, Vocabulary, letters, respell};
    use crate::{Document, Sound};

    struct Few;

    const SOUGHT: &[&str] = &["idiot", "stupid", "moron", "asshole", "liar", "coward"];
    const ORDINARY: &[&str] = &[
        "you", "are", "an", "the", "a", "such", "end", "next", "self", "made", "loose", "cowards", "and", "or", "as",
        "hole", "mor", "on",
    ];

    impl Vocabulary for Few {
        fn kind(&self, word: &str) -> Kind {
            match (SOUGHT.contains(&word), ORDINARY.contains(&word)) {
                (true, _) => Kind::Sought,
                (false, true) => Kind::Ordinary,
                (false, false) => Kind::Unknown,
            }
        }
        fn sought_like(&self, pattern: &str) -> Option<&str> {
            SOUGHT.iter().copied().find(|word| {
                word.len() == pattern.len() && word.bytes().zip(pattern.bytes()).all(|(a, b)| a == b || b == b'*')
            })
        }
        fn sought_with_a_letter_more(&self, word: &str) -> Option<&str> {
            SOUGHT.iter().copied().find(|sought| {
                sought.len() >= 5
                    && (0..sought.len()).any(|at| format!("{}{}", &sought[..at], &sought[at + 1..]) == word)
            })
        }
        fn is_anagram_of_sought(&self, of: u128) -> bool {
            SOUGHT.iter().any(|word| letters(word) == of)
        }
        fn sought_that_sounds(&self, sound: &Sound) -> Option<&str> {
            SOUGHT.iter().copied().find(|word| Sound::of(word).as_bytes() == sound.as_bytes())
        }
    }

    fn respelt_document(text: &str) -> Option<Document> {
        let document = Document::new(text);
        let kinds: Vec<Kind> = document.words().map(|word| Few.kind(word)).collect();
        respell(&document, text, &kinds, &Few)
    }

    fn respelt(text: &str) -> String {
        let document = Document::new(text);
        respelt_document(text).unwrap_or(document).words().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn undoes_what_a_vocabulary_can_undo() {
        let cases = [
            ("you 1d10t", "you idiot"),
            ("you m0r0n!", "you moron"),
            ("you @sshole", "you asshole"),
            ("you $tupid", "you stupid"),
            ("st.upid", "stupid"),
            ("id-iot", "idiot"),
            ("id😀iot", "idiot"),
            ("id*ot", "idiot"),
            ("i***t", "idiot"),
            ("i**d**iot", "idiot"),
            ("idoit", "idiot"),
            ("idot", "idiot"),
            ("stuupid", "stupid"),
            ("stewpid", "stupid"),
            ("toidi", "idiot"),
            ("youidiot", "you idiot"),
            ("youareanidiot", "you are an idiot"),
            // What is ordinary stays.
            ("the end.next", "the end next"),
            ("self-made", "self made"),
            ("and/or", "and or"),
            ("see Idot there", "see idot there"),
            ("G7", "g7"),
            ("c3po", "c3po"),
        ];
        for (text, words) in cases {
            assert_eq!(respelt(text), words, "{text:?}");
        }
    }

    #[test]
    fn spans_of_respelt_words_cover_what_was_typed() {
        let text = "No, you are an i-d.iot, mate.";
        let document = respelt_document(text).unwrap();
        let at = document.words().position(|word| word == "idiot").unwrap();
        assert_eq!(document.span(at..at + 1).of(text), "i-d.iot");
        let text = "well youidiot then";
        let document = respelt_document(text).unwrap();
        assert_eq!(document.span(1..3).of(text), "youidiot");
        assert_eq!(document.word(3), "then");
    }
}
