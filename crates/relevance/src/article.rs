use std::num::NonZeroU32;
use std::ops::Range;

use threadwarden_text::{Document, Span};
use threadwarden_thread::Article;

use crate::alias::Aliases;
use crate::background::Background;
use crate::bm25;
use crate::index::Index;
use crate::mention::mentions;
use crate::quotation::Wording;
use crate::reading::weight;
use crate::relevance::Passage;
use crate::spread::Spread;
use crate::term::{Stem, joined};
use crate::vectors::{DIMENSIONS, Direction, normalise, without};
use crate::words::{Tables, Word, Words};

/// An article read once, ready to be compared with any number of comments.
///
/// It does not hold the text; its passages are byte ranges into
/// [`Article::text`].
#[derive(Clone, Debug)]
pub struct PreparedArticle {
    passages: Vec<Span>,
    /// Sorted by stem.
    terms: Vec<ArticleTerm>,
    /// How many of them are words.
    term_count: usize,
    /// Positions in `terms` by stem.
    by_stem: Index,
    /// Terms that stand side by side.
    pairs: Index,
    /// Where each term stands, in the order of `terms`.
    places: Vec<Place>,
    foreign: Spread,
    /// What the article is about, among word vectors, and what each passage is.
    direction: Direction,
    passage_directions: Vec<Direction>,
    wording: Wording,
    /// The bytes of each word that `wording` holds.
    spans: Vec<Span>,
    /// Their stems; those without a topic are 0.
    stems: Vec<Stem>,
    /// What is named by other words, with the token at which it is.
    named: Vec<(Stem, u32)>,
}

/// A term of the article.
#[derive(Clone, Debug)]
pub(crate) struct ArticleTerm {
    stem: Stem,
    /// [`bm25::saturation`] in the whole article.
    pub(crate) saturation: f32,
    /// Whether it stands in the title.
    pub(crate) in_title: bool,
    /// Whether it stands in the title, or more than once in the text: it is no accident there.
    pub(crate) is_anchored: bool,
    first_place: u32,
    place_count: u32,
}

/// A term's position in the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found(NonZeroU32);

impl Found {
    fn new(index: usize) -> Option<Found> {
        NonZeroU32::new(index as u32 + 1).map(Found)
    }

