//! Cuts a page into comments by one layout, and says how well that went.

use std::ops::Range;

use super::bounds::{
    after_announcement, announcement, announces, end_of_thread, first_body, form_of, starts_with_byline,
};
use super::buttons::{is_button, is_votes, time_of_row};
use super::furniture::{Furniture, furniture};
use super::head::{Head, answered, is_avatar};
use super::signature::{signature, without_number};
use super::{Indent, LAYOUTS, Layout, PageLines, Side};
use crate::prose::{is_code, opens_body, words};
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
    /// Whether the author's address is printed beside the name.
    pub(super) has_address: bool,
    /// Whether a row of buttons ended the body.
    is_buttoned: bool,
}

/// Least score at which a page is said to hold comments.
///
/// Set so that one clear header with one more sign passes, and a list in an article does not.
const SURE_ENOUGH: f32 = 0.6;

/// Comments without a sign of their own but the time below them that must be there where nothing announces them.
const FEWEST_CLOSED: usize = 3;

/// The layout that fits best, when one does.
pub(crate) fn find<'a>(page: &PageLines<'a>) -> Option<Candidate<'a>> {
    let mut best: Option<Candidate<'a>> = None;
    for layout in LAYOUTS {
        // Names alone are read only where nothing tells more.
        if layout.needs_proof && best.is_some() {
            continue;
        }
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
    let heads = after_announcement(page, scan(page, layout));
    let heads = if layout.indent == Indent::Free { heads } else { best_run(page, layout, heads) };
    let mut heads = heads;
    /// Headers above the comments that are tried; each try reads all of them.
    const MOST_BYLINES: usize = 3;
    for _ in 0..MOST_BYLINES {
        if !starts_with_byline(page, layout, &heads) {
            break;
        }
        heads.remove(0);
    }
    widen(page, layout, &mut heads);
    let mut first = heads.first()?.lines.start;
    let (_, announced, _) = announcement(page, first);
    if layout.needs_proof && !announced {
        // Headings of the article look the same.
        let unlinked = heads.iter().take_while(|head| !head.has_address).count();
        heads.drain(..unlinked);
        first = heads.first()?.lines.start;
    }
    let timed_above = first > 0 && is_time_line(page.line(first - 1));
    if layout.is_closed_by_time && (timed_above || !announced && heads.len() < FEWEST_CLOSED) {
        return None;
    }
    if layout.side == Side::Below && first > 0 && announces(page.line(first - 1)) {
        return None;
    }
    let (end, ends_well) = end_of_thread(page, layout, &heads);
    let comments = match layout.side {
        Side::Above => above(page, layout, &heads, end),
        Side::Below => below(page, layout, &heads),
    };
    let mut comments = comments;
    note_answers(page, &mut comments);
    if comments.is_empty() {
        return None;
    }
    if layout.side == Side::Above {
        end_last(page, layout, &mut comments);
    }
    tidy_names(&mut comments);
    let start = match layout.side {
        Side::Above => first,
        Side::Below => comments[0].body.start,
    };
    let (start, announced, printed_count) = announcement(page, start);
    let others = heads.len() - comments.len();
    let is_single = is_single(page, &comments, end);
    let starts_with_body = start + 2 < first && announced;
    let signs = Signs { announced, ends_well, printed_count, starts_with_body, is_single };
    let score = score(page, layout, &heads, &comments, &signs);
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
            has_address: head.has_address,
            is_buttoned: false,
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
            has_address: head.has_address,
            is_buttoned: false,
        };
        trim_body(page, layout, &mut comment);
        comments.push(comment);
        start = head.lines.end;
    }
    comments
}

/// Adds to headers what pages print right above them: pictures' names, the name again, a subject, the time.
fn widen<'a>(page: &PageLines<'a>, layout: &Layout, heads: &mut [Head<'a>]) {
    const MOST: usize = 2;
    let mut free = 0;
    // "TIME", "NAME said," where no time stands below the bodies.
    let is_timed = |at: usize| page.line(at).contains(':') && is_time_line(page.line(at));
    let times_above = layout.time_below
        && heads
            .first()
            .is_some_and(|head| head.time.is_none() && head.lines.start > 0 && is_timed(head.lines.start - 1));
    // The text of a picture repeats the name above every header; a name above one of them signs the comment before.
    let repeated = heads.iter().filter(|head| head.lines.start > 0 && page.line(head.lines.start - 1) == head.author);
    let names_repeated = repeated.count() * 2 > heads.len();
    for head in heads.iter_mut().filter(|_| layout.side == Side::Above) {
        if times_above && head.time.is_none() && head.lines.start > free && is_timed(head.lines.start - 1) {
            head.time = Some(page.line(head.lines.start - 1));
            head.lines.start -= 1;
            head.evidence = 0.8;
        }
        for _ in 0..MOST {
            let Some(above) = head.lines.start.checked_sub(1).filter(|above| *above >= free) else { break };
            let line = page.line(above);
            let is_subject = line.starts_with("Re: ") && page.blanks(above) > 0;
            let is_signed = || signature(line).is_some_and(|found| found.name == head.author && found.time.is_some());
            let repeats = names_repeated && line == head.author || is_avatar(line, head.author);
            if !(repeats || is_subject || is_signed()) {
                break;
            }
            head.lines.start = above;
        }
        free = head.lines.end;
    }
}

