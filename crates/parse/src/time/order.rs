//! Printed times as numbers that can be compared within one thread.

use threadwarden_thread::{Time, TimeKind};

use super::line::parts;

/// Minutes on some scale shared by the times of one thread; none for what cannot be ordered.
///
/// Zones are left out: a thread is printed in one.
pub(crate) fn order(time: &Time) -> Option<i64> {
    let lower = time.text.to_lowercase();
    if time.kind == TimeKind::Relative {
        return age_minutes(&lower).map(|age| -age);
    }
    let (mut date, mut day, mut month, mut year, mut minutes) = (None, None, None, None, None);
    let is_iso = lower.as_bytes().get(10) == Some(&b't') && lower.starts_with(|c: char| c.is_ascii_digit());
    let text = if is_iso { lower.replacen('t', " ", 1) } else { lower };
    for part in parts(&text) {
        if let Some(clock) = clock_minutes(part) {
            minutes = minutes.or(Some(clock));
        } else if let Some(found) = numeric_date(part) {
            date = date.or(Some(found));
        } else if let Some(found) = month_of(part) {
            month = month.or(Some(found));
        } else if matches!(part, "pm" | "p.m" | "nachm") {
            minutes = minutes.map(|minutes: i64| if minutes < 12 * 60 { minutes + 12 * 60 } else { minutes });
        } else if matches!(part, "am" | "a.m") {
            minutes = minutes.map(|minutes: i64| if minutes >= 12 * 60 { minutes - 12 * 60 } else { minutes });
        } else if let Ok(number) = part.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<i64>() {
            match number {
                1..=31 if day.is_none() => day = Some(number),
                1970..=2100 => year = year.or(Some(number)),
                _ => {}
            }
        }
    }
    let (year, month, day) = date.or_else(|| Some((year.unwrap_or(0), month?, day?)))?;
    // Months of 31 days keep the order.
    Some(((year * 12 + month) * 31 + day) * 24 * 60 + minutes.unwrap_or(0))
}

/// "9:35", "11:08pm", "17:21:03".
fn clock_minutes(part: &str) -> Option<i64> {
    let digits = part.trim_end_matches(['a', 'p', 'm', 'z', '.']);
    let mut numbers = digits.split('+').next()?.split(':').map(|part| part.parse::<f64>().ok());
    let (hours, minutes) = (numbers.next()?? as i64, numbers.next()?? as i64);
    if !digits.contains(':') || !(0..24).contains(&hours) || !(0..60).contains(&minutes) {
        return None;
    }
    let hours = match &part[digits.len()..] {
        "pm" | "p.m" if hours < 12 => hours + 12,
        "am" | "a.m" if hours == 12 => 0,
        _ => hours,
    };
    Some(hours * 60 + minutes)
}

/// "2012-09-16", "16.9.2012", "9/16/12": year, month, day.
fn numeric_date(part: &str) -> Option<(i64, i64, i64)> {
    let sign = ['-', '.', '/'].into_iter().find(|sign| part.matches(*sign).count() == 2)?;
    let mut numbers = part.split(sign).map(|part| part.parse::<i64>().ok());
    let (first, second, third) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let full = |year: i64| if year < 100 { year + 2000 } else { year };
    Some(match sign {
        '-' if first > 31 => (first, second, third),
        '/' if first > 31 => (first, second, third),
        '/' if first <= 12 => (full(third), first, second),
        _ => (full(third), second, first),
    })
}

/// The month a word names, by its first letters in the languages met most.
fn month_of(word: &str) -> Option<i64> {
    const WEEKDAYS: &[&str] = &["mardi", "martes", "martedì", "maandag", "mandag", "sept."];
    const MONTHS: &[(&str, i64)] = &[
        ("jan", 1),
        ("jän", 1),
        ("ene", 1),
        ("gen", 1),
        ("sty", 1),
        ("янв", 1),
        ("feb", 2),
        ("fév", 2),
        ("fev", 2),
        ("lut", 2),
        ("фев", 2),
        ("mar", 3),
        ("mär", 3),
        ("maa", 3),
        ("mrt", 3),
        ("мар", 3),
        ("apr", 4),
        ("avr", 4),
        ("abr", 4),
        ("kwi", 4),
        ("апр", 4),
        ("may", 5),
        ("mai", 5),
        ("maj", 5),
        ("mei", 5),
        ("mag", 5),
        ("мая", 5),
        ("juil", 7),
        ("jul", 7),
        ("lug", 7),
        ("lip", 7),
        ("июл", 7),
        ("jun", 6),
        ("jui", 6),
        ("giu", 6),
        ("cze", 6),
        ("июн", 6),
        ("aug", 8),
        ("aoû", 8),
        ("ago", 8),
        ("sie", 8),
        ("авг", 8),
        ("sep", 9),
        ("set", 9),
        ("wrz", 9),
        ("сен", 9),
        ("oct", 10),
        ("okt", 10),
        ("ott", 10),
        ("out", 10),
        ("paź", 10),
        ("окт", 10),
        ("nov", 11),
        ("lis", 11),
        ("ноя", 11),
        ("dec", 12),
        ("dez", 12),
        ("déc", 12),
        ("dic", 12),
        ("gru", 12),
        ("дек", 12),
    ];
    if WEEKDAYS.contains(&word) {
        return None;
    }
    MONTHS.iter().find(|(start, _)| word.starts_with(start)).map(|(_, month)| *month)
}

