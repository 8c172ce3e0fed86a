//! The markups of known comment systems. A new one is a row.

use super::entry::{Entry, Items, Parts, clean_name, is_furniture, time_of};
use super::names::{any_has, tokens};
use super::read::line;
use super::select::{Selector, fits, fits_any};
use super::tree::{NodeId, Tree};
use super::{Candidate, blocks, select, tables};
use threadwarden_thread::State;

/// How a comment system prints comments.
struct Markup {
    name: &'static str,
    /// What a comment's element is.
    item: &'static [Selector],
    /// What looks like one and is none.
    not_item: &'static [Selector],
    parts: Parts,
    parent: Parent,
    /// How sure a match is, from 0 to 1.
    score: f32,
}

/// How a markup says who answers whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parent {
    /// A reply stands inside what it answers.
    Nested,
    /// The element's id ends with the parent's: `62173_62044`.
    InId,
    /// An image's width, or an attribute, gives the depth.
    Indent,
    /// Quotations say it, if anything does.
    Quoted,
}

const MARKUPS: &[Markup] = &[
    Markup {
        name: "wpDiscuz",
        item: &["[id^=wpd-comm-]", "[id^=wc-comm-].wc-comment"],
        not_item: &[],
        parts: Parts {
            author: &[".wpd-comment-author", ".wc-comment-author"],
            time: &[".wpd-comment-date", ".wc-comment-date"],
            body: &[".wpd-comment-text", ".wc-comment-text"],
            skip: &[".wpd-comment-last-edited"],
        },
        parent: Parent::InId,
        score: 1.0,
    },
    Markup {
        name: "Disqus, printed for crawlers",
        item: &["[id^=dsq-comment-].comment", "li[id^=dsq-comment-]", "div[id^=dsq-comment-].dsq-comment"],
        not_item: &[
            "[id^=dsq-comment-header-]",
            "[id^=dsq-comment-body-]",
            "[id^=dsq-comment-message-]",
            "[id^=dsq-comment-text-]",
        ],
        parts: Parts {
            author: &["cite", ".dsq-commenter-name", ".dsq-comment-header"],
            time: &[".dsq-comment-header-time"],
            body: &[".dsq-comment-message", ".dsq-comment-body", ".dsq-comment-text"],
            skip: &[],
        },
        parent: Parent::Nested,
        score: 1.0,
    },
    Markup {
        name: "Disqus",
        item: &["li.post[id^=post-]"],
        not_item: &[],
        parts: Parts {
            author: &[".author", ".publisher-anchor-color"],
            time: &["a.time-ago", ".time-ago"],
            body: &[".post-message"],
            skip: &[],
        },
        parent: Parent::Nested,
        score: 1.0,
    },
    Markup {
        name: "WordPress",
        item: &[
            "li.comment[id^=comment-]",
            "li.comment[id^=li-comment-]",
            "div.comment[id^=comment-]",
            "article.comment[id^=comment-]",
            "li.comment.depth-*",
            "div.comment.depth-*",
            "li.pingback",
            "li.trackback",
            "div.pingback",
            "div.trackback",
        ],
        not_item: &[],
        parts: Parts {
            author: &[
                ".fn",
                ".comment-author-name",
                ".comment_author",
                ".comment-author",
                ".author-name",
                ".commentauthor",
                "cite",
                ".author",
                ".comment-meta strong",
            ],
            time: &[
                "time[datetime]",
                "time",
                ".comment-date",
                ".comment-time",
                ".comment-meta > a",
                ".commentmetadata > a",
                ".commentmetadata",
                ".comment-metadata",
                ".date",
                ".comment-meta",
            ],
            body: &[
                ".comment-content",
                ".comment-text",
                ".comment_content",
                ".commenttext",
                ".comment_text",
                ".comment-entry",
                ".comment-body-content",
                ".comment-body > p",
                ".comment-txt",
                ".comment-inner > p",
                ".comment-body",
                ".comment-main",
                ".text",
            ],
            skip: &[
                ".comment-author",
                ".comment-meta",
                ".commentmetadata",
                ".reply",
                ".comment-reply-link",
                ".comment-awaiting-moderation",
                ".children",
                "form",
                ".says",
                ".comment-metadata",
                ".comment-edit-link",
                ".sd-like",
                ".vcard",
                ".comment-reply",
                ".edit-link",
                ".comment-footer",
                ".sharedaddy",
                ".comment-likes",
            ],
        },
        parent: Parent::Nested,
        score: 0.95,
    },
    Markup {
        name: "XenForo",
        item: &[
            "article.message[data-content^=post-]",
            "li.message[id^=post-]",
            "article.message--post",
            "div.comment[data-content^=profile-post-comment-]",
        ],
        not_item: &[],
        parts: Parts {
            author: &["@data-author", ".message-name .username", ".username"],
            time: &[".message-attribution time[datetime]", "time[datetime]", ".DateTime"],
            body: &[".message-body .bbWrapper", ".bbWrapper", ".messageText"],
            skip: &[".bbCodeBlock-expandLink", ".message-signature", ".message-lastEdit", ".js-selectToQuoteEnd"],
        },
        parent: Parent::Quoted,
        score: 1.0,
    },
    Markup {
        name: "phpBB",
        item: &["div.post[id^=p]"],
        not_item: &["[id^=post]", "[id^=page]", "[id^=profile]"],
        parts: Parts {
            author: &[
                ".author .username",
                ".author .username-coloured",
                ".username",
                ".username-coloured",
                "dl.postprofile a",
                ".author strong",
            ],
            time: &[".author time[datetime]", "p.author time", "time", "p.author"],
            body: &[".content"],
            skip: &[".signature", ".notice", "dl.attachbox"],
        },
        parent: Parent::Quoted,
        score: 1.0,
    },
    Markup {
        name: "vBulletin",
        item: &[
            "li[id^=post_].postcontainer",
            "li[id^=post_].postbit",
            "table[id^=post]",
            "li.b-post[data-node-id]",
            "div[id^=edit]",
        ],
        not_item: &["[id^=postmenu]", "[id^=post_thanks]"],
        parts: Parts {
            author: &[
                "a.bigusername",
                ".bigusername",
                "a.username",
                ".username",
                ".author a",
                ".b-userinfo__details a",
            ],
            time: &["time[datetime]", ".postdate .date", ".postdate", ".date", "td.thead", ".b-post__timestamp"],
            body: &["[id^=post_message_]", ".postcontent", ".js-post__content-text"],
            skip: &[".signature", ".smallfont"],
        },
        parent: Parent::Quoted,
        score: 1.0,
    },
    Markup {
        name: "SMF",
        item: &["div.post_wrapper"],
        not_item: &[],
        parts: Parts {
            author: &[".poster h4 a", ".poster h4"],
            time: &[".postinfo .smalltext", ".keyinfo .smalltext", ".smalltext"],
            body: &[".inner[id^=msg_]", ".post .inner", ".inner"],
            skip: &[".signature", ".moderatorbar", ".quoteheader a"],
        },
        parent: Parent::Quoted,
        score: 1.0,
    },
    Markup {
        name: "MyBB",
        item: &["div.post[id^=post_]", "table[id^=post_].tborder"],
        not_item: &[],
        parts: Parts {
            author: &[".author_information .largetext", ".largetext", ".author_information a"],
            time: &[".post_date", ".post_head .smalltext"],
            body: &[".post_body"],
            skip: &[".signature", ".post_meta", ".edited_post"],
        },
        parent: Parent::Quoted,
        score: 1.0,
    },
    Markup {
        name: "microformats2",
        item: &[".u-comment", ".p-comment", ".h-cite.comment"],
        not_item: &[],
        parts: Parts {
            author: &[".p-author .p-name", ".p-author"],
            time: &["time.dt-published", ".dt-published"],
            body: &[".e-content", ".p-content", ".p-summary"],
            skip: &[],
        },
        parent: Parent::Nested,
        score: 0.97,
    },
    Markup {
        name: "Blogger",
        item: &["li.comment[id^=c]", "div.comment-thread li.comment", "li.comment"],
        not_item: &["[id^=comment-]", "[id^=li-comment-]"],
        parts: Parts {
            author: &["cite.user", ".user", ".comment-author"],
            time: &[".datetime", ".comment-timestamp"],
            body: &["p.comment-content", ".comment-content", ".comment-body"],
            skip: &[".comment-actions"],
        },
        parent: Parent::Nested,
        score: 0.9,
    },
    Markup {
        name: "TypePad",
        item: &["div.comment[id^=comment-6a]", "div.comment[id^=comment-]", "div.comment[id^=c]"],
        not_item: &[],
        parts: Parts {
            author: &[".comment-footer a", ".comment-author", ".comment-footer"],
            time: &[".comment-footer time", ".comment-footer > a"],
            body: &[".comment-content", ".comment-body"],
            skip: &[],
        },
        parent: Parent::Nested,
        score: 0.8,
    },
    Markup {
        name: "Hacker News",
        item: &["tr.athing.comtr", "tr.comtr"],
        not_item: &[],
        parts: Parts {
            author: &["a.hnuser", ".hnuser"],
            time: &["span.age", ".age"],
            body: &[".commtext", ".comment"],
            skip: &[".reply"],
        },
        parent: Parent::Indent,
        score: 1.0,
    },
    Markup {
        name: "Reddit",
        item: &["div.thing.comment", "shreddit-comment", "div.Comment"],
        not_item: &[".deleted.morechildren"],
        parts: Parts {
            author: &["@author", "@data-author", "a.author", "[data-testid=comment_author_link]", "a[href^=/user/]"],
            time: &["time[datetime]", "time", "a[data-click-id=timestamp]"],
            body: &[
                ".usertext-body .md",
                ".usertext-body",
                "[data-testid=comment]",
                "[slot=comment]",
                ".md",
                ".RichTextJSON-root",
            ],
            skip: &[".child"],
        },
        parent: Parent::Nested,
        score: 1.0,
    },
    Markup {
        name: "Stack Exchange",
        item: &["div.answer[data-answerid]", "li.comment.js-comment"],
        not_item: &[],
        parts: Parts {
            author: &[".post-signature .user-details a", ".comment-user", ".user-details a"],
            time: &[".relativetime", ".relativetime-clean", ".comment-date span"],
            body: &[".post-text", ".s-prose", ".comment-copy"],
            skip: &[],
        },
        parent: Parent::Nested,
        score: 0.98,
    },
    Markup {
        name: "Coral",
        item: &["[data-testid^=comment-].coral-comment", ".coral-comment"],
        not_item: &[],
        parts: Parts {
            author: &[".coral-comment-username", ".coral-username"],
            time: &["time[datetime]", ".coral-timestamp"],
            body: &[".coral-comment-content", ".coral-content"],
            skip: &[],
        },
        parent: Parent::Nested,
        score: 1.0,
    },
    Markup {
        name: "Facebook comments plugin",
        item: &["[data-testid=ufi-comment]", ".UFIComment", ".fbFeedbackPost"],
        not_item: &[],
        parts: Parts {
            author: &[".UFICommentActorName", ".profileName", "a[data-hovercard]"],
            time: &["abbr[data-utime]", "abbr"],
            body: &[".UFICommentBody", ".postText", "._30o4"],
            skip: &[],
        },
        parent: Parent::Nested,
        score: 1.0,
    },
];

