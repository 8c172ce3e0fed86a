//! Thread JSONL: one object a line, an article or a comment.

use std::borrow::Cow;
use std::collections::VecDeque;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use threadwarden_thread::{Article, Comment, Cue, Link, State, Time, TimeKind};

use super::{Found, Reader, Sample, Score, Threads};
use crate::grouping::Grouping;
use crate::input::{Input, Line, too_long};
use crate::{Error, ParseOptions, Place, time};

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
    Box::new(Stream {
        input,
        grouping: Grouping::new(&options),
        options,
        ready: VecDeque::new(),
        record: 0,
        ended: false,
    })
}

struct Stream<'r> {
    input: Input<'r>,
    options: ParseOptions,
    grouping: Grouping,
    ready: VecDeque<Found>,
    record: u64,
    ended: bool,
}

impl Iterator for Stream<'_> {
    type Item = Result<Found, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() && !self.ended {
            if let Err(error) = self.step() {
                self.ended = true;
                return Some(Err(error));
            }
        }
        self.ready.pop_front().map(Ok)
    }
}

impl Stream<'_> {
    /// Reads one line; at the end closes the last thread.
    fn step(&mut self) -> Result<(), Error> {
        match self.input.next_line()? {
            None => {
                self.ended = true;
                self.input.report_losses(self.grouping.problems());
                self.ready.extend(self.grouping.finish());
                return Ok(());
            }
            Some(Line::TooLong(at, bytes)) => too_long(self.grouping.problems(), at, bytes),
            Some(Line::Text(line, at)) => {
                let line = line.trim();
                if line.is_empty() {
                    return Ok(());
                }
                self.record += 1;
                let at = Place { record: Some(self.record), ..at };
                self.ready.extend(take_line(line, at, &self.options, &mut self.grouping));
            }
        }
        self.input.report_losses(self.grouping.problems());
        Ok(())
    }
}

/// Adds one line to its thread; hands over the thread before when this one is another.
fn take_line(line: &str, at: Place, options: &ParseOptions, grouping: &mut Grouping) -> Option<Found> {
    let mut repaired = None;
    let row = match Row::read(line, options) {
        Ok(row) => row,
        Err(error) => {
            repaired = without_lone_surrogates(line);
            match repaired.as_deref().map(|line| Row::read(line, options)) {
                Some(Ok(row)) => row,
                _ => {
                    grouping.problems().add("bad-line", at, format!("the line is no JSON object: {error}"));
                    return None;
                }
            }
        }
    };
    let is_comment = row.is_comment();
    if !is_comment && row.article.is_none() && !(row.thread.is_some() && row.others == 0) {
        grouping.problems().add("not-a-comment", at, "the object has neither a text nor an id nor an article");
        return None;
    }
    let done = grouping.switch(row.thread.as_deref(), at);
    if repaired.is_some() {
        grouping.problems().add("invalid-characters", at, "half of a surrogate pair was replaced");
    }
    if let Some(article) = row.article.clone() {
        grouping.current().set_article(article, at);
    }
    if is_comment {
        add_comment(row, at, grouping);
    }
    done
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

/// The keys of a line that mean something here.
#[derive(Debug, Default)]
struct Row<'a> {
    thread: Option<Cow<'a, str>>,
    article: Option<Article>,
    id: Option<Cow<'a, str>>,
    parent: Option<Cow<'a, str>>,
    /// Whether the key `parent` is there, be it null.
    parent_known: bool,
    parent_source: Option<Cow<'a, str>>,
    parent_cue: Option<Cow<'a, str>>,
    parent_confidence: Option<f32>,
    author: Option<Cow<'a, str>>,
    text: Option<Cow<'a, str>>,
    raw: Option<Cow<'a, str>>,
    created: Option<Time>,
    created_kind: Option<Cow<'a, str>>,
    state: Option<Cow<'a, str>>,
    /// Keys besides `thread`.
    others: usize,
}

impl<'a> Row<'a> {
    fn read(line: &'a str, options: &ParseOptions) -> Result<Row<'a>, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(line);
        let row = deserializer.deserialize_map(RowVisitor { options })?;
        deserializer.end()?;
        Ok(row)
    }

    fn is_comment(&self) -> bool {
        self.text.is_some() || self.id.is_some()
    }
}

struct RowVisitor<'o> {
    options: &'o ParseOptions,
}

