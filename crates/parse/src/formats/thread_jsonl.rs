//! Thread JSONL: one object a line, an article or a comment.

mod row;

use std::borrow::Cow;

use threadwarden_thread::{Comment, Cue, Link, State, TimeKind};

use super::{Found, Reader, Sample, Score, Threads, records};
use crate::grouping::Grouping;
use crate::input::Input;
use crate::options::Group;
use crate::{Error, ParseOptions, Place};

use row::Row;

pub(super) const READER: Reader = Reader { score, open };

/// Lines of the sample that are looked at.
const SAMPLE_LINES: usize = 20;

fn score(sample: &Sample<'_>, options: &ParseOptions) -> Score {
    let mut lines = sample.complete_lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
    if lines.peek().is_none_or(|line| !line.starts_with('{')) {
        let cut_off = sample.text.trim_start();
        let keyed = ["\"text\"", "\"thread\""].iter().any(|key| cut_off.contains(key));
        return if !sample.whole && cut_off.starts_with('{') && keyed && !cut_off.contains('\n') {
            Score::new(0.6, "the first line is a long JSON object with our keys")
        } else {
            Score::NONE
        };
    }
    let (mut seen, mut ours) = (0, 0);
    for line in lines.take(SAMPLE_LINES) {
        seen += 1;
        ours += usize::from(Row::read(line, options).is_ok_and(|row| row.is_comment() || row.article.is_some()));
    }
    if ours * 2 < seen || ours == 0 {
        return Score::NONE;
    }
    Score::new(0.9, format!("{ours} of the first {seen} lines are JSON objects with a text or an article"))
}

fn open(input: Input<'_>, options: ParseOptions) -> Threads<'_> {
    let grouping = Grouping::new(&options, Group::Sorted);
    records::open_lines(input, grouping, move |line, at, grouping| take_line(line, at, &options, grouping))
}

/// Adds one line to its thread; hands over the thread before when this one is another.
fn take_line(line: &str, at: Place, options: &ParseOptions, grouping: &mut Grouping) -> Result<Option<Found>, Error> {
    let mut repaired = None;
    let mut row = match Row::read(line, options) {
        Ok(row) => row,
        Err(error) => {
            repaired = without_lone_surrogates(line);
            match repaired.as_deref().map(|line| Row::read(line, options)) {
                Some(Ok(row)) => row,
                _ => {
                    grouping.problems().add("bad-line", at, format!("the line is no JSON object: {error}"));
                    return Ok(None);
                }
            }
        }
    };
    let is_comment = row.is_comment();
    if !is_comment && row.article.is_none() && !(row.thread.is_some() && row.others == 0) {
        grouping.problems().add("not-a-comment", at, "the object has neither a text nor an id nor an article");
        return Ok(None);
    }
    let done = grouping.switch(row.thread.as_deref(), at)?;
    if repaired.is_some() {
        grouping.problems().add("invalid-characters", at, "half of a surrogate pair was replaced");
    }
    if let Some(article) = row.article.take() {
        grouping.current().set_article(article, at);
    }
    if is_comment {
        add_comment(row, at, grouping);
    }
    Ok(done)
}

fn add_comment(row: Row<'_>, at: Place, grouping: &mut Grouping) {
    let assembler = grouping.current();
    assembler.links_known |= row.parent_known;
    let mut comment = Comment::new(
        row.id.map(Cow::into_owned).unwrap_or_default(),
        row.author.map(Cow::into_owned).unwrap_or_default(),
        row.text.map(Cow::into_owned).unwrap_or_default(),
    );
    comment.raw = row.raw.map(Cow::into_owned);
    comment.created = row.created;
    if let (Some(time), Some(kind)) = (&mut comment.created, row.created_kind.as_deref()) {
        time.kind = TimeKind::ALL.into_iter().find(|known| known.as_str() == kind).unwrap_or(time.kind);
    }
    if let Some(name) = row.state.as_deref() {
        match State::from_name(name) {
            Some(state) => comment.state = state,
            None => assembler.problems.add("unknown-state", at, format!("the state {name:?} is not one of ours")),
        }
    }
    if row.parent.is_some() {
        comment.link = match row.parent_source.as_deref() {
            Some("none") => Link::None,
            Some("inferred") => match row.parent_cue.as_deref().and_then(Cue::from_name) {
                Some(cue) => Link::Inferred { cue, confidence: row.parent_confidence.unwrap_or(0.0) },
                None => {
                    assembler.problems.add("unknown-cue", at, "the reply link is inferred from no cue known here");
                    Link::Given
                }
            },
            _ => Link::Given,
        };
    }
    assembler.push(comment, row.parent.map(Cow::into_owned), at);
}

/// The line with `\ud83d` and the like replaced where the other half is missing; none if there is nothing to replace.
fn without_lone_surrogates(line: &str) -> Option<String> {
    let unit = |at: usize| -> Option<u16> {
        let escape = line.as_bytes().get(at..at + 6)?;
        let hex = escape.strip_prefix(b"\\u")?;
        hex.iter().all(u8::is_ascii_hexdigit).then(|| u16::from_str_radix(&line[at + 2..at + 6], 16).ok())?
    };
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &line.as_bytes()[at..]) {
        at += found;
        match unit(at) {
            None => at = (at + 2).min(line.len()),
            Some(0xD800..=0xDBFF) if unit(at + 6).is_some_and(|low| (0xDC00..=0xDFFF).contains(&low)) => at += 12,
            Some(0xD800..=0xDFFF) => {
                out.push_str(&line[copied..at]);
                out.push_str("\\ufffd");
                at += 6;
                copied = at;
            }
            Some(_) => at += 6,
        }
    }
    (copied > 0).then(|| out + &line[copied..])
}

