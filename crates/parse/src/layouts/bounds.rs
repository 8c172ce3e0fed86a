//! Where the comments of a page start and end.

use std::sync::LazyLock;

use regex::Regex;
use threadwarden_thread::TimeKind;

use super::buttons::is_button;
use super::furniture::{Furniture, furniture};
use super::head::Head;
use super::phrase::comparable;
use super::{Indent, Layout, PageLines, Side};
use crate::prose::words;
use crate::time::printed;

/// Looks above the first comment for the line that announces the comments.
///
/// Gives the line the comments start at, whether they are announced, and the
/// number the page prints.
pub(super) fn announcement(page: &PageLines<'_>, first: usize) -> (usize, bool, Option<usize>) {
    /// Lines above the first comment that are looked at.
    const REACH: usize = 6;
    let mut start = first;
    let mut announced = false;
    let mut count = None;
    for at in (first.saturating_sub(REACH)..first).rev() {
        let line = page.line(at);
        let printed = counted(line);
        if is_heading(line) || printed.is_some() {
            announced = true;
            start = at;
            count = count.or(printed);
        }
    }
    (start, announced, count)
}

/// Whether a line announces comments, with their number or without.
pub(crate) fn announces(line: &str) -> bool {
    is_heading(line) || counted(line).is_some_and(|count| count > 0)
}

fn is_heading(line: &str) -> bool {
    comparable(line).is_some_and(|line| HEADINGS.contains(&line.as_str()))
}

/// Leaves out the headers above the line that announces the comments: bylines, and boxes of other pages.
pub(super) fn after_announcement<'a>(page: &PageLines<'a>, heads: Vec<Head<'a>>) -> Vec<Head<'a>> {
    /// Lines between the announcement and the first comment's header or footer.
    const REACH: usize = 12;
    let mut skipped = 0;
    for (index, pair) in heads.windows(2).enumerate() {
        let before = index + 1;
        let after = heads.len() - before;
        let (from, until) = (pair[0].lines.end, pair[1].lines.start);
        let announced = (from.max(until.saturating_sub(REACH))..until).find(|at| announces(page.line(*at)));
        let Some(at) = announced else { continue };
        if after >= before || counted(page.line(at)) == Some(after) {
            skipped = before;
        }
    }
    heads.into_iter().skip(skipped).collect()
}

