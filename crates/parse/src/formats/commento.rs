//! Commento exports: comments, and who wrote them in a list of its own.

use std::collections::HashMap;

use threadwarden_thread::{Comment, State};

use super::document::{Gather, Row, open_document};
use super::{Reader, Sample, Score};
use crate::json::{Json, Value};
use crate::markup::{Dialect, Lines, html_text, markdown_text};
use crate::{ParseOptions, time};

pub(super) const READER: Reader = Reader { score, open: |input, options| open_document(input, options, read) };

fn is_comment(value: Value<'_>) -> bool {
    value.has(&["commentHex", "parentHex", "commenterHex"])
}

fn score(sample: &Sample<'_>, _: &ParseOptions) -> Score {
    if sample.json().all().any(is_comment) {
        return Score::new(0.95, "there are Commento comments: objects with commentHex and parentHex");
    }
    Score::NONE
}

fn read(json: Json<'_>, gather: &mut Gather) {
    let commenters = json.all().filter(|value| value.has(&["commenterHex", "name"]) && !is_comment(*value));
    let names: HashMap<String, String> = commenters
        .filter_map(|value| {
            Some((value.string_at("commenterHex")?.into_owned(), value.string_at("name")?.into_owned()))
        })
        .collect();
    for value in json.all().filter(|value| is_comment(*value)) {
        let at = gather.next_record(value);
        let string = |key: &str| value.string_at(key).unwrap_or_default();
        let writer = string("commenterHex");
        let author = names.get(writer.as_ref()).cloned().unwrap_or_else(|| writer.into_owned());
        let (markdown, html) = (string("markdown"), string("html"));
        let text = match html.is_empty() {
            true => markdown_text(&markdown, Dialect::Loose),
            false => html_text(&html, Lines::Collapsed),
        };
        let raw = if markdown.is_empty() { html } else { markdown };
        let mut comment = Comment::new(string("commentHex").into_owned(), author, text);
        comment.raw = (raw.trim() != comment.text).then(|| raw.into_owned());
        comment.created = value.string_at("creationDate").map(|text| time::printed(&text));
        comment.state = match string("state").as_ref() {
            _ if value.flag("deleted") => State::Deleted,
            "unapproved" | "flagged" => State::Held,
            _ => State::Approved,
        };
        let parent = value.string_at("parentHex").filter(|parent| parent != "root").map(|parent| parent.into_owned());
        let thread = format!("{}{}", string("domain"), string("url"));
        gather.push(Some(&thread), Row::new(comment, parent), at);
    }
}
