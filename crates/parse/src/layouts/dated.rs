//! Headers and footers that hold a name and a time on one line, or a forum's card.

use super::PageLines;
use super::bounds::announces;
use super::buttons::{is_reply_row, time_of_row};
use super::head::{Head, fits_name, is_name, stands_alone, tells};
use super::signature::signature;
use crate::time::{is_time_line, is_time_word};

/// Longest line that is looked at, in bytes.
const LONGEST_BYTES: usize = 140;

/// What stands between a name and a time.
const BETWEEN: &[char] = &[' ', '\t', '\u{a0}', '-', '–', '—', '|', '·', '•', ',', '»', '(', '@', '/', '*'];

/// `NAME — TIME`, `NAMETIME`, `NAME 3 hours ago | parent`, `On TIME, NAME said...`.
pub(super) fn dated<'a>(page: &PageLines<'a>, at: usize) -> Option<Head<'a>> {
    let line = page.line(at);
    if line.len() > LONGEST_BYTES || !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let found = signature(line).and_then(|found| Some((found.name, found.time?, found.spoken)));
    // A name that ends like a time is glued to one.
    let ends_in_time = |name: &str| name.split_whitespace().next_back().is_some_and(is_time_word);
    let (name, time, spoken) = found.filter(|(name, ..)| !ends_in_time(name)).or_else(|| glued(line)).or(found)?;
    // A shared clock makes a list of dates a list of comments.
    let evidence = if spoken || time.contains(':') { 0.9 } else { 0.6 };
    let (name, answered) = match name.split_once(['\u{f064}', '↪', '→', '➤', '▶']) {
        Some((name, answered)) if is_name(name.trim()) && is_name(answered.trim()) => {
            (name.trim(), Some(answered.trim()))
        }
        _ => (name, None),
    };
    let mut head = Head { time: Some(time), ..Head::new(name, at..at + 1, evidence) };
    head.answers = answered.map(|name| (name, ""));
    Some(head)
}

/// The signature of a comment below its body: `by NAME on TIME`, `posted on TIME by NAME`, `TIME NAME`.
pub(super) fn signed<'a>(page: &PageLines<'a>, at: usize) -> Option<Head<'a>> {
    let line = page.line(at);
    if line.len() > LONGEST_BYTES || !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let found = signature(line).filter(|found| !found.spoken)?;
    let time = found.time?;
    let evidence = match (found.by, time.contains(':')) {
        (true, true) => 1.0,
        (true, false) | (false, true) => 0.8,
        (false, false) => 0.6,
    };
    Some(Head { time: Some(time), ..Head::new(found.name, at..at + 1, evidence) })
}

/// A subject, and `written by NAME, TIME` below it.
pub(super) fn written<'a>(page: &PageLines<'a>, at: usize) -> Option<Head<'a>> {
    let rest = page.line(at).strip_prefix("written by ").filter(|rest| rest.len() <= LONGEST_BYTES)?;
    let (name, time) = rest.split_once(", ")?;
    if !is_name(name) || !is_time_line(time) {
        return None;
    }
    let has_subject = at > 0 && page.blanks(at) == 0 && (at == 1 || page.blanks(at - 1) > 0);
    let first = if has_subject { at - 1 } else { at };
    Some(Head { time: Some(time), ..Head::new(name, first..at + 1, 1.0) })
}

/// A forum's card: the time and the number of the post, the name, and what is told about its owner.
pub(super) fn card<'a>(page: &PageLines<'a>, at: usize) -> Option<Head<'a>> {
    let is_number = |text: &str| {
        text.strip_prefix('#')
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let line = page.line(at);
    if line.len() > LONGEST_BYTES || !line.contains(':') {
        return None;
    }
    let (time, name_at) = match line.rsplit_once(['#', '\t']) {
        Some((time, number)) if is_number(&line[time.len()..]) || is_number(number.trim()) => (time.trim(), at + 1),
        _ if is_number(page.line(at + 1)) => (line, at + 2),
        _ => return None,
    };
    if !is_time_line(time) || !fits_name(page.line(name_at)) {
        return None;
    }
    let is_told = |line: &str| {
        const TOLD: &[&str] = &[
            "Join Date",
            "Joined",
            "Posts:",
            "Location",
            "Registered",
            "Age:",
            "Beiträge",
            "Registriert",
            "Dabei seit",
            "Ort:",
        ];
        const RANKS: &[&str] = &[
            "member",
            "junior member",
            "senior member",
            "moderator",
            "administrator",
            "registered user",
            "guest",
            "mitglied",
            "offline",
            "online",
        ];
        TOLD.iter().any(|told| line.starts_with(told)) || RANKS.contains(&line.to_lowercase().as_str())
    };
    let mut end = name_at + 1;
    while end < page.len() && is_told(page.line(end)) {
        end += 1;
    }
    Some(Head { time: Some(time), ..Head::new(page.line(name_at), at..end, 1.0) })
}

