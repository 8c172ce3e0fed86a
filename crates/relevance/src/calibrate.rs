//! From measurements to numbers between 0 and 1.

use crate::reply::ReplySignals;
use crate::signals::Signals;

/// A logistic regression: one weight per measurement, and the intercept.
struct Logistic<const N: usize> {
    weights: [f32; N],
    intercept: f32,
}

impl<const N: usize> Logistic<N> {
    fn log_odds(&self, values: &[f32; N]) -> f32 {
        self.weights.iter().zip(values).map(|(weight, value)| weight * value).sum::<f32>() + self.intercept
    }
}

fn fraction(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// Fitted by `threadwarden-train relevance` on 22 November 2026: 5,496 comments of wassa_news, nyt_2018, gnm_threads and
/// commentiq_nyt2014, each with its own article, 20 others of its set drawn at random and, weighing less, the ten
/// nearest ones; own and foreign pairs and all four sets weighing the same. The intercept makes even odds even against
/// articles drawn at random.
const OWN: Logistic<{ Signals::NAMES.len() }> = Logistic {
    weights: [
        -1.7490, -1.4371, 1.3674, 7.3450, 0.4791, 1.3993, 1.2408, 0.7935, 4.6000, 0.6217, 4.2015, -0.1551, -0.7954,
        -0.2240, 0.8489, 0.1616, -0.3438, 0.1527, -0.5099, -0.6486, -0.4330,
    ],
    intercept: 0.9257,
};

/// Fitted likewise on 1,447 replies of gnm_replies, gnm_threads and nyt_2018,
/// each with its parent and up to nine other comments of the same article.
const REPLY: Logistic<{ ReplySignals::NAMES.len() }> =
    Logistic { weights: [0.3427, 7.8729, 1.7593, 0.8710], intercept: -1.1074 };

/// Least evidence that can make a comment relevant: two matches, one of them of a word that the article insists on or
/// both side by side in it too, or five of any. A few words in common happen by chance, and a scorer that takes them for a topic sends moderators after
/// nothing. Set by ten sentences in this crate's tests, not fitted.
const LEAST_EVIDENCE: usize = 5;
/// Articles of no more terms, headlines, share one or none with most of their comments. With 50 the baker's talk of
/// `fixtures/threads/off-topic-drift` belonged to an article of three paragraphs on the sea.
const FEW_TERMS: usize = 25;

/// How likely it is that the comment belongs to the article, when as many do as do not.
pub(crate) fn own(signals: &Signals, evidence: usize, article_terms: usize) -> f32 {
    let log_odds = OWN.log_odds(signals.values());
    let undecided = evidence < LEAST_EVIDENCE && article_terms > FEW_TERMS;
    // Keeps the order, and stays below even.
    fraction(if undecided && log_odds > -1.0 { -1.0 / (2.0 + log_odds) } else { log_odds })
}

/// How likely it is that the comment answers the parent rather than another comment of the thread.
pub(crate) fn parent(signals: &ReplySignals) -> f32 {
    fraction(REPLY.log_odds(signals.values()))
}

/// The same from 0, for a reply that shares nothing with its parent, up to 1.
pub(crate) fn likeness(signals: &ReplySignals) -> f32 {
    let nothing = parent(&ReplySignals::default());
    ((parent(signals) - nothing) / (1.0 - nothing)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::{likeness, own, parent};
    use crate::reply::ReplySignals;
    use crate::signals::Signals;

    #[test]
    fn nothing_in_common_is_below_the_middle() {
        assert!(parent(&ReplySignals::default()) < 0.5);
        assert_eq!(likeness(&ReplySignals::default()), 0.0);
    }

    #[test]
    fn little_evidence_decides_nothing() {
        let strong = Signals { values: [0.5; Signals::NAMES.len()], ..Signals::default() };
        assert!(own(&strong, 5, 400) > 0.99);
        assert!((0.4..0.5).contains(&own(&strong, 4, 400)));
        assert!(own(&strong, 1, 8) > 0.99);
    }
}
