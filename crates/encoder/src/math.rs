//! The functions of the network, by additions, multiplications, divisions and square roots in a fixed order: those are
//! exact to the last bit on every machine, while the exponential functions of system libraries differ.

/// Sums kept apart while adding up a row, in an order that never changes.
const SUMS: usize = 16;

/// The sum of a row.
#[inline(always)]
pub(crate) fn sum(row: &[f32]) -> f32 {
    let (chunks, rest) = row.as_chunks::<SUMS>();
    let mut sums = [0.0; SUMS];
    for chunk in chunks {
        for (sum, value) in sums.iter_mut().zip(chunk) {
            *sum += value;
        }
    }
    for (sum, value) in sums.iter_mut().zip(rest) {
        *sum += value;
    }
    let mut width = SUMS / 2;
    while width > 0 {
        for at in 0..width {
            sums[at] += sums[at + width];
        }
        width /= 2;
    }
    sums[0]
}

/// The largest of a row's values after `of`, and of `least`.
#[inline(always)]
pub(crate) fn largest(row: &[f32], least: f32, of: impl Fn(f32) -> f32) -> f32 {
    let (chunks, rest) = row.as_chunks::<SUMS>();
    let mut largest = [least; SUMS];
    for chunk in chunks.iter().map(|chunk| &chunk[..]).chain([rest]) {
        for (largest, value) in largest.iter_mut().zip(chunk) {
            let value = of(*value);
            *largest = if value > *largest { value } else { *largest };
        }
    }
    largest.into_iter().fold(least, |largest, value| if value > largest { value } else { largest })
}

/// e to the power of x, within two units of the last place; for x of -87 to 88, beyond which it stays as there.
///
/// Source: argument reduction and polynomial of the Cephes library's `expf` (S. Moshier).
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    const LOG2_E: f32 = std::f32::consts::LOG2_E;
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    /// Adding this and taking it away rounds to a whole number.
    const ROUNDING: f32 = 12_582_912.0;
    let x = if x > -87.0 { x } else { -87.0 };
    let x = if x < 88.0 { x } else { 88.0 };
    let shifted = x * LOG2_E + ROUNDING;
    let whole = shifted - ROUNDING;
    let rest = x - whole * LN_2_HIGH - whole * LN_2_LOW;
    let mut power = 1.987_569_1e-4;
    for factor in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        power = power * rest + factor;
    }
    let power = power * rest * rest + rest + 1.0;
    // The low bits of the shifted number are the whole one.
    let exponent = shifted.to_bits().wrapping_sub(ROUNDING.to_bits()).wrapping_add(127) << 23;
    power * f32::from_bits(exponent)
}

/// x times the normal distribution up to x.
///
/// Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", 7.1.26, for the error function.
#[inline(always)]
pub(crate) fn gelu(x: f32) -> f32 {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let series = t * (0.254_829_6 + t * (-0.284_496_74 + t * (1.421_413_7 + t * (-1.453_152_1 + t * 1.061_405_4))));
    let beyond = 0.5 * series * exp(-z * z);
    x * if x < 0.0 { beyond } else { 1.0 - beyond }
}

/// Makes a row's mean 0 and its variance 1, then stretches and shifts it.
#[inline(always)]
pub(crate) fn normalize(row: &mut [f32], stretch: &[f32], shift: &[f32]) {
    /// Source: the layer norm of BERT.
    const EPSILON: f32 = 1e-12;
    let count = row.len() as f32;
    let mean = sum(row) / count;
    row.iter_mut().for_each(|value| *value -= mean);
    let mut squares = [0.0; SUMS];
    let (chunks, rest) = row.as_chunks::<SUMS>();
    for chunk in chunks.iter().map(|chunk| &chunk[..]).chain([rest]) {
        for (square, value) in squares.iter_mut().zip(chunk) {
            *square += value * value;
        }
    }
    let scale = 1.0 / (sum(&squares) / count + EPSILON).sqrt();
    for ((value, stretch), shift) in row.iter_mut().zip(stretch).zip(shift) {
        *value = *value * scale * stretch + shift;
    }
}

#[cfg(test)]
mod tests {
    use super::{exp, gelu, largest, normalize, sum};

    #[test]
    fn exp_is_close_everywhere() {
        for step in -8700..=8800_i16 {
            let x = f32::from(step) / 100.0;
            let (ours, exact) = (f64::from(exp(x)), f64::from(x).exp());
            assert!((ours / exact - 1.0).abs() < 3e-7, "{x}: {ours} {exact}");
        }
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(-500.0), exp(-87.0));
        assert_eq!(exp(500.0), exp(88.0));
    }

    #[test]
    fn gelu_is_close_to_tabled_values() {
        // x times the tabled normal distribution.
        for (x, expected) in [(0.0, 0.0), (1.0, 0.841_345), (-1.0, -0.158_655), (2.0, 1.954_5), (-3.0, -0.004_050)] {
            assert!((gelu(x) - expected).abs() < 2e-6, "{x}: {}", gelu(x));
        }
    }

    #[test]
    fn rows_are_added_whole_whatever_their_length() {
        for length in [0_u8, 1, 15, 16, 17, 33, 100] {
            let row: Vec<f32> = (0..length).map(f32::from).collect();
            assert_eq!(sum(&row), f32::from(length) * (f32::from(length) - 1.0).max(0.0) / 2.0);
            assert_eq!(largest(&row, -1.0, |value| value), if length == 0 { -1.0 } else { f32::from(length) - 1.0 });
            assert_eq!(largest(&row, -1.0, |value| -value), if length == 0 { -1.0 } else { 0.0 });
        }
    }

    #[test]
    fn a_normal_row_has_mean_0_and_variance_1() {
        let mut row: Vec<f32> = (0..40_u8).map(f32::from).collect();
        normalize(&mut row, &[1.0; 40], &[0.0; 40]);
        let squares: Vec<f32> = row.iter().map(|value| value * value).collect();
        assert!(sum(&row).abs() < 1e-4 && (sum(&squares) / 40.0 - 1.0).abs() < 1e-5);
    }
}