/// Takes times, buttons and tails off a body.
fn trim_body<'a>(page: &PageLines<'a>, layout: &'static Layout, comment: &mut CutComment<'a>) {
    let mut trimmed = false;
    while let Some(last) = comment.body.clone().next_back() {
        let line = page.line(last);
        let time = time_of_row(line);
        if !(is_button(line) || time.is_some() || trimmed && is_votes(line)) {
            break;
        }
        comment.time = comment.time.or(time);
        trimmed = true;
        comment.is_buttoned = true;
        comment.body.end = last;
    }
    while comment.body.len() > 1
        && (is_button(page.line(comment.body.start)) || is_avatar(page.line(comment.body.start), comment.author))
    {
        comment.body.start += 1;
    }
    if let Some(last) = comment.body.clone().next_back()
        && layout.time_below
        && comment.time.is_none()
    {
        let line = page.line(last);
        if let Some(time) = [Some(line), without_number(line)].into_iter().flatten().find(|line| is_time_line(line)) {
            comment.time = Some(time);
            comment.body.end = last;
        }
    }
    if let Some(last) = comment.body.clone().next_back() {
        let line = page.line(last);
        comment.tail = layout.tails.iter().copied().find(|tail| line.ends_with(tail)).unwrap_or("");
    }
}

/// Ends the last comment where its buttons are, when buttons end the others.
fn end_last<'a>(page: &PageLines<'a>, layout: &'static Layout, comments: &mut [CutComment<'a>]) {
    let Some((last, others)) = comments.split_last_mut().filter(|(last, _)| !last.is_buttoned) else { return };
    let buttoned = others.iter().filter(|comment| comment.is_buttoned).count();
    if others.is_empty() || buttoned * 2 <= others.len() {
        return;
    }
    let mut lines = last.body.start + 1..last.body.end;
    if let Some(buttons) = lines.find(|at| is_button(page.line(*at)) || time_of_row(page.line(*at)).is_some()) {
        last.body.end = buttons + 1;
        trim_body(page, layout, last);
    }
}

/// Takes off names what every name of the page has: its number, "By", the town behind a comma.
fn tidy_names(comments: &mut [CutComment<'_>]) {
    const FEWEST: usize = 3;
    if comments.len() < FEWEST {
        return;
    }
    let numbered = |name: &str| -> Option<(i64, usize)> {
        let (number, rest) = name.split_once(' ')?;
        Some((number.trim_end_matches(['.', ')']).parse().ok()?, name.len() - rest.trim_start().len()))
    };
    let numbers: Option<Vec<(i64, usize)>> = comments.iter().map(|comment| numbered(comment.author)).collect();
    if let Some(numbers) = numbers
        && numbers.windows(2).all(|pair| (pair[1].0 - pair[0].0).abs() == 1)
    {
        for (comment, (_, start)) in comments.iter_mut().zip(numbers) {
            comment.author = &comment.author[start..];
        }
    }
    let by = |name: &str| {
        ["By ", "Par ", "Von ", "Por ", "Door "].iter().find(|by| name.starts_with(**by)).map(|by| by.len())
    };
    if comments.iter().all(|comment| by(comment.author).is_some()) {
        for comment in comments.iter_mut() {
            comment.author = &comment.author[by(comment.author).unwrap_or(0)..];
        }
    }
    let places = |comment: &CutComment<'_>| comment.author.matches(", ").count();
    let first = places(&comments[0]);
    if first > 0 && comments.iter().all(|comment| places(comment) == first) {
        for comment in comments.iter_mut() {
            comment.author = comment.author.split(", ").next().unwrap_or(comment.author);
        }
    }
}

/// Reads the line at the start of a body that says whom it answers, where that is somebody of the thread.
fn note_answers<'a>(page: &PageLines<'a>, comments: &mut [CutComment<'a>]) {
    let authors: std::collections::HashSet<&str> = comments.iter().map(|comment| comment.author).collect();
    for comment in comments.iter_mut().filter(|comment| comment.answers.is_none() && comment.body.len() > 1) {
        if let Some((found, _)) = answered(page.line(comment.body.start)).filter(|(found, _)| authors.contains(found.0))
        {
            comment.answers = Some(found);
            comment.body.start += 1;
        }
    }
}

/// What speaks for a layout besides its headers.
struct Signs {
    announced: bool,
    ends_well: bool,
    printed_count: Option<usize>,
    /// Whether text stands between the announcement and the first header or footer.
    starts_with_body: bool,
    /// Whether the one comment stands between a longer article and the form for the next one.
    is_single: bool,
}

/// Whether one comment stands alone where comments stand; a byline has its article below it.
fn is_single(page: &PageLines<'_>, comments: &[CutComment<'_>], end: usize) -> bool {
    /// A guess: shorter pages say too little.
    const FEWEST_WORDS_ABOVE: usize = 40;
    let [comment] = comments else { return false };
    let count = |lines: Range<usize>| -> usize {
        lines.map(|at| page.line(at)).filter(|line| opens_body(line)).map(words).sum()
    };
    let above = count(0..comment.at);
    let form = matches!(furniture(page.line(end)), Some(Furniture::Widget));
    form && above >= FEWEST_WORDS_ABOVE && above > count(comment.body.clone())
}

