use crate::article::PreparedArticle;
use crate::calibrate;
use crate::reading::Reading;
use crate::vectors::dot;

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
    /// `near`: the cosine of the two among word vectors.
    pub const NAMES: [&'static str; 4] = ["shared", "cosine", "quotes", "near"];

    /// The measurements, in the order of [`NAMES`](Self::NAMES).
    pub fn values(&self) -> &[f32; ReplySignals::NAMES.len()] {
        &self.values
    }

    /// The relevance they are worth, in `0..=1`.
    pub fn relevance(&self) -> f32 {
        calibrate::parent(self)
    }

    /// Measures a reply against its parent.
    pub(crate) fn measure(reply: &Reading, parent: &Reading, article: Option<&PreparedArticle>) -> Self {
        let (mut shared, mut product) = (0.0_f32, 0.0_f32);
        reply.shared(parent, |term, other| {
            let found = article.and_then(|article| Some(article.term(term.found?).saturation));
            shared += term.idf * (1.0 - ARTICLE_DISCOUNT * found.unwrap_or(0.0));
            product += term.weight * other.weight;
        });
        let norms = reply.norm * parent.norm;
        let cosine = if norms > 0.0 { product / norms } else { 0.0 };
        let lengths = dot(&reply.direction, &reply.direction) * dot(&parent.direction, &parent.direction);
        let near = dot(&reply.direction, &parent.direction) / lengths.sqrt().max(f32::MIN_POSITIVE);
        ReplySignals { values: [shared.ln_1p(), cosine, 0.0, near] }
    }

    /// Whether reply and parent have a term in common.
    pub(crate) fn share_anything(&self) -> bool {
        self.values[0] > 0.0
    }

    pub(crate) fn quotes(&self) -> bool {
        self.values[2] > 0.0
    }

    pub(crate) fn with_quotes(mut self, quotes: bool) -> Self {
        self.values[2] = f32::from(u8::from(quotes));
        self
    }
}

/// How much less a shared term tells when the article is full of it: under one
/// article everybody uses its words.
const ARTICLE_DISCOUNT: f32 = 0.5;
