//! Runs that are told to stop, killed, or out of space: an output is whole or absent, and `--resume` goes on.

#![cfg(unix)]
#![allow(clippy::print_stdout, reason = "a test that is skipped says why")]

use std::fs;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::cli::{CALM, DONE, FAIL_ON, FAILED, USAGE, check, folder, names, run, stderr, stdout, threadwarden};
use crate::outputs::many_threads;

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// Whether the tests, and so the programs they start, do not hear a signal.
fn is_ignored(number: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.is_some_and(|mask| u64::from_str_radix(mask.trim(), 16).unwrap() >> (number - 1) & 1 == 1)
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..6_000 {
        if is_so() {
            return;
        }
        sleep(Duration::from_millis(5));
    }
    panic!("never {what}");
}

/// Starts a command that waits for input after having read a little, and has begun its outputs.
fn begun(folder: &Path, script: &str) -> Child {
    let script = format!("{script} exec {} \"$@\"", env!("CARGO_BIN_EXE_threadwarden"));
    let mut child = Command::new("sh").arg("-c").arg(script).current_dir(folder).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.as_mut().unwrap().write_all(many_threads(200).as_bytes()).unwrap();
    wait_until("begun", || names(folder).iter().any(|name| name.starts_with(".threadwarden-")));
    child
}

#[test]
fn a_run_that_is_told_to_stop_leaves_nothing_and_ends_by_the_signal() {
    for (name, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
        for command in ["moderate - -q -o old.csv -o r.jsonl -o r.xlsx -o r.html", "parse - -o r.jsonl"] {
            if is_ignored(number) {
                println!("skipped {name}: the tests run where nobody wants it heard");
                continue;
            }
            let folder = folder(&[("old.csv", b"what was here before")]);
            let mut child = begun(folder.path(), &format!("set -- {command};"));
            signal(&child, name);
            let status = child.wait().unwrap();
            assert_eq!((status.code(), status.signal()), (None, Some(number)), "{name}: {command}");
            assert_eq!(names(folder.path()), ["old.csv"], "{name}: {command}");
            assert_eq!(fs::read(folder.path().join("old.csv")).unwrap(), b"what was here before");
        }
    }
}

#[test]
fn a_signal_that_nobody_wants_heard_changes_nothing() {
    let folder = folder(&[]);
    // As nohup does.
    let mut child = begun(folder.path(), "set -- moderate - -q -o r.jsonl; trap '' HUP;");
    signal(&child, "HUP");
    sleep(Duration::from_millis(50));
    drop(child.stdin.take());
    assert_eq!(child.wait().unwrap().code(), Some(DONE));
    assert_eq!(names(folder.path()), ["r.jsonl"]);
}

/// Runs that keep a journal, killed again and again.
#[test]
fn a_run_broken_off_anywhere_goes_on_to_the_same_bytes() {
    let folder = folder(&[("many.jsonl", many_threads(12_000).as_bytes())]);
    let outputs = ["-o", "r.csv", "-o", "r.jsonl"];
    let unbroken = run(folder.path(), &[&["moderate", "many.jsonl", "--quiet"][..], &outputs].concat());
    assert_eq!(unbroken.status.code(), Some(DONE), "{}", stderr(&unbroken));
    let read = || ["r.csv", "r.jsonl"].map(|name| fs::read(folder.path().join(name)).unwrap());
    let expected = read();
    fs::remove_file(folder.path().join("r.csv")).unwrap();
    fs::remove_file(folder.path().join("r.jsonl")).unwrap();

    let journal = folder.path().join(".r.csv.threadwarden-journal");
    let points = || fs::read_to_string(&journal).map_or(0, |text| text.lines().count().saturating_sub(1));
    let args = [&["moderate", "many.jsonl", "--resume"][..], &outputs].concat();
    let (mut kills, mut gone_on, mut seen) = (0, 0, 0);
    let told = loop {
        let mut child = threadwarden(folder.path()).args(&args).stdout(Stdio::piped()).spawn().unwrap();
        // Later each time, so that every part of a run is met, the start as well as the end.
        sleep(Duration::from_millis(15 + 37 * kills));
        if child.try_wait().unwrap().is_some() {
            break child.wait_with_output().unwrap();
        }
        // Told to stop, or killed without a word.
        signal(&child, if kills % 2 == 0 { "KILL" } else { "TERM" });
        child.wait().unwrap();
        kills += 1;
        gone_on += usize::from(points() > seen && seen > 0);
        seen = points();
        // Until the end there is no report under its name, or a whole one.
        for (name, expected) in ["r.csv", "r.jsonl"].iter().zip(&expected) {
            assert!(fs::read(folder.path().join(name)).map_or(true, |bytes| bytes == *expected), "{name} is not whole");
        }
        assert!(kills < 400, "a run that is killed gets nowhere");
    };
    assert_eq!(told.status.code(), Some(DONE));
    assert!(stdout(&told).starts_with("12000 threads, 24000 comments: "), "{}", stdout(&told));
    assert!(kills >= 5 && gone_on >= 1, "killed {kills} times, went on {gone_on} times");
    assert!(read() == expected, "after {kills} kills the reports differ");
    assert_eq!(names(folder.path()), ["many.jsonl", "r.csv", "r.jsonl"], "nothing is left behind");
}

