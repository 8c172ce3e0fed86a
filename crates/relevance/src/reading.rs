//! A comment as its terms.

use threadwarden_text::Document;

use crate::background::{Background, Known};
use crate::bm25;
use crate::language::is_other_language;
use crate::relevance::Verdict;
use crate::term::{Stem, topical};

/// A comment read once: its terms with their weights.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// What the text alone says; [`Verdict::Judged`] when nothing stands against it.
    pub(crate) verdict: Verdict,
    /// Distinct terms, sorted by stem.
    pub(crate) terms: Vec<ReadTerm>,
    /// The sum of all weights: the score of a comment whose every term matches fully.
    pub(crate) ceiling: f32,
    /// The root of the sum of their squares.
    pub(crate) norm: f32,
}

/// A term of a comment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReadTerm {
    pub(crate) stem: Stem,
    pub(crate) known: Option<Known>,
    /// The first token that has the stem.
    pub(crate) token: u32,
    pub(crate) idf: f32,
    /// What the term adds when it matches fully.
    pub(crate) weight: f32,
}

impl Reading {
    pub(crate) fn new(document: &Document, background: &Background) -> Self {
        let mut tokens: Vec<(Stem, u32)> = Vec::with_capacity(document.tokens().len());
        topical(document, |token, stem| tokens.push((stem, token as u32)));
        tokens.sort_unstable();
        let terms: Vec<ReadTerm> = tokens
            .chunk_by(|one, next| one.0 == next.0)
            .map(|same| {
                let (stem, token) = same[0];
                let known = background.find(stem);
                let idf = background.idf(known);
                let weight = (idf - EVERYDAY_IDF).max(SMALLEST_WEIGHT) * bm25::repetition(same.len() as f32);
                ReadTerm { stem, known, token, idf, weight }
            })
            .collect();
        let verdict = if document.folded().trim().is_empty() {
            Verdict::Empty
        } else if is_other_language(document, background) {
            Verdict::OtherLanguage
        } else if terms.len() < FEWEST_TERMS {
            Verdict::TooShort
        } else {
            Verdict::Judged
        };
        let ceiling = terms.iter().map(|term| term.weight).sum();
        let norm = terms.iter().map(|term| term.weight * term.weight).sum::<f32>().sqrt();
        Reading { verdict, terms, ceiling, norm }
    }

    pub(crate) fn find(&self, stem: Stem) -> Option<&ReadTerm> {
        self.terms.binary_search_by_key(&stem, |term| term.stem).ok().map(|at| &self.terms[at])
    }

    /// Whether the comment says anything that could be compared.
    pub(crate) fn is_comparable(&self) -> bool {
        !matches!(self.verdict, Verdict::Empty | Verdict::OtherLanguage) && !self.terms.is_empty()
    }
}

/// Fewest distinct words with a topic that make a comment long enough to judge
/// without a telling word of the article among them.
const FEWEST_TERMS: usize = 4;
/// What is taken off every term's inverse document frequency: a word that one
/// text in six holds ("make", "year") is no evidence of a shared topic. Values
/// from 1.5 to 2 measured best on the development sets.
const EVERYDAY_IDF: f32 = 1.75;
/// What such a word still weighs.
const SMALLEST_WEIGHT: f32 = 0.05;

#[cfg(test)]
mod tests {
    use super::Reading;
    use crate::background::Background;
    use crate::relevance::Verdict;
    use threadwarden_text::Document;

    #[test]
    fn knows_what_cannot_be_judged() {
        let cases = [
            ("", Verdict::Empty),
            (" \n\t", Verdict::Empty),
            ("Agreed.", Verdict::TooShort),
            ("What a superb article!", Verdict::TooShort),
            ("!!!", Verdict::TooShort),
            ("The ferry to the island leaves from the old quay.", Verdict::Judged),
            ("Le pont du vieux port sera fermé au printemps sans raison.", Verdict::OtherLanguage),
        ];
        for (text, verdict) in cases {
            assert_eq!(Reading::new(&Document::new(text), &Background::shipped()).verdict, verdict, "{text:?}");
        }
    }

    #[test]
    fn saying_it_twice_does_not_count_twice() {
        let tables = Background::shipped();
        let weight = |text: &str| Reading::new(&Document::new(text), &tables).ceiling;
        let (once, twice) = (weight("ferry"), weight("ferry ferries"));
        assert!(twice > once && twice < 2.0 * once);
    }
}
