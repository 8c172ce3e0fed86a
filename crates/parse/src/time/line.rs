//! Lines that hold a time and nothing else.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::words::{FILLERS, NAMES, RELATIVE, UNITS};

/// Whether a line is a time and nothing else: "1 November 2012 11:08PM", "11 days ago".
pub(crate) fn is_time_line(line: &str) -> bool {
    const LONGEST_BYTES: usize = 64;
    if line.is_empty() || line.len() > LONGEST_BYTES {
        return false;
    }
    let (mut numbers, mut names, mut clock, mut relative, mut dated) = (0, 0, false, false, false);
    let lower = line.to_lowercase();
    for part in parts(&lower) {
        match kind(part) {
            Some(Part::Clock) => clock = true,
            Some(Part::Date) => dated = true,
            Some(Part::Number) => numbers += 1,
            Some(Part::Name) => names += 1,
            Some(Part::Relative) => relative = true,
            Some(Part::Filler) => {}
            None => return false,
        }
    }
    relative |= numbers > 0 && lower.starts_with("il y a ");
    dated || relative || (names > 0 && numbers > 0) || (clock && numbers == 0 && names == 0)
}

/// Whether a word between blanks can be part of a time: "November", "(4:28", "11.", "Uhr".
pub(crate) fn is_time_word(word: &str) -> bool {
    let lower = word.to_lowercase();
    parts(&lower).all(|part| kind(part).is_some())
}

/// What a part of a time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Clock,
    Date,
    Number,
    Name,
    Relative,
    Filler,
}

fn kind(word: &str) -> Option<Part> {
    // Most words of a text are none of a time.
    if !word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '−')) {
        let offset = || (word.starts_with("utc") || word.starts_with("gmt")) && is_offset(word);
        return WORDS.get(word).copied().or_else(|| offset().then_some(Part::Filler));
    }
    match () {
        () if is_clock(word) => Some(Part::Clock),
        () if is_numeric_date(word) => Some(Part::Date),
        () if is_small_number(word) => Some(Part::Number),
        () if is_name(word) => Some(Part::Name),
        () if has(RELATIVE, word) => Some(Part::Relative),
        () if has(UNITS, word) || has(FILLERS, word) || is_offset(word) => Some(Part::Filler),
        () => None,
    }
}

/// What each word of the tables is.
static WORDS: LazyLock<HashMap<&str, Part>> = LazyLock::new(|| {
    let tables = [(UNITS, Part::Filler), (FILLERS, Part::Filler), (RELATIVE, Part::Relative), (NAMES, Part::Name)];
    tables.iter().flat_map(|(words, part)| words.iter().map(|word| (*word, *part))).collect()
});

/// The words of a time, without the signs around them.
pub(super) fn parts(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '@' | '|' | '–' | '—' | '•' | '·'))
        .map(|word| word.trim_matches(|c: char| matches!(c, '.' | ';' | '[' | ']' | ':')))
        .filter(|word| !word.is_empty() && *word != "-")
}

fn is_name(word: &str) -> bool {
    has(NAMES, word)
}

fn has(sorted: &[&str], word: &str) -> bool {
    sorted.binary_search(&word).is_ok()
}

/// Whether a line is a month, a weekday or a number: a date set in several lines.
pub(crate) fn is_part_of_time(line: &str) -> bool {
    let lower = line.to_lowercase();
    is_name(lower.trim_end_matches(['.', ','])) || is_small_number(lower.trim_end_matches(['.', ',']))
}

