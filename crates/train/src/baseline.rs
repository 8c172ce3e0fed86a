//! What the relevance score has to beat: TF-IDF cosine and plain BM25.

use std::collections::HashMap;

use threadwarden_text::Document;

/// Articles of one set, indexed by the words as they stand.
pub(crate) struct Baseline {
    articles: Vec<HashMap<String, f32>>,
    lengths: Vec<f32>,
    norms: Vec<f32>,
    holding: HashMap<String, u32>,
    mean_length: f32,
}

impl Baseline {
    pub(crate) fn new<'a>(texts: impl Iterator<Item = &'a str>) -> Baseline {
        let articles: Vec<HashMap<String, f32>> = texts.map(counts).collect();
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
    pub(crate) fn cosine(&self, comment: &HashMap<String, f32>, article: usize) -> f32 {
        let own = &self.articles[article];
        let product: f32 =
            comment.iter().filter_map(|(word, count)| Some(count * own.get(word)? * self.idf(word).powi(2))).sum();
        let norms = self.norm(comment) * self.norms[article];
        if norms > 0.0 { product / norms } else { 0.0 }
    }

    /// Okapi BM25 with k1 = 1.2 and b = 0.75.
    pub(crate) fn bm25(&self, comment: &HashMap<String, f32>, article: usize) -> f32 {
        let own = &self.articles[article];
        let length = 0.25 + 0.75 * self.lengths[article] / self.mean_length.max(1.0);
        comment
            .keys()
            .filter_map(|word| {
                let count = own.get(word)?;
                Some(self.idf(word) * count * 2.2 / (count + 1.2 * length))
            })
            .sum()
    }

    fn idf(&self, word: &str) -> f32 {
        let holding = self.holding.get(word).copied().unwrap_or(0) as f32;
        ((self.articles.len() as f32 + 1.0) / (holding + 1.0)).ln()
    }

    fn norm(&self, counts: &HashMap<String, f32>) -> f32 {
        counts.iter().map(|(word, count)| (count * self.idf(word)).powi(2)).sum::<f32>().sqrt()
    }
}

/// How often a text holds each word.
pub(crate) fn counts(text: &str) -> HashMap<String, f32> {
    let mut counts: HashMap<String, f32> = HashMap::new();
    for word in Document::new(text).words() {
        *counts.entry(word.to_owned()).or_default() += 1.0;
    }
    counts
}
