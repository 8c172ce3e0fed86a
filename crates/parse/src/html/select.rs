//! Finding elements by name, class and attribute.

use super::tree::{NodeId, Tree};

/// A small part of CSS: `tag`, `.class`, `#id`, `[name]`, `[name=value]`, `[name^=start]`, `[name*=part]`, written together.
///
/// `.class*` and `#id*` stand for everything that starts so.
pub(crate) type Selector = &'static str;

/// Whether an element fits.
pub(crate) fn fits(tree: &Tree, node: NodeId, selector: &str) -> bool {
    let name = tree.name(node);
    if name.is_empty() {
        return false;
    }
    let end = selector.find(['.', '#', '[']).unwrap_or(selector.len());
    if end > 0 && &selector[..end] != name {
        return false;
    }
    let mut rest = &selector[end..];
    while let Some(kind) = rest.chars().next() {
        let behind = &rest[1..];
        let (condition, next) = if kind == '[' {
            behind.split_once(']').unwrap_or((behind, ""))
        } else {
            behind.split_at(behind.find(['.', '#', '[']).unwrap_or(behind.len()))
        };
        let holds = match kind {
            '.' => tree.classes(node).any(|class| is_like(class, condition)),
            '#' => tree.attribute(node, "id").is_some_and(|id| is_like(id, condition)),
            _ => attribute_fits(tree, node, condition),
        };
        if !holds {
            return false;
        }
        rest = next;
    }
    true
}

/// Whether a name is another, or starts like it where that ends in a star.
fn is_like(name: &str, pattern: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    }
}

fn attribute_fits(tree: &Tree, node: NodeId, condition: &str) -> bool {
    let Some((name, wanted)) = condition.split_once('=') else { return tree.attribute(node, condition).is_some() };
    let (name, kind) = match name.char_indices().next_back() {
        Some((at, kind @ ('^' | '*' | '~'))) => (&name[..at], kind),
        _ => (name, '='),
    };
    tree.attribute(node, name).is_some_and(|value| match kind {
        '^' => value.starts_with(wanted),
        '*' => value.contains(wanted),
        '~' => value.split_ascii_whitespace().any(|word| word == wanted),
        _ => value == wanted,
    })
}

/// Whether an element fits any of several selectors.
pub(crate) fn fits_any(tree: &Tree, node: NodeId, selectors: &[Selector]) -> bool {
    selectors.iter().any(|selector| fits(tree, node, selector))
}

#[cfg(test)]
mod tests {
    use super::fits;
    use crate::html::tree::Tree;

    #[test]
    fn selects() {
        let tree = Tree::parse("<li id=comment-12 class='comment depth-2' data-x='a b'>");
        let item = tree.descendants(0).find(|node| tree.name(*node) == "li").unwrap();
        for (selector, expected) in [
            ("li", true),
            ("li.comment", true),
            (".depth-*", true),
            ("#comment-*.comment", true),
            ("[data-x]", true),
            ("[data-x~=b]", true),
            ("[data-x^=a][id*=ment]", true),
            ("div.comment", false),
            (".comments", false),
            (".depth", false),
            ("[data-x=a]", false),
            ("[data-y]", false),
        ] {
            assert_eq!(fits(&tree, item, selector), expected, "{selector}");
        }
    }
}