/// The minutes in "3 hours ago", "vor 2 Tagen", "3h".
fn age_minutes(text: &str) -> Option<i64> {
    if text.contains("yesterday") || text.contains("gestern") || text == "hier" || text.contains("ayer") {
        return Some(24 * 60);
    }
    let start = text.find(|c: char| c.is_ascii_digit());
    let (count, rest) = match start {
        Some(start) => {
            let digits = text[start..].find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len() - start);
            (text[start..start + digits].parse::<i64>().ok()?, &text[start + digits..])
        }
        None => (1, text),
    };
    let unit = rest
        .split(|c: char| !c.is_alphabetic())
        .find(|word| !word.is_empty() && !matches!(*word, "a" | "an" | "einem" | "einer" | "vor"))?;
    const UNITS: &[(&str, i64)] = &[
        ("sec", 0),
        ("sek", 0),
        ("seg", 0),
        ("mois", 43_200),
        ("mon", 43_200),
        ("mes", 43_200),
        ("maand", 43_200),
        ("mo", 43_200),
        ("min", 1),
        ("mn", 1),
        ("std", 60),
        ("stund", 60),
        ("heure", 60),
        ("hora", 60),
        ("ora", 60),
        ("ore", 60),
        ("uur", 60),
        ("h", 60),
        ("day", 1_440),
        ("tag", 1_440),
        ("jour", 1_440),
        ("día", 1_440),
        ("dia", 1_440),
        ("giorn", 1_440),
        ("dag", 1_440),
        ("d", 1_440),
        ("week", 10_080),
        ("woche", 10_080),
        ("semaine", 10_080),
        ("semana", 10_080),
        ("settiman", 10_080),
        ("w", 10_080),
        ("year", 525_600),
        ("yr", 525_600),
        ("jahr", 525_600),
        ("an", 525_600),
        ("año", 525_600),
        ("jaar", 525_600),
        ("y", 525_600),
        ("m", 1),
        ("j", 1_440),
        ("s", 0),
    ];
    let minutes = UNITS.iter().find(|(start, _)| unit.starts_with(start))?.1;
    count.checked_mul(minutes)
}

#[cfg(test)]
mod tests {
    use super::super::printed;
    use super::order;

    #[test]
    fn later_times_are_larger() {
        let rows: &[&[&str]] = &[
            &["2020-08-15T09:35:53Z", "2020-08-15T09:36:53Z", "2020-08-16T00:01:00Z", "2021-01-01"],
            &["August 15, 2020 at 9:35 am", "August 15, 2020 at 12:35 pm", "August 15, 2020 at 1:35 pm", "Sep 1, 2020"],
            &["23. Juni 2016 um 17:21 Uhr", "23. Juni 2016 um 17:22 Uhr", "1. Juli 2016 um 8:00 Uhr"],
            &["3 juin 2021 à 10:12", "3 juillet 2021 à 9:00"],
            &["16.09.2012 09:00", "1.10.2012 08:00"],
            &["9/16/2012 9:00 AM", "9/16/2012 1:00 PM", "10/1/2012 8:00 AM"],
            &[
                "2 years ago",
                "3 months ago",
                "3 weeks ago",
                "5 days ago",
                "3 hours ago",
                "10 minutes ago",
                "10 seconds ago",
            ],
            &["vor 2 Tagen", "vor 3 Stunden"],
            &["il y a 3 jours", "il y a 2 heures"],
        ];
        for row in rows {
            let keys: Vec<Option<i64>> = row.iter().map(|text| order(&printed(text))).collect();
            assert!(
                keys.iter().all(Option::is_some) && keys.is_sorted_by(|one, other| one < other),
                "{row:?} {keys:?}"
            );
        }
        assert_eq!(order(&printed("some day")), None);
    }
}
