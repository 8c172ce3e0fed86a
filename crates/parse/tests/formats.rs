//! Every case of `fixtures/formats`, read and compared with what is written beside it.
//!
//! `UPDATE_GOLDEN=1 cargo test -p threadwarden-parse --test formats` writes the expected files anew.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use threadwarden_parse::{Format, Group, ParseOptions, read, write_jsonl};

fn folders(of: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(of).unwrap_or_else(|error| panic!("{}: {error}", of.display()));
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.expect("readable").path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn cases() -> Vec<(String, PathBuf, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/formats");
    let mut cases = Vec::new();
    for format in folders(&root) {
        for case in folders(&format) {
            let input = fs::read_dir(&case).expect("readable").map(|entry| entry.expect("readable").path());
            let input =
                input.into_iter().find(|path| path.file_stem().is_some_and(|stem| stem == "input")).expect("readable");
            cases.push((format.file_name().expect("readable").to_string_lossy().into_owned(), case, input));
        }
    }
    cases
}

/// The pages as thread JSONL, and what else was read as comments on lines of their own.
fn rendered(bytes: &[u8]) -> (Vec<Format>, String) {
    let (mut formats, mut out) = (Vec::new(), Vec::new());
    let mut problems = String::new();
    for parsed in read(bytes, &ParseOptions::default()) {
        let parsed = parsed.expect("readable");
        formats.push(parsed.format);
        write_jsonl(&parsed.page, &mut out).expect("readable");
        for ping in &parsed.pings {
            writeln!(problems, "ping {} by {:?}: {:?}", ping.id, ping.author, ping.text).expect("readable");
        }
        for problem in &parsed.problems {
            writeln!(problems, "problem {}: {}", problem.code, problem.message).expect("readable");
        }
    }
    (formats, String::from_utf8(out).expect("readable") + &problems)
}

#[test]
fn every_case_reads_as_expected() {
    let cases = cases();
    assert!(cases.len() >= 20);
    for (format, case, input) in cases {
        if format == "parquet" && !cfg!(feature = "parquet") {
            continue;
        }
        let (formats, found) = rendered(&fs::read(&input).unwrap());
        assert!(formats.iter().all(|found| found.as_str() == format), "{}: {formats:?}", case.display());
        let golden = case.join("expected.jsonl");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&golden, &found).unwrap();
        }
        let expected = fs::read_to_string(&golden).unwrap_or_default();
        assert_eq!(found, expected, "{}; UPDATE_GOLDEN=1 writes the file anew", golden.display());
    }
}

#[test]
fn every_format_has_a_case() {
    let folders: Vec<String> = cases().into_iter().map(|(format, ..)| format).collect();
    // Text has the pages of `seeds` and `fixtures/pages`.
    let without = ["text"];
    for format in Format::ALL {
        let name = format.as_str();
        assert!(without.contains(&name) || folders.iter().any(|folder| folder == name), "{name} has no case");
    }
}

/// Small inputs made to hurt, what the fuzz targets have found among them, read as every format.
#[test]
fn every_hostile_input_goes_through_every_parser() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/hostile");
    let files: Vec<PathBuf> =
        fs::read_dir(&root).expect("readable").map(|entry| entry.expect("readable").path()).collect();
    assert!(files.len() >= 15);
    for file in files {
        let bytes = fs::read(&file).unwrap();
        for format in [None].into_iter().chain(Format::ALL.iter().copied().map(Some)) {
            let start = Instant::now();
            for group in [Group::Sorted, Group::Hash] {
                let options = ParseOptions { format, group, ..ParseOptions::default() };
                for parsed in read(bytes.as_slice(), &options) {
                    let Ok(parsed) = parsed else { continue };
                    let mut thread = parsed.page.thread.clone();
                    assert!(thread.cut_broken_links().is_empty(), "{} as {format:?}", file.display());
                    write_jsonl(&parsed.page, &mut Vec::new()).unwrap();
                }
            }
            assert!(start.elapsed() < Duration::from_secs(5), "{} as {format:?}", file.display());
        }
    }
}

/// Every case whole, cut short at many places, and read as every other format: nothing panics, and links stay inside.
#[test]
fn every_case_goes_through_every_parser() {
    for (_, case, input) in cases() {
        let bytes = fs::read(&input).unwrap();
        for cut in (0..bytes.len()).step_by(bytes.len() / 23 + 1).chain([bytes.len()]) {
            for format in [None].into_iter().chain(Format::ALL.iter().copied().map(Some)) {
                if format.is_some() && cut % 3 != 0 && cut != bytes.len() {
                    continue;
                }
                let options = ParseOptions { format, ..ParseOptions::default() };
                for parsed in read(&bytes[..cut], &options) {
                    let Ok(parsed) = parsed else { continue };
                    let mut thread = parsed.page.thread;
                    assert!(thread.cut_broken_links().is_empty(), "{} cut at {cut}", case.display());
                }
            }
        }
    }
}
