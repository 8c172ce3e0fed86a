//! Figures of merit.

/// The area under the ROC curve: how often an own pair outscores a foreign one, ties as half.
pub(crate) fn auc(pairs: &[(f32, bool)]) -> f64 {
    let mut sorted: Vec<&(f32, bool)> = pairs.iter().collect();
    sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (mut rank_sum, mut own, mut before) = (0.0, 0_usize, 0_usize);
    for tied in sorted.chunk_by(|one, next| one.0 == next.0) {
        let mean_rank = before as f64 + (tied.len() as f64 + 1.0) / 2.0;
        let own_here = tied.iter().filter(|pair| pair.1).count();
        rank_sum += mean_rank * own_here as f64;
        own += own_here;
        before += tied.len();
    }
    let foreign = pairs.len() - own;
    if own == 0 || foreign == 0 {
        return f64::NAN;
    }
    (rank_sum - own as f64 * (own as f64 + 1.0) / 2.0) / (own as f64 * foreign as f64)
}

/// The share of `true`.
pub(crate) fn share(hits: impl IntoIterator<Item = bool>) -> f64 {
    let (count, sum) = hits.into_iter().fold((0_usize, 0_usize), |(n, sum), hit| (n + 1, sum + usize::from(hit)));
    sum as f64 / count as f64
}

/// Spearman's rank correlation of two lists of one length.
pub(crate) fn rank_correlation(one: &[f32], other: &[f32]) -> f64 {
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
    use super::{auc, rank_correlation, share};

    #[test]
    fn counts_ordered_pairs() {
        assert_eq!(auc(&[(0.1, false), (0.2, true)]), 1.0);
        assert_eq!(auc(&[(0.2, false), (0.1, true)]), 0.0);
        assert_eq!(auc(&[(0.2, false), (0.2, true)]), 0.5);
        assert_eq!(auc(&[(0.1, false), (0.3, false), (0.2, true), (0.4, true)]), 0.75);
        assert!(auc(&[(0.1, true)]).is_nan());
        assert_eq!(rank_correlation(&[1.0, 2.0, 9.0], &[0.1, 0.2, 0.3]), 1.0);
        assert_eq!(rank_correlation(&[1.0, 2.0, 9.0], &[3.0, 2.0, 1.0]), -1.0);
        assert_eq!(share([true, false, true, true]), 0.75);
    }
}
