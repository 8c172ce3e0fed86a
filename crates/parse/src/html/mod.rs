//! Pages as HTML: known markups as a table, a finder for unknown ones, and the article around them.

pub(crate) mod article;
mod blocks;
mod entry;
mod markups;
mod names;
mod read;
mod select;
mod structured;
mod tables;
mod tree;

pub(crate) use entry::Entry;
pub(crate) use tree::{NodeId, Tree};

use crate::json::Nodes;

/// The comments of a page by one way of reading it.
pub(crate) struct Candidate {
    /// The name of the markup.
    pub(crate) name: &'static str,
    pub(crate) entries: Vec<Entry>,
    /// Whether the markup says who answers whom where somebody does.
    pub(crate) links_known: bool,
    /// How sure, from 0 to 1.
    pub(crate) score: f32,
    /// The places of the comments and of what belongs to them, which are no article.
    pub(crate) nodes: Vec<NodeId>,
}

/// The reading that fits a page best; none when the page holds no comments.
pub(crate) fn find(tree: &Tree) -> Option<Candidate> {
    let mut known = markups::find(tree);
    known.extend(structured::microdata(tree));
    known.retain(|candidate| candidate.comments() > 0 || !candidate.entries.is_empty());
    // More comments count for more.
    let weight = |candidate: &Candidate| candidate.score * (1.0 + candidate.comments() as f32).ln();
    let known = known.into_iter().reduce(|best, next| if weight(&next) > weight(&best) { next } else { best });
    let guessed = blocks::find(tree);
    match (known, guessed) {
        // A guess replaces what is known only when it finds the same comments and more.
        (Some(known), Some(guessed)) if known.comments() > 0 => {
            let covered = known
                .entries
                .iter()
                .filter(|entry| guessed.entries.iter().any(|other| other.text.contains(&entry.text)));
            let covers = covered.take(COVER_LOOK).count() * 2 > known.entries.len().min(COVER_LOOK);
            let is_more = guessed.comments() * 2 > known.comments() * 3;
            Some(if covers && is_more { guessed } else { known })
        }
        (known, guessed) => guessed.or(known),
    }
}

/// Comments of a known markup that are looked for among the guessed ones.
const COVER_LOOK: usize = 50;

impl Candidate {
    /// Entries that are comments and no pings.
    pub(crate) fn comments(&self) -> usize {
        self.entries.iter().filter(|entry| !entry.is_ping).count()
    }
}

/// The JSON-LD blocks of a page, each handed over as text with room to read it.
pub(crate) fn json_ld(tree: &Tree, mut take: impl FnMut(&str, &mut Nodes)) {
    let mut nodes = Nodes::default();
    for node in tree.descendants(tree.root()) {
        let is_block = tree.name(node) == "script"
            && tree.attribute(node, "type").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/ld+json"));
        if is_block {
            for text in tree.children(node).filter_map(|child| tree.own_text(child)) {
                take(text, &mut nodes);
            }
        }
    }
}
