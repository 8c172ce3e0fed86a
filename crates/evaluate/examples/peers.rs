//! The detector beside other open ones: the same rows, in one run.
//!
//! ```sh
//! cargo run --release -p threadwarden-evaluate --example peers -- --data DATA [--written CASES] [--rows OUT] [--scores IN]
//! ```
//!
//! `CASES` are the written cases that are never trained on (`threadwarden-train attack --held-out CASES`). `--rows` writes
//! every text for `benches/alt_profanity_check.py`; `--scores` reads what it made of them. rustrict is asked here.

// In an example a panic is the message, and printing is the point.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

use std::collections::HashMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustrict::{Censor, Type};
use serde_json::{Value, json};
use threadwarden::{Comment, Moderator, Page, SecondStage, Thread};
use threadwarden_attack::training::apart;
use threadwarden_evaluate::statistics::{Confusion, area_under_roc};
use threadwarden_evaluate::{Labelled, attack, read};
use threadwarden_testkit::evasion::{self, TRANSFORMS};

/// Those who are asked.
const DETECTORS: [&str; 9] = [
    "threadwarden",
    "  second stage auto",
    "  second stage all",
    "  rules alone",
    "  model alone",
    "rustrict",
    "rustrict ANY",
    "rustrict MEAN",
    "alt-profanity-check",
];

/// What each detector says of one text: a score to rank by, and a verdict.
type Verdicts = [Option<(f64, bool)>; DETECTORS.len()];

/// What alt-profanity-check made of the texts, by id.
type Scores = HashMap<String, f64>;

struct Judge {
    moderator: Moderator,
    /// The same with the second stage where there is doubt, and everywhere.
    readers: [Moderator; 2],
    scores: Scores,
}

impl Judge {
    fn verdicts(&self, id: &str, thread: &Thread, judged: usize) -> Verdicts {
        let page = Page { article: None, thread: thread.clone() };
        let said = |moderator: &Moderator| {
            let ours = moderator.review(&page).comments.swap_remove(judged);
            Some((ours.attack.probability.map_or(0.0, f64::from), ours.decision.flagged))
        };
        let (findings, chance) = apart(thread, judged, None);
        let sure = findings.iter().filter(|finding| finding.is_personal()).map(|finding| finding.confidence);
        let by_rules = f64::from(sure.fold(0.0, f32::max));
        let text = &thread.comments[judged].text;
        let found = Censor::from_str(text).analyze();
        let level = [Type::MILD, Type::MODERATE, Type::SEVERE].into_iter().rposition(|level| found.is(level));
        let rank = level.map_or(0.0, |level| level as f64 + 1.0);
        [
            said(&self.moderator),
            said(&self.readers[0]),
            said(&self.readers[1]),
            Some((by_rules, by_rules > 0.0)),
            Some((f64::from(chance), f64::from(chance) >= f64::from(self.moderator.policy().flag))),
            Some((rank, found.is(Type::INAPPROPRIATE))),
            Some((rank, found.is(Type::ANY))),
            Some((rank, found.is(Type::MEAN))),
            self.scores.get(id).map(|score| (*score, *score >= 0.5)),
        ]
    }
}

fn main() {
    let options = Options::read();
    let sets = sets(&options);
    let evasion = evasion_rows();
    if let Some(file) = &options.rows {
        let mut out = String::new();
        let texts = sets.iter().flat_map(|(name, items)| {
            items.iter().enumerate().map(move |(at, item)| (id(name, at), &item.thread.comments[item.judged].text))
        });
        for (id, text) in texts.chain(evasion.iter().map(|(id, text)| (id.clone(), text))) {
            writeln!(out, "{}", json!({"id": id, "text": text})).unwrap();
        }
        std::fs::write(file, out).unwrap();
        return;
    }
    let reader = |stage| Moderator::default().with_second_stage(stage, None).unwrap();
    let readers = [reader(SecondStage::Auto), reader(SecondStage::All)];
    let judge = Judge { moderator: Moderator::default(), readers, scores: options.scores() };
    println!("| set | rows | attacks | detector | AUC | F1 | precision | recall | alarms per 10,000 clean |");
    println!("| --- | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |");
    for (name, items) in &sets {
        report(name, items, &judge);
    }
    if let Some((name, items)) = sets.iter().find(|(_, items)| items.iter().any(|item| item.spans.is_some())) {
        let report = attack::evaluate(name, items, &judge.moderator, &[]);
        println!("\n{name}: character F1 of ours {:.3}", report.character_f1.map_or(0.0, |f1| f1.value));
    }
    report_evasion(&judge, &evasion);
}

