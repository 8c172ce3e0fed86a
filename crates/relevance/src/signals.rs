use crate::article::PreparedArticle;
use crate::background::Background;
use crate::calibrate;
use crate::reading::{ReadTerm, Reading, TELLING_IDF};
use crate::vectors::dot;

/// What a comment's own words say about its relevance: the measurements that
/// [`Relevance::own`](crate::Relevance::own) is fitted on.
///
/// All are dimensionless, and none is comparable with another.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Signals {
    pub(crate) values: [f32; Signals::NAMES.len()],
    /// Matches that count, without those of everyday words; more when one is of a word that the article insists on.
    pub(crate) evidence: usize,
    pub(crate) article_terms: usize,
}

impl Signals {
    /// The names of the measurements, in order.
    ///
    /// From shared words: `article-z`, the score against the article in
    /// standard deviations above what background articles would score, as a
    /// signed logarithm; `comment-z`, the score as a share of what the comment
    /// could reach, in standard deviations above the shares that background
    /// articles reach with this article, likewise; `passage`, the score against
    /// the best passage; `title`, the weight of words from the title; `mass`,
    /// the logarithm of the weight matched; `single`, the strongest match's
    /// share of it; `matches`, the logarithm of one more than the number of terms
    /// matched; `pairs`, the logarithm of the number of word pairs in common.
    ///
    /// From word vectors: `near`, the cosine of comment and article; `near-z`,
    /// the same in relation to how many words it rests on; `near-passage`, the
    /// cosine with the nearest passage; `near-new`, that of the words which the
    /// article does not have, with the article.
    ///
    /// From lengths: `terms` and `article-terms`, the logarithms of how many
    /// terms comment and article have, with which chance matches grow. The
    /// shorter an article, the more the vectors tell in comparison with shared
    /// words, and the more a single match does; hence those whose names end in
    /// `-long`, which are the products with `article-terms`.
    pub const NAMES: [&'static str; 21] = [
        "article-z",
        "comment-z",
        "passage",
        "title",
        "mass",
        "single",
        "matches",
        "pairs",
        "near",
        "near-z",
        "near-passage",
        "near-new",
        "terms",
        "article-terms",
        "article-z-long",
        "comment-z-long",
        "single-long",
        "near-long",
        "near-z-long",
        "title-long",
        "matches-long",
    ];

    /// The measurements, in the order of [`NAMES`](Self::NAMES).
    pub fn values(&self) -> &[f32; Signals::NAMES.len()] {
        &self.values
    }

    /// The same measurements with those named set to what they are in `typical`, so that they tell nothing.
    pub fn without(&self, names: &[&str], typical: &Signals) -> Signals {
        let mut signals = *self;
        for (at, name) in Signals::NAMES.iter().enumerate() {
            if names.contains(name) {
                signals.values[at] = typical.values[at];
            }
        }
        signals
    }

    /// The mean of some measurements.
    pub fn mean<'a>(all: impl IntoIterator<Item = &'a Signals>) -> Signals {
        let (mut mean, mut count) = (Signals::default(), 0.0_f32);
        for signals in all {
            count += 1.0;
            let parts = mean.values.iter_mut().zip(signals.values);
            parts.for_each(|(mean, value)| *mean += (value - *mean) / count);
        }
        mean
    }

    /// The relevance they are worth, in `0..=1`.
    pub fn relevance(&self) -> f32 {
        calibrate::own(self, self.evidence, self.article_terms)
    }
}

/// A comment measured against an article.
#[derive(Clone, Debug, Default)]
pub(crate) struct Measured {
    pub(crate) signals: Signals,
    /// The passage that matches best; `None` when nothing matches.
    pub(crate) passage: Option<usize>,
    /// The terms matched, strongest first, with what they added.
    pub(crate) matched: Vec<(ReadTerm, f32)>,
}

/// Deviation below which a spread is no longer believed, as a share of the
/// root of the summed squared weights: few background articles hold a rare
/// word, and a comment of rare words has no spread at all.
const DEVIATION_FLOOR: f32 = 0.15;
/// The same for the shares that foreign articles reach.
const SHARE_FLOOR: f32 = 0.02;

