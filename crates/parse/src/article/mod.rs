//! The article of a page: its title and its body, without what pages print around them.

use threadwarden_thread::Article;

use crate::layouts::{Furniture, PageLines, furniture};
use crate::prose::{closes_body, ends_sentence, opens_body, words};
use crate::time::{is_part_of_time, is_time_line};

/// Finds the article in the lines before `end`; none when there is nothing to read.
pub(crate) fn article(page: &PageLines<'_>, end: usize) -> Option<Article> {
    let lines = kept_lines(page, end.min(page.len()));
    let title = title(page, &lines);
    let rest = &lines[title.map_or(0, |title| title + 1)..];
    let body = body(page, rest);
    if title.is_none() && body.is_empty() {
        return None;
    }
    let head = &lines[..lines.len() - rest.len() + rest.iter().position(|at| body.first() == Some(at)).unwrap_or(0)];
    Some(Article {
        title: title.map_or_else(String::new, |title| page.line(lines[title]).to_owned()),
        text: join(page, body),
        url: None,
        author: head.iter().find_map(|at| byline(page.line(*at))),
        published: head.iter().map(|at| page.line(*at)).find(|line| is_time_line(line)).map(bare),
    })
}

/// One part in this many of the prose may stand behind a line like "Related articles"
/// without being article: teasers are short, and an article that goes on is not.
const TEASERS_ONE_IN: usize = 3;

/// Lines that are no furniture, up to where the article is surely over.
fn kept_lines(page: &PageLines<'_>, end: usize) -> Vec<usize> {
    let prose = |at: usize| if opens_body(page.line(at)) { page.line(at).len() } else { 0 };
    let mut left: usize = (0..end).map(prose).sum();
    let mut passed = 0;
    let mut kept = Vec::new();
    for at in 0..end {
        left -= prose(at);
        match furniture(page.line(at)) {
            // Before the article starts these are menus.
            Some(Furniture::Widget) if passed > 0 => break,
            Some(Furniture::Neighbours) if passed > 0 && left * TEASERS_ONE_IN < passed => break,
            Some(_) => {}
            None => {
                passed += prose(at);
                kept.push(at);
            }
        }
    }
    kept
}

/// Index of the title among the kept lines: one that reads like a title, above all prose.
fn title(page: &PageLines<'_>, lines: &[usize]) -> Option<usize> {
    /// Lines that are looked at; a menu of more entries hides the title for good.
    const REACH: usize = 200;
    let head = lines.iter().take(REACH).take_while(|at| is_title(page.line(**at)) || !opens_body(page.line(**at)));
    let head: Vec<usize> = head.copied().collect();
    let candidates: Vec<usize> = (0..head.len()).filter(|index| is_title(page.line(head[*index]))).collect();
    let first = candidates.first().copied()?;
    let is_menu = |at: &usize| page.indent(*at) >= DEEP_COLUMNS || page.line(*at).starts_with("* ");
    // The line above the byline or the date, where it says enough for a title.
    let long = |index: &usize| words(page.line(head[*index])) >= FEWEST_WORDS_OF_LONG_TITLE;
    let long: Vec<usize> = candidates.iter().copied().filter(long).collect();
    let dated = long.iter().copied().find(|index| {
        head.get(index + 1).is_some_and(|at| is_time_line(page.line(*at)) || byline(page.line(*at)).is_some())
    });
    if !head.iter().any(is_menu) {
        // What is short and stands above it is the name of the paper or of a section.
        let is_label = !long.contains(&first);
        return Some(dated.filter(|_| is_label).unwrap_or(first));
    }
    // A whole page, menus and all: the title is the line that comes again
    // (in the path to the page, above the comments), the one above the date,
    // or the last one before the text.
    let again = long
        .iter()
        .copied()
        .filter(|index| page.occurrences(page.line(head[*index])) > 1)
        .max_by_key(|index| (page.occurrences(page.line(head[*index])), std::cmp::Reverse(*index)));
    Some(again.or(dated).or(long.last().copied()).unwrap_or(first))
}

/// Text indented this far is part of a page's frame.
const DEEP_COLUMNS: usize = 4;

/// Menu entries have fewer words.
const FEWEST_WORDS_OF_LONG_TITLE: usize = 4;

fn is_title(line: &str) -> bool {
    /// Guesses; headlines of more words or bytes are standfirsts.
    const MOST_WORDS: usize = 25;
    const MOST_WORDS_WITH_FULL_STOP: usize = 8;
    const MOST_BYTES: usize = 240;
    let words = words(line);
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    line.len() <= MOST_BYTES
        && words <= if line.ends_with('.') { MOST_WORDS_WITH_FULL_STOP } else { MOST_WORDS }
        && letters >= 4
        && !line.ends_with([',', ';', ':'])
        && !line.starts_with(['*', '•', '-', '–', '—', '>', '|', '#'])
        && !is_time_line(line)
        && !is_part_of_time(line)
        && byline(line).is_none()
}

/// The lines from the first to the last of the prose.
fn body<'l>(page: &PageLines<'_>, lines: &'l [usize]) -> &'l [usize] {
    let Some(first) = lines.iter().position(|at| opens_body(page.line(*at))) else {
        // No prose at all: what little there is may be the article.
        return lines;
    };
    let last = lines.iter().rposition(|at| closes_body(page.line(*at))).unwrap_or(first);
    &lines[first..=last.max(first)]
}

