//! Whether a text is in English, as far as words and scripts tell.

use crate::words::Word;

/// Fewest words that can be told to be another language.
const FEWEST_WORDS: usize = 8;
/// Fewest letters outside the Latin script that can; scripts without spaces have few words.
const FEWEST_FOREIGN_LETTERS: usize = 8;
/// English prose has 35 to 60 of 100 words among the function words; telegrams
/// and lists fewer, and other languages next to none ("a", "me", "no", "as").
const SMALLEST_FUNCTION_SHARE: f32 = 0.18;
/// Smallest share of the other words that an English text of this kind has in the tables.
const SMALLEST_KNOWN_SHARE: f32 = 0.55;

/// Counts words of each kind, to tell whether a text is plainly not in English.
///
/// Short texts, names and lists of English words are given the benefit of the doubt.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Language {
    words: usize,
    function: usize,
    topical: usize,
    known: usize,
}

impl Language {
    /// Counts a word.
    pub(crate) fn see(&mut self, word: &Word) {
        self.words += 1;
        self.function += usize::from(word.is_function);
        self.topical += usize::from(word.has_topic());
        self.known += usize::from(word.known.is_some());
    }

    /// Whether the words seen, which are those of the folded text, are of another language.
    pub(crate) fn is_other(&self, folded: &str) -> bool {
        if !folded.is_ascii() {
            let letters = folded.chars().filter(|c| c.is_alphabetic());
            let (latin, foreign) = letters.fold((0_usize, 0_usize), |(latin, foreign), letter| {
                // Below U+0250 lie Latin and its extensions.
                if letter < '\u{0250}' { (latin + 1, foreign) } else { (latin, foreign + 1) }
            });
            if foreign > latin && foreign >= FEWEST_FOREIGN_LETTERS {
                return true;
            }
        }
        if self.words < FEWEST_WORDS {
            return false;
        }
        let function_share = self.function as f32 / self.words as f32;
        let known_share = self.known as f32 / self.topical.max(1) as f32;
        function_share < SMALLEST_FUNCTION_SHARE && known_share < SMALLEST_KNOWN_SHARE
    }
}

#[cfg(test)]
mod tests {
    use super::Language;
    use crate::words::{Tables, Words};
    use threadwarden_text::Document;

    #[test]
    fn tells_other_languages_from_english_of_every_kind() {
        let cases = [
            ("Le pont du vieux port sera fermé au printemps, mais personne ne sait pourquoi.", true),
            ("Der Hafen wird im Winter wieder einmal gesperrt, und niemand fragt die Fischer.", true),
            ("El puente del puerto estará cerrado toda la primavera y nadie sabe por qué.", true),
            ("Il ponte del porto resterà chiuso tutta la primavera e nessuno sa perché.", true),
            ("Jembatan pelabuhan lama akan ditutup sepanjang musim semi tanpa alasan jelas.", true),
            ("Старый мост в порту закроют весной, и никто не знает почему.", true),
            ("港の古い橋は春に閉鎖されるが、理由は誰も知らない。", true),
            // Near misses.
            ("Le pont du port?", false),
            ("The old bridge in the harbour will be closed in spring and nobody knows why.", false),
            ("Old harbour bridge closed again. Typical. Council asleep, ferries cancelled, fishermen ruined.", false),
            ("Japan, Russia, China, Korea, India, Iran, Pakistan, Ukraine, Germany.", false),
            ("He called it \"une folie de grandeur\", and I think he was right about that.", false),
            ("", false),
            ("!!! ???", false),
        ];
        for (text, expected) in cases {
            let (document, mut words) = (Document::new(text), Words::new(Tables::shipped(), None, 0));
            let mut language = Language::default();
            document.words().for_each(|word| language.see(&words.get(word)));
            assert_eq!(language.is_other(document.folded()), expected, "{text:?}");
        }
    }
}