/// The page by every markup that it holds comments of.
pub(super) fn find(tree: &Tree) -> Vec<Candidate> {
    MARKUPS
        .iter()
        .filter_map(|markup| markup.read(tree))
        .chain(definition_list(tree))
        .chain(tables::posts(tree))
        .collect()
}

impl Markup {
    fn read(&self, tree: &Tree) -> Option<Candidate> {
        let is_item = |node: &NodeId| fits_any(tree, *node, self.item) && !fits_any(tree, *node, self.not_item);
        let nodes: Vec<NodeId> = tree.descendants(tree.root()).filter(is_item).collect();
        if nodes.is_empty() {
            return None;
        }
        let items = Items::new(tree, without_wrappers(tree, nodes));
        let containers = items.containers();
        let mut entries: Vec<Entry> = items.nodes.iter().map(|item| self.entry(&items, *item)).collect();
        for (entry, container) in entries.iter_mut().zip(containers) {
            entry.inside = container;
        }
        self.link(&items, &mut entries);
        let whole = |entry: &&Entry| entry.is_ping || !entry.text.is_empty() && !entry.author.is_empty();
        let fraction = entries.iter().filter(whole).count() as f32 / entries.len() as f32;
        // Most elements must be what the markup says; a few deleted ones may be empty.
        const FEWEST: f32 = 0.5;
        if fraction < FEWEST {
            return None;
        }
        let threaded = tree.descendants(tree.root()).any(|node| fits(tree, node, ".comment-reply-link"));
        let links_known = match self.parent {
            Parent::Quoted => false,
            Parent::Nested => threaded || entries.iter().any(|entry| entry.inside.is_some()),
            Parent::InId | Parent::Indent => true,
        };
        Some(Candidate { name: self.name, score: self.score * fraction, links_known, nodes: items.nodes, entries })
    }

