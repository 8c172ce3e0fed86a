//! A line that signs a comment: a name and a time, in whatever order and with whatever stands around them.

use super::buttons::is_button;
use super::head::{fits_name, is_name, tells};
use crate::time::{is_time_line, is_time_word};

/// What a header or a footer of one line says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Signature<'a> {
    pub(super) name: &'a str,
    pub(super) time: Option<&'a str>,
    /// Whether a verb says that the name speaks: "NAME says:", "NAME wrote on DATE".
    pub(super) spoken: bool,
    /// Whether a word says that the name wrote what is near: "by NAME".
    pub(super) by: bool,
}

/// Longest line that is looked at, in bytes.
const LONGEST_BYTES: usize = 180;
/// Most words of such a line.
const MOST_WORDS: usize = 24;

/// What says that somebody speaks.
const VERBS: &[&str] = &[
    "says",
    "said",
    "wrote",
    "writes",
    "added",
    "adds",
    "commented",
    "replied",
    "responded",
    "sagt",
    "sagte",
    "schrieb",
    "schreibt",
    "meint",
    "meinte",
    "kommentiert",
    "kommentierte",
    "dice",
    "dijo",
    "escribió",
    "comentó",
    "dit",
    "écrit",
    "zegt",
    "zei",
    "schreef",
    "pisze",
    "napisał",
    "napisał(a)",
    "mówi",
    "detto",
    "scrive",
    "scritto",
    "disse",
    "diz",
    "escreveu",
    "skriver",
    "skrev",
    "säger",
    "sier",
    "siger",
    "sanoo",
    "пишет",
    "говорит",
    "написал",
];

/// Words that stand between a verb and its name: "a dit", "ha scritto".
const AUXILIARIES: &[&str] = &["a", "ha", "has", "hat"];

/// Words between a name and a time.
const CONNECTIVES: &[&str] = &["on", "at", "am", "um", "le", "el", "il", "em", "op", "den", "vom", "from", "the", "w"];

/// Words before a name.
const BEFORE_NAME: &[&[&str]] = &[
    &["comment", "posted", "by"],
    &["posted", "by"],
    &["comment", "by"],
    &["post", "by"],
    &["submitted", "by"],
    &["written", "by"],
    &["reply", "by"],
    &["by"],
    &["von"],
    &["par"],
    &["por"],
    &["door"],
    &["posted", "on"],
    &["posted"],
    &["on"],
    &["am"],
    &["le"],
    &["el"],
    &["comment", "from"],
    &["from"],
    &["unregistered", "commenter"],
    &["registered", "commenter"],
    &["commenter"],
];

/// Reads a line as the signature of a comment.
pub(super) fn signature(line: &str) -> Option<Signature<'_>> {
    if line.len() > LONGEST_BYTES {
        return None;
    }
    read(line).or_else(|| read(without_number(line)?))
}

/// A line without the number of the comment at its start: "12. ", "#12 ", "(12) ", "12  ".
pub(super) fn without_number(line: &str) -> Option<&str> {
    const MOST_DIGITS: usize = 5;
    let start = line.trim_start_matches(['#', '(']);
    let digits = start.len() - start.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = start[digits..].trim_start_matches(['.', ')', ':']);
    let rest = rest.strip_prefix(" - ").unwrap_or(rest).trim_start();
    let marked = start.len() < line.len() || start.len() - digits > rest.len();
    ((1..=MOST_DIGITS).contains(&digits) && marked && !rest.is_empty()).then_some(rest)
}

