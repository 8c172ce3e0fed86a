//! How well pages are taken apart: annotated comment segments, gold comments, reply links, false alarms.
//!
//! The folder holds `NAME.txt` with `NAME.gold.json` (article, comments with author, first and last words, parent), a
//! folder `trafilatura` with `annotations.jsonl` and `html/`, and a folder `dragnet` with `pages.jsonl`; any may be missing.

use std::fmt;
use std::io;

use serde_json::{Value, json};
use threadwarden_parse::{ParseOptions, Parsed, parse};
use threadwarden_thread::Link;

/// The figures of all sets; see [`evaluate`].
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Annotated comment segments of HTML pages.
    pub segments: Segments,
    /// Comments of pages with gold.
    pub gold: Gold,
    /// Reply links, on pages that print no parent.
    pub replies: Replies,
    /// Reply links of all gold pages after the printed tree is taken away.
    pub flattened: Replies,
    /// The same, with the times of the comments kept.
    pub flattened_timed: Replies,
    /// Pages of running text annotated as an article and its comments.
    pub borders: Borders,
}

/// Where annotated comment segments end up.
#[derive(Clone, Debug, Default)]
pub struct Segments {
    /// Segments in all, wrong annotations left out.
    pub all: usize,
    /// Those that the visible text of the page holds.
    pub present: usize,
    /// Found in the comments.
    pub found: usize,
    /// Found only in the article.
    pub leaked: usize,
    /// Pages with segments.
    pub pages: usize,
    /// Pages whose visible segments are all found.
    pub whole_pages: usize,
    /// Pages annotated as having no comments.
    pub silent_pages: usize,
    /// Those that got comments all the same.
    pub false_alarms: usize,
    /// Article segments.
    pub article: usize,
    /// Article segments found in the article.
    pub article_found: usize,
    /// Article segments that ended up in comments.
    pub article_lost: usize,
}

/// Comments of gold pages.
#[derive(Clone, Debug, Default)]
pub struct Gold {
    /// Comments in all.
    pub all: usize,
    /// With the exact author and the first and last words of the body.
    pub exact: usize,
    /// Pages.
    pub pages: usize,
    /// Pages with every comment exact and no other.
    pub exact_pages: usize,
}

/// Reply links.
#[derive(Clone, Debug, Default)]
pub struct Replies {
    /// Comments in all.
    pub comments: usize,
    /// Comments that answer another one.
    pub replies: usize,
    /// Links made.
    pub made: usize,
    /// Links made rightly.
    pub right: usize,
    /// Comments with the right parent, none included.
    pub accurate: usize,
    /// Right links of the rule that everything answers the comment before.
    pub previous_right: usize,
    /// Comments that rule gets right, those without a parent included.
    pub previous_accurate: usize,
}

/// Pages of text with a known border between article and comments.
#[derive(Clone, Debug, Default)]
pub struct Borders {
    /// Pages.
    pub pages: usize,
    /// Pages whose article part alone makes comments.
    pub false_alarms: usize,
    /// Pages whose whole text gives comments.
    pub with_comments: usize,
    /// Lines of eight words or more in the comments' part.
    pub comment_lines: usize,
    /// Those that are found in comments.
    pub comment_lines_found: usize,
    /// Lines of eight words or more in the article's part.
    pub article_lines: usize,
    /// Those that end up in comments.
    pub article_lines_lost: usize,
}

/// Annotations that are wrong: page file and start of the segment; left out in every score.
const WRONG: &[(&str, &str)] = &[
    ("reisen-mit-dem-internet.de", "©"),
    ("vancouversun.com", "Postmedia"),
    ("timesofisrael.com", ""),
    ("silvias.net", ""),
];

