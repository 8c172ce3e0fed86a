//! What comes out, and what is left when something goes wrong on the way.

use std::fs;
use std::process::{Command, Stdio};

use crate::cli::{CALM, DONE, FAILED, RUDE, USAGE, check, folder, names, run, stderr, stdout, threadwarden};

#[test]
fn outputs_appear_whole_or_not_at_all() {
    let folder = folder(&[("calm.jsonl", CALM.as_bytes()), ("old.csv", b"what was here before")]);
    let output = run(folder.path(), &["moderate", "missing.txt", "-o", "old.csv", "-o", "new.csv"]);
    assert_eq!(output.status.code(), Some(FAILED));
    assert_eq!(fs::read(folder.path().join("old.csv")).unwrap(), b"what was here before");
    assert_eq!(names(folder.path()), ["calm.jsonl", "old.csv"]);
    // The second output cannot be made: the first is not made either.
    let output = run(folder.path(), &["moderate", "calm.jsonl", "-o", "old.csv", "-o", "missing/new.csv"]);
    assert_eq!(output.status.code(), Some(FAILED));
    assert_eq!(fs::read(folder.path().join("old.csv")).unwrap(), b"what was here before");
    assert_eq!(names(folder.path()), ["calm.jsonl", "old.csv"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let folder = folder(&[("rude.jsonl", RUDE.as_bytes())]);
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let status =
        threadwarden(folder.path()).args(["moderate", "rude.jsonl", "--to", "jsonl"]).stdout(full).output().unwrap();
    assert_eq!(status.status.code(), Some(FAILED));
    assert!(stderr(&status).contains("standard output"), "{}", stderr(&status));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let lines: String = (0..20_000)
        .map(|n| {
            format!(
                "{{\"thread\":\"t\",\"id\":\"{n}\",\"author\":\"x\",\"text\":\"The ferry is late again today.\"}}\n"
            )
        })
        .collect();
    let folder = folder(&[("long.jsonl", lines.as_bytes())]);
    for args in [&["moderate", "long.jsonl", "--to", "jsonl"][..], &["parse", "long.jsonl"], &["man"]] {
        let mut child =
            threadwarden(folder.path()).args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(DONE), "{args:?}: {}", stderr(&output));
        assert_eq!(stderr(&output), "", "{args:?}");
    }
}

/// Threads of two comments each, one of them rude now and then.
pub(crate) fn many_threads(threads: usize) -> String {
    (0..threads)
        .map(|n| {
            let said = if n % 7 == 0 { "You are a fool." } else { "I counted the crossings myself." };
            let padding = "The timetable of the harbour office says otherwise. ".repeat(6);
            format!(
                "{{\"thread\":\"t{n}\",\"id\":\"a\",\"author\":\"Rowan\",\"text\":\"The ferry is late. {padding}\"}}\n\
                 {{\"thread\":\"t{n}\",\"id\":\"b\",\"parent\":\"a\",\"author\":\"Kestrel\",\"text\":\"{said} {padding}\"}}\n"
            )
        })
        .collect()
}

#[cfg(unix)]
#[test]
fn an_output_that_fills_the_disk_is_told_and_leaves_nothing() {
    let folder = folder(&[("many.jsonl", many_threads(2_000).as_bytes()), ("old.csv", b"what was here before")]);
    let inside = |command: &str| {
        // A limit on the size of files stands in for a disk of a few kilobytes.
        let script = format!("ulimit -f 8; trap '' XFSZ; exec {} {command}", env!("CARGO_BIN_EXE_threadwarden"));
        Command::new("sh").arg("-c").arg(script).current_dir(folder.path()).output().unwrap()
    };
    for (command, file) in [
        ("moderate many.jsonl --quiet -o old.csv", "old.csv"),
        ("moderate many.jsonl --quiet -o new.jsonl", "new.jsonl"),
        ("moderate many.jsonl --quiet -o new.csv --sort first", "new.csv"),
        ("parse many.jsonl -o new.jsonl", "new.jsonl"),
    ] {
        let output = inside(command);
        assert_eq!(output.status.code(), Some(FAILED), "{command}: {}", stderr(&output));
        assert!(stderr(&output).contains(file), "{command}: {}", stderr(&output));
        assert_eq!(fs::read(folder.path().join("old.csv")).unwrap(), b"what was here before");
        assert_eq!(names(folder.path()), ["many.jsonl", "old.csv"], "{command}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_told() {
    let folder = folder(&[("rude.jsonl", RUDE.as_bytes())]);
    check(
        folder.path(),
        &[
            (&["moderate", "rude.jsonl", "-o", "/dev/full", "--quiet"], USAGE, &["/dev/full", ".csv"]),
            (&["policy"], DONE, &[]),
        ],
    );
    std::os::unix::fs::symlink("/dev/full", folder.path().join("full.csv")).unwrap();
    check(
        folder.path(),
        &[
            (&["moderate", "rude.jsonl", "-o", "full.csv", "--quiet"], FAILED, &["full.csv", "No space left"]),
            (&["moderate", "rude.jsonl", "-o", "full.csv", "--resume"], USAGE, &["full.csv", "--resume"]),
        ],
    );
    for args in [&["policy"][..], &["man"], &["parse", "rude.jsonl"], &["explain", "rude.jsonl"]] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = threadwarden(folder.path()).args(args).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(FAILED), "{args:?}");
    }
}

#[test]
fn two_runs_may_write_the_same_output() {
    let folder = folder(&[("many.jsonl", many_threads(3_000).as_bytes())]);
    let args = ["moderate", "many.jsonl", "--quiet", "-o", "r.jsonl"];
    let runs: Vec<_> = (0..3).map(|_| threadwarden(folder.path()).args(args).spawn().unwrap()).collect();
    for mut run in runs {
        assert_eq!(run.wait().unwrap().code(), Some(DONE));
    }
    assert_eq!(fs::read_to_string(folder.path().join("r.jsonl")).unwrap().lines().count(), 6_000);
    assert_eq!(names(folder.path()), ["many.jsonl", "r.jsonl"]);
}

#[test]
fn comments_are_chosen_and_ordered() {
    let folder = folder(&[("calm.jsonl", CALM.as_bytes()), ("rude.jsonl", RUDE.as_bytes())]);
    let ids = |more: &[&str]| {
        let output =
            run(folder.path(), &[&["moderate", "calm.jsonl", "rude.jsonl", "--to", "jsonl"][..], more].concat());
        assert_eq!(output.status.code(), Some(DONE), "{}", stderr(&output));
        let id = |line: &str| {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            format!("{}#{}", row["thread"].as_str().unwrap(), row["id"].as_str().unwrap())
        };
        stdout(&output).lines().map(id).collect::<Vec<_>>()
    };
    assert_eq!(ids(&[]), ["calm#a", "rude#a", "rude#b"]);
    assert_eq!(ids(&["--sort", "first"])[0], "rude#b");
    assert_eq!(ids(&["--sort", "relevance"]), ["calm#a", "rude#a", "rude#b"], "scored ones first");
    assert_eq!(ids(&["--only", "flagged"]), ["rude#b"]);
    assert_eq!(ids(&["--only", "hide,review", "--sort", "first"]), ["rude#b"]);
    assert_eq!(ids(&["--only", "off-topic"]), Vec::<String>::new());
    check(
        folder.path(),
        &[
            (&["moderate", "calm.jsonl", "--only", "rude"], USAGE, &["rude"]),
            (&["moderate", "calm.jsonl", "--sort", "first"], USAGE, &["--sort"]),
            (&["moderate", "calm.jsonl", "--to", "csv", "--by", "rule", "--only", "hide"], USAGE, &["--by"]),
        ],
    );
}
