//! The forms a comment's header takes, one function each.

use std::ops::Range;

use super::PageLines;
use crate::prose::{ends_sentence, is_code};
use crate::time::is_time_line;

/// The header (or footer) of one comment.
#[derive(Clone, Debug)]
pub(crate) struct Head<'a> {
    pub(crate) author: &'a str,
    pub(crate) time: Option<&'a str>,
    /// The lines it takes.
    pub(crate) lines: Range<usize>,
    /// The author and the time of the comment it is printed to answer.
    pub(crate) answers: Option<(&'a str, &'a str)>,
    /// How much this header alone looks like one, from 0 to 1.
    pub(crate) evidence: f32,
    /// A pingback or the like: it ends the comment before and is none itself.
    pub(crate) is_comment: bool,
}

impl<'a> Head<'a> {
    pub(super) fn new(author: &'a str, lines: Range<usize>, evidence: f32) -> Self {
        Head { author, time: None, lines, answers: None, evidence, is_comment: true }
    }
}

/// Longest author's name, in bytes and words.
///
/// Guesses; the longest on the pages read while this was written had 40 bytes and 6 words.
const LONGEST_NAME: (usize, usize) = (80, 8);

pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST_NAME.0
        && text.split_whitespace().count() <= LONGEST_NAME.1
        && text.chars().any(char::is_alphanumeric)
}

fn is_pingback(line: &str) -> bool {
    line.starts_with("Pingback:") || line.starts_with("Trackback:")
}

/// `• NAME`, and the body indented below.
pub(super) fn bullet<'a>(page: &PageLines<'a>, at: usize) -> Option<Head<'a>> {
    let line = page.line(at);
    let mut chars = line.chars();
    let marker = chars.next()?;
    if !matches!(marker, '•' | '*' | '◦' | '▪' | '‣' | '·' | '+' | '-' | 'o')
        || !chars.as_str().starts_with([' ', '\t', '\u{a0}'])
    {
        return None;
    }
    let name = chars.as_str().trim();
    let next = at + 1;
    if is_pingback(name) {
        return Some(Head { is_comment: false, ..Head::new("", at..next, 0.0) });
    }
    if !is_name(name) {
        return None;
    }
    let has_body = next < page.len() && page.blanks(next) > 0 && page.indent(next) >= page.indent(at) + 2;
    let stands_alone = next >= page.len() || page.blanks(next) > 0;
    // Code pasted at the end of a body can swallow the blank line behind it, and so can the end of another list.
    let glued = || is_code(page.line(at - 1)) || starts_deeper_list(page, at);
    let set_apart = at == 0 || page.blanks(at) > 0 || has_body && glued();
    (stands_alone && set_apart).then(|| Head::new(name, at..next, if has_body { 1.0 } else { 0.0 }))
}

/// Whether a bullet stands right below one that is farther to the left.
fn starts_deeper_list(page: &PageLines<'_>, at: usize) -> bool {
    page.line(at - 1).starts_with(['*', '•', '+', '-', 'o']) && page.indent(at) > page.indent(at - 1) + 2
}

/// `Comment Commented NAME`.
pub(super) fn commented<'a>(page: &PageLines<'a>, at: usize) -> Option<Head<'a>> {
    let name = page.line(at).strip_prefix("Comment Commented ")?.trim();
    is_name(name).then(|| Head::new(name, at..at + 1, 1.0))
}

/// `NAME says:` with the time on the same line, the next one, or below the body.
pub(super) fn says<'a>(page: &PageLines<'a>, at: usize) -> Option<Head<'a>> {
    const VERBS: &[&str] = &[
        "says",
        "said",
        "wrote",
        "writes",
        "sagt",
        "sagte",
        "schrieb",
        "schreibt",
        "meint",
        "meinte",
        "dice",
        "dijo",
        "escribió",
        "a dit",
        "dit",
        "a écrit",
        "zegt",
        "schreef",
        "pisze",
        "ha detto",
    ];
    const LONGEST_BYTES: usize = 160;
    let line = page.line(at);
    if line.len() > LONGEST_BYTES {
        return None;
    }
    let numbered = line.find(". ").filter(|dot| *dot <= 5 && line[..*dot].bytes().all(|byte| byte.is_ascii_digit()));
    let line = numbered.map_or(line, |dot| line[dot + 2..].trim_start());
    if is_pingback(line) {
        return Some(Head { is_comment: false, ..Head::new("", at..at + 1, 0.0) });
    }
    let spoken =
        line.strip_suffix(':').or_else(|| line.strip_suffix("...")).or_else(|| line.strip_suffix('…'))?.trim_end();
    let verb = VERBS.iter().find(|verb| spoken.strip_suffix(**verb).is_some_and(|name| name.ends_with(' ')))?;
    let mut name = spoken[..spoken.len() - verb.len()].trim();
    let mut time = None;
    if let Some((left, right)) = name.split_once(" / ").filter(|(left, _)| is_time_line(left)) {
        (time, name) = (Some(left.trim()), right.trim());
    }
    if !is_name(name) {
        return None;
    }
    let mut head = Head::new(name, at..at + 1, 0.2);
    if time.is_none() && is_time_line(page.line(at + 1)) {
        time = Some(page.line(at + 1));
        head.lines.end += 1;
    }
    head.time = time;
    if time.is_some() {
        head.evidence = 1.0;
    }
    Some(head)
}

