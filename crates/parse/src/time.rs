//! Times as sources print them: what kind they are, and what they look like in a page.

mod line;
mod order;
mod words;

use threadwarden_thread::{Time, TimeKind};

use line::is_relative;
pub(crate) use line::{is_age, is_part_of_time, is_time_line, is_time_word};
pub(crate) use order::order;

/// Keeps a printed time and tells what it can be relied on for.
pub(crate) fn printed(text: &str) -> Time {
    let text = text.trim();
    let kind = if has_offset(text) {
        TimeKind::Instant
    } else if is_relative(text) {
        TimeKind::Relative
    } else {
        TimeKind::Local
    };
    Time { text: text.to_owned(), kind }
}

/// Keeps a time without a zone that is known to be in UTC.
///
/// None when it is none, or one of the zeros that databases write for none.
pub(crate) fn utc(text: &str) -> Option<Time> {
    let text = text.trim();
    if let Some(mut clock) = full_clock(text) {
        clock.push('Z');
        return Some(Time { text: clock, kind: TimeKind::Instant });
    }
    if has_offset(text) {
        return Some(Time { text: text.to_owned(), kind: TimeKind::Instant });
    }
    let Time { text, kind } = local(text)?;
    (kind == TimeKind::Local).then(|| Time { text: text + "Z", kind: TimeKind::Instant })
}

/// Keeps a clock reading, `2014-01-14 17:32:12` or the like; none for zeros and for what is none.
pub(crate) fn local(text: &str) -> Option<Time> {
    let text = text.trim();
    if let Some(text) = full_clock(text) {
        return Some(Time { text, kind: TimeKind::Local });
    }
    let (date, clock) = text.split_once([' ', 'T'])?;
    let digits = |text: &str, sign: char, lengths: [usize; 3]| {
        let mut parts = text.split(sign);
        lengths.iter().all(|length| {
            parts.next().is_some_and(|part| part.len() == *length && part.bytes().all(|byte| byte.is_ascii_digit()))
        }) && parts.next().is_none()
    };
    let (seconds, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let fits = digits(date, '-', [4, 2, 2])
        && digits(seconds, ':', [2, 2, 2])
        && fraction.bytes().all(|byte| byte.is_ascii_digit());
    (fits && !date.starts_with("0000") && !date.ends_with("-00"))
        .then(|| Time { text: format!("{date}T{clock}"), kind: TimeKind::Local })
}

/// The commonest form, `2014-01-14 17:32:12`, with the `T` of ISO 8601; told without taking it apart.
fn full_clock(text: &str) -> Option<String> {
    const FORM: &[u8; 19] = b"0000-00-00 00:00:00";
    let bytes: &[u8; 19] = text.as_bytes().try_into().ok()?;
    let fits = bytes.iter().zip(FORM).all(|(byte, form)| match form {
        b'0' => byte.is_ascii_digit(),
        b' ' => matches!(byte, b' ' | b'T'),
        _ => byte == form,
    });
    if !fits || text.starts_with("0000") || &text[8..10] == "00" {
        return None;
    }
    let mut clock = String::with_capacity("0000-00-00T00:00:00Z".len());
    clock.push_str(&text[..10]);
    clock.push('T');
    clock.push_str(&text[11..]);
    Some(clock)
}

/// The time of a mail: "Mon, 5 Jan 2026 12:00:00 +0100" as RFC 3339; as printed where it is no such time.
pub(crate) fn of_mail(text: &str) -> Time {
    mail_instant(text).unwrap_or_else(|| printed(text))
}

fn mail_instant(text: &str) -> Option<Time> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let text = text.split('(').next().unwrap_or(text);
    let text = text.split_once(',').map_or(text, |(_, behind)| behind);
    let mut words = text.split_whitespace();
    let day: u32 = words.next()?.parse().ok().filter(|day| (1..=31).contains(day))?;
    let month = words.next()?.to_lowercase();
    let month = MONTHS.iter().position(|known| month.starts_with(known))? + 1;
    let year: u32 = words.next()?.parse().ok().filter(|year| *year < 10_000)?;
    // Years of two digits, as mail had them before 2000.
    let year = match year {
        0..50 => year + 2000,
        50..1000 => year + 1900,
        _ => year,
    };
    let mut clock = words.next()?.split(':').map(|part| part.parse::<u32>().ok().filter(|part| *part < 61));
    let (hour, minute) = (clock.next()??, clock.next()??);
    let second = clock.next().flatten().unwrap_or(0);
    let zone = words.next()?;
    let zone = match zone {
        "GMT" | "UT" | "UTC" | "Z" => "Z".to_owned(),
        "EST" | "CDT" => "-05:00".to_owned(),
        "EDT" => "-04:00".to_owned(),
        "CST" | "MDT" => "-06:00".to_owned(),
        "MST" | "PDT" => "-07:00".to_owned(),
        "PST" => "-08:00".to_owned(),
        _ if zone.len() == 5 && zone.starts_with(['+', '-']) && zone[1..].bytes().all(|byte| byte.is_ascii_digit()) => {
            if zone == "+0000" {
                "Z".to_owned()
            } else {
                format!("{}:{}", &zone[..3], &zone[3..])
            }
        }
        _ => return None,
    };
    let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}");
    Some(Time { text, kind: TimeKind::Instant })
}