/// How sure a layout is of what it found.
///
/// Every term is a guess checked on the pages at hand; the sum is cut to `0..=1`.
fn score(page: &PageLines<'_>, layout: &Layout, heads: &[Head<'_>], comments: &[CutComment<'_>], signs: &Signs) -> f32 {
    let count = comments.len() as f32;
    let clear = heads.iter().filter(|head| head.evidence > 0.0).map(|head| head.evidence);
    let (sum, number) = clear.fold((0.0, 0.0_f32), |(sum, number), evidence| (sum + evidence, number + 1.0));
    let clear = sum / number.max(1.0);
    let empty = comments.iter().filter(|comment| comment.body.is_empty()).count() as f32 / count;
    let mut score = layout.prior * clear + (count.log2() * 0.06).min(0.25) - 0.6 * empty;
    // Times below the bodies are as good as times in the headers.
    if layout.time_below {
        let timed = comments.iter().filter(|comment| comment.time.is_some()).count() as f32 / count;
        score += if count > 1.0 { 0.4 } else { 0.3 } * timed;
    }
    score += if signs.announced { 0.2 } else { 0.0 };
    score += if signs.ends_well { 0.15 } else { 0.0 };
    score += if signs.is_single { 0.1 } else { 0.0 };
    let counted = signs.printed_count.is_some_and(|printed| printed == comments.len() || printed == heads.len());
    score += if counted { 0.2 } else { 0.0 };
    // Forms that never change are printed by a machine, and many who speak are no interview.
    let first_form = form_of(page, &heads[heads.len() - 1]);
    if heads.len() >= 3 && heads.iter().skip(1).all(|head| form_of(page, head) == first_form) {
        score += 0.1;
    }
    let mut authors: Vec<&str> = comments.iter().map(|comment| comment.author).collect();
    authors.sort_unstable();
    authors.dedup();
    if authors.len() >= 4 && authors.len() * 2 > comments.len() {
        score += 0.1;
    }
    score += side_score(page, layout, comments, signs);
    if layout.needs_proof {
        score += proof(comments, signs);
    }
    score.clamp(0.0, 1.0)
}

/// How well headers that could as well be footers stand where the layout says.
fn side_score(page: &PageLines<'_>, layout: &Layout, comments: &[CutComment<'_>], signs: &Signs) -> f32 {
    let Some(last) = comments.last() else { return 0.0 };
    match layout.side {
        // The last footer of a page has nothing to sign when it is read as a header.
        Side::Above if last.body.is_empty() && comments.len() > 1 => -0.25,
        Side::Above if layout.time_below => 0.0,
        Side::Above => {
            let end = last.body.end.saturating_sub(1);
            if end > last.body.start && page.line(end).contains(':') && is_time_line(page.line(end)) {
                -0.3
            } else {
                0.0
            }
        }
        Side::Below if signs.starts_with_body => 0.1,
        Side::Below if !signs.ends_well => -0.1,
        Side::Below => 0.0,
    }
}

/// What speaks for headers that say nothing but a name: their number is printed, they carry addresses, people speak again.
fn proof(comments: &[CutComment<'_>], signs: &Signs) -> f32 {
    const FEWEST_REPEATED: usize = 2;
    let words_of_bodies: usize = comments.iter().map(|comment| comment.body.len()).sum();
    let mut authors: Vec<&str> = comments.iter().map(|comment| comment.author).collect();
    authors.sort_unstable();
    authors.dedup();
    let repeated = comments.len() - authors.len();
    let linked = comments.iter().filter(|comment| comment.has_address).count();
    let counted = signs.printed_count == Some(comments.len()) && comments.len() > 1;
    // Pages print the number of all comments and show some.
    let near = signs.printed_count.is_none_or(|printed| printed <= comments.len() * 2);
    let talk = signs.announced && near && repeated >= FEWEST_REPEATED && comments.len() >= 6;
    let sure = counted || linked >= 2 || talk;
    if !sure || words_of_bodies < comments.len() {
        return -1.0;
    }
    0.2 + if linked >= 2 { 0.1 } else { 0.0 } + if repeated >= FEWEST_REPEATED { 0.1 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::layouts::PageLines;

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
