//! Okapi BM25, cut into the parts that this crate adds up by itself.
//!
//! S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25
//! and Beyond" (2009), without the constant factor `k1 + 1`, so that a term's
//! saturation lies below 1 and a text's ceiling is the sum of its weights.

/// How fast repetition in a text stops counting. The paper gives 1.2 to 2; the
/// development sets prefer the upper end.
const K1: f32 = 2.0;
/// How much a text's length counts; the value of the paper.
const B: f32 = 0.75;
/// How fast repetition in a comment stops counting; a guess that measured well.
const K3: f32 = 1.0;

/// The mean length of a background article, in words with a topic.
pub(crate) const ARTICLE_WORDS: f32 = 190.0;
/// The mean length of a passage, in words with a topic.
pub(crate) const PASSAGE_WORDS: f32 = 36.0;

/// The weight of `count` occurrences in a text, in `0..1`.
pub(crate) fn saturation(count: f32, words: f32, mean_words: f32) -> f32 {
    count / (count + K1 * (1.0 - B + B * words / mean_words))
}

/// The weight of `count` occurrences in a comment; 1 for a single one.
pub(crate) fn repetition(count: f32) -> f32 {
    count * (K3 + 1.0) / (count + K3)
}

/// How telling a term is that `holding` of `texts` texts hold.
pub(crate) fn idf(holding: u32, texts: u32) -> f32 {
    let (holding, texts) = (holding as f32, texts as f32);
    (1.0 + (texts - holding + 0.5) / (holding + 0.5)).ln()
}

#[cfg(test)]
mod tests {
    use super::{idf, repetition, saturation};

    #[test]
    fn more_occurrences_count_more_and_ever_less() {
        let weights: Vec<f32> = (0..6_u8).map(|count| saturation(f32::from(count), 100.0, 100.0)).collect();
        assert!(weights.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(weights.windows(3).all(|three| three[1] - three[0] > three[2] - three[1]));
        assert!(saturation(1.0, 400.0, 100.0) < saturation(1.0, 100.0, 100.0));
        assert_eq!(repetition(1.0), 1.0);
        assert!(repetition(50.0) < 2.0);
    }

    #[test]
    fn rare_terms_tell_more_and_none_tells_less_than_nothing() {
        assert!(idf(0, 100) > idf(1, 100) && idf(1, 100) > idf(100, 100) && idf(100, 100) > 0.0);
    }
}