    /// A comment by the parts of the markup; what a theme has renamed is found by what it is called.
    fn entry(&self, items: &Items<'_>, item: NodeId) -> Entry {
        let mut entry = items.entry(item, &self.parts);
        if entry.is_ping {
            let words = entry.text.trim();
            let name = words.split_once(": ").map_or(words, |(_, name)| name);
            if entry.author.is_empty() {
                entry.author = name.to_owned();
            }
        } else if entry.author.is_empty() || entry.text.is_empty() {
            let is_deleted = entry.state == State::Deleted;
            if let Some(other) = blocks::read(items, item).filter(|_| !is_deleted) {
                if entry.author.is_empty() {
                    entry.author = other.author;
                }
                if entry.text.is_empty() {
                    (entry.text, entry.raw) = (other.text, other.raw);
                }
                entry.created = entry.created.or(other.created);
            }
        }
        entry
    }

    fn link(&self, items: &Items<'_>, entries: &mut [Entry]) {
        let tree = items.tree;
        let mut open: Vec<(usize, usize)> = Vec::new();
        let link_in = |item: NodeId, selector: Selector| {
            let link = items.own(item).find(|node| fits(tree, *node, selector))?;
            tree.attribute(link, "href").map(str::to_owned)
        };
        let addresses: Vec<Option<String>> = match self.parent {
            Parent::Nested => items.nodes.iter().map(|item| link_in(*item, ".u-url")).collect(),
            _ => Vec::new(),
        };
        for (index, entry) in entries.iter_mut().enumerate() {
            match self.parent {
                Parent::Nested => {
                    if entry.id.is_empty() {
                        entry.id = addresses[index].clone().unwrap_or_default();
                    }
                    let answered = link_in(entry.node, ".u-in-reply-to").filter(|_| entry.inside.is_none());
                    let known = |url: &String| addresses.iter().position(|address| address.as_ref() == Some(url));
                    entry.inside = entry.inside.or_else(|| known(&answered?).filter(|parent| *parent != index));
                }
                Parent::InId => {
                    let id = tree.attribute(entry.node, "id").unwrap_or("");
                    let parts = id.rsplit('-').next().and_then(|parts| parts.split_once('_'));
                    if let Some((own, parent)) = parts {
                        entry.id = own.to_owned();
                        entry.parent = Some(parent.to_owned()).filter(|parent| parent != "0");
                        entry.inside = None;
                    }
                }
                Parent::Indent => {
                    let depth = items.own(entry.node).find_map(|node| {
                        let indent = tree.attribute(node, "indent").and_then(|indent| indent.parse().ok());
                        indent.or_else(|| {
                            let is_spacer = tree.name(node) == "img"
                                && tree.attribute(node, "src").is_some_and(|src| src.ends_with("s.gif"));
                            tree.attribute(node, "width").filter(|_| is_spacer)?.parse().ok()
                        })
                    });
                    let depth: usize = depth.unwrap_or(0);
                    while open.last().is_some_and(|(above, _)| *above >= depth) {
                        open.pop();
                    }
                    entry.inside = open.last().map(|(_, index)| *index);
                    open.push((depth, index));
                }
                Parent::Quoted => entry.parent = quoted_post(items, entry.node),
            }
        }
    }
}

