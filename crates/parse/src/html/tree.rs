//! HTML as a flat tree, built by the rules that browsers follow and kept from growing out of hand.

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, LocalName, Namespace, QualName, TokenizerResult};

/// The index of a node.
pub(crate) type NodeId = usize;

/// A page as nodes in one list; nothing in it is nested, so dropping it is a loop.
pub(crate) struct Tree {
    nodes: Vec<Node>,
    /// Whether the page was larger than a page may be, and the rest of its elements was left out.
    pub(crate) truncated: bool,
}

struct Node {
    data: Data,
    parent: Option<u32>,
    first: Option<u32>,
    last: Option<u32>,
    next: Option<u32>,
    before: Option<u32>,
    depth: u32,
}

enum Data {
    Document,
    Element(QualName, Vec<Attribute>),
    Text(String),
    Other,
}

/// Elements deeper than this become siblings; browsers stop at 512 as well.
const DEEPEST: u32 = 512;

/// More nodes than any page has that somebody reads.
const MOST_NODES: usize = 2_000_000;

/// Open elements like `<b>` are built anew in every paragraph; more than this many nobody writes.
const MOST_FORMATTING: usize = 64;

impl Tree {
    /// Builds the tree of a page.
    pub(crate) fn parse(html: &str) -> Tree {
        let builder = TreeBuilder::new(Sink::default(), TreeBuilderOpts::default());
        let tokenizer = Tokenizer::new(Guard { builder, formatting: RefCell::default() }, TokenizerOpts::default());
        let input = BufferQueue::default();
        input.push_back(StrTendril::from_slice(html));
        // Scripts and statements about the encoding only interrupt.
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        tokenizer.end();
        let sink = tokenizer.sink.builder.sink;
        let nodes = sink.nodes.into_inner();
        Tree { truncated: nodes.len() >= MOST_NODES, nodes }
    }

    /// The node that holds the page.
    pub(crate) fn root(&self) -> NodeId {
        0
    }

    /// The number of nodes.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The element's name; empty for what is no element.
    pub(crate) fn name(&self, node: NodeId) -> &str {
        match &self.nodes[node].data {
            Data::Element(name, _) => &name.local,
            _ => "",
        }
    }

    /// The text of a text node.
    pub(crate) fn own_text(&self, node: NodeId) -> Option<&str> {
        match &self.nodes[node].data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Every attribute of an element.
    pub(crate) fn attributes(&self, node: NodeId) -> impl Iterator<Item = (&str, &str)> {
        let attributes = match &self.nodes[node].data {
            Data::Element(_, attributes) => attributes.as_slice(),
            _ => &[],
        };
        attributes.iter().map(|attribute| (&*attribute.name.local, &*attribute.value))
    }

    /// The value of an attribute.
    pub(crate) fn attribute(&self, node: NodeId, name: &str) -> Option<&str> {
        self.attributes(node).find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    /// The words of the class attribute.
    pub(crate) fn classes(&self, node: NodeId) -> impl Iterator<Item = &str> {
        self.attribute(node, "class").unwrap_or("").split_ascii_whitespace()
    }

    pub(crate) fn parent(&self, node: NodeId) -> Option<NodeId> {
        self.nodes[node].parent.map(|parent| parent as NodeId)
    }

    /// Parents upwards, the nearest first.
    pub(crate) fn ancestors(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.parent(node), |node| self.parent(*node)).take(self.nodes.len())
    }

    pub(crate) fn children(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.nodes[node].first, |child| self.nodes[*child as NodeId].next)
            .map(|child| child as NodeId)
    }

    /// The sibling behind a node.
    pub(crate) fn next_sibling(&self, node: NodeId) -> Option<NodeId> {
        self.nodes[node].next.map(|next| next as NodeId)
    }