/// Makes a time of seconds or milliseconds since 1970; none when no calendar reaches there.
pub(crate) fn since_epoch(number: f64) -> Option<Time> {
    /// Seconds of the year 5138; every later number counts milliseconds.
    const LAST_SECONDS: f64 = 1e11;
    since_epoch_seconds(if number.abs() > LAST_SECONDS { number / 1000.0 } else { number })
}

/// Makes a time of seconds since 1970; none when no calendar reaches there.
pub(crate) fn since_epoch_seconds(number: f64) -> Option<Time> {
    const LAST_DAY: i64 = 2_932_896; // 9999-12-31
    if !number.is_finite() {
        return None;
    }
    let seconds = number.floor() as i64;
    let (days, clock) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    if !(-719_162..=LAST_DAY).contains(&days) {
        return None;
    }
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
    let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
    Some(Time { text, kind: TimeKind::Instant })
}

/// Year, month and day of a day since 1970-01-01 in the Gregorian calendar.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Whether an ISO date and time ends with `Z` or an offset.
fn has_offset(text: &str) -> bool {
    let bytes = text.as_bytes();
    let iso = bytes.len() > 11
        && bytes[..10]
            .iter()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() })
        && matches!(bytes[10], b'T' | b't' | b' ')
        && bytes[11].is_ascii_digit();
    if !iso {
        return false;
    }
    let clock = &text[11..];
    clock.ends_with(['Z', 'z'])
        || clock.trim_end_matches(|c: char| c.is_ascii_digit() || c == ':').ends_with(['+', '-'])
}

#[cfg(test)]
mod tests {
    use threadwarden_thread::TimeKind;

    use super::{local, of_mail, printed, since_epoch, utc};

    #[test]
    fn tells_what_a_time_can_be_relied_on_for() {
        let cases = [
            ("2020-08-15T09:35:53-07:00", TimeKind::Instant),
            ("2020-08-15T09:35:53Z", TimeKind::Instant),
            ("2020-08-15 09:35:53+0200", TimeKind::Instant),
            ("2020-08-15T09:35:53", TimeKind::Local),
            ("2020-08-15", TimeKind::Local),
            ("Sunday, September 16, 2012 at 7:41 pm", TimeKind::Local),
            ("11 days ago", TimeKind::Relative),
            ("vor 3 Stunden", TimeKind::Relative),
            ("", TimeKind::Local),
        ];
        for (text, kind) in cases {
            assert_eq!(printed(text).kind, kind, "{text}");
        }
    }

    #[test]
    fn knows_the_times_of_exports_and_mail() {
        let text = |time: Option<threadwarden_thread::Time>| time.map(|time| time.text);
        for (written, in_utc) in [
            ("2014-01-14 17:32:12", Some("2014-01-14T17:32:12Z")),
            ("2014-01-14T17:32:12.5", Some("2014-01-14T17:32:12.5Z")),
            ("2014-01-14T17:32:12+02:00", Some("2014-01-14T17:32:12+02:00")),
            ("0000-00-00 00:00:00", None),
            ("2014-01-00 00:00:00", None),
            ("2014-x1-14 17:32:12", None),
            ("", None),
        ] {
            assert_eq!(text(utc(written)).as_deref(), in_utc, "{written}");
        }
        assert_eq!(text(local("2014-01-14 17:32:12")).as_deref(), Some("2014-01-14T17:32:12"));
        for (written, read) in [
            ("Mon, 05 Jan 2026 10:00:00 +0000", "2026-01-05T10:00:00Z"),
            ("5 Jan 2026 12:00 +0100 (CET)", "2026-01-05T12:00:00+01:00"),
            ("Tue, 14 Jan 97 17:31:03 EST", "1997-01-14T17:31:03-05:00"),
            ("some day", "some day"),
            ("Mon, 99 Jan 2026 10:00:00 +0000", "Mon, 99 Jan 2026 10:00:00 +0000"),
        ] {
            assert_eq!(of_mail(written).text, read);
        }
    }

    #[test]
    fn counts_from_1970() {
        let cases = [
            (0.0, Some("1970-01-01T00:00:00Z")),
            (1_344_542_880.0, Some("2012-08-09T20:08:00Z")),
            (1_344_542_880_500.0, Some("2012-08-09T20:08:00Z")),
            (-1.0, Some("1969-12-31T23:59:59Z")),
            (951_782_400.0, Some("2000-02-29T00:00:00Z")),
            (f64::NAN, None),
            (f64::INFINITY, None),
            (1e300, None),
        ];
        for (number, expected) in cases {
            assert_eq!(since_epoch(number).map(|time| time.text).as_deref(), expected, "{number}");
        }
    }
}
