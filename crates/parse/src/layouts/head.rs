//! The forms a comment's header takes, one function each.

use std::ops::Range;

use super::PageLines;
use super::bounds::announces;
use super::buttons::is_button;
use super::furniture::furniture;
use super::signature::{signature, without_address, without_number};
use crate::prose::{ends_sentence, is_code};
use crate::time::{is_age, is_time_line};

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
    /// Whether the author's address is printed beside the name.
    pub(crate) has_address: bool,
}

impl<'a> Head<'a> {
    pub(super) fn new(author: &'a str, lines: Range<usize>, evidence: f32) -> Self {
        Head { author, time: None, lines, answers: None, evidence, is_comment: true, has_address: false }
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

/// Whether a text is a name where nothing but a time beside it says so.
pub(super) fn fits_name(name: &str) -> bool {
    const LONGEST_WORDS: usize = 6;
    const NONE: &[&str] = &[
        "updated",
        "posted",
        "published",
        "date",
        "created",
        "modified",
        "last",
        "copyright",
        "by",
        "filed",
        "written",
        "on",
        "at",
        "comments",
        "comment",
        "reply",
        "edited",
        "permalink",
        "photo",
        "video",
        "source",
        "tags",
        "share",
        "read",
        "time",
        "location",
        "when",
        "where",
        "first",
        "submitted",
        "added",
        "tracked",
        "trackback",
        "pingback",
        "am",
        "pm",
        "a.m",
        "p.m",
        "gmt",
        "uhr",
        "link",
        "from",
        "until",
        "since",
        "in",
        "quote",
        "originally",
    ];
    let first = name.split_whitespace().next().unwrap_or("").trim_end_matches(':').to_lowercase();
    // A town may stand behind a name.
    let before_comma = name.split(", ").next().unwrap_or(name);
    is_name(name)
        && before_comma.split_whitespace().count() <= LONGEST_WORDS
        && name.chars().any(char::is_alphabetic)
        && !name.ends_with(['!', '?', ':', ',', ';'])
        && !ends_sentence_inside(name)
        && !NONE.contains(&first.as_str())
        && !is_time_line(name)
        && !name.starts_with(['•', '*', '>', '#', '|', '-'])
}

/// Whether a full stop inside a name ends a sentence; those of initials and titles do not.
fn ends_sentence_inside(name: &str) -> bool {
    const TITLES: &[&str] =
        &["dr", "mr", "mrs", "ms", "st", "prof", "jr", "sr", "sra", "mme", "mlle", "ing", "mag", "dott", "rev", "dipl"];
    let mut ends = name.match_indices(". ").map(|(at, _)| name[..at].split([' ', '.']).next_back().unwrap_or(""));
    ends.any(|word| word.chars().count() > 1 && !TITLES.contains(&word.to_lowercase().as_str()))
}

/// Whether a time says enough to stand beside a name: a clock, a year, or how long ago.
pub(super) fn tells(time: &str) -> bool {
    let has_year = time.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4);
    let numeric = time.split_whitespace().next().is_some_and(|word| word.matches(['/', '.', '-']).count() == 2);
    let is_relative = crate::time::printed(time).kind == threadwarden_thread::TimeKind::Relative;
    time.contains(':') || has_year || numeric || is_relative
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
    let line = page.line(at);
    if is_pingback(without_number(line).unwrap_or(line)) {
        return Some(Head { is_comment: false, ..Head::new("", at..at + 1, 0.0) });
    }
    let found = signature(line).filter(|found| found.spoken)?;
    let mut head = Head::new(found.name, at..at + 1, 0.2);
    head.time = found.time;
    if head.time.is_none() && is_time_line(page.line(at + 1)) {
        head.time = Some(page.line(at + 1));
        head.lines.end += 1;
    }
    if head.time.is_some() {
        head.evidence = 1.0;
    }
    head.lines.start -= usize::from(is_number_above(page, at));
    Some(head)
}

/// Whether the number of a comment stands alone above its header.
fn is_number_above(page: &PageLines<'_>, at: usize) -> bool {
    const MOST_DIGITS: usize = 5;
    let Some(above) = at.checked_sub(1) else { return false };
    let number = page.line(above).trim_start_matches('#').trim_end_matches(['.', ')']);
    (1..=MOST_DIGITS).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && page.blanks(at) == 0
}

/// What wpDiscuz prints above a name.
fn is_role(line: &str) -> bool {
    matches!(line, "Guest" | "Member" | "Author" | "Admin" | "Editor" | "Subscriber" | "Gast" | "Invité" | "Invitado")
}

/// `NAME`, a time line, and perhaps `Response to NAME, TIME`.
pub(super) fn stamped<'a>(page: &PageLines<'a>, at: usize) -> Option<Head<'a>> {
    let name = without_address(page.line(at));
    // A badge may stand between the name and the time.
    let badges = usize::from(is_badge(page.line(at + 1)));
    let time = page.line(at + 1 + badges);
    let time_alone = time.trim_start_matches(['·', '•', '|', '-', '–', ' ']);
    let short = is_age(time_alone) && badges == 0;
    if !stands_alone(name) || !(is_time_line(time_alone) && tells(time_alone) || short) {
        return None;
    }
    let first = if at > 0 && is_role(page.line(at - 1)) { at - 1 } else { at };
    let set_apart = at == 0
        || page.blanks(at) > 0
        || first < at
        || time.contains(':') && ends_sentence(page.line(at - 1))
        || is_button(page.line(at - 1));
    // A name and a date alone also stand above articles; a clock seldom does.
    let evidence = match (set_apart, time.contains(':')) {
        (true, true) => 0.8,
        (false, true) => 0.6,
        (true, false) => 0.4,
        (false, false) => 0.3,
    };
    let mut head = Head { time: Some(time_alone), ..Head::new(name, first..at + 2 + badges, evidence) };
    if let Some((answered, _)) = answered(page.line(head.lines.end)) {
        head.answers = Some(answered);
        head.evidence = 1.0;
        head.lines.end += 1;
    }
    Some(head)
}

