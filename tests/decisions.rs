//! `calibrate` and `diff`: choosing what to decide, and what another choice would change.

use std::fs;

use crate::cli::{CALM, DONE, FAILED, RUDE, STRICT, USAGE, check, folder, run, stderr, stdout};

/// Labelled comments over `days` days, of which every third is an attack and every tenth label is wrong.
fn labelled(rows: usize, days: usize, dated: bool) -> String {
    let mut csv = String::from(if dated { "text,label,parent,created\n" } else { "text,label,parent\n" });
    for n in 0..rows {
        let is_attack = n % 3 == 0;
        let text = match (is_attack, n % 4) {
            (true, 0) => format!("You are a stupid idiot and a liar {n}."),
            (true, 1) => format!("You have no idea of harbours {n}."),
            (true, _) => format!("Typical of you to know nothing {n}."),
            (false, 0) => format!("You could be right about the ferry {n}."),
            (false, 1) => format!("The council has no idea of harbours {n}."),
            (false, _) => format!("I counted {n} crossings myself."),
        };
        let label = usize::from(is_attack != (n % 10 == 9));
        csv.push_str(&format!("{text},{label},The ferry is late."));
        if dated {
            csv.push_str(&format!(",2024-03-{:02}T12:00:00Z", 1 + n * days / rows));
        }
        csv.push('\n');
    }
    csv
}

#[test]
fn calibrate_finds_a_threshold_and_writes_the_policy() {
    let folder = folder(&[
        ("dated.csv", labelled(600, 20, true).as_bytes()),
        ("undated.csv", labelled(600, 20, false).as_bytes()),
        ("rude.jsonl", RUDE.as_bytes()),
        ("base.toml", b"name = \"harbour\"\n[signal]\noff-topic = \"review\"\n"),
    ]);
    let calibrate = |args: &[&str]| {
        let output = run(folder.path(), &[&["calibrate"][..], args].concat());
        assert_eq!(output.status.code(), Some(DONE), "{args:?}: {}", stderr(&output));
        stdout(&output)
    };
    let told = calibrate(&["dated.csv", "--precision", "0.7", "-o", "found.toml"]);
    for part in ["threshold   0.", "comments    30.0 a day", "2024-03-01 to 2024-03-12", "2024-03-13 to 2024-03-20"] {
        assert!(told.contains(part), "no {part:?} in {told}");
    }
    assert!(told.contains("precision") && told.contains("recall") && told.contains(" to "), "{told}");
    check(folder.path(), &[(&["policy", "--check", "found.toml"], DONE, &[])]);
    // The lines hold what was told, and moderate takes them.
    let threshold = told.lines().find_map(|line| line.strip_prefix("attack.review = ")).unwrap().to_owned();
    let written = fs::read_to_string(folder.path().join("found.toml")).unwrap();
    assert!(written.contains(&format!("\nreview = {threshold}\n")), "{written}");
    check(folder.path(), &[(&["moderate", "rude.jsonl", "--policy", "found.toml"], DONE, &[])]);

    let told = calibrate(&["undated.csv", "--budget", "5", "--per-day", "30", "-o", "b.toml", "--policy", "base.toml"]);
    assert!(told.contains("On the rows it was fitted on; on others expect less"), "{told}");
    let held: f64 =
        told.lines().find_map(|line| line.trim().strip_prefix("a day     ")).unwrap()[..3].trim().parse().unwrap();
    assert!(held <= 5.0, "{told}");
    let written = fs::read_to_string(folder.path().join("b.toml")).unwrap();
    assert!(written.contains("name = \"harbour\"") && written.contains("off-topic = \"review\""), "{written}");
    // The same rows give the same answer.
    assert_eq!(calibrate(&["dated.csv", "--precision", "0.7"]), calibrate(&["dated.csv", "--precision", "0.7"]));
}

#[test]
fn calibrate_says_what_it_cannot_work_with() {
    let one_class: String =
        labelled(600, 20, true).lines().filter(|line| !line.contains(",1,")).collect::<Vec<_>>().join("\n");
    let tossed = |n: usize| format!("You are a stupid idiot {n},{}\n", n / 3 % 2);
    let noise = "text,label\n".to_owned() + &(0..300).map(tossed).collect::<String>();
    let folder = folder(&[
        ("dated.csv", labelled(600, 20, true).as_bytes()),
        ("undated.csv", labelled(600, 20, false).as_bytes()),
        ("few.csv", labelled(50, 20, false).as_bytes()),
        ("clean.csv", one_class.as_bytes()),
        ("noise.csv", noise.as_bytes()),
        ("bare.csv", b"text,verdict\nhello,1\n"),
        ("odd.csv", b"text,label\nhello,maybe\n"),
        ("empty.csv", b""),
    ]);
    check(
        folder.path(),
        &[
            (&["calibrate", "missing.csv", "--precision", "0.9"], FAILED, &["missing.csv"]),
            (&["calibrate", "bare.csv", "--precision", "0.9"], FAILED, &["bare.csv", "no column \"label\""]),
            (&["calibrate", "odd.csv", "--precision", "0.9"], FAILED, &["odd.csv", "line 2", "neither 0 nor 1"]),
            (&["calibrate", "empty.csv", "--precision", "0.9"], FAILED, &["empty.csv"]),
            (&["calibrate", "few.csv", "--precision", "0.9"], FAILED, &["50 rows", "at least 100"]),
            (&["calibrate", "clean.csv", "--precision", "0.9"], FAILED, &["0 attacks"]),
            (
                &["calibrate", "noise.csv", "--precision", "0.9"],
                FAILED,
                &["no threshold is that precise", "the best is"],
            ),
            (&["calibrate", "undated.csv", "--budget", "5"], FAILED, &["not every row has a date", "--per-day"]),
            (&["calibrate", "dated.csv"], USAGE, &["--precision", "--budget"]),
            (&["calibrate", "dated.csv", "--precision", "0.9", "--budget", "5"], USAGE, &["--budget"]),
            (&["calibrate", "dated.csv", "--precision", "90"], USAGE, &["from 0 to 1"]),
            (&["calibrate", "dated.csv", "--precision", "0.7", "-o", "found.csv"], USAGE, &[".toml"]),
            (&["calibrate", "dated.csv", "--precision", "0.7", "-o", "no/found.toml"], FAILED, &["no/found.toml"]),
        ],
    );
}