fn read(line: &str) -> Option<Signature<'_>> {
    let line = without_links(line);
    if !line.bytes().any(|byte| byte.is_ascii_digit()) && !may_speak(line) {
        return None;
    }
    if line.split_whitespace().nth(MOST_WORDS).is_some() {
        return None;
    }
    let mut found = Signature::default();
    let (left, right) = match time_in(line) {
        Some((start, end)) => {
            found.time = Some(line[start..end].trim_matches(around));
            (&line[..start], &line[end..])
        }
        None => (line, ""),
    };
    let (left, right) = (left.trim_matches(around_name), right.trim_matches(around_name));
    let name = match (left.is_empty(), right.is_empty()) {
        (false, true) => left,
        (true, false) => right,
        // "NAME on DATE said:", "posted DATE by NAME".
        (false, false) if is_all(right, VERBS) || ends_in_ellipsis(right) && is_all(bare(right), VERBS) => {
            found.spoken = true;
            left
        }
        (false, false) if is_all(left, &["posted", "on", "submitted", "commented", "written", "geschrieben", "am"]) => {
            right
        }
        _ => return None,
    };
    let (name, spoken) = without_verb(without_connective(name), line.ends_with([':', ',', '.', '…', ';']));
    found.spoken |= spoken;
    let (name, by) = without_word_before(without_connective(name));
    found.by = by;
    let name = without_address(name.trim_matches(around_name));
    let name = without_number(name).filter(|rest| is_name(rest)).unwrap_or(name);
    let name = without_votes(name);
    let name = ROLES.iter().find_map(|role| name.strip_suffix(role)).unwrap_or(name).trim_matches(around_name);
    found.name = name;
    let fits = if found.time.is_some() { fits_name(name) } else { is_name(name) };
    ((found.spoken || found.time.is_some()) && fits).then_some(found)
}

/// Whether the line can end with a verb and its sign.
fn may_speak(line: &str) -> bool {
    let last = line.split_whitespace().next_back().unwrap_or("").trim_matches(around);
    VERBS.contains(&last.to_lowercase().as_str()) || is_time_word(last) && line.contains(' ')
}

/// What pages print behind the name of somebody they know.
const ROLES: &[&str] =
    &["(author)", "- author", "(Author)", "(admin)", "(moderator)", "(guest)", "(Gast)", "(unverified)"];

/// Signs around names and times.
fn around(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '–'
                | '—'
                | '|'
                | '·'
                | '•'
                | ','
                | ':'
                | '»'
                | '/'
                | '*'
                | '~'
                | '▲'
                | '▼'
                | '∙'
                | '.'
                | '…'
                | ';'
        )
}

/// Signs around names; some end with a full stop.
fn around_name(c: char) -> bool {
    !matches!(c, '.' | '…') && around(c)
}

fn bare(text: &str) -> &str {
    text.trim_matches(around)
}

fn ends_in_ellipsis(text: &str) -> bool {
    text.ends_with("...") || text.ends_with('…')
}

fn is_all(text: &str, words: &[&str]) -> bool {
    let mut found = text.split_whitespace().peekable();
    found.peek().is_some() && found.all(|word| words.contains(&word.trim_matches(around).to_lowercase().as_str()))
}

/// A line without the links and numbers behind it: "| Reply | #", "[–]", "via mobile up", "@handle", "12 points".
fn without_links(line: &str) -> &str {
    let mut line = line.trim();
    line = line.strip_prefix("[–]").or_else(|| line.strip_prefix("[-]")).unwrap_or(line).trim_start();
    loop {
        let before = line.len();
        line =
            line.trim_end_matches("[–]").trim_end_matches("[-]").trim_end_matches(['|', '↓', '#', '»', '›']).trim_end();
        if let Some((rest, last)) = line.rsplit_once([' ', '\t', '|', '·', '•'])
            && (last.starts_with('@') && rest.bytes().any(|byte| byte.is_ascii_digit())
                || is_button(last) && !is_all(last, VERBS)
                || is_link_number(last))
        {
            line = rest.trim_end();
        }
        for tail in ["via mobile", "via web", "(edited)", "Edited", "permanent link", "reply to this", "Unregistered"] {
            line = line.strip_suffix(tail).unwrap_or(line).trim_end();
        }
        if line.len() == before {
            return line;
        }
    }
}

/// "#12", "(#4711)": the number of a comment.
fn is_link_number(word: &str) -> bool {
    let word = word.trim_matches(['(', ')']);
    word.strip_prefix('#')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
}

