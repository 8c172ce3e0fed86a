use std::collections::BTreeMap;

use threadwarden_text::Document;

use super::{Background, MAGIC, SATURATION_STEPS};
use crate::bm25;
use crate::term::{Stem, topical};

/// Counts articles and comments, and writes the tables of a [`Background`].
///
/// The same texts in the same order give the same bytes.
#[derive(Debug, Default)]
pub struct BackgroundBuilder {
    articles: Vec<Counts>,
    comments: Vec<Counts>,
}

/// How often a text holds each stem.
type Counts = BTreeMap<Stem, u32>;

/// Background articles to compare with, at most.
const MOST_ARTICLES: usize = 400;
/// Fewest words with a topic in an article that comments are compared with.
const FEWEST_WORDS: u32 = 80;
/// Largest cosine of two articles that may both be compared with. Articles on
/// one subject would make that subject look common.
const LARGEST_COSINE: f32 = 0.35;
/// Fewest texts that must hold a stem to give it a place in the tables.
const FEWEST_TEXTS: u32 = 3;

impl BackgroundBuilder {
    /// Counts an article.
    pub fn add_article(&mut self, title: &str, text: &str) {
        let mut counts = Counts::new();
        for part in [title, text] {
            count(part, &mut counts);
        }
        if !counts.is_empty() {
            self.articles.push(counts);
        }
    }

    /// Counts a comment.
    pub fn add_comment(&mut self, text: &str) {
        let mut counts = Counts::new();
        count(text, &mut counts);
        if !counts.is_empty() {
            self.comments.push(counts);
        }
    }

    /// The tables as bytes for [`Background::from_bytes`].
    pub fn finish(self) -> Vec<u8> {
        let in_articles = holding(&self.articles);
        let in_comments = holding(&self.comments);
        let article_total = self.articles.len() as u32;
        let chosen = choose(&self.articles, |stem| bm25::idf(in_articles[&stem], article_total));

        let mut stems: Vec<Stem> = in_articles.keys().chain(in_comments.keys()).copied().collect();
        stems.sort_unstable();
        stems.dedup();
        let held =
            |stem: &Stem| (in_articles.get(stem).copied().unwrap_or(0), in_comments.get(stem).copied().unwrap_or(0));
        stems.retain(|stem| {
            let (articles, comments) = held(stem);
            articles + comments >= FEWEST_TEXTS
        });

        let mut postings: BTreeMap<Stem, Vec<(u16, u8)>> = BTreeMap::new();
        for (article, counts) in chosen.iter().enumerate() {
            let words = counts.values().sum::<u32>() as f32;
            for (stem, count) in *counts {
                let saturation = bm25::saturation(*count as f32, words, bm25::ARTICLE_WORDS);
                let steps = (saturation * SATURATION_STEPS).round() as u8;
                if stems.binary_search(stem).is_ok() {
                    postings.entry(*stem).or_default().push((article as u16, steps));
                }
            }
        }

        let mut bytes = MAGIC.to_vec();
        let posting_count: usize = postings.values().map(Vec::len).sum();
        let header = [stems.len(), posting_count, chosen.len(), self.articles.len(), self.comments.len()];
        bytes.extend(header.iter().flat_map(|number| (*number as u32).to_le_bytes()));
        bytes.extend(stems.iter().flat_map(|stem| stem.0.to_le_bytes()));
        let clamped = |number: u32| (number.min(u32::from(u16::MAX)) as u16).to_le_bytes();
        bytes.extend(stems.iter().flat_map(|stem| clamped(held(stem).0)));
        bytes.extend(stems.iter().flat_map(|stem| clamped(held(stem).1)));
        bytes.extend(stems.iter().flat_map(|stem| clamped(postings.get(stem).map_or(0, Vec::len) as u32)));
        bytes.extend(postings.values().flatten().flat_map(|(article, _)| article.to_le_bytes()));
        bytes.extend(postings.values().flatten().map(|(_, steps)| *steps));
        bytes
    }

    /// The tables, ready to use.
    pub fn build(self) -> Background {
        // What `finish` wrote can be read, whatever was counted.
        Background::from_bytes(&self.finish()).unwrap_or_else(|_| Background::empty())
    }
}

fn count(text: &str, counts: &mut Counts) {
    topical(&Document::new(text), |_, stem| *counts.entry(stem).or_default() += 1);
}

/// How many texts hold each stem.
fn holding(texts: &[Counts]) -> BTreeMap<Stem, u32> {
    let mut holding = BTreeMap::new();
    for stem in texts.iter().flat_map(BTreeMap::keys) {
        *holding.entry(*stem).or_default() += 1;
    }
    holding
}

/// The first articles that are long enough and unlike all chosen before.
fn choose(articles: &[Counts], idf: impl Fn(Stem) -> f32) -> Vec<&Counts> {
    let weigh = |counts: &Counts| -> BTreeMap<Stem, f32> {
        let weights = counts.iter().map(|(stem, count)| (*stem, (1.0 + (*count as f32).ln()) * idf(*stem)));
        let weights: BTreeMap<Stem, f32> = weights.collect();
        let norm = weights.values().map(|weight| weight * weight).sum::<f32>().sqrt();
        weights.into_iter().map(|(stem, weight)| (stem, weight / norm)).collect()
    };
    let mut chosen: Vec<&Counts> = Vec::new();
    let mut weights_of: Vec<BTreeMap<Stem, f32>> = Vec::new();
    for counts in articles {
        if chosen.len() == MOST_ARTICLES {
            break;
        }
        if counts.values().sum::<u32>() < FEWEST_WORDS {
            continue;
        }
        let weights = weigh(counts);
        let cosine = |other: &BTreeMap<Stem, f32>| -> f32 {
            weights.iter().filter_map(|(stem, weight)| Some(weight * other.get(stem)?)).sum()
        };
        if weights_of.iter().all(|other| cosine(other) < LARGEST_COSINE) {
            chosen.push(counts);
            weights_of.push(weights);
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::BackgroundBuilder;

    #[test]
    fn the_same_texts_give_the_same_bytes() {
        let build = || {
            let mut builder = BackgroundBuilder::default();
            for day in ["Monday", "Tuesday", "Wednesday"] {
                builder.add_article("Ferry", &format!("On {day} the ferry sailed at noon. ").repeat(30));
                builder.add_comment(&format!("I took the ferry on {day}."));
            }
            builder.finish()
        };
        assert_eq!(build(), build());
    }

    #[test]
    fn articles_that_say_the_same_are_compared_with_once() {
        let mut builder = BackgroundBuilder::default();
        builder.add_article("", &"The ferry sailed from the harbour at noon. ".repeat(40));
        builder.add_article("", &"The ferry sailed from the harbour at night. ".repeat(40));
        builder.add_article("", &"Bakers in the capital raise the price of bread. ".repeat(40));
        builder.add_article("", "Too short to compare with.");
        assert_eq!(builder.build().article_count(), 2);
    }
}
