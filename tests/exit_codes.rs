//! The exit codes, line by line: each line of the contract with commands that end so, and what they say.

use std::process::Command;

use crate::cli::{CALM, DONE, FAIL_ON, FAILED, RUDE, STRICT, USAGE, folder, names, run, stderr, stdout};

/// The lines, as `--help` prints them.
const LINES: [(&str, i32); 5] = [
    ("0 done", DONE),
    ("1 done, and --fail-on was met", FAIL_ON),
    ("2 the command line or the policy is wrong", USAGE),
    ("3 done, but --strict was given and input was skipped or repaired", STRICT),
    ("4 an input or output failed", FAILED),
];

/// A command, its line of the contract, and what standard error must hold; nothing, where the list is empty.
type Row<'a> = (&'a str, &'a [&'a str], &'a [&'a str]);

const TABLE: &[Row<'_>] = &[
    // Every command can be done.
    ("0 done", &["moderate", "calm.jsonl"], &[]),
    ("0 done", &["moderate", "rude.jsonl", "-o", "r.csv", "-o", "r.jsonl", "-o", "r.xlsx", "-o", "r.html"], &[]),
    ("0 done", &["parse", "calm.jsonl"], &[]),
    ("0 done", &["explain", "rude.jsonl", "b"], &[]),
    ("0 done", &["evaluate", "labelled.csv"], &[]),
    ("0 done", &["diff", "-", "strict.toml", "--over", "rude.jsonl"], &[]),
    ("0 done", &["policy"], &[]),
    ("0 done", &["policy", "--check", "strict.toml"], &[]),
    ("0 done", &["policy", "--show", "strict.toml"], &[]),
    ("0 done", &["policy", "--reference"], &[]),
    ("0 done", &["completions", "zsh"], &[]),
    ("0 done", &["man"], &[]),
    ("0 done", &["--version"], &[]),
    ("0 done", &["--help"], &[]),
    // What is found, skipped or repaired changes nothing unless somebody asks for it.
    ("0 done", &["moderate", "rude.jsonl"], &[]),
    ("0 done", &["moderate", "broken.jsonl"], &["broken.jsonl", "line 2"]),
    ("0 done", &["moderate", "calm.jsonl", "--strict", "--fail-on", "review"], &[]),
    ("0 done", &["moderate", "rude.jsonl", "--fail-on", "hide"], &[]),
    ("1 done, and --fail-on was met", &["moderate", "rude.jsonl", "--fail-on", "review"], &[]),
    ("1 done, and --fail-on was met", &["moderate", "rude.jsonl", "--fail-on", "review", "-o", "r.csv", "-q"], &[]),
    ("1 done, and --fail-on was met", &["moderate", "rude.jsonl", "--fail-on", "review", "--only", "off-topic"], &[]),
    (
        "1 done, and --fail-on was met",
        &["moderate", "rude.jsonl", "--fail-on", "hide", "--policy", "strict.toml", "--to", "jsonl"],
        &[],
    ),
    // The command line.
    (WRONG, &["frobnicate"], &["frobnicate", "--help"]),
    (WRONG, &["moderate", "calm.jsonl", "--frobnicate"], &["--frobnicate"]),
    (WRONG, &["moderate", "calm.jsonl", "--from", "papyrus"], &["papyrus", "thread-jsonl"]),
    (WRONG, &["moderate", "calm.jsonl", "--map", "text"], &["text=comment_text"]),
    (WRONG, &["moderate", "calm.jsonl", "--map", "txt=comment"], &["\"txt\"", "known are thread, id, parent"]),
    (WRONG, &["moderate", "calm.jsonl", "--fail-on", "publish"], &["publish", "review, hide"]),
    (WRONG, &["moderate", "calm.jsonl", "--jobs", "0"], &["--jobs", "0"]),
    (WRONG, &["moderate", "-", "-"], &["standard input can be read only once"]),
    (WRONG, &["moderate", "calm.jsonl", "-o", "r.pdf"], &["r.pdf", ".csv, .jsonl, .xlsx, .html"]),
    (WRONG, &["moderate", "calm.jsonl", "-o", "r"], &["no report format", ".csv, .jsonl"]),
    (WRONG, &["moderate", "calm.jsonl", "-o", "calm.jsonl"], &["calm.jsonl", "is an input"]),
    (WRONG, &["moderate", "calm.jsonl", "-o", "r.csv", "-o", "./r.csv"], &["r.csv", "given twice"]),
    (WRONG, &["moderate", "calm.jsonl", "--by", "author"], &["--by", "-o FILE.csv"]),
    (WRONG, &["moderate", "calm.jsonl", "--to", "csv", "--by", "thread", "--sort", "first"], &["--by", "--sort"]),
    (WRONG, &["moderate", "calm.jsonl", "--to", "csv", "--by", "thread", "--only", "hide"], &["--by", "--only"]),
    (WRONG, &["moderate", "calm.jsonl", "--sort", "first"], &["--sort", "-o FILE.csv"]),
    (WRONG, &["moderate", "calm.jsonl", "--resume"], &["--output"]),
    (WRONG, &["moderate", "calm.jsonl", "--resume", "-o", "r.html"], &["r.html", "--resume", ".csv and .jsonl"]),
    (WRONG, &["moderate", "calm.jsonl", "--resume", "-o", "r.xlsx"], &["r.xlsx", "--resume", ".csv and .jsonl"]),
    (WRONG, &["parse", "calm.jsonl", "-o", "r.csv"], &["r.csv", ".jsonl"]),
    (WRONG, &["explain", "rude.jsonl", "zzz"], &["rude.jsonl", "no comment has the id \"zzz\""]),
    (WRONG, &["evaluate"], &["LABELLED"]),
    (WRONG, &["evaluate", "labelled.csv", "--ablate"], &["--ablate", "--task relevance"]),
    (WRONG, &["calibrate", "labelled.csv"], &["--precision", "--budget"]),
    (WRONG, &["calibrate", "labelled.csv", "--precision", "90"], &["90", "from 0 to 1"]),
    (WRONG, &["diff", "-", "strict.toml"], &["--over"]),
    (WRONG, &["diff", "-", "calm.jsonl"], &["calm.jsonl", "a policy cannot be compared with a report"]),
    (WRONG, &["completions", "abacus"], &["abacus", "bash"]),
    // The policy.
    (WRONG, &["moderate", "calm.jsonl", "--policy", "missing.toml"], &["missing.toml"]),
    (WRONG, &["moderate", "calm.jsonl", "--policy", "unknown.toml"], &["unknown.toml:3:1", "attack.flagg"]),
    (WRONG, &["moderate", "calm.jsonl", "--policy", "contradiction.toml"], &["contradiction.toml:2:1", "attack.hide"]),
    (WRONG, &["policy", "--check", "idle.toml"], &["idle.toml:9:1", "can never fire: `slight` and `severe` before it"]),
    (WRONG, &["policy", "--check", "broken.toml"], &["broken.toml:1:8"]),
    (WRONG, &["policy", "--check", "latin1.toml"], &["latin1.toml:1:9", "not UTF-8"]),
    (WRONG, &["policy", "--show", "unknown.toml"], &["unknown.toml:3:1"]),
    (WRONG, &["explain", "rude.jsonl", "--policy", "unknown.toml"], &["unknown.toml:3:1"]),
    (WRONG, &["evaluate", "labelled.csv", "--policy", "unknown.toml"], &["unknown.toml:3:1"]),
    (WRONG, &["calibrate", "labelled.csv", "--budget", "5", "--policy", "unknown.toml"], &["unknown.toml:3:1"]),
    (WRONG, &["diff", "-", "unknown.toml", "--over", "calm.jsonl"], &["unknown.toml:3:1"]),
    // Skipped or repaired.
    (SKIPPED, &["moderate", "broken.jsonl", "--strict"], &["broken.jsonl", "line 2"]),
    (SKIPPED, &["moderate", "broken.jsonl", "--strict", "-o", "r.csv"], &["broken.jsonl", "line 2"]),
    (SKIPPED, &["moderate", "broken.jsonl", "rude.jsonl", "--strict", "--fail-on", "review"], &["line 2"]),
    (SKIPPED, &["moderate", "columns.csv", "--strict"], &["columns.csv", "--from thread-csv", "--map text=COLUMN"]),
    (SKIPPED, &["moderate", "keys.jsonl", "--strict"], &["keys.jsonl", "no comment in it has a text", "--map text="]),
    (SKIPPED, &["moderate", "quote.csv", "--strict"], &["quote.csv", "unclosed-quote", "record 2"]),
    (SKIPPED, &["moderate", "columns.csv", "--strict", "--from", "thread-csv"], &["columns.csv", "no column", "a, b"]),
    (SKIPPED, &["moderate", "empty.csv", "--strict"], &["empty.csv", "empty"]),
    (SKIPPED, &["parse", "broken.jsonl", "--strict"], &["broken.jsonl", "line 2"]),
    (SKIPPED, &["explain", "broken.jsonl", "--strict"], &["broken.jsonl", "line 2"]),
    (SKIPPED, &["diff", "-", "strict.toml", "--strict", "--over", "broken.jsonl"], &["broken.jsonl", "line 2"]),
    // Inputs and outputs.
    (LOST, &["moderate", "missing.txt"], &["missing.txt", "No such file"]),
    (LOST, &["moderate", "missing.txt", "rude.jsonl", "--fail-on", "review"], &["missing.txt"]),
    (LOST, &["moderate", "missing.txt", "broken.jsonl", "--strict"], &["missing.txt", "line 2"]),
    (LOST, &["moderate", "calm.jsonl", "--article", "missing.txt"], &["missing.txt"]),
    (LOST, &["moderate", "calm.jsonl", "--article", "picture.png"], &["picture.png", "a PNG image"]),
    (LOST, &["moderate", "calm.jsonl", "-o", "no/such/r.csv"], &["no/such/r.csv: there is no folder no/such\n"]),
    (LOST, &["moderate", "calm.jsonl", "-o", "folder.csv"], &["folder.csv", "is a folder"]),
    (LOST, &["moderate", "calm.jsonl", "-o", "no/r.csv", "--resume"], &["no/"]),
    (LOST, &["parse", "missing.txt"], &["missing.txt"]),
    (LOST, &["parse", "calm.jsonl", "-o", "no/r.jsonl"], &["no/r.jsonl"]),
    (LOST, &["explain", "missing.jsonl"], &["missing.jsonl"]),
    (LOST, &["evaluate", "missing.csv"], &["missing.csv"]),
    (LOST, &["evaluate", "columns.csv"], &["columns.csv", "no column \"text\"", "columns are a, b"]),
    (LOST, &["evaluate", "labelled.csv", "--task", "relevance"], &["no comment to rank", "two pages"]),
    (LOST, &["evaluate", "folder.csv", "--task", "parse"], &["folder.csv", "no page with gold"]),
    (LOST, &["evaluate", "rude.jsonl"], &["rude.jsonl", "line 1", "a row has a label"]),
    (LOST, &["calibrate", "missing.csv", "--budget", "5"], &["missing.csv"]),
    (LOST, &["calibrate", "columns.csv", "--budget", "5"], &["columns.csv", "no column \"text\""]),
    (LOST, &["calibrate", "clean.csv", "--precision", "0.9"], &["clean.csv", "0 attacks"]),
    (LOST, &["calibrate", "attacks.csv", "--precision", "0.9"], &["attacks.csv", "0 clean"]),
    (LOST, &["diff", "-", "strict.toml", "--over", "missing.jsonl"], &["missing.jsonl"]),
    (LOST, &["diff", "missing.csv", "columns.csv"], &["missing.csv"]),
    (LOST, &["diff", "columns.csv", "columns.csv"], &["columns.csv", "no column \"thread\"", "not a report"]),
];

