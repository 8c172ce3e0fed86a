//! Cuts text into the pieces of a vocabulary.
//!
//! Source: the uncased tokenizer of BERT: letters without accents and in lower case, words and marks apart, then the
//! longest known piece first (Wu et al., "Google's Neural Machine Translation System", 2016, section 4.1).

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// Where the special pieces stand.
pub(crate) const UNKNOWN: u32 = 1;
pub(crate) const START: u32 = 2;
pub(crate) const END: u32 = 3;
const SPECIAL: [&str; 4] = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"];

/// What pieces within a word start with.
const WITHIN: &str = "##";
/// Longer words, in characters, are unknown as a whole.
const LONGEST_WORD: usize = 100;

pub(crate) struct Pieces {
    first: HashMap<Box<str>, u32>,
    within: HashMap<Box<str>, u32>,
}

impl Pieces {
    /// A vocabulary of one piece a line; `None` when it does not start with the special pieces.
    pub(crate) fn read(lines: &str) -> Option<Pieces> {
        if !lines.lines().take(SPECIAL.len()).eq(SPECIAL) {
            return None;
        }
        let mut pieces = Pieces { first: HashMap::new(), within: HashMap::new() };
        for (at, line) in (0_u32..).zip(lines.lines()) {
            match line.strip_prefix(WITHIN) {
                Some(piece) if !piece.is_empty() => pieces.within.insert(piece.into(), at),
                _ => pieces.first.insert(line.into(), at),
            };
        }
        Some(pieces)
    }

    pub(crate) fn count(&self) -> usize {
        self.first.len() + self.within.len()
    }

    /// The pieces of a text, at most so many.
    pub(crate) fn of(&self, text: &str, most: usize) -> Vec<u32> {
        let mut ids = Vec::new();
        let mut word = String::new();
        let mut chars = text.chars().filter(|c| !is_dropped(*c)).nfd().filter(|c| !is_accent(*c)).peekable();
        while ids.len() < most
            && let Some(next) = chars.next()
        {
            if next.is_whitespace() {
                self.cut(&mut word, &mut ids);
            } else if is_mark(next) || is_ideograph(next) {
                self.cut(&mut word, &mut ids);
                word.extend(next.to_lowercase());
                self.cut(&mut word, &mut ids);
            } else {
                word.extend(next.to_lowercase());
            }
        }
        self.cut(&mut word, &mut ids);
        ids.truncate(most);
        ids
    }

    /// Adds the pieces of a word and empties it.
    fn cut(&self, word: &mut String, ids: &mut Vec<u32>) {
        let before = ids.len();
        let mut rest = word.as_str();
        if word.chars().count() > LONGEST_WORD {
            ids.push(UNKNOWN);
            rest = "";
        }
        while !rest.is_empty() {
            let known = if rest.len() == word.len() { &self.first } else { &self.within };
            let ends = rest.char_indices().rev().map(|(at, c)| at + c.len_utf8());
            let Some((end, id)) = ends.into_iter().find_map(|end| Some((end, *known.get(&rest[..end])?))) else {
                ids.truncate(before);
                ids.push(UNKNOWN);
                break;
            };
            ids.push(id);
            rest = &rest[end..];
        }
        word.clear();
    }
}

/// Control characters, which nobody sees, save those that part words.
fn is_dropped(c: char) -> bool {
    let is_space = matches!(c, '\t' | '\n' | '\r');
    c == '\u{fffd}' || !is_space && c.general_category_group() == GeneralCategoryGroup::Other
}

fn is_accent(c: char) -> bool {
    !c.is_ascii() && c.general_category() == GeneralCategory::NonspacingMark
}

fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation() || !c.is_ascii() && c.general_category_group() == GeneralCategoryGroup::Punctuation
}

/// Ideographs stand for words and are cut apart.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2ceaf}')
}

#[cfg(test)]
mod tests {
    use super::{Pieces, UNKNOWN};

    fn pieces() -> Pieces {
        Pieces::read("[PAD]\n[UNK]\n[CLS]\n[SEP]\nferry\ncafe\n'\n!\n[\ns\n##s\nfer\n##ry\nsep\n]\nf\n").unwrap()
    }

    #[test]
    fn the_longest_piece_comes_first_and_marks_stand_alone() {
        let cases: [(&str, &[u32]); 9] = [
            ("Ferry", &[4]),
            ("the FERRYS!", &[UNKNOWN, 4, 10, 7]),
            ("ferry's", &[4, 6, 9]),
            ("café cafe\u{301}", &[5, 5]),
            ("fer\u{200b}ry\tferry", &[4, 4]),
            ("[SEP]", &[8, 13, 14]),
            ("", &[]),
            ("渡f", &[UNKNOWN, 15]),
            ("ferryx", &[UNKNOWN]),
        ];
        for (text, expected) in cases {
            assert_eq!(pieces().of(text, 100), expected, "{text}");
        }
    }

    #[test]
    fn endless_words_and_texts_cost_no_more_than_their_length() {
        assert_eq!(pieces().of(&"f".repeat(101), 10), [UNKNOWN]);
        assert_eq!(pieces().of(&"ferry ".repeat(1000), 7), [4; 7]);
    }

    #[test]
    fn other_vocabularies_are_refused() {
        assert!(Pieces::read("the\nof\n").is_none());
        assert!(Pieces::read("").is_none());
    }
}
