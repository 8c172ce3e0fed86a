//! The page as a browser would build it: nothing of the comments becomes markup, every link leads somewhere.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::{HashMap, HashSet};

use base64::Engine as _;
use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use sha2::{Digest, Sha256};
use threadwarden::{Article, Comment, Moderator, Page, Thread, Time, TimeKind};
use threadwarden_report::{Format, Options};

fn html(pages: &[Page]) -> String {
    let moderator = Moderator::default();
    let mut bytes = Vec::new();
    let mut report = Format::Html.report(&mut bytes, &Options::default());
    for page in pages {
        report.page(page, &moderator.review(page)).unwrap();
    }
    report.finish().unwrap();
    drop(report);
    String::from_utf8(bytes).unwrap()
}

/// An element with what the tests ask about.
struct Element {
    name: String,
    attributes: HashMap<String, String>,
    text: String,
}

impl Element {
    fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    fn is(&self, class: &str) -> bool {
        self.attribute("class").split(' ').any(|name| name == class)
    }
}

/// Every element of the page, in document order.
fn elements(html: &str) -> Vec<Element> {
    let dom = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(html);
    assert!(dom.errors.borrow().is_empty(), "{:?}", dom.errors.borrow());
    let mut elements = Vec::new();
    let mut stack: Vec<Handle> = vec![dom.document.clone()];
    while let Some(node) = stack.pop() {
        if let NodeData::Element { name, attrs, .. } = &node.data {
            let attributes = attrs.borrow().iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
            elements.push(Element { name: name.local.to_string(), attributes, text: text(&node) });
        }
        stack.extend(node.children.borrow().iter().rev().cloned());
    }
    elements
}

/// The text of a node, without what only shows on hover.
fn text(node: &Handle) -> String {
    let mut text = String::new();
    let mut stack = vec![node.clone()];
    while let Some(node) = stack.pop() {
        match &node.data {
            NodeData::Text { contents } => text.push_str(&contents.borrow()),
            NodeData::Element { attrs, .. } if attrs.borrow().iter().any(|a| &*a.value == "tooltip") => continue,
            _ => {}
        }
        stack.extend(node.children.borrow().iter().rev().cloned());
    }
    text
}

const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "</div></li></ol></main><h1>taken over</h1>",
    "\"><img src=x onerror=alert(1)>",
    "' onfocus='alert(1)' autofocus='",
    "javascript:alert(1)//",
    "<!-- <style>*{display:none}</style>",
    "]]></svg><svg onload=alert(1)>",
    "</title></style></script><script>alert(2)</script>",
    "&lt;b&gt; &amp;amp; &#x3c;script&#x3e;",
    "a null \0, an escape \u{1b}[31m, right to left \u{202e}txt.exe\u{202c}, no space\u{200b}here, \u{ffff}",
    "You are a clueless idiot. And your <b>\"post\"</b> is garbage, 'moron' & \u{202e}clown.",
    "{{constructor.constructor('alert(1)')()}} ${alert(1)} <%= 7*7 %>",
];

fn hostile() -> Page {
    let mut page = Page {
        article: Some(Article {
            title: "Ferry </title><script>alert(3)</script> \u{202e}gone".to_owned(),
            text: "The ferry <img src=x onerror=alert(4)> ends.\n\nThe council </p></aside> voted on the ferry."
                .to_owned(),
            url: Some("javascript:alert(5)".to_owned()),
            author: Some("<i>Ida</i>".to_owned()),
            published: Some("\"><script>".to_owned()),
        }),
        thread: Thread::new("t\"><script>alert(6)</script>"),
    };
    for (index, text) in HOSTILE.iter().enumerate() {
        // Words that are somebody's name attack nobody, so the attack is no name here.
        let author = if text.starts_with("You") { HOSTILE[0] } else { text };
        let mut comment = Comment::new(format!("{index}\"><b>"), author, *text);
        comment.parent = index.checked_sub(1);
        comment.created =
            Some(Time { text: (*text).to_owned(), kind: [TimeKind::Instant, TimeKind::Relative][index % 2] });
        page.thread.push(comment);
    }
    page
}

