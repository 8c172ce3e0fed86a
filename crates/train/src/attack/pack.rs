//! From a trained model to the file that ships: small integers and a calibration.

use threadwarden_attack::Category;
use threadwarden_attack::training::{Calibration, model_file};

use super::learn::{Categories, Example, Linear};

/// Share of the non-zero weights that keep their size; larger ones are cut to the largest integer.
const KEPT: f64 = 0.9995;

/// The model file, calibrated on examples the model was not trained on.
pub(super) fn pack(model: &Linear, categories: &Categories, held_out: &[Example]) -> Vec<u8> {
    let scale = scale(&model.weights);
    let table = integers(&model.weights, scale);
    let rounded =
        Linear { weights: table.iter().map(|&weight| f32::from(weight) * scale).collect(), intercept: model.intercept };
    let scored: Vec<(f32, f32)> = held_out.iter().map(|example| (rounded.score(example), example.target)).collect();
    let (intercept, slope) = platt(&scored);
    let category_table = integers(&categories.weights, self::scale(&categories.weights));
    model_file(Calibration { scale, intercept, slope }, &table, Category::ALL.len(), &category_table)
}

/// What one unit of an integer weight stands for.
fn scale(weights: &[f32]) -> f32 {
    let mut sizes: Vec<f32> = weights.iter().map(|weight| weight.abs()).filter(|size| *size > 0.0).collect();
    sizes.sort_by(f32::total_cmp);
    let at = ((sizes.len() as f64 * KEPT) as usize).min(sizes.len().saturating_sub(1));
    sizes.get(at).map_or(1.0, |largest| largest / f32::from(i8::MAX))
}

fn integers(weights: &[f32], scale: f32) -> Vec<i8> {
    weights.iter().map(|weight| (weight / scale).round().clamp(f32::from(-i8::MAX), f32::from(i8::MAX)) as i8).collect()
}

/// Intercept and slope that make scores log-odds: Newton's method on two
/// parameters, from no slope at all; a step that overshoots is halved.
fn platt(scored: &[(f32, f32)]) -> (f32, f32) {
    let (mut intercept, mut slope) = (0.0_f64, 0.0_f64);
    let mut loss = log_loss(scored, intercept, slope);
    for _ in 0..100 {
        let (mut g0, mut g1, mut h00, mut h01, mut h11) = (0.0, 0.0, 1e-9, 0.0, 1e-9);
        for &(score, target) in scored {
            let score = f64::from(score);
            let chance = 1.0 / (1.0 + (-(intercept + slope * score)).exp());
            let (error, spread) = (chance - f64::from(target), chance * (1.0 - chance));
            g0 += error;
            g1 += error * score;
            h00 += spread;
            h01 += spread * score;
            h11 += spread * score * score;
        }
        let determinant = h00 * h11 - h01 * h01;
        let mut step = (-(h11 * g0 - h01 * g1) / determinant, -(h00 * g1 - h01 * g0) / determinant);
        let better = (0..40).find_map(|_| {
            let next = log_loss(scored, intercept + step.0, slope + step.1);
            let tried = step;
            step = (step.0 / 2.0, step.1 / 2.0);
            (next < loss).then_some((tried, next))
        });
        let Some((step, next)) = better else { break };
        (intercept, slope, loss) = (intercept + step.0, slope + step.1, next);
    }
    (intercept as f32, slope as f32)
}

/// How surprising the targets are for chances of these log-odds.
fn log_loss(scored: &[(f32, f32)], intercept: f64, slope: f64) -> f64 {
    let of = |&(score, target): &(f32, f32)| {
        let odds = intercept + slope * f64::from(score);
        // ln(1 + e^x) without overflow.
        odds.max(0.0) + (-odds.abs()).exp().ln_1p() - f64::from(target) * odds
    };
    scored.iter().map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::{integers, platt, scale};

    #[test]
    fn weights_become_integers_and_back() {
        let weights = [0.0, 1.0, -0.5, 0.25];
        let scale = scale(&weights);
        let back: Vec<f32> = integers(&weights, scale).iter().map(|&weight| f32::from(weight) * scale).collect();
        for (weight, back) in weights.iter().zip(back) {
            assert!((weight - back).abs() <= scale, "{weight} became {back}");
        }
    }

    #[test]
    fn platt_finds_the_log_odds_that_made_the_labels() {
        let scored: Vec<(f32, f32)> = (-40..=40)
            .map(|at| {
                let score = at as f32 / 10.0;
                (score, 1.0 / (1.0 + (-(0.5 + 2.0 * score)).exp()))
            })
            .collect();
        let (intercept, slope) = platt(&scored);
        assert!((intercept - 0.5).abs() < 1e-3 && (slope - 2.0).abs() < 1e-3, "{intercept} {slope}");
        // Scores of any size: the slope makes up for it.
        let large: Vec<(f32, f32)> = scored.iter().map(|&(score, target)| (score * 100.0, target)).collect();
        let (intercept, slope) = platt(&large);
        assert!((intercept - 0.5).abs() < 1e-3 && (slope - 0.02).abs() < 1e-5, "{intercept} {slope}");
    }
}
