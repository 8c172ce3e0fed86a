//! Cuts a page into comments by one layout, and says how well that went.

use std::ops::Range;

use super::dated::social_footer;
use super::furniture::{Furniture, furniture};
use super::head::Head;
use super::phrase::comparable;
use super::{Indent, LAYOUTS, Layout, PageLines, Side};
use crate::prose::{is_code, opens_body};
use crate::time::is_time_line;

/// A page taken apart by one layout.
pub(crate) struct Candidate<'a> {
    pub(crate) layout: &'static Layout,
    pub(crate) comments: Vec<CutComment<'a>>,
    /// The first line that belongs to the comments, their announcement included.
    pub(crate) start: usize,
    /// How sure, from 0 to 1.
    pub(crate) score: f32,
    /// The number of comments the page prints, where it does.
    pub(crate) printed_count: Option<usize>,
    /// Entries that are no comments: pingbacks and the like, which pages count as well.
    pub(crate) others: usize,
}

/// One comment, still as places in the page.
#[derive(Debug)]
pub(crate) struct CutComment<'a> {
    pub(crate) author: &'a str,
    pub(crate) time: Option<&'a str>,
    /// The line of the header.
    pub(crate) at: usize,
    /// The lines of the body.
    pub(crate) body: Range<usize>,
    /// Words at the body's end that are not the author's.
    pub(crate) tail: &'static str,
    /// Index of the comment it stands under.
    pub(crate) parent: Option<usize>,
    /// Author and time of the comment it is printed to answer.
    pub(crate) answers: Option<(&'a str, &'a str)>,
}

/// Least score at which a page is said to hold comments.
///
/// Set so that one clear header with one more sign passes, and a list in an article does not.
const SURE_ENOUGH: f32 = 0.6;

/// The layout that fits best, when one does.
pub(crate) fn find<'a>(page: &PageLines<'a>) -> Option<Candidate<'a>> {
    let mut best: Option<Candidate<'a>> = None;
    for layout in LAYOUTS {
        let candidate = cut(page, layout).filter(|candidate| candidate.score >= SURE_ENOUGH);
        if let Some(candidate) = candidate
            && best.as_ref().is_none_or(|best| candidate.score > best.score)
        {
            best = Some(candidate);
        }
    }
    best
}

fn cut<'a>(page: &PageLines<'a>, layout: &'static Layout) -> Option<Candidate<'a>> {
    let heads = scan(page, layout);
    let heads = if layout.indent == Indent::Free { heads } else { best_run(page, layout, heads) };
    let first = heads.first()?.lines.start;
    let (end, ends_well) = end_of_thread(page, layout, &heads);
    let comments = match layout.side {
        Side::Above => above(page, layout, &heads, end),
        Side::Below => below(page, layout, &heads),
    };
    if comments.is_empty() {
        return None;
    }
    let start = match layout.side {
        Side::Above => first,
        Side::Below => comments[0].body.start,
    };
    let (start, announced, printed_count) = announcement(page, start);
    let others = heads.len() - comments.len();
    let score = score(layout, &heads, &comments, announced, ends_well, printed_count);
    Some(Candidate { layout, comments, start, score, printed_count, others })
}

/// Every header of the page, none inside another.
fn scan<'a>(page: &PageLines<'a>, layout: &Layout) -> Vec<Head<'a>> {
    let mut heads: Vec<Head<'a>> = Vec::new();
    let mut at = 0;
    let mut free = 0;
    while at < page.len() {
        match (layout.head)(page, at) {
            Some(mut head) => {
                head.lines.start = head.lines.start.max(free);
                at = head.lines.end.max(at + 1);
                free = at;
                heads.push(head);
            }
            None => at += 1,
        }
    }
    heads
}