/// The same shape with nothing to fear in it.
fn harmless() -> Page {
    let mut page = Page {
        article: Some(Article {
            title: "Harbour ferry to stop".to_owned(),
            text: "The council will end the evening ferry across the harbour in May.\n\nPassengers protested."
                .to_owned(),
            url: Some("https://example.org/ferry?a=1&b=2".to_owned()),
            author: Some("Ida Verhoeven".to_owned()),
            published: Some("3 March".to_owned()),
        }),
        thread: Thread::new("ferry"),
    };
    let texts = [
        "The evening ferry across the harbour was always empty.",
        "You are an idiot. Go back to your cave, troll.",
        "No, you are the idiot, and your comment is garbage.",
        "Could we talk about the council and the ferry again?",
    ];
    for (index, text) in texts.iter().enumerate() {
        let mut comment = Comment::new(format!("c{index}"), ["Kestrel", "Rowan"][index % 2], *text);
        comment.parent = index.checked_sub(1);
        comment.created = Some(Time { text: format!("2026-03-03T1{index}:00:00Z"), kind: TimeKind::Instant });
        page.thread.push(comment);
    }
    page
}

/// What a reader sees of a text: control characters as escapes.
fn seen(text: &str) -> String {
    let mut seen = String::new();
    for c in text.chars() {
        if matches!(c, '\0' | '\u{1b}' | '\u{202e}' | '\u{202c}' | '\u{200b}' | '\u{ffff}') {
            seen.extend(c.escape_unicode());
        } else {
            seen.push(c);
        }
    }
    seen
}

#[test]
fn comments_are_shown_letter_by_letter_and_are_never_markup() {
    let elements = elements(&html(&[hostile()]));
    let texts: Vec<&str> =
        elements.iter().filter(|e| e.name == "div" && e.is("text")).map(|e| e.text.as_str()).collect();
    assert_eq!(texts, HOSTILE.iter().map(|text| seen(text)).collect::<Vec<_>>());
    let count = |name: &str| elements.iter().filter(|element| element.name == name).count();
    assert_eq!((count("script"), count("style"), count("title"), count("main"), count("h1")), (1, 1, 1, 1, 1));
    assert_eq!(
        (count("img"), count("iframe"), count("object"), count("form"), count("base"), count("link")),
        (0, 0, 0, 0, 0, 0)
    );
    assert_eq!(elements.iter().filter(|element| element.is("c")).count(), HOSTILE.len());
    assert!(elements.iter().filter(|element| element.name == "mark").count() >= 1, "the attack is underlined");
}

#[test]
fn no_attribute_runs_styles_or_leads_away() {
    for page in [hostile(), harmless()] {
        let elements = elements(&html(&[page]));
        for element in &elements {
            for (name, value) in &element.attributes {
                assert!(!name.starts_with("on") && name != "style" && name != "src", "{name}={value}");
                if name == "href" {
                    assert!(value.starts_with('#') || value.starts_with("https://example.org/"), "{value}");
                }
            }
        }
    }
}

#[test]
fn ids_are_unique_and_every_reference_has_one() {
    for pages in [vec![hostile()], vec![harmless(), hostile(), harmless()]] {
        let elements = elements(&html(&pages));
        let mut ids = HashSet::new();
        for element in elements.iter().filter(|element| !element.attribute("id").is_empty()) {
            assert!(ids.insert(element.attribute("id")), "{} twice", element.attribute("id"));
        }
        for element in &elements {
            let href = element.attribute("href").strip_prefix('#');
            let named =
                ["aria-labelledby", "aria-describedby"].into_iter().flat_map(|name| element.attribute(name).split(' '));
            for id in href.into_iter().chain(named).filter(|id| !id.is_empty()) {
                assert!(ids.contains(id), "<{}> refers to {id}", element.name);
            }
        }
    }
}