impl<'de> Visitor<'de> for RowVisitor<'_> {
    type Value = Row<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row<'de>, A::Error> {
        let mut row = Row::default();
        while let Some(Name(key)) = map.next_key()? {
            let key = self.options.our_name(&key);
            row.others += usize::from(key != "thread");
            match key {
                "thread" => row.thread = map.next_value::<Scalar<'_>>()?.text(),
                "article" => row.article = map.next_value::<ArticleValue>()?.0,
                "id" => row.id = map.next_value::<Scalar<'_>>()?.text(),
                "parent" => {
                    row.parent_known = true;
                    row.parent = map.next_value::<Scalar<'_>>()?.text();
                }
                "parent_source" => row.parent_source = map.next_value::<Scalar<'_>>()?.text(),
                "parent_cue" => row.parent_cue = map.next_value::<Scalar<'_>>()?.text(),
                "parent_confidence" => row.parent_confidence = map.next_value::<Scalar<'_>>()?.fraction(),
                "author" => row.author = map.next_value::<Scalar<'_>>()?.text(),
                "text" => row.text = map.next_value::<Scalar<'_>>()?.text(),
                "raw" => row.raw = map.next_value::<Scalar<'_>>()?.text(),
                "created" => row.created = map.next_value::<Scalar<'_>>()?.time(),
                "created_kind" => row.created_kind = map.next_value::<Scalar<'_>>()?.text(),
                "state" => row.state = map.next_value::<Scalar<'_>>()?.text(),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(row)
    }
}

/// A key.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_str(ScalarVisitor)? {
            Scalar::Text(text) => Ok(Name(text)),
            _ => Ok(Name(Cow::Borrowed(""))),
        }
    }
}

/// A value where a text is expected; numbers are as good, the rest is as good as nothing.
enum Scalar<'a> {
    Text(Cow<'a, str>),
    Whole(i128),
    Real(f64),
    Nothing,
}

impl<'a> Scalar<'a> {
    fn text(self) -> Option<Cow<'a, str>> {
        match self {
            Scalar::Text(text) => Some(text),
            Scalar::Whole(number) => Some(Cow::Owned(number.to_string())),
            // Tables that went through floating point hold `123.0` for the id 123.
            Scalar::Real(number) => Some(Cow::Owned(number.to_string())),
            Scalar::Nothing => None,
        }
    }

    fn fraction(self) -> Option<f32> {
        let number = match self {
            Scalar::Real(number) => number as f32,
            Scalar::Whole(number) => number as f32,
            Scalar::Text(_) | Scalar::Nothing => return None,
        };
        (0.0..=1.0).contains(&number).then_some(number)
    }

    fn time(self) -> Option<Time> {
        match self {
            Scalar::Text(text) if text.trim().is_empty() => None,
            Scalar::Text(text) => Some(time::printed(&text)),
            Scalar::Whole(number) => time::since_epoch(number as f64),
            Scalar::Real(number) => time::since_epoch(number),
            Scalar::Nothing => None,
        }
    }
}

impl<'de> Deserialize<'de> for Scalar<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("any value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Whole(number.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Whole(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Real(number))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Nothing)
    }

    fn visit_unit<E>(self) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar<'de>, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Nothing)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar<'de>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Nothing)
    }
}

/// The value of `article`: an object, a bare text, or something that is no article.
struct ArticleValue(Option<Article>);

impl<'de> Deserialize<'de> for ArticleValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ArticleVisitor)
    }
}

struct ArticleVisitor;

impl<'de> Visitor<'de> for ArticleVisitor {
    type Value = ArticleValue;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an article")
    }

    fn visit_str<E>(self, text: &str) -> Result<ArticleValue, E> {
        Ok(ArticleValue(Some(Article { text: text.to_owned(), ..Article::default() })))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ArticleValue, A::Error> {
        let mut article = Article::default();
        while let Some(Name(key)) = map.next_key()? {
            let value = match key.as_ref() {
                "title" | "text" | "url" | "author" | "published" => {
                    map.next_value::<Scalar<'_>>()?.text().map(Cow::into_owned)
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            match key.as_ref() {
                "title" => article.title = value.unwrap_or_default(),
                "text" => article.text = value.unwrap_or_default(),
                "url" => article.url = value,
                "author" => article.author = value,
                _ => article.published = value,
            }
        }
        Ok(ArticleValue(Some(article)))
    }

    fn visit_unit<E>(self) -> Result<ArticleValue, E> {
        Ok(ArticleValue(None))
    }

    fn visit_bool<E>(self, _: bool) -> Result<ArticleValue, E> {
        Ok(ArticleValue(None))
    }

    fn visit_u64<E>(self, _: u64) -> Result<ArticleValue, E> {
        Ok(ArticleValue(None))
    }

    fn visit_i64<E>(self, _: i64) -> Result<ArticleValue, E> {
        Ok(ArticleValue(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<ArticleValue, E> {
        Ok(ArticleValue(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<ArticleValue, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(ArticleValue(None))
    }
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
        let cases: &[(&str, &[(&str, &[&str])])] = &[
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
