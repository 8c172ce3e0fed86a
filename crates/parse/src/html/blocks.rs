//! Comments of pages whose markup nobody has described: blocks that repeat, are called comments, and hold a name and a text.

use std::collections::{HashMap, HashSet};

use super::Candidate;
use super::entry::{Entry, Items, clean_name, id_in, is_furniture, time_of};
use super::names::{
    AUTHOR, BODY, ELSEWHERE, HEADLINE, MAYBE_COMMENT, NOT_AUTHOR, NOT_BODY, POST, TIME, any_has, is_comment_name,
    tokens,
};
use super::read::{line, text};
use super::tree::{NodeId, Tree};
use crate::layouts::{announces, counted, is_button, is_reply_row, is_votes};
use crate::prose::words;
use crate::time::is_time_line;

/// Least score at which blocks are said to be comments.
///
/// Set so that a single block passes only with a name, a time and a class or id that speaks of comments.
const SURE_ENOUGH: f32 = 0.5;

/// Elements that can hold a comment.
const HOLDERS: &[&str] =
    &["li", "div", "article", "section", "tr", "td", "table", "dl", "dd", "p", "blockquote", "a", "span"];

/// A page of more blocks than this of one kind is no page of comments.
const MOST_BLOCKS: usize = 50_000;

/// Comments of more words than this stand among others nearly as long.
const LONGEST_WORDS: usize = 400;

/// Pages whose groups lie in one another a hundred times over are made to hurt.
const MOST_VISITS_PER_NODE: usize = 50;

/// What the names of a group say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// They are comments, or stand among comments.
    Comment,
    /// They may be comments.
    Perhaps,
    /// They may be posts of a forum, or articles.
    Post,
}