/// Measures the parser on a folder of pages; see the module for what it holds.
///
/// `names` are the names of the files directly in the folder; `read` reads a
/// file by its path below the folder, `/` between the parts.
///
/// # Errors
///
/// Those of reading the files of a page.
pub fn evaluate(names: &[String], read: impl Fn(&str) -> io::Result<Vec<u8>>) -> io::Result<Report> {
    let mut report = Report::default();
    let lines = |file: &str| -> Vec<Value> {
        let text = read(file).unwrap_or_default();
        String::from_utf8_lossy(&text).lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    };
    for line in lines("trafilatura/annotations.jsonl") {
        let file = line["file"].as_str().unwrap_or_default().to_owned();
        let bytes = read(&format!("trafilatura/html/{file}"))?;
        report.segments.add(&file, &line, &bytes);
    }
    for stem in names.iter().filter_map(|name| name.strip_suffix(".gold.json")) {
        let gold: Value = serde_json::from_slice(&read(&format!("{stem}.gold.json"))?)?;
        let text = read(&format!("{stem}.txt"))?;
        let parsed = parse(&text, &ParseOptions::default());
        report.gold.add(&gold, &parsed);
        report.replies.add(&gold, &parsed);
        report.flattened.add(&gold, &flattened(&parsed, false));
        report.flattened_timed.add(&gold, &flattened(&parsed, true));
    }
    for line in lines("dragnet/pages.jsonl") {
        report.borders.add(line["article"].as_str().unwrap_or(""), line["comments"].as_str().unwrap_or(""));
    }
    Ok(report)
}

/// The page read again without its reply links, and with the times of its comments or without them.
fn flattened(parsed: &Parsed, timed: bool) -> Parsed {
    let mut text = String::new();
    if let Some(article) = &parsed.page.article {
        text.push_str(&json!({"article": {"title": article.title, "text": article.text}}).to_string());
        text.push('\n');
    }
    for comment in &parsed.page.thread.comments {
        let time = comment.created.as_ref().filter(|_| timed).map(|time| time.text.as_str());
        let row = json!({"id": comment.id.as_str(), "author": comment.author, "text": comment.text, "created": time});
        text.push_str(&row.to_string());
        text.push('\n');
    }
    parse(text.as_bytes(), &ParseOptions::default())
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

impl Segments {
    fn add(&mut self, file: &str, line: &Value, bytes: &[u8]) {
        let parsed = parse(bytes, &ParseOptions::default());
        let thread = &parsed.page.thread;
        let wanted = |key: &str| -> Vec<String> {
            line[key].as_array().into_iter().flatten().filter_map(|s| Some(s.as_str()?.to_owned())).collect()
        };
        let comments = wanted("comments");
        if comments.is_empty() {
            self.silent_pages += 1;
            self.false_alarms += usize::from(!thread.is_empty());
        }
        let spoken: String =
            thread.comments.iter().map(|c| squeeze(&format!("{}{}", c.author, c.text)).replace('>', "")).collect();
        let article = parsed.page.article.clone().unwrap_or_default();
        let written = squeeze(&article.text);
        let visible = visible(bytes);
        let mut whole = true;
        let comments: Vec<String> = comments
            .into_iter()
            .filter(|s| !WRONG.iter().any(|(page, start)| file.contains(page) && s.starts_with(start)))
            .collect();
        for segment in &comments {
            let segment = squeeze(&unescape(segment)).replace('>', "");
            self.all += 1;
            let present = visible.contains(&segment);
            self.present += usize::from(present);
            if spoken.contains(&segment) {
                self.found += 1;
            } else {
                whole &= !present;
                self.leaked += usize::from(written.contains(&segment));
            }
        }
        if !comments.is_empty() {
            self.pages += 1;
            self.whole_pages += usize::from(whole);
        }
        for segment in wanted("with") {
            let segment = squeeze(&segment);
            self.article += 1;
            self.article_found += usize::from(written.contains(&segment));
            self.article_lost += usize::from(spoken.contains(&segment));
        }
    }
}

fn unescape(text: &str) -> String {
    text.replace("&amp;", "&").replace("&#x27;", "'").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">")
}

