use std::collections::HashMap;

use threadwarden_text::{Document, Span};
use threadwarden_thread::Article;

use crate::background::Background;
use crate::bm25;
use crate::quotation::Runs;
use crate::relevance::Passage;
use crate::spread::Spread;
use crate::term::{Stem, topical};

/// An article read once, ready to be compared with any number of comments.
///
/// It does not hold the text; its passages are byte ranges into
/// [`Article::text`].
#[derive(Clone, Debug)]
pub struct PreparedArticle {
    passages: Vec<Span>,
    /// Sorted by stem.
    terms: Vec<ArticleTerm>,
    /// Where each term stands, in the order of `terms`.
    places: Vec<Place>,
    foreign: Spread,
    runs: Runs,
}

/// A term of the article.
#[derive(Clone, Debug)]
pub(crate) struct ArticleTerm {
    stem: Stem,
    /// [`bm25::saturation`] in the whole article.
    pub(crate) saturation: f32,
    first_place: u32,
    place_count: u32,
}

/// A passage that holds a term.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) passage: u32,
    /// [`bm25::saturation`] of the term in the passage.
    pub(crate) saturation: f32,
}

/// How many occurrences in the text one in the title is worth.
const TITLE_COUNT: f32 = 3.0;
/// How many occurrences in the text one in the first passage is worth.
const LEDE_COUNT: f32 = 2.0;

impl PreparedArticle {
    pub(crate) fn new(article: &Article, background: &Background) -> Self {
        let title = Document::new(&article.title);
        let text = Document::new(&article.text);
        let passages = cut(&text);

        // Stem, passage and worth of every occurrence.
        let mut occurrences: Vec<(Stem, u32, f32)> = Vec::new();
        topical(&title, |_, stem| occurrences.push((stem, 0, TITLE_COUNT)));
        let mut passage = 0;
        topical(&text, |token, stem| {
            while passages.get(passage).is_some_and(|tokens| tokens.end <= token) {
                passage += 1;
            }
            let worth = if passage == 0 { LEDE_COUNT } else { 1.0 };
            occurrences.push((stem, passage as u32, worth));
        });
        let words: f32 = occurrences.iter().map(|(.., worth)| worth).sum();
        let mut passage_words = vec![0.0_f32; passages.len().max(1)];
        for (_, passage, _) in &occurrences {
            passage_words[*passage as usize] += 1.0;
        }

        occurrences.sort_by_key(|(stem, passage, ..)| (*stem, *passage));
        let mut terms = Vec::new();
        let mut places = Vec::new();
        for same in occurrences.chunk_by(|one, next| one.0 == next.0) {
            let stem = same[0].0;
            let count = same.iter().map(|(.., worth)| worth).sum();
            let first_place = places.len() as u32;
            for here in same.chunk_by(|one, next| one.1 == next.1) {
                let passage = here[0].1;
                let words = passage_words[passage as usize];
                let saturation = bm25::saturation(here.len() as f32, words, bm25::PASSAGE_WORDS);
                places.push(Place { passage, saturation });
            }
            terms.push(ArticleTerm {
                stem,
                saturation: bm25::saturation(count, words, bm25::ARTICLE_WORDS),
                first_place,
                place_count: places.len() as u32 - first_place,
            });
        }

        PreparedArticle {
            foreign: foreign_shares(&terms, background),
            passages: passages.iter().map(|tokens| text.span(tokens.clone())).collect(),
            terms,
            places,
            runs: Runs::new(&text),
        }
    }

    /// The passages the article is cut into, as bytes of its text, in order.
    pub fn passages(&self) -> &[Span] {
        &self.passages
    }

    /// Whether the article has no words to compare with.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    pub(crate) fn passage(&self, index: usize) -> Option<Passage> {
        Some(Passage { index, span: *self.passages.get(index)? })
    }

    /// The passage that holds a token of the text.
    pub(crate) fn passage_at(&self, byte: usize) -> usize {
        self.passages.partition_point(|passage| passage.end <= byte)
    }

    pub(crate) fn find(&self, stem: Stem) -> Option<&ArticleTerm> {
        self.terms.binary_search_by_key(&stem, |term| term.stem).ok().map(|at| &self.terms[at])
    }

    pub(crate) fn places(&self, term: &ArticleTerm) -> &[Place] {
        &self.places[term.first_place as usize..(term.first_place + term.place_count) as usize]
    }

    /// The number of distinct terms.
    pub(crate) fn term_count(&self) -> usize {
        self.terms.len()
    }

    /// How much background articles have to do with this one.
    pub(crate) fn foreign(&self) -> Spread {
        self.foreign
    }

    pub(crate) fn runs(&self) -> &Runs {
        &self.runs
    }
}

/// Words of a passage after which it ends with the sentence.
const PASSAGE_LENGTH: usize = 70;
/// Words of a sentence after which it is cut, whatever it says.
const LONGEST_PASSAGE: usize = 140;

/// Cuts a text into passages of whole sentences, as token ranges.
fn cut(text: &Document) -> Vec<std::ops::Range<usize>> {
    let mut passages: Vec<std::ops::Range<usize>> = Vec::new();
    let mut start = 0;
    for sentence in (0..text.sentence_count()).map(|index| text.sentence(index)) {
        while sentence.end - start > LONGEST_PASSAGE {
            let end = if sentence.start > start { sentence.start } else { start + PASSAGE_LENGTH };
            passages.push(start..end);
            start = end;
        }
        if sentence.end - start >= PASSAGE_LENGTH {
            passages.push(start..sentence.end);
            start = sentence.end;
        }
    }
    let rest = start..text.tokens().len();
    if rest.len() >= PASSAGE_LENGTH / 2 || (passages.is_empty() && !rest.is_empty()) {
        passages.push(rest);
    } else if let Some(last) = passages.last_mut() {
        last.end = rest.end;
    }
    passages
}

/// How much of each background article's weight this article matches.
fn foreign_shares(terms: &[ArticleTerm], background: &Background) -> Spread {
    let own: HashMap<_, f32> =
        terms.iter().filter_map(|term| Some((background.find(term.stem)?.index(), term.saturation))).collect();
    let mut matched = vec![0.0_f32; background.article_count()];
    let mut whole = vec![0.0_f32; background.article_count()];
    for known in background.terms() {
        let idf = background.idf(Some(known));
        let saturation = own.get(&known.index()).copied().unwrap_or(0.0);
        for posting in background.postings(known) {
            let weight = idf * posting.saturation;
            whole[usize::from(posting.article)] += weight;
            matched[usize::from(posting.article)] += weight * saturation;
        }
    }
    Spread::of(matched.iter().zip(&whole).map(|(matched, whole)| if *whole > 0.0 { matched / whole } else { 0.0 }))
}