/// The best of the groups of blocks that may be comments.
pub(super) fn find(tree: &Tree) -> Option<Candidate> {
    let areas = Areas::of(tree);
    let mut groups: HashMap<(String, String), (Vec<NodeId>, Sign)> = HashMap::new();
    let mut order: Vec<(String, String)> = Vec::new();
    for node in tree.descendants(tree.root()) {
        let name = tree.name(node);
        if !HOLDERS.contains(&name) || areas.elsewhere[node] {
            continue;
        }
        for key in keys(tree, node) {
            let strong = is_comment_name(std::slice::from_ref(&key));
            let weak = any_has(std::slice::from_ref(&key), if areas.is_thread { POST } else { MAYBE_COMMENT });
            // Words that mean other things too count only where more speaks for comments.
            let sign = match () {
                () if strong || areas.comments[node] => Sign::Comment,
                () if weak || areas.perhaps[node] => Sign::Perhaps,
                () if any_has(std::slice::from_ref(&key), POST) => Sign::Post,
                () => continue,
            };
            let key = (name.to_owned(), key);
            let group = groups.entry(key.clone()).or_insert_with(|| {
                order.push(key);
                (Vec::new(), sign)
            });
            if group.0.len() < MOST_BLOCKS {
                group.0.push(node);
            }
        }
    }
    let mut best: Option<(f32, Candidate)> = None;
    let mut budget = MOST_VISITS_PER_NODE * tree.len() + 1_000_000;
    for key in order {
        let Some((nodes, sign)) = groups.remove(&key) else { continue };
        let items = Items::new(tree, nodes);
        let visits: usize = items.nodes.iter().map(|item| items.own(*item).take(budget).count()).sum();
        budget = budget.saturating_sub(visits);
        if budget == 0 {
            break;
        }
        let nodes = items.nodes;
        let Some((value, candidate)) = judge(tree, nodes, sign) else { continue };
        if best.as_ref().is_none_or(|(known, _)| value > *known) {
            best = Some((value, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Which elements lie in an area of comments, and which in one that only speaks of them.
struct Areas {
    comments: Vec<bool>,
    /// Below a heading that announces comments and does not count them.
    perhaps: Vec<bool>,
    elsewhere: Vec<bool>,
    /// Whether the whole page is a thread of a forum.
    is_thread: bool,
}

impl Areas {
    fn of(tree: &Tree) -> Areas {
        let nothing = vec![false; tree.len()];
        let mut areas =
            Areas { comments: nothing.clone(), perhaps: nothing.clone(), elsewhere: nothing, is_thread: false };
        // Where a heading has opened an area: what stands behind it in its parent.
        let mut opened: HashMap<NodeId, bool> = HashMap::new();
        for node in tree.descendants(tree.root()) {
            let above = tree.parent(node).unwrap_or(0);
            let (mut comments, mut elsewhere) = (areas.comments[above], areas.elsewhere[above]);
            let announced = opened.get(&above).copied();
            areas.perhaps[node] = areas.perhaps[above] || announced == Some(false);
            comments |= announced == Some(true);
            let name = tree.name(node);
            if !name.is_empty() {
                // The body's classes speak of the whole page.
                let tokens = if matches!(name, "body" | "html") { Vec::new() } else { tokens(tree, node) };
                comments |= is_comment_name(&tokens);
                elsewhere |=
                    matches!(name, "nav" | "aside" | "head" | "footer") && !comments || any_has(&tokens, ELSEWHERE);
                areas.is_thread |= any_has(
                    &tokens,
                    &["postlist", "posts-list", "forum-thread", "threadlist", "topic-body", "viewtopic"],
                );
            }
            areas.comments[node] = comments;
            areas.elsewhere[node] = elsewhere;
            if matches!(name, "h2" | "h3" | "h4" | "h5" | "legend") && !elsewhere {
                match announcement(tree, node) {
                    Some(counts) => {
                        opened.insert(parted(tree, node), counts);
                    }
                    // Another heading starts another part.
                    None => {
                        opened.remove(&above);
                    }
                }
            }
        }
        areas
    }
}

/// The element that a heading parts: its parent, or the one above where the parent holds little but the heading.
fn parted(tree: &Tree, heading: NodeId) -> NodeId {
    const MOST_NODES_BESIDE: usize = 40;
    const MOST_WORDS_BESIDE: usize = 6;
    let parent = tree.parent(heading).unwrap_or(0);
    let beside: Vec<NodeId> = tree.inside(parent, |node| node == heading).take(MOST_NODES_BESIDE + 1).collect();
    let words_beside: usize = beside.iter().filter_map(|node| tree.own_text(*node)).map(words).sum();
    let is_wrapper = beside.len() <= MOST_NODES_BESIDE && words_beside <= MOST_WORDS_BESIDE;
    if is_wrapper { tree.parent(parent).unwrap_or(parent) } else { parent }
}

/// Whether a heading announces comments, and whether it counts them.
fn announcement(tree: &Tree, heading: NodeId) -> Option<bool> {
    let line = line(tree, heading);
    match counted(&line) {
        Some(count) => (count > 0).then_some(true),
        None => announces(&line).then_some(false),
    }
}

/// What an element may be grouped by: its classes, and its id without the number.
fn keys(tree: &Tree, node: NodeId) -> Vec<String> {
    const LONGEST_BYTES: usize = 60;
    const MOST: usize = 12;
    let mut keys: Vec<String> = tree.classes(node).take(MOST).map(str::to_lowercase).collect();
    for name in ["id", "itemprop", "data-testid", "data-component", "data-qa"] {
        let Some(id) = tree.attribute(node, name) else { continue };
        let without = id.trim_end_matches(|c: char| c.is_ascii_digit());
        if name != "id" || without.len() < id.len() {
            keys.push(format!("#{}", without.to_lowercase()));
        } else if let Some((start, _)) = id.rsplit_once(['-', '_'])
            && id.bytes().any(|byte| byte.is_ascii_digit())
        {
            keys.push(format!("#{}", start.to_lowercase()));
        }
    }
    keys.retain(|key| key.len() <= LONGEST_BYTES && !any_has(std::slice::from_ref(key), ELSEWHERE));
    keys.sort();
    keys.dedup();
    keys
}

/// Judges a group, and where its blocks are bodies alone, the elements around them.
fn judge(tree: &Tree, nodes: Vec<NodeId>, sign: Sign) -> Option<(f32, Candidate)> {
    const FEWEST_WORDS_OF_BODY: usize = 4;
    /// Steps from a body to the element that holds the name as well.
    const FARTHEST: usize = 3;
    let mut nodes = nodes;
    let words_in_all: usize = nodes.iter().map(|node| words(&line(tree, *node))).sum();
    let are_bodies = sign == Sign::Comment && words_in_all >= FEWEST_WORDS_OF_BODY * nodes.len();
    for _ in 0..=FARTHEST {
        let mut above: Vec<NodeId> = nodes.iter().filter_map(|node| tree.parent(*node)).collect();
        above.dedup();
        let liftable = above.len() == nodes.len() && nodes.len() >= 2;
        if let Some(found) = judge_level(tree, &nodes, sign) {
            return Some(found);
        }
        if !liftable || !are_bodies {
            return None;
        }
        nodes = above;
    }
    None
}

/// Reads the blocks of a group as comments; gives how much it is worth beside other groups.
fn judge_level(tree: &Tree, nodes: &[NodeId], sign: Sign) -> Option<(f32, Candidate)> {
    let items = Items::new(tree, nodes.to_vec());
    let containers = items.containers();
    let mut entries: Vec<Entry> = Vec::with_capacity(items.nodes.len());
    let mut index_of: Vec<Option<usize>> = Vec::with_capacity(items.nodes.len());
    let (mut named, mut timed, mut forms, mut teasers) = (0, 0, 0, 0);
    for (item, container) in items.nodes.iter().copied().zip(&containers) {
        // A form for replies may stand in every comment.
        let is_form = items.own(item).any(|node| tree.name(node) == "textarea") && time_in(&items, item).is_none();
        let entry = if is_form { None } else { read(&items, item) };
        forms += usize::from(is_form);
        match entry {
            Some(mut entry) => {
                entry.inside = container.and_then(|container| index_of.get(container).copied().flatten());
                named += usize::from(!entry.author.is_empty());
                timed += usize::from(entry.created.is_some());
                teasers += usize::from(is_teaser(&items, item));
                index_of.push(Some(entries.len()));
                entries.push(entry);
            }
            None => index_of.push(None),
        }
    }
    let count = entries.len();
    if count == 0 {
        return None;
    }
    let part = |some: usize| some as f32 / count as f32;
    let whole = count as f32 / (items.nodes.len() - forms).max(1) as f32;
    let ids = entries.iter().filter(|entry| !entry.id.is_empty()).count();
    // The same text again and again is furniture.
    let mut texts: Vec<&str> = entries.iter().map(|entry| entry.text.as_str()).collect();
    texts.sort_unstable();
    texts.dedup();
    let distinct = texts.len() as f32 / count as f32;
    let length: f32 = entries.iter().map(|entry| words(&entry.text) as f32).sum::<f32>() / count as f32;
    let several = ((count as f32).log2() * 0.1).min(0.25);
    let mut score = if sign == Sign::Comment { 0.3 } else { 0.1 }
        + 0.25 * part(named)
        + 0.25 * part(timed)
        + several
        + 0.1 * part(ids);
    score -= 0.5 * (1.0 - whole) + 0.5 * (1.0 - distinct) + 0.6 * part(teasers);
    if length < 3.0 || part(named).max(part(timed)) < 0.5 {
        return None;
    }
    let is_sure = count >= 3 && part(named).min(part(timed)) >= 0.8 && length >= 8.0 && teasers == 0;
    // Shops print reviews without names.
    let is_anonymous = count >= 3 && named == 0 && part(timed).min(part(ids)) >= 0.9 && length >= 8.0 && teasers == 0;
    if sign != Sign::Comment && !is_sure && !(sign == Sign::Perhaps && is_anonymous) {
        return None;
    }
    let score = if is_anonymous { score + 0.1 } else { score };
    // Posts have numbers and can be answered; what has headlines is an article.
    let is_post = |item: &NodeId| {
        let is_headline = |node: NodeId| matches!(tree.name(node), "h1" | "h2" | "h3" | "h4");
        let offers_reply = |node: NodeId| matches!(tree.name(node), "a" | "button") && is_reply_row(&line(tree, node));
        !items.own(*item).any(is_headline) && items.own(*item).any(offers_reply)
    };
    if sign == Sign::Post && (part(named).min(part(timed)).min(part(ids)) < 0.9 || !items.nodes.iter().all(is_post)) {
        return None;
    }
    // A block with nearly all the words, or with the headline, holds the article.
    let sizes = entries.iter().map(|entry| words(&entry.text));
    let longest = sizes.clone().max().unwrap_or(0);
    let rest: usize = sizes.filter(|size| *size < longest).sum();
    let has_headline = || {
        let mut first = items.nodes.iter().flat_map(|item| items.own(*item));
        first.any(|node| tree.name(node) == "h1")
    };
    if longest >= LONGEST_WORDS && longest > rest * 5 || has_headline() && count < 3 {
        return None;
    }
    // A single block is also what a form or a rule looks like.
    let is_lonely = count == 1 && (named == 0 || timed == 0);
    if score < SURE_ENOUGH || is_lonely {
        return None;
    }
    // Many short blocks are worth more than one that holds them all; names, times and texts decide between layers.
    let value = score * entries.iter().map(|entry| (words(&entry.text) as f32).sqrt()).sum::<f32>();
    note_parents(&items, &mut entries);
    let links_known = entries.iter().any(|entry| entry.inside.is_some() || entry.parent.is_some());
    let score = (score * 0.85).clamp(0.0, 0.85);
    Some((value, Candidate { name: "repeated blocks", entries, links_known, score, nodes: items.nodes }))
}

/// Notes whom the page says a comment answers: in an attribute about its parent, or by a link to it.
fn note_parents(items: &Items<'_>, entries: &mut [Entry]) {
    let tree = items.tree;
    let ids: HashSet<String> = entries.iter().map(|entry| entry.id.clone()).filter(|id| !id.is_empty()).collect();
    for entry in entries.iter_mut().filter(|entry| entry.inside.is_none()) {
        let own = std::mem::take(&mut entry.id);
        let known = |id: &str| Some(id_in(id)).filter(|id| *id != own && ids.contains(*id)).map(str::to_owned);
        let stated = tree.attributes(entry.node).filter(|(name, _)| PARENT.iter().any(|part| name.contains(part)));
        let stated = stated.filter_map(|(_, value)| known(value)).next();
        let linked = || {
            items.own(entry.node).filter(|node| tree.name(*node) == "a").take(MOST_LINKS).find_map(|node| {
                let (_, id) = tree.attribute(node, "href")?.split_once('#')?;
                answers(tree, node).then(|| known(id))?
            })
        };
        entry.parent = stated.or_else(linked);
        entry.id = own;
    }
}

/// Links of a comment that are looked at for the one it answers; it stands near the top.
const MOST_LINKS: usize = 12;

/// What attributes that hold the parent's id are called.
const PARENT: &[&str] = &["parent", "reply-to", "replyto", "in-reply"];

/// Whether a link to another comment says that this one answers it; others lead to the next one.
fn answers(tree: &Tree, link: NodeId) -> bool {
    const LONGEST_BYTES: usize = 80;
    const WORDS: &[&str] = &[
        "antwort auf",
        "antwort an",
        "in reply to",
        "reply to",
        "replying to",
        "response to",
        "responding to",
        "en réponse",
        "réponse à",
        "respuesta a",
        "responde a",
        "in risposta a",
        "reactie op",
        "em resposta",
    ];
    let own = line(tree, link);
    let around = tree.parent(link).map(|above| line(tree, above)).filter(|line| line.len() <= LONGEST_BYTES);
    let says = |line: &str| {
        let line = line.to_lowercase();
        line == "parent" || WORDS.iter().any(|word| line.contains(word))
    };
    own.starts_with('@') || says(&own) || around.is_some_and(|line| says(&line))
}

/// Whether a block leads to another page by its headline.
fn is_teaser(items: &Items<'_>, item: NodeId) -> bool {
    let tree = items.tree;
    items.own(item).any(|node| {
        let is_heading = matches!(tree.name(node), "h1" | "h2" | "h3");
        is_heading
            && words(&line(tree, node)) >= 4
            && (tree.descendants(node).any(|node| tree.name(node) == "a")
                || tree.parent(node).is_some_and(|node| tree.name(node) == "a"))
    })
}

/// Reads an element as a comment by what its parts are called.
pub(super) fn read(items: &Items<'_>, item: NodeId) -> Option<Entry> {
    let tree = items.tree;
    let time_node = time_in(items, item);
    let author_node = author_in(items, item, time_node);
    let mut entry = items.bare_entry(item);
    entry.author = author_node.map(|node| clean_name(&line(tree, node))).unwrap_or_default();
    entry.created = time_node.and_then(|node| time_of(tree, node));
    if let (true, Some(time)) = (entry.author.len() > LONGEST_NAME_BYTES, &entry.created) {
        entry.author = entry.author.split(time.text.as_str()).next().unwrap_or("").trim().to_owned();
    }
    let is_part = |node: NodeId| Some(node) == author_node || Some(node) == time_node;
    let body = body_in(items, item, &is_part);
    let skip = |node: NodeId| items.contains(node) || is_part(node) || is_furniture(tree, node);
    entry.set_body(tree, &[body.unwrap_or(item)], skip);
    strip_edges(&mut entry, body.is_some());
    let has_words = entry.text.chars().any(char::is_alphanumeric);
    (has_words && entry.author.len() <= LONGEST_NAME_BYTES).then_some(entry)
}

/// Longer than this is no name.
const LONGEST_NAME_BYTES: usize = 80;

/// Takes times, names and buttons off the ends of a text; one that is nothing else stays where it has an element of its own.
fn strip_edges(entry: &mut Entry, has_element: bool) {
    let mut lines: Vec<&str> = entry.text.lines().collect();
    let is_edge = |line: &str| {
        let line = line.trim().trim_matches(|c: char| matches!(c, '|' | '·' | '•' | ':' | '(' | ')'));
        let line = line.trim();
        let number = line.strip_prefix('#').is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
        let sign = line.len() <= 1 || line.eq_ignore_ascii_case("says");
        sign || number || line == entry.author || is_button(line) || is_time_line(line) || is_votes(line)
    };
    while lines.last().is_some_and(|line| is_edge(line)) {
        lines.pop();
    }
    let start = lines.iter().position(|line| !is_edge(line)).unwrap_or(lines.len());
    if has_element && start == lines.len() {
        return;
    }
    if entry.created.is_none() {
        entry.created =
            lines[..start].iter().find(|line| is_time_line(line.trim())).map(|line| crate::time::printed(line));
    }
    entry.text = lines[start..].join("\n");
}

fn time_in(items: &Items<'_>, item: NodeId) -> Option<NodeId> {
    let tree = items.tree;
    let short = |node: NodeId| line(tree, node).len() <= 80;
    let has_digit = |node: NodeId| line(tree, node).bytes().any(|byte| byte.is_ascii_digit());
    let is_named = |node: NodeId| any_has(&tokens(tree, node), TIME);
    let is_stamped = |node: NodeId| {
        ["data-content", "data-date", "data-datetime", "data-timestamp", "data-time", "data-created"]
            .iter()
            .any(|name| tree.attribute(node, name).is_some_and(|value| value.bytes().any(|byte| byte.is_ascii_digit())))
            && line(tree, node).is_empty()
            && time_of(tree, node).is_some()
    };
    let element = items.own(item).find(|node| {
        matches!(tree.name(*node), "time" | "relative-time") || tree.attribute(*node, "datetime").is_some()
    });
    element.or_else(|| {
        let fits = |node: &NodeId| !tree.name(*node).is_empty() && short(*node);
        items
            .own(item)
            .filter(fits)
            .find(|node| is_named(*node) && (is_time_line(&line(tree, *node)) || is_stamped(*node)))
            .or_else(|| items.own(item).filter(fits).find(|node| is_time_line(&line(tree, *node)) && has_digit(*node)))
            .or_else(|| {
                items.own(item).filter(fits).find(|node| {
                    is_named(*node)
                        && has_digit(*node)
                        && words(&line(tree, *node)) <= 8
                        && !any_has(&tokens(tree, *node), &["text", "content", "body"])
                })
            })
    })
}

/// What the addresses of people's pages hold.
const PROFILES: &[&str] = &[
    "/user",
    "/profile",
    "/member",
    "/author",
    "/nutzer",
    "/u/",
    "/profil",
    "/autor",
    "/people/",
    "/~",
    "/@",
    "/benutzer",
    "/mitglied",
    "/membre",
    "/usuario",
    "/perfil",
    "/utente",
    "/gebruiker",
];

fn author_in(items: &Items<'_>, item: NodeId, time: Option<NodeId>) -> Option<NodeId> {
    let tree = items.tree;
    let is_name = |node: NodeId| {
        let words_in = line(tree, node);
        !words_in.is_empty()
            && words_in.len() <= LONGEST_NAME_BYTES
            && words(&words_in) <= 6
            && words_in.chars().any(char::is_alphabetic)
            && !is_time_line(&words_in)
            && Some(node) != time
            && !time.is_some_and(|time| tree.ancestors(time).any(|above| above == node))
    };
    let named = |node: &NodeId| {
        let mut tokens = tokens(tree, *node);
        // WordPress writes `comment-author-NAME` on the comment.
        tokens.retain(|token| {
            token.strip_prefix("comment-author-").is_none_or(|rest| any_has(&[rest.to_owned()], AUTHOR))
        });
        any_has(&tokens, AUTHOR) && !any_has(&tokens, NOT_AUTHOR) && is_name(*node)
    };
    let linked = |node: &NodeId| {
        tree.name(*node) == "a"
            && tree.attribute(*node, "href").is_some_and(|href| PROFILES.iter().any(|part| href.contains(part)))
            && is_name(*node)
    };
    let loud = |node: &NodeId| {
        matches!(tree.name(*node), "cite" | "strong" | "b" | "h3" | "h4" | "h5" | "h6")
            && !any_has(&tokens(tree, *node), HEADLINE)
            && is_name(*node)
    };
    let Some(outermost) = items.own(item).find(named) else {
        return items.own(item).find(linked).or_else(|| items.own(item).find(loud));
    };
    // `user-info > user-name`: the innermost that is still called so.
    let inner = tree
        .inside(outermost, |_| false)
        .filter(|node| !tree.name(*node).is_empty())
        .find(|node| named(node) && any_has(&tokens(tree, *node), &["name", "nick", "fn", "user"]));
    Some(inner.unwrap_or(outermost))
}

/// The element of the body: called so, and with the most to read.
fn body_in(items: &Items<'_>, item: NodeId, is_part: &impl Fn(NodeId) -> bool) -> Option<NodeId> {
    let tree = items.tree;
    let mut best: Option<(usize, NodeId)> = None;
    for node in items.own(item) {
        if tree.name(node).is_empty() {
            continue;
        }
        let tokens = tokens(tree, node);
        if !any_has(&tokens, BODY) || any_has(&tokens, NOT_BODY) {
            continue;
        }
        // What holds the name or the time as well is the whole comment.
        if tree.inside(node, |node| items.contains(node)).any(is_part) {
            continue;
        }
        let length = text(tree, node, |node| items.contains(node) || is_furniture(tree, node)).len();
        if length > best.map_or(0, |(length, _)| length) {
            best = Some((length, node));
        }
    }
    best.map(|(_, node)| node)
}
