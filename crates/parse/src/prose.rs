//! Telling running text from headings, menus and cards.

use crate::time::is_time_line;

/// Whether a line can be the first of an article: a sentence, or a paragraph of many words.
pub(crate) fn opens_body(line: &str) -> bool {
    const FEWEST_WORDS: usize = 6;
    const SOME_WORDS: usize = 12;
    const MANY_WORDS: usize = 18;
    let words = words(line);
    words >= MANY_WORDS
        || (words >= SOME_WORDS && line.contains(". "))
        || (words >= FEWEST_WORDS && ends_sentence(line) && !is_time_line(line))
}

/// Whether a line can be the last of an article: a sentence, be it a short one, or code.
pub(crate) fn closes_body(line: &str) -> bool {
    line.ends_with([';', '}', '>']) || (words(line) >= 2 && (ends_sentence(line) || opens_body(line)))
}

/// Whether a line holds signs that only code and its messages hold.
pub(crate) fn is_code(line: &str) -> bool {
    ["::", "->", "</", "{", "()"].iter().any(|sign| line.contains(sign))
}

/// The words of a line; signs that stand alone are none.
pub(crate) fn words(line: &str) -> usize {
    line.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

/// Whether a line ends with a full stop or the like, closing quotation marks and brackets aside.
pub(crate) fn ends_sentence(line: &str) -> bool {
    let line = line
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '”' | '’' | '»' | '“' | ')' | ']'));
    line.ends_with(['.', '!', '?', '…', ':', '。', '！', '？'])
}

#[cfg(test)]
mod tests {
    use super::{closes_body, is_code, opens_body};

    #[test]
    fn tells_running_text_from_cards() {
        let cases = [
            ("The harbour office counted forty late boats.", true, true),
            ("It is late. The boats wait, the office sleeps and nobody counts them", true, true),
            ("It sank.", false, true),
            ("return;", false, true),
            ("Harbour Review", false, false),
            ("Institute of Harbours, Old Town School of the Sea, Old Town", false, false),
            ("Sunday, September 16, 2012 at 7:41 p.m.", false, true),
            ("“So be it,” he said to the harbour.”", true, true),
            ("", false, false),
        ];
        for (line, opens, closes) in cases {
            assert!(!is_code(line), "{line}");
            assert_eq!((opens_body(line), closes_body(line)), (opens, closes), "{line}");
        }
        assert!(is_code("Fatal error in Harbour::open() on line 5"));
    }
}