    /// Everything inside a node, in the order of the page, without what lies in nodes that `skip` names.
    pub(crate) fn inside<'t>(
        &'t self,
        root: NodeId,
        skip: impl Fn(NodeId) -> bool + 't,
    ) -> impl Iterator<Item = NodeId> + 't {
        let mut at = Some(root);
        std::iter::from_fn(move || {
            let found = self.step(root, at?, |node| node != root && skip(node))?;
            at = Some(found);
            Some(found)
        })
        .filter(move |node| *node != root)
    }

    /// Everything inside a node.
    pub(crate) fn descendants(&self, root: NodeId) -> impl Iterator<Item = NodeId> {
        self.inside(root, |_| false)
    }

    /// The next node inside `root`; the inside of skipped ones is passed over, they themselves are not.
    fn step(&self, root: NodeId, at: NodeId, skip: impl Fn(NodeId) -> bool) -> Option<NodeId> {
        if !skip(at)
            && let Some(first) = self.nodes[at].first
        {
            return Some(first as NodeId);
        }
        let mut at = at;
        while at != root {
            if let Some(next) = self.nodes[at].next {
                return Some(next as NodeId);
            }
            at = self.parent(at)?;
        }
        None
    }

    /// Goes through a node and everything inside it, calling at each start and each end.
    pub(crate) fn visit(&self, root: NodeId, mut take: impl FnMut(NodeId, Edge) -> Walk) {
        let mut at = root;
        loop {
            let walk = take(at, Edge::Start);
            if walk == Walk::Into
                && let Some(first) = self.nodes[at].first
            {
                at = first as NodeId;
                continue;
            }
            loop {
                take(at, Edge::End);
                if at == root {
                    return;
                }
                if let Some(next) = self.nodes[at].next {
                    at = next as NodeId;
                    break;
                }
                match self.parent(at) {
                    Some(parent) => at = parent,
                    None => return,
                }
            }
        }
    }
}

/// Which end of an element is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    Start,
    End,
}

/// Whether to go into an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Walk {
    Into,
    Past,
}

/// Stands between the tokenizer and the tree builder and drops tags that would only do harm.
struct Guard {
    builder: TreeBuilder<usize, Sink>,
    /// Formatting elements opened and not closed.
    formatting: RefCell<usize>,
}

