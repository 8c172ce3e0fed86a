//! Hacker News: flat items of the Firebase interface, trees and hits of the Algolia one.

use std::collections::HashMap;

use threadwarden_thread::{Article, Comment, State};

use super::document::{Gather, Row, open_document};
use super::{Reader, Sample, Score};
use crate::json::{Json, Siblings, Value};
use crate::markup::{Lines, html_text, set_html};
use crate::{ParseOptions, time};

pub(super) const READER: Reader = Reader { score, open: |input, options| open_document(input, options, read) };
pub(super) const ALGOLIA_READER: Reader =
    Reader { score: score_algolia, open: |input, options| open_document(input, options, read_algolia) };

fn is_item(value: Value<'_>) -> bool {
    const TYPES: &[&str] = &["story", "comment", "job", "poll", "pollopt"];
    value.has(&["id", "time"]) && value.string_at("type").is_some_and(|kind| TYPES.contains(&kind.as_ref()))
}

fn score(sample: &Sample<'_>, _: &ParseOptions) -> Score {
    let mut firsts = sample.json().roots().flat_map(|root| std::iter::once(root).chain(root.items().take(3)));
    if firsts.any(is_item) {
        return Score::new(0.92, "the objects are Hacker News items with type, id and time");
    }
    Score::NONE
}

fn is_tree(value: Value<'_>) -> bool {
    value.has(&["id", "created_at_i", "children"])
}

fn is_hit(value: Value<'_>) -> bool {
    value.has(&["objectID", "created_at_i"]) && (value.has(&["comment_text"]) || value.has(&["title"]))
}

fn score_algolia(sample: &Sample<'_>, _: &ParseOptions) -> Score {
    let json = sample.json();
    if json.root().is_some_and(|root| is_tree(root) || root.items().next().is_some_and(is_tree)) {
        return Score::new(0.94, "it is a Hacker News item with children and created_at_i");
    }
    if json.root().and_then(|root| root.get("hits")?.items().next()).is_some_and(is_hit) {
        return Score::new(0.94, "it is a list of Hacker News search hits");
    }
    Score::NONE
}

/// The item's own words: author, text and time.
fn comment(item: Value<'_>, id: &str, author: &str, text: &str, time: &str) -> Comment {
    let mut comment =
        Comment::new(item.text_at(id).unwrap_or_default().into_owned(), item.string_at(author).unwrap_or_default(), "");
    set_html(&mut comment, &item.string_at(text).unwrap_or_default(), Lines::Collapsed);
    comment.created = item.number_at(time).and_then(time::since_epoch);
    comment
}

fn article(item: Value<'_>, author: &str, time: &str) -> Article {
    let string = |key: &str| item.string_at(key).map(|text| text.into_owned());
    Article {
        title: string("title").unwrap_or_default(),
        text: html_text(&string("text").or_else(|| string("story_text")).unwrap_or_default(), Lines::Collapsed),
        url: string("url"),
        author: string(author),
        published: item.number_at(time).and_then(time::since_epoch).map(|time| time.text),
    }
}

fn read(json: Json<'_>, gather: &mut Gather) {
    let items: Vec<Value<'_>> = json.all().filter(|value| is_item(*value)).collect();
    let parent_of: HashMap<String, String> = items
        .iter()
        .filter_map(|item| Some((item.text_at("id")?.into_owned(), item.text_at("parent")?.into_owned())))
        .collect();
    // The uppermost item of each chain; a chain that comes back to itself ends where it does.
    let mut top_of: HashMap<String, String> = HashMap::new();
    for item in &items {
        let mut path = Vec::new();
        let mut at = item.text_at("id").unwrap_or_default().into_owned();
        let top = loop {
            if let Some(top) = top_of.get(&at) {
                break top.clone();
            }
            match parent_of.get(&at) {
                Some(parent) if path.len() <= items.len() => path.push(std::mem::replace(&mut at, parent.clone())),
                _ => break at,
            }
        };
        for id in path {
            top_of.insert(id, top.clone());
        }
    }
    for item in items {
        let at = gather.next_record(item);
        let id = item.text_at("id").unwrap_or_default();
        let thread = top_of.get(id.as_ref()).cloned().unwrap_or_else(|| id.clone().into_owned());
        if item.string_at("type").as_deref() != Some("comment") {
            if thread == id {
                gather.thread(Some(&thread)).set_article(article(item, "by", "time"), at);
            }
            continue;
        }
        let mut comment = comment(item, "id", "by", "text", "time");
        comment.state = match () {
            () if item.flag("deleted") => State::Deleted,
            // Killed by flags or by the site; readers with "showdead" still see it.
            () if item.flag("dead") => State::Deleted,
            () => State::Approved,
        };
        let parent = item.text_at("parent").map(|parent| parent.into_owned());
        gather.push(Some(&thread), Row::new(comment, parent), at);
    }
    gather.forgive_roots();
}

fn read_algolia(json: Json<'_>, gather: &mut Gather) {
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
        let at = gather.next_record(value);
        let text_at = |key: &str| value.text_at(key).map(|text| text.into_owned());
        let hit = !is_tree(value);
        if let Some(hits) = value.get("hits") {
            open.push(hits.items());
            continue;
        }
        let id = text_at(if hit { "objectID" } else { "id" });
        let thread = text_at("story_id").or_else(|| id.clone());
        let is_story = value.string_at("title").is_some() && value.string_at("comment_text").is_none();
        if is_story && thread == id {
            gather.thread(id.as_deref()).set_article(article(value, "author", "created_at_i"), at);
        } else if id.is_some() {
            let (id_key, text_key) = if hit { ("objectID", "comment_text") } else { ("id", "text") };
            let mut comment = comment(value, id_key, "author", text_key, "created_at_i");
            if value.string_at("author").is_none() && value.string_at(text_key).is_none() {
                comment.state = State::Deleted;
            }
            let parent = text_at("parent_id").filter(|parent| Some(parent) != thread.as_ref());
            gather.push(thread.as_deref(), Row::new(comment, parent), at);
        }
        open.extend(value.get("children").map(Value::items));
    }
}
