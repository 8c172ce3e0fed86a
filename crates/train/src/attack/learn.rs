//! Logistic regression over hashed features, one example at a time, always in the same order.

use threadwarden_attack::Category;
use threadwarden_attack::training::{CATEGORY_BITS, LONGEST_WINDOW, TABLE_BITS, features};
use threadwarden_thread::Thread;

use super::cases::Case;
use threadwarden_evaluate::random::Random;

/// Rounds over the examples; the weights of the last [`AVERAGED`] are averaged.
const ROUNDS: usize = 6;
const AVERAGED: usize = 3;
/// AdaGrad's step and the pull of every touched weight towards zero.
///
/// Source: tried .05 to .4 and 1e-6 to 3e-3 on the development sets.
const STEP: f32 = 0.2;
const PULL: f32 = 1e-3;

/// A judged comment as the model sees it.
#[derive(Clone, Debug)]
pub(super) struct Example {
    /// Places in the table of weights, sentence by sentence.
    places: Vec<u32>,
    /// Where each sentence ends in `places`.
    ends: Vec<u32>,
    /// The label, in `0..=1`.
    pub(super) target: f32,
    weight: f32,
}

impl Example {
    pub(super) fn new(thread: &Thread, index: usize, target: f32, weight: f32, with_rules: bool) -> Example {
        let mut example = Example { places: Vec::new(), ends: Vec::new(), target, weight };
        for sentence in features(thread, index, None, with_rules) {
            example.places.extend(sentence.iter().map(|feature| (feature >> (u64::BITS - TABLE_BITS)) as u32));
            example.ends.push(example.places.len() as u32);
        }
        example
    }
}

/// One weight per place, and the log-odds of nothing at all.
#[derive(Clone, Debug)]
pub(super) struct Linear {
    pub(super) weights: Vec<f32>,
    pub(super) intercept: f32,
}

impl Linear {
    /// Trains on the examples. Same examples, same model, bit for bit.
    pub(super) fn train(examples: &[Example]) -> Linear {
        let size = 1 << TABLE_BITS;
        let mut model = Linear { weights: vec![0.0; size], intercept: -2.0 };
        let mut average = Linear { weights: vec![0.0; size], intercept: 0.0 };
        let mut squares = vec![1e-2_f32; size];
        let mut intercept_squares = 1.0_f32;
        let rare = rare_places(examples);
        let mut order: Vec<usize> = (0..examples.len()).collect();
        let mut random = Random::new(1);
        for round in 0..ROUNDS {
            for last in (1..order.len()).rev() {
                order.swap(last, random.below(last + 1));
            }
            for &index in &order {
                let example = &examples[index];
                let (score, window) = model.highest_window(example);
                let error = example.weight * (logistic(model.intercept + score) - example.target);
                intercept_squares += error * error;
                model.intercept -= STEP * error / intercept_squares.sqrt();
                let share = 1.0 / (window.len() as f32).sqrt();
                for &place in example.places[window].iter().filter(|&&place| !rare[place as usize]) {
                    let weight = &mut model.weights[place as usize];
                    let gradient = error * share + PULL * *weight;
                    let square = &mut squares[place as usize];
                    *square += gradient * gradient;
                    *weight -= STEP * gradient / square.sqrt();
                }
            }
            if round + AVERAGED >= ROUNDS {
                average.intercept += model.intercept / AVERAGED as f32;
                for (sum, weight) in average.weights.iter_mut().zip(&model.weights) {
                    *sum += weight / AVERAGED as f32;
                }
            }
        }
        average
    }

    /// The score of the highest window.
    pub(super) fn score(&self, example: &Example) -> f32 {
        self.highest_window(example).0
    }

    fn highest_window(&self, example: &Example) -> (f32, std::ops::Range<usize>) {
        let mut best = (f32::NEG_INFINITY, 0..0);
        let start_of = |sentence: usize| if sentence == 0 { 0 } else { example.ends[sentence - 1] as usize };
        for first in 0..example.ends.len() {
            let start = start_of(first);
            let mut sum = 0.0;
            for last in first..(first + LONGEST_WINDOW).min(example.ends.len()) {
                let places = &example.places[start_of(last)..example.ends[last] as usize];
                sum += places.iter().map(|&place| self.weights[place as usize]).sum::<f32>();
                let end = example.ends[last] as usize;
                let score = if end == start { 0.0 } else { sum / ((end - start) as f32).sqrt() };
                if score > best.0 {
                    best = (score, start..end);
                }
            }
        }
        if best.1.is_empty() { (0.0, 0..0) } else { best }
    }
}