/// Whether the first header is the byline of the article: printed in another form than the rest, or above far more text.
pub(super) fn starts_with_byline(page: &PageLines<'_>, layout: &Layout, heads: &[Head<'_>]) -> bool {
    /// Words that make a comment long where the header differs, and where it does not. Guesses.
    const SOME: usize = 40;
    const LONG: usize = 120;
    const VERY_LONG: usize = 250;
    const FEWEST_OF_ONE_FORM: usize = 4;
    let [first, second, ..] = heads else { return false };
    if layout.side == Side::Above
        && (first.lines.start.saturating_sub(3)..first.lines.start).any(|at| announces(page.line(at)))
    {
        return false;
    }
    let length =
        |pair: &[Head<'_>]| -> usize { (pair[0].lines.end..pair[1].lines.start).map(|at| words(page.line(at))).sum() };
    let own = length(&heads[..2]);
    let mut others: Vec<usize> = heads.windows(2).skip(1).map(length).collect();
    others.sort_unstable();
    let median = others.get(others.len() / 2).copied().unwrap_or(0);
    let most = others.last().copied().unwrap_or(0);
    let form = form_of(page, first);
    let alike = heads[1..].iter().filter(|head| form_of(page, head) == form).count();
    let differs = alike * 4 < heads.len() - 1 && second.is_comment;
    let alone = alike == 0 && heads.len() >= FEWEST_OF_ONE_FORM;
    differs && (own >= LONG && own > median * 2 || alone && own >= SOME && own > median)
        || own >= VERY_LONG && own > median * 6 && own > most * 2 && heads.len() > 3
}

/// The look of a header: its time with every number and every name of a month alike.
pub(super) fn form_of(page: &PageLines<'_>, head: &Head<'_>) -> String {
    let mut form = String::new();
    let line = page.line(head.lines.start);
    if line.starts_with(head.author) {
        form.push('N');
    }
    let time = head.time.unwrap_or("");
    if printed(time).kind == TimeKind::Relative {
        return form + "ago";
    }
    for word in time.split_whitespace() {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let long = letters >= 3 && word.chars().next().is_some_and(char::is_uppercase);
        if long {
            form.push('M');
        } else {
            let mut last = ' ';
            for c in word.chars() {
                let c = if c.is_ascii_digit() { '9' } else { c.to_ascii_lowercase() };
                if c != '9' || last != '9' {
                    form.push(c);
                }
                last = c;
            }
        }
        form.push(' ');
    }
    form
}

/// Lines that announce comments without counting them.
const HEADINGS: &[&str] = &[
    "comments",
    "all comments",
    "your comments",
    "user comments",
    "reader comments",
    "readers' comments",
    "discussion",
    "responses",
    "replies",
    "conversation",
    "kommentare",
    "leserkommentare",
    "lesermeinungen",
    "leserbriefe",
    "diskussion",
    "commentaires",
    "vos commentaires",
    "réactions",
    "vos réactions",
    "comentarios",
    "comentários",
    "opiniones",
    "commenti",
    "reacties",
    "komentarze",
    "kommentarer",
];

/// The number of comments a line prints: "Comments (23)", "Comments 23", "20 thoughts on …", "91 Ergänzungen".
pub(crate) fn counted(line: &str) -> Option<usize> {
    const LONGEST_BYTES: usize = 200;
    if line.len() > LONGEST_BYTES || !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let found = COUNTED.iter().find_map(|form| form.captures(line))?;
    found["count"].replace([',', '.'], "").parse().ok()
}

/// The forms in which pages print how many comments there are.
static COUNTED: LazyLock<[Regex; 3]> = LazyLock::new(|| {
    const COMMENTS: &str = "comments?|responses?|reply|replies|thoughts?|reactions?|kommentare?|leserkommentare|\
        ergänzung|ergänzungen|commentaires?|discussion|diskussion|leserbriefe|lesermeinungen|postings|beiträge|\
        réflexions?|réactions?|comentarios?|comentários?|opiniones|commento|commenti|reactie|reacties|komentarze|\
        komentarzy|kommentarer";
    [
        // "23 comments", "20 thoughts on …".
        format!(
            r"(?i)^\s*(?<count>\d[\d,.]*)[:,.|]*\s+(?:{COMMENTS})[:,.|]*\s*(?:$|\|\s|(?:on|to:?|so|zu|sur|-)(?:\s|$))"
        ),
        // "Comments 23", "Kommentare: 23".
        format!(r"(?i)^\s*(?:{COMMENTS})[\s:]+(?<count>\d+)[\s:]*$"),
        // "Comments (23)", also with other words glued on.
        format!(r"(?i)^[^(]*(?:^|\s)(?:{COMMENTS})\s*\((?<count>\d+)\)"),
    ]
    .map(|form| Regex::new(&form).expect("a fixed expression"))
});

/// Blank lines that may part what a page prints below the last comment from it.
const FEWEST_BLANKS_OF_GAP: usize = 2;

/// Where the last comment ends, and whether the page or a sign of its own ends it.
pub(super) fn end_of_thread(page: &PageLines<'_>, layout: &Layout, heads: &[Head<'_>]) -> (usize, bool) {
    let Some(last) = heads.last() else { return (page.len(), false) };
    let is_end = |at: usize| matches!(furniture(page.line(at)), Some(Furniture::Widget | Furniture::Neighbours));
    if layout.side == Side::Below {
        // Text behind the last footer has no footer of its own.
        let at = (last.lines.end..page.len()).find(|at| !is_button(page.line(*at)));
        return (last.lines.end, at.is_none_or(is_end));
    }
    // A gap wider than any in the other comments parts the last one from what the page prints below.
    let gap_inside = |pair: &[Head<'_>]| (pair[0].lines.end + 1..pair[1].lines.start).map(|at| page.blanks(at)).max();
    let widest = heads.windows(2).filter_map(gap_inside).max().unwrap_or(0).max(FEWEST_BLANKS_OF_GAP);
    let margin = page.indent(last.lines.start);
    let indented = layout.indent != Indent::Free && page.indent(last.lines.end) > margin;
    for at in last.lines.end..page.len() {
        if indented && page.indent(at) <= margin {
            return (at, furniture(page.line(at)).is_some());
        }
        if is_end(at) {
            return (at, true);
        }
        if at > last.lines.end && page.blanks(at) > widest && heads.len() >= 3 {
            return (at, true);
        }
    }
    (page.len(), true)
}

/// Where the first body above a footer starts: after a wide gap or an announcement, else one paragraph up.
///
/// A gap farther up than the longest of the other bodies is one of the article's.
pub(super) fn first_body(page: &PageLines<'_>, heads: &[Head<'_>]) -> usize {
    const SHORTEST_REACH: usize = 8;
    let Some(first) = heads.first() else { return 0 };
    let others = heads.windows(2).map(|pair| pair[1].lines.start - pair[0].lines.end);
    let reach = others.max().unwrap_or(0).max(SHORTEST_REACH);
    let footer = first.lines.start;
    let mut paragraph = footer.saturating_sub(1);
    let mut in_paragraph = true;
    for at in (footer.saturating_sub(reach)..footer).rev() {
        if page.blanks(at) >= 2 || (at > 0 && announces(page.line(at - 1))) {
            return at;
        }
        if in_paragraph {
            paragraph = at;
        }
        // The footer may be set apart from its body by one blank line.
        in_paragraph &= page.blanks(at) == 0;
    }
    paragraph
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn reads_printed_counts() {
        let cases = [
            ("Comments (23)", Some(23)),
            ("Hide Comments Read Comments (2)Please log in or register to leave a comment.", Some(2)),
            ("20 thoughts on “ Ferries ”", Some(20)),
            ("91 Ergänzungen", Some(91)),
            ("1,204 comments", Some(1204)),
            ("23 comments were removed by the harbour office", None),
            ("Comments 23", Some(23)),
            ("Kommentare: 23", Some(23)),
            ("6 réflexions sur « Ferries »", Some(6)),
            ("Comments 23 and 24", None),
            ("Comments", None),
            ("Ferries (23)", None),
            ("Comments (many)", None),
        ];
        for (line, expected) in cases {
            assert_eq!(counted(line), expected, "{line}");
        }
    }
}
