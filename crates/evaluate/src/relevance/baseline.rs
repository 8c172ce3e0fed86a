//! What the relevance score has to beat: TF-IDF cosine and plain BM25.

use std::collections::HashMap;

use threadwarden_text::Document;

/// Articles liker than this are taken for the same one.
const DUPLICATE: f32 = 0.8;

/// How often a text holds each word.
pub type Counts = HashMap<String, f32>;

/// Articles indexed by their words as they stand.
pub struct Baseline {
    articles: Vec<Counts>,
    lengths: Vec<f32>,
    norms: Vec<f32>,
    holding: HashMap<String, u32>,
    mean_length: f32,
}

impl Baseline {
    /// Counts the words of some articles.
    pub fn new<'a>(texts: impl Iterator<Item = &'a str>) -> Baseline {
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
    pub fn cosine(&self, comment: &Counts, article: usize) -> f32 {
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
    pub fn bm25(&self, comment: &Counts, article: usize) -> f32 {
        let own = &self.articles[article];
        let length = 0.25 + 0.75 * self.lengths[article] / self.mean_length.max(1.0);
        let mut words: Vec<(&String, f32)> = comment.keys().filter_map(|word| Some((word, *own.get(word)?))).collect();
        words.sort_by(|one, other| one.0.cmp(other.0));
        words.iter().map(|(word, count)| self.idf(word) * count * 2.2 / (count + 1.2 * length)).sum()
    }

    /// The other articles that are nearest to one, nearest first, but for those that say the same.
    pub fn nearest(&self, article: usize, count: usize) -> Vec<usize> {
        let others = (0..self.articles.len()).filter(|other| *other != article);
        let mut others: Vec<(f32, usize)> = others
            .map(|other| (self.cosine(&self.articles[article], other), other))
            .filter(|(likeness, _)| *likeness < DUPLICATE)
            .collect();
        others.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        others.into_iter().take(count).map(|(_, other)| other).collect()
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

/// Counts the words of a text as they stand, folded.
pub fn counts(text: &str) -> Counts {
    let mut counts = Counts::new();
    for word in Document::new(text).words() {
        *counts.entry(word.to_owned()).or_default() += 1.0;
    }
    counts
}
