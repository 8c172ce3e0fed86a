//! The second stage from the command line: what it changes, what it says of itself, and bad weights.

use std::fs;

use tempfile::TempDir;

use crate::cli::{CALM, DONE, FAILED, RUDE, USAGE, run, stdout};
use crate::repository;

const WEIGHTS: &str = "crates/encoder/model/encoder-en.bin";

fn stderr(output: &std::process::Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The values of a column of CSV.
fn column(csv: &str, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let at = reader.headers().unwrap().iter().position(|header| header == name).unwrap();
    reader.records().map(|row| row.unwrap()[at].to_owned()).collect()
}

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("in.jsonl"), [CALM, RUDE].concat()).unwrap();
    folder
}

#[test]
fn every_row_says_which_stages_judged_it() {
    let folder = folder();
    let models = ["off", "auto", "all"].map(|stage| {
        let done = run(folder.path(), &["moderate", "in.jsonl", "--to", "csv", "--second-stage", stage]);
        assert_eq!(done.status.code(), Some(DONE), "{}", stderr(&done));
        let mut models = column(&stdout(&done), "model");
        models.dedup();
        assert_eq!(models.len(), 1);
        models.remove(0)
    });
    let plain = run(folder.path(), &["moderate", "in.jsonl", "--to", "csv"]);
    assert_eq!(column(&stdout(&plain), "model")[0], models[0]);
    assert!(!models[0].contains("encoder"), "{models:?}");
    assert!(models[1].contains("encoder") && models[2].contains("encoder") && models[1] != models[2], "{models:?}");
}

#[test]
fn explain_shows_both_stages() {
    let folder = folder();
    let done = run(folder.path(), &["explain", "in.jsonl", "b", "--second-stage", "all"]);
    assert!(stdout(&done).contains("the fast model alone"), "{}", stdout(&done));
    let done = run(folder.path(), &["explain", "in.jsonl", "b"]);
    assert!(!stdout(&done).contains("the fast model alone"), "{}", stdout(&done));
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let folder = TempDir::new().unwrap();
    let pages: String =
        (0..40).map(|at| [CALM, RUDE].concat().replace(r#""thread":""#, &format!(r#""thread":"{at}-"#))).collect();
    fs::write(folder.path().join("in.jsonl"), pages).unwrap();
    let [one, three] = ["1", "3"].map(|jobs| {
        run(folder.path(), &["moderate", "in.jsonl", "--to", "jsonl", "--second-stage", "all", "--jobs", jobs]).stdout
    });
    assert!(!one.is_empty());
    assert_eq!(one, three);
}

#[test]
fn bad_weights_stop_all_and_leave_auto_to_the_fast_model() {
    let folder = folder();
    let good = fs::read(repository(WEIGHTS)).unwrap();
    let mut damaged = good.clone();
    damaged[1_000_000] ^= 1;
    let mut newer = good.clone();
    newer[4] = 9;
    let cases: [(&str, Option<&[u8]>, &str); 5] = [
        ("missing.bin", None, "No such file"),
        ("short.bin", Some(&good[..good.len() / 2]), "damaged"),
        ("damaged.bin", Some(&damaged), "damaged"),
        ("newer.bin", Some(&newer), "version 9"),
        ("other.bin", Some(b"PNG and nothing more of any kind"), "not the weights"),
    ];
    let fast = run(folder.path(), &["moderate", "in.jsonl", "--to", "csv"]).stdout;
    for (name, content, says) in cases {
        if let Some(content) = content {
            fs::write(folder.path().join(name), content).unwrap();
        }
        let with = |stage: &str| {
            let weights = ["--second-stage", stage, "--second-stage-weights", name];
            run(folder.path(), &[&["moderate", "in.jsonl", "--to", "csv"], &weights[..]].concat())
        };
        let all = with("all");
        assert_eq!(all.status.code(), Some(FAILED), "{name}");
        assert!(stderr(&all).contains(name) && stderr(&all).contains(says), "{}", stderr(&all));
        assert!(all.stdout.is_empty(), "{name}");
        let auto = with("auto");
        assert_eq!(auto.status.code(), Some(DONE), "{name}: {}", stderr(&auto));
        assert!(stderr(&auto).contains(says) && stderr(&auto).contains("alone"), "{}", stderr(&auto));
        // No row claims a second stage.
        assert_eq!(auto.stdout, fast, "{name}");
        assert_eq!(with("off").status.code(), Some(USAGE), "{name}");
    }
}

#[test]
fn good_weights_from_a_file_judge_as_those_compiled_in() {
    let folder = folder();
    fs::write(folder.path().join("weights.bin"), fs::read(repository(WEIGHTS)).unwrap()).unwrap();
    let judged = |more: &[&str]| {
        run(folder.path(), &[&["moderate", "in.jsonl", "--to", "csv", "--second-stage", "all"], more].concat()).stdout
    };
    assert!(!judged(&[]).is_empty());
    assert_eq!(judged(&[]), judged(&["--second-stage-weights", "weights.bin"]));
}
