//! One comment of a page, taken out of its element.

use std::collections::{HashMap, HashSet};

use threadwarden_thread::{State, Time, TimeKind};

use super::names::{self, any_has, tokens};
use super::read::{add_text, line, source};
use super::select::{Selector, fits, fits_any};
use super::tree::{NodeId, Tree};
use crate::markup::{Break, Flow};
use crate::time;

/// One comment as the page has it.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    pub(crate) node: NodeId,
    /// The page's id, empty where it has none.
    pub(crate) id: String,
    /// The entry it stands in or under.
    pub(crate) inside: Option<usize>,
    /// The id of the comment it answers, where the page states it.
    pub(crate) parent: Option<String>,
    pub(crate) author: String,
    pub(crate) text: String,
    pub(crate) raw: Option<String>,
    pub(crate) created: Option<Time>,
    pub(crate) state: State,
    pub(crate) is_ping: bool,
}

/// Where the parts of a comment are found.
#[derive(Clone, Copy)]
pub(crate) struct Parts {
    /// The author's name; `@name` is an attribute of the comment's own element.
    pub(crate) author: &'static [Selector],
    pub(crate) time: &'static [Selector],
    /// The body; `a > b` is a `b` right inside an `a`.
    pub(crate) body: &'static [Selector],
    /// What stands in a body and does not belong to it.
    pub(crate) skip: &'static [Selector],
}

/// The elements of the comments of a page.
pub(crate) struct Items<'t> {
    pub(crate) tree: &'t Tree,
    pub(crate) nodes: Vec<NodeId>,
    set: HashSet<NodeId>,
}

impl<'t> Items<'t> {
    pub(crate) fn new(tree: &'t Tree, nodes: Vec<NodeId>) -> Self {
        let set = nodes.iter().copied().collect();
        Items { tree, nodes, set }
    }

    /// Everything in a comment but the comments inside it.
    pub(crate) fn own(&self, item: NodeId) -> impl Iterator<Item = NodeId> {
        self.tree.inside(item, |node| self.set.contains(&node)).filter(|node| !self.set.contains(node))
    }

    /// For each comment the one its element stands in, in one go.
    ///
    /// A comment can also stand in the list item of another, beside that one's element.
    pub(crate) fn containers(&self) -> Vec<Option<usize>> {
        let tree = self.tree;
        let index_of: HashMap<NodeId, usize> =
            self.nodes.iter().enumerate().map(|(index, node)| (*node, index)).collect();
        let list_items = |item: NodeId| tree.ancestors(item).filter(|node| tree.name(*node) == "li");
        let mut owner_of: HashMap<NodeId, usize> = HashMap::new();
        for (index, item) in self.nodes.iter().enumerate() {
            if let Some(nearest) = list_items(*item).next() {
                owner_of.entry(nearest).or_insert(index);
            }
        }
        let container = |item: &NodeId| {
            let around = tree.ancestors(*item).find_map(|node| index_of.get(&node).copied());
            around.or_else(|| list_items(*item).skip(1).find_map(|node| owner_of.get(&node).copied()))
        };
        self.nodes.iter().map(container).collect()
    }

    pub(crate) fn contains(&self, node: NodeId) -> bool {
        self.set.contains(&node)
    }

    /// Takes a comment out by the parts of a known markup.
    pub(crate) fn entry(&self, item: NodeId, parts: &Parts) -> Entry {
        let tree = self.tree;
        let author_node = self.first(item, parts.author, |node| !line(tree, node).is_empty());
        let attribute = parts.author.iter().find_map(|selector| tree.attribute(item, selector.strip_prefix('@')?));
        let author =
            attribute.map_or_else(|| author_node.map(|node| line(tree, node)).unwrap_or_default(), str::to_owned);
        let time_node = self.first(item, parts.time, |node| time_of(tree, node).is_some());
        let mut bodies: Vec<NodeId> = Vec::new();
        for selector in parts.body {
            for node in self.own(item).filter(|node| matches(tree, *node, selector)) {
                if !bodies.iter().any(|body| tree.ancestors(node).any(|ancestor| ancestor == *body)) {
                    bodies.push(node);
                }
            }
            if !bodies.is_empty() {
                break;
            }
        }
        let skip = |node: NodeId| self.contains(node) || fits_any(tree, node, parts.skip);
        let mut entry = self.bare_entry(item);
        entry.author = clean_name(&author);
        entry.created = time_node.and_then(|node| time_of(tree, node));
        entry.set_body(tree, &bodies, skip);
        entry
    }

