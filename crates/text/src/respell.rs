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
    /// Whether the word is among the commonest, such as "are".
    fn is_common(&self, word: &str) -> bool;
    /// A sought word that fits a pattern of letters and `*`, each `*` one letter.
    fn sought_like(&self, pattern: &str) -> Option<&str>;
    /// A sought word that becomes this one when one letter is dropped.
    fn sought_with_a_letter_more(&self, word: &str) -> Option<&str>;
    /// A sought word that becomes this one when every double letter is made single.
    fn sought_with_doubles(&self, single: &str) -> Option<&str>;
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
    /// An ordinary word that people also disguise, because it insults in some sentences.
    Mild,
    /// A word that people disguise.
    Sought,
    /// None of these.
    Unknown,
}

impl Kind {
    /// Whether somebody might hide the word behind marks.
    fn is_worth_hiding(self) -> bool {
        matches!(self, Kind::Sought | Kind::Mild)
    }
}

/// Shortest word that is respelled for a swapped or dropped letter, or for its sound.
const SHORTEST_MISSPELT: usize = 4;
/// Shortest mild word that is respelled for two swapped letters: shorter ones are
/// too near to other words.
const SHORTEST_MILD_MISSPELT: usize = 6;
/// Shortest mild word that is put together from two pieces.
const SHORTEST_MILD_PARTED: usize = 8;
/// Fewest letters set apart by all sorts of marks that make a word.
const FEWEST_LETTERS: usize = 3;
/// Longest token that is tried at all, in bytes.
const LONGEST: usize = 40;
/// Longest run of words without spaces that is tried.
const LONGEST_RUN: usize = 100;
/// From this length on a word is a run of words rather than a name.
const SHORTEST_RUN: usize = 12;
/// Longest word looked for in such a run.
const LONGEST_IN_RUN: usize = 16;

/// Replaces disguised words of a document; `None` when there are none, which is
/// the common case and costs a look at each unknown word.
///
/// `kinds[i]` is what the vocabulary says of word `i`; tokens beyond it are not looked at.
pub fn respell(document: &Document, original: &str, kinds: &[Kind], vocabulary: &impl Vocabulary) -> Option<Document> {
    let mut respeller = Respeller { document, original, kinds, vocabulary, letters: String::new() };
    let mut replacements: Vec<(Range<usize>, String)> = Vec::new();
    let mut at = 0;
    while at < document.tokens().len().min(kinds.len()) {
        let chunk = respeller.chunk_at(at);
        let found = respeller.parted_word(&chunk).or_else(|| respeller.undo(chunk.clone()));
        match found {
            Some((tokens, words)) => {
                at = tokens.end;
                replacements.push((tokens, words));
            }
            None => at = chunk.end,
        }
    }
    (!replacements.is_empty()).then(|| document.with_words(&replacements))
}

struct Respeller<'a, V> {
    document: &'a Document,
    original: &'a str,
    kinds: &'a [Kind],
    vocabulary: &'a V,
    /// The letters of the word being looked at.
    letters: String,
}

/// The tokens that are one disguised word, and the word or words meant.
type Found = Option<(Range<usize>, String)>;

impl<'a, V: Vocabulary> Respeller<'a, V> {
    /// The tokens from `at` on that no space parts.
    fn chunk_at(&self, at: usize) -> Range<usize> {
        let glued = self.document.tokens()[at + 1..].iter().take_while(|token| token.glued).count();
        at..at + 1 + glued
    }

    fn kind(&self, index: usize) -> Kind {
        self.kinds.get(index).copied().unwrap_or(Kind::Ordinary)
    }

    fn spell(&mut self, tokens: Range<usize>) {
        self.letters.clear();
        self.letters.extend(tokens.map(|index| self.document.word(index)));
    }