/// Where the longest time of a line is.
fn time_in(line: &str) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize)> = None;
    let mut run: Vec<&str> = Vec::new();
    let start_of = |word: &str| word.as_ptr() as usize - line.as_ptr() as usize;
    let words = line.split_whitespace().map(Some).chain([None]);
    for word in words {
        match word.filter(|word| is_time_word(word)) {
            Some(word) => run.push(word),
            None => {
                if let Some((first, last)) = time_of_run(line, &run, start_of)
                    && best.is_none_or(|(start, end)| last - first > end - start)
                {
                    best = Some((first, last));
                }
                run.clear();
            }
        }
    }
    best
}

/// The time in words that may all be part of one; a name like "May" or a connective may stand at its ends.
fn time_of_run(line: &str, run: &[&str], start_of: impl Fn(&str) -> usize) -> Option<(usize, usize)> {
    const LEADING: &[&str] =
        &["at", "on", "um", "am", "le", "el", "em", "op", "den", "vom", "posted", "edited", "of", "om", "w"];
    const MOST_LEFT_OUT: usize = 2;
    let is_leading = |word: &&&str| LEADING.contains(&word.trim_matches(around).to_lowercase().as_str());
    let run = &run[run.iter().take_while(is_leading).count()..];
    let (last, _) = run.split_last()?;
    let end = start_of(last) + last.len();
    (0..=MOST_LEFT_OUT.min(run.len() - 1)).find_map(|left_out| {
        let start = start_of(run[left_out]);
        let text = line[start..end].trim_matches(around);
        (is_time_line(text) && tells(text)).then_some((start, end))
    })
}

/// A name without the verb at its end.
fn without_verb(name: &str, is_signed: bool) -> (&str, bool) {
    let trimmed = name.trim_end_matches(around);
    let Some((rest, verb)) = trimmed.rsplit_once(char::is_whitespace) else { return (name, false) };
    let lower = verb.to_lowercase();
    if !VERBS.contains(&lower.as_str()) {
        return (name, false);
    }
    // "The mate added" is no header without a sign behind it.
    let signed = name.len() > trimmed.len() || is_signed;
    let rest = rest.trim_end();
    let (rest, auxiliary) = match rest.rsplit_once(' ') {
        Some((rest, word)) if AUXILIARIES.contains(&word) => (rest.trim_end(), true),
        _ => (rest, false),
    };
    let known = matches!(lower.as_str(), "says" | "said" | "wrote" | "writes" | "sagt" | "schrieb");
    if signed || known || auxiliary { (rest, true) } else { (name, false) }
}

fn without_connective(name: &str) -> &str {
    match name.rsplit_once(char::is_whitespace) {
        Some((rest, word)) if CONNECTIVES.contains(&word) => rest.trim_end_matches(around),
        _ => name,
    }
}

/// A name without "by" and the like, and whether there was one.
fn without_word_before(name: &str) -> (&str, bool) {
    for words in BEFORE_NAME {
        let mut rest = name;
        let found = words.iter().all(|word| {
            let head = rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
            // "Unregistered CommenterKestrel": the link swallows the blank.
            let glued = *word == "commenter" && words.len() > 1;
            let behind = rest.get(word.len()..).unwrap_or("");
            let parted = behind.starts_with([' ', ':', '\t', '\u{a0}']);
            if head && (parted || glued) {
                rest = behind.trim_start_matches([' ', ':', '\t', '\u{a0}']);
            }
            head && (parted || glued)
        });
        if found && !rest.is_empty() {
            return (rest, true);
        }
    }
    (name, false)
}

/// A name without the address printed before or behind it.
pub(super) fn without_address(name: &str) -> &str {
    let mut name = name.trim();
    while let Some((address, rest)) = name.split_once(char::is_whitespace)
        && is_address(address)
    {
        name = rest.trim_start();
    }
    while let Some((rest, address)) = name.rsplit_once(char::is_whitespace)
        && is_address(address)
    {
        name = rest.trim_end();
    }
    name
}