    fn index(self) -> usize {
        self.0.get() as usize - 1
    }
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

/// An occurrence of a term in an article.
struct Occurrence {
    stem: Stem,
    passage: u32,
    worth: f32,
    in_title: bool,
}

impl PreparedArticle {
    pub(crate) fn new(article: &Article, tables: Tables) -> Self {
        let title = Document::new(&article.title);
        let text = Document::new(&article.text);
        let passages = cut(&text);
        let mut words = Words::new(tables, None, title.tokens().len() + text.tokens().len());
        let [title_words, text_words]: [Vec<Word>; 2] = [&title, &text].map(|document| words.of(document));

        let mut occurrences: Vec<Occurrence> = Vec::new();
        occurrences.extend(title_words.iter().filter(|word| word.has_topic()).map(|word| Occurrence {
            stem: word.stem,
            passage: 0,
            worth: TITLE_COUNT,
            in_title: true,
        }));
        for (passage, tokens) in passages.iter().enumerate() {
            let worth = if passage == 0 { LEDE_COUNT } else { 1.0 };
            let topical = text_words[tokens.clone()].iter().filter(|word| word.has_topic());
            occurrences.extend(topical.map(|word| Occurrence {
                stem: word.stem,
                passage: passage as u32,
                worth,
                in_title: false,
            }));
        }
        let named = |document: &Document, words: &[Word]| {
            if tables.aliases { mentions(document, words) } else { Vec::new() }
        };
        let in_title = named(&title, &title_words);
        let in_text = named(&text, &text_words);
        let named = in_text.iter().map(|mention| (mention.stem, mention.token as u32)).collect();
        let mentions =
            in_title.into_iter().map(|mention| (mention, 0, TITLE_COUNT)).chain(in_text.into_iter().map(|mention| {
                let passage = passages.partition_point(|tokens| tokens.end <= mention.token);
                (mention, passage, if passage == 0 { LEDE_COUNT } else { 1.0 })
            }));
        let length: f32 = occurrences.iter().map(|occurrence| occurrence.worth).sum();
        let mut passage_lengths = vec![0.0_f32; passages.len().max(1)];
        for occurrence in &occurrences {
            passage_lengths[occurrence.passage as usize] += 1.0;
        }

        // Other names of what is named add no length.
        occurrences.extend(mentions.map(|(mention, passage, worth)| Occurrence {
            stem: mention.stem,
            passage: passage as u32,
            worth: worth * mention.closeness,
            in_title: false,
        }));
        occurrences.sort_unstable_by_key(|occurrence| (occurrence.stem, occurrence.passage));
        let mut terms = Vec::new();
        let mut places = Vec::new();
        for same in occurrences.chunk_by(|one, next| one.stem == next.stem) {
            let count = same.iter().map(|occurrence| occurrence.worth).sum();
            let first_place = places.len() as u32;
            for here in same.chunk_by(|one, next| one.passage == next.passage) {
                let passage = here[0].passage;
                let length = passage_lengths[passage as usize];
                let saturation = bm25::saturation(here.len() as f32, length, bm25::PASSAGE_WORDS);
                places.push(Place { passage, saturation });
            }
            terms.push(ArticleTerm {
                stem: same[0].stem,
                saturation: bm25::saturation(count, length, bm25::ARTICLE_WORDS),
                in_title: same.iter().any(|occurrence| occurrence.in_title),
                is_anchored: same.len() > 1 || same.iter().any(|occurrence| occurrence.in_title),
                first_place,
                place_count: places.len() as u32 - first_place,
            });
        }
        let mut own_stems: Vec<Stem> =
            title_words.iter().chain(&text_words).filter(|word| word.has_topic()).map(|word| word.stem).collect();
        own_stems.sort_unstable();
        own_stems.dedup();
        let pairs: Vec<u32> = [&title_words, &text_words].into_iter().flat_map(|words| pairs(words)).collect();
        let spellings = text_words.iter().map(|word| word.spelling).collect();

        let (main_direction, passage_directions) = directions(&terms, &places, passages.len(), tables);
        PreparedArticle {
            foreign: foreign_shares(&terms, tables.background),
            passages: passages.iter().map(|tokens| text.span(tokens.clone())).collect(),
            direction: main_direction,
            passage_directions,
            by_stem: Index::new(terms.iter().map(|term| term.stem.0)),
            pairs: Index::new(pairs.into_iter()),
            terms,
            term_count: own_stems.len(),
            places,
            wording: Wording::new(spellings),
            stems: text_words.iter().map(|word| word.stem).collect(),
            named,
            spans: (0..text_words.len()).map(|token| text.span(token..token + 1)).collect(),
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

    /// The passage that holds a byte of the text.
    pub(crate) fn passage_at(&self, byte: usize) -> usize {
        self.passages.partition_point(|passage| passage.end <= byte)
    }

    /// Where a passage first has a term, as bytes of the text.
    pub(crate) fn place_in(&self, passage: Span, found: Found) -> Option<Span> {
        let stem = self.term(found).stem;
        let tokens = self.spans.partition_point(|span| span.start < passage.start)
            ..self.spans.partition_point(|span| span.end <= passage.end);
        let named = || self.named.iter().find(|name| name.0 == stem && tokens.contains(&(name.1 as usize)));
        let token = tokens.clone().find(|token| self.stems[*token] == stem).or_else(|| Some(named()?.1 as usize))?;
        Some(self.spans[token])
    }

    /// The position of the term with this stem.
    pub(crate) fn find(&self, stem: Stem) -> Option<Found> {
        self.by_stem.find(stem.0).and_then(Found::new)
    }

    /// What the article names by another name, and how far a row of stems means it; `capital` when it is written with one.
    pub(crate) fn meant(&self, stems: &[Stem], capital: bool) -> (Option<Found>, f32) {
        let names = Aliases::shipped().find(stems).filter(|name| capital || !name.capital);
        let found = names.filter_map(|name| Some((self.find(name.concept)?, name.closeness)));
        found.max_by(|one, other| one.1.total_cmp(&other.1)).map_or((None, 1.0), |(found, trust)| (Some(found), trust))
    }

    /// The term at a position that [`find`](Self::find) gave.
    pub(crate) fn term(&self, found: Found) -> &ArticleTerm {
        &self.terms[found.index()]
    }

    /// Whether two terms stand side by side; see [`joined`].
    pub(crate) fn has_pair(&self, pair: u32) -> bool {
        self.pairs.find(pair).is_some()
    }

    pub(crate) fn places(&self, term: &ArticleTerm) -> &[Place] {
        &self.places[term.first_place as usize..(term.first_place + term.place_count) as usize]
    }

    /// The number of distinct words with a topic.
    pub(crate) fn term_count(&self) -> usize {
        self.term_count
    }

    /// How much background articles have to do with this one.
    pub(crate) fn foreign(&self) -> Spread {
        self.foreign
    }

    pub(crate) fn direction(&self) -> &Direction {
        &self.direction
    }

    /// Adds `weight` times the direction of the passage that has a term first.
    pub(crate) fn point(&self, found: Found, weight: f32, sum: &mut Direction) {
        let passage =
            self.places(self.term(found)).first().and_then(|place| self.passage_directions.get(place.passage as usize));
        for (sum, part) in sum.iter_mut().zip(passage.unwrap_or(&self.direction)) {
            *sum += weight * part;
        }
    }

    pub(crate) fn passage_directions(&self) -> &[Direction] {
        &self.passage_directions
    }

    pub(crate) fn wording(&self) -> &Wording {
        &self.wording
    }

    /// The bytes of a range of words.
    pub(crate) fn span(&self, tokens: Range<usize>) -> Span {
        let last = tokens.end.max(1) - 1;
        match (self.spans.get(tokens.start), self.spans.get(last)) {
            (Some(first), Some(last)) => first.join(*last),
            _ => Span::default(),
        }
    }
}

/// Terms that stand side by side, function words between them left out.
fn pairs(words: &[Word]) -> impl Iterator<Item = u32> {
    let mut before: Option<Stem> = None;
    words.iter().filter(|word| word.has_topic()).filter_map(move |word| {
        let pair = before.map(|before| joined(before.0, word.stem.0));
        before = Some(word.stem);
        pair
    })
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

/// Where the article points, and where each of its passages does.
fn directions(terms: &[ArticleTerm], places: &[Place], passages: usize, tables: Tables) -> (Direction, Vec<Direction>) {
    let mut whole = [0.0; DIMENSIONS];
    let mut parts = vec![[0.0; DIMENSIONS]; passages];
    for term in terms {
        let Some(word) = tables.vectors.find(term.stem) else { continue };
        let weight = weight(tables.background.idf(tables.background.find(term.stem)));
        tables.vectors.add(word, weight * term.saturation, &mut whole);
        for place in &places[term.first_place as usize..][..term.place_count as usize] {
            if let Some(part) = parts.get_mut(place.passage as usize) {
                tables.vectors.add(word, weight * place.saturation, part);
            }
        }
    }
    for direction in parts.iter_mut().chain([&mut whole]) {
        // What every article is about tells nothing of this one.
        without(direction, tables.middle);
        normalise(direction);
    }
    (whole, parts)
}

/// How much of each background article's weight this article matches.
fn foreign_shares(terms: &[ArticleTerm], background: &Background) -> Spread {
    let mut matched = vec![0.0_f32; background.article_count()];
    for term in terms {
        let Some(known) = background.find(term.stem) else { continue };
        let weight = background.idf(Some(known)) * term.saturation;
        for posting in background.postings(known) {
            matched[usize::from(posting.article)] += weight * posting.saturation;
        }
    }
    let wholes = background.article_weights();
    Spread::of(matched.iter().zip(wholes).map(|(matched, whole)| if *whole > 0.0 { matched / whole } else { 0.0 }))
}
