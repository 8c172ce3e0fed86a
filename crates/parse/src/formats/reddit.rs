//! Reddit listings: a submission and its comments, nested as deep as they go.

use threadwarden_thread::{Article, Comment, State};

use super::document::{Gather, Row, note_missing, open_document};
use super::{Reader, Sample, Score};
use crate::json::{Json, Siblings, Value};
use crate::markup::{Dialect, Lines, decode_entities, html_text, markdown_text};
use crate::time;

pub(super) const READER: Reader = Reader { score, open: |input, options| open_document(input, options, read) };

fn score(sample: &Sample<'_>, _: &crate::ParseOptions) -> Score {
    let listing = |value: Value<'_>| {
        value.string_at("kind").as_deref() == Some("Listing") && value.at(&["data", "children"]).is_some()
    };
    let found = sample.json().root().is_some_and(|root| listing(root) || root.is_array() && root.items().any(listing));
    if found {
        Score::new(0.95, "it is a Reddit listing: an object of kind Listing with children")
    } else {
        Score::NONE
    }
}

fn read(json: Json<'_>, gather: &mut Gather) {
    let mut thread: Option<String> = None;
    let mut unloaded = 0;
    // The lists being read, innermost last.
    let mut open: Vec<Siblings<'_>> = vec![json.roots()];
    while let Some(list) = open.last_mut() {
        let Some(value) = list.next() else {
            open.pop();
            continue;
        };
        if value.is_array() {
            open.push(value.items());
            continue;
        }
        let Some(data) = value.get("data") else { continue };
        match value.string_at("kind").as_deref() {
            Some("Listing") => open.extend(data.get("children").map(Value::items)),
            Some("t3") => {
                thread = data.text_at("id").map(|id| id.into_owned());
                let at = gather.next_record(value);
                gather.thread(thread.as_deref()).set_article(submission(data), at);
            }
            Some("t1") => {
                let link = data.text_at("link_id").map(|id| bare(&id).to_owned());
                let at = gather.next_record(value);
                gather.push(link.as_deref().or(thread.as_deref()), comment(data), at);
                open.extend(
                    data.get("replies")
                        .filter(|replies| replies.is_object())
                        .and_then(|replies| Some(replies.at(&["data", "children"])?.items())),
                );
            }
            Some("more") => unloaded += data.number_at("count").unwrap_or(0.0).max(0.0) as u64,
            _ => {}
        }
    }
    note_missing(&mut gather.problems, unloaded, "comments");
}

/// The submission that the comments are about.
pub(super) fn submission(data: Value<'_>) -> Article {
    let string = |key: &str| data.string_at(key).map(|text| text.into_owned()).filter(|text| !text.is_empty());
    let address = string("permalink").map(|path| match path.starts_with('/') {
        true => format!("https://www.reddit.com{path}"),
        false => path,
    });
    Article {
        title: decode_entities(&string("title").unwrap_or_default()).into_owned(),
        text: body(data, "selftext", "selftext_html").0,
        url: address.or_else(|| string("url")),
        author: string("author"),
        published: data.number_at("created_utc").and_then(time::since_epoch).map(|time| time.text),
    }
}

/// A comment; its parent is named without the prefix that says what kind it is.
pub(super) fn comment(data: Value<'_>) -> Row {
    let text_at = |key: &str| data.text_at(key).unwrap_or_default();
    let id = if data.get("id").is_some() { text_at("id") } else { text_at("name") };
    let (text, raw) = body(data, "body", "body_html");
    let mut comment = Comment::new(bare(&id), text_at("author").into_owned(), text);
    comment.raw = raw;
    comment.created = data.number_at("created_utc").and_then(time::since_epoch);
    let gone = |key: &str| matches!(data.string_at(key).as_deref(), Some("[deleted]" | "[removed]"));
    let meta = |key: &str| data.at(&["_meta", key]).is_some_and(Value::truth);
    comment.state = match () {
        () if data.flag("spam") => State::Spam,
        () if gone("body") || meta("was_deleted_later") || meta("was_initially_deleted") => State::Deleted,
        () if data.get("banned_by").is_some_and(|by| by.truth() || by.string().is_some_and(|by| !by.is_empty())) => {
            State::Deleted
        }
        () => State::Approved,
    };
    let link = data.text_at("link_id").map(|id| bare(&id).to_owned());
    let parent = data.get("parent_id").and_then(|parent| match parent.string() {
        Some(name) if name.starts_with("t3_") => None,
        Some(name) => Some(bare(&name).to_owned()),
        // Old archives write the number that the name stands for.
        None => Some(base36(parent.number()? as u64)),
    });
    Row::new(comment, parent.filter(|parent| Some(parent) != link.as_ref() && !parent.is_empty()))
}

/// The text a reader sees, and the Markdown it was written in where that differs.
fn body(data: Value<'_>, markdown: &str, html: &str) -> (String, Option<String>) {
    let source = data.string_at(markdown).unwrap_or_default();
    let rendered = data.string_at(html).map(|html| html_text(&decode_entities(&html), Lines::Collapsed));
    // Markdown comes with `&`, `<` and `>` escaped, and may hold references of its own.
    let own = || markdown_text(&decode_entities(&source), Dialect::Strict);
    let text = rendered.filter(|text| !text.is_empty()).unwrap_or_else(own);
    let raw = (text != source).then(|| source.into_owned());
    (text, raw)
}

/// The id without `t1_` or the like.
pub(super) fn bare(name: &str) -> &str {
    match name.as_bytes() {
        [b't', b'0'..=b'9', b'_', ..] => &name[3..],
        _ => name,
    }
}

fn base36(mut number: u64) -> String {
    let mut digits = Vec::new();
    while number > 0 || digits.is_empty() {
        digits.push(char::from_digit((number % 36) as u32, 36).unwrap_or('0'));
        number /= 36;
    }
    digits.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::{bare, base36};

    #[test]
    fn names_comments() {
        assert_eq!((bare("t1_abc"), bare("abc"), bare("t3_"), bare("")), ("abc", "abc", "", ""));
        assert_eq!((base36(0), base36(35), base36(40_345_678)), ("0".into(), "z".into(), "o0qxa".into()));
    }
}
