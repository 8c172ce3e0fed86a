//! The article of an HTML page: the element with the most prose, without comments and furniture.

use std::collections::HashMap;

use threadwarden_thread::Article;

use super::names::{any_has, is_comment_name, tokens};
use super::read::{line, text};
use super::tree::{NodeId, Tree};
use crate::layouts::furniture;
use crate::prose::words;

/// Finds the article; `comments` are the elements it cannot be in.
pub(crate) fn article(tree: &Tree, comments: &[NodeId]) -> Option<Article> {
    let left = left_out(tree, comments);
    let out = &left.out;
    let body = body(tree, out);
    let title = title(tree, out);
    let is_title = |node: NodeId| matches!(tree.name(node), "h1" | "h2") && line(tree, node) == title;
    let inside = |body: NodeId| without_furniture(&text(tree, body, |node| out[node] || is_title(node)));
    let mut text = body.map(inside).unwrap_or_default();
    if let Some(lead) = body.map(|body| lead(tree, &left, body, &title)).filter(|lead| !lead.is_empty())
        && !text.starts_with(&lead)
    {
        text = format!("{lead}\n\n{text}");
    }
    if text.is_empty() && title.is_empty() {
        return None;
    }
    let meta = |names: &[&str]| meta(tree, names);
    Some(Article {
        title,
        text,
        url: canonical(tree).or_else(|| meta(&["og:url"])),
        author: meta(&["author", "article:author", "dc.creator", "parsely-author"])
            .filter(|name| !name.starts_with("http")),
        published: meta(&[
            "article:published_time",
            "datePublished",
            "date",
            "dc.date",
            "pubdate",
            "og:article:published_time",
        ]),
    })
}

/// What names say that an element is no article.
const FRAME: &[&str] = &[
    "sidebar",
    "related",
    "share",
    "social",
    "newsletter",
    "promo",
    "advert",
    "breadcrumb",
    "footer",
    "navigation",
    "nav-",
    "menu",
    "cookie",
    "author-bio",
    "authorbox",
    "author-box",
    "pagination",
    "recommend",
    "teaser",
    "popular",
    "trending",
    "subscribe",
    "banner",
    "sponsor",
    "widget",
    "print",
    "tags",
    "rating",
    "disqus",
    "respond",
    "byline",
    "toolbar",
    "paywall",
    "login",
];

/// Names of frames that also name the first lines of an article.
const LEAD: &[&str] = &["teaser", "print"];

/// What is left out of the article, and what of that may be its first lines.
struct LeftOut {
    out: Vec<bool>,
    /// Left out for being in a header or a teaser, and for nothing else.
    maybe_lead: Vec<bool>,
}

fn left_out(tree: &Tree, comments: &[NodeId]) -> LeftOut {
    const TAGS: &[&str] = &["nav", "footer", "aside", "form", "header", "menu", "dialog"];
    /// An element with more of the page's text than this is the page, whatever it is called.
    const MOST_PART: usize = 3;
    let lengths = lengths(tree);
    let all = lengths[tree.root()].max(1);
    let mut out = vec![false; tree.len()];
    for &node in comments {
        out[node] = true;
    }
    let frames = frames(tree, &out);
    let mut maybe_lead = vec![false; tree.len()];
    for node in tree.descendants(tree.root()) {
        let above = tree.parent(node).filter(|above| out[*above]);
        let name = tree.name(node);
        let names_it = !name.is_empty() && !matches!(name, "html" | "body" | "article" | "main");
        let tokens = if names_it { tokens(tree, node) } else { Vec::new() };
        let is_comments = is_comment_name(&tokens) && lengths[node] * 4 < all * MOST_PART;
        let is_frame = frames[node] != 0 && lengths[node] * MOST_PART < all;
        let is_tag = TAGS.contains(&name) && lengths[node] * MOST_PART < all;
        let is_lead = name == "header" || frames[node] & !lead_frames() == 0 && !TAGS.contains(&name);
        if let Some(above) = above {
            out[node] = true;
            maybe_lead[node] = maybe_lead[above] && !is_comments && (!is_frame && !is_tag || is_lead);
        } else if !out[node] && names_it {
            let is_article = tokens.iter().any(|token| token == "articlebody");
            out[node] = !is_article && (is_comments || is_frame || is_tag);
            maybe_lead[node] = out[node] && !is_comments && is_lead;
        }
    }
    LeftOut { out, maybe_lead }
}

