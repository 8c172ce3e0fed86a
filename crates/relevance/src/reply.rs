use crate::article::PreparedArticle;
use crate::calibrate;
use crate::reading::Reading;

/// What the words of a reply say about its relevance to the comment it answers:
/// the measurements that [`Relevance::parent`](crate::Relevance::parent) is fitted on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ReplySignals {
    values: [f32; ReplySignals::NAMES.len()],
}

impl ReplySignals {
    /// The names of the measurements, in order.
    ///
    /// `shared`: the logarithm of one more than the weight of the terms that
    /// both hold, those of the article discounted. `cosine`: the cosine of the
    /// two texts. `quotes`: 1 when the reply repeats the parent word by word.
    pub const NAMES: [&'static str; 3] = ["shared", "cosine", "quotes"];

    /// The measurements, in the order of [`NAMES`](Self::NAMES).
    pub fn values(&self) -> &[f32; ReplySignals::NAMES.len()] {
        &self.values
    }

    /// The relevance they are worth, in `0..=1`.
    pub fn relevance(&self) -> f32 {
        calibrate::parent(self)
    }

    /// Measures a reply against its parent.
    pub(crate) fn measure(reply: &Reading, parent: &Reading, quotes: bool, article: Option<&PreparedArticle>) -> Self {
        let (mut shared, mut product) = (0.0_f32, 0.0_f32);
        for term in &reply.terms {
            let Some(other) = parent.find(term.stem) else { continue };
            let common = article.and_then(|article| article.find(term.stem)).map_or(0.0, |term| term.saturation);
            shared += term.idf * (1.0 - ARTICLE_DISCOUNT * common);
            product += term.weight * other.weight;
        }
        let norms = reply.norm * parent.norm;
        ReplySignals {
            values: [shared.ln_1p(), if norms > 0.0 { product / norms } else { 0.0 }, f32::from(u8::from(quotes))],
        }
    }
}

/// How much less a shared term tells when the article is full of it: under one
/// article everybody uses its words.
const ARTICLE_DISCOUNT: f32 = 0.5;