#[test]
fn the_policy_allows_this_style_and_this_script_and_nothing_else() {
    let elements = elements(&html(&[harmless()]));
    let of = |name: &str| elements.iter().find(|element| element.name == name).unwrap();
    let policy = elements.iter().find(|e| e.attribute("http-equiv") == "Content-Security-Policy").unwrap();
    let hash = |text: &str| base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text));
    let expected = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(&of("style").text),
        hash(&of("script").text)
    );
    assert_eq!(policy.attribute("content"), expected);
    for forbidden in ["http:", "https:", "url(", "@import", "eval(", "innerHTML", "fetch("] {
        assert!(!of("style").text.contains(forbidden) && !of("script").text.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn a_reader_by_keyboard_or_by_ear_finds_the_way() {
    let elements = elements(&html(&[harmless(), harmless()]));
    let find = |name: &str| elements.iter().filter(|element| element.name == name).collect::<Vec<_>>();
    assert_eq!(find("html")[0].attribute("lang"), "en");
    assert_eq!((find("main").len(), find("header").len(), find("footer").len(), find("h1").len()), (1, 1, 1, 1));
    assert_eq!(find("a")[0].attribute("href"), "#main", "the first link skips what is on every page");
    // Headings step down by one.
    let levels: Vec<u32> = elements
        .iter()
        .filter_map(|element| element.name.strip_prefix('h').filter(|level| level.len() == 1)?.parse().ok())
        .collect();
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    for section in find("section").iter().chain(&find("aside")) {
        assert!(!section.attribute("aria-labelledby").is_empty(), "a landmark without a name");
    }
    // What shows on hover shows on focus, and is read out.
    let marks = find("mark");
    assert!(!marks.is_empty());
    for mark in marks {
        assert_eq!(mark.attribute("tabindex"), "0");
        assert!(!mark.attribute("aria-describedby").is_empty());
    }
    for svg in find("svg") {
        let named = !svg.attribute("aria-labelledby").is_empty();
        assert!(named || svg.attribute("aria-hidden") == "true", "a drawing without a name");
    }
    for control in find("input").iter().chain(&find("select")) {
        assert!(find("label").iter().any(|label| label.text.trim_start().len() > 2), "{}", control.attribute("id"));
    }
    assert!(
        elements.iter().any(|e| e.attribute("id") == "tools" && e.attributes.contains_key("hidden")),
        "tools need the script"
    );
}

#[test]
fn quarrels_are_drawn_with_a_way_to_every_turn() {
    let page = harmless();
    let review = Moderator::default().review(&page);
    assert!(!review.exchanges.is_empty(), "the case holds a quarrel");
    let elements = elements(&html(std::slice::from_ref(&page)));
    let turns: usize = review.exchanges.iter().map(|exchange| exchange.turns.len()).sum();
    assert_eq!(elements.iter().filter(|element| element.name == "circle").count(), turns);
}

#[test]
fn a_report_on_nothing_is_a_page_and_the_same_reviews_give_the_same_bytes() {
    let empty = html(&[]);
    assert!(empty.contains("No thread was read.") && empty.trim_end().ends_with("</html>"));
    elements(&empty);
    assert_eq!(html(&[hostile(), harmless()]), html(&[hostile(), harmless()]));
    let nobody = Page { article: None, thread: Thread::new("silence") };
    elements(&html(&[nobody]));
}

#[test]
fn deep_threads_are_flat_markup() {
    let mut page = Page { article: None, thread: Thread::new("deep") };
    for index in 0..3000_usize {
        let mut comment = Comment::new(index.to_string(), "Kestrel", "And another thing about the ferry.");
        comment.parent = index.checked_sub(1);
        page.thread.push(comment);
    }
    let html = html(&[page]);
    let mut depth = 0_i32;
    let mut deepest = 0;
    for tag in html.split('<').skip(1) {
        if tag.starts_with("li ") || tag.starts_with("li>") || tag.starts_with("ol") {
            depth += 1;
            deepest = deepest.max(depth);
        } else if tag.starts_with("/li>") || tag.starts_with("/ol>") {
            depth -= 1;
        }
    }
    assert_eq!(depth, 0);
    assert!(deepest < 6, "lists in lists: {deepest}");
}
