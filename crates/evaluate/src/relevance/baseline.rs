//! What the relevance score has to beat.

use std::collections::HashMap;

use threadwarden_text::Document;

/// How often a text holds each word.
pub(super) type Counts = HashMap<String, f32>;

/// Articles indexed by their words as they stand.
pub(super) struct Baseline {
    articles: Vec<Counts>,
    lengths: Vec<f32>,
    norms: Vec<f32>,
    holding: HashMap<String, u32>,
    mean_length: f32,
}

impl Baseline {
    pub(super) fn new<'a>(texts: impl Iterator<Item = &'a str>) -> Baseline {
        let articles: Vec<Counts> = texts.map(counts).collect();
        let lengths: Vec<f32> = articles.iter().map(|counts| counts.values().sum()).collect();
        let mut holding: HashMap<String, u32> = HashMap::new();
        for word in articles.iter().flat_map(HashMap::keys) {
            *holding.entry(word.clone()).or_default() += 1;
        }
        let mean_length = lengths.iter().sum::<f32>() / articles.len().max(1) as f32;
        let mut baseline = Baseline { articles, lengths, norms: Vec::new(), holding, mean_length };
        baseline.norms = baseline.articles.iter().map(|counts| baseline.norm(counts)).collect();
        baseline
    }

    /// The cosine of the two TF-IDF vectors.
    pub(super) fn cosine(&self, comment: &Counts, article: usize) -> f32 {
        let own = &self.articles[article];
        let mut words: Vec<(&String, f32)> =
            comment.iter().filter_map(|(word, count)| Some((word, count * own.get(word)?))).collect();
        // Summed in one order, so that every run gives the same bits.
        words.sort_by(|one, other| one.0.cmp(other.0));
        let product: f32 = words.iter().map(|(word, product)| product * self.idf(word).powi(2)).sum();
        let norms = self.norm(comment) * self.norms[article];
        if norms > 0.0 { product / norms } else { 0.0 }
    }

    /// Okapi BM25 with k1 = 1.2 and b = 0.75.
    pub(super) fn bm25(&self, comment: &Counts, article: usize) -> f32 {
        let own = &self.articles[article];
        let length = 0.25 + 0.75 * self.lengths[article] / self.mean_length.max(1.0);
        let mut words: Vec<(&String, f32)> = comment.keys().filter_map(|word| Some((word, *own.get(word)?))).collect();
        words.sort_by(|one, other| one.0.cmp(other.0));
        words.iter().map(|(word, count)| self.idf(word) * count * 2.2 / (count + 1.2 * length)).sum()
    }

    /// The cosine of two articles.
    pub(super) fn likeness(&self, one: usize, other: usize) -> f32 {
        self.cosine(&self.articles[one], other)
    }

    fn idf(&self, word: &str) -> f32 {
        let holding = self.holding.get(word).copied().unwrap_or(0) as f32;
        ((self.articles.len() as f32 + 1.0) / (holding + 1.0)).ln()
    }

    fn norm(&self, counts: &Counts) -> f32 {
        let mut squares: Vec<f32> = counts.iter().map(|(word, count)| (count * self.idf(word)).powi(2)).collect();
        squares.sort_by(f32::total_cmp);
        squares.iter().sum::<f32>().sqrt()
    }
}

pub(super) fn counts(text: &str) -> Counts {
    let mut counts = Counts::new();
    for word in Document::new(text).words() {
        *counts.entry(word.to_owned()).or_default() += 1.0;
    }
    counts
}