/// Fewest examples a feature must stand in. Rarer ones are learned by heart and
/// mean nothing elsewhere.
const FEWEST_EXAMPLES: u8 = 6;

/// Which places of the table hold features of too few examples.
fn rare_places(examples: &[Example]) -> Vec<bool> {
    let mut counts = vec![0_u8; 1 << TABLE_BITS];
    let mut last = vec![usize::MAX; 1 << TABLE_BITS];
    for (number, example) in examples.iter().enumerate() {
        for &place in &example.places {
            let place = place as usize;
            if last[place] != number {
                last[place] = number;
                counts[place] = counts[place].saturating_add(1);
            }
        }
    }
    counts.into_iter().map(|count| count < FEWEST_EXAMPLES).collect()
}

/// Which category an attack belongs to: one weight per place and category.
pub(super) struct Categories {
    /// The weights of a place side by side.
    pub(super) weights: Vec<f32>,
}

impl Categories {
    /// Softmax regression over the attacks among the cases.
    pub(super) fn train(cases: &[Case], with_rules: bool) -> Categories {
        let count = Category::ALL.len();
        let mut weights = vec![0.0_f32; count << CATEGORY_BITS];
        let mut squares = vec![1e-2_f32; count << CATEGORY_BITS];
        let attacks: Vec<(Vec<u32>, usize)> = cases
            .iter()
            .filter_map(|case| {
                let category = Category::from_name(case.category.as_deref()?)?;
                let place = Category::ALL.iter().position(|other| *other == category)?;
                let example = case.example(1.0, with_rules);
                let shift = TABLE_BITS - CATEGORY_BITS;
                Some((example.places.iter().map(|feature| feature >> shift).collect(), place))
            })
            .collect();
        for _ in 0..ROUNDS {
            for (places, category) in &attacks {
                let share = 1.0 / (places.len().max(1) as f32).sqrt();
                let mut scores = vec![0.0_f32; count];
                for &place in places {
                    let at = place as usize * count;
                    for (score, weight) in scores.iter_mut().zip(&weights[at..at + count]) {
                        *score += weight * share;
                    }
                }
                let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                let sum: f32 = scores.iter().map(|score| (score - highest).exp()).sum();
                for (other, score) in scores.iter().enumerate() {
                    let wanted = if other == *category { 1.0 } else { 0.0 };
                    let error = (score - highest).exp() / sum - wanted;
                    for &place in places {
                        let at = place as usize * count + other;
                        let gradient = error * share;
                        squares[at] += gradient * gradient;
                        weights[at] -= STEP * gradient / squares[at].sqrt();
                    }
                }
            }
        }
        Categories { weights }
    }
}

fn logistic(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

/// The chance that a random positive scores above a random negative; ties count half.
pub(super) fn area_under_roc(mut scored: Vec<(f32, bool)>) -> f64 {
    scored.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut positives, mut negatives, mut area) = (0.0, 0.0, 0.0);
    for ties in scored.chunk_by(|a, b| a.0 == b.0) {
        let up = ties.iter().filter(|(_, positive)| *positive).count() as f64;
        let down = ties.len() as f64 - up;
        area += up * (negatives + down / 2.0);
        positives += up;
        negatives += down;
    }
    area / (positives * negatives)
}

#[cfg(test)]
mod tests {
    use super::area_under_roc;

    #[test]
    fn area_under_roc_of_hand_made_scores() {
        assert_eq!(area_under_roc(vec![(0.1, false), (0.9, true)]), 1.0);
        assert_eq!(area_under_roc(vec![(0.1, true), (0.9, false)]), 0.0);
        assert_eq!(area_under_roc(vec![(0.5, true), (0.5, false)]), 0.5);
        assert_eq!(area_under_roc(vec![(0.2, false), (0.4, true), (0.4, false), (0.6, true)]), 0.875);
    }
}