#[test]
fn a_journal_is_of_one_run_and_for_one_run() {
    let folder = folder(&[("many.jsonl", many_threads(20_000).as_bytes()), ("calm.jsonl", CALM.as_bytes())]);
    let args = ["moderate", "many.jsonl", "--resume", "--quiet", "-o", "r.csv"];
    let mut first = threadwarden(folder.path()).args(args).spawn().unwrap();
    let journal = folder.path().join(".r.csv.threadwarden-journal");
    while !fs::read_to_string(&journal).is_ok_and(|text| text.lines().count() > 1) {
        assert!(first.try_wait().unwrap().is_none(), "over before it could be met");
        sleep(Duration::from_millis(5));
    }
    check(folder.path(), &[(&args, FAILED, &["another run is writing this output"])]);
    first.kill().unwrap();
    first.wait().unwrap();
    check(
        folder.path(),
        &[
            (&["moderate", "calm.jsonl", "--resume", "-o", "r.csv"], USAGE, &["an unfinished run with other inputs"]),
            (&["moderate", "many.jsonl", "--resume", "-o", "r.csv", "--only", "hide"], USAGE, &["with other inputs"]),
            (&["moderate", "many.jsonl", "--resume"], USAGE, &["--output"]),
            (&["moderate", "many.jsonl", "--resume", "-o", "r.csv", "--by", "author"], USAGE, &["--by"]),
            (&["moderate", "many.jsonl", "--resume", "-o", "r.csv", "--sort", "first"], USAGE, &["--sort"]),
            (&args, DONE, &[]),
        ],
    );
    assert_eq!(names(folder.path()), ["calm.jsonl", "many.jsonl", "r.csv"]);
}

/// The unbroken reports, and a run that was killed when its journal had at least so many points.
fn killed_at(folder: &Path, points: usize) -> [Vec<u8>; 2] {
    let outputs = ["-o", "r.csv", "-o", "r.jsonl"];
    let unbroken = run(folder, &[&["moderate", "many.jsonl", "--quiet"][..], &outputs].concat());
    assert_eq!(unbroken.status.code(), Some(DONE), "{}", stderr(&unbroken));
    let expected = ["r.csv", "r.jsonl"].map(|name| fs::read(folder.join(name)).unwrap());
    for name in ["r.csv", "r.jsonl"] {
        fs::remove_file(folder.join(name)).unwrap();
    }
    let mut child =
        threadwarden(folder).args(["moderate", "many.jsonl", "--resume", "-q"]).args(outputs).spawn().unwrap();
    wait_until("so far", || {
        assert!(child.try_wait().unwrap().is_none(), "over before it could be killed");
        fs::read_to_string(folder.join(JOURNAL)).is_ok_and(|text| text.lines().count() > points)
    });
    child.kill().unwrap();
    child.wait().unwrap();
    expected
}

const JOURNAL: &str = ".r.csv.threadwarden-journal";