/// What wpDiscuz prints above a name.
fn is_role(line: &str) -> bool {
    matches!(line, "Guest" | "Member" | "Author" | "Admin" | "Editor" | "Subscriber" | "Gast" | "Invité" | "Invitado")
}

/// `NAME`, a time line, and perhaps `Response to NAME, TIME`.
pub(super) fn stamped<'a>(page: &PageLines<'a>, at: usize) -> Option<Head<'a>> {
    const LONGEST_NAME_WORDS: usize = 5;
    let (name, time) = (page.line(at), page.line(at + 1));
    let fits = is_name(name)
        && name.split_whitespace().count() <= LONGEST_NAME_WORDS
        && !name.ends_with(['.', '!', '?', ':', ',', ';'])
        && !is_time_line(name)
        && (at == 0
            || page.blanks(at) > 0
            || is_role(page.line(at - 1))
            || time.contains(':') && ends_sentence(page.line(at - 1)))
        && is_time_line(time)
        && time.contains(|c: char| c.is_ascii_digit());
    if !fits {
        return None;
    }
    // A name and a date alone also stand above articles; a clock seldom does.
    let evidence = if time.contains(':') { 0.8 } else { 0.4 };
    let first = if at > 0 && is_role(page.line(at - 1)) { at - 1 } else { at };
    let mut head = Head { time: Some(time), ..Head::new(name, first..at + 2, evidence) };
    if let Some(answered) = page.line(at + 2).strip_prefix("Reply to ") {
        head.answers = Some((answered.trim(), ""));
        head.evidence = 1.0;
        head.lines.end += 1;
    } else if let Some(answered) = page.line(at + 2).strip_prefix("Response to ") {
        if let Some((name, time)) = answered.split_once(", ") {
            head.answers = Some((name.trim(), time.trim()));
            head.evidence = 1.0;
        }
        head.lines.end += 1;
    }
    Some(head)
}

/// Perhaps a badge, `NAME`, perhaps a motto, `N Fans`, a relative time.
pub(super) fn fans<'a>(page: &PageLines<'a>, at: usize) -> Option<Head<'a>> {
    let count = page.line(at).strip_suffix(" Fans").or_else(|| page.line(at).strip_suffix(" Fan"))?;
    if count.is_empty() || !count.bytes().all(|byte| byte.is_ascii_digit() || byte == b',') || at == 0 {
        return None;
    }
    let time = page.line(at + 1);
    if !is_time_line(time) {
        return None;
    }
    // The lines above up to the blank one: badge, name, motto.
    let mut first = at;
    while first > 0 && at - first < 3 && page.blanks(first) == 0 {
        first -= 1;
    }
    let is_badge = |line: &str| {
        line.chars().any(char::is_alphabetic) && !line.contains(char::is_lowercase) && line.contains("USER")
    };
    let name = if is_badge(page.line(first)) && first + 1 < at { first + 1 } else { first };
    if name == at || !is_name(page.line(name)) {
        return None;
    }
    Some(Head { time: Some(time), ..Head::new(page.line(name), first..at + 2, 1.0) })
}