/// The name in "By Kestrel Rowan".
fn byline(line: &str) -> Option<String> {
    const MOST_WORDS: usize = 6;
    let rest = line.strip_prefix("By ").or_else(|| line.strip_prefix("BY ")).or_else(|| line.strip_prefix("by "))?;
    // "By Kestrel Rowan, August 14, 2020" names one person all the same.
    let name = rest.split([',', '|']).next().unwrap_or(rest).trim();
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let fits = words(name) <= MOST_WORDS && name.split_whitespace().next().is_some_and(capital) && !ends_sentence(line);
    fits.then(|| name.to_owned())
}

/// A time line without the dashes around it.
fn bare(line: &str) -> String {
    line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '|')).to_owned()
}

/// Lines to paragraphs, parted by blank lines.
///
/// Where the page parts paragraphs by blank lines, lines without one between
/// them belong together; where it hardly does, every line is a paragraph.
fn join(page: &PageLines<'_>, lines: &[usize]) -> String {
    let gaps = lines.iter().skip(1).filter(|at| page.blanks(**at) > 0).count();
    let parted = gaps * 3 >= lines.len().saturating_sub(1);
    let mut text = String::new();
    for (index, &at) in lines.iter().enumerate() {
        if index > 0 {
            let close = parted && page.blanks(at) == 0 && lines[index - 1] + 1 == at;
            text.push_str(if close { "\n" } else { "\n\n" });
        }
        text.push_str(page.line(at));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::article;
    use crate::layouts::PageLines;

    #[test]
    fn takes_title_and_body_and_leaves_the_rest() {
        let prose = "The harbour office counted forty late departures in a single week.";
        let more = "Nobody had seen so many boats wait since the great storm of that year.";
        let cases: &[(String, &str, String)] = &[
            (String::new(), "-", String::new()),
            (format!("Ferries run late\n\n{prose}\n\n{more}"), "Ferries run late", format!("{prose}\n\n{more}")),
            (format!("in ,\n\nFerries run late\n\n{prose}"), "Ferries run late", prose.into()),
            (format!("Are the ferries late again?\n\n{prose}"), "Are the ferries late again?", prose.into()),
            // No title: the page opens with a paragraph.
            (format!("OLD TOWN – {prose}\n{more}"), "", format!("OLD TOWN – {prose}\n\n{more}")),
            // The paper and its section above the title; a short title above its standfirst stays.
            (
                format!(
                    "The Harbour Post\n\nLocal\n\nFerries run late once more\nBy Kestrel Rowan\n4 March 2026\n\n{prose}"
                ),
                "Ferries run late once more",
                prose.into(),
            ),
            (
                format!("Ferries late again\nA week on the quay\n\nHarbour School\nBy Kestrel Rowan\n\n{prose}"),
                "Ferries late again",
                prose.into(),
            ),
            // A card between title and body.
            (
                format!(
                    "Ferries run late\nKestrel Rowan\n\nHarbour School, Old Town\nProfessor;\nTel.: 1234\n\n{prose}\n\nHarbour Review"
                ),
                "Ferries run late",
                prose.into(),
            ),
            // A heading inside stays, a heading behind goes.
            (
                format!("T-Day\n\n{prose}\n\nA wider view\n\n{more}\n\nA neighbour"),
                "T-Day",
                format!("{prose}\n\nA wider view\n\n{more}"),
            ),
            (
                format!("Boats\n\n{prose}\n\n{more}\n\nWhat do you think?\n\nNotify of\nView all comments\n\n{prose}"),
                "Boats",
                format!("{prose}\n\n{more}"),
            ),
            (
                format!("Boats\n\n{prose}\n\n{more}\n\nRelated articles\n\nStorm passes over."),
                "Boats",
                format!("{prose}\n\n{more}"),
            ),
            // A box in the middle.
            (format!("Boats\n\n{prose}\n\nRelated articles\n\n{more}"), "Boats", format!("{prose}\n\n{more}")),
            (format!("Boats\n\n{prose}\nIt did.\n\n{more}"), "Boats", format!("{prose}\nIt did.\n\n{more}")),
        ];
        for (text, title, body) in cases {
            let page = PageLines::new(text);
            let found = article(&page, page.len());
            let (found_title, found_body) =
                found.map_or(("-".into(), String::new()), |article| (article.title, article.text));
            assert_eq!((found_title.as_str(), found_body.as_str()), (*title, body.as_str()), "{text}");
        }
    }

    #[test]
    fn keeps_byline_and_date_apart() {
        let text = "Ferries run late\n\nBy Kestrel Rowan\n\nSeptember 2, 2016 –\u{a0}\n\nThe harbour office counted forty late boats.";
        let page = PageLines::new(text);
        let article = article(&page, page.len()).unwrap();
        assert_eq!(article.author.as_deref(), Some("Kestrel Rowan"));
        assert_eq!(article.published.as_deref(), Some("September 2, 2016"));
        assert_eq!(article.text, "The harbour office counted forty late boats.");
    }
}