/// "9:35", "11:08pm", "09:35:20", "9h35".
fn is_clock(word: &str) -> bool {
    // "8:12h" and "8h12" as well.
    let word = if word.contains(':') { word.trim_end_matches('h') } else { word };
    let digits = word.trim_end_matches(['a', 'p', 'm', 'z', '.']);
    let mut parts = 0;
    let fits = digits.split([':', '.', 'h']).all(|part| {
        parts += 1;
        (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    });
    fits && (2..=3).contains(&parts) && digits.contains([':', 'h'])
        || (digits.len() < word.len() && is_small_number(digits) && digits.len() <= 2)
}

/// "+0200", "-4", "gmt+1".
fn is_offset(word: &str) -> bool {
    let digits = word.trim_start_matches("utc").trim_start_matches("gmt");
    let bare = digits.trim_start_matches(['+', '-', '−']);
    bare.len() < digits.len()
        && (1..=5).contains(&bare.len())
        && bare.bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
}

/// "2012-09-16", "08/09/2012", "16.9.12".
fn is_numeric_date(word: &str) -> bool {
    let mut parts = 0;
    let word = word.split('t').next().unwrap_or(word);
    let fits = word.split(['-', '/', '.']).all(|part| {
        parts += 1;
        matches!(part.len(), 1 | 2 | 4) && part.bytes().all(|byte| byte.is_ascii_digit())
    });
    fits && parts == 3
}

/// "2012", "16", "1st", "23.".
fn is_small_number(word: &str) -> bool {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let suffix = &word[digits.len()..];
    (1..=4).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && matches!(suffix, "" | "st" | "nd" | "rd" | "th" | "h" | "d" | "m" | "s" | "w" | "y")
}

pub(super) fn is_relative(text: &str) -> bool {
    if is_age(text) {
        return true;
    }
    let lower = text.to_lowercase();
    if lower.contains("il y a ") {
        return true;
    }
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.any(|word| has(RELATIVE, word))
}

/// Whether words are a length of time and nothing else, as short as pages print it: "3h", "2 d", "5 Std.", "1 yr. ago".
pub(crate) fn is_age(text: &str) -> bool {
    const LONGEST_BYTES: usize = 24;
    const SHORT: &[&str] = &[
        "s", "m", "h", "d", "w", "y", "j", "mo", "mos", "yr", "yrs", "wk", "wks", "hr", "hrs", "min", "mins", "sec",
        "std", "t", "wo", "sem", "sett", "an", "ans", "mn", "g", "ч", "д", "ago",
    ];
    if text.len() > LONGEST_BYTES || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let lower = text.to_lowercase();
    let digits = lower.len() - lower.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut units = lower[digits..]
        .split_whitespace()
        .map(|unit| unit.trim_end_matches('.'))
        .filter(|unit| !unit.is_empty())
        .peekable();
    digits <= 4 && units.peek().is_some() && units.all(|unit| SHORT.contains(&unit) || has(UNITS, unit))
}

#[cfg(test)]
mod tests {
    use super::{is_age, is_time_line, is_time_word};

    #[test]
    fn knows_time_lines() {
        let lines = [
            "1 November 2012 11:08PM",
            "Sunday, September 16, 2012 at 7:41 pm",
            "23 seconds ago ( 4:28 PM)",
            "August 15, 2020 at 9:35 am",
            "23. Juni 2016 um 17:21 Uhr",
            "11 days ago",
            "23. Jul, 2012",
            "2020-08-15T09:35:53",
            "08/09/2012 4:03 pm",
            "May 20, 2012 at 12:55 AM",
            "Tuesday July 24, @09:07AM",
            "4:28 PM",
            "yesterday",
        ];
        for line in lines {
            assert!(is_time_line(line), "{line}");
        }
        let near_misses = [
            "",
            "November",
            "Sunday",
            "152 Fans",
            "2012's state polling is very consistent",
            "In 1972 when the US ended its occupation",
            "1/4",
            "10",
            "mark my words",
            "May I ask?",
            "the day after",
            "G7",
            "Sat on the fence 3 days",
        ];
        for line in near_misses {
            assert!(!is_time_line(line), "{line}");
        }
    }

    #[test]
    fn knows_times_of_other_languages() {
        for line in [
            "il y a 3 heures",
            "hace 2 días",
            "3 giorni fa",
            "há 2 dias",
            "3 dagen geleden",
            "för 3 dagar sedan",
            "3 дня назад",
            "12 mars 2021 à 10:12",
            "12 mars 2021 à 8 h 05 min",
            "12/03/2021 à 08h05",
            "03/03/2021 - 08:12h",
            "3 de marzo de 2021 a las 10:12",
            "lunedì 3 maggio 2021 alle ore 10:12",
            "3 maart 2021 om 10:12",
            "3 de março de 2021 às 10:12",
            "12 maja 2021",
            "August 9, 2012 at 12:45 pm (UTC -4)",
            "Aug 8, 2012 9:37 AM MST",
        ] {
            assert!(is_time_line(line), "{line}");
            assert!(line.split_whitespace().all(is_time_word), "{line}");
        }
        for age in ["3h", "3 h", "5 Std.", "2 j", "1 yr. ago", "10 mins", "4 sem"] {
            assert!(is_age(age), "{age}");
        }
        for near_miss in ["3", "3 boats", "h", "12345 h", "3 days late", ""] {
            assert!(!is_age(near_miss), "{near_miss}");
        }
    }
}
