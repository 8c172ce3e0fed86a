/// A fraction as reports print it: four decimals, no float dust.
///
/// All formats go through here, so that they agree to the last digit.
pub(crate) fn fraction(value: f32) -> f64 {
    const STEPS: f64 = 10_000.0;
    (f64::from(value) * STEPS).round() / STEPS
}

/// [`fraction`] as text; empty for none.
pub(crate) fn cell(value: Option<f32>) -> String {
    value.map_or_else(String::new, |value| format!("{:?}", fraction(value)))
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn prints_four_decimals_at_most() {
        let cases = [(0.97, "0.97"), (1.0, "1.0"), (0.0, "0.0"), (0.123_456, "0.1235"), (0.000_01, "0.0")];
        for (value, printed) in cases {
            assert_eq!(cell(Some(value)), printed);
        }
        assert_eq!(cell(None), "");
    }
}