    /// "id iot": two pieces, one of which is no word, that make a sought one.
    fn parted_word(&mut self, chunk: &Range<usize>) -> Found {
        let (first, second) = (chunk.start, chunk.start + 1);
        let is_pair = chunk.len() == 1 && second < self.kinds.len().min(self.document.tokens().len());
        if !is_pair || (self.kind(first) != Kind::Unknown && self.kind(second) != Kind::Unknown) {
            return None;
        }
        let bytes = self.document.word(first).len() + self.document.word(second).len();
        if bytes > LONGEST || self.document.gap(second) != " " || self.chunk_at(second).len() != 1 {
            return None;
        }
        self.spell(first..second + 1);
        let hidden = match self.vocabulary.kind(&self.letters) {
            Kind::Sought => true,
            Kind::Mild => bytes >= SHORTEST_MILD_PARTED,
            Kind::Ordinary | Kind::Unknown => false,
        } && !self.is_name_like(first)
            && !self.is_name_like(second);
        hidden.then(|| (first..second + 1, self.letters.clone()))
    }

    fn undo(&mut self, chunk: Range<usize>) -> Found {
        let known = chunk.clone().all(|index| self.kind(index) != Kind::Unknown);
        if chunk.len() == 1 && (known || !self.wears_symbols(chunk.start)) && !self.is_starred(chunk.start) {
            return if known { None } else { self.single_word(chunk.start).map(|meant| (chunk, meant)) };
        }
        let as_written = self.written(&chunk);
        if as_written.len() > 2 * LONGEST || !as_written.is_ascii() && !has_picture(as_written) {
            return None;
        }
        self.spell(chunk.clone());
        let kind = self.vocabulary.kind(&self.letters);
        // "self-made", "and/or", "you're" are words; "mor-on" is words too, and none of them is meant.
        if kind == Kind::Sought || (!known && kind == Kind::Mild) {
            return Some((chunk, self.letters.clone()));
        }
        let is_letter = |index: usize| matches!(self.document.word(index).as_bytes(), [b'a'..=b'z']);
        let fewest = if kind.is_worth_hiding() { FEWEST_LETTERS } else { FEWEST_LETTERS + 1 };
        if chunk.len() >= fewest && chunk.clone().all(is_letter) && kind != Kind::Unknown {
            return Some((chunk, self.letters.clone()));
        }
        let stripped = as_written.trim_matches(|c: char| !c.is_ascii_alphanumeric() && !"@$*".contains(c));
        let marks: &[char] = if known { &['*', '#'] } else { &['*', '#', '-', '_'] };
        if stripped.contains(marks)
            && let Some(word) = self.vocabulary.sought_like(&starred(stripped))
        {
            return Some((chunk, word.to_owned()));
        }
        if known && !stripped.contains(['@', '$', '!', '+', '|', '*']) {
            return None;
        }
        from_leet(stripped, self.vocabulary).map(|word| (chunk, word))
    }

    /// The word meant by an unknown one that stands alone.
    fn single_word(&self, index: usize) -> Option<String> {
        let word = self.document.word(index);
        if word.len() > LONGEST_RUN || !word.is_ascii() {
            return None;
        }
        let token = &self.document.tokens()[index];
        if token.is_spread() {
            // "a m o r o n": the article was taken for a letter of the word. "m*r*n": the marks are letters.
            let behind_article = word.strip_prefix(['a', 'i', 'u']).filter(|rest| self.is_hidden(rest));
            let typed = self.document.folded().get(token.start as usize..token.end as usize).unwrap_or("");
            return behind_article.map(|rest| format!("{} {rest}", &word[..1])).or_else(|| {
                let pattern = typed.contains('*').then(|| starred(typed))?;
                self.vocabulary.sought_like(&pattern).map(str::to_owned)
            });
        }
        if word.len() <= LONGEST {
            if word.bytes().any(|byte| byte.is_ascii_digit()) {
                return from_leet(word, self.vocabulary);
            }
            let is_name = self.is_name_like(index);
            if let Some(meant) = (!is_name).then(|| from_misspelling(word, self.vocabulary)).flatten() {
                return Some(meant);
            }
            if is_name && word.len() < SHORTEST_RUN && !word.starts_with("you") {
                return None;
            }
        }
        joined(word, self.vocabulary)
    }