fn report(name: &str, items: &[Labelled], judge: &Judge) {
    let verdicts: Vec<(Verdicts, bool)> = items
        .par_iter()
        .enumerate()
        .map(|(at, item)| (judge.verdicts(&id(name, at), &item.thread, item.judged), item.is_attack))
        .collect();
    let attacks = verdicts.iter().filter(|(_, is_attack)| *is_attack).count();
    for (column, detector) in DETECTORS.iter().enumerate() {
        let said: Vec<(f64, bool, bool)> = verdicts
            .iter()
            .filter_map(|(verdicts, is_attack)| verdicts[column].map(|(score, flagged)| (score, flagged, *is_attack)))
            .collect();
        if said.is_empty() {
            continue;
        }
        let auc = area_under_roc(&said.iter().map(|(score, _, is_attack)| (*score, *is_attack)).collect::<Vec<_>>());
        let confusion = Confusion::count(said.iter().map(|(_, flagged, is_attack)| (*flagged, *is_attack)));
        let share = |figure: Option<f64>| figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.3}"));
        println!(
            "| {name} | {} | {attacks} | {detector} | {} | {} | {} | {} | {:.1} |",
            said.len(),
            share(auc),
            share(confusion.f1()),
            share(confusion.precision()),
            share(confusion.recall()),
            confusion.alarms_per_10_000_clean().unwrap_or(0.0),
        );
    }
}

