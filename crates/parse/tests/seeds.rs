//! The five source pages, where `SEEDS_DIR` names a folder that holds them.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::path::PathBuf;

use threadwarden_parse::{ParseOptions, Parsed, parse};

fn seed(name: &str) -> Option<Parsed> {
    let path = PathBuf::from(std::env::var_os("SEEDS_DIR")?).join(name).with_extension("txt");
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let parsed = parse(&bytes, &ParseOptions::default());
    assert!(parsed.problems.is_empty(), "{name}: {:?}", parsed.problems);
    Some(parsed)
}

#[test]
fn comments_are_counted_and_whole() {
    // Number of comments, and bytes of the first and the last body.
    for (name, count, first, last) in [("asia-times", 23, 694, 348), ("project-syndicate", 2, 658, 4_153)] {
        let Some(parsed) = seed(name) else { return };
        let comments = &parsed.page.thread.comments;
        assert_eq!(comments.len(), count, "{name}");
        assert_eq!((comments[0].text.len(), comments[count - 1].text.len()), (first, last), "{name}");
        for (index, comment) in comments.iter().enumerate() {
            assert_eq!(comment.id.as_str(), index.to_string());
            assert_eq!(comment.text, comment.text.trim());
            assert!(!comment.text.ends_with("Read more"));
        }
    }
}

#[test]
fn pages_without_comments_stay_so() {
    for name in ["duran", "russia-in-global-affairs", "katehon"] {
        let Some(parsed) = seed(name) else { return };
        assert!(parsed.page.thread.is_empty(), "{name}");
        let article = parsed.page.article.unwrap();
        assert!(!article.title.is_empty(), "{name}");
        for furniture in ["Notify of", "View all comments", "newsletter", "Patreon", "ORCID", "(VIDEO)", "in ,"] {
            assert!(!article.text.contains(furniture), "{name}: {furniture}");
        }
        assert!(article.text.ends_with('.'), "{name}");
    }
}

#[test]
fn replies_of_the_quarrel_are_found_and_none_is_wrong() {
    let Some(parsed) = seed("asia-times") else { return };
    let thread = parsed.page.thread;
    for (reply, parent) in [(6, 5), (10, 4), (11, 10), (12, 10), (15, 12), (19, 7)] {
        assert_eq!(thread.comments[reply].parent, Some(parent), "comment {reply}");
    }
    for root in [0, 1, 7, 8, 13, 20, 21, 22] {
        assert_eq!(thread.comments[root].parent, None, "comment {root}");
    }
}
