//! schema.org comments as JSON-LD: nested, or tied by `parentItem`.

use threadwarden_thread::{Article, Comment};

use super::document::{Gather, Row, open_document};
use super::{Reader, Sample, Score};
use crate::json::{Json, Siblings, Value};
use crate::markup::{Lines, decode_entities, html_text};
use crate::{ParseOptions, time};

pub(super) const READER: Reader = Reader { score, open: |input, options| open_document(input, options, read) };

fn score(sample: &Sample<'_>, _: &ParseOptions) -> Score {
    let json = sample.json();
    if json.root().is_some_and(|root| root.has(&["@context"])) || json.all().any(is_comment) {
        return Score::new(0.8, "it is JSON-LD: objects with @context or comments with @type");
    }
    Score::NONE
}

/// Whether an object is of a type; types can come as lists and as addresses.
fn is_of(value: Value<'_>, types: &[&str]) -> bool {
    let fits = |name: Value<'_>| {
        name.string().is_some_and(|name| types.contains(&name.rsplit(['/', ':']).next().unwrap_or_default()))
    };
    value.get("@type").is_some_and(|kind| fits(kind) || kind.is_array() && kind.items().any(fits))
}

fn is_comment(value: Value<'_>) -> bool {
    const TYPES: &[&str] = &["Comment", "UserComments", "Answer", "CorrectionComment"];
    value.is_object() && is_of(value, TYPES)
}

fn is_article(value: Value<'_>) -> bool {
    const TYPES: &[&str] = &[
        "Article",
        "NewsArticle",
        "BlogPosting",
        "DiscussionForumPosting",
        "SocialMediaPosting",
        "Question",
        "Recipe",
        "WebPage",
        "ReportageNewsArticle",
        "OpinionNewsArticle",
        "TechArticle",
        "VideoObject",
        "LiveBlogPosting",
    ];
    value.is_object()
        && is_of(value, TYPES)
        && (value.has(&["headline"]) || value.has(&["name"]) || value.has(&["text"]))
}

/// Reads comments and the article out of one block; blocks of one page go into one thread.
pub(crate) fn read(json: Json<'_>, gather: &mut Gather) {
    // Lists being read, each with the id of the comment it stands in.
    let mut open: Vec<(Siblings<'_>, Option<String>)> = vec![(json.roots(), None)];
    while let Some((list, inside)) = open.last_mut() {
        let inside = inside.clone();
        let Some(value) = list.next() else {
            open.pop();
            continue;
        };
        if value.is_array() {
            open.push((value.items(), inside));
            continue;
        }
        if !value.is_object() {
            continue;
        }
        if is_comment(value) {
            let id = add_comment(value, inside, gather);
            open.push((value.items(), Some(id)));
            continue;
        }
        if is_article(value) && inside.is_none() {
            let article = article(value);
            let thread = gather.thread(None);
            if thread.article.as_ref().is_none_or(|known| known.text.is_empty() && known.title.is_empty()) {
                thread.article = Some(article);
            }
        }
        open.push((value.items(), inside));
    }
}

fn string<'a>(value: Value<'a>, keys: &[&str]) -> Option<std::borrow::Cow<'a, str>> {
    keys.iter().find_map(|key| value.string_at(key).filter(|text| !text.is_empty()))
}

/// The name of an author: an object, a list of them, or just a name.
fn name(value: Value<'_>) -> Option<String> {
    let one = if value.is_array() { value.items().next()? } else { value };
    let name = one.string_at("name").or_else(|| one.string())?;
    Some(decode_entities(&name).trim().to_owned())
}

fn add_comment(value: Value<'_>, inside: Option<String>, gather: &mut Gather) -> String {
    let at = gather.next_record(value);
    let given = string(value, &["@id", "identifier", "url"]).or_else(|| value.text_at("identifier"));
    let id = given.map_or_else(|| format!("comment-{}", value.order()), |id| id.into_owned());
    let author = ["author", "creator"].iter().find_map(|key| name(value.get(key)?)).unwrap_or_default();
    let source = string(value, &["text", "commentText", "description", "articleBody"]).unwrap_or_default();
    // The text is often escaped once more than it should be.
    let text = html_text(&decode_entities(&source), Lines::Kept);
    let mut comment = Comment::new(id.clone(), author, text);
    comment.raw = (comment.text != source.trim()).then(|| source.into_owned());
    let created = string(value, &["datePublished", "dateCreated", "commentTime"]);
    comment.created = created.map(|text| time::printed(&text));
    let parent = value.get("parentItem").and_then(|parent| {
        // The article can be a parent too; then it is none of ours.
        let is_other = parent.is_object() && parent.has(&["@type"]) && !is_comment(parent);
        parent.string().or_else(|| parent.string_at("@id")).filter(|_| !is_other).map(|id| id.into_owned())
    });
    gather.push(None, Row::new(comment, parent.or(inside)), at);
    id
}

fn article(value: Value<'_>) -> Article {
    let text = |keys: &[&str]| string(value, keys).map(|text| html_text(&decode_entities(&text), Lines::Kept));
    Article {
        title: text(&["headline", "name"]).unwrap_or_default(),
        text: text(&["articleBody", "text"]).unwrap_or_default(),
        url: string(value, &["url", "@id"]).map(|url| url.into_owned()),
        author: value.get("author").and_then(name),
        published: string(value, &["datePublished", "dateCreated"]).map(|text| text.into_owned()),
    }
}