/// The stretch of headers with the most evidence that no line to their left interrupts.
///
/// Headers without evidence count only at the left edge of the stretch: further
/// in they are the items of somebody's list.
fn best_run<'a>(page: &PageLines<'a>, layout: &Layout, heads: Vec<Head<'a>>) -> Vec<Head<'a>> {
    let column = |head: &Head<'_>| page.indent(head.lines.start);
    let mut best: Range<usize> = 0..0;
    let mut best_evidence = 0.0;
    let mut start = 0;
    while start < heads.len() {
        let mut margin = column(&heads[start]);
        let mut end = start + 1;
        let mut evidence = heads[start].evidence;
        while end < heads.len() {
            let between = heads[end - 1].lines.end..heads[end].lines.start;
            let far_left = match layout.indent {
                Indent::DepthAndBody => column(&heads[end - 1]).min(column(&heads[end])) + 1,
                Indent::Free | Indent::Depth => margin.min(column(&heads[end])),
            };
            // Code pasted into a comment can reach the left edge; sentences there are the page's.
            let interrupted = between
                .clone()
                .any(|line| page.indent(line) < far_left && opens_body(page.line(line)) && !is_code(page.line(line)));
            if interrupted {
                break;
            }
            margin = margin.min(column(&heads[end]));
            evidence += heads[end].evidence;
            end += 1;
        }
        if evidence > best_evidence {
            best_evidence = evidence;
            best = start..end;
        }
        start = end;
    }
    let run: Vec<Head<'a>> = heads.into_iter().skip(best.start).take(best.len()).collect();
    let edge = run.iter().filter(|head| head.evidence > 0.0).map(column).min().unwrap_or(0);
    run.into_iter().filter(|head| head.evidence > 0.0 || !head.is_comment || column(head) == edge).collect()
}

/// Where the last comment ends, and whether the page or a sign of its own ends it.
fn end_of_thread(page: &PageLines<'_>, layout: &Layout, heads: &[Head<'_>]) -> (usize, bool) {
    let Some(last) = heads.last() else { return (page.len(), false) };
    if layout.side == Side::Below {
        return (last.lines.end, true);
    }
    let margin = page.indent(last.lines.start);
    let indented = layout.indent != Indent::Free && page.indent(last.lines.end) > margin;
    for at in last.lines.end..page.len() {
        if indented && page.indent(at) <= margin {
            return (at, furniture(page.line(at)).is_some());
        }
        if matches!(furniture(page.line(at)), Some(Furniture::Widget | Furniture::Neighbours)) {
            return (at, true);
        }
    }
    (page.len(), true)
}

/// Comments whose header stands above their body.
fn above<'a>(page: &PageLines<'a>, layout: &'static Layout, heads: &[Head<'a>], end: usize) -> Vec<CutComment<'a>> {
    let mut comments: Vec<CutComment<'a>> = Vec::new();
    // The comments whose replies may follow: column and index.
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (at, head) in heads.iter().enumerate() {
        if !head.is_comment {
            continue;
        }
        let until = heads.get(at + 1).map_or(end, |next| next.lines.start);
        let mut comment = CutComment {
            author: head.author,
            time: head.time,
            at: head.lines.start,
            body: head.lines.end..until.max(head.lines.end),
            tail: "",
            parent: None,
            answers: head.answers,
        };
        trim_body(page, layout, &mut comment);
        if layout.indent != Indent::Free {
            let column = page.indent(head.lines.start);
            while open.last().is_some_and(|(open, _)| *open >= column) {
                open.pop();
            }
            comment.parent = open.last().map(|(_, index)| *index);
            open.push((column, comments.len()));
        }
        comments.push(comment);
    }
    comments
}

/// Comments whose name and time stand below their body.
fn below<'a>(page: &PageLines<'a>, layout: &'static Layout, heads: &[Head<'a>]) -> Vec<CutComment<'a>> {
    let mut comments = Vec::new();
    let mut start = first_body(page, heads);
    for head in heads {
        let mut comment = CutComment {
            author: head.author,
            time: head.time,
            at: head.lines.start,
            body: start..head.lines.start.max(start),
            tail: "",
            parent: None,
            answers: head.answers,
        };
        trim_body(page, layout, &mut comment);
        comments.push(comment);
        start = head.lines.end;
    }
    comments
}