/// The text of a page without its tags, white space removed.
fn visible(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::new();
    let mut rest: &str = &text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let lower = rest.get(..8).unwrap_or("").to_ascii_lowercase();
        let end = match () {
            () if rest.starts_with("<!--") => rest.find("-->").map(|at| at + 3),
            () if lower.starts_with("<script") => rest.find("</script").map(|at| at + 8),
            () if lower.starts_with("<style") => rest.find("</style").map(|at| at + 7),
            () => rest.find('>').map(|at| at + 1),
        };
        rest = end.map_or("", |end| &rest[end..]);
    }
    out.push_str(rest);
    squeeze(&unescape(&out.replace("&nbsp;", " "))).replace('>', "")
}

fn words(text: &str, count: usize, last: bool) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    if last { words[words.len().saturating_sub(count)..].join(" ") } else { words[..count.min(words.len())].join(" ") }
}

impl Gold {
    fn add(&mut self, gold: &Value, parsed: &Parsed) {
        let wanted = gold["comments"].as_array().cloned().unwrap_or_default();
        let found = &parsed.page.thread.comments;
        let exact = wanted.iter().zip(found).filter(|(gold, comment)| {
            let is = |key: &str, text: &str| gold[key].as_str().unwrap_or("") == text;
            is("author", &comment.author)
                && is("first_words", &words(&comment.text, 6, false))
                && is("last_words", &words(&comment.text, 6, true))
        });
        let exact = exact.count();
        self.pages += 1;
        self.all += wanted.len();
        self.exact += exact;
        self.exact_pages += usize::from(exact == wanted.len() && found.len() == wanted.len());
    }
}

impl Replies {
    fn add(&mut self, gold: &Value, parsed: &Parsed) {
        let wanted = gold["comments"].as_array().cloned().unwrap_or_default();
        let found = &parsed.page.thread.comments;
        // A page whose tree is printed says nothing about recovery.
        let printed = found.iter().any(|comment| comment.link == Link::Given);
        if printed || found.len() != wanted.len() {
            return;
        }
        for (index, (gold, comment)) in wanted.iter().zip(found).enumerate() {
            let truth = gold["reply_to"].as_u64().map(|parent| parent as usize);
            self.comments += 1;
            self.replies += usize::from(truth.is_some());
            self.made += usize::from(comment.parent.is_some());
            self.right += usize::from(truth.is_some() && truth == comment.parent);
            self.accurate += usize::from(truth == comment.parent);
            let previous = index.checked_sub(1);
            self.previous_right += usize::from(truth.is_some() && truth == previous);
            self.previous_accurate += usize::from(truth == previous);
        }
    }
}

impl Borders {
    fn add(&mut self, article: &str, comments: &str) {
        self.pages += 1;
        let alone = parse(article.as_bytes(), &ParseOptions::default());
        self.false_alarms += usize::from(!alone.page.thread.is_empty());
        let both = parse(format!("{article}\n\n{comments}").as_bytes(), &ParseOptions::default());
        self.with_comments += usize::from(!both.page.thread.is_empty());
        let spoken: String = both.page.thread.comments.iter().map(|comment| squeeze(&comment.text)).collect();
        let count = |part: &str| -> (usize, usize) {
            const FEWEST_WORDS: usize = 8;
            let lines = part.lines().filter(|line| line.split_whitespace().count() >= FEWEST_WORDS);
            lines.fold((0, 0), |(all, found), line| (all + 1, found + usize::from(spoken.contains(&squeeze(line)))))
        };
        let (all, found) = count(comments);
        (self.comment_lines, self.comment_lines_found) = (self.comment_lines + all, self.comment_lines_found + found);
        let (all, lost) = count(article);
        (self.article_lines, self.article_lines_lost) = (self.article_lines + all, self.article_lines_lost + lost);
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 }
}

