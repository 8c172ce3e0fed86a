//! Disguises must not change verdicts: attacks stay attacks, and clean sentences stay clean.
//!
//! `cargo test -p threadwarden --test evasion -- --nocapture` prints the table.

// In tests a panic is the message; clippy.toml sees only the test functions themselves.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use threadwarden::{Comment, Draft, Moderator, Page, Thread};
use threadwarden_testkit::evasion::{self, Kind, TRANSFORMS};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/evasion")
}

/// Judges comments that answer somebody.
struct Judge {
    moderator: Moderator,
    page: Page,
}

impl Judge {
    fn new() -> Self {
        let mut thread = Thread::new("ferry");
        thread.push(Comment::new("1", "Kestrel", "The evening ferry was always empty, so they cut it."));
        Judge { moderator: Moderator::default(), page: Page { article: None, thread } }
    }

    fn flags(&self, text: &str) -> bool {
        let draft = Draft { author: "Rowan".into(), text: text.into(), parent: Some(0) };
        self.moderator.comment(&self.page, &draft).decision.flagged
    }
}

/// How many of how many.
#[derive(Clone, Copy, Default)]
struct Share {
    of: usize,
    hits: usize,
}

impl Share {
    fn add(&mut self, hit: bool) {
        self.of += 1;
        self.hits += usize::from(hit);
    }

    fn percent(self) -> f64 {
        100.0 * self.hits as f64 / self.of.max(1) as f64
    }
}

#[test]
fn disguises_keep_the_verdict_on_attacks_and_on_clean_sentences() {
    let judge = Judge::new();
    let all_attacks = evasion::attacks(&fixtures());
    let clean = evasion::lines(&fixtures().join("clean.txt"));
    // The law is about verdicts that change: an attack that is missed in plain words has none to keep.
    let (attacks, missed): (Vec<_>, Vec<_>) = all_attacks.iter().partition(|attack| judge.flags(&attack.plain()));
    let missed: Vec<String> = missed.into_iter().map(evasion::Attack::plain).collect();
    println!("attacks missed when written plainly: {} of {}: {missed:#?}", missed.len(), all_attacks.len());
    assert!(attacks.len() >= 60 && clean.len() >= 500, "{} attacks, {} clean", attacks.len(), clean.len());
    let alarms: Vec<&String> = clean.iter().filter(|sentence| judge.flags(sentence)).collect();
    println!("clean sentences flagged when written plainly: {} of {}: {alarms:#?}", alarms.len(), clean.len());

    let (mut all, mut all_clean) = (Share::default(), Share::default());
    let mut by_kind: BTreeMap<Kind, Share> = BTreeMap::new();
    let mut lost = Vec::new();
    let mut new_alarms = Vec::new();
    println!("{:<34} {:<12} {:>9} {:>7} {:>13} {:>7}", "transform", "kind", "attacks", "kept %", "clean flagged", "%");
    for transform in TRANSFORMS {
        let mut kept = Share::default();
        for attack in &attacks {
            if let Some(text) = attack.disguised(transform) {
                let flagged = judge.flags(&text);
                kept.add(flagged);
                all.add(flagged);
                by_kind.entry(transform.kind).or_default().add(flagged);
                if !flagged {
                    lost.push(format!("{}: {text}", transform.name));
                }
            }
        }
        let mut flagged_clean = Share::default();
        for sentence in &clean {
            if let Some(text) = evasion::disguise_clean(sentence, transform) {
                let flagged = judge.flags(&text);
                flagged_clean.add(flagged);
                all_clean.add(flagged);
                if flagged && !alarms.contains(&sentence) {
                    new_alarms.push(format!("{}: {text}", transform.name));
                }
            }
        }
        let kind = format!("{:?}", transform.kind);
        println!(
            "{:<34} {kind:<12} {:>4}/{:<4} {:>7.1} {:>6}/{:<6} {:>7.2}",
            transform.name,
            kept.hits,
            kept.of,
            kept.percent(),
            flagged_clean.hits,
            flagged_clean.of,
            flagged_clean.percent()
        );
    }
    let plain_alarms = 100.0 * alarms.len() as f64 / clean.len() as f64;
    println!(
        "all: {:.2} % of {} kept; {:.2} % of {} clean flagged, plainly {plain_alarms:.2} %",
        all.percent(),
        all.of,
        all_clean.percent(),
        all_clean.of
    );
    println!("verdicts lost:\n{}", lost.join("\n"));
    println!("new alarms:\n{}", new_alarms.join("\n"));

    assert!(all.percent() >= 98.0, "{:.2} % kept", all.percent());
    for (kind, share) in by_kind {
        assert!(share.percent() >= kind.least_kept(), "{kind:?}: {:.2} % kept", share.percent());
    }
    assert!(all_clean.percent() <= plain_alarms + 0.2, "{:.2} % of clean sentences flagged", all_clean.percent());
}
