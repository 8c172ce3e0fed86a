//! Whole threads to whole reports.
//!
//! Each folder of `fixtures/threads` holds a thread, what a careful reader
//! expects of it, and the reports as they were read by eye. Versions and hashes
//! are left out of them: they change with every word of the lexicon.

use threadwarden::{Moderator, Page, Provenance, Review};
use threadwarden_parse::{ParseOptions, parse};
use threadwarden_report::{Format, Options, explain};
use threadwarden_testkit::case::{self, Case};
use threadwarden_testkit::golden;

use crate::repository;

fn cases() -> Vec<Case> {
    let cases = case::all(&repository("fixtures/threads"));
    assert!(cases.len() >= 10, "only {} cases", cases.len());
    cases
}

fn review(case: &Case) -> (Page, Review) {
    let page = parse(&case.input, &ParseOptions::default()).page;
    let mut review = Moderator::default().review(&page);
    review.provenance = Provenance { version: "-", model: "-".to_owned(), policy: "-".to_owned() };
    (page, review)
}

#[test]
fn what_a_careful_reader_flags_is_flagged_and_nothing_else() {
    let mut wrong = Vec::new();
    for case in cases() {
        let (page, review) = review(&case);
        for (comment, judgement) in page.thread.comments.iter().zip(&review.comments) {
            let id = comment.id.as_str();
            if case.expected.doubtful.iter().any(|doubtful| doubtful == id) {
                continue;
            }
            let mut targets: Vec<&str> =
                judgement.attack.personal().filter_map(|finding| finding.target.author.as_deref()).collect();
            targets.dedup();
            let expected = case.expected.flagged.get(id).map(String::as_str);
            let found = judgement.decision.flagged.then_some(&targets[..]);
            let is_right = found == expected.as_ref().map(std::slice::from_ref);
            if case.expected.mistakes.contains_key(id) {
                assert!(!is_right, "{} {id}: no mistake any more, so take the note away", case.name);
                continue;
            }
            if !is_right {
                wrong.push(format!("{} {id}: expected {expected:?}, found {found:?}: {:?}", case.name, comment.text));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn reports_are_as_they_were_read() {
    for case in cases() {
        let (page, review) = review(&case);
        for (format, name) in
            [(Format::Csv, "report.csv"), (Format::Jsonl, "report.jsonl"), (Format::Text, "summary.txt")]
        {
            let mut bytes = Vec::new();
            let mut report = format.report(&mut bytes, &Options { width: 80, ..Options::default() });
            report.page(&page, &review).unwrap();
            report.finish().unwrap();
            drop(report);
            golden::check(&case.folder.join(name), &bytes);
        }
    }
}

#[test]
fn explanations_are_as_they_were_read() {
    for case in cases() {
        let (page, review) = review(&case);
        let mut drawn = Vec::new();
        for index in 0..page.thread.len() {
            // What weighed how much in the model changes with every training.
            let mut explanation = Moderator::default().explanation(&page, &review, index).unwrap();
            explanation.model = None;
            let options = Options { width: if index % 2 == 0 { 80 } else { 110 }, ..Options::default() };
            explain(&mut drawn, &page, &review, index, Some(&explanation), &options).unwrap();
            drawn.extend(b"\n");
        }
        golden::check(&case.folder.join("explained.txt"), &drawn);
    }
}
