//! A comment as its terms.

use threadwarden_text::Document;

use crate::alias::{LONGEST_NAME, dotted};
use crate::article::{Found, PreparedArticle};
use crate::background::Known;
use crate::bm25;
use crate::language::Language;
use crate::relevance::Verdict;
use crate::term::{Stem, joined};
use crate::vectors::{DIMENSIONS, Direction, Pointing, without};
use crate::words::{Tables, Words};

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
    /// Every word as quotations compare it.
    pub(crate) spellings: Vec<u32>,
    /// Pairs of terms that stand side by side here and in the article.
    pub(crate) pairs: u32,
    /// Whether one of these pairs has a telling word.
    pub(crate) has_phrase: bool,
    /// The sum of the word vectors, each with the weight of its term, without what every article is about.
    pub(crate) direction: Direction,
    /// The same for the terms that the article does not have.
    pub(crate) new: Direction,
}

/// A term of a comment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReadTerm {
    pub(crate) stem: Stem,
    pub(crate) known: Option<Known>,
    /// Its place among the article's terms.
    pub(crate) found: Option<Found>,
    /// Its word vector.
    pub(crate) pointing: Option<Pointing>,
    /// How far it means what it was found as, in `0..=1`.
    pub(crate) trust: f32,
    /// The first token that has the stem.
    pub(crate) token: u32,
    pub(crate) idf: f32,
    /// What the term adds when it matches fully.
    pub(crate) weight: f32,
}

/// Reads comment after comment.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    words: Words<'a>,
    occurrences: Vec<ReadTerm>,
    pairs: Vec<u32>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(words: Words<'a>) -> Self {
        Reader { words, occurrences: Vec::new(), pairs: Vec::new() }
    }

    pub(crate) fn read(&mut self, document: &Document) -> Reading {
        let background = self.words.background();
        let article = self.words.article();
        self.occurrences.clear();
        self.pairs.clear();
        let mut language = Language::default();
        let mut spellings = Vec::with_capacity(document.tokens().len());
        let mut before: Option<(Stem, Option<Known>)> = None;
        let mut has_phrase = false;
        for (token, text) in document.words().enumerate() {
            let mut word = self.words.at(document, token);
            if text.len() == 1 && token > 0 && document.tokens()[token].glued {
                // "U.S." and the like; longer abbreviations are one token.
                word = dotted(document.word(token - 1), text).map_or(word, |whole| self.words.get(whole));
            }
            language.see(&word);
            spellings.push(word.spelling);
            if !word.has_topic() {
                continue;
            }
            let term = ReadTerm {
                stem: word.stem,
                known: word.known,
                found: word.found,
                pointing: word.pointing,
                trust: word.trust,
                token: token as u32,
                idf: 0.0,
                weight: 0.0,
            };
            self.occurrences.push(term);
            if word.ends_name
                && let Some(article) = article
            {
                name_whole(&mut self.occurrences, article);
            }
            if let (Some(article), Some(_)) = (article, word.found) {
                if let Some((stem, known)) = before {
                    let pair = joined(stem.0, word.stem.0);
                    if article.has_pair(pair) {
                        self.pairs.push(pair);
                        has_phrase |= background.idf(known).max(background.idf(word.known)) >= TELLING_IDF;
                    }
                }
                before = Some((word.stem, word.known));
            } else {
                before = None;
            }
        }
        self.occurrences.sort_unstable_by_key(|term| (u64::from(term.stem.0) << 32) | u64::from(term.token));
        let mut terms = Vec::with_capacity(self.occurrences.len());
        let (mut ceiling, mut squares) = (0.0_f32, 0.0_f32);
        let Tables { vectors, middle, .. } = self.words.tables();
        let (mut held, mut new) = ([0.0; DIMENSIONS], [0.0; DIMENSIONS]);
        for same in self.occurrences.chunk_by(|one, next| one.stem == next.stem) {
            let idf = background.idf(same[0].known);
            let weight = weight(idf) * bm25::repetition(same.len() as f32);
            ceiling += weight;
            squares += weight * weight;
            match (same[0].pointing, same[0].found.zip(article)) {
                (Some(word), None) => vectors.add(word, weight, &mut new),
                (Some(word), Some(_)) => vectors.add(word, weight, &mut held),
                // A name that no vector knows points where the article has it.
                (None, Some((found, article))) => article.point(found, weight, &mut held),
                (None, None) => {}
            }
            terms.push(ReadTerm { idf, weight, ..same[0] });
        }
        without(&mut new, middle);
        without(&mut held, middle);
        let direction = std::array::from_fn(|at| held[at] + new[at]);
        self.pairs.sort_unstable();
        self.pairs.dedup();
        let verdict = if document.tokens().is_empty() && document.folded().trim().is_empty() {
            Verdict::Empty
        } else if language.is_other(document.folded()) {
            Verdict::OtherLanguage
        } else if terms.len() < FEWEST_TERMS {
            Verdict::TooShort
        } else {
            Verdict::Judged
        };
        let pairs = self.pairs.len() as u32;
        Reading { verdict, terms, ceiling, norm: squares.sqrt(), spellings, pairs, has_phrase, direction, new }
    }
}

