/// Mean and standard deviation of some scores.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Spread {
    pub(crate) mean: f32,
    pub(crate) deviation: f32,
}

impl Spread {
    /// The spread of `scores`; zeros when there are none.
    pub(crate) fn of(scores: impl Iterator<Item = f32>) -> Spread {
        let (mut count, mut sum, mut squares) = (0_u32, 0.0_f64, 0.0_f64);
        for score in scores.map(f64::from) {
            count += 1;
            sum += score;
            squares += score * score;
        }
        if count == 0 {
            return Spread::default();
        }
        let mean = sum / f64::from(count);
        let variance = (squares / f64::from(count) - mean * mean).max(0.0);
        Spread { mean: mean as f32, deviation: variance.sqrt() as f32 }
    }
}

#[cfg(test)]
mod tests {
    use super::Spread;

    #[test]
    fn measures_mean_and_deviation() {
        assert_eq!(Spread::of([1.0, 3.0, 1.0, 3.0].into_iter()), Spread { mean: 2.0, deviation: 1.0 });
        assert_eq!(Spread::of([5.0].into_iter()), Spread { mean: 5.0, deviation: 0.0 });
        assert_eq!(Spread::of(std::iter::empty()), Spread::default());
    }
}