/// The bits of [`LEAD`] among those of [`FRAME`].
fn lead_frames() -> u64 {
    FRAME.iter().enumerate().filter(|(_, word)| LEAD.contains(word)).map(|(at, _)| 1 << at).sum()
}

/// For each element the frames that its names speak of, one bit for each of [`FRAME`].
///
/// A name that most of the prose stands under says nothing on this page: themes call everything a widget.
fn frames(tree: &Tree, out: &[bool]) -> Vec<u64> {
    const MOST_PART: u64 = 2;
    let mut own = vec![0_u64; tree.len()];
    let mut within = vec![0_u64; tree.len()];
    let mut under = [0_u64; 64];
    let mut all = 0;
    for node in tree.inside(tree.root(), |node| out[node]) {
        let name = tree.name(node);
        if !name.is_empty() && !matches!(name, "html" | "body") {
            let tokens = tokens(tree, node);
            let bits = FRAME.iter().enumerate().filter(|(_, word)| any_has(&tokens, std::slice::from_ref(word)));
            own[node] = bits.map(|(at, _)| 1 << at).sum();
        }
        within[node] = own[node] | tree.parent(node).map_or(0, |above| within[above]);
        if !out[node] && PROSE.contains(&name) {
            let words = words(&own_words(tree, node));
            if words >= FEWEST_WORDS {
                all += words as u64;
                for (at, sum) in under.iter_mut().enumerate().filter(|(at, _)| within[node] >> at & 1 == 1) {
                    debug_assert!(at < FRAME.len());
                    *sum += words as u64;
                }
            }
        }
    }
    let says_nothing: u64 =
        under.iter().enumerate().filter(|(_, sum)| **sum * MOST_PART > all).map(|(at, _)| 1 << at).sum();
    for bits in &mut own {
        *bits &= !says_nothing;
    }
    own
}

/// Elements that prose stands in.
const PROSE: &[&str] = &["p", "pre", "blockquote", "div", "td", "section", "li", "h2", "h3", "article"];

/// Fewer words are no prose.
const FEWEST_WORDS: usize = 8;

/// Bytes of text in each element.
fn lengths(tree: &Tree) -> Vec<usize> {
    let mut lengths = vec![0; tree.len()];
    let order: Vec<NodeId> = tree.descendants(tree.root()).collect();
    for &node in order.iter().rev() {
        if let Some(text) = tree.own_text(node) {
            let unseen =
                tree.parent(node).is_some_and(|above| matches!(tree.name(above), "script" | "style" | "noscript"));
            lengths[node] = if unseen { 0 } else { text.trim().len() };
        }
        if let Some(above) = tree.parent(node) {
            lengths[above] += lengths[node];
        }
    }
    lengths
}

