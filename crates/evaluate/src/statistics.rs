//! Measures of agreement between scores and labels.

use std::collections::BTreeMap;

use crate::random::Random;

/// The chance that a random positive scores above a random negative; ties count half.
///
/// `None` when one of the classes is missing. Source: the Mann-Whitney statistic.
pub fn area_under_roc(scored: &[(f64, bool)]) -> Option<f64> {
    let mut sorted = scored.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut positives, mut negatives, mut area) = (0.0, 0.0, 0.0);
    for ties in sorted.chunk_by(|a, b| a.0 == b.0) {
        let up = ties.iter().filter(|(_, positive)| *positive).count() as f64;
        let down = ties.len() as f64 - up;
        area += up * (negatives + down / 2.0);
        positives += up;
        negatives += down;
    }
    (positives > 0.0 && negatives > 0.0).then(|| area / (positives * negatives))
}

/// Average precision: precision at each positive, highest score first; ties are taken together.
///
/// `None` without positives.
pub fn average_precision(scored: &[(f64, bool)]) -> Option<f64> {
    let mut sorted = scored.to_vec();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all = sorted.iter().filter(|(_, positive)| *positive).count();
    let (mut seen, mut right, mut sum) = (0_usize, 0_usize, 0.0);
    for ties in sorted.chunk_by(|a, b| a.0 == b.0) {
        let up = ties.iter().filter(|(_, positive)| *positive).count();
        seen += ties.len();
        right += up;
        sum += up as f64 * right as f64 / seen as f64;
    }
    (all > 0).then(|| sum / all as f64)
}

/// Decisions against labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Confusion {
    /// Flagged and labelled.
    pub true_positives: usize,
    /// Flagged, not labelled.
    pub false_positives: usize,
    /// Labelled, not flagged.
    pub false_negatives: usize,
    /// Neither.
    pub true_negatives: usize,
}

impl Confusion {
    /// Counts pairs of (flagged, labelled).
    pub fn count(pairs: impl Iterator<Item = (bool, bool)>) -> Confusion {
        let mut counts = Confusion::default();
        for pair in pairs {
            *match pair {
                (true, true) => &mut counts.true_positives,
                (true, false) => &mut counts.false_positives,
                (false, true) => &mut counts.false_negatives,
                (false, false) => &mut counts.true_negatives,
            } += 1;
        }
        counts
    }

    /// Share of the flagged that are labelled.
    pub fn precision(self) -> Option<f64> {
        share(self.true_positives, self.true_positives + self.false_positives)
    }

    /// Share of the labelled that are flagged.
    pub fn recall(self) -> Option<f64> {
        share(self.true_positives, self.true_positives + self.false_negatives)
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(self) -> Option<f64> {
        share(2 * self.true_positives, 2 * self.true_positives + self.false_positives + self.false_negatives)
    }

    /// Flagged comments among 10,000 that are not labelled.
    pub fn alarms_per_10_000_clean(self) -> Option<f64> {
        share(self.false_positives, self.false_positives + self.true_negatives).map(|rate| rate * 10_000.0)
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Expected calibration error over ten bins of equal width.
///
/// Source: Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning" (2015).
pub fn calibration_error(scored: &[(f64, bool)]) -> Option<f64> {
    let bins = reliability(scored);
    let all: usize = bins.iter().map(|bin| bin.count).sum();
    (all > 0).then(|| {
        bins.iter().map(|bin| bin.count as f64 * (bin.mean_score - bin.share_positive).abs()).sum::<f64>() / all as f64
    })
}

/// One bin of a reliability curve.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// Comments in the bin.
    pub count: usize,
    /// Their mean score.
    pub mean_score: f64,
    /// The share that is labelled.
    pub share_positive: f64,
}

/// Ten bins of equal width over `0..=1`.
pub fn reliability(scored: &[(f64, bool)]) -> [Bin; 10] {
    let mut bins = [Bin::default(); 10];
    for &(score, positive) in scored {
        let bin = &mut bins[((score * 10.0) as usize).min(9)];
        bin.count += 1;
        bin.mean_score += score;
        bin.share_positive += f64::from(u8::from(positive));
    }
    for bin in bins.iter_mut().filter(|bin| bin.count > 0) {
        bin.mean_score /= bin.count as f64;
        bin.share_positive /= bin.count as f64;
    }
    bins
}

/// Points of the precision-recall curve, highest score first.
pub fn precision_recall(scored: &[(f64, bool)]) -> Vec<(f64, f64)> {
    let mut sorted = scored.to_vec();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all = sorted.iter().filter(|(_, positive)| *positive).count().max(1);
    let (mut seen, mut right) = (0_usize, 0_usize);
    sorted
        .chunk_by(|a, b| a.0 == b.0)
        .map(|ties| {
            seen += ties.len();
            right += ties.iter().filter(|(_, positive)| *positive).count();
            (right as f64 / all as f64, right as f64 / seen as f64)
        })
        .collect()
}

/// Character F1 of one text: found against labelled characters.
///
/// Two empty sets agree. Source: the scorer of SemEval 2021 task 5 (Pavlopoulos et al.).
pub fn character_f1(found: &[bool], labelled: &[bool]) -> f64 {
    let counts = Confusion::count(found.iter().copied().zip(labelled.iter().copied()));
    if counts.true_positives + counts.false_positives + counts.false_negatives == 0 {
        1.0
    } else {
        counts.f1().unwrap_or(0.0)
    }
}

/// A figure with its 95 % percentile bootstrap interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The figure over all rows.
    pub value: f64,
    /// The 2.5th percentile of the resampled figures.
    pub low: f64,
    /// The 97.5th percentile.
    pub high: f64,
}

/// Resamples of a bootstrap.
const RESAMPLES: usize = 500;

/// A figure over rows, with an interval from resampling them; `None` where the figure is.
///
/// The same rows give the same interval. Source: Efron, "Bootstrap Methods" (1979).
pub fn estimate<T: Clone>(rows: &[T], figure: impl Fn(&[T]) -> Option<f64>) -> Option<Estimate> {
    let value = figure(rows)?;
    let mut random = Random::new(1);
    let mut figures: Vec<f64> = (0..RESAMPLES)
        .filter_map(|_| {
            let sample: Vec<T> = (0..rows.len()).map(|_| rows[random.below(rows.len())].clone()).collect();
            figure(&sample)
        })
        .collect();
    figures.sort_by(f64::total_cmp);
    let at =
        |share: f64| figures.get((figures.len() as f64 * share) as usize).or(figures.last()).copied().unwrap_or(value);
    Some(Estimate { value, low: at(0.025), high: at(0.975) })
}

/// [`estimate`] for rows of groups that are alike, each row with its group: whole groups are drawn.
pub fn estimate_groups<T: Clone>(rows: &[(usize, T)], figure: impl Fn(&[T]) -> Option<f64>) -> Option<Estimate> {
    let mut groups: BTreeMap<usize, Vec<T>> = BTreeMap::new();
    for (group, row) in rows {
        groups.entry(*group).or_default().push(row.clone());
    }
    let groups: Vec<Vec<T>> = groups.into_values().collect();
    estimate(&groups, |groups| figure(&groups.concat()))
}

/// Spearman's rank correlation of two lists of one length; NaN when one of them never changes.
pub fn rank_correlation(one: &[f32], other: &[f32]) -> f64 {
    let (one, other) = (ranks(one), ranks(other));
    let mean = (one.len() as f64 + 1.0) / 2.0;
    let moment = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| (a - mean) * (b - mean)).sum() };
    moment(&one, &other) / (moment(&one, &one) * moment(&other, &other)).sqrt()
}