/// Lets the words of a name that ends here mean what the name does, unless they mean something by themselves.
fn name_whole(occurrences: &mut [ReadTerm], article: &PreparedArticle) {
    for length in (2..=LONGEST_NAME.min(occurrences.len())).rev() {
        let from = occurrences.len() - length;
        let mut stems = [Stem(0); LONGEST_NAME];
        stems.iter_mut().zip(&occurrences[from..]).for_each(|(stem, term)| *stem = term.stem);
        if let (Some(found), trust) = article.meant(&stems[..length], false) {
            for term in occurrences[from..].iter_mut().filter(|term| term.found.is_none()) {
                (term.found, term.trust) = (Some(found), trust);
            }
            return;
        }
    }
}

impl Reading {
    /// Whether the comment says anything that could be compared.
    pub(crate) fn is_comparable(&self) -> bool {
        !matches!(self.verdict, Verdict::Empty | Verdict::OtherLanguage) && !self.terms.is_empty()
    }

    /// Hands the terms that both comments hold to `each`.
    pub(crate) fn shared(&self, other: &Reading, mut each: impl FnMut(&ReadTerm, &ReadTerm)) {
        let mut others = other.terms.iter().peekable();
        for term in &self.terms {
            while others.next_if(|other| other.stem < term.stem).is_some() {}
            if let Some(other) = others.next_if(|other| other.stem == term.stem) {
                each(term, other);
            }
        }
    }
}

/// What a term of this inverse document frequency adds when it matches fully.
pub(crate) fn weight(idf: f32) -> f32 {
    (idf - EVERYDAY_IDF).max(SMALLEST_WEIGHT)
}

/// Fewest distinct words with a topic that make a comment long enough to judge
/// without a telling word of the article among them.
const FEWEST_TERMS: usize = 4;
/// Inverse document frequency from which on a word is telling: about one text in twelve holds it.
pub(crate) const TELLING_IDF: f32 = 2.5;
/// What is taken off every term's inverse document frequency: a word that one
/// text in six holds ("make", "year") is no evidence of a shared topic. Values
/// from 1.5 to 2 measured best on the development sets.
const EVERYDAY_IDF: f32 = 1.75;
/// What such a word still weighs.
const SMALLEST_WEIGHT: f32 = 0.05;

#[cfg(test)]
mod tests {
    use super::{Reader, Reading};
    use crate::relevance::Verdict;
    use crate::words::{Tables, Words};
    use threadwarden_text::Document;

    fn read(text: &str) -> Reading {
        Reader::new(Words::new(Tables::shipped(), None, 0)).read(&Document::new(text))
    }

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
            assert_eq!(read(text).verdict, verdict, "{text:?}");
        }
    }

    #[test]
    fn saying_it_twice_does_not_count_twice() {
        let (once, twice) = (read("ferry").ceiling, read("ferry ferries").ceiling);
        assert!(twice > once && twice < 2.0 * once);
    }

    #[test]
    fn shared_terms_are_those_of_both() {
        let (one, other) =
            (read("The ferry leaves the old harbour"), read("An old harbour needs ferries, not bridges"));
        let mut shared = Vec::new();
        one.shared(&other, |term, other| shared.push((term.token, other.token)));
        shared.sort_unstable();
        assert_eq!(shared, [(1, 4), (4, 1), (5, 2)]);
    }
}