/// A time line with a clock, and `NAME` below it.
pub(super) fn stamped_above<'a>(page: &PageLines<'a>, at: usize) -> Option<Head<'a>> {
    let (time, name) = (page.line(at), page.line(at + 1));
    let fits = time.contains(':') && is_time_line(time) && stands_alone(name) && !is_time_line(page.line(at + 2));
    fits.then(|| Head { time: Some(time), ..Head::new(name, at..at + 2, 0.6) })
}

/// `NAME` above a body, and a time line alone below it, with the next name right behind.
pub(super) fn closed<'a>(page: &PageLines<'a>, at: usize) -> Option<Head<'a>> {
    /// Lines of a comment that are looked at for its end.
    const REACH: usize = 60;
    let is_footer = |at: usize| {
        let line = page.line(at);
        line.contains(':') && (is_time_line(line) || without_number(line).is_some_and(is_time_line))
    };
    let name = page.line(at).trim_end_matches('.');
    let is_behind_footer = at > 0 && is_footer(at - 1);
    let is_first = at == 0 || page.blanks(at) > 0 && !(at.saturating_sub(REACH)..at).any(is_footer);
    let opens = is_behind_footer || is_first;
    if !opens || !stands_alone(name) || is_footer(at + 1) || signature(page.line(at)).is_some() {
        return None;
    }
    let footer = (at + 2..page.len().min(at + REACH)).find(|line| is_footer(*line))?;
    // The first comment starts at the name nearest to the first time.
    let nearest =
        is_behind_footer || !(at + 1..footer - 1).any(|line| page.blanks(line) > 0 && stands_alone(page.line(line)));
    let behind = page.line(footer + 1);
    let goes_on = behind.is_empty() || furniture(behind).is_some() || stands_alone(behind.trim_end_matches('.'));
    (nearest && goes_on).then(|| Head::new(name, at..at + 1, 0.5))
}

