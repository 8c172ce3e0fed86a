//! The borders between the crates, and the bookkeeping of files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::repository;

/// Who may use whom; ARCHITECTURE.md has the same table in words.
const MAY_USE: &[(&str, &[&str])] = &[
    ("threadwarden-text", &[]),
    ("threadwarden-thread", &[]),
    ("threadwarden-encoder", &[]),
    ("threadwarden-parse", &["text", "thread"]),
    ("threadwarden-relevance", &["text", "thread"]),
    ("threadwarden-attack", &["text", "thread"]),
    ("threadwarden-policy", &["attack", "relevance", "thread"]),
    ("threadwarden", &["attack", "encoder", "policy", "relevance", "text", "thread"]),
    ("threadwarden-report", &["threadwarden"]),
    ("threadwarden-evaluate", &["parse", "relevance", "text", "thread", "threadwarden"]),
    ("threadwarden-cli", &["evaluate", "parse", "report", "threadwarden"]),
    // Not published; nothing that is published may use them.
    ("threadwarden-testkit", &["thread"]),
    ("threadwarden-train", &["attack", "encoder", "evaluate", "parse", "relevance", "testkit", "text", "thread"]),
];

fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline", "--manifest-path"])
        .arg(repository("Cargo.toml"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// The crates of ours that a package uses; with `dev`, also in its tests.
fn ours(package: &Value, dev: bool) -> BTreeSet<&str> {
    let dependencies = package["dependencies"].as_array().unwrap().iter();
    dependencies
        .filter(|dependency| dependency["path"].is_string() && (dev || dependency["kind"] != "dev"))
        .map(|dependency| dependency["name"].as_str().unwrap())
        .map(|name| name.strip_prefix("threadwarden-").unwrap_or(name))
        .collect()
}

#[test]
fn crates_use_only_what_is_beneath_them() {
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        let (_, may_use) = MAY_USE
            .iter()
            .find(|(row, _)| *row == name)
            .unwrap_or_else(|| panic!("{name} has no row in the table of who may use whom"));
        let uses = ours(&package, false);
        let allowed: BTreeSet<&str> = may_use.iter().copied().collect();
        let forbidden: Vec<_> = uses.difference(&allowed).collect();
        assert!(forbidden.is_empty(), "{name} must not use {forbidden:?}");
    }
}

#[test]
fn attack_and_relevance_never_see_each_other_not_even_in_tests() {
    for package in packages() {
        let other = match package["name"].as_str().unwrap() {
            "threadwarden-attack" => "relevance",
            "threadwarden-relevance" => "attack",
            _ => continue,
        };
        assert!(!ours(&package, true).contains(other), "{} uses {other}", package["name"]);
    }
}

#[test]
fn libraries_touch_no_files_environment_clock_or_network() {
    const FORBIDDEN: &[&str] =
        &["std::fs", "std::env", "std::net", "std::process", "std::time", "println!", "eprintln!", "dbg!"];
    for (name, _) in MAY_USE {
        let folder = name.strip_prefix("threadwarden-").unwrap_or(name);
        if matches!(folder, "cli" | "testkit" | "train") {
            continue;
        }
        for file in rust_files(&repository(&format!("crates/{folder}/src"))) {
            if is_for_tests(&file) {
                continue;
            }
            let source = fs::read_to_string(&file).unwrap();
            let source = source.split("#[cfg(test)]").next().unwrap();
            let code = source.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
            for (number, line) in code.enumerate().filter(|_| !is_front_page(&file)) {
                let found = FORBIDDEN.iter().find(|word| line.contains(**word));
                assert_eq!(found, None, "{}: statement {number}: {line}", file.display());
            }
        }
    }
}

/// `lib.rs` holds an example, which may print, and by its own rule no logic.
fn is_front_page(file: &Path) -> bool {
    file.ends_with("lib.rs")
}

/// Whether a module is compiled for tests only.
fn is_for_tests(file: &Path) -> bool {
    declaration(file).is_some_and(|(source, line)| line > 0 && source[line - 1].trim() == "#[cfg(test)]")
}

/// The lines of the file that declares a module, and which of them does.
fn declaration(file: &Path) -> Option<(Vec<String>, usize)> {
    let (name, folder) = (file.file_stem()?.to_str()?, file.parent()?);
    // `a/b.rs` belongs to `a/mod.rs`, `a.rs` or a crate's root; `a/mod.rs` to what holds `a`.
    let (module, home) = if name == "mod" { (folder.file_name()?.to_str()?, folder.parent()?) } else { (name, folder) };
    let parents = ["mod.rs", "lib.rs", "main.rs", "tests.rs"].map(|parent| home.join(parent));
    parents.into_iter().chain([home.with_extension("rs")]).find_map(|parent| {
        let lines: Vec<String> = fs::read_to_string(parent).ok()?.lines().map(str::to_owned).collect();
        let is_declaration = |line: &String| {
            line.strip_suffix(&format!("mod {module};"))
                .is_some_and(|before| before.is_empty() || before.ends_with(' '))
        };
        let at = lines.iter().position(is_declaration)?;
        Some((lines, at))
    })
}

#[test]
fn no_source_file_is_forgotten() {
    let crates = rust_files(&repository("crates"))
        .into_iter()
        .filter(|file| !file.components().any(|c| c.as_os_str() == "tests"));
    for file in crates.chain(rust_files(&repository("tests"))) {
        let is_root = ["lib.rs", "main.rs", "tests.rs", "build.rs"].iter().any(|root| file.ends_with(root))
            || ["bin", "benches", "examples"].iter().any(|folder| file.parent().unwrap().ends_with(folder));
        assert!(is_root || declaration(&file).is_some(), "{} is in no module", file.display());
    }
}

/// The folders of `fixtures`, and the file whose tests read each.
const FIXTURES: &[(&str, &str)] = &[
    ("evasion", "crates/threadwarden/tests/evasion.rs"),
    ("formats", "crates/parse/tests"),
    ("hostile", "crates/parse/tests"),
    ("innocence", "crates/threadwarden/tests/innocence.rs"),
    ("pages", "crates/parse/tests/pages.rs"),
    ("threads", "tests/golden.rs"),
];

#[test]
fn no_fixture_is_forgotten() {
    const FILES: &[&str] = &["case.toml", "input.jsonl", "report.csv", "report.jsonl", "summary.txt", "explained.txt"];
    for folder in threadwarden_testkit::folders(&repository("fixtures")) {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let (_, reader) = FIXTURES
            .iter()
            .find(|(fixture, _)| *fixture == name)
            .unwrap_or_else(|| panic!("nobody reads fixtures/{name}"));
        assert!(repository(reader).exists(), "{reader} is to read fixtures/{name}");
    }
    for case in threadwarden_testkit::folders(&repository("fixtures/threads")) {
        for entry in fs::read_dir(&case).unwrap() {
            let name = entry.unwrap().file_name();
            assert!(FILES.contains(&name.to_str().unwrap()), "nobody reads {}", case.join(name).display());
        }
    }
}

/// Every Rust file beneath a folder, build products left out.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