    /// What every markup says in the same way: id, state, kind.
    pub(crate) fn bare_entry(&self, item: NodeId) -> Entry {
        let tree = self.tree;
        let classes: Vec<String> = tree.classes(item).map(str::to_lowercase).collect();
        let is_ping = classes.iter().any(|class| class == "pingback" || class == "trackback");
        let is = |names: &[&str]| classes.iter().any(|class| names.contains(&class.as_str()));
        let awaiting = || {
            self.own(item).any(|node| {
                tree.classes(node)
                    .any(|class| matches!(class, "comment-awaiting-moderation" | "wpd-unapproved-comment"))
            })
        };
        let state = if is(&["deleted", "comment-deleted", "is-deleted", "comment--deleted", "deleted-comment"]) {
            State::Deleted
        } else if is(&["unapproved", "comment-unapproved", "held"]) || awaiting() {
            State::Held
        } else {
            State::Approved
        };
        Entry { node: item, id: id_of(tree, item), is_ping, state, ..Entry::default() }
    }

    fn first(&self, item: NodeId, selectors: &[Selector], holds: impl Fn(NodeId) -> bool) -> Option<NodeId> {
        selectors
            .iter()
            .find_map(|selector| self.own(item).find(|node| matches(self.tree, *node, selector) && holds(*node)))
    }
}

impl Entry {
    /// Sets text and source from the elements of the body.
    pub(crate) fn set_body(&mut self, tree: &Tree, bodies: &[NodeId], skip: impl Fn(NodeId) -> bool) {
        let mut flow = Flow::new(false);
        let mut raw = String::new();
        for &body in bodies {
            flow.gap(Break::Paragraph);
            add_text(tree, body, &skip, &mut flow);
            if !raw.is_empty() {
                raw.push('\n');
            }
            raw.push_str(&source(tree, body, &skip));
        }
        self.text = flow.finish();
        self.raw = (raw != self.text).then_some(raw);
    }
}

/// Whether an element fits a selector of one step or two: `a b` lies anywhere inside, `a > b` right inside.
fn matches(tree: &Tree, node: NodeId, selector: &str) -> bool {
    match selector.split_once(" > ") {
        Some((parent, own)) => fits(tree, node, own) && tree.parent(node).is_some_and(|node| fits(tree, node, parent)),
        None => match selector.rsplit_once(' ') {
            Some((above, own)) => fits(tree, node, own) && tree.ancestors(node).any(|node| fits(tree, node, above)),
            None => fits(tree, node, selector),
        },
    }
}

/// The part of an element's id that tells it from others: the number at its end, or what follows the last dash.
pub(crate) fn id_of(tree: &Tree, node: NodeId) -> String {
    let names = [
        "id",
        "data-comment-id",
        "data-commentid",
        "data-id",
        "data-post-id",
        "data-fullname",
        "data-cid",
        "data-cmtid",
        "data-content",
        "name",
    ];
    let known = names.iter().find_map(|name| tree.attribute(node, name).filter(|id| !id.trim().is_empty()));
    // `data-review-id` and the like.
    let of_its_kind = || {
        let mut ids = tree.attributes(node).filter(|(name, _)| name.starts_with("data-") && name.ends_with("id"));
        ids.find(|(name, value)| !name.contains("parent") && value.bytes().any(|byte| byte.is_ascii_digit()))
    };
    let Some(id) = known.or_else(|| of_its_kind().map(|(_, id)| id)) else {
        return String::new();
    };
    id_in(id).to_owned()
}