#[cfg(test)]
mod tests {
    use super::without_lone_surrogates;
    use crate::{Format, ParseOptions, Parsed, read};

    fn pages(text: &str) -> Vec<Parsed> {
        let options = ParseOptions { format: Some(Format::ThreadJsonl), ..ParseOptions::default() };
        read(text.as_bytes(), &options).map(Result::unwrap).collect()
    }

    /// Comments as `id<parent`, and problem codes, per page.
    fn summary(text: &str) -> Vec<(String, Vec<&'static str>)> {
        pages(text)
            .iter()
            .map(|parsed| {
                let thread = &parsed.page.thread;
                let comments = thread.comments.iter().enumerate().map(|(index, comment)| {
                    format!(
                        "{}{}",
                        comment.id,
                        thread.parent_of(index).map_or(String::new(), |parent| format!("<{}", parent.id))
                    )
                });
                let comments: Vec<String> = comments.collect();
                (
                    format!("{}: {}", thread.id, comments.join(" ")),
                    parsed.problems.iter().map(|problem| problem.code).collect(),
                )
            })
            .collect()
    }

    #[test]
    fn reads_rows_in_any_shape() {
        type Page<'a> = (&'a str, &'a [&'a str]);
        let cases: &[(&str, &[Page<'_>])] = &[
            (r#"{"thread":"t","id":7,"text":"x"}"#, &[("t: 7", &[])]),
            (r#"{"thread":"t","id":7.0,"text":"x","extra":{"deep":[1,2,{"a":null}]}}"#, &[("t: 7", &[])]),
            (r#"{"text":"x"}"#, &[("thread: 0", &[])]),
            ("{\"id\":\"a\",\"parent\":\"b\"}\n{\"id\":\"b\",\"parent\":null}", &[("thread: a<b b", &[])]),
            (
                "{\"id\":1,\"text\":\"x\"}\nnonsense\n[1]\n{\"id\":2,\"parent\":1,\"text\":\"y\"}",
                &[("thread: 1 2<1", &["bad-line", "bad-line"])],
            ),
            ("{\"id\":1,\"text\":\"x\"}\n{\"colour\":\"red\"}", &[("thread: 1", &["not-a-comment"])]),
            ("{\"id\":1,\"text\":\"a \\ud83d b\"}", &[("thread: 1", &["invalid-characters"])]),
            (
                "{\"thread\":\"a\",\"id\":1}\n{\"thread\":\"b\",\"id\":1}\n{\"thread\":\"a\",\"id\":2,\"parent\":1}",
                &[("a: 1", &[]), ("b: 1", &[]), ("a: 2", &["thread-continued", "unknown-parent"])],
            ),
            (r#"{"thread":"empty"}"#, &[("empty: ", &[])]),
            (r#"{"id":[1],"text":true,"author":{}}"#, &[("thread: ", &["not-a-comment"])]),
            (r#"{"id":1,"parent":"1","text":""}"#, &[("thread: 1", &["cycle"])]),
            (r#"{"id":1,"state":"mislaid","text":""}"#, &[("thread: 1", &["unknown-state"])]),
        ];
        for (text, expected) in cases {
            let found = summary(text);
            let found: Vec<(&str, &[&str])> =
                found.iter().map(|(page, codes)| (page.as_str(), codes.as_slice())).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }

    #[test]
    fn articles_come_first_later_or_not_at_all() {
        let article = r#"{"thread":"t","article":{"title":"Ferries","text":"All late.","url":null}}"#;
        let comment = r#"{"thread":"t","id":1,"text":"x"}"#;
        for text in [format!("{article}\n{comment}"), format!("{comment}\n{article}")] {
            let pages = pages(&text);
            assert_eq!(pages.len(), 1);
            assert_eq!(pages[0].page.article.as_ref().unwrap().title, "Ferries");
            assert_eq!(pages[0].page.thread.len(), 1);
            assert!(pages[0].problems.is_empty());
        }
        assert_eq!(pages(comment)[0].page.article, None);
        assert_eq!(pages("{\"article\":\"All late.\"}")[0].page.article.as_ref().unwrap().text, "All late.");
        assert_eq!(pages("{\"article\":null,\"id\":1}")[0].page.article, None);
    }

    #[test]
    fn replaces_only_lone_surrogates() {
        let cases = [
            (r#""plain""#, None),
            (r#""\ud83d\ude00""#, None),
            (r#""\\ud83d""#, None),
            (r#""\ud83d""#, Some(r#""\ufffd""#)),
            (r#""\ude00\ud83dx\ud83d\ude00""#, Some(r#""\ufffd\ufffdx\ud83d\ude00""#)),
            (r#""\"#, None),
            (r#""\u12"#, None),
        ];
        for (line, expected) in cases {
            assert_eq!(without_lone_surrogates(line).as_deref(), expected, "{line}");
        }
    }
}
