//! Discourse topics: the first post is the article, the others answer by number.

use std::collections::HashMap;

use threadwarden_thread::{Article, Comment, State};

use super::document::{Gather, Row, note_missing, open_document};
use super::{Reader, Sample, Score};
use crate::json::{Json, Value};
use crate::markup::{Dialect, Lines, html_text, markdown_text, set_html};
use crate::{ParseOptions, time};

pub(super) const READER: Reader = Reader { score, open: |input, options| open_document(input, options, read) };

fn score(sample: &Sample<'_>, _: &ParseOptions) -> Score {
    let found = sample.json().roots().any(|root| root.at(&["post_stream", "posts"]).is_some() || is_post(root));
    if found { Score::new(0.95, "it is a Discourse topic: an object with a post_stream") } else { Score::NONE }
}

fn is_post(value: Value<'_>) -> bool {
    value.has(&["post_number", "cooked", "topic_id"])
}

/// Notes like "closed this topic", which nobody wrote.
const SMALL_ACTION: f64 = 3.0;

fn read(json: Json<'_>, gather: &mut Gather) {
    let mut ids: HashMap<(String, String), String> = HashMap::new();
    let topic_of = |post: Value<'_>| post.text_at("topic_id").unwrap_or_default().into_owned();
    for post in json.all().filter(|value| is_post(*value)) {
        let id = post.text_at("id").unwrap_or_default().into_owned();
        ids.insert((topic_of(post), post.text_at("post_number").unwrap_or_default().into_owned()), id);
    }
    for post in json.all().filter(|value| is_post(*value)) {
        let topic = topic_of(post);
        let at = gather.next_record(post);
        let cooked = post.string_at("cooked").unwrap_or_default();
        let author = post.string_at("username").or_else(|| post.string_at("name")).unwrap_or_default().into_owned();
        let created = post.string_at("created_at").map(|text| time::printed(&text));
        if post.number_at("post_number") == Some(1.0) {
            let root = json.roots().find(|root| root.text_at("id").as_deref() == Some(topic.as_str()));
            let title = root.and_then(|root| root.string_at("title")).unwrap_or_default();
            let article = Article {
                title: title.into_owned(),
                text: html_text(&cooked, Lines::Collapsed),
                url: None,
                author: Some(author),
                published: created.map(|time| time.text),
            };
            gather.thread(Some(&topic)).set_article(article, at);
            continue;
        }
        if post.number_at("post_type") == Some(SMALL_ACTION) && cooked.is_empty() {
            continue;
        }
        let mut comment = Comment::new(post.text_at("id").unwrap_or_default().into_owned(), author, "");
        set_html(&mut comment, &cooked, Lines::Collapsed);
        if let Some(raw) = post.string_at("raw") {
            if cooked.is_empty() {
                comment.text = markdown_text(&raw, Dialect::Loose);
            }
            comment.raw = (raw != comment.text).then(|| raw.into_owned());
        }
        comment.created = created;
        comment.state = match () {
            () if post.flag("user_deleted") || post.get("deleted_at").is_some_and(|at| !at.is_null()) => State::Deleted,
            () if post.flag("hidden") => State::Held,
            () => State::Approved,
        };
        let number = post.text_at("reply_to_post_number").filter(|number| number != "1");
        let parent = number.map(|number| {
            let key = (topic.clone(), number.into_owned());
            ids.get(&key).cloned().unwrap_or(key.1)
        });
        gather.push(Some(&topic), Row::new(comment, parent), at);
    }
    for root in json.roots() {
        let named = root.at(&["post_stream", "stream"]).map_or(0, |stream| stream.items().count());
        let there = root.at(&["post_stream", "posts"]).map_or(0, |posts| posts.items().count());
        note_missing(&mut gather.problems, named.saturating_sub(there) as u64, "posts");
        if let Some((topic, title)) = root.text_at("id").zip(root.string_at("title")) {
            let thread = gather.thread(Some(&topic));
            if !thread.has_article() {
                thread.article = Some(Article { title: title.into_owned(), ..Article::default() });
            }
        }
    }
}