/// A name without the votes behind it: "Kestrel 12 points".
fn without_votes(name: &str) -> &str {
    const UNITS: &[&str] = &["points", "point", "pts", "pt", "likes", "votes", "comments", "posts"];
    let mut words = name.rsplitn(3, char::is_whitespace);
    match (words.next(), words.next(), words.next()) {
        (Some(unit), Some(count), Some(rest))
            if UNITS.contains(&unit)
                && count.trim_start_matches(['+', '-']).bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            rest.trim_end_matches(around_name)
        }
        _ => name,
    }
}

fn is_address(word: &str) -> bool {
    word.starts_with("http://") || word.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::{Signature, signature};

    #[test]
    fn reads_signatures_and_near_misses() {
        // Line, name, time, spoken.
        let cases: &[(&str, &str, Option<&str>, bool)] = &[
            ("Kestrel on September 2, 2012 at 8:06 pm said:", "Kestrel", Some("September 2, 2012 at 8:06 pm"), true),
            ("Kestrel Says:", "Kestrel", None, true),
            ("kestrel rowan said,", "kestrel rowan", None, true),
            ("(1) Kestrel says:", "Kestrel", None, true),
            ("12. Kestrel Rowan - 29 August, 2011", "Kestrel Rowan", Some("29 August, 2011"), false),
            ("Kestrel, on November 7th, 2012   @kestrel", "Kestrel", Some("November 7th, 2012"), false),
            ("Kestrel | November 9, 2012 12:13 AM | Reply", "Kestrel", Some("November 9, 2012 12:13 AM"), false),
            (
                "1  Kestrel http://kestrel.example | 10/29/2012 5:14:46 PM",
                "Kestrel",
                Some("10/29/2012 5:14:46 PM"),
                false,
            ),
            ("Kestrel / November 13, 2012 at 04:03 pm", "Kestrel", Some("November 13, 2012 at 04:03 pm"), false),
            ("October 26, 2012 Kestrel", "Kestrel", Some("October 26, 2012"), false),
            ("July 31, 2012 | Unregistered CommenterKestrel", "Kestrel", Some("July 31, 2012"), false),
            (
                "by Kestrel Rowan on Aug 8, 2012 9:37 AM MST via mobile up",
                "Kestrel Rowan",
                Some("Aug 8, 2012 9:37 AM MST"),
                false,
            ),
            ("Kestrel sagt am 3. März 2021 um 10:12 Uhr:", "Kestrel", Some("3. März 2021 um 10:12 Uhr"), true),
            ("Kestrel a écrit le 3 mars 2021 à 10:12", "Kestrel", Some("3 mars 2021 à 10:12"), true),
            ("Kestrel • il y a 3 jours", "Kestrel", Some("il y a 3 jours"), false),
            ("Kestrel hace 2 días", "Kestrel", Some("hace 2 días"), false),
            ("#12 Kestrel, vor 3 Stunden", "Kestrel", Some("vor 3 Stunden"), false),
            ("[–]kestrel 12 points 3 hours ago", "kestrel", Some("3 hours ago"), false),
            ("Posted by Kestrel at 10:12 on May 3, 2021", "Kestrel", Some("10:12 on May 3, 2021"), false),
        ];
        for (line, name, time, spoken) in cases {
            let found = signature(line).unwrap_or_default();
            assert_eq!((found.name, found.time, found.spoken), (*name, *time, *spoken), "{line}");
        }
        for near_miss in [
            "Updated July 7, 2012 at 12:27 am",
            "The ferry sank on July 7, 2012 and was raised",
            "Kestrel counted 40 boats",
            "July 7, 2012",
            "Kestrel says nothing",
            "Kestrel",
            "The mate added",
            "Nobody has seen the boats since the great storm of the year, said the old mate of the harbour:",
            "",
        ] {
            assert_eq!(signature(near_miss), None::<Signature<'_>>, "{near_miss}");
        }
    }
}
