//! What texts are like that have nothing to do with the article.

mod build;

use std::fmt;
use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};

pub use build::BackgroundBuilder;

use crate::bm25;
use crate::reader::{TableError, TableReader};
use crate::reading::weight;
use crate::term::Stem;
use crate::vectors::{DIMENSIONS, Direction, Vectors, normalise};

/// How telling each word is, and a few hundred articles to compare with.
///
/// A comment's score against the article at hand means nothing by itself: a
/// long comment full of common words matches everything a little. Its scores
/// against these articles say how much it would match by chance.
///
/// The shipped tables are counts over the article bodies of the Fake News
/// Challenge (FNC-1, Apache-2.0) and over three sets of comments under news
/// articles: Fox News Comments (sjtuprog/fox-news-comments, MIT), and the Civil
/// Comments (CC0) of the toxic spans sets of SemEval 2021 and ACL 2022, read on
/// 21 November 2026. They hold hashes and weights, no text. `TABLES.md` beside
/// this crate says how to make them again; a [`BackgroundBuilder`] makes others.
#[derive(Clone)]
pub struct Background {
    /// Sorted.
    stems: Vec<u32>,
    /// Where the stems with each value of the upper 16 bits start.
    buckets: Vec<u32>,
    idf: Vec<f32>,
    unknown_idf: f32,
    /// Where the postings of each stem start, and one past the last.
    starts: Vec<u32>,
    postings: Vec<Posting>,
    /// Mean and variance of each term's saturation over the background articles.
    chances: Vec<Chance>,
    /// What the terms of each background article weigh together.
    article_weights: Vec<f32>,
}

/// How a term's saturation varies from one background article to the next.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Chance {
    pub(crate) mean: f32,
    pub(crate) variance: f32,
}

/// A term's place in the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known(NonZeroU32);

impl Known {
    fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// A background article that holds a term.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Posting {
    pub(crate) article: u16,
    /// [`bm25::saturation`] of the term there.
    pub(crate) saturation: f32,
}

static SHIPPED: &[u8] = include_bytes!("../data/background.bin");

/// The first bytes of a table file.
const MAGIC: [u8; 8] = *b"TWBACK1\0";
/// Steps between 0 and 1 in which saturations are stored.
const SATURATION_STEPS: f32 = 255.0;

impl Background {
    /// The tables that come with this crate.
    pub fn shipped() -> Arc<Background> {
        static TABLES: OnceLock<Arc<Background>> = OnceLock::new();
        // The shipped bytes are read in a test; an unreadable table would score nothing, not panic.
        TABLES.get_or_init(|| Arc::new(Background::from_bytes(SHIPPED).unwrap_or_else(|_| Background::empty()))).clone()
    }

