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

/// Fitted by `threadwarden-train relevance --fit` on 21 November 2026: 5,496
/// comments of wassa_news, nyt_2018, gnm_threads and commentiq_nyt2014, each
/// with its own article and 20 others of its set, own and foreign pairs and all
/// four sets weighing the same.
const OWN: Logistic<{ Signals::NAMES.len() }> = Logistic {
    weights: [
        0.2039, -0.2491, 3.4649, 4.9024, 0.0834, 2.0599, -0.7830, 0.8138, -2.6433, 5.6280, 5.2089, -0.5817, -0.2106,
        0.6209, -0.0703, -0.6777, -0.4000,
    ],
    intercept: 0.9991,
};

/// Fitted likewise on 1,447 replies of gnm_replies, gnm_threads and nyt_2018,
/// each with its parent and up to nine other comments of the same article.
const REPLY: Logistic<{ ReplySignals::NAMES.len() }> =
    Logistic { weights: [0.3912, 8.4138, 1.5834], intercept: -0.9417 };

/// Fewest matches that can make a comment relevant. On the development sets, of
/// pairs that share one term or none about as many belong together as do not,
/// whatever else speaks for them.
const FEWEST_MATCHES: usize = 2;
/// Terms of an article that short, a headline and no more, share one term or none with most of their comments.
const FEW_TERMS: usize = 50;

/// How likely it is that the comment belongs to the article, when as many do as do not.
pub(crate) fn own(signals: &Signals, matches: usize, article_terms: usize) -> f32 {
    let log_odds = OWN.log_odds(signals.values());
    let undecided = matches < FEWEST_MATCHES && article_terms > FEW_TERMS;
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
    fn one_match_alone_decides_nothing() {
        let strong = Signals { values: [0.5; Signals::NAMES.len()], ..Signals::default() };
        assert!(own(&strong, 5, 400) > 0.99);
        assert!((0.4..0.5).contains(&own(&strong, 1, 400)));
        assert!(own(&strong, 1, 8) > 0.99);
    }
}