/// Where the first body above a footer starts: after a wide gap or an announcement, else one paragraph up.
///
/// A gap farther up than the longest of the other bodies is one of the article's.
fn first_body(page: &PageLines<'_>, heads: &[Head<'_>]) -> usize {
    const SHORTEST_REACH: usize = 8;
    let Some(first) = heads.first() else { return 0 };
    let others = heads.windows(2).map(|pair| pair[1].lines.start - pair[0].lines.end);
    let reach = others.max().unwrap_or(0).max(SHORTEST_REACH);
    let footer = first.lines.start;
    let mut paragraph = footer.saturating_sub(1);
    let mut in_paragraph = true;
    for at in (footer.saturating_sub(reach)..footer).rev() {
        if page.blanks(at) >= 2 || (at > 0 && counted(page.line(at - 1)).is_some()) {
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

/// Takes times, buttons and tails off a body's end.
fn trim_body<'a>(page: &PageLines<'a>, layout: &'static Layout, comment: &mut CutComment<'a>) {
    while let Some(last) = comment.body.clone().next_back() {
        let is_button = comparable(page.line(last)).is_some_and(|line| layout.buttons.contains(&line.as_str()));
        if !is_button && social_footer(page.line(last)).is_none() {
            break;
        }
        comment.body.end = last;
    }
    if let Some(last) = comment.body.clone().next_back()
        && layout.time_below
        && comment.time.is_none()
        && is_time_line(page.line(last))
    {
        comment.time = Some(page.line(last));
        comment.body.end = last;
    }
    if let Some(last) = comment.body.clone().next_back() {
        let line = page.line(last);
        comment.tail = layout.tails.iter().copied().find(|tail| line.ends_with(tail)).unwrap_or("");
    }
}

/// Looks above the first comment for the line that announces the comments.
///
/// Gives the line the comments start at, whether they are announced, and the
/// number the page prints.
fn announcement(page: &PageLines<'_>, first: usize) -> (usize, bool, Option<usize>) {
    /// Lines above the first comment that are looked at.
    const REACH: usize = 6;
    let mut start = first;
    let mut announced = false;
    let mut count = None;
    for at in (first.saturating_sub(REACH)..first).rev() {
        let line = page.line(at);
        let is_heading = comparable(line).is_some_and(|line| HEADINGS.contains(&line.as_str()));
        let printed = counted(line);
        if is_heading || printed.is_some() {
            announced = true;
            start = at;
            count = count.or(printed);
        }
    }
    (start, announced, count)
}

/// Lines that announce comments without counting them.
const HEADINGS: &[&str] = &[
    "comments",
    "reader comments",
    "readers' comments",
    "discussion",
    "responses",
    "replies",
    "conversation",
    "kommentare",
    "leserkommentare",
    "commentaires",
    "comentarios",
    "commenti",
    "reacties",
];

/// The number of comments a line prints: "Comments (23)", "20 thoughts on …", "91 Ergänzungen".
pub(crate) fn counted(line: &str) -> Option<usize> {
    const LONGEST_BYTES: usize = 200;
    const WORDS: &[&str] = &[
        "comment",
        "comments",
        "response",
        "responses",
        "reply",
        "replies",
        "thought",
        "thoughts",
        "reaction",
        "reactions",
        "kommentar",
        "kommentare",
        "leserkommentare",
        "ergänzung",
        "ergänzungen",
        "commentaire",
        "commentaires",
        "réaction",
        "réactions",
        "comentario",
        "comentarios",
        "commento",
        "commenti",
    ];
    if line.len() > LONGEST_BYTES {
        return None;
    }
    let lower = line.to_lowercase();
    let mut words =
        lower.split_whitespace().map(|word| word.trim_matches(|c: char| matches!(c, ':' | ',' | '.' | '|')));
    let first = words.next()?;
    // "23 comments", "20 thoughts on …".
    if let Ok(count) = first.replace([',', '.'], "").parse::<usize>()
        && words.next().is_some_and(|word| WORDS.contains(&word))
        && words.next().is_none_or(|next| matches!(next, "on" | "to" | "so" | "zu" | "sur" | "to:" | "-" | "|"))
    {
        return Some(count);
    }
    // "Comments (23)", also with other words glued on.
    let open = lower.find('(')?;
    let word = lower[..open].split_whitespace().next_back()?;
    let digits: String = lower[open + 1..].chars().take_while(char::is_ascii_digit).collect();
    let closed = lower[open + 1 + digits.len()..].starts_with(')');
    (closed && WORDS.contains(&word)).then(|| digits.parse().ok())?
}

/// How sure a layout is of what it found.
///
/// Every term is a guess checked on the pages at hand; the sum is cut to `0..=1`.
fn score(
    layout: &Layout,
    heads: &[Head<'_>],
    comments: &[CutComment<'_>],
    announced: bool,
    ends_well: bool,
    printed_count: Option<usize>,
) -> f32 {
    let count = comments.len() as f32;
    let clear = heads.iter().filter(|head| head.evidence > 0.0).map(|head| head.evidence);
    let (sum, number) = clear.fold((0.0, 0.0_f32), |(sum, number), evidence| (sum + evidence, number + 1.0));
    let clear = sum / number.max(1.0);
    let empty = comments.iter().filter(|comment| comment.body.is_empty()).count() as f32 / count;
    let mut score = layout.prior * clear + (count.log2() * 0.06).min(0.25) - 0.6 * empty;
    // Times below the bodies are as good as times in the headers.
    if layout.time_below {
        let timed = comments.iter().filter(|comment| comment.time.is_some()).count() as f32 / count;
        score += 0.3 * timed;
    }
    score += if announced { 0.2 } else { 0.0 };
    score += if ends_well { 0.15 } else { 0.0 };
    score += match printed_count {
        Some(printed) if printed == comments.len() || printed == heads.len() => 0.2,
        _ => 0.0,
    };
    score.clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::{counted, find};
    use crate::layouts::PageLines;

    #[test]
    fn reads_printed_counts() {
        let cases = [
            ("Comments (23)", Some(23)),
            ("Hide Comments Read Comments (2)Please log in or register to leave a comment.", Some(2)),
            ("20 thoughts on “ Ferries ”", Some(20)),
            ("91 Ergänzungen", Some(91)),
            ("1,204 comments", Some(1204)),
            ("23 comments were removed by the harbour office", None),
            ("Comments", None),
            ("Ferries (23)", None),
            ("Comments (many)", None),
        ];
        for (line, expected) in cases {
            assert_eq!(counted(line), expected, "{line}");
        }
    }

    /// Layout and authors found on a page.
    fn found(text: &str) -> Option<(&'static str, Vec<String>)> {
        let page = PageLines::new(text);
        let candidate = find(&page)?;
        Some((candidate.layout.name, candidate.comments.iter().map(|comment| comment.author.to_owned()).collect()))
    }

    #[test]
    fn finds_the_layout_or_none() {
        let article = "Ferries\n\nThe ferries were late again, said the harbour office on Monday.\n\n";
        type Found<'a> = Option<(&'a str, &'a [&'a str])>;
        let cases: &[(&str, Found<'_>)] = &[
            ("", None),
            ("  • Kestrel\n\n    Late.\n\n  • Rowan\n\n    Early.\n", Some(("bullets", &["Kestrel", "Rowan"]))),
            // An empty comment is kept; the items of a list in a body are no comments.
            (
                "  • Kestrel\n\n    Two kinds:\n\n    • late\n\n    • lost\n\n  • Rowan\n\n    So.\n\n  • Teal\n\n\n  • Wren\n\n    A.\n\n  • Lark\n\n    B.",
                Some(("bullets", &["Kestrel", "Rowan", "Teal", "Wren", "Lark"])),
            ),
            // Lists of the article.
            ("  • late boats\n  • lost boats\n\nThe end of a long story about boats.", None),
            ("  • Late\n\n    A boat is late when it comes after noon.\n\nThe rest of the story goes on here.", None),
            ("Comment Commented Kestrel\nLate. Read more", Some(("commented", &["Kestrel"]))),
            (
                "Kestrel says:\nAugust 15, 2020 at 9:35 am\n\nLate.\n\nRowan says:\nAugust 15, 2020 at 9:36 am\n\nEarly.",
                Some(("says", &["Kestrel", "Rowan"])),
            ),
            ("The mate says:\n\nLate.\n\nThe captain says:\n\nEarly.\n\nAnd so it went on.", None),
        ];
        for (text, expected) in cases {
            let text = format!("{article}{text}");
            let found = found(&text);
            let found =
                found.as_ref().map(|(name, authors)| (*name, authors.iter().map(String::as_str).collect::<Vec<_>>()));
            assert_eq!(found, expected.map(|(name, authors)| (name, authors.to_vec())), "{text}");
        }
    }
}