impl TokenSink for Guard {
    type Handle = usize;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<usize> {
        if let Token::TagToken(tag) = &token {
            const FORMATTING: &[&str] =
                &["b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
            let sink = &self.builder.sink;
            let is_formatting = FORMATTING.contains(&&*tag.name);
            let mut formatting = self.formatting.borrow_mut();
            match tag.kind {
                TagKind::StartTag => {
                    let full = sink.nodes.borrow().len() >= MOST_NODES;
                    let deep = *sink.depth.borrow() >= DEEPEST;
                    if full || deep || is_formatting && *formatting >= MOST_FORMATTING {
                        return TokenSinkResult::Continue;
                    }
                    *formatting += usize::from(is_formatting);
                }
                TagKind::EndTag => {
                    *formatting = formatting.saturating_sub(usize::from(is_formatting));
                }
            }
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Where the tree builder puts its nodes.
struct Sink {
    nodes: RefCell<Vec<Node>>,
    /// Depth of the innermost open element.
    depth: RefCell<u32>,
}

impl Default for Sink {
    fn default() -> Self {
        Sink { nodes: RefCell::new(vec![Node::new(Data::Document)]), depth: RefCell::new(0) }
    }
}

impl Node {
    fn new(data: Data) -> Self {
        Node { data, parent: None, first: None, last: None, next: None, before: None, depth: 0 }
    }
}

impl Sink {
    fn create(&self, data: Data) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node::new(data));
        nodes.len() - 1
    }

    fn detach(nodes: &mut [Node], node: usize) {
        let Node { parent, before, next, .. } = nodes[node];
        match before {
            Some(before) => nodes[before as usize].next = next,
            None => {
                if let Some(parent) = parent {
                    nodes[parent as usize].first = next;
                }
            }
        }
        match next {
            Some(next) => nodes[next as usize].before = before,
            None => {
                if let Some(parent) = parent {
                    nodes[parent as usize].last = before;
                }
            }
        }
        let node = &mut nodes[node];
        (node.parent, node.before, node.next) = (None, None, None);
    }

    fn attach(&self, nodes: &mut [Node], parent: usize, child: usize, next: Option<u32>) {
        Sink::detach(nodes, child);
        let before = match next {
            Some(next) => nodes[next as usize].before,
            None => nodes[parent].last,
        };
        let depth = nodes[parent].depth + 1;
        let node = &mut nodes[child];
        (node.parent, node.before, node.next, node.depth) = (Some(parent as u32), before, next, depth);
        if matches!(node.data, Data::Element(..)) {
            *self.depth.borrow_mut() = depth;
        }
        match before {
            Some(before) => nodes[before as usize].next = Some(child as u32),
            None => nodes[parent].first = Some(child as u32),
        }
        match next {
            Some(next) => nodes[next as usize].before = Some(child as u32),
            None => nodes[parent].last = Some(child as u32),
        }
    }

    fn insert(&self, parent: usize, child: NodeOrText<usize>, next: Option<u32>) {
        let mut nodes = self.nodes.borrow_mut();
        let child = match child {
            NodeOrText::AppendNode(child) => child,
            NodeOrText::AppendText(text) => {
                *self.depth.borrow_mut() = nodes[parent].depth;
                let before = match next {
                    Some(next) => nodes[next as usize].before,
                    None => nodes[parent].last,
                };
                if let Some(Node { data: Data::Text(known), .. }) =
                    before.and_then(|before| nodes.get_mut(before as usize))
                {
                    known.push_str(&text);
                    return;
                }
                if nodes.len() >= MOST_NODES {
                    return;
                }
                nodes.push(Node::new(Data::Text(text.to_string())));
                nodes.len() - 1
            }
        };
        self.attach(&mut nodes, parent, child, next);
    }
}

/// An element's name, as the tree builder asks for it.
#[derive(Debug)]
struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl TreeSink for Sink {
    type Handle = usize;
    type Output = Sink;
    type ElemName<'a> = Name;

    fn finish(self) -> Sink {
        self
    }

    fn pop(&self, node: &usize) {
        *self.depth.borrow_mut() = self.nodes.borrow()[*node].depth.saturating_sub(1);
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> usize {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a usize) -> Name {
        match &self.nodes.borrow()[*target].data {
            Data::Element(name, _) => Name(name.clone()),
            _ => Name(QualName::new(None, Namespace::default(), LocalName::default())),
        }
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> usize {
        self.create(Data::Element(name, attributes))
    }

    fn create_comment(&self, _: StrTendril) -> usize {
        self.create(Data::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        self.create(Data::Other)
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        self.insert(*parent, child, None);
    }

    fn append_based_on_parent_node(&self, element: &usize, previous: &usize, child: NodeOrText<usize>) {
        let has_parent = self.nodes.borrow()[*element].parent.is_some();
        if has_parent { self.append_before_sibling(element, child) } else { self.append(previous, child) }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &usize) -> usize {
        *target
    }

    fn same_node(&self, one: &usize, other: &usize) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &usize, child: NodeOrText<usize>) {
        let parent = self.nodes.borrow()[*sibling].parent;
        if let Some(parent) = parent {
            self.insert(parent as usize, child, Some(*sibling as u32));
        }
    }

    fn add_attrs_if_missing(&self, target: &usize, attributes: Vec<Attribute>) {
        if let Data::Element(_, known) = &mut self.nodes.borrow_mut()[*target].data {
            for attribute in attributes {
                if !known.iter().any(|known| known.name == attribute.name) {
                    known.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &usize) {
        Sink::detach(&mut self.nodes.borrow_mut(), *target);
    }

    fn reparent_children(&self, node: &usize, new_parent: &usize) {
        let mut nodes = self.nodes.borrow_mut();
        while let Some(child) = nodes[*node].first {
            self.attach(&mut nodes, *new_parent, child as usize, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{DEEPEST, Tree};

    #[test]
    fn builds_the_tree_a_browser_builds() {
        let tree = Tree::parse("<ul><li class='a b'>one<li>two</ul><p>x<p>y<table><tr><td>z</table>");
        let names: Vec<&str> =
            tree.descendants(0).map(|node| tree.name(node)).filter(|name| !name.is_empty()).collect();
        assert_eq!(names, ["html", "head", "body", "ul", "li", "li", "p", "p", "table", "tbody", "tr", "td"]);
        let item = tree.descendants(0).find(|node| tree.name(*node) == "li").unwrap();
        assert_eq!(tree.classes(item).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(tree.ancestors(item).count(), 4);
    }

    #[test]
    fn hostile_pages_stay_small_and_quick() {
        let start = Instant::now();
        let pages = [
            "<div>".repeat(200_000),
            "</x><div>".repeat(100_000),
            "<b>".repeat(100_000),
            (0..50_000).map(|at| format!("<p><b a={at}>x")).collect(),
            "<table>".repeat(50_000),
            "<svg>".repeat(50_000),
            "<a><p>".repeat(50_000),
            "<font><div>".repeat(50_000),
        ];
        for page in &pages {
            let tree = Tree::parse(page);
            let deepest = tree.nodes.iter().map(|node| node.depth).max().unwrap();
            assert!(deepest <= DEEPEST + 2 * 64 + 8, "{deepest} {}", &page[..20]);
            assert!(tree.len() < 4_000_000, "{} {}", tree.len(), &page[..20]);
        }
        assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    }
}
