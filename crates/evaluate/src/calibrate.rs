//! Thresholds for a share of right flags, or for what a team can read in a day.

mod render;

use std::fmt;

use threadwarden::{Action, Case, Moderator, Page, Policy, Value};

use crate::Labelled;
use crate::statistics::{Confusion, Estimate, estimate};

/// What the threshold is to reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    /// Of the held comments, at least this share are attacks.
    Precision(f64),
    /// At most this many comments are held a day.
    Budget(f64),
}

/// How to calibrate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// What to reach.
    pub goal: Goal,
    /// Comments a day, where the rows carry no dates or are a sample of them.
    pub per_day: Option<f64>,
}

/// A threshold, and how well it does.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// What was asked for.
    pub goal: Goal,
    /// The threshold of the attack probability, and its 95 % interval when the rows it was fitted on are drawn again.
    pub threshold: Estimate,
    /// The rows it was fitted on.
    pub fitted: Outcome,
    /// Later rows, where there are dates; otherwise there is nothing it was not fitted on.
    pub later: Option<Outcome>,
    /// Comments a day, where that is known.
    pub per_day: Option<f64>,
    /// The policy with the threshold in it.
    pub policy: Policy,
}

/// What a threshold does to a set of rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// First and last day, where there are dates.
    pub days: Option<(String, String)>,
    /// Held and labelled.
    pub counts: Confusion,
    /// Held whatever the threshold: the policy holds them for something else.
    pub held_anyway: usize,
    /// Share of the held that are attacks.
    pub precision: Option<Estimate>,
    /// Share of the attacks that are held.
    pub recall: Option<Estimate>,
    /// Share of all comments that are held.
    pub held: Option<Estimate>,
}

/// Why nothing could be calibrated.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum CalibrateError {
    /// Fewer rows than anything can be learned from: how many there are, how many are needed.
    TooFewRows(usize, usize),
    /// Fewer rows of a class than are needed: the class, how many there are, how many are needed.
    OneClass(&'static str, usize, usize),
    /// No threshold reaches the precision; the best there is, and where.
    OutOfReach(f64, f64),
    /// The policy holds more than the budget for other reasons already: comments a day.
    OverBudget(f64),
    /// A budget needs dates or a number of comments a day.
    NoDays,
}

/// Fewest rows to fit on.
///
/// Source: set by hand; the interval of a share of one in ten is then some six points wide on each side.
const FEWEST_ROWS: usize = 100;
/// Fewest rows of either class.
const FEWEST_OF_A_CLASS: usize = 10;
/// Fewest held rows that a precision is believed of.
const FEWEST_HELD: usize = 10;
/// Thresholds are multiples of one in this many.
const STEPS: usize = 1000;
/// Rows of every hundred that a dated set is fitted on; the later ones are reported.
const EARLIER_PERCENT: usize = 60;

/// A judged row.
#[derive(Clone, Debug)]
struct Row {
    probability: f64,
    held_anyway: bool,
    is_attack: bool,
    time: Option<i64>,
}

impl Row {
    fn is_held(&self, threshold: f64) -> bool {
        self.held_anyway || self.probability >= threshold
    }
}

/// Finds the lowest threshold that reaches the goal.
///
/// In the policy that comes out the probability alone decides on attacks of
/// low and medium severity; those of high severity, and whatever else the
/// policy of the moderator holds for, stay as they are and count. Doubtful rows
/// are left out. Where every row has a time, the earlier ones are fitted on and
/// the later ones reported.
///
/// # Errors
///
/// See [`CalibrateError`].
pub fn calibrate(
    labelled: &[Labelled],
    moderator: &Moderator,
    options: &Options,
) -> Result<Calibration, CalibrateError> {
    let mut rows = judge(labelled, moderator);
    let dated = !rows.is_empty() && rows.iter().all(|row| row.time.is_some());
    let mut later = Vec::new();
    if dated {
        rows.sort_by_key(|row| row.time);
        later = rows.split_off(rows.len() * EARLIER_PERCENT / 100);
    }
    check(&rows)?;
    let days = days(&rows, &later);
    let per_day = options.per_day.or_else(|| days.map(|days| (rows.len() + later.len()) as f64 / days));
    let fit = |rows: &[Row]| fit(rows, options.goal, per_day);
    let value = fit(&rows)?;
    let threshold = estimate(&rows, |sample| fit(sample).ok()).unwrap_or(Estimate { value, low: value, high: value });
    Ok(Calibration {
        goal: options.goal,
        threshold,
        fitted: outcome(&rows, value),
        later: dated.then(|| outcome(&later, value)),
        per_day,
        policy: with_threshold(moderator.policy(), value as f32),
    })
}