#[test]
fn diff_tells_policies_apart() {
    let folder = folder(&[
        ("calm.jsonl", CALM.as_bytes()),
        ("rude.jsonl", RUDE.as_bytes()),
        (
            "lenient.toml",
            b"[attack]\nflag = 0.99\nreview = 0.99\nhide = 0.99\nlow = \"publish\"\nmedium = \"publish\"\n",
        ),
        ("broken.toml", b"[attack]\nflagg = 1\n"),
    ]);
    let over = ["--over", "calm.jsonl", "rude.jsonl"];
    let released = run(folder.path(), &[&["diff", "-", "lenient.toml"][..], &over].concat());
    assert_eq!(released.status.code(), Some(DONE), "{}", stderr(&released));
    let text = stdout(&released);
    assert!(text.starts_with("3 comments compared; 1 were held, 0 are\n\n1 released\n  rude #b  Kestrel\n"), "{text}");
    assert!(text.contains("    was ") && text.contains("is  publish by attack.low"), "{text}");
    let held = stdout(&run(folder.path(), &[&["diff", "lenient.toml", "-"][..], &over].concat()));
    assert!(held.contains("1 newly held"), "{held}");
    let same = stdout(&run(folder.path(), &[&["diff", "-", "-"][..], &over].concat()));
    assert!(same.contains("Nothing changes."), "{same}");
    let csv = stdout(&run(folder.path(), &[&["diff", "-", "lenient.toml", "--to", "csv"][..], &over].concat()));
    assert_eq!(csv.lines().count(), 2, "{csv}");
    assert!(csv.contains("rude,b,Kestrel,released,") && csv.contains(",publish,"), "{csv}");
    check(
        folder.path(),
        &[
            (&["diff", "-", "lenient.toml"], USAGE, &["--over"]),
            (&["diff", "-", "broken.toml", "--over", "calm.jsonl"], USAGE, &["broken.toml:2:1"]),
            (&["diff", "-", "missing.toml", "--over", "calm.jsonl"], USAGE, &["missing.toml"]),
            (&["diff", "-", "lenient.toml", "--over", "missing.jsonl"], FAILED, &["missing.jsonl"]),
            (&["diff", "-", "lenient.toml", "--over", "calm.jsonl", "-o", "d.xml"], USAGE, &[".csv"]),
            (&["diff", "-", "calm.jsonl"], USAGE, &["a policy cannot be compared with a report"]),
            (&["diff", "calm.jsonl", "notes.txt"], USAGE, &["notes.txt", "neither a policy"]),
        ],
    );
}

#[test]
fn diff_tells_reports_apart() {
    let both = CALM.to_owned() + RUDE;
    let broken = RUDE.to_owned() + "not json at all\n";
    let folder = folder(&[
        ("both.jsonl", both.as_bytes()),
        ("rude.jsonl", RUDE.as_bytes()),
        ("harder.toml", b"[attack]\nhide = 0.6\n"),
        ("milder.toml", b"[attack]\nhide = 0.99\n"),
        ("noise.csv", b"a,b\n1,2\n"),
        ("broken.jsonl", broken.as_bytes()),
    ]);
    for (input, policy, output) in [
        ("both.jsonl", "harder.toml", "old.csv"),
        ("rude.jsonl", "milder.toml", "new.csv"),
        ("rude.jsonl", "milder.toml", "new.jsonl"),
    ] {
        let args = ["moderate", input, "--quiet", "-o", output, "--policy", policy];
        check(folder.path(), &[(&args, DONE, &[])]);
    }
    let text = stdout(&run(folder.path(), &["diff", "old.csv", "new.csv", "-o", "d.csv"]));
    assert!(text.contains("1 to review, were hidden") && text.contains("1 only in the old one"), "{text}");
    assert!(text.contains("was hide by attack.hide") && text.contains("is  review by attack.review"), "{text}");
    let changes = fs::read_to_string(folder.path().join("d.csv")).unwrap();
    assert_eq!(changes.lines().count(), 3, "{changes}");
    assert_eq!(text, stdout(&run(folder.path(), &["diff", "old.csv", "new.jsonl"])), "CSV and JSONL are one");
    check(
        folder.path(),
        &[
            (&["diff", "old.csv", "missing.csv"], FAILED, &["missing.csv"]),
            (&["diff", "old.csv", "noise.csv"], FAILED, &["noise.csv", "no column \"thread\""]),
            (&["diff", "old.csv", "broken.jsonl"], FAILED, &["broken.jsonl", "line 1"]),
            (&["diff", "old.csv", "new.csv", "--over", "both.jsonl"], USAGE, &["--over"]),
            (&["diff", "-", "milder.toml", "--strict", "--over", "broken.jsonl"], STRICT, &["broken.jsonl"]),
        ],
    );
}
