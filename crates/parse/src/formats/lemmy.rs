//! Lemmy comments: Markdown, and the parent is in the path.

use threadwarden_thread::{Article, Comment, State};

use super::document::{Gather, Row, open_document};
use super::{Reader, Sample, Score};
use crate::json::{Json, Value};
use crate::markup::{Dialect, markdown_text, set_markdown};
use crate::{ParseOptions, time};

pub(super) const READER: Reader = Reader { score, open: |input, options| open_document(input, options, read) };

fn is_view(value: Value<'_>) -> bool {
    value.get("comment").is_some_and(|comment| comment.has(&["id", "path", "content"]))
}

fn score(sample: &Sample<'_>, _: &ParseOptions) -> Score {
    if sample.json().all().any(is_view) {
        return Score::new(0.95, "there are Lemmy comments: objects with content and a path");
    }
    Score::NONE
}

fn read(json: Json<'_>, gather: &mut Gather) {
    for view in json.all().filter(|value| is_view(*value)) {
        let Some(value) = view.get("comment") else { continue };
        let at = gather.next_record(view);
        let author = view.at(&["creator", "name"]).and_then(Value::string).unwrap_or_default();
        let id = value.text_at("id").unwrap_or_default();
        let text = value.string_at("content").unwrap_or_default();
        let mut comment = Comment::new(id.clone().into_owned(), author.into_owned(), "");
        set_markdown(&mut comment, &text, Dialect::Strict);
        comment.created =
            value.string_at("published").or_else(|| value.string_at("published_at")).map(|text| time::printed(&text));
        if value.flag("removed") || value.flag("deleted") {
            comment.state = State::Deleted;
        }
        let path = value.string_at("path").unwrap_or_default();
        let mut labels = path.rsplit('.').skip_while(|label| *label == id.as_ref());
        let parent = labels.next().filter(|label| *label != "0" && !label.is_empty()).map(str::to_owned);
        let thread = value.text_at("post_id").unwrap_or_default();
        gather.push(Some(&thread), Row::new(comment, parent), at);
        if let Some(post) = view.get("post").filter(|post| post.has(&["name"])) {
            let thread = gather.thread(Some(&thread));
            if !thread.has_article() {
                let string = |key: &str| post.string_at(key).map(|text| text.into_owned());
                thread.article = Some(Article {
                    title: string("name").unwrap_or_default(),
                    text: markdown_text(&string("body").unwrap_or_default(), Dialect::Strict),
                    url: string("ap_id").or_else(|| string("url")),
                    author: None,
                    published: string("published").or_else(|| string("published_at")),
                });
            }
        }
    }
}
