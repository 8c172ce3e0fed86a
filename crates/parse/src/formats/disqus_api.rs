//! Posts of the Disqus interface.

use threadwarden_thread::{Article, Comment, State};

use super::document::{Gather, Row, open_document};
use super::{Reader, Sample, Score};
use crate::json::{Json, Value};
use crate::markup::{Lines, set_html};
use crate::{ParseOptions, time};

pub(super) const READER: Reader = Reader { score, open: |input, options| open_document(input, options, read) };

fn is_post(value: Value<'_>) -> bool {
    value.has(&["id", "author", "createdAt", "thread"]) && (value.has(&["raw_message"]) || value.has(&["message"]))
}

fn score(sample: &Sample<'_>, _: &ParseOptions) -> Score {
    // Replies stand deep inside the state that Disqus embeds in its pages.
    if sample.json().all().any(is_post) {
        return Score::new(0.9, "there are Disqus posts: objects with thread, author, message and createdAt");
    }
    Score::NONE
}

fn read(json: Json<'_>, gather: &mut Gather) {
    for value in json.all().filter(|value| is_post(*value)) {
        let at = gather.next_record(value);
        let author = value.get("author").and_then(|author| {
            let name = author.string_at("name").filter(|name| !name.is_empty());
            name.or_else(|| author.string_at("username")).or_else(|| author.string())
        });
        let mut comment = Comment::new(
            value.text_at("id").unwrap_or_default().into_owned(),
            author.unwrap_or_default().into_owned(),
            "",
        );
        match value.string_at("message") {
            Some(html) => set_html(&mut comment, &html, Lines::Collapsed),
            None => comment.text = value.string_at("raw_message").unwrap_or_default().trim().to_owned(),
        }
        if let Some(raw) = value.string_at("raw_message") {
            comment.raw = (raw != comment.text).then(|| raw.into_owned());
        }
        comment.created =
            value.string_at("createdAt").map(|text| time::utc(&text).unwrap_or_else(|| time::printed(&text)));
        comment.state = match () {
            () if value.flag("isDeleted") => State::Deleted,
            () if value.flag("isSpam") => State::Spam,
            () if value.get("isApproved").is_some_and(|approved| !approved.truth()) => State::Held,
            () => State::Approved,
        };
        let parent = value.get("parent").and_then(|parent| parent.text().or_else(|| parent.text_at("id")));
        let parent = parent.filter(|parent| parent != "0").map(|parent| parent.into_owned());
        let thread = value.get("thread");
        let name = thread.and_then(|thread| thread.text().or_else(|| thread.text_at("id"))).unwrap_or_default();
        gather.push(Some(&name), Row::new(comment, parent), at);
        if let Some(title) =
            thread.and_then(|thread| thread.string_at("clean_title").or_else(|| thread.string_at("title")))
        {
            let url = thread.and_then(|thread| thread.string_at("link")).map(|link| link.into_owned());
            let thread = gather.thread(Some(&name));
            if !thread.has_article() {
                thread.article = Some(Article { title: title.into_owned(), url, ..Article::default() });
            }
        }
    }
}