/// The policy in which the probability alone decides on slight attacks.
fn with_threshold(policy: &Policy, threshold: f32) -> Policy {
    let mut sections = policy.sections.clone();
    for section in &mut sections {
        section.settings.retain(|(key, _)| !matches!(*key, "attack.review" | "attack.flag"));
    }
    let hide = policy.hide.max(threshold);
    let (low, medium) = (Action::Publish, Action::Publish);
    Policy { flag: threshold, review: threshold, hide, low, medium, sections, ..policy.clone() }
}

fn judge(labelled: &[Labelled], moderator: &Moderator) -> Vec<Row> {
    // No probability reaches it: what is held then is held for something else.
    let without = Policy { hide: 2.0, ..with_threshold(moderator.policy(), 2.0) };
    let judge = |item: &Labelled| {
        let page = Page { article: None, thread: item.thread.clone() };
        let judgement = &moderator.review(&page).comments[item.judged];
        let decision = without.decide(&Case::new(&judgement.attack, &judgement.relevance));
        Row {
            probability: f64::from(judgement.attack.probability.unwrap_or(0.0)),
            held_anyway: decision.action > Action::Publish,
            is_attack: item.is_attack,
            time: item.time,
        }
    };
    labelled.iter().filter(|item| !item.is_doubtful).map(judge).collect()
}

fn check(rows: &[Row]) -> Result<(), CalibrateError> {
    if rows.len() < FEWEST_ROWS {
        return Err(CalibrateError::TooFewRows(rows.len(), FEWEST_ROWS));
    }
    let attacks = rows.iter().filter(|row| row.is_attack).count();
    for (class, count) in [("attacks", attacks), ("clean comments", rows.len() - attacks)] {
        if count < FEWEST_OF_A_CLASS {
            return Err(CalibrateError::OneClass(class, count, FEWEST_OF_A_CLASS));
        }
    }
    Ok(())
}

/// Days from the first row to the last, both included.
fn days(earlier: &[Row], later: &[Row]) -> Option<f64> {
    let day = |row: &Row| row.time.map(|time| time.div_euclid(SECONDS_A_DAY));
    let (first, last) = (day(earlier.first()?)?, day(later.last().or(earlier.last())?)?);
    Some((last - first + 1) as f64)
}

const SECONDS_A_DAY: i64 = 86_400;

fn fit(rows: &[Row], goal: Goal, per_day: Option<f64>) -> Result<f64, CalibrateError> {
    let thresholds = (0..=STEPS).map(|step| step as f64 / STEPS as f64);
    match goal {
        Goal::Precision(least) => {
            let mut best = (0.0, 1.0);
            for threshold in thresholds {
                let counts = count(rows, threshold);
                let held = counts.true_positives + counts.false_positives;
                let Some(precision) = counts.precision().filter(|_| held >= FEWEST_HELD) else { break };
                if precision >= least {
                    return Ok(threshold);
                }
                if precision > best.0 {
                    best = (precision, threshold);
                }
            }
            Err(CalibrateError::OutOfReach(best.0, best.1))
        }
        Goal::Budget(most) => {
            let per_day = per_day.ok_or(CalibrateError::NoDays)?;
            let held = |threshold: f64| {
                let held = rows.iter().filter(|row| row.is_held(threshold)).count();
                held as f64 / rows.len() as f64 * per_day
            };
            let mut thresholds = thresholds;
            thresholds.find(|threshold| held(*threshold) <= most).ok_or_else(|| CalibrateError::OverBudget(held(2.0)))
        }
    }
}

fn count(rows: &[Row], threshold: f64) -> Confusion {
    Confusion::count(rows.iter().map(|row| (row.is_held(threshold), row.is_attack)))
}

fn outcome(rows: &[Row], threshold: f64) -> Outcome {
    let days = rows.first().zip(rows.last()).and_then(|(first, last)| Some((date(first.time?), date(last.time?))));
    let held = |sample: &[Row]| {
        let held = sample.iter().filter(|row| row.is_held(threshold)).count();
        (!sample.is_empty()).then(|| held as f64 / sample.len() as f64)
    };
    Outcome {
        days,
        counts: count(rows, threshold),
        held_anyway: rows.iter().filter(|row| row.held_anyway).count(),
        precision: estimate(rows, |sample| count(sample, threshold).precision()),
        recall: estimate(rows, |sample| count(sample, threshold).recall()),
        held: estimate(rows, held),
    }
}

