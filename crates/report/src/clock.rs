//! Times that can be reckoned with.

use threadwarden::{Time, TimeKind};

/// Seconds since the start of 1970, of an instant in UTC, of a local time on its own clock.
///
/// `None` for relative times and for texts that are no ISO 8601 after all.
pub(crate) fn seconds(time: &Time) -> Option<i64> {
    if time.kind == TimeKind::Relative {
        return None;
    }
    let (date, rest) = (time.text.get(..10)?, time.text.get(10..)?);
    let mut parts = date.split('-').map(number);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let Some(rest) = rest.strip_prefix(['T', 't', ' ']) else {
        return rest.is_empty().then(|| days(year, month, day) * DAY);
    };
    let clock_length = rest.find(|c: char| !matches!(c, '0'..='9' | ':' | '.' | ',')).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(clock_length);
    let whole = clock.split(['.', ',']).next().unwrap_or(clock);
    let mut parts = whole.split(':').map(number);
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    if hour > 24 || minute > 59 || second > 60 {
        return None;
    }
    Some(days(year, month, day) * DAY + hour * 3600 + minute * 60 + second - offset(zone)?)
}

/// Year, month and day of a number of seconds.
pub(crate) fn date(seconds: i64) -> (i64, i64, i64) {
    let (z, era_days) = (seconds.div_euclid(DAY) + 719_468, 146_097);
    let era = z.div_euclid(era_days);
    let day_of_era = z.rem_euclid(era_days);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;

/// Days since the start of 1970.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn number(digits: &str) -> Option<i64> {
    if digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

/// Seconds that a zone is ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    let (sign, clock) = match zone.as_bytes().first() {
        None | Some(b'Z' | b'z') if zone.len() <= 1 => return Some(0),
        Some(b'+') => (1, &zone[1..]),
        Some(b'-') => (-1, &zone[1..]),
        _ => return None,
    };
    let (hours, minutes) = clock.split_once(':').or_else(|| clock.split_at_checked(2))?;
    Some(sign * (number(hours)? * 3600 + if minutes.is_empty() { 0 } else { number(minutes)? } * 60))
}

#[cfg(test)]
mod tests {
    use threadwarden::{Time, TimeKind};

    use super::{date, seconds};

    #[test]
    fn reads_what_iso_8601_writes_and_nothing_else() {
        let cases = [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2024-02-29T12:30:05Z", Some(1_709_209_805)),
            ("2024-02-29T13:30:05.250+01:00", Some(1_709_209_805)),
            ("2024-02-29T07:30:05-0500", Some(1_709_209_805)),
            ("2024-02-29T12:30", Some(1_709_209_800)),
            ("2024-02-29 12:30:05", Some(1_709_209_805)),
            ("1969-12-31", Some(-86_400)),
            ("", None),
            ("yesterday", None),
            ("2024-13-01", None),
            ("2024-02-29T25:00:00Z", None),
            ("2024-02-29T12:30:05 o'clock", None),
            ("2024-02-29Tééé", None),
            ("ééééé", None),
        ];
        for (text, expected) in cases {
            let time = Time { text: text.to_owned(), kind: TimeKind::Instant };
            assert_eq!(seconds(&time), expected, "{text:?}");
        }
        let relative = Time { text: "2024-02-29".to_owned(), kind: TimeKind::Relative };
        assert_eq!(seconds(&relative), None);
    }

    #[test]
    fn dates_lead_back_to_their_days() {
        for (day, expected) in
            [(0, (1970, 1, 1)), (19_782, (2024, 2, 29)), (-1, (1969, 12, 31)), (11_016, (2000, 2, 29))]
        {
            assert_eq!(date(day * super::DAY + 7), expected);
        }
        for day in (-800_000..800_000).step_by(37) {
            let (year, month, day_of_month) = date(day * super::DAY);
            assert_eq!(super::days(year, month, day_of_month), day);
        }
    }
}
