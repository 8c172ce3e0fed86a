//! From measurements to numbers between 0 and 1.

use crate::reply::ReplySignals;
use crate::signals::Signals;

/// A logistic regression: one weight per measurement, and the intercept.
struct Logistic<const N: usize> {
    weights: [f32; N],
    intercept: f32,
}

impl<const N: usize> Logistic<N> {
    fn fraction(&self, values: &[f32; N]) -> f32 {
        let sum = self.weights.iter().zip(values).map(|(weight, value)| weight * value).sum::<f32>() + self.intercept;
        1.0 / (1.0 + (-sum).exp())
    }
}

/// Fitted by `threadwarden-train relevance --fit` on 21 November 2026: 5,474
/// comments of wassa_news, nyt_2018, gnm_threads and commentiq_nyt2014, each
/// with its own article and 20 others of its set, own and foreign pairs and all
/// four sets weighing the same.
const OWN: Logistic<{ Signals::NAMES.len() }> =
    Logistic { weights: [3.1600, -0.0052, -0.2699, -0.5512], intercept: 2.3221 };

/// Fitted likewise on 1,447 replies of gnm_replies, gnm_threads and nyt_2018,
/// each with its parent and up to nine other comments of the same article.
const REPLY: Logistic<{ ReplySignals::NAMES.len() }> =
    Logistic { weights: [0.3912, 8.4138, 1.5834], intercept: -0.9417 };

/// How likely it is that the comment belongs to the article, when as many do as do not.
pub(crate) fn own(signals: &Signals) -> f32 {
    OWN.fraction(signals.values())
}

/// How likely it is that the comment answers the parent rather than another comment of the thread.
pub(crate) fn parent(signals: &ReplySignals) -> f32 {
    REPLY.fraction(signals.values())
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
        assert!(own(&Signals { values: [0.0, 0.0, 3.0, 5.0] }) < 0.5);
        assert!(parent(&ReplySignals::default()) < 0.5);
        assert_eq!(likeness(&ReplySignals::default()), 0.0);
    }

    #[test]
    fn more_in_common_is_never_less() {
        let z = |z: f32| own(&Signals { values: [z, z, 3.0, 5.0] });
        assert!(z(-1.0) < z(0.0) && z(0.0) < z(1.0) && z(1.0) < z(3.0));
    }
}