/// The post that a quotation at the top of another names.
fn quoted_post(items: &Items<'_>, node: NodeId) -> Option<String> {
    let tree = items.tree;
    items.own(node).filter(|node| matches!(tree.name(*node), "blockquote" | "div" | "a")).find_map(|node| {
        let named = |name: &str, mark: &str| {
            let value = tree.attribute(node, name)?;
            let digits = value[value.find(mark)? + mark.len()..].trim_start();
            let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
            (end > 0).then(|| digits[..end].to_owned())
        };
        let in_quote = || {
            tree.ancestors(node).take(4).any(|node| {
                matches!(tree.name(node), "blockquote" | "cite") || select::fits(tree, node, ".bbcode_quote")
            })
        };
        named("data-source", "post:")
            .or_else(|| named("data-quote-post", ""))
            .or_else(|| {
                (tree.name(node) == "blockquote").then(|| named("cite", "#post").or_else(|| named("cite", "#p")))?
            })
            .or_else(|| {
                (tree.name(node) == "a" && in_quote())
                    .then(|| named("href", "#post").or_else(|| named("href", "#p")))?
            })
            .or_else(|| tree.attribute(node, "data-post-id").filter(|_| in_quote()).map(str::to_owned))
    })
}

/// Leaves out elements that only wrap another one of the same comment.
fn without_wrappers(tree: &Tree, nodes: Vec<NodeId>) -> Vec<NodeId> {
    let items = Items::new(tree, nodes);
    let is_wrapper = |item: &&NodeId| {
        let mut inner = tree.inside(**item, |node| items.contains(node)).filter(|node| items.contains(*node));
        let (first, second) = (inner.next(), inner.next());
        first.is_some()
            && second.is_none()
            && !items.own(**item).any(|node| tree.own_text(node).is_some_and(|text| !text.trim().is_empty()))
    };
    items.nodes.iter().filter(|item| !is_wrapper(item)).copied().collect()
}