impl Report {
    /// The figures as JSON.
    pub fn to_json(&self) -> Value {
        let Report { segments: s, gold: g, replies: r, flattened: t, flattened_timed: u, borders: b } = self;
        json!({
            "segments": {
                "all": s.all, "present": s.present, "found": s.found, "leaked": s.leaked, "pages": s.pages,
                "whole_pages": s.whole_pages, "silent_pages": s.silent_pages, "false_alarms": s.false_alarms,
                "article": s.article, "article_found": s.article_found, "article_lost": s.article_lost,
            },
            "gold": { "all": g.all, "exact": g.exact, "pages": g.pages, "exact_pages": g.exact_pages },
            "replies": {
                "comments": r.comments, "replies": r.replies, "made": r.made, "right": r.right, "accurate": r.accurate,
                "previous_right": r.previous_right, "previous_accurate": r.previous_accurate,
            },
            "flattened_replies": {
                "comments": t.comments, "replies": t.replies, "made": t.made, "right": t.right, "accurate": t.accurate,
                "previous_right": t.previous_right, "previous_accurate": t.previous_accurate,
            },
            "flattened_replies_with_times": {
                "comments": u.comments, "replies": u.replies, "made": u.made, "right": u.right, "accurate": u.accurate,
            },
            "borders": {
                "pages": b.pages, "false_alarms": b.false_alarms, "with_comments": b.with_comments,
                "comment_lines": b.comment_lines, "comment_lines_found": b.comment_lines_found,
                "article_lines": b.article_lines, "article_lines_lost": b.article_lines_lost,
            },
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { segments: s, gold: g, replies: r, flattened: t, flattened_timed: u, borders: b } = self;
        let mut row = |name: &str, part: usize, whole: usize| {
            writeln!(f, "{name:<58} {part:>5} of {whole:>5}  {:>5.1} %", percent(part, whole))
        };
        row("comment segments found, of all", s.found, s.all)?;
        row("comment segments found, of those in the visible text", s.found, s.present)?;
        row("comment segments leaked into the article", s.leaked, s.all)?;
        row("pages with every segment found", s.whole_pages, s.pages)?;
        row("pages annotated as silent that get comments", s.false_alarms, s.silent_pages)?;
        row("article segments found in the article", s.article_found, s.article)?;
        row("article segments lost to comments", s.article_lost, s.article)?;
        row("gold comments with exact author and whole body", g.exact, g.all)?;
        row("gold pages exact", g.exact_pages, g.pages)?;
        row("replies: precision", r.right, r.made)?;
        row("replies: recall", r.right, r.replies)?;
        row("replies: accuracy over all comments", r.accurate, r.comments)?;
        row("  previous-comment rule: recall", r.previous_right, r.replies)?;
        row("  previous-comment rule: accuracy", r.previous_accurate, r.comments)?;
        row("  everything-answers-the-article rule: accuracy", r.comments - r.replies, r.comments)?;
        row("flattened pages, replies: precision", t.right, t.made)?;
        row("flattened pages, replies: recall", t.right, t.replies)?;
        row("flattened pages, replies: accuracy", t.accurate, t.comments)?;
        row("  previous-comment rule: recall", t.previous_right, t.replies)?;
        row("  previous-comment rule: accuracy", t.previous_accurate, t.comments)?;
        row("  everything-answers-the-article rule: accuracy", t.comments - t.replies, t.comments)?;
        row("flattened pages with times, replies: precision", u.right, u.made)?;
        row("flattened pages with times, replies: recall", u.right, u.replies)?;
        row("flattened pages with times, replies: accuracy", u.accurate, u.comments)?;
        row("text pages: articles alone that get comments", b.false_alarms, b.pages)?;
        row("text pages that get comments", b.with_comments, b.pages)?;
        row("text pages: lines of the comments found in comments", b.comment_lines_found, b.comment_lines)?;
        row("text pages: lines of the article lost to comments", b.article_lines_lost, b.article_lines)
    }
}