/// A day in the proleptic Gregorian calendar.
///
/// Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
fn date(time: i64) -> String {
    let days = time.div_euclid(SECONDS_A_DAY) + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

impl Calibration {
    /// The settings that differ from the policy it began with, by key.
    pub fn settings(&self) -> Vec<(&'static str, Value)> {
        use threadwarden::Fields;
        const KEYS: [&str; 5] = ["attack.flag", "attack.review", "attack.hide", "attack.low", "attack.medium"];
        Policy::FIELDS
            .iter()
            .filter(|field| KEYS.contains(&field.key))
            .map(|field| (field.key, field.get(&self.policy)))
            .collect()
    }
}

impl fmt::Display for CalibrateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CalibrateError::TooFewRows(rows, needed) => {
                write!(f, "{rows} rows to fit on, and at least {needed} are needed")
            }
            CalibrateError::OneClass(class, count, needed) => {
                write!(f, "{count} {class} among the rows to fit on, and at least {needed} are needed")
            }
            CalibrateError::OutOfReach(best, threshold) => {
                write!(f, "no threshold is that precise; the best is {best:.3}, from {threshold:.3}")
            }
            CalibrateError::OverBudget(held) => {
                write!(f, "the policy holds {held:.1} comments a day whatever the threshold")
            }
            CalibrateError::NoDays => f.write_str("not every row has a date, so say how many comments a day there are"),
        }
    }
}

impl std::error::Error for CalibrateError {}

#[cfg(test)]
mod tests {
    use super::{CalibrateError, Goal, Row, check, count, date, fit};

    /// Rows whose probability is right as often as it says.
    fn rows(count: usize) -> Vec<Row> {
        (0..count)
            .map(|n| {
                let probability = (n % 100) as f64 / 100.0;
                let is_attack = (n / 100 * 37 + n * 61) % 100 < n % 100;
                Row { probability, held_anyway: false, is_attack, time: Some(n as i64 * 864) }
            })
            .collect()
    }

    #[test]
    fn the_lowest_threshold_that_reaches_the_goal_is_found() {
        let rows = rows(2000);
        let threshold = fit(&rows, Goal::Precision(0.8), None).unwrap();
        assert!(count(&rows, threshold).precision().unwrap() >= 0.8);
        assert!(count(&rows, threshold - 0.02).precision().unwrap() < 0.8);
        // 2000 rows in 20 days: 100 a day.
        let threshold = fit(&rows, Goal::Budget(25.0), Some(100.0)).unwrap();
        let held = |threshold: f64| rows.iter().filter(|row| row.is_held(threshold)).count();
        assert!(held(threshold) <= 500 && held(threshold - 0.011) > 500, "{threshold}");
    }

    #[test]
    fn what_cannot_be_reached_is_told() {
        let mut held: Vec<Row> = rows(2000);
        held.iter_mut().take(400).for_each(|row| row.held_anyway = true);
        let mut noise = rows(2000);
        noise.iter_mut().enumerate().for_each(|(n, row)| row.is_attack = n / 100 % 2 == 0);
        let cases = [
            (matches!(fit(&noise, Goal::Precision(0.9), None), Err(CalibrateError::OutOfReach(..))), true),
            (fit(&rows(2000), Goal::Budget(25.0), None) == Err(CalibrateError::NoDays), true),
            (fit(&held, Goal::Budget(10.0), Some(100.0)) == Err(CalibrateError::OverBudget(20.0)), true),
        ];
        for (index, (found, expected)) in cases.into_iter().enumerate() {
            assert_eq!(found, expected, "case {index}");
        }
    }

    #[test]
    fn too_little_to_learn_from_is_refused() {
        let clean: Vec<Row> = rows(200).into_iter().map(|row| Row { is_attack: false, ..row }).collect();
        let attacks: Vec<Row> = rows(200).into_iter().map(|row| Row { is_attack: true, ..row }).collect();
        assert_eq!(check(&rows(200)), Ok(()));
        assert_eq!(check(&rows(99)), Err(CalibrateError::TooFewRows(99, 100)));
        assert_eq!(check(&clean), Err(CalibrateError::OneClass("attacks", 0, 10)));
        assert_eq!(check(&attacks), Err(CalibrateError::OneClass("clean comments", 0, 10)));
    }

    #[test]
    fn dates() {
        for (time, expected) in
            [(0, "1970-01-01"), (951_782_400, "2000-02-29"), (1_709_251_199, "2024-02-29"), (-1, "1969-12-31")]
        {
            assert_eq!(date(time), expected);
        }
    }
}
