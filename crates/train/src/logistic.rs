//! Logistic regression, fitted by Newton's method.

/// Weights per measurement, the intercept last.
#[derive(Clone, Debug)]
pub(crate) struct Logistic {
    pub(crate) weights: Vec<f64>,
}

impl Logistic {
    /// Fits rows of measurements, each with its label and weight; `ridge` keeps weights small.
    pub(crate) fn fit(rows: &[(Vec<f64>, bool, f64)], ridge: f64) -> Logistic {
        const STEPS: usize = 25;
        let width = rows.first().map_or(0, |row| row.0.len()) + 1;
        let mut weights = vec![0.0; width];
        for _ in 0..STEPS {
            let mut gradient = vec![0.0; width];
            let mut hessian = vec![vec![0.0; width]; width];
            for at in 0..width - 1 {
                gradient[at] = -ridge * weights[at];
                hessian[at][at] = ridge;
            }
            hessian[width - 1][width - 1] = 1e-9;
            for (values, label, weight) in rows {
                let value = |at: usize| values.get(at).copied().unwrap_or(1.0);
                let sum: f64 = (0..width).map(|at| weights[at] * value(at)).sum();
                let fraction = 1.0 / (1.0 + (-sum).exp());
                let error = f64::from(u8::from(*label)) - fraction;
                let curvature = fraction * (1.0 - fraction);
                for at in 0..width {
                    gradient[at] += weight * error * value(at);
                    for (other, cell) in hessian[at].iter_mut().enumerate() {
                        *cell += weight * curvature * value(at) * value(other);
                    }
                }
            }
            for (weight, step) in weights.iter_mut().zip(solve(hessian, gradient)) {
                *weight += step;
            }
        }
        Logistic { weights }
    }

    /// The log-odds of a row.
    pub(crate) fn log_odds(&self, values: &[f64]) -> f64 {
        let terms = self.weights.iter().enumerate();
        terms.map(|(at, weight)| weight * values.get(at).copied().unwrap_or(1.0)).sum()
    }
}

/// Solves a positive definite system by Gaussian elimination.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for at in 0..size {
        let pivot = (at..size).max_by(|a, b| matrix[*a][at].abs().total_cmp(&matrix[*b][at].abs())).unwrap_or(at);
        matrix.swap(at, pivot);
        right.swap(at, pivot);
        for below in at + 1..size {
            let factor = matrix[below][at] / matrix[at][at];
            let (upper, lower) = matrix.split_at_mut(below);
            for (cell, above) in lower[0].iter_mut().zip(&upper[at]).skip(at) {
                *cell -= factor * above;
            }
            right[below] -= factor * right[at];
        }
    }
    for at in (0..size).rev() {
        let known: f64 = (at + 1..size).map(|column| matrix[at][column] * right[column]).sum();
        right[at] = (right[at] - known) / matrix[at][at];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::Logistic;

    #[test]
    fn finds_the_direction_and_the_odds() {
        let rows: Vec<_> =
            (0..400_i32).map(|n| (vec![f64::from(n % 20)], (n % 20) * 20 + n % 7 * 10 > 220, 1.0)).collect();
        let fitted = Logistic::fit(&rows, 0.1);
        assert!(fitted.weights[0] > 0.0);
        assert!(fitted.log_odds(&[2.0]) < 0.0 && fitted.log_odds(&[18.0]) > 0.0);
    }
}