/// Whether a line is a name and nothing else.
pub(super) fn stands_alone(line: &str) -> bool {
    const LONGEST_NAME_WORDS: usize = 5;
    fits_name(line)
        && line.split_whitespace().count() <= LONGEST_NAME_WORDS
        && !line.ends_with('.')
        && !is_button(line)
        && !is_badge(line)
        && !announces(line)
        && furniture(line).is_none()
}

/// Whether a line only names the picture of an author: "Kestrel's avatar", "Profile picture of Kestrel".
pub(super) fn is_avatar(line: &str, author: &str) -> bool {
    const WORDS: &[&str] = &[
        "avatar",
        "gravatar",
        "profile picture",
        "profile photo",
        "photo",
        "profilbild",
        "foto",
        "user avatar",
        "picture",
        "image",
    ];
    const AROUND: &[&str] = &["'s", "’s", " of", " for", " von", " de", "user ", "your "];
    const LONGEST_BYTES: usize = 80;
    if line.len() > LONGEST_BYTES {
        return false;
    }
    let lower = line.to_lowercase().replace(author.to_lowercase().as_str(), " ");
    let mut rest = lower.clone();
    for word in AROUND {
        rest = rest.replace(word, " ");
    }
    let rest = rest.trim_matches(|c: char| !c.is_alphabetic());
    let named = lower.len() < line.len() || line.starts_with('[') || line.starts_with("User");
    WORDS.contains(&rest) && (named || matches!(rest, "avatar" | "gravatar" | "user avatar" | "profile picture"))
}

/// What pages print between the name and the time of somebody they know.
fn is_badge(line: &str) -> bool {
    const BADGES: &[&str] = &[
        "author",
        "staff",
        "moderator",
        "mod",
        "admin",
        "op",
        "verified",
        "subscriber",
        "premium",
        "top contributor",
        "top commenter",
        "top fan",
        "new member",
        "regular",
        "editor",
        "autor",
        "redaktion",
        "abonnent",
        "auteur",
        "abonné",
        "member",
        "guest",
        "gast",
        "follow",
        "featured comment",
        "original poster",
    ];
    BADGES.contains(&line.to_lowercase().as_str()) || line.starts_with('@') && !line.contains(' ')
}

/// The author, and perhaps the time, of the comment that a line says is answered.
pub(super) fn answered(line: &str) -> Option<((&str, &str), bool)> {
    const STARTS: &[(&str, bool)] = &[
        ("Reply to ", true),
        ("Response to ", true),
        ("In reply to ", false),
        ("in reply to ", false),
        ("Replying to ", false),
        ("Responding to ", false),
        ("In response to ", false),
        ("Antwort auf ", false),
        ("Als Antwort auf ", false),
        ("Antwort an ", false),
        ("En réponse à ", false),
        ("Réponse à ", false),
        ("En respuesta a ", false),
        ("In risposta a ", false),
        ("Als reactie op ", false),
        ("Em resposta a ", false),
        ("Odpowiedź do ", false),
        ("Svar till ", false),
    ];
    let (rest, sure) = STARTS.iter().find_map(|(start, sure)| Some((line.strip_prefix(start)?.trim(), *sure)))?;
    let rest = rest.strip_prefix('@').unwrap_or(rest).trim_end_matches([':', '.']);
    let rest = rest.strip_suffix("'s comment").or_else(|| rest.strip_suffix("’s comment")).unwrap_or(rest);
    let (name, time) = rest.split_once(", ").filter(|(_, time)| is_time_line(time)).unwrap_or((rest, ""));
    let name = name.strip_prefix("comment by ").unwrap_or(name);
    is_name(name).then(|| ((name.trim(), time.trim()), sure))
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