const WRONG: &str = LINES[2].0;
const SKIPPED: &str = LINES[3].0;
const LOST: &str = LINES[4].0;

#[test]
fn every_line_of_the_contract() {
    let broken = "{\"thread\":\"t\",\"id\":\"a\",\"author\":\"x\",\"text\":\"fine\"}\nnot json at all\n";
    let idle = "[[rule]]\nid = \"slight\"\nseverity = [\"low\", \"medium\"]\n\
                [[rule]]\nid = \"severe\"\nseverity = [\"high\"]\n\
                [[rule]]\ncategory = [\"threat\"]\nid = \"threats\"\n";
    let of_class = |label| "text,label\n".to_owned() + &format!("The ferry is late.,{label}\n").repeat(150);
    let folder = folder(&[
        ("calm.jsonl", CALM.as_bytes()),
        ("rude.jsonl", RUDE.as_bytes()),
        ("broken.jsonl", broken.as_bytes()),
        ("columns.csv", b"a,b\n1,2\n"),
        ("empty.csv", b""),
        ("keys.jsonl", b"{\"id\":1,\"comment\":\"late\"}\n{\"id\":2,\"comment\":\"early\"}\n"),
        ("quote.csv", b"id,text\n1,late\n2,\"early\n3,late\n"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01"),
        ("labelled.csv", b"text,label\nYou are a stupid idiot.,1\nThe ferry is late.,0\n"),
        ("clean.csv", of_class(0).as_bytes()),
        ("attacks.csv", of_class(1).as_bytes()),
        ("strict.toml", b"name = \"strict\"\n[attack]\nhide = 0.5\nlow = \"hide\"\nmedium = \"hide\"\n"),
        ("unknown.toml", b"[attack]\nflag = 0.4\nflagg = 0.4\n"),
        ("contradiction.toml", b"[attack]\nhide = 0.1\n"),
        ("idle.toml", idle.as_bytes()),
        ("broken.toml", b"[attack\n"),
        ("latin1.toml", b"name = \"\xe9t\xe9\"\n"),
        ("folder.csv/inside", b""),
    ]);
    let before = names(folder.path());
    for (line, args, says) in TABLE {
        let output = run(folder.path(), args);
        let (told, code) = (stderr(&output), LINES.iter().find(|known| known.0 == *line).map(|known| known.1));
        let shown = format!("{line:?}: threadwarden {}\n{told}", args.join(" "));
        assert!(code.is_some(), "no line of the contract: {shown}");
        assert_eq!(output.status.code(), code, "{shown}");
        assert!(says.iter().all(|part| told.contains(part)), "{shown}wants {says:?}");
        assert_eq!(told.is_empty(), says.is_empty(), "{shown}");
        assert!(!told.contains("panicked"), "{shown}");
        if code == Some(USAGE) {
            assert!(told.starts_with("error: ") && output.stdout.is_empty(), "{shown}");
            assert_eq!(told.matches("error: ").count(), 1, "{shown}");
        }
        // Reports are there where the work was done, and only there.
        let written: Vec<String> = names(folder.path()).into_iter().filter(|name| !before.contains(name)).collect();
        let asked: Vec<&str> = args.windows(2).filter(|pair| pair[0] == "-o").map(|pair| pair[1]).collect();
        let is_done = code.is_some_and(|code| code < FAILED && code != USAGE);
        assert_eq!(written.len(), if is_done { asked.len() } else { 0 }, "{written:?} {shown}");
        for name in written {
            std::fs::remove_file(folder.path().join(name)).unwrap();
        }
    }
    for (line, _) in LINES {
        assert!(TABLE.iter().filter(|row| row.0 == line).count() >= 4, "too little of {line:?}");
    }
}

#[test]
fn the_lines_are_those_that_help_prints() {
    let folder = folder(&[]);
    let help = stdout(&run(folder.path(), &["--help"]));
    let printed = help.split("Exit codes: ").nth(1).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    let printed: Vec<&str> = printed.trim_end_matches('.').split("; ").collect();
    assert_eq!(printed, LINES.map(|(line, _)| line));
}

/// "A closed pipe ends quietly."
#[cfg(unix)]
#[test]
fn a_pipe_that_is_closed_after_a_line_ends_quietly() {
    let comment = "{\"thread\":\"t\",\"author\":\"Rowan\",\"text\":\"The ferry is late again today.\"}\n";
    let folder = folder(&[("long.jsonl", comment.repeat(30_000).as_bytes())]);
    for command in [
        "moderate long.jsonl --to csv",
        "moderate long.jsonl --to jsonl --jobs 1",
        "moderate long.jsonl --to html",
        "moderate long.jsonl --to csv --sort first",
        "parse long.jsonl",
        "explain long.jsonl 0",
        "diff - - --over long.jsonl",
        "policy --reference",
        "man",
        "completions bash",
    ] {
        let script =
            format!("{{ {} {command}; echo \"code $?\" >&2; }} | head -n 1", env!("CARGO_BIN_EXE_threadwarden"));
        let output = Command::new("sh").arg("-c").arg(script).current_dir(folder.path()).output().unwrap();
        assert_eq!(stderr(&output), "code 0\n", "{command}");
        assert_eq!(stdout(&output).lines().count(), 1, "{command}");
    }
}