/// `by NAME (number) on DATE`, perhaps under a subject with its score.
pub(super) fn by_number<'a>(page: &PageLines<'a>, at: usize) -> Option<Head<'a>> {
    const LONGEST_BYTES: usize = 200;
    let line = page.line(at);
    let rest = line.strip_prefix("by ").filter(|_| line.len() <= LONGEST_BYTES)?;
    let number_at = rest.find(" (").filter(|open| {
        let digits = rest[open + 2..].split(')').next().unwrap_or("");
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    let dated_at = rest.find(" on ").filter(|on| rest[on + 4..].contains("(#"));
    let name = match (number_at, dated_at) {
        (Some(end), _) | (None, Some(end)) => &rest[..end],
        (None, None) if rest == "Anonymous Coward" => rest,
        (None, None) => return None,
    };
    if !is_name(name) {
        return None;
    }
    let mut head = Head::new(name, at..at + 1, if number_at.is_some() { 1.0 } else { 0.5 });
    head.time = dated_at.map(|on| rest[on + 4..].trim());
    if at > 0 && page.blanks(at) == 0 && page.line(at - 1).contains("(Score:") {
        head.lines.start -= 1;
    }
    Some(head)
}

/// `Posted by: NAME | DATE` under the body.
pub(super) fn posted_by<'a>(page: &PageLines<'a>, at: usize) -> Option<Head<'a>> {
    let rest = page.line(at).strip_prefix("Posted by:")?.trim();
    let (name, time) = rest.rsplit_once(" | ")?;
    (is_name(name.trim()) && is_time_line(time.trim()))
        .then(|| Head { time: Some(time.trim()), ..Head::new(name.trim(), at..at + 1, 1.0) })
}

#[cfg(test)]
mod tests {
    use super::{Head, bullet, by_number, commented, fans, posted_by, says, stamped};
    use crate::layouts::PageLines;

    type Form = for<'a> fn(&PageLines<'a>, usize) -> Option<Head<'a>>;

    #[test]
    fn knows_headers_and_near_misses() {
        let cases: &[(Form, &str, usize, Option<&str>)] = &[
            (bullet, "  • Kestrel\n\n    Late again.", 0, Some("Kestrel")),
            (bullet, "  • harbourblog.example\n\n    Late again.", 0, Some("harbourblog.example")),
            (bullet, "  • Kestrel", 0, Some("Kestrel")),
            (bullet, "  • late boats\n  • lost boats", 0, None),
            (bullet, "  •Kestrel\n\n    x", 0, None),
            (bullet, "  • A whole sentence about boats that are late and lost at sea\n\n    x", 0, None),
            (commented, "Comment Commented j. von Kestrel", 0, Some("j. von Kestrel")),
            (commented, "Comment Commented", 0, None),
            (commented, "The Comment Commented Kestrel", 0, None),
            (says, "Kestrel says:\nAugust 15, 2020 at 9:35 am", 0, Some("Kestrel")),
            (says, " 12. Kestrel Rowan says:", 0, Some("Kestrel Rowan")),
            (says, "23. Jul, 2012 / Kestrel says:", 0, Some("Kestrel")),
            (says, "Kestrel said...", 0, Some("Kestrel")),
            (says, "K. Rowan wrote:", 0, Some("K. Rowan")),
            (says, "Moin sagt:", 0, Some("Moin")),
            (says, "Kestrel says nothing", 0, None),
            (says, "Kestrel:", 0, None),
            (says, "As the harbour master of the old town by the sea once said:", 0, None),
            (stamped, "Kestrel\n\n1 November 2012 11:08PM\n\nLate.", 0, Some("Kestrel")),
            (stamped, "Late again.\n\n1 November 2012 11:08PM", 0, None),
            (stamped, "Kestrel\n\nLate.", 0, None),
            (
                fans,
                "HARBOUR SUPER USER\nKestrel\nSails at dawn\n152 Fans\n23 seconds ago ( 4:28 PM)\nLate.",
                3,
                Some("Kestrel"),
            ),
            (fans, "Late.\n\nKestrel\n152 Fans\n\n3 minutes ago ( 4:28 PM)", 2, Some("Kestrel")),
            (fans, "Kestrel\n152 Fans\nof the ferry", 1, None),
            (by_number, "by Kestrel (1128057) on Tuesday July 24, @09:07AM (#40748091)", 0, Some("Kestrel")),
            (by_number, "by Kestrel (77)", 0, Some("Kestrel")),
            (by_number, "by the harbour (closed)", 0, None),
            (by_number, "by Friday we knew", 0, None),
            (posted_by, "Posted by: Kestrel of Old Town | May 20, 2012 at 12:55 AM", 0, Some("Kestrel of Old Town")),
            (posted_by, "Posted by: the harbour office", 0, None),
        ];
        for (form, text, at, expected) in cases {
            let head = form(&PageLines::new(text), *at);
            assert_eq!(head.map(|head| head.author.to_owned()).as_deref(), *expected, "{text:?}");
        }
    }
}
