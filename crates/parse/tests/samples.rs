//! Sample files of other people's exports, counted in the raw file and in what was read.
//!
//! The samples are no part of the project. `FORMATS_DIR=<their folder> cargo test -p threadwarden-parse --test samples` runs
//! the test; without the variable it passes and says so.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::Path;

use threadwarden_parse::{ParseOptions, Parsed, read};
use threadwarden_thread::{State, TimeKind};

/// How often a raw file must hold something for each comment that is read.
struct Sample {
    path: &'static str,
    format: &'static str,
    /// What stands once in every comment, pings included.
    comment: &'static str,
    /// What stands once in every comment that answers another one of the file.
    reply: Option<&'static str>,
    /// What stands once in every pingback or trackback.
    pings: &'static [&'static str],
    /// What stands once in every comment that was deleted, held or taken for spam.
    hidden: &'static [&'static str],
}

const BASE: Sample = Sample { path: "", format: "", comment: "", reply: None, pings: &[], hidden: &[] };

const SAMPLES: &[Sample] = &[
    Sample {
        path: "wordpress-wxr/theme-test-data-items-with-comments.xml",
        format: "wordpress-wxr",
        comment: "<wp:comment>",
        pings: &["<wp:comment_type>pingback<", "<wp:comment_type>trackback<"],
        hidden: &["<wp:comment_approved>0<", "<wp:comment_approved>spam<", "<wp:comment_approved>trash<"],
        ..BASE
    },
    Sample {
        path: "disqus-xml/isso-disqus.xml",
        format: "disqus-xml",
        comment: "</post>",
        reply: Some("<parent "),
        hidden: &["<isDeleted>true<", "<isSpam>true<"],
        ..BASE
    },
    Sample {
        path: "disqus-xml/remark42-disqus.xml",
        format: "disqus-xml",
        comment: "</post>",
        reply: Some("<parent "),
        hidden: &["<isDeleted>true<", "<isSpam>true<"],
        ..BASE
    },
    Sample { path: "commento/remark42-testdata-commento.json", format: "commento", comment: "\"commentHex\"", ..BASE },
    Sample { path: "remark42/tree.json", format: "remark42", comment: "\"pid\"", ..BASE },
    Sample { path: "reddit/arctic-shift.ndjson", format: "pushshift", comment: "\"link_id\"", ..BASE },
    Sample { path: "mbox/thread.mbox", format: "mbox", comment: "\nMessage-ID:", ..BASE },
    Sample { path: "isso/isso-generic.json", format: "isso", comment: "\"text\"", ..BASE },
    Sample {
        path: "wordpress-rest/comments.json",
        format: "wordpress-rest",
        comment: "\"author_name\"",
        pings: &["\"type\": \"pingback\""],
        ..BASE
    },
    Sample { path: "hackernews/algolia-item.json", format: "hacker-news-algolia", comment: "\"comment\"", ..BASE },
];

#[test]
fn nothing_of_the_samples_is_lost() {
    let Some(root) = std::env::var_os("FORMATS_DIR") else { return };
    for sample in SAMPLES {
        let path = Path::new(&root).join(sample.path);
        let raw = fs::read(&path).unwrap();
        let pages: Vec<Parsed> = read(raw.as_slice(), &ParseOptions::default()).map(Result::unwrap).collect();
        assert!(pages.iter().all(|page| page.format.as_str() == sample.format), "{}", path.display());
        let text = String::from_utf8_lossy(&raw);
        let times = |what: &str| text.matches(what).count();
        let comments: Vec<_> = pages.iter().flat_map(|page| &page.page.thread.comments).collect();
        let pings: usize = pages.iter().map(|page| page.pings.len()).sum();
        assert_eq!(comments.len() + pings, times(sample.comment), "{}: comments", path.display());
        assert_eq!(pings, sample.pings.iter().map(|what| times(what)).sum::<usize>(), "{}: pings", path.display());
        if let Some(reply) = sample.reply {
            let replies = comments.iter().filter(|comment| comment.parent.is_some()).count();
            assert_eq!(replies, times(reply), "{}: replies", path.display());
        }
        if !sample.hidden.is_empty() {
            let hidden = comments.iter().filter(|comment| comment.state != State::Approved).count();
            let expected: usize = sample.hidden.iter().map(|what| times(what)).sum();
            assert_eq!(hidden, expected, "{}: states", path.display());
        }
        for comment in comments {
            assert!(!comment.id.as_str().is_empty(), "{}: an id", path.display());
            // One sample holds a date that is none.
            let is_date = |text: &str| text.bytes().take(10).all(|byte| byte.is_ascii_digit() || byte == b'-');
            let Some(time) = comment.created.as_ref().filter(|time| is_date(&time.text)) else { continue };
            let has_offset = time.text.ends_with('Z') || time.text.rfind(['+', '-']).is_some_and(|at| at > 10);
            assert_eq!(time.kind == TimeKind::Instant, has_offset, "{}: {time:?}", path.display());
        }
    }
}
