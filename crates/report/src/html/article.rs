//! The article beside the thread, with a place to jump to for every passage that comments answer.

use std::collections::BTreeMap;
use std::io::{self, Write};

use threadwarden::{Page, Review, Span};

use super::escape::{Name, Text, Value};

/// Whether the page has an article to show beside its comments.
pub(super) fn has_text(page: &Page) -> bool {
    page.article.as_ref().is_some_and(|article| !article.text.trim().is_empty())
}

/// Headline, author, date and address, above everything else of the thread.
pub(super) fn write_head(out: &mut impl Write, page: &Page, thread: usize) -> io::Result<()> {
    let title = page.article.as_ref().map_or("", |article| article.title.trim());
    write!(out, "<p class=\"kicker\">Thread {}</p>", Name(&page.thread.id))?;
    match title {
        "" => writeln!(out, "<h2 id=\"t{thread}h\">Comments without an article</h2>")?,
        title => writeln!(out, "<h2 id=\"t{thread}h\">{}</h2>", Name(title))?,
    }
    let Some(article) = &page.article else { return Ok(()) };
    let mut parts = Vec::new();
    if let Some(author) = &article.author {
        parts.push(format!("By {}", Name(author)));
    }
    if let Some(published) = &article.published {
        parts.push(Name(published).to_string());
    }
    if let Some(url) = &article.url {
        // Only addresses that lead to a page are links; others are shown.
        let is_web = ["http://", "https://"]
            .iter()
            .any(|scheme| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
        parts.push(if is_web {
            format!("<a href=\"{}\" rel=\"noopener noreferrer nofollow\">the page</a>", Value(url))
        } else {
            Name(url).to_string()
        });
    }
    if !parts.is_empty() {
        writeln!(out, "<p class=\"byline\">{}</p>", parts.join(" · "))?;
    }
    Ok(())
}

/// The text, in a region of its own that scrolls.
pub(super) fn write_text(out: &mut impl Write, page: &Page, review: &Review, thread: usize) -> io::Result<()> {
    let Some(article) = page.article.as_ref().filter(|_| has_text(page)) else { return Ok(()) };
    let text = article.text.as_str();
    let passages = passages(review, text);
    write!(
        out,
        "<aside class=\"article\" aria-labelledby=\"t{thread}a t{thread}h\"><h3 id=\"t{thread}a\">The article</h3>"
    )?;
    let comments = review.comments.len();
    if passages.values().any(|(_, count)| heat(*count, comments) > 0) {
        write!(out, "<p class=\"dim\">Shaded: passages that many comments answer.</p>")?;
    }
    write!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"t{thread}a t{thread}h\" dir=\"auto\">"
    )?;
    let mut named: Vec<usize> = Vec::new();
    for (start, end) in paragraphs(text) {
        write!(out, "<p>")?;
        let mut at = start;
        for (&index, &(span, count)) in passages.iter().filter(|(_, (span, _))| span.start < end && start < span.end) {
            let (from, to) = (span.start.clamp(at, end), span.end.clamp(at, end));
            if from == to {
                continue;
            }
            write!(out, "{}", Text(&text[at..from]))?;
            // Its first piece bears the name; links lead there.
            if named.contains(&index) {
                write!(out, "<span class=\"p\">{}</span>", Text(&text[from..to]))?;
            } else {
                named.push(index);
                let heat = heat(count, comments);
                write!(out, "<span class=\"p h{heat}\" id=\"t{thread}p{index}\">{}</span>", Text(&text[from..to]))?;
            }
            at = to;
        }
        writeln!(out, "{}</p>", Text(&text[at..end]))?;
    }
    writeln!(out, "</div></aside>")
}

/// Each passage that a comment answers, by its position, with how many do.
fn passages(review: &Review, text: &str) -> BTreeMap<usize, (Span, usize)> {
    let mut passages: BTreeMap<usize, (Span, usize)> = BTreeMap::new();
    for passage in review.comments.iter().filter_map(|judgement| judgement.relevance.passage) {
        if text.get(passage.span.start..passage.span.end).is_some() {
            passages.entry(passage.index).or_insert((passage.span, 0)).1 += 1;
        }
    }
    passages
}

/// 0 to 2: how much of the talk is about a passage.
fn heat(count: usize, comments: usize) -> usize {
    match (count * 100).checked_div(comments).unwrap_or(0) {
        0..10 => 0,
        10..25 => 1,
        _ => 2,
    }
}

/// Byte ranges of the paragraphs: what blank lines leave.
fn paragraphs(text: &str) -> Vec<(usize, usize)> {
    let mut paragraphs = Vec::new();
    let mut start: Option<usize> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            paragraphs.extend(start.take().map(|start| (start, at)));
        } else {
            start.get_or_insert(at);
        }
        at += line.len();
    }
    paragraphs.extend(start.map(|start| (start, at)));
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn blank_lines_part_paragraphs() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("one", &["one"]),
            ("one\ntwo\n\nthree", &["one\ntwo\n", "three"]),
            ("\n\n one\n \t\n\ntwo\n", &[" one\n", "two\n"]),
        ];
        for (text, expected) in cases {
            let found: Vec<&str> = paragraphs(text).into_iter().map(|(start, end)| &text[start..end]).collect();
            assert_eq!(found, *expected, "{text:?}");
        }
    }
}
