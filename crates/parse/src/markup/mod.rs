//! Markup to the text that readers see.

mod entities;
mod flow;
mod fragment;
mod markdown;

pub(crate) use entities::decode_entities;
pub(crate) use flow::{Break, Flow, breaks};
pub(crate) use fragment::{Lines, html_text, picture};
pub(crate) use markdown::{Dialect, markdown_text, set_markdown};

use threadwarden_thread::Comment;

/// Gives a comment its body: the HTML kept raw where it differs from the text.
pub(crate) fn set_html(comment: &mut Comment, html: &str, lines: Lines) {
    comment.text = html_text(html, lines);
    if comment.text != html.trim() {
        comment.raw = Some(html.trim().to_owned());
    }
}