/// The element whose paragraphs say most.
///
/// Every paragraph counts for its parent, and half for the one above; links do not count.
/// Source: the scoring of Readability (Arc90, 2009), in short.
fn body(tree: &Tree, out: &[bool]) -> Option<NodeId> {
    let mut scores: HashMap<NodeId, f32> = HashMap::new();
    for node in tree.inside(tree.root(), |node| out[node]) {
        if out[node] || !PROSE.contains(&tree.name(node)) {
            continue;
        }
        // Text that stands in the element itself or in what sets words apart.
        let own: String = own_words(tree, node);
        let count = words(&own);
        if count < FEWEST_WORDS {
            continue;
        }
        let weight = 1.0 + own.matches([',', '.', ';']).count() as f32 * 0.5 + (own.len() as f32 / 100.0).min(5.0);
        let mut share = weight;
        let first = if matches!(tree.name(node), "p" | "pre" | "blockquote" | "li" | "h2" | "h3") {
            tree.parent(node)
        } else {
            Some(node)
        };
        let chain = std::iter::successors(first, |node| tree.parent(*node));
        for above in chain.take(4) {
            *scores.entry(above).or_default() += share;
            share *= 0.6;
        }
    }
    let best = scores.iter().max_by(|one, other| one.1.total_cmp(other.1).then(other.0.cmp(one.0)));
    best.map(|(node, _)| climb(tree, out, *node))
}

/// The largest element around a body that adds mostly prose: the other sections of the article.
fn climb(tree: &Tree, out: &[bool], body: NodeId) -> NodeId {
    /// Steps upwards; sections lie in a few wrappers at most.
    const MOST_STEPS: usize = 8;
    /// Part of what is added that must be prose.
    const LEAST_PART: f32 = 0.7;
    let measure = |node: NodeId| -> (usize, usize) {
        let (mut prose, mut all) = (0, 0);
        for inside in tree.inside(node, |node| out[node] || matches!(tree.name(node), "script" | "style" | "noscript"))
        {
            if out[inside] {
                continue;
            }
            if let Some(text) = tree.own_text(inside) {
                all += text.split_whitespace().count();
            } else if PROSE.contains(&tree.name(inside)) {
                let count = words(&own_words(tree, inside));
                prose += if count >= FEWEST_WORDS { count } else { 0 };
            }
        }
        (prose, all)
    };
    let mut best = body;
    let mut known = measure(body);
    for above in tree.ancestors(body).take(MOST_STEPS) {
        if matches!(tree.name(above), "body" | "html" | "") || out[above] {
            break;
        }
        let now = measure(above);
        let (prose, all) = (now.0.saturating_sub(known.0), now.1.saturating_sub(known.1));
        if prose > 0 && prose as f32 >= all as f32 * LEAST_PART {
            best = above;
            known = now;
        }
    }
    best
}

/// The first lines of an article that stand above its body: a summary in the header, a paragraph in large type.
fn lead(tree: &Tree, left: &LeftOut, body: NodeId, title: &str) -> String {
    /// More paragraphs above the body are something else.
    const MOST: usize = 4;
    const LONGEST_BYTES: usize = 1_500;
    let mut started = false;
    let mut lines: Vec<String> = Vec::new();
    let skip = |node: NodeId| node == body || left.out[node] && !left.maybe_lead[node];
    for node in tree.inside(tree.root(), skip) {
        if node == body {
            break;
        }
        let name = tree.name(node);
        let is_heading = matches!(name, "h1" | "h2") && line(tree, node) == title;
        started |= is_heading || matches!(name, "article" | "main") && tree.ancestors(body).any(|above| above == node);
        if is_heading {
            lines.clear();
        }
        let fits = started
            && !is_heading
            && PROSE.contains(&name)
            && (!left.out[node] || left.maybe_lead[node])
            && !tree.ancestors(body).any(|above| above == node);
        if !fits {
            continue;
        }
        let words_in = own_words(tree, node);
        let text = words_in.split_whitespace().collect::<Vec<&str>>().join(" ");
        let is_prose = words(&text) >= FEWEST_WORDS && text.len() <= LONGEST_BYTES;
        if is_prose && lines.len() <= MOST && furniture(&text).is_none() && !lines.contains(&text) && text != title {
            lines.push(text);
        }
    }
    if lines.len() > MOST { String::new() } else { lines.join("\n\n") }
}