    fn is_hidden(&self, word: &str) -> bool {
        self.vocabulary.kind(word).is_worth_hiding()
    }

    /// Whether a `*` touches the token: "f***" leaves an ordinary letter.
    fn is_starred(&self, index: usize) -> bool {
        let token = &self.document.tokens()[index];
        let bytes = self.document.folded().as_bytes();
        bytes.get(token.end as usize) == Some(&b'*')
            || (token.start as usize).checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b'*')
    }

    /// Whether a symbol that can stand for a letter touches the token.
    fn wears_symbols(&self, index: usize) -> bool {
        let token = &self.document.tokens()[index];
        let bytes = self.document.folded().as_bytes();
        let is_symbol = |at: usize| bytes.get(at).is_some_and(|byte| b"@$!*#|+".contains(byte));
        (token.start as usize).checked_sub(1).is_some_and(is_symbol) || is_symbol(token.end as usize)
    }

    /// The folded text of a chunk with the symbols at its ends.
    fn written(&self, chunk: &Range<usize>) -> &'a str {
        let symbols = |gap: &str| gap.bytes().rev().take_while(|byte| b"@$!*#|+".contains(byte)).count();
        let first = &self.document.tokens()[chunk.start];
        let last = &self.document.tokens()[chunk.end - 1];
        let before = symbols(self.document.gap(chunk.start));
        let after = self.document.gap(chunk.end).bytes().take_while(|byte| b"@$*#|+!".contains(byte)).count();
        self.document.folded().get(first.start as usize - before..last.end as usize + after).unwrap_or("")
    }

    /// A capital before small letters.
    fn is_name_like(&self, index: usize) -> bool {
        let mut letters = self.document.span(index..index + 1).of(self.original).chars();
        letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase)
    }
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
        if vocabulary.kind(&read).is_worth_hiding() {
            return Some(read);
        }
        // A mark at the end may be punctuation after all: "idiot!".
        let trimmed: String = word.trim_end_matches(['!', '+']).chars().filter_map(|c| leet(c, one)).collect();
        if trimmed != read
            && vocabulary.kind(&trimmed).is_worth_hiding()
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

