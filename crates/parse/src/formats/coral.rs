//! Coral comments, wherever in the JSON they stand.

use threadwarden_thread::{Comment, State};

use super::document::{Gather, Row, open_document};
use super::{Reader, Sample, Score};
use crate::json::{Json, Value};
use crate::markup::{Lines, set_html};
use crate::{ParseOptions, time};

pub(super) const READER: Reader = Reader { score, open: |input, options| open_document(input, options, read) };

fn is_comment(value: Value<'_>) -> bool {
    value.has(&["id", "status", "createdAt"])
        && (value.has(&["revisions"]) || value.has(&["body"]))
        && (value.has(&["storyID"]) || value.has(&["ancestorIDs"]) || value.has(&["revision", "author"]))
}

fn score(sample: &Sample<'_>, _: &ParseOptions) -> Score {
    if sample.json().all().any(is_comment) {
        return Score::new(0.93, "there are Coral comments: objects with revisions, status and storyID");
    }
    Score::NONE
}

fn read(json: Json<'_>, gather: &mut Gather) {
    for value in json.all().filter(|value| is_comment(*value)) {
        let at = gather.next_record(value);
        let author = value.at(&["author", "username"]).or_else(|| value.get("authorID")).and_then(Value::string);
        let id = value.text_at("id").unwrap_or_default().into_owned();
        let mut comment = Comment::new(id, author.unwrap_or_default().into_owned(), "");
        let last = value.get("revisions").and_then(|revisions| revisions.items().last());
        let body = last.and_then(|last| last.string_at("body")).or_else(|| value.string_at("body"));
        set_html(&mut comment, &body.unwrap_or_default(), Lines::Collapsed);
        comment.created = instant(value.get("createdAt")).map(|text| time::printed(&text));
        let status = value.string_at("status");
        comment.state = match status.as_deref() {
            _ if value.get("deletedAt").is_some_and(|at| !at.is_null()) => State::Deleted,
            Some("REJECTED") => State::Deleted,
            Some("PREMOD" | "SYSTEM_WITHHELD") => State::Held,
            // NONE is published without anybody having looked.
            _ => State::Approved,
        };
        let parent = value.text_at("parentID").or_else(|| value.at(&["parent", "id"])?.text());
        let parent = parent.or_else(|| value.get("ancestorIDs")?.items().next()?.text());
        let thread = value.text_at("storyID").or_else(|| value.at(&["story", "id"])?.text()).unwrap_or_default();
        gather.push(Some(&thread), Row::new(comment, parent.map(|parent| parent.into_owned())), at);
    }
}

/// A time, also in the wrapping that database dumps put around it.
fn instant(value: Option<Value<'_>>) -> Option<String> {
    let value = value?;
    Some(value.string().or_else(|| value.string_at("$date"))?.into_owned())
}