/// Whatever point of the journal a run has to begin with, and whatever was written behind it.
#[test]
fn every_point_of_a_journal_leads_to_the_same_bytes() {
    let folder = folder(&[("many.jsonl", many_threads(24_000).as_bytes())]);
    let expected = killed_at(folder.path(), 3);
    let state = names(folder.path()).into_iter().filter(|name| name.starts_with('.'));
    let state: Vec<(String, Vec<u8>)> =
        state.map(|name| (name.clone(), fs::read(folder.path().join(name)).unwrap())).collect();
    assert_eq!(state.len(), 3, "a journal and two parts");
    let journal = String::from_utf8(state.iter().find(|(name, _)| name == JOURNAL).unwrap().1.clone()).unwrap();
    let points: Vec<usize> = journal.match_indices('\n').map(|(at, _)| at + 1).collect();
    assert!(points.len() >= 4, "{journal}");
    for (number, end) in points.iter().enumerate() {
        for (name, bytes) in &state {
            let mut bytes = if name == JOURNAL { journal[..*end].into() } else { bytes.clone() };
            // A line that was broken off, or rows that no point speaks of.
            bytes.extend_from_slice(b"17 3");
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        let args = ["moderate", "many.jsonl", "--resume", "-q", "-o", "r.csv", "-o", "r.jsonl"];
        let output = run(folder.path(), &args);
        assert_eq!(output.status.code(), Some(DONE), "point {number}: {}", stderr(&output));
        let found = ["r.csv", "r.jsonl"].map(|name| fs::read(folder.path().join(name)).unwrap());
        assert!(found == expected, "from point {number} the reports differ");
        assert_eq!(names(folder.path()), ["many.jsonl", "r.csv", "r.jsonl"]);
    }
}

#[test]
fn what_the_earlier_part_found_counts_for_fail_on() {
    let rude = r#"{"thread":"first","id":"a","author":"Kestrel","text":"You are a fool."}"#;
    let calm = many_threads(24_000).replace("You are a fool.", "I saw it too.");
    let folder = folder(&[("many.jsonl", format!("{rude}\n{calm}").as_bytes())]);
    killed_at(folder.path(), 2);
    let part = fs::read_to_string(folder.path().join(".r.csv.threadwarden-part")).unwrap();
    assert_eq!(part.matches(",review,").count(), 1, "found in the earlier part");
    let args = ["moderate", "many.jsonl", "--resume", "-q", "-o", "r.csv", "-o", "r.jsonl", "--fail-on", "review"];
    check(folder.path(), &[(&args, FAIL_ON, &[])]);
    // Nothing but that comment: without it the same command is done.
    fs::write(folder.path().join("many.jsonl"), calm).unwrap();
    check(folder.path(), &[(&args, DONE, &[])]);
}

/// A disk of 1 MiB with little left on it, in a mount of the test's own.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_nothing_and_a_run_goes_on_once_there_is_room() {
    let folder = folder(&[("many.jsonl", many_threads(1_500).as_bytes()), ("small/here", b"")]);
    let program = env!("CARGO_BIN_EXE_threadwarden");
    let inside = |script: &str| {
        let script = format!(
            "mount -t tmpfs -o size=1m none small || exit 77; head -c 1000000 /dev/zero > small/filler; {script}"
        );
        let shell = ["--mount", "--map-root-user", "sh", "-c", &script];
        Command::new("unshare").args(shell).current_dir(folder.path()).output()
    };
    match inside("exit 0") {
        Ok(output) if output.status.success() => {}
        Ok(output) => return println!("skipped: no disk can be mounted here: {}", stderr(&output).trim()),
        Err(error) => return println!("skipped: no unshare: {error}"),
    }
    for (command, file) in [
        ("moderate many.jsonl -q -o small/r.csv", "small/r.csv"),
        ("moderate many.jsonl -q -o small/r.jsonl", "small/r.jsonl"),
        ("moderate many.jsonl -q -o small/r.html", "small/r.html"),
        ("moderate many.jsonl -q -o small/r.xlsx", "small/r.xlsx"),
        ("moderate many.jsonl -q -o small/r.csv --sort first", "small/r.csv"),
        ("parse many.jsonl -o small/r.jsonl", "small/r.jsonl"),
        ("diff - lenient.toml --over many.jsonl -q -o small/d.csv", "small/d.csv"),
    ] {
        fs::write(folder.path().join("lenient.toml"), "[attack]\nlow = \"publish\"\nreview = 0.99\nhide = 0.99\n")
            .unwrap();
        let output = inside(&format!("{program} {command}; echo \"code $?\"; ls -A small")).unwrap();
        assert_eq!(stdout(&output), format!("code {FAILED}\nfiller\n"), "{command}: {}", stderr(&output));
        let told = stderr(&output);
        assert!(told.contains(file) && told.contains("No space left"), "{command}: {told}");
    }
    let resumed = format!(
        "run() {{ {program} moderate many.jsonl -q --resume -o small/r.csv -o small/r.jsonl; }}; \
         run; echo \"code $?\"; ls small; mount -o remount,size=64m small; run; echo \"code $?\"; \
         {program} moderate many.jsonl -q -o u.csv -o u.jsonl; cmp small/r.csv u.csv && cmp small/r.jsonl u.jsonl && ls -A small"
    );
    let output = inside(&resumed).unwrap();
    let expected = format!("code {FAILED}\nfiller\ncode {DONE}\nfiller\nr.csv\nr.jsonl\n");
    assert_eq!(stdout(&output), expected, "{}", stderr(&output));
}
