//! What a reply takes over from the comments above it.

/// Comments above a reply that are looked at.
pub(crate) const DEEPEST: usize = 6;

/// One comment on the way from a root to a reply.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// Relevance of its own words; `None` when they say too little.
    pub(crate) own: Option<f32>,
    /// Relevance to the comment before it on the way, in `0..=1`.
    pub(crate) likeness: f32,
    /// Distinct terms it has.
    pub(crate) terms: usize,
}

/// What a reply of no words takes over that shares nothing with its parent:
/// people answer without repeating, but a thread also drifts.
const SMALLEST_PART: f32 = 0.33;
/// What one takes over that could be its parent's own words.
const LARGEST_PART: f32 = 0.8;
/// How sure a comment can make its replies: nobody's relevance vouches for another's.
const SUREST: f32 = 0.95;
/// Terms with which a reply takes over half as much: the more it says itself,
/// the more its silence about the article means.
const TELLING_TERMS: f32 = 20.0;
/// What is left of the talk's topic behind a comment of too few words to judge.
const KEPT_THROUGH_SILENCE: f32 = 0.5;

/// The relevance of the last comment of a way that starts nearest to the root.
///
/// Each step mixes, on the log-odds scale, its own relevance with that of the
/// step before, the more the liker the two are and the less it says itself.
pub(crate) fn along(way: impl Iterator<Item = Step>) -> Option<f32> {
    way.fold(None, |before, step| match (before, step.own) {
        (None, own) => own,
        // Too few words to judge add nothing, and leave it less sure what the talk is about.
        (Some(before), None) => Some(fraction(KEPT_THROUGH_SILENCE * log_odds(before))),
        (Some(before), Some(own)) => {
            let says_itself = TELLING_TERMS / (TELLING_TERMS + step.terms as f32);
            let part = (SMALLEST_PART + (LARGEST_PART - SMALLEST_PART) * step.likeness) * says_itself;
            Some(fraction((1.0 - part) * log_odds(own) + part * log_odds(before.clamp(1.0 - SUREST, SUREST))))
        }
    })
}

/// Log-odds, with certainty cut off where a float would lose it.
fn log_odds(fraction: f32) -> f32 {
    const SURE: f32 = 1e-4;
    let fraction = fraction.clamp(SURE, 1.0 - SURE);
    (fraction / (1.0 - fraction)).ln()
}

fn fraction(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}

#[cfg(test)]
mod tests {
    use super::{Step, along};

    /// Own relevance, likeness and terms of each comment from the root on.
    fn way(steps: &[(Option<f32>, f32, usize)]) -> Option<f32> {
        along(steps.iter().map(|&(own, likeness, terms)| Step { own, likeness, terms }))
    }

    #[test]
    fn likeness_and_brevity_decide_how_much_is_taken_over() {
        let root = (Some(0.9), 0.0, 20);
        let like = way(&[root, (Some(0.3), 0.9, 8)]).unwrap();
        let drifting = way(&[root, (Some(0.3), 0.0, 8)]).unwrap();
        let wordy = way(&[root, (Some(0.3), 0.0, 80)]).unwrap();
        assert!(0.3 < wordy && wordy < drifting && drifting < like && like < 0.9);
        assert!(wordy < 0.4);
    }

    #[test]
    fn off_topic_parents_pull_down_and_silent_ones_pass_on_less() {
        assert!(way(&[(Some(0.1), 0.0, 9), (Some(0.6), 0.5, 9)]).unwrap() < 0.6);
        let direct = way(&[(Some(0.9), 0.0, 9), (Some(0.3), 0.0, 9)]).unwrap();
        let through = way(&[(Some(0.9), 0.0, 9), (None, 0.0, 1), (Some(0.3), 0.0, 9)]).unwrap();
        assert!(0.3 < through && through < direct);
        assert_eq!(way(&[]), None);
        assert_eq!(way(&[(None, 0.0, 0)]), None);
        assert_eq!(way(&[(Some(0.4), 0.7, 9)]), Some(0.4));
    }
}