    /// Reads tables that [`BackgroundBuilder::finish`] wrote.
    ///
    /// # Errors
    ///
    /// When the bytes are not such a table, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Background, TableError> {
        let mut reader = TableReader::new(bytes, MAGIC)?;
        let [terms, postings, article_count, texts, comments] = reader.numbers()?;
        let [terms, postings, article_count] = [terms, postings, article_count].map(|count| count as usize);
        let stems = reader.u32s(terms)?;
        let in_texts = reader.u16s(terms)?;
        let in_comments = reader.u16s(terms)?;
        let counts = reader.u16s(terms)?;
        let articles = reader.u16s(postings)?;
        let saturations = reader.take(postings)?;
        let held: usize = counts.iter().map(|count| usize::from(*count)).sum();
        reader.end()?;
        let sound = held == postings
            && stems.is_sorted_by(|one, next| one < next)
            && articles.iter().all(|article| usize::from(*article) < article_count);
        if !sound {
            return Err(TableError::new("damaged background table"));
        }
        let mean_idf =
            |in_texts: u32, in_comments: u32| (bm25::idf(in_texts, texts) + bm25::idf(in_comments, comments)) / 2.0;
        let idf: Vec<f32> =
            in_texts.iter().zip(&in_comments).map(|(t, c)| mean_idf(u32::from(*t), u32::from(*c))).collect();
        let mut starts = Vec::with_capacity(terms + 1);
        let mut start = 0_u32;
        starts.push(0);
        for count in counts {
            start += u32::from(count);
            starts.push(start);
        }
        let postings: Vec<Posting> = articles
            .into_iter()
            .zip(saturations)
            .map(|(article, steps)| Posting { article, saturation: f32::from(*steps) / SATURATION_STEPS })
            .collect();
        let mut article_weights = vec![0.0_f32; article_count];
        let of = |term: usize| &postings[starts[term] as usize..starts[term + 1] as usize];
        let chances = (0..terms)
            .map(|term| {
                let (mut sum, mut squares) = (0.0_f32, 0.0_f32);
                for posting in of(term) {
                    article_weights[usize::from(posting.article)] += idf[term] * posting.saturation;
                    sum += posting.saturation;
                    squares += posting.saturation * posting.saturation;
                }
                let mean = sum / article_count as f32;
                Chance { mean, variance: (squares / article_count as f32 - mean * mean).max(0.0) }
            })
            .collect();
        let buckets =
            (0..=0x1_0000_u32).map(|bucket| stems.partition_point(|stem| (stem >> 16) < bucket) as u32).collect();
        Ok(Background { stems, buckets, idf, unknown_idf: mean_idf(0, 0), starts, postings, chances, article_weights })
    }

    fn empty() -> Background {
        Background {
            stems: Vec::new(),
            buckets: vec![0; 0x1_0001],
            idf: Vec::new(),
            unknown_idf: 1.0,
            starts: vec![0],
            postings: Vec::new(),
            chances: Vec::new(),
            article_weights: Vec::new(),
        }
    }

    /// The number of background articles.
    pub fn article_count(&self) -> usize {
        self.article_weights.len()
    }

    /// The number of stems with a weight of their own.
    pub fn term_count(&self) -> usize {
        self.stems.len()
    }

    pub(crate) fn find(&self, stem: Stem) -> Option<Known> {
        let bucket = (stem.0 >> 16) as usize;
        let (from, to) = (self.buckets[bucket] as usize, self.buckets[bucket + 1] as usize);
        let at = self.stems[from..to].iter().position(|known| *known == stem.0)?;
        NonZeroU32::new((from + at) as u32 + 1).map(Known)
    }

    /// How telling a term is; one that the background never holds tells most.
    pub(crate) fn idf(&self, known: Option<Known>) -> f32 {
        known.map_or(self.unknown_idf, |known| self.idf[known.index()])
    }

    /// The largest [`idf`](Self::idf) there is.
    pub(crate) fn largest_idf(&self) -> f32 {
        self.unknown_idf
    }

    pub(crate) fn postings(&self, known: Known) -> &[Posting] {
        let at = known.index();
        &self.postings[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// The direction of the average background article.
    pub(crate) fn middle(&self, vectors: &Vectors) -> Direction {
        let mut middle = [0.0; DIMENSIONS];
        for ((stem, idf), chance) in self.stems.iter().zip(&self.idf).zip(&self.chances) {
            if let Some(word) = vectors.find(Stem(*stem)) {
                vectors.add(word, weight(*idf) * chance.mean, &mut middle);
            }
        }
        normalise(&mut middle);
        middle
    }

    /// How a term's saturation varies over the background articles; one that they never hold, not at all.
    pub(crate) fn chance(&self, known: Option<Known>) -> Chance {
        known.map_or(Chance::default(), |known| self.chances[known.index()])
    }

    /// What the terms of each background article weigh together.
    pub(crate) fn article_weights(&self) -> &[f32] {
        &self.article_weights
    }
}

impl fmt::Debug for Background {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Background")
            .field("terms", &self.stems.len())
            .field("articles", &self.article_weights.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{Background, BackgroundBuilder, SHIPPED};
    use crate::term::stem_of;

    #[test]
    fn the_shipped_tables_are_whole_and_small() {
        let tables = Background::from_bytes(SHIPPED).unwrap();
        assert!(tables.article_count() >= 300);
        assert!(tables.term_count() > 10_000);
        assert!(SHIPPED.len() < 2_000_000);
    }

    #[test]
    fn topics_tell_more_than_everyday_words() {
        let tables = Background::shipped();
        let idf = |word: &str| tables.idf(tables.find(stem_of(word).unwrap()));
        for (topic, everyday) in [("ferry", "people"), ("sanctions", "think"), ("archipelago", "country")] {
            assert!(idf(topic) > idf(everyday), "{topic} {everyday}");
        }
        assert!(tables.largest_idf() >= idf("zzyzx"));
    }

    #[test]
    fn damage_is_an_error() {
        let mut builder = BackgroundBuilder::default();
        builder.add_article("", "The ferry sailed from the harbour at noon with forty passengers.");
        builder.add_article("", "The harbour master closed the quay after the storm.");
        builder.add_comment("The ferry is late again.");
        let bytes = builder.finish();
        assert!(Background::from_bytes(&bytes).is_ok());
        for length in 0..bytes.len() {
            assert!(Background::from_bytes(&bytes[..length]).is_err(), "{length}");
        }
        let longer = [bytes.as_slice(), &[0]].concat();
        assert!(Background::from_bytes(&longer).is_err());
    }
}
