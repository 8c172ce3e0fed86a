use crate::article::PreparedArticle;
use crate::background::Background;
use crate::calibrate;
use crate::reading::{ReadTerm, Reading};
use crate::spread::Spread;

/// What a comment's own words say about its relevance: the measurements that
/// [`Relevance::own`](crate::Relevance::own) is fitted on.
///
/// All are dimensionless, and none is comparable with another.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Signals {
    pub(crate) values: [f32; Signals::NAMES.len()],
}

impl Signals {
    /// The names of the measurements, in order.
    ///
    /// `article-z`: the score against the article, in standard deviations above
    /// the same comment's scores against the background articles, as a signed
    /// logarithm. `comment-z`: the score as a share of what the comment could
    /// reach, in standard deviations above the shares that background articles
    /// reach with this article, likewise. `terms`: the logarithm of one more
    /// than the number of the comment's terms, with which chance matches grow;
    /// `article-terms`: the same of the article's.
    pub const NAMES: [&'static str; 4] = ["article-z", "comment-z", "terms", "article-terms"];

    /// The measurements, in the order of [`NAMES`](Self::NAMES).
    pub fn values(&self) -> &[f32; Signals::NAMES.len()] {
        &self.values
    }

    /// The relevance they are worth, in `0..=1`.
    pub fn relevance(&self) -> f32 {
        calibrate::own(self)
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

/// Memory for measuring comment after comment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Workspace {
    background: Vec<f32>,
    passages: Vec<f32>,
}

/// Deviation below which a spread is no longer believed, as a share of the
/// root of the summed squared weights: few background articles hold a rare
/// word, and a comment of rare words has no spread at all.
const DEVIATION_FLOOR: f32 = 0.15;
/// The same for the shares that foreign articles reach.
const SHARE_FLOOR: f32 = 0.02;

/// Measures a comment against an article.
pub(crate) fn measure(
    reading: &Reading,
    article: &PreparedArticle,
    background: &Background,
    workspace: &mut Workspace,
) -> Measured {
    if reading.ceiling <= 0.0 {
        return Measured::default();
    }
    let Workspace { background: chance, passages } = workspace;
    chance.clear();
    chance.resize(background.article_count(), 0.0);
    passages.clear();
    passages.resize(article.passages().len().max(1), 0.0);

    let mut matched = Vec::new();
    let mut score = 0.0_f32;
    for term in &reading.terms {
        if let Some(known) = term.known {
            for posting in background.postings(known) {
                chance[usize::from(posting.article)] += term.weight * posting.saturation;
            }
        }
        let Some(found) = article.find(term.stem) else { continue };
        let gain = term.weight * found.saturation;
        score += gain;
        matched.push((*term, gain));
        for place in article.places(found) {
            passages[place.passage as usize] += term.weight * place.saturation;
        }
    }

    let (passage, passage_score) = passages
        .iter()
        .enumerate()
        .fold((0, 0.0_f32), |best, (at, score)| if *score > best.1 { (at, *score) } else { best });
    let share = score / reading.ceiling;
    let by_chance = Spread::of(chance.iter().copied());
    let foreign = article.foreign();
    let values = [
        signed_log((score - by_chance.mean) / by_chance.deviation.hypot(DEVIATION_FLOOR * reading.norm)),
        signed_log((share - foreign.mean) / foreign.deviation.hypot(SHARE_FLOOR)),
        (reading.terms.len() as f32).ln_1p(),
        (article.term_count() as f32).ln_1p(),
    ];
    matched.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.token.cmp(&other.0.token)));
    Measured { signals: Signals { values }, passage: (passage_score > 0.0).then_some(passage), matched }
}

fn signed_log(value: f32) -> f32 {
    value.abs().ln_1p().copysign(value)
}