/// The rank of each value from 1 up, ties sharing their mean rank.
fn ranks(values: &[f32]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|one, other| values[*one].total_cmp(&values[*other]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for tied in order.chunk_by(|one, next| values[*one] == values[*next]) {
        for index in tied {
            ranks[*index] = before as f64 + (tied.len() as f64 + 1.0) / 2.0;
        }
        before += tied.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::{Confusion, area_under_roc, average_precision, calibration_error, character_f1, estimate};

    #[test]
    fn measures_of_hand_made_scores() {
        let scored = [(0.2, false), (0.4, true), (0.4, false), (0.6, true)];
        assert_eq!(area_under_roc(&scored), Some(0.875));
        assert_eq!(average_precision(&scored), Some((1.0 + 2.0 / 3.0) / 2.0));
        assert_eq!(area_under_roc(&[(0.2, true)]), None);
        assert_eq!(average_precision(&[(0.2, false)]), None);
        assert_eq!(calibration_error(&[(0.25, true), (0.25, false), (0.25, false), (0.25, false)]), Some(0.0));
        assert_eq!(calibration_error(&[]), None);
    }

    #[test]
    fn decisions_are_counted_by_kind() {
        let counts =
            Confusion::count([(true, true), (true, false), (false, true), (false, false), (false, false)].into_iter());
        assert_eq!((counts.precision(), counts.recall(), counts.f1()), (Some(0.5), Some(0.5), Some(0.5)));
        assert_eq!(counts.alarms_per_10_000_clean().map(f64::round), Some(3333.0));
        assert_eq!(Confusion::default().precision(), None);
    }

    #[test]
    fn character_f1_follows_the_shared_task() {
        assert_eq!(character_f1(&[false, false], &[false, false]), 1.0);
        assert_eq!(character_f1(&[true, false], &[false, false]), 0.0);
        assert_eq!(character_f1(&[true, true, false], &[false, true, true]), 0.5);
    }

    #[test]
    fn intervals_hold_the_figure_and_are_the_same_each_time() {
        let rows: Vec<f64> = (0..200).map(f64::from).collect();
        let mean = |rows: &[f64]| Some(rows.iter().sum::<f64>() / rows.len() as f64);
        let first = estimate(&rows, mean).unwrap();
        assert!(first.low < first.value && first.value < first.high);
        assert_eq!(Some(first), estimate(&rows, mean));
    }

    #[test]
    fn groups_are_drawn_whole_and_ranks_share_ties() {
        let mean = |rows: &[f64]| Some(rows.iter().sum::<f64>() / rows.len() as f64);
        let alone = super::estimate_groups(&[(1, 2.0), (1, 4.0)], mean).unwrap();
        assert_eq!((alone.low, alone.value, alone.high), (3.0, 3.0, 3.0));
        assert_eq!(super::rank_correlation(&[1.0, 2.0, 9.0], &[0.1, 0.2, 0.3]), 1.0);
        assert_eq!(super::rank_correlation(&[1.0, 2.0, 9.0], &[3.0, 2.0, 1.0]), -1.0);
    }
}