/// The part of an id that tells it from others.
pub(crate) fn id_in(id: &str) -> &str {
    let id = id.trim();
    let digits = id.len() - id.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 {
        return &id[id.len() - digits..];
    }
    id.rsplit(['-', '_']).next().unwrap_or(id)
}

/// The time an element tells, by attribute or in words.
pub(crate) fn time_of(tree: &Tree, node: NodeId) -> Option<Time> {
    const LONGEST_BYTES: usize = 80;
    let attribute = |name: &str| tree.attribute(node, name).map(str::trim).filter(|value| !value.is_empty());
    if let Some(stamp) = attribute("datetime").or_else(|| attribute("content")) {
        return Some(stamped(stamp));
    }
    for name in ["data-timestamp", "data-utime", "data-time", "data-epoch"] {
        if let Some(time) = attribute(name).and_then(|stamp| time::since_epoch(stamp.parse().ok()?)) {
            return Some(time);
        }
    }
    for name in ["data-content", "data-date", "data-datetime", "data-created", "data-published"] {
        if let Some(time) = attribute(name).and_then(|stamp| time::local(stamp.get(..19)?)) {
            return Some(if attribute(name).is_some_and(|stamp| stamp.ends_with("UTC") || stamp.ends_with('Z')) {
                Time { text: time.text + "Z", kind: TimeKind::Instant }
            } else {
                time
            });
        }
    }
    let title = attribute("title").filter(|title| title.bytes().any(|byte| byte.is_ascii_digit()));
    if let Some(title) =
        title.filter(|title| title.len() <= LONGEST_BYTES && (title.contains(':') || time::is_time_line(title)))
    {
        return Some(stamped(title));
    }
    let words = line(tree, node);
    let words = words
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '-' | '–' | '—' | '·' | '•' | ',' | '(' | ')'));
    // Times without a digit are the relative ones: "yesterday".
    let tells = words.bytes().any(|byte| byte.is_ascii_digit()) || time::is_time_line(words);
    (tells && words.len() <= LONGEST_BYTES).then(|| time::printed(words))
}

/// An ISO time made strict, anything else as printed.
fn stamped(text: &str) -> Time {
    match time::local(text) {
        Some(time) => time,
        None => {
            let time = time::printed(text);
            // `2020-08-15 09:35:53 +0200` is an instant once it is put together.
            if time.kind == TimeKind::Instant {
                let mut text = time.text.replacen(' ', "T", 1).replace(' ', "");
                // `+0100` is `+01:00` in RFC 3339.
                let bare = text.is_ascii() && text.len() > 5 && text[text.len() - 5..].starts_with(['+', '-']);
                if bare {
                    text.insert(text.len() - 2, ':');
                }
                Time { text, kind: TimeKind::Instant }
            } else {
                time
            }
        }
    }
}

/// A name without what pages print around it.
pub(crate) fn clean_name(name: &str) -> String {
    const AROUND: &[&str] = &[
        "says:",
        "says",
        "said:",
        "said",
        "said...",
        "wrote:",
        "sagt:",
        "sagte:",
        "schrieb:",
        "meint:",
        "a dit :",
        "a écrit :",
        "dice:",
        "dijo:",
        "Reply to this comment",
        "Antworten",
    ];
    const BEFORE: &[&str] =
        &["By ", "by ", "von ", "Von ", "Posted by ", "posted by ", "Comment by ", "Kommentar von ", "par "];
    let mut name = name.trim();
    for word in AROUND {
        if let Some(rest) = name.strip_suffix(word).filter(|rest| !rest.trim().is_empty()) {
            name = rest.trim();
        }
    }
    for word in BEFORE {
        name = name.strip_prefix(word).unwrap_or(name).trim();
    }
    name.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | '|' | '·' | '•' | '–' | '—')).to_owned()
}

/// Whether an element is furniture of a comment by its names.
pub(crate) fn is_furniture(tree: &Tree, node: NodeId) -> bool {
    const TAGS: &[&str] = &["form", "nav", "footer", "header", "aside", "menu"];
    let name = tree.name(node);
    !name.is_empty() && (TAGS.contains(&name) || any_has(&tokens(tree, node), names::FURNITURE))
}
