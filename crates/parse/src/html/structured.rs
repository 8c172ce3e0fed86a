//! schema.org comments as microdata.

use super::Candidate;
use super::entry::{Entry, Items, clean_name, time_of};
use super::read::line;
use super::tree::{NodeId, Tree};

/// The comments that a page marks up as such.
pub(super) fn microdata(tree: &Tree) -> Option<Candidate> {
    let is_item = |node: &NodeId| {
        let of_type = tree.attribute(*node, "itemtype").is_some_and(|kind| {
            let name = kind.trim().rsplit(['/', '#']).next().unwrap_or("");
            matches!(name, "Comment" | "UserComments" | "Answer")
        });
        of_type && tree.attribute(*node, "itemscope").is_some()
    };
    let nodes: Vec<NodeId> = tree.descendants(tree.root()).filter(is_item).collect();
    let items = Items::new(tree, nodes);
    let containers = items.containers();
    let mut entries = Vec::new();
    for (item, inside) in items.nodes.iter().copied().zip(containers) {
        let mut entry = Entry { inside, ..items.bare_entry(item) };
        let property = |names: &[&str]| -> Option<NodeId> {
            names.iter().find_map(|name| {
                items.own(item).find(|node| {
                    tree.attribute(*node, "itemprop")
                        .is_some_and(|found| found.split_ascii_whitespace().any(|word| word == *name))
                })
            })
        };
        let person = property(&["author", "creator"]);
        let name = person.map(|person| {
            let is_name = |node: &NodeId| tree.attribute(*node, "itemprop") == Some("name");
            tree.inside(person, |_| false).find(is_name).unwrap_or(person)
        });
        entry.author = name
            .or_else(|| property(&["name"]))
            .map(|node| tree.attribute(node, "content").map_or_else(|| line(tree, node), str::to_owned))
            .map(|name| clean_name(&name))
            .unwrap_or_default();
        let stamp = property(&["datePublished", "dateCreated", "commentTime", "dateModified"]);
        entry.created = stamp.and_then(|node| time_of(tree, node));
        let body = property(&["text", "commentText", "description", "reviewBody"]);
        entry.set_body(tree, &Vec::from_iter(body), |node| items.contains(node));
        entries.push(entry);
    }
    let whole = entries.iter().filter(|entry| !entry.text.is_empty()).count();
    if whole * 2 < entries.len().max(1) {
        return None;
    }
    let links_known = entries.iter().any(|entry| entry.inside.is_some());
    Some(Candidate { name: "schema.org microdata", score: 0.92, links_known, nodes: items.nodes, entries })
}
