//! The text of elements, and their source.

use super::tree::{Edge, NodeId, Tree, Walk};
use crate::markup::{Break, Flow, breaks, picture};

/// Elements whose content nobody reads.
const UNSEEN: &[&str] = &[
    "script", "style", "noscript", "template", "textarea", "select", "button", "svg", "iframe", "object", "head",
    "title", "input", "audio", "video", "canvas",
];

/// The text a reader sees in an element, without the elements that `skip` names.
pub(crate) fn text(tree: &Tree, root: NodeId, skip: impl Fn(NodeId) -> bool) -> String {
    let mut flow = Flow::new(false);
    add_text(tree, root, &skip, &mut flow);
    flow.finish()
}

/// Adds the text of an element to a flow.
pub(crate) fn add_text(tree: &Tree, root: NodeId, skip: &impl Fn(NodeId) -> bool, flow: &mut Flow) {
    tree.visit(root, |node, edge| {
        if let Some(text) = tree.own_text(node) {
            if edge == Edge::Start {
                flow.text(text);
            }
            return Walk::Into;
        }
        let name = tree.name(node);
        if name.is_empty() {
            return Walk::Into;
        }
        let unseen = UNSEEN.contains(&name) || tree.attribute(node, "hidden").is_some() || is_invisible(tree, node);
        if (unseen || skip(node)) && node != root {
            // A gap stays where something stood.
            flow.gap(if breaks(name) == Break::None { Break::Space } else { breaks(name) });
            return Walk::Past;
        }
        match (name, edge) {
            ("br", Edge::Start) => flow.line_end(),
            ("br", Edge::End) => {}
            ("blockquote", Edge::Start) => flow.quote(),
            ("blockquote", Edge::End) => flow.unquote(),
            ("img", Edge::Start) => flow.text(picture(tree.attribute(node, "alt").unwrap_or(""))),
            // Whom a quotation quotes stands on a line of its own.
            ("cite", _) if tree.ancestors(node).take(2).any(|node| tree.name(node) == "blockquote") => {
                flow.gap(Break::Line)
            }
            ("pre", edge) => {
                flow.gap(Break::Paragraph);
                flow.preformatted = match edge {
                    Edge::Start => flow.preformatted + 1,
                    Edge::End => flow.preformatted.saturating_sub(1),
                };
            }
            (name, _) => flow.gap(breaks(name)),
        }
        Walk::Into
    });
}

/// Whether an element's own style hides it.
fn is_invisible(tree: &Tree, node: NodeId) -> bool {
    tree.attribute(node, "style")
        .is_some_and(|style| style.replace(' ', "").to_ascii_lowercase().contains("display:none"))
}

/// The words of an element in one line, as far as anybody reads a line.
pub(crate) fn line(tree: &Tree, root: NodeId) -> String {
    /// Longer lines are cut; names, times and headlines are shorter.
    const LONGEST_BYTES: usize = 512;
    let mut line = String::new();
    for node in tree.inside(root, |node| UNSEEN.contains(&tree.name(node))) {
        if let Some(text) = tree.own_text(node)
            && !tree.parent(node).is_some_and(|parent| parent != root && UNSEEN.contains(&tree.name(parent)))
        {
            line.push_str(text.trim());
            line.push(' ');
            if line.len() > LONGEST_BYTES {
                break;
            }
        }
    }
    line.split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// The source of what is inside an element.
pub(crate) fn source(tree: &Tree, root: NodeId, skip: impl Fn(NodeId) -> bool) -> String {
    const VOID: &[&str] =
        &["br", "hr", "img", "input", "wbr", "source", "col", "embed", "link", "meta", "area", "base"];
    let mut out = String::new();
    tree.visit(root, |node, edge| {
        if let Some(text) = tree.own_text(node) {
            if edge == Edge::Start {
                out.push_str(&text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
            }
            return Walk::Into;
        }
        let name = tree.name(node);
        if node == root || name.is_empty() {
            return Walk::Into;
        }
        if skip(node) {
            return Walk::Past;
        }
        match edge {
            Edge::Start => {
                out.push('<');
                out.push_str(name);
                for (name, value) in tree.attributes(node) {
                    let value = value.replace('&', "&amp;").replace('"', "&quot;");
                    out.extend([" ", name, "=\"", &value, "\""]);
                }
                out.push('>');
            }
            Edge::End if !VOID.contains(&name) => out.extend(["</", name, ">"]),
            Edge::End => {}
        }
        Walk::Into
    });
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{line, source, text};
    use crate::html::tree::Tree;

    #[test]
    fn reads_what_is_seen() {
        let tree = Tree::parse(
            "<div id=a><p>One <b>two</b></p><blockquote><p>old</p></blockquote><script>no</script>\
             <p style='display: none'>no</p>three<br>four<span class=x>no</span></div>",
        );
        let root = tree.descendants(0).find(|node| tree.attribute(*node, "id").is_some()).unwrap();
        let skip = |node| tree.classes(node).any(|class| class == "x");
        assert_eq!(text(&tree, root, skip), "One two\n\n> old\n\nthree\nfour");
        let paragraph = tree.children(root).next().unwrap();
        assert_eq!(line(&tree, paragraph), "One two");
        assert_eq!(source(&tree, paragraph, |_| false), "One <b>two</b>");
    }
}