/// Measures a comment against an article; `passages` is memory to work in.
pub(crate) fn measure(
    reading: &Reading,
    article: &PreparedArticle,
    background: &Background,
    passages: &mut Vec<f32>,
) -> Measured {
    if reading.ceiling <= 0.0 {
        return Measured::default();
    }
    passages.clear();
    passages.resize(article.passages().len().max(1), 0.0);

    let mut matched = Vec::new();
    let (mut score, mut title, mut mass) = (0.0_f32, 0.0_f32, 0.0_f32);
    let (mut mean, mut variance) = (0.0_f32, 0.0_f32);
    for term in &reading.terms {
        let chance = background.chance(term.known);
        mean += term.weight * chance.mean;
        variance += term.weight * term.weight * chance.variance;
        let Some(found) = term.found else { continue };
        let found = article.term(found);
        let gain = term.weight * term.trust * found.saturation;
        score += gain;
        mass += term.weight * term.trust;
        title += if found.in_title { term.weight } else { 0.0 };
        matched.push((*term, gain));
        for place in article.places(found) {
            passages[place.passage as usize] += term.weight * term.trust * place.saturation;
        }
    }

    let (passage, passage_score) = passages
        .iter()
        .enumerate()
        .fold((0, 0.0_f32), |best, (at, score)| if *score > best.1 { (at, *score) } else { best });
    let passage = (passage_score > 0.0).then_some(passage);
    let length = dot(&reading.direction, &reading.direction).sqrt().max(f32::MIN_POSITIVE);
    let along = dot(&reading.direction, article.direction());
    // Of an article that is a headline alone, the headline is the passage.
    let nearest = article.passage_directions().iter().map(|passage| dot(&reading.direction, passage));
    let near_passage = nearest.reduce(f32::max).unwrap_or(along) / length;
    let share = score / reading.ceiling;
    let foreign = article.foreign();
    matched.sort_unstable_by(|one, other| other.1.total_cmp(&one.1).then(one.0.token.cmp(&other.0.token)));
    let single = matched.first().map_or(0.0, |(_, gain)| gain / score);
    let near = along / length;
    let new = dot(&reading.new, &reading.new).sqrt();
    let article_terms = (article.term_count() as f32).ln_1p();
    let article_z = signed_log((score - mean) / variance.sqrt().hypot(DEVIATION_FLOOR * reading.norm));
    let comment_z = signed_log((share - foreign.mean) / foreign.deviation.hypot(SHARE_FLOOR));
    let near_z = along / reading.norm;
    let title = title / reading.norm;
    let matches = (matched.len() as f32).ln_1p();
    let values = [
        article_z,
        comment_z,
        passage_score / reading.norm,
        title,
        mass.ln_1p(),
        single,
        matches,
        (reading.pairs as f32).ln_1p(),
        near,
        near_z,
        near_passage,
        dot(&reading.new, article.direction()) / new.max(SMALLEST_NEW),
        (reading.terms.len() as f32).ln_1p(),
        article_terms,
        article_z * article_terms,
        comment_z * article_terms,
        single * article_terms,
        near * article_terms,
        near_z * article_terms,
        title * article_terms,
        matches * article_terms,
    ];
    let strongest = matched.first().map_or(0.0, |(_, gain)| *gain);
    let counting = matched.iter().filter(|(term, gain)| term.idf >= TELLING_IDF && *gain >= COUNTING_SHARE * strongest);
    let (mut evidence, mut anchored) = (0, reading.has_phrase);
    for (term, _) in counting {
        evidence += 1;
        anchored |= term.found.is_some_and(|found| article.term(found).is_anchored);
    }
    evidence += if anchored { ANCHORED } else { 0 };
    let signals = Signals { values, evidence, article_terms: article.term_count() };
    Measured { signals, passage, matched }
}

/// Further matches that it is worth when one is of a word that is no accident in the article, or two stand side by side in
/// both.
const ANCHORED: usize = 3;
/// What a match must add, as a share of the strongest, to count beside it.
const COUNTING_SHARE: f32 = 0.1;
/// Weight of words that the article does not have below which they say little.
const SMALLEST_NEW: f32 = 1.0;

fn signed_log(value: f32) -> f32 {
    value.abs().ln_1p().copysign(value)
}
