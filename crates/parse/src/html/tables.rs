//! Forums set in tables in tables: a body and a name that are called so, in different cells and rows of one table (phpBB 2,
//! phpBB 3 with subsilver).

use std::collections::HashMap;

use super::Candidate;
use super::entry::{Entry, Items, clean_name};
use super::read::line;
use super::select::{Selector, fits_any};
use super::tree::{NodeId, Tree};
use crate::time;

const NAME: &[Selector] = &["span.name", "b.postauthor", "strong.postauthor"];
const BODY: &[Selector] = &["span.postbody", "div.postbody", "td.postbody"];

/// The posts of such a table; none where some body has no name near it.
pub(super) fn posts(tree: &Tree) -> Option<Candidate> {
    /// Elements between a body and the one that holds the name as well.
    const FARTHEST: usize = 12;
    let fitting = |selectors: &'static [Selector]| -> Vec<NodeId> {
        tree.descendants(tree.root()).filter(|node| fits_any(tree, *node, selectors)).collect()
    };
    let (names, bodies) = (fitting(NAME), fitting(BODY));
    if names.is_empty() || bodies.is_empty() {
        return None;
    }
    // Every element around a name, with the first name in it.
    let mut name_in: HashMap<NodeId, NodeId> = HashMap::new();
    for &name in &names {
        for above in tree.ancestors(name).take(FARTHEST) {
            name_in.entry(above).or_insert(name);
        }
    }
    let mut blocks: Vec<NodeId> = Vec::new();
    let mut parts: HashMap<NodeId, (NodeId, Vec<NodeId>)> = HashMap::new();
    for body in bodies {
        let block = tree.ancestors(body).take(FARTHEST).find(|above| name_in.contains_key(above))?;
        let (_, bodies) = parts.entry(block).or_insert_with(|| {
            blocks.push(block);
            (name_in[&block], Vec::new())
        });
        bodies.push(body);
    }
    let items = Items::new(tree, blocks);
    let entries: Vec<Entry> = items.nodes.iter().map(|block| entry(&items, *block, &parts[block])).collect();
    let named = entries.iter().filter(|entry| !entry.author.is_empty() && !entry.text.is_empty()).count();
    (named * 2 > entries.len()).then_some(Candidate {
        name: "tables of posts",
        score: 0.95,
        links_known: false,
        nodes: items.nodes,
        entries,
    })
}

/// Nodes of a post that are looked at for its number and its time.
const MOST_NODES: usize = 400;

fn entry(items: &Items<'_>, block: NodeId, (name, bodies): &(NodeId, Vec<NodeId>)) -> Entry {
    let tree = items.tree;
    let mut entry = items.bare_entry(block);
    entry.author = clean_name(&line(tree, *name));
    let anchor =
        |node: NodeId| tree.attribute(node, "name").filter(|name| name.bytes().any(|byte| byte.is_ascii_digit()));
    if let Some(name) = tree.descendants(block).take(MOST_NODES).filter(|node| tree.name(*node) == "a").find_map(anchor)
    {
        entry.id = name.trim_start_matches(|c: char| !c.is_ascii_digit()).to_owned();
    }
    entry.created = tree.descendants(block).take(MOST_NODES).find_map(|node| {
        let above = tree.own_text(node).filter(|text| text.contains("Posted:")).and_then(|_| tree.parent(node))?;
        let cell = if tree.name(above) == "b" { tree.parent(above)? } else { above };
        let words = line(tree, cell);
        let behind = words.split_once("Posted:")?.1;
        let time = behind.split("Post subject").next().unwrap_or(behind).trim();
        time::is_time_line(time).then(|| time::printed(time))
    });
    // A signature is set like a body, behind a line of underscores.
    entry.set_body(tree, &bodies[..1], |node| tree.classes(node).any(|class| class == "signature"));
    if let Some(at) = entry.text.find("\n_________________") {
        entry.text.truncate(at);
        entry.text.truncate(entry.text.trim_end().len());
    }
    entry
}