/// `NAME` above a body that ends in `Like · Reply · TIME`.
pub(super) fn social<'a>(page: &PageLines<'a>, at: usize) -> Option<Head<'a>> {
    /// Lines of a comment that are looked at for its end.
    const REACH: usize = 40;
    let name = page.line(at);
    let first = at == 0 || page.blanks(at) > 0 || time_of_row(page.line(at - 1)).is_some();
    if !first || !fits_name(name) || name.contains(" · ") || announces(name) {
        return None;
    }
    // The end of the comment must come before the next paragraph that could start another one.
    let footer = (at + 1..page.len().min(at + REACH)).find(|line| time_of_row(page.line(*line)).is_some())?;
    // The first comment starts at the name nearest to its end.
    let is_behind_footer = at > 0 && time_of_row(page.line(at - 1)).is_some();
    let starts_later = (at + 1..footer).any(|line| {
        page.blanks(line) > 1
            || announces(page.line(line))
            || !is_behind_footer && line + 1 < footer && page.blanks(line) > 0 && stands_alone(page.line(line))
    });
    let time = time_of_row(page.line(footer))?;
    let told = usize::from(page.line(at + 1).starts_with("· ") || page.line(at + 1).starts_with("Works at "));
    (!starts_later).then(|| Head { time: Some(time), ..Head::new(name, at..at + 1 + told, 0.9) })
}

/// `NAME` above a body that ends in a row of buttons to reply with, and in no time.
pub(super) fn buttoned<'a>(page: &PageLines<'a>, at: usize) -> Option<Head<'a>> {
    /// Lines of a comment that are looked at for its end.
    const REACH: usize = 40;
    let name = page.line(at);
    let is_behind_footer = at > 0 && is_reply_row(page.line(at - 1));
    let first = at == 0 || page.blanks(at) > 0 || is_behind_footer || announces(page.line(at - 1));
    let is_timed = (at + 1..at + 3).any(|at| is_time_line(page.line(at)));
    if !first || is_timed || !stands_alone(name) {
        return None;
    }
    let footer = (at + 1..page.len().min(at + REACH)).find(|line| is_reply_row(page.line(*line)))?;
    // The first comment starts at the name nearest to its end.
    let starts_later = !is_behind_footer
        && (at + 1..footer).any(|line| {
            announces(page.line(line)) || line + 1 < footer && page.blanks(line) > 0 && stands_alone(page.line(line))
        });
    (footer > at + 1 && !starts_later).then(|| Head::new(name, at..at + 1, 0.9))
}

/// `NAME`, a town or the like, and a time, set apart as three lines.
pub(super) fn placed<'a>(page: &PageLines<'a>, at: usize) -> Option<Head<'a>> {
    let [name, place, time] = [page.line(at), page.line(at + 1), page.line(at + 2)];
    let set_apart = (at == 0 || page.blanks(at) > 0) && page.blanks(at + 3) > 0;
    let is_block = page.blanks(at + 1) == 0 && page.blanks(at + 2) == 0;
    let fits = set_apart && is_block && stands_alone(name) && stands_alone(place) && is_time_line(time);
    fits.then(|| Head { time: Some(time), ..Head::new(name, at..at + 3, 0.8) })
}

/// `NAMETIME`, as the text of a page without blanks between its parts has it, and `NAME3 hours ago | parent`.
fn glued(line: &str) -> Option<(&str, &str, bool)> {
    let line = line.split(" | ").next().unwrap_or(line).trim_end_matches("[–]").trim_end();
    let (name, time) = name_then_time(line).or_else(|| time_then_name(line))?;
    Some((name, time, false))
}

fn name_then_time(line: &str) -> Option<(&str, &str)> {
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        let glued = before.is_alphabetic() && (c.is_ascii_digit() || before.is_lowercase() && c.is_uppercase());
        let starts = BETWEEN.contains(&before) && !BETWEEN.contains(&c) || glued;
        before = c;
        if at == 0 || !starts {
            continue;
        }
        let time = line[at..].trim_end_matches([')', ' ']);
        // "kestrel77 3 hours ago": the digits are the name's.
        let behind_digits = time.trim_start_matches(|c: char| c.is_ascii_digit());
        if glued && c.is_ascii_digit() && behind_digits.starts_with(' ') && is_time_line(behind_digits.trim_start()) {
            continue;
        }
        if time.bytes().any(|byte| byte.is_ascii_digit()) && is_time_line(time) && tells(time) {
            let name = line[..at].trim_end_matches(BETWEEN).trim();
            let name = name.strip_prefix("Post by ").or_else(|| name.strip_prefix("by ")).unwrap_or(name);
            return fits_name(name).then_some((name, time));
        }
    }
    None
}

