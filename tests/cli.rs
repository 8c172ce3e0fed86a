//! The program: wiring, messages, exit codes, files.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::repository;

pub(crate) const DONE: i32 = 0;
pub(crate) const FAIL_ON: i32 = 1;
pub(crate) const USAGE: i32 = 2;
pub(crate) const STRICT: i32 = 3;
pub(crate) const FAILED: i32 = 4;

/// A thread that needs no review.
pub(crate) const CALM: &str = concat!(
    r#"{"thread":"calm","article":{"title":"Evening ferry to stop","text":"The council ends the evening ferry in May."}}"#,
    "\n",
    r#"{"thread":"calm","id":"a","author":"Rowan","text":"The evening ferry was always half empty."}"#,
    "\n",
);

/// A thread with one comment to hide or review.
pub(crate) const RUDE: &str = concat!(
    r#"{"thread":"rude","id":"a","author":"Rowan","text":"The evening ferry was always half empty."}"#,
    "\n",
    r#"{"thread":"rude","id":"b","parent":"a","author":"Kestrel","text":"You are a fool."}"#,
    "\n",
);

/// The program in a folder, far from any terminal.
pub(crate) fn threadwarden(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_threadwarden"));
    command.current_dir(folder).stdin(Stdio::null()).env_remove("NO_COLOR").env_remove("COLUMNS");
    command
}

pub(crate) fn run(folder: &Path, args: &[&str]) -> Output {
    threadwarden(folder).args(args).output().unwrap()
}