/// Definition lists: a `dt` with the name, `dd`s with the body and perhaps the time (Blogger's older templates, Thesis).
fn definition_list(tree: &Tree) -> Option<Candidate> {
    let is_head = |node: &NodeId| tree.name(*node) == "dt" && any_has(&tokens(tree, *node), &["comment"]);
    let mut entries = Vec::new();
    let mut nodes = Vec::new();
    for head in tree.descendants(tree.root()).filter(is_head) {
        let items = Items::new(tree, vec![head]);
        let mut entry = items.bare_entry(head);
        let part = |parts: &[&str]| tree.descendants(head).find(|node| any_has(&tokens(tree, *node), parts));
        entry.author = clean_name(&line(tree, part(&["author"]).unwrap_or(head)));
        entry.created = part(&["time", "date"]).and_then(|node| time_of(tree, node));
        nodes.push(head);
        let mut at = head;
        let mut bodies = Vec::new();
        while let Some(next) = tree.next_sibling(at).filter(|next| tree.name(*next) != "dt") {
            if tree.name(next) == "dd" {
                if any_has(&tokens(tree, next), &["footer", "time", "date"]) {
                    entry.created = time_of(tree, next);
                } else {
                    bodies.push(next);
                }
            }
            nodes.push(next);
            at = next;
        }
        entry.set_body(tree, &bodies, |node| is_furniture(tree, node));
        entries.push(entry);
    }
    entries.retain(|entry| !entry.text.is_empty());
    (!entries.is_empty()).then_some(Candidate {
        name: "definition list",
        score: 0.95,
        links_known: false,
        nodes,
        entries,
    })
}
