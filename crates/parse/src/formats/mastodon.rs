//! Mastodon contexts: the statuses above and below one that is not among them; and what servers tell each other of
//! such statuses, the notes of ActivityPub.

use threadwarden_thread::Comment;

use super::document::{Gather, Row, open_document};
use super::{Reader, Sample, Score};
use crate::json::{Json, Value};
use crate::markup::{Lines, html_text};
use crate::{ParseOptions, time};

pub(super) const READER: Reader = Reader { score, open: |input, options| open_document(input, options, read) };

fn is_status(value: Value<'_>) -> bool {
    value.has(&["id", "in_reply_to_id", "content", "account"])
}

/// What the fields of a status are called.
struct Keys {
    parent: &'static str,
    created: &'static str,
    author: &'static [&'static str],
}

const STATUS: Keys = Keys { parent: "in_reply_to_id", created: "created_at", author: &["account", "acct"] };
const NOTE: Keys = Keys { parent: "inReplyTo", created: "published", author: &["attributedTo"] };

fn is_note(value: Value<'_>) -> bool {
    value.has(&["id", "type", "content", "attributedTo", "inReplyTo"])
}

fn score(sample: &Sample<'_>, _: &ParseOptions) -> Score {
    let json = sample.json();
    let found = json.root().is_some_and(|root| {
        root.has(&["ancestors", "descendants"]) || is_status(root) || root.items().next().is_some_and(is_status)
    });
    if found {
        return Score::new(0.95, "there are Mastodon statuses, or the context of one");
    }
    if json.all().any(is_note) {
        return Score::new(0.93, "there are notes of ActivityPub, with content and inReplyTo");
    }
    Score::NONE
}

fn read(json: Json<'_>, gather: &mut Gather) {
    for value in json.all() {
        let keys = match () {
            () if is_status(value) => &STATUS,
            () if is_note(value) => &NOTE,
            () => continue,
        };
        let at = gather.next_record(value);
        let author = value.at(keys.author).and_then(|author| author.string().or_else(|| author.string_at("id")));
        let html = value.string_at("content").unwrap_or_default();
        let text = html_text(&html, Lines::Collapsed);
        let id = value.text_at("id").unwrap_or_default().into_owned();
        let parent = value.text_at(keys.parent).map(|parent| parent.into_owned());
        // Names in front of a reply say whom it is addressed to; the parent says that already.
        let own = if parent.is_some() { without_addressees(&text) } else { text.as_str() };
        let mut comment = Comment::new(id, account(&author.unwrap_or_default()), own);
        comment.raw = (own != html).then(|| html.into_owned());
        comment.created = value.string_at(keys.created).map(|text| time::printed(&text));
        gather.push(None, Row::new(comment, parent), at);
    }
}

/// `tern@sea.example` for the address of an account, `https://sea.example/users/tern`.
fn account(author: &str) -> String {
    let Some((server, path)) = author.strip_prefix("https://").and_then(|address| address.split_once('/')) else {
        return author.to_owned();
    };
    let name = path.rsplit('/').next().unwrap_or(path).trim_start_matches('@');
    if name.is_empty() { author.to_owned() } else { format!("{name}@{server}") }
}

fn without_addressees(text: &str) -> &str {
    let mut rest = text;
    while let Some(name) = rest.strip_prefix('@') {
        let end = name.find(char::is_whitespace).unwrap_or(name.len());
        if end == 0 {
            break;
        }
        rest = name[end..].trim_start();
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::without_addressees;

    #[test]
    fn only_leading_names_are_addressees() {
        for (text, own) in [("@bob @cy@x hi @dee", "hi @dee"), ("hi @bob", "hi @bob"), ("@ bob", "@ bob"), ("@bob", "")]
        {
            assert_eq!(without_addressees(text), own);
        }
    }
}
