//! Whether a comment is in English, by how many of its words are.

use threadwarden_text::Document;

use crate::class::Classes;
use crate::ordinary;
use crate::reading::Word;

/// Fewest words that tell a language written in Latin letters; names and
/// exclamations are the same in many.
const FEWEST_WORDS: usize = 6;
/// From this share of words with a class on (function words have one), nothing
/// else is looked at. English comments have about half.
const PLAINLY_ENGLISH: f32 = 0.25;
/// Least share of ordinary English words. English comments have nine in ten,
/// other languages in Latin letters two or three.
///
/// Source: both shares set by hand after looking at comments in six languages.
const LEAST_ORDINARY: f32 = 0.65;

/// Whether the words are English, or too few to tell.
pub(crate) fn is_english(document: &Document, words: &[Word]) -> bool {
    let share = |count: usize| count as f32 / words.len().max(1) as f32;
    if share(words.iter().filter(|word| word.classes != Classes::NONE).count()) >= PLAINLY_ENGLISH {
        return true;
    }
    let foreign = document.words().filter(|word| !word.is_ascii()).count();
    if share(foreign) > 0.5 {
        return false;
    }
    words.len() < FEWEST_WORDS
        || share(
            document.words().filter(|word| word.as_bytes()[0].is_ascii_digit() || ordinary::is_ordinary(word)).count(),
        ) >= LEAST_ORDINARY
}

#[cfg(test)]
mod tests {
    use super::is_english;
    use crate::knowledge::Knowledge;
    use threadwarden_text::Document;

    #[test]
    fn tells_english_from_other_languages() {
        let cases = [
            ("The council will end the evening ferry in May.", true),
            ("Great article, thanks", true),
            ("China: $11.2 trillion Japan: $4.2 trillion Russia: $1.2 trillion", true),
            ("Kuriles Hokkaido Sakhalin", true),
            ("lol smh tbh", true),
            ("La commune va supprimer le bac du soir au mois de mai, quelle honte.", false),
            ("El ayuntamiento suprime el transbordador de la tarde en mayo.", false),
            ("Die Gemeinde stellt die Abendfähre im Mai ein, das ist eine Schande.", false),
            ("Город отменяет вечерний паром", false),
            ("市議会は五月に夕方の渡し船を廃止する。", false),
        ];
        let knowledge = Knowledge::get();
        for (text, english) in cases {
            let document = Document::new(text);
            let mut words = Vec::new();
            Knowledge::read_words(&knowledge.vocabulary, &document, &mut words);
            assert_eq!(is_english(&document, &words), english, "{text}");
        }
    }
}
