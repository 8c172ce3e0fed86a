//! The Scunthorpe law: no word is flagged, or taken for a disguise, for the letters inside it.
//!
//! The lists stand in `fixtures/innocence`. A larger dictionary, one word a line, is tried with
//! `DICTIONARY=<file> cargo test -p threadwarden --test innocence -- --nocapture`.

// In tests a panic is the message; clippy.toml sees only the test functions themselves.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::{Path, PathBuf};

use threadwarden::{Comment, Draft, Moderator, Page, Thread};
use threadwarden_attack::training::is_insult;
use threadwarden_testkit::evasion;

/// What is said with a word or a name.
const CARRIERS: &[&str] = &["{}", "I read about {} yesterday.", "{}, you said that well."];

fn page() -> Page {
    let mut thread = Thread::new("ferry");
    thread.push(Comment::new("1", "Kestrel", "The evening ferry was always empty, so they cut it."));
    Page { article: None, thread }
}

/// The words that are flagged or called disguised in one of the carriers, with what was said.
fn accused<'w>(words: impl IntoIterator<Item = &'w str>) -> Vec<(String, bool, bool)> {
    let (moderator, page) = (Moderator::default(), page());
    let mut found = Vec::new();
    for word in words {
        for carrier in CARRIERS {
            for parent in [None, Some(0)] {
                let text = carrier.replace("{}", word);
                let judgement = moderator.comment(&page, &Draft { author: "Rowan".into(), text: text.clone(), parent });
                let (flagged, disguised) = (judgement.decision.flagged, judgement.attack.disguised);
                if flagged || disguised {
                    found.push((text, flagged, disguised));
                }
            }
        }
    }
    found
}

/// Words that may be accused: those of the lexicon, and those of `listed.txt`.
struct Listed(Vec<String>);

impl Listed {
    fn read() -> Self {
        Listed(evasion::lines(&fixtures("listed.txt")))
    }

    /// Whether the word, or the word without a possessive, is listed.
    fn holds(&self, word: &str) -> bool {
        let small = word.to_lowercase();
        let bare = small.trim_end_matches("'s");
        is_insult(bare) || self.0.iter().any(|listed| *listed == bare || *listed == small)
    }
}

fn fixtures(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/innocence").join(file)
}

#[test]
fn words_surnames_and_places_with_insults_inside_are_left_alone() {
    let listed = Listed::read();
    for (file, fewest) in [("words.txt", 3000), ("surnames.txt", 300), ("places.txt", 250)] {
        let words = evasion::lines(&fixtures(file));
        assert!(words.len() >= fewest, "{file} has {} words", words.len());
        let found = accused(words.iter().map(String::as_str).filter(|word| !listed.holds(word)));
        assert!(found.is_empty(), "{file}: {} accused: {:#?}", found.len(), &found[..found.len().min(40)]);
    }
}

#[test]
fn a_larger_dictionary_is_left_alone() {
    let Some(file) = std::env::var_os("DICTIONARY") else { return };
    let all = Listed::read();
    let bytes = std::fs::read(&file).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let (listed, words): (Vec<&str>, Vec<&str>) =
        text.lines().filter(|word| !word.is_empty()).partition(|word| all.holds(word));
    let found = accused(words.iter().copied());
    let flagged = found.iter().filter(|(_, flagged, _)| *flagged).count();
    println!(
        "{} words, {} of them listed; {flagged} sentences flagged, {} called disguised",
        words.len() + listed.len(),
        listed.len(),
        found.iter().filter(|(_, _, disguised)| *disguised).count()
    );
    for (text, flagged, disguised) in &found {
        println!("{}{} {text}", if *flagged { "F" } else { "-" }, if *disguised { "D" } else { "-" });
    }
    assert!(found.is_empty(), "{} sentences accused", found.len());
}
