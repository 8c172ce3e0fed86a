//! Comments of the WordPress REST interface.

use threadwarden_thread::{Comment, State};

use super::document::{Gather, Row, open_document};
use super::{Reader, Sample, Score};
use crate::json::{Json, Value};
use crate::markup::{Lines, decode_entities, set_html};
use crate::{ParseOptions, time};

pub(super) const READER: Reader = Reader { score, open: |input, options| open_document(input, options, read) };

fn is_comment(value: Value<'_>) -> bool {
    value.has(&["id", "post", "author_name", "content"])
}

fn score(sample: &Sample<'_>, _: &ParseOptions) -> Score {
    let json = sample.json();
    let found = json.root().is_some_and(|root| is_comment(root) || root.items().next().is_some_and(is_comment));
    if found { Score::new(0.95, "the objects are WordPress comments with post and author_name") } else { Score::NONE }
}

/// Names of what links to a post and is no comment.
pub(super) fn is_ping(kind: &str) -> bool {
    matches!(kind, "pingback" | "trackback" | "pings")
}

/// What WordPress calls its states, in exports and interfaces.
pub(super) fn state(name: &str) -> Option<State> {
    match name {
        "1" | "approved" | "approve" => Some(State::Approved),
        "0" | "hold" | "unapproved" => Some(State::Held),
        "spam" => Some(State::Spam),
        "trash" | "post-trashed" => Some(State::Deleted),
        _ => None,
    }
}

fn read(json: Json<'_>, gather: &mut Gather) {
    for value in json.all().filter(|value| is_comment(*value)) {
        let at = gather.next_record(value);
        let text_at = |key: &str| value.text_at(key).unwrap_or_default();
        let author = decode_entities(&text_at("author_name")).trim().to_owned();
        let mut comment = Comment::new(text_at("id").into_owned(), author, "");
        let body = value.get("content").and_then(|content| content.string_at("rendered").or_else(|| content.string()));
        set_html(&mut comment, &body.unwrap_or_default(), Lines::Collapsed);
        comment.created = time::utc(&text_at("date_gmt")).or_else(|| time::local(&text_at("date")));
        comment.state = state(&text_at("status")).unwrap_or_default();
        let parent = value.text_at("parent").filter(|parent| parent != "0").map(|parent| parent.into_owned());
        let row = Row { comment, parent, is_ping: is_ping(&text_at("type")) };
        let thread = text_at("post");
        gather.push(Some(&thread), row, at);
    }
}