pub(crate) fn run_with_input(folder: &Path, args: &[&str], input: &[u8]) -> Output {
    let mut child = threadwarden(folder)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder with files in it.
pub(crate) fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

pub(crate) fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Arguments, expected exit code, what standard error must hold.
pub(crate) fn check(folder: &Path, cases: &[(&[&str], i32, &[&str])]) {
    for (args, code, messages) in cases {
        let output = run(folder, args);
        assert_eq!(output.status.code(), Some(*code), "{args:?}: {}", stderr(&output));
        for message in *messages {
            assert!(stderr(&output).contains(message), "{args:?} says: {}", stderr(&output));
        }
        assert!(!stderr(&output).contains("panicked"), "{args:?}: {}", stderr(&output));
    }
}

#[test]
fn moderate_writes_every_report_at_once() {
    let folder = folder(&[("calm.jsonl", CALM.as_bytes()), ("rude.jsonl", RUDE.as_bytes())]);
    let output = run(folder.path(), &["moderate", "calm.jsonl", "rude.jsonl", "-o", "r.csv", "-o", "r.jsonl"]);
    assert_eq!(output.status.code(), Some(DONE), "{}", stderr(&output));
    assert!(stdout(&output).contains("Read first"));
    assert!(stdout(&output).contains("Kestrel → Rowan"));
    let csv = fs::read_to_string(folder.path().join("r.csv")).unwrap();
    assert!(csv.starts_with("\u{feff}thread,article_title,index,id,"), "{csv:.60}");
    assert_eq!(csv.lines().count(), 4);
    assert_eq!(fs::read_to_string(folder.path().join("r.jsonl")).unwrap().lines().count(), 3);
    assert_eq!(names(folder.path()), ["calm.jsonl", "r.csv", "r.jsonl", "rude.jsonl"]);
}

#[test]
fn the_columns_are_those_of_the_contract() {
    let folder = folder(&[("calm.jsonl", CALM.as_bytes())]);
    let output = run(folder.path(), &["moderate", "calm.jsonl", "--to", "csv"]);
    let header = "thread,article_title,index,id,parent,parent_source,author,created,text,attack_verdict,\
                  attack_probability,attack_flagged,attack_categories,attack_severity,attack_target_kind,\
                  attack_target_author,attack_evidence,attack_spans,relevance_verdict,relevance,relevance_own,\
                  relevance_parent,relevance_band,relevance_terms,passage,action,reasons,version,model,policy,\
                  rule,moderator_note,reader_note";
    assert_eq!(stdout(&output).lines().next(), Some(header));
}

#[test]
fn one_bad_input_does_not_stop_the_others() {
    let folder = folder(&[("calm.jsonl", CALM.as_bytes()), ("rude.jsonl", RUDE.as_bytes()), ("b.txt", &[0; 4096])]);
    let args = ["moderate", "missing.txt", "calm.jsonl", "b.txt", "rude.jsonl", "-o", "r.jsonl", "--fail-on", "review"];
    let output = run(folder.path(), &args);
    assert_eq!(output.status.code(), Some(FAILED));
    assert!(stderr(&output).contains("missing.txt") && stderr(&output).contains("b.txt"), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(folder.path().join("r.jsonl")).unwrap().lines().count(), 3);
}

/// A night without a comment is no failure, and yesterday's report must not pass for today's.
#[test]
fn a_table_without_rows_becomes_a_report_without_rows() {
    let folder = folder(&[("none.csv", b"id,text\n"), ("r.csv", b"yesterday")]);
    for more in [&[][..], &["--resume"]] {
        let args = [&["moderate", "none.csv", "-o", "r.csv", "-o", "r.jsonl", "--strict"], more].concat();
        let output = run(folder.path(), &args);
        assert_eq!(output.status.code(), Some(DONE), "{}", stderr(&output));
        assert!(stderr(&output).contains("none.csv: no comment in it"), "{}", stderr(&output));
        let csv = fs::read_to_string(folder.path().join("r.csv")).unwrap();
        assert!(csv.trim_end().ends_with("reader_note") && csv.lines().count() == 1, "{csv}");
        assert_eq!(fs::read_to_string(folder.path().join("r.jsonl")).unwrap(), "");
        fs::write(folder.path().join("r.csv"), "yesterday").unwrap();
    }
    let output = run(folder.path(), &["parse", "none.csv", "-o", "r.jsonl"]);
    assert_eq!((output.status.code(), names(folder.path()).len()), (Some(DONE), 3));
}

/// What issue reports are made of: every bad input has a message with the file and the place, and never a panic.
#[test]
fn bad_inputs() {
    let page = fs::read_to_string(repository("seeds/asia-times/page.txt")).unwrap();
    let utf16 = |mark: bool, little: bool| -> Vec<u8> {
        let units = mark.then_some(0xfeff).into_iter().chain(page.encode_utf16());
        units.flat_map(|unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    };
    let mut invalid = page.clone().into_bytes();
    invalid[200] = 0xff;
    let furniture = "Log in\nSubscribe\nShare this\nComments (0)\nNotify of\nInline Feedbacks\nView all comments\n";
    let folder = folder(&[
        ("empty.txt", b""),
        ("blank.txt", b"\n \n\t\n"),
        ("binary.txt", &[0, 159, 146, 150, 0, 1, 2, 3].repeat(500)),
        ("invalid.txt", &invalid),
        ("le.txt", &utf16(true, true)),
        ("be.txt", &utf16(true, false)),
        ("le-bare.txt", &utf16(false, true)),
        ("be-bare.txt", &utf16(false, false)),
        ("furniture.txt", furniture.as_bytes()),
        ("half.jsonl", &CALM.as_bytes()[..CALM.len() - 20]),
    ]);
    check(
        folder.path(),
        &[
            (&["moderate", "empty.txt"], DONE, &["empty.txt"]),
            (&["moderate", "empty.txt", "--strict"], STRICT, &["empty.txt"]),
            (&["moderate", "blank.txt"], DONE, &[]),
            (&["moderate", "binary.txt"], FAILED, &["binary.txt"]),
            (&["moderate", "invalid.txt"], DONE, &["invalid.txt"]),
            (&["moderate", "invalid.txt", "--strict"], STRICT, &["invalid.txt"]),
            (&["moderate", "le.txt", "--strict"], DONE, &[]),
            (&["moderate", "be.txt", "--strict"], DONE, &[]),
            (&["moderate", "le-bare.txt"], FAILED, &["le-bare.txt", "UTF-16LE"]),
            (&["moderate", "be-bare.txt"], FAILED, &["be-bare.txt", "UTF-16BE"]),
            (&["moderate", "furniture.txt"], DONE, &[]),
            (&["moderate", "half.jsonl"], DONE, &["half.jsonl", "line 2"]),
            (&["moderate", "."], FAILED, &["binary.txt"]),
        ],
    );
    let rows =
        |file: &str| stdout(&run(folder.path(), &["moderate", file, "--to", "jsonl", "--quiet"])).lines().count();
    for (file, comments) in [("le.txt", 23), ("be.txt", 23), ("furniture.txt", 0), ("empty.txt", 0)] {
        assert_eq!(rows(file), comments, "{file}");
    }
}

#[test]
fn one_line_of_100_mb_is_skipped_and_what_follows_is_read() {
    let mut bytes = RUDE.as_bytes().to_vec();
    bytes.extend_from_slice(b"{\"thread\":\"rude\",\"id\":\"long\",\"text\":\"");
    bytes.resize(bytes.len() + 100_000_000, b'x');
    bytes.extend_from_slice(b"\"}\n");
    bytes.extend_from_slice(RUDE.lines().next().unwrap().replace("\"a\"", "\"z\"").as_bytes());
    let folder = folder(&[("long.jsonl", &bytes)]);
    let output = run(folder.path(), &["moderate", "long.jsonl", "--to", "jsonl", "--strict"]);
    assert_eq!(output.status.code(), Some(STRICT));
    assert!(stderr(&output).contains("long.jsonl") && stderr(&output).contains("line 3"), "{}", stderr(&output));
    assert_eq!(stdout(&output).lines().count(), 3);
}

#[test]
fn a_hundred_thousand_bullets_are_read() {
    let mut page = "A title\n\nThe body of an article that is long enough to be one, about a ferry.\n".to_owned();
    for number in 0..100_000 {
        page.push_str(&format!("\n  • name{}\n\n    The ferry was late on day {number}.\n", number % 50));
    }
    let folder = folder(&[("bullets.txt", page.as_bytes())]);
    let output = run(folder.path(), &["moderate", "bullets.txt", "--to", "jsonl"]);
    assert_eq!(output.status.code(), Some(DONE), "{}", stderr(&output));
    assert_eq!(stdout(&output).lines().count(), 100_000);
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let inputs = ["seeds", "fixtures/threads"].map(|folder| repository(folder).display().to_string());
    let folder = folder(&[]);
    let reports = ["1", "2", "7"].map(|jobs| {
        let args = ["moderate", &inputs[0], &inputs[1], "--jobs", jobs, "-o", "r.csv", "-o", "r.jsonl"];
        let output = run(folder.path(), &args);
        assert_eq!(output.status.code(), Some(DONE), "{}", stderr(&output));
        (
            output.stdout,
            fs::read(folder.path().join("r.csv")).unwrap(),
            fs::read(folder.path().join("r.jsonl")).unwrap(),
        )
    });
    assert!(!reports[0].2.is_empty());
    assert!(reports.iter().all(|report| *report == reports[0]));
}

#[test]
fn folders_are_walked_in_order_and_standard_input_is_read() {
    let thread = |id: &str| CALM.replace("calm", id);
    let folder = folder(&[
        ("threads/b.jsonl", thread("b").as_bytes()),
        ("threads/a/page.jsonl", thread("a").as_bytes()),
        ("threads/notes.md", b"not a thread"),
        ("threads/.hidden.jsonl", thread("hidden").as_bytes()),
        ("elsewhere.jsonl", thread("elsewhere").as_bytes()),
        ("nothing/notes.md", b"not a thread"),
    ]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("../elsewhere.jsonl", folder.path().join("threads/link.jsonl")).unwrap();
    let output =
        run_with_input(folder.path(), &["moderate", "threads", "-", "--to", "jsonl"], thread("piped").as_bytes());
    assert_eq!(output.status.code(), Some(DONE), "{}", stderr(&output));
    let threads: Vec<String> = stdout(&output)
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["thread"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(threads, ["a", "b", "piped"]);
    check(folder.path(), &[(&["moderate", "nothing"], FAILED, &["nothing", "no file of a known kind"])]);
}

#[test]
fn threads_without_a_name_are_named_after_their_files() {
    let page = fs::read(repository("seeds/asia-times/page.txt")).unwrap();
    let folder = folder(&[("one/page.txt", &page), ("two/page.txt", &page), ("two.txt", &page)]);
    let output =
        run(folder.path(), &["moderate", "one/page.txt", "two/page.txt", "two.txt", "--to", "csv", "--by", "thread"]);
    let csv = stdout(&output);
    let threads: Vec<&str> = csv.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(threads, ["one", "two", "two-2"]);
}

#[test]
fn what_parse_writes_is_judged_as_the_page_itself() {
    let folder = folder(&[]);
    let page = repository("seeds/asia-times/page.txt").display().to_string();
    let parsed = run(folder.path(), &["parse", &page]);
    assert_eq!(parsed.status.code(), Some(DONE), "{}", stderr(&parsed));
    let direct = run(folder.path(), &["moderate", &page, "--to", "jsonl"]);
    let through = run_with_input(folder.path(), &["moderate", "-", "--to", "jsonl"], &parsed.stdout);
    assert_eq!(stdout(&direct), stdout(&through));
    let written = run(folder.path(), &["parse", &page, "-o", "thread.jsonl"]);
    assert!(written.stdout.is_empty());
    assert_eq!(fs::read(folder.path().join("thread.jsonl")).unwrap(), parsed.stdout);
}

#[test]
fn an_article_can_be_supplied() {
    let without = CALM.lines().nth(1).unwrap().to_owned() + "\n";
    let folder = folder(&[
        ("thread.jsonl", without.as_bytes()),
        (
            "article.txt",
            b"Evening ferry to stop at eight\n\nThe harbour council voted to end the evening ferry in May.\n",
        ),
    ]);
    let verdict = |args: &[&str]| {
        let line = stdout(&run(folder.path(), args));
        serde_json::from_str::<serde_json::Value>(&line).unwrap()["relevance"]["verdict"].as_str().unwrap().to_owned()
    };
    let args = ["moderate", "thread.jsonl", "--to", "jsonl", "--article", "article.txt"];
    assert_eq!(verdict(&args[..4]), "no-article");
    assert_eq!(verdict(&args), "judged");
}

#[test]
fn explain_draws_under_the_words() {
    let folder = folder(&[("rude.jsonl", RUDE.as_bytes()), ("calm.jsonl", CALM.as_bytes())]);
    let by_id = run(folder.path(), &["explain", "rude.jsonl", "b"]);
    assert_eq!(by_id.status.code(), Some(DONE), "{}", stderr(&by_id));
    for part in ["rude #b  Kestrel, answering #a Rowan", "^^^^", "against commenter Rowan", "personal-attack:", "rule "]
    {
        assert!(stdout(&by_id).contains(part), "no {part:?} in {}", stdout(&by_id));
    }
    assert_eq!(stdout(&run(folder.path(), &["explain", "rude.jsonl", "#b"])), stdout(&by_id), "as reports print it");
    assert_eq!(stdout(&run(folder.path(), &["explain", "rude.jsonl"])), stdout(&by_id));
    assert!(stdout(&run(folder.path(), &["explain", "calm.jsonl"])).contains("No comment is flagged"));
    assert!(stdout(&run(folder.path(), &["explain", "calm.jsonl", "a"])).contains("no finding"));
}

#[test]
fn the_printed_policy_is_the_default_one() {
    let folder = folder(&[("rude.jsonl", RUDE.as_bytes())]);
    let policy = run(folder.path(), &["policy"]);
    fs::write(folder.path().join("policy.toml"), &policy.stdout).unwrap();
    let checked = run(folder.path(), &["policy", "--check", "policy.toml"]);
    assert!(stdout(&checked).contains("ok, default/1@"), "{}", stdout(&checked));
    let with = run(folder.path(), &["moderate", "rude.jsonl", "--to", "jsonl", "--policy", "policy.toml"]);
    assert_eq!(stdout(&with), stdout(&run(folder.path(), &["moderate", "rude.jsonl", "--to", "jsonl"])));
}

#[test]
fn a_policy_of_the_site_decides_and_is_named() {
    let policy = r#"
name = "harbour"
[[rule]]
id = "no-bad-faith"
category = ["bad-faith", "insult"]
action = "hide"
commenter = "{author}, write it again without the {category}."
[[exempt]]
id = "staff"
author = ["Kes*"]
at-most = "review"
reason = "They quote what they moderate."
[[section]]
id = "letters"
thread = ["rude"]
attack.review = 0.4
"#;
    let folder = folder(&[("rude.jsonl", RUDE.as_bytes()), ("policy.toml", policy.as_bytes())]);
    let shown = run(folder.path(), &["policy", "--show", "policy.toml"]);
    fs::write(folder.path().join("shown.toml"), &shown.stdout).unwrap();
    let rows = |policy: &str| {
        let output = run(folder.path(), &["moderate", "rude.jsonl", "--to", "jsonl", "--policy", policy]);
        assert_eq!(output.status.code(), Some(DONE), "{}", stderr(&output));
        stdout(&output)
    };
    assert_eq!(rows("policy.toml"), rows("shown.toml"), "what is shown decides the same and has the same hash");
    let row: serde_json::Value = serde_json::from_str(rows("policy.toml").lines().nth(1).unwrap()).unwrap();
    assert_eq!(row["decision"]["action"], "review");
    assert_eq!(row["decision"]["rule"], "letters/staff");
    let reasons = row["decision"]["reasons"].to_string();
    assert!(
        reasons.contains("no-bad-faith calls for hide") && reasons.contains("exempt: staff, else hide"),
        "{reasons}"
    );
    assert_eq!(row["decision"]["reader_note"], "Kestrel, write it again without the insult.");
}

/// Where files are printed by the program, they are what it prints.
#[test]
fn the_policy_reference_is_as_the_code_prints_it() {
    let folder = folder(&[]);
    let printed = run(folder.path(), &["policy", "--reference"]);
    threadwarden_testkit::golden::check(&repository("docs/policy.md"), &printed.stdout);
}

#[test]
fn rolled_up_reports_count() {
    let folder = folder(&[("rude.jsonl", RUDE.as_bytes())]);
    let first_rows = |by: &str| {
        let csv = stdout(&run(folder.path(), &["moderate", "rude.jsonl", "--to", "csv", "--by", by]));
        csv.lines().take(2).map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(first_rows("thread")[1].starts_with("rude,,2,1,0.5,"), "{:?}", first_rows("thread"));
    assert!(first_rows("author")[1].starts_with("Kestrel,1,1,1.0,"), "{:?}", first_rows("author"));
    assert!(first_rows("rule")[0].starts_with("rule,category,findings,personal,comments,"));
    assert!(first_rows("category")[0].starts_with("category,findings,personal,comments,"));
    assert!(first_rows("category")[1].starts_with("insult,1,1,1,0.5,"), "{:?}", first_rows("category"));
}

#[test]
fn colour_is_for_those_who_want_it() {
    let folder = folder(&[("rude.jsonl", RUDE.as_bytes())]);
    let escapes = |args: &[&str]| stdout(&run(folder.path(), args)).contains('\u{1b}');
    assert!(!escapes(&["moderate", "rude.jsonl"]));
    assert!(!escapes(&["explain", "rude.jsonl", "--color", "never"]));
    assert!(escapes(&["moderate", "rude.jsonl", "--color", "always"]));
    assert!(escapes(&["explain", "rude.jsonl", "--color", "always"]));
}

#[test]
fn quiet_leaves_only_failures() {
    let folder = folder(&[("rude.jsonl", RUDE.as_bytes()), ("empty.txt", b"")]);
    let output = run(folder.path(), &["moderate", "rude.jsonl", "empty.txt", "missing.txt", "--quiet"]);
    assert_eq!(stdout(&output), "");
    assert_eq!(stderr(&output).lines().count(), 1, "{}", stderr(&output));
}

#[test]
fn completions_and_manual_are_printed() {
    let folder = folder(&[]);
    for (args, part) in [
        (&["completions", "bash"][..], "_threadwarden"),
        (&["completions", "fish"], "complete -c threadwarden"),
        (&["man"], ".TH threadwarden"),
    ] {
        assert!(stdout(&run(folder.path(), args)).contains(part), "{args:?}");
    }
}
