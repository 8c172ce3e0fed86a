//! What the names of classes and ids say about elements, in the languages met most.

use super::tree::{NodeId, Tree};

/// The words of an element's classes, id and properties, in lower case.
pub(crate) fn tokens(tree: &Tree, node: NodeId) -> Vec<String> {
    const MOST: usize = 24;
    let mut tokens: Vec<String> = tree.classes(node).take(MOST).map(str::to_lowercase).collect();
    for name in ["id", "itemprop", "rel", "data-testid", "data-component", "data-qa", "data-test"] {
        if let Some(value) = tree.attribute(node, name) {
            tokens.extend(value.split_ascii_whitespace().map(str::to_lowercase));
        }
    }
    tokens
}

/// Whether any token holds any of the parts.
pub(crate) fn any_has(tokens: &[String], parts: &[&str]) -> bool {
    tokens.iter().any(|token| parts.iter().any(|part| token.contains(part)))
}

/// Whether any token speaks of comments; a commentary is an article.
pub(crate) fn is_comment_name(tokens: &[String]) -> bool {
    let other =
        |token: &str| token.contains("commentary") || token.contains("job-posting") || token.contains("jobposting");
    tokens.iter().any(|token| !other(token) && COMMENT.iter().any(|part| token.contains(part)))
}

/// What comments are called.
pub(crate) const COMMENT: &[&str] = &[
    "comment",
    "kommentar",
    "komentar",
    "comentario",
    "commentaire",
    "commento",
    "reactie",
    "leserbrief",
    "opinion-item",
    "discussion-item",
    "user-review",
    "reply-item",
    "feedback-item",
    "cmt",
    "koment",
    "debate",
    "lesermeinung",
    "posting",
    "disqus",
];

/// What comments are also called, and other things as well.
pub(crate) const MAYBE_COMMENT: &[&str] =
    &["message", "review", "reply", "answer", "response", "antwort", "bewertung", "shout", "jdgm-rev"];

/// What the posts of a forum are called, and on other pages articles as well.
pub(crate) const POST: &[&str] =
    &["post", "message", "reply", "answer", "response", "beitrag", "antwort", "entry", "note"];

/// Areas that speak of comments and hold none, or those of other pages.
pub(crate) const ELSEWHERE: &[&str] = &[
    "recent-comment",
    "recentcomment",
    "recent_comment",
    "latest-comment",
    "latestcomment",
    "latest_comment",
    "comment-form",
    "commentform",
    "comment_form",
    "respond",
    "sidebar",
    "comments-link",
    "comment-count",
    "comment_count",
    "commentcount",
    "comment-link",
    "comments-count",
    "related",
    "teaser",
    "newest-comment",
    "top-comment-list",
    "most-commented",
    "mostcommented",
    "neueste-kommentare",
    "last-comment",
    "lastcomment",
    "blogroll",
    "comment-policy",
    "comment-notes",
    "no-comment",
    "nocomment",
    "comment-subscription",
    "comment-rule",
    "breadcrumb",
    "pagination",
];

/// What names of authors are called.
pub(crate) const AUTHOR: &[&str] = &[
    "author",
    "user",
    "nick",
    "commenter",
    "poster",
    "byline",
    "autor",
    "benutzer",
    "member",
    "writer",
    "name",
    "creator",
    "profile",
    "verfasser",
    "auteur",
];

/// What is near authors and is not their name.
pub(crate) const NOT_AUTHOR: &[&str] = &[
    "avatar",
    "image",
    "img",
    "photo",
    "badge",
    "rank",
    "title",
    "info",
    "stats",
    "icon",
    "picture",
    "thumb",
    "bypostauthor",
    "byuser",
    "reply-to",
    "replyto",
    "in-reply",
    "user-content",
    "usercontent",
    "user-text",
    "pic",
    "gravatar",
    "says",
    "joined",
    "posts",
    "location",
    "role",
];

/// What headlines of comments are called, however loud they are.
pub(crate) const HEADLINE: &[&str] =
    &["title", "headline", "subject", "betreff", "titre", "titulo", "titolo", "heading"];

/// What bodies are called.
pub(crate) const BODY: &[&str] = &[
    "content",
    "text",
    "body",
    "message",
    "msg",
    "inhalt",
    "texto",
    "description",
    "copy",
    "texte",
    "bodytext",
    "comment-p",
    "cuerpo",
    "contenido",
    "contenu",
    "corps",
    "testo",
    "inhoud",
];

/// What is near bodies and is none.
pub(crate) const NOT_BODY: &[&str] = &[
    "meta",
    "header",
    "footer",
    "author",
    "user-",
    "context",
    "avatar",
    "info",
    "text-muted",
    "textarea",
    "date",
    "time",
];

/// What times are called.
pub(crate) const TIME: &[&str] = &[
    "date",
    "time",
    "datum",
    "zeit",
    "posted",
    "ago",
    "published",
    "meta",
    "fecha",
    "created",
    "uhrzeit",
    "permalink",
];

/// What stands in a comment and is not its author's words.
pub(crate) const FURNITURE: &[&str] = &[
    "reply-link",
    "replylink",
    "comment-reply",
    "reply-button",
    "reply_link",
    "btn",
    "button",
    "vote",
    "like",
    "share",
    "report",
    "action",
    "toolbar",
    "avatar",
    "edit-link",
    "permalink",
    "rating",
    "comment-meta",
    "comment-footer",
    "comment-header",
    "comment-tools",
    "signature",
    "flag",
    "social",
    "karma",
    "comment-awaiting",
    "says",
    "options",
    "controls",
    "gravatar",
    "screen-reader",
    "sr-only",
    "visually-hidden",
    "badge",
    "menu",
    "moderate",
    "upvote",
    "downvote",
    "score",
    "quote-link",
    "melden",
    "accion",
    "herramienta",
    "outils",
    "votos",
    "werkzeug",
    "antworten",
    "bewerten",
    "comment-info",
    "reply-to",
    "postdetails",
    "reply",
];
