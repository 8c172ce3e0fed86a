//! Isso: the generic import format, in Markdown, and the answers of its interface, in HTML.

use threadwarden_thread::{Article, Comment, State};

use super::document::{Gather, Row, open_document};
use super::{Reader, Sample, Score};
use crate::json::{Json, Siblings, Value};
use crate::markup::{Dialect, Lines, set_html, set_markdown};
use crate::{ParseOptions, time};

pub(super) const READER: Reader = Reader { score, open: |input, options| open_document(input, options, read) };

fn is_thread(value: Value<'_>) -> bool {
    value.has(&["id", "title"])
        && value.get("comments").is_some_and(|comments| comments.items().next().is_none_or(is_imported))
}

fn is_imported(value: Value<'_>) -> bool {
    value.has(&["id", "author", "created", "text"])
}

fn is_answer(value: Value<'_>) -> bool {
    value.has(&["id", "parent", "mode", "created", "text"])
}

fn score(sample: &Sample<'_>, _: &ParseOptions) -> Score {
    let Some(root) = sample.json().root() else { return Score::NONE };
    if root.items().next().is_some_and(is_thread) {
        return Score::new(0.93, "it is a list of threads with comments, as Isso imports it");
    }
    if root.get("replies").and_then(|replies| replies.items().next()).is_some_and(is_answer) {
        return Score::new(0.93, "it is a list of replies with modes, as Isso answers");
    }
    Score::NONE
}

fn read(json: Json<'_>, gather: &mut Gather) {
    let Some(root) = json.root() else { return };
    if root.is_object() {
        read_replies(root, gather);
    }
    for thread in root.items().filter(|value| is_thread(*value)) {
        let name = thread.text_at("id").unwrap_or_default();
        let title = without_form_encoding(&thread.string_at("title").unwrap_or_default());
        gather.thread(Some(&name)).article = Some(Article { title, url: url(&name), ..Article::default() });
        for value in thread.get("comments").into_iter().flat_map(Value::items) {
            let at = gather.next_record(value);
            gather.push(Some(&name), row(value, |comment, text| set_markdown(comment, text, Dialect::Loose)), at);
        }
    }
}

fn read_replies(root: Value<'_>, gather: &mut Gather) {
    let mut open: Vec<Siblings<'_>> = root.get("replies").map(Value::items).into_iter().collect();
    while let Some(list) = open.last_mut() {
        let Some(value) = list.next() else {
            open.pop();
            continue;
        };
        let at = gather.next_record(value);
        gather.push(None, row(value, |comment, text| set_html(comment, text, Lines::Kept)), at);
        open.extend(value.get("replies").map(Value::items));
    }
}

fn row(value: Value<'_>, set_body: fn(&mut Comment, &str)) -> Row {
    let text_at = |key: &str| value.text_at(key).unwrap_or_default();
    let mut comment = Comment::new(text_at("id").into_owned(), text_at("author").into_owned(), "");
    set_body(&mut comment, &text_at("text"));
    comment.created = value.get("created").and_then(|created| match created.number() {
        Some(seconds) => time::since_epoch(seconds),
        None => created.string().map(|text| time::local(&text).unwrap_or_else(|| time::printed(&text))),
    });
    comment.state = state(value.number_at("mode").unwrap_or(1.0) as i64);
    Row::new(comment, value.text_at("parent").map(|parent| parent.into_owned()))
}

/// The address of a thread, which is what it is called by.
pub(super) fn url(name: &str) -> Option<String> {
    name.starts_with(['/', 'h']).then(|| name.to_owned())
}

/// What Isso's modes mean.
pub(super) fn state(mode: i64) -> State {
    match mode {
        2 => State::Held,
        // Deleted, and kept because of its replies.
        4 => State::Deleted,
        _ => State::Approved,
    }
}

/// Titles come as forms send them: `Nat+%26+Miguel`.
fn without_form_encoding(title: &str) -> String {
    if title.contains(' ') || !title.contains(['+', '%']) {
        return title.to_owned();
    }
    let mut bytes = Vec::with_capacity(title.len());
    let mut rest = title.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let hex = behind.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match (byte, hex) {
            (b'%', Some(decoded)) => {
                bytes.push(decoded);
                rest = &behind[2..];
            }
            (byte, _) => {
                bytes.push(if byte == b'+' { b' ' } else { byte });
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| title.to_owned())
}

#[cfg(test)]
mod tests {
    use super::without_form_encoding;

    #[test]
    fn decodes_titles_that_are_encoded() {
        for (title, plain) in [
            ("Nat+%26+Miguel", "Nat & Miguel"),
            ("Plain", "Plain"),
            ("A + B", "A + B"),
            ("100%", "100%"),
            ("%ff", "%ff"),
            ("a%2", "a%2"),
        ] {
            assert_eq!(without_form_encoding(title), plain);
        }
    }
}