/// The text of an element that is in no block and in no link inside it.
fn own_words(tree: &Tree, node: NodeId) -> String {
    let mut own = String::new();
    let is_block = |node: NodeId| {
        matches!(
            tree.name(node),
            "p" | "div"
                | "ul"
                | "ol"
                | "table"
                | "section"
                | "article"
                | "a"
                | "script"
                | "style"
                | "form"
                | "blockquote"
                | "td"
                | "tr"
                | "li"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "noscript"
        )
    };
    for inside in tree.inside(node, is_block) {
        if let Some(text) = tree.own_text(inside) {
            own.push_str(text);
        }
    }
    own
}

/// The headline: the page's own heading, or what the page is called elsewhere.
fn title(tree: &Tree, out: &[bool]) -> String {
    let named = meta(tree, &["og:title", "twitter:title", "title"]).unwrap_or_default();
    let headings: Vec<String> = tree
        .inside(tree.root(), |_| false)
        .filter(|node| {
            tree.name(*node) == "h1" && (!out[*node] || tree.ancestors(*node).any(|above| tree.name(above) == "header"))
        })
        .map(|node| line(tree, node))
        .filter(|line| words(line) > 0)
        .collect();
    if let Some(heading) = headings.iter().find(|heading| !named.is_empty() && named.contains(heading.as_str())) {
        return heading.clone();
    }
    if headings.len() == 1 && words(&headings[0]) >= 3 {
        return headings[0].clone();
    }
    if !named.is_empty() {
        return named;
    }
    let element = tree.descendants(tree.root()).find(|node| tree.name(*node) == "title");
    let own = |node: NodeId| tree.children(node).filter_map(|node| tree.own_text(node)).collect::<String>();
    let whole = element.map(own).unwrap_or_default();
    headings.into_iter().next().unwrap_or_else(|| whole.split_whitespace().collect::<Vec<&str>>().join(" "))
}

fn meta(tree: &Tree, names: &[&str]) -> Option<String> {
    names.iter().find_map(|wanted| {
        let found = tree.descendants(tree.root()).find(|node| {
            tree.name(*node) == "meta"
                && ["property", "name", "itemprop"]
                    .iter()
                    .any(|name| tree.attribute(*node, name).is_some_and(|name| name.eq_ignore_ascii_case(wanted)))
        })?;
        tree.attribute(found, "content").map(|content| content.trim().to_owned()).filter(|content| !content.is_empty())
    })
}

fn canonical(tree: &Tree) -> Option<String> {
    let link = tree
        .descendants(tree.root())
        .find(|node| tree.name(*node) == "link" && tree.attribute(*node, "rel") == Some("canonical"))?;
    tree.attribute(link, "href").map(str::to_owned)
}

fn without_furniture(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| line.trim().is_empty() || furniture(line).is_none()).collect();
    let mut out = String::with_capacity(text.len());
    let mut blanks = 0;
    for line in lines {
        if line.trim().is_empty() {
            blanks += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blanks > 0 { "\n\n" } else { "\n" });
        }
        blanks = 0;
        out.push_str(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::article;
    use crate::html::tree::Tree;

    #[test]
    fn takes_the_article_and_leaves_the_frame() {
        let prose = "<p>The harbour office counted forty late departures in a single week, more than ever before.</p>";
        let page = format!(
            "<head><title>Ferries run late | Review</title><meta property='og:title' content='Ferries run late'></head>\
             <body><nav><a href=/>Home</a></nav><div class=post><h1>Ferries run late</h1>{prose}{prose}</div>\
             <div class=sidebar><p>A teaser about something else, of which nobody has ever heard a word.</p></div>\
             <div id=comments><p>I was on one of those boats, and it was not late at all, not even by a minute.</p></div></body>"
        );
        let tree = Tree::parse(&page);
        let found = article(&tree, &[]).unwrap();
        assert_eq!(found.title, "Ferries run late");
        assert!(found.text.contains("forty late departures"));
        assert!(!found.text.contains("teaser") && !found.text.contains("those boats"));
        assert_eq!(article(&Tree::parse(""), &[]), None);
    }
}