fn time_then_name(line: &str) -> Option<(&str, &str)> {
    let spoken =
        line.strip_suffix("said...").or_else(|| line.strip_suffix("said…")).or_else(|| line.strip_suffix("says:"));
    let spoken = spoken.or_else(|| line.strip_suffix("said:")).unwrap_or(line).trim_end();
    let spoken = spoken.strip_prefix("On ").or_else(|| spoken.strip_prefix("on ")).unwrap_or(spoken);
    if !spoken.starts_with(|c: char| c.is_ascii_digit() || c.is_uppercase()) {
        return None;
    }
    // The longest time at the start that leaves a name.
    let ends = spoken.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| at).collect::<Vec<usize>>();
    ends.into_iter().rev().find_map(|at| {
        let time = spoken[..at].trim_end_matches(BETWEEN);
        let name = spoken[at..].trim_start_matches(BETWEEN).trim();
        let clock = time.contains(':') || time.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4);
        (clock && is_time_line(time) && fits_name(name)).then_some((name, time))
    })
}

#[cfg(test)]
mod tests {
    use super::{buttoned, card, dated, placed, signed, social, written};
    use crate::layouts::PageLines;
    use crate::layouts::head::Head;

    type Form = for<'a> fn(&PageLines<'a>, usize) -> Option<Head<'a>>;

    #[test]
    fn knows_headers_and_near_misses() {
        type Case<'a> = (Form, &'a str, usize, Option<(&'a str, &'a str)>);
        let cases: &[Case<'_>] = &[
            (dated, "Kestrel July 7, 2012 at 12:27 am", 0, Some(("Kestrel", "July 7, 2012 at 12:27 am"))),
            (dated, "Kestrel Rowan — July 17th, 2012, 6:18 pm", 0, Some(("Kestrel Rowan", "July 17th, 2012, 6:18 pm"))),
            (dated, "Kestrel-upOctober 22, 2012 10:46 AM", 0, Some(("Kestrel-up", "October 22, 2012 10:46 AM"))),
            (dated, "Kestrel Rowan7/10/2012", 0, Some(("Kestrel Rowan", "7/10/2012"))),
            (dated, "kestrel 3 hours ago | parent | next [–]", 0, Some(("kestrel", "3 hours ago"))),
            (dated, "Kestrel • 3 years ago", 0, Some(("Kestrel", "3 years ago"))),
            (dated, "by Kestrel » Mon Jan 05, 2026 9:00 am", 0, Some(("Kestrel", "Mon Jan 05, 2026 9:00 am"))),
            (
                dated,
                "On October 29, 2012 at 2:35am, Kestrel said...",
                0,
                Some(("Kestrel", "October 29, 2012 at 2:35am")),
            ),
            (dated, "October 19, 2012 Kestrel Rowan", 0, Some(("Kestrel Rowan", "October 19, 2012"))),
            (dated, "Updated July 7, 2012 at 12:27 am", 0, None),
            (dated, "The ferry sank on July 7, 2012 and was raised", 0, None),
            (dated, "Kestrel counted 40 boats", 0, None),
            (dated, "July 7, 2012", 0, None),
            (signed, "by Kestrel on January 31, 2011 at 9:59 am.", 0, Some(("Kestrel", "January 31, 2011 at 9:59 am"))),
            (
                signed,
                "posted on Wednesday, October 24, 2012 at 7:26 PM by Kestrel",
                0,
                Some(("Kestrel", "Wednesday, October 24, 2012 at 7:26 PM")),
            ),
            (
                signed,
                "Posted by: Kestrel at October 28, 2012 02:30 PM",
                0,
                Some(("Kestrel", "October 28, 2012 02:30 PM")),
            ),
            (signed, "Posted by: Kestrel  Mar 26, 2007 2:00:18 PM", 0, Some(("Kestrel", "Mar 26, 2007 2:00:18 PM"))),
            (signed, "by the mate on the ferry", 0, None),
            (signed, "by Friday, July 7, 2012", 0, None),
            (written, "Late\nwritten by Kestrel, October 24, 2012", 1, Some(("Kestrel", "October 24, 2012"))),
            (written, "written by hand, mostly", 0, None),
            (
                card,
                "05-01-2026, 09:00 AM\n#1\nKestrel\nSenior Member\nPosts: 12\nLate.",
                0,
                Some(("Kestrel", "05-01-2026, 09:00 AM")),
            ),
            (card, "05-01-2026, 09:00 AM\nKestrel\nLate.", 0, None),
            (social, "Kestrel\nLate again.\nLike · Reply · 3h", 0, Some(("Kestrel", "3h"))),
            (social, "Kestrel\nLate again.", 0, None),
            (buttoned, "Kestrel\nLate again.\nReply · Share", 0, Some(("Kestrel", ""))),
            (buttoned, "Kestrel\nLate again.\nShare", 0, None),
            (buttoned, "Kestrel\nReply", 0, None),
            (placed, "Kestrel\nOld Town\nMarch 3\n\nLate again.", 0, Some(("Kestrel", "March 3"))),
            (placed, "Kestrel\nLate again, all of it.\nMarch 3\n\nLate again.", 0, None),
        ];
        for (form, text, at, expected) in cases {
            let page = PageLines::new(text);
            let found = form(&page, *at).map(|head| (head.author.to_owned(), head.time.unwrap_or("").to_owned()));
            let found = found.as_ref().map(|(name, time)| (name.as_str(), time.as_str()));
            assert_eq!(found, *expected, "{text:?}");
        }
    }
}