/// The attacks in plain words and in every disguise, as `evasion/<transform>/<attack>`.
fn evasion_rows() -> Vec<(String, String)> {
    let attacks = evasion::attacks(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/evasion"));
    let plain = attacks.iter().enumerate().map(|(at, attack)| (format!("evasion/plain/{at}"), attack.plain()));
    let hidden = TRANSFORMS.iter().flat_map(|transform| {
        attacks.iter().enumerate().filter_map(move |(at, attack)| {
            Some((format!("evasion/{}/{at}", transform.name), attack.disguised(transform)?))
        })
    });
    plain.chain(hidden).collect()
}

/// Of the attacks that a detector flags in plain words, the share it flags in disguise.
fn report_evasion(judge: &Judge, rows: &[(String, String)]) {
    let said = rows.par_iter().map(|(id, text)| {
        let mut thread = Thread::new("ferry");
        thread.push(Comment::new("1", "Kestrel", "The evening ferry was always empty, so they cut it."));
        let mut reply = Comment::new("2", "Rowan", text.as_str());
        reply.parent = Some(0);
        thread.push(reply);
        (id.as_str(), judge.verdicts(id, &thread, 1))
    });
    let verdicts: HashMap<&str, Verdicts> = said.collect();
    let shown = [0, 2, 5, 6, 7, 8];
    let flags = |id: &str, column: usize| verdicts.get(id).and_then(|verdicts| verdicts[column]).is_some_and(|v| v.1);
    println!("\n| transform | {} |", shown.map(|column| DETECTORS[column]).join(" | "));
    println!("| --- |{}", " ---: |".repeat(shown.len()));
    let names = std::iter::once("plain").chain(TRANSFORMS.iter().map(|transform| transform.name));
    let mut all = vec![(0, 0); shown.len()];
    for name in names {
        let prefix = format!("evasion/{name}/");
        let numbers: Vec<&str> = rows.iter().filter_map(|(id, _)| id.strip_prefix(&prefix)).collect();
        let cells: Vec<String> = shown
            .iter()
            .zip(&mut all)
            .map(|(&column, all)| {
                let is_known = |number: &&&str| name == "plain" || flags(&format!("evasion/plain/{number}"), column);
                let of = numbers.iter().filter(is_known).count();
                let hits = numbers
                    .iter()
                    .filter(is_known)
                    .filter(|number| flags(&format!("{prefix}{number}"), column))
                    .count();
                if name != "plain" {
                    *all = (all.0 + hits, all.1 + of);
                }
                if of == 0 { "–".to_owned() } else { format!("{:.0}", 100.0 * hits as f64 / of as f64) }
            })
            .collect();
        println!("| {name} | {} |", cells.join(" | "));
    }
    let cells: Vec<String> = all
        .iter()
        .map(|(hits, of)| if *of == 0 { "–".to_owned() } else { format!("{:.1}", 100.0 * *hits as f64 / *of as f64) })
        .collect();
    println!("| all but plain | {} |", cells.join(" | "));
}

fn id(set: &str, at: usize) -> String {
    format!("{set}/{at}")
}

/// The sets of the data folder, by name.
fn sets(options: &Options) -> Vec<(String, Vec<Labelled>)> {
    let dev = options.data.join("attack/dev");
    let mut sets = Vec::new();
    let mut add = |name: &str, rows: Vec<Value>| {
        let text: Vec<String> = rows.iter().map(Value::to_string).collect();
        sets.push((name.to_owned(), read(&text.join("\n")).unwrap_or_else(|error| panic!("{name}: {error}"))));
    };
    let (c3, ucc) = (jsonl(&dev.join("c3_a.jsonl")), jsonl(&dev.join("ucc_val.jsonl")));
    let texts: HashMap<String, &Value> =
        c3.iter().chain(&ucc).map(|row| (format!("{}/{}", row["set"], row["id"]), &row["text"])).collect();
    let gold: Vec<Value> = jsonl(&dev.join("news_gold.jsonl"))
        .into_iter()
        .filter_map(|mut row| {
            let text = texts.get(&format!("{}/{}", row["set"], row["id"]))?;
            row["text"] = (*text).clone();
            // Its span is one, and a text.
            row.as_object_mut()?.remove("span");
            Some(row)
        })
        .collect();
    add("news_gold, sure", gold.iter().filter(|row| row["doubtful"] != true).cloned().collect());
    add("news_gold, all", gold);
    if let Some(file) = &options.written {
        add("written, held out", jsonl(file));
    }
    add("kaggle_insults_train", jsonl(&dev.join("kaggle_insults_train.jsonl")));
    add("c3_a", c3);
    add("semeval_spans_trial", jsonl(&dev.join("semeval_spans_trial.jsonl")));
    for attribute in ["hostile", "antagonize", "condescending", "dismissive"] {
        let with = |row: &Value| {
            let value = &row["attrs"][attribute][0];
            let mut row = row.clone();
            row["label"] = json!(u8::from(value.as_f64().unwrap_or(0.0) >= 0.5));
            row
        };
        add(&format!("ucc_val {attribute}"), ucc.iter().map(with).collect());
    }
    add(
        "habernal, last comment",
        jsonl(&options.data.join("attack/train/habernal_threads.jsonl")).iter().map(habernal).collect(),
    );
    add("context_gc_a", jsonl(&dev.join("context_gc_a.jsonl")));
    let templates = std::fs::read_to_string(options.data.join("attack/train/unintended_bias_templates.csv")).unwrap();
    sets.push(("identity templates".to_owned(), read(&templates).unwrap()));
    sets
}

/// A thread as `evaluate` reads it; parents come before their answers.
fn habernal(row: &Value) -> Value {
    let thread = row["thread"].as_array().map_or(&[][..], Vec::as_slice);
    let place = |id: &Value| thread.iter().position(|comment| comment["id"] == *id);
    let comments: Vec<Value> = thread
        .iter()
        .map(|comment| json!({"author": comment["author"], "text": comment["text"], "reply_to": place(&comment["parent_id"])}))
        .collect();
    json!({"id": row["id"], "label": row["label"], "thread": comments})
}

fn jsonl(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What was asked for on the command line.
#[derive(Default)]
struct Options {
    data: PathBuf,
    written: Option<PathBuf>,
    rows: Option<PathBuf>,
    scores: Option<PathBuf>,
}

impl Options {
    fn read() -> Options {
        let mut options = Options::default();
        let mut args = std::env::args().skip(1);
        while let (Some(flag), Some(value)) = (args.next(), args.next()) {
            let value = PathBuf::from(value);
            match flag.as_str() {
                "--data" => options.data = value,
                "--written" => options.written = Some(value),
                "--rows" => options.rows = Some(value),
                "--scores" => options.scores = Some(value),
                other => panic!("no option {other}"),
            }
        }
        options
    }

    fn scores(&self) -> Scores {
        let Some(file) = &self.scores else { return Scores::new() };
        let text = std::fs::read_to_string(file).unwrap();
        text.lines()
            .filter_map(|line| line.rsplit_once(','))
            .map(|(id, score)| (id.to_owned(), score.parse().unwrap()))
            .collect()
    }
}
