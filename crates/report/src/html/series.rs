use std::collections::BTreeMap;

use threadwarden::{Page, Review};

use super::comment::month_name;
use crate::clock::{self, DAY};

/// Comments and flagged ones, one point after the other.
#[derive(Debug, PartialEq)]
pub(super) struct Series {
    pub(super) points: Vec<Point>,
    /// What a point stands for: "per hour", "per 20 comments".
    pub(super) step: String,
    /// What stands below the first and the last point.
    pub(super) from: String,
    pub(super) to: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) label: String,
    pub(super) comments: usize,
    pub(super) flagged: usize,
}

/// Most points of a series.
const MOST: i64 = 32;
/// Steps of time that people think in, in seconds, with their names.
const STEPS: &[(i64, &str)] = &[
    (900, "quarter of an hour"),
    (3600, "hour"),
    (3 * 3600, "three hours"),
    (6 * 3600, "six hours"),
    (12 * 3600, "half a day"),
    (DAY, "day"),
    (2 * DAY, "two days"),
    (7 * DAY, "week"),
    (30 * DAY, "30 days"),
    (91 * DAY, "91 days"),
    (365 * DAY, "365 days"),
    (3650 * DAY, "3,650 days"),
];

impl Series {
    /// Over time where most comments state one, otherwise over the order of the thread.
    pub(super) fn of_thread(page: &Page, review: &Review) -> Option<Series> {
        let comments = page.thread.comments.iter().zip(&review.comments);
        let timed: Vec<(i64, bool)> = comments
            .filter_map(|(comment, judgement)| {
                Some((clock::seconds(comment.created.as_ref()?)?, judgement.decision.flagged))
            })
            .collect();
        if timed.len() * 5 >= review.comments.len() * 4
            && let Some(series) = over_time(&timed)
        {
            return Some(series);
        }
        in_order(&review.comments.iter().map(|judgement| judgement.decision.flagged).collect::<Vec<_>>())
    }

    /// Over days.
    pub(super) fn of_days(days: &BTreeMap<i64, (usize, usize)>) -> Option<Series> {
        binned(days.iter().map(|(day, (comments, flagged))| (day * DAY, *comments, *flagged)), DAY)
    }
}

fn over_time(timed: &[(i64, bool)]) -> Option<Series> {
    binned(timed.iter().map(|(seconds, flagged)| (*seconds, 1, usize::from(*flagged))), 0)
}

/// `None` when all is in one step.
fn binned(times: impl Iterator<Item = (i64, usize, usize)> + Clone, least: i64) -> Option<Series> {
    let first = times.clone().map(|(seconds, ..)| seconds).min()?;
    let last = times.clone().map(|(seconds, ..)| seconds).max()?;
    let count = |width: i64| last.div_euclid(width) - first.div_euclid(width) + 1;
    let &(width, name) = STEPS.iter().find(|(width, _)| *width >= least && count(*width) <= MOST)?;
    let points = count(width);
    if points < 2 {
        return None;
    }
    let start = first.div_euclid(width);
    let with_clock = width < DAY;
    let mut series = Series {
        points: (start..start + points)
            .map(|at| Point { label: label(at * width, with_clock), comments: 0, flagged: 0 })
            .collect(),
        step: format!("per {name}"),
        from: label(start * width, with_clock),
        to: label((start + points - 1) * width, with_clock),
    };
    for (seconds, comments, flagged) in times {
        let place = usize::try_from(seconds.div_euclid(width) - start).ok()?;
        let point = series.points.get_mut(place)?;
        point.comments += comments;
        point.flagged += flagged;
    }
    Some(series)
}

/// `None` when there is too little for a course.
fn in_order(flagged: &[bool]) -> Option<Series> {
    if flagged.len() < 8 {
        return None;
    }
    let size = flagged.len().div_ceil(MOST as usize).max(4);
    let points: Vec<Point> = flagged
        .chunks(size)
        .enumerate()
        .map(|(index, chunk)| Point {
            label: format!("{} to {}", index * size + 1, index * size + chunk.len()),
            comments: chunk.len(),
            flagged: chunk.iter().filter(|flagged| **flagged).count(),
        })
        .collect();
    let (from, to) = ("first comment".to_owned(), "last".to_owned());
    Some(Series { points, step: format!("per {size} comments, in their order"), from, to })
}

fn label(seconds: i64, with_clock: bool) -> String {
    let (year, month, day) = clock::date(seconds);
    let clock = seconds.rem_euclid(DAY);
    let date = format!("{day} {} {year}", month_name(month));
    if with_clock { format!("{date}, {:02}:{:02}", clock / 3600, clock / 60 % 60) } else { date }
}

#[cfg(test)]
mod tests {
    use super::{in_order, over_time};

    #[test]
    fn time_is_cut_into_steps_that_people_think_in() {
        const HOUR: i64 = 3600;
        let start = 19_782 * 86_400;
        type Case<'a> = (&'a [i64], Option<(&'a str, usize)>);
        let cases: &[Case<'_>] = &[
            (&[], None),
            (&[0, 60], None),
            (&[0, HOUR], Some(("per quarter of an hour", 5))),
            (&[0, 20 * HOUR], Some(("per hour", 21))),
            (&[0, 20 * 24 * HOUR], Some(("per day", 21))),
            (&[0, 40 * 24 * HOUR], Some(("per two days", 21))),
            (&[i64::from(i32::MIN), i64::from(i32::MAX)], Some(("per 3,650 days", 15))),
        ];
        for (times, expected) in cases {
            let timed: Vec<(i64, bool)> = times.iter().map(|time| (start + time, true)).collect();
            let series = over_time(&timed);
            let found = series.as_ref().map(|series| (series.step.as_str(), series.points.len()));
            assert_eq!(found, *expected, "{times:?}");
            if let Some(series) = series {
                assert_eq!(series.points.iter().map(|point| point.flagged).sum::<usize>(), times.len());
            }
        }
    }

    #[test]
    fn without_times_the_order_is_the_course() {
        assert_eq!(in_order(&[true; 7]), None);
        let series = in_order(&[true, false, false, false, true, true, false, false, true]).unwrap();
        let flagged: Vec<usize> = series.points.iter().map(|point| point.flagged).collect();
        assert_eq!(flagged, [1, 2, 1]);
        assert_eq!(series.points[2].label, "9 to 9");
        assert!(in_order(&[false; 20_000]).unwrap().points.len() <= 32);
    }
}
