use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use threadwarden_thread::{Article, Comment, Link, Page, State, Thread, TimeKind};

use crate::time;

/// Writes a page as thread JSONL: the article's line, then a line for every comment.
///
/// [`parse`](crate::parse) reads the same page back.
///
/// # Errors
///
/// Those of `out`.
pub fn write_jsonl(page: &Page, out: &mut impl Write) -> io::Result<()> {
    let thread = &page.thread;
    if page.article.is_some() || thread.is_empty() {
        write_line(&ArticleLine { thread: &thread.id, article: page.article.as_ref() }, out)?;
    }
    for comment in &thread.comments {
        write_line(&CommentLine { thread, comment }, out)?;
    }
    Ok(())
}

fn write_line(line: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

/// The first line of a page; without an article it only names the thread.
struct ArticleLine<'a> {
    thread: &'a str,
    article: Option<&'a Article>,
}

impl Serialize for ArticleLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("thread", self.thread)?;
        if let Some(article) = self.article {
            map.serialize_entry("article", &ArticleObject(article))?;
        }
        map.end()
    }
}

struct ArticleObject<'a>(&'a Article);

impl Serialize for ArticleObject<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Article { title, text, url, author, published } = self.0;
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("title", title)?;
        map.serialize_entry("text", text)?;
        map.serialize_entry("url", url)?;
        map.serialize_entry("author", author)?;
        map.serialize_entry("published", published)?;
        map.end()
    }
}

struct CommentLine<'a> {
    thread: &'a Thread,
    comment: &'a Comment,
}

impl Serialize for CommentLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let CommentLine { thread, comment } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("thread", &thread.id)?;
        map.serialize_entry("id", comment.id.as_str())?;
        let parent = comment.parent.and_then(|parent| thread.comments.get(parent));
        map.serialize_entry("parent", &parent.map(|parent| parent.id.as_str()))?;
        if parent.is_some() {
            map.serialize_entry("parent_source", comment.link.as_str())?;
            if let Link::Inferred { cue, confidence } = comment.link {
                map.serialize_entry("parent_cue", cue.as_str())?;
                map.serialize_entry("parent_confidence", &confidence)?;
            }
        }
        map.serialize_entry("author", &comment.author)?;
        map.serialize_entry("text", &comment.text)?;
        if let Some(raw) = &comment.raw {
            map.serialize_entry("raw", raw)?;
        }
        map.serialize_entry("created", &comment.created.as_ref().map(|created| &created.text))?;
        if let Some(created) = &comment.created
            && (created.kind != time::printed(&created.text).kind || created.kind != TimeKind::Local)
        {
            map.serialize_entry("created_kind", created.kind.as_str())?;
        }
        if comment.state != State::Approved {
            map.serialize_entry("state", comment.state.as_str())?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use threadwarden_thread::{Article, Comment, Cue, Link, Page, State, Thread, Time, TimeKind};

    use super::write_jsonl;

    #[test]
    fn writes_what_the_contract_shows() {
        let mut thread = Thread::new("t1");
        thread.push(Comment::new("c1", "Kestrel", "Late \"again\"."));
        let mut reply = Comment::new("c2", "Rowan", "No.");
        reply.parent = Some(0);
        reply.link = Link::Inferred { cue: Cue::Mention, confidence: 0.83 };
        reply.created = Some(Time { text: "2 days ago".into(), kind: TimeKind::Relative });
        reply.state = State::Held;
        reply.raw = Some("<p>No.".into());
        thread.push(reply);
        let article = Article { title: "Ferries".into(), text: "All late.".into(), ..Article::default() };
        let mut out = Vec::new();
        write_jsonl(&Page { article: Some(article), thread }, &mut out).unwrap();
        let expected = concat!(
            r#"{"thread":"t1","article":{"title":"Ferries","text":"All late.","url":null,"author":null,"published":null}}"#,
            "\n",
            r#"{"thread":"t1","id":"c1","parent":null,"author":"Kestrel","text":"Late \"again\".","created":null}"#,
            "\n",
            r#"{"thread":"t1","id":"c2","parent":"c1","parent_source":"inferred","parent_cue":"mention","#,
            r#""parent_confidence":0.83,"author":"Rowan","text":"No.","raw":"<p>No.","created":"2 days ago","#,
            r#""created_kind":"relative","state":"held"}"#,
            "\n",
        );
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn an_empty_page_still_names_its_thread() {
        let mut out = Vec::new();
        write_jsonl(&Page { article: None, thread: Thread::new("t1") }, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "{\"thread\":\"t1\"}\n");
    }
}