fn from_misspelling(word: &str, vocabulary: &impl Vocabulary) -> Option<String> {
    if word.len() < SHORTEST_MISSPELT || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let is_meant = |word: &str| match vocabulary.kind(word) {
        Kind::Sought => true,
        Kind::Mild => word.len() >= SHORTEST_MILD_MISSPELT,
        Kind::Ordinary | Kind::Unknown => false,
    };
    // One look tells that no sought word has the same letters, which is the common case.
    if vocabulary.is_anagram_of_sought(letters(word)) {
        let reversed: String = word.chars().rev().collect();
        let swapped = (1..word.len()).map(|at| {
            let (before, after) = (&word[..at - 1], &word[at + 1..]);
            format!("{before}{}{}{after}", &word[at..=at], &word[at - 1..at])
        });
        if let Some(meant) = std::iter::once(reversed).chain(swapped).find(|meant| is_meant(meant)) {
            return Some(meant);
        }
    }
    if let Some(single) = without_doubles(word) {
        if is_meant(&single) {
            return Some(single);
        }
        if let Some(meant) = vocabulary.sought_with_doubles(&single) {
            return Some(meant.to_owned());
        }
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
pub fn without_doubles(word: &str) -> Option<String> {
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

/// "youareanidiot" as "you are an idiot": words without spaces, a sought one or
/// "you" among them, with nothing left over.
///
/// Of several readings the cheapest counts: "therapist" is cheaper than "the
/// rapist", "are a" no dearer than "area", and of equals the one with more words wins.
fn joined(word: &str, vocabulary: &impl Vocabulary) -> Option<String> {
    let is_run = word.len() >= SHORTEST_RUN || word.starts_with(['y', 'u']);
    if !is_run || !word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'') {
        return None;
    }
    // For each end: the cheapest price of the words up to there, and where the last of them starts.
    let mut cheapest: Vec<Option<(usize, usize)>> = vec![None; word.len() + 1];
    cheapest[0] = Some((0, 0));
    for end in 1..=word.len() {
        // Short words first: of equal prices the first stays.
        for start in (end.saturating_sub(LONGEST_IN_RUN)..end).rev() {
            let Some((before, _)) = cheapest[start] else { continue };
            let Some(price) = price(&word[start..end], vocabulary) else { continue };
            if cheapest[end].is_none_or(|(known, _)| before + price < known) {
                cheapest[end] = Some((before + price, start));
            }
        }
    }
    let mut pieces = Vec::new();
    let mut end = word.len();
    while end > 0 {
        let (_, start) = cheapest[end]?;
        pieces.push(&word[start..end]);
        end = start;
    }
    pieces.reverse();
    let speaks = pieces.iter().any(|piece| matches!(*piece, "you" | "your" | "you're" | "youre"));
    let hides = pieces.iter().any(|piece| match vocabulary.kind(piece) {
        Kind::Sought => piece.len() >= SHORTEST_MISSPELT,
        Kind::Mild => speaks,
        Kind::Ordinary | Kind::Unknown => false,
    });
    (pieces.len() >= 2 && hides || pieces.len() >= 3 && speaks).then(|| pieces.join(" "))
}

/// What a word costs in a run of words; `None` when it is no word.
fn price(word: &str, vocabulary: &impl Vocabulary) -> Option<usize> {
    match (word, vocabulary.kind(word)) {
        ("a" | "u" | "i", _) => Some(1),
        (_, Kind::Unknown) => None,
        _ if word.len() == 1 => None,
        (_, Kind::Sought | Kind::Mild) => Some(2),
        (_, Kind::Ordinary) => Some(if vocabulary.is_common(word) { 2 } else { 3 }),
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Vocabulary, letters, respell};
    use crate::{Document, Sound};

    struct Few;

    const SOUGHT: &[&str] = &["idiot", "stupid", "moron", "asshole", "liar", "coward"];
    const ORDINARY: &[&str] = &[
        "you", "are", "an", "the", "a", "such", "end", "next", "self", "made", "loose", "cowards", "and", "or", "as",
        "hole", "mor", "on", "clowns", "area",
    ];
    const MILD: &[&str] = &["clown"];

    impl Vocabulary for Few {
        fn kind(&self, word: &str) -> Kind {
            match word {
                word if SOUGHT.contains(&word) => Kind::Sought,
                word if MILD.contains(&word) => Kind::Mild,
                word if ORDINARY.contains(&word) => Kind::Ordinary,
                _ => Kind::Unknown,
            }
        }
        fn is_common(&self, word: &str) -> bool {
            ["you", "are", "an", "the", "and"].contains(&word)
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
        fn sought_with_doubles(&self, single: &str) -> Option<&str> {
            SOUGHT.iter().copied().find(|sought| super::without_doubles(sought).as_deref() == Some(single))
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
            ("Youareanidiotandaliar, Bernd", "you are an idiot and a liar bernd"),
            ("youarealiar", "you are a liar"),
            ("a m o r o n", "a moron"),
            ("m*r*n", "moron"),
            ("mo#on", "moron"),
            ("mor.on", "moron"),
            ("stu pid", "stupid"),
            ("i,d,i,o,t", "idiot"),
            ("s_t.u_p.i_d", "stupid"),
            ("l😀o😀o😀s😀e", "loose"),
            ("aassshhoollee", "asshole"),
            ("w00den cl0wn", "w00den clown"),
            // What is ordinary stays.
            ("the end.next", "the end next"),
            ("self-made", "self made"),
            ("and/or", "and or"),
            ("a hole", "a hole"),
            ("mor on", "mor on"),
            ("Stu Pid", "stu pid"),
            ("youandyou", "you and you"),
            ("clowns-and-you", "clowns and you"),
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
