//! `second-stage`: fits how both stages are combined, and the band of doubt.

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use rayon::prelude::*;
use threadwarden_attack::Reader;
use threadwarden_attack::training::{SecondStageNumbers, stages_log_odds};
use threadwarden_encoder::{Context, Encoder};
use threadwarden_thread::{Comment, Thread};

use super::{cases, learn, sets};
use crate::error::Error;
use crate::logistic::Logistic;

/// What `second-stage` is asked to do.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// The folder with `attack/dev`.
    #[arg(long)]
    data: PathBuf,
    /// The folder of the written cases.
    #[arg(long, default_value = "crates/train/cases")]
    cases: PathBuf,
    /// Weights to read with, in place of those compiled in.
    #[arg(long)]
    weights: Option<PathBuf>,
    /// Writes set, id, label and the log-odds by either stage of every row to this file.
    #[arg(long)]
    scores: Option<PathBuf>,
}

/// Share of natural comments that the second stage may be asked about.
const SHARE: f64 = 0.1;
/// Steps of the band's bounds.
const STEP: f64 = 0.01;
/// Keeps the weights of a few thousand rows from running off.
const RIDGE: f64 = 1e-3;

/// A comment to score, with its label.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) thread: Thread,
    pub(super) at: usize,
    pub(super) label: bool,
}

impl Row {
    /// A comment alone, or below the one it answers.
    pub(super) fn new(id: String, parent: Option<&str>, text: &str, label: bool) -> Row {
        let mut thread = Thread::new("");
        let mut comment = Comment::new("1", "writer", text);
        comment.parent = parent.map(|parent| thread.push(Comment::new("0", "", parent)));
        let at = thread.push(comment);
        Row { id, thread, at, label }
    }
}

/// The log-odds by either stage.
#[derive(Clone, Copy, Debug)]
struct Scored {
    label: bool,
    first: f64,
    second: f64,
}

#[derive(Debug)]
struct Reading(Encoder);

impl Reader for Reading {
    fn log_odds(&self, comment: &str, names: &[&str], parent: &str) -> f32 {
        self.0.log_odds(comment, &Context { names: names.to_vec(), parent })
    }

    fn version(&self) -> String {
        self.0.version()
    }
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let path = args.weights.clone().unwrap_or_else(|| "crates/encoder/model/encoder-en.bin".into());
    let bytes = std::fs::read(&path).map_err(|error| Error::new(&path, error))?;
    let reader = Reading(Encoder::read(&bytes).map_err(|error| Error::new(&path, error))?);
    let dev = args.data.join("attack/dev");
    let uniform = |name: &str| sets::rows(&dev.join(name).with_extension("jsonl"));
    let named = [
        ("news_gold", sets::news_gold_rows(&args.data)?),
        ("c3_a", uniform("c3_a")?),
        ("ucc_val", uniform("ucc_val")?),
        (
            "written",
            cases::read(&args.cases)?.iter().filter(|case| case.is_for_testing()).map(cases::Case::row).collect(),
        ),
        ("kaggle_insults_train", uniform("kaggle_insults_train")?),
        ("context_gc_a", uniform("context_gc_a")?),
    ];
    let mut lines = String::from("set,id,label,first,second\n");
    let mut scored = Vec::new();
    for (name, rows) in &named {
        let these = score(rows, &reader);
        for (row, scored) in rows.iter().zip(&these) {
            let Scored { first, second, .. } = scored;
            lines += &format!("{name},{},{},{first:.4},{second:.4}\n", row.id, u8::from(row.label));
        }
        scored.push(these);
    }
    if let Some(path) = &args.scores {
        std::fs::write(path, lines).map_err(|error| Error::new(path, error))?;
    }

    let news = &scored[0];
    let together = fit(news, |row| vec![row.first, row.second]);
    let alone = fit(news, |row| vec![row.second]);
    let natural: Vec<Scored> = scored[1].iter().chain(&scored[2]).copied().collect();
    let band = band(&natural, &together);
    let found = SecondStageNumbers {
        together: [together.weights[2] as f32, together.weights[0] as f32, together.weights[1] as f32],
        alone: [alone.weights[1] as f32, alone.weights[0] as f32],
        doubtful: [band.0 as f32, band.1 as f32],
    };
    crate::say(format_args!("{found:?}"));
    for ((name, _), rows) in named.iter().zip(&scored) {
        let asked = rows.iter().filter(|row| inside(row, band)).count();
        let auc = |chance: &dyn Fn(&Scored) -> f64| {
            learn::area_under_roc(rows.iter().map(|row| (chance(row) as f32, row.label)).collect())
        };
        let all = |row: &Scored| together.log_odds(&[row.first, row.second]);
        crate::say(format_args!(
            "{name}: {} rows, {:.1} % asked about; AUC {:.3} off, {:.3} auto, {:.3} all, {:.3} the reader alone",
            rows.len(),
            100.0 * asked as f64 / rows.len() as f64,
            auc(&|row| row.first),
            auc(&|row| if inside(row, band) { all(row) } else { row.first }),
            auc(&all),
            auc(&|row| row.second),
        ));
    }
    let compiled = SecondStageNumbers::compiled_in();
    if compiled.is_close_to(&found) {
        Ok(())
    } else {
        Err(Error::new(Path::new("crates/attack/src/second_stage.rs"), format_args!("has other numbers: {compiled:?}")))
    }
}

/// Scores rows on every core.
fn score(rows: &[Row], reader: &Reading) -> Vec<Scored> {
    let one = |row: &Row| {
        let (first, second) = stages_log_odds(&row.thread, row.at, None, reader);
        Scored { label: row.label, first: f64::from(first), second: f64::from(second) }
    };
    rows.par_iter().map(one).collect()
}

fn fit(rows: &[Scored], values: impl Fn(&Scored) -> Vec<f64>) -> Logistic {
    let rows: Vec<_> = rows.iter().map(|row| (values(row), row.label, 1.0)).collect();
    Logistic::fit(&rows, RIDGE)
}

/// The band of the first stage's chance, with at most [`SHARE`] of natural comments in it, that holds most of those on
/// which both stages together decide otherwise than the first alone. Labels have no part in it.
fn band(natural: &[Scored], together: &Logistic) -> (f64, f64) {
    let decided_otherwise = |row: &&Scored| (row.first >= 0.0) != (together.log_odds(&[row.first, row.second]) >= 0.0);
    let bounds: Vec<f64> = (0..=(1.0 / STEP) as usize).map(|at| at as f64 * STEP).collect();
    let mut best = ((0.5, 0.5), 0);
    for (at, &low) in bounds.iter().enumerate() {
        for &high in &bounds[at..] {
            let asked: Vec<&Scored> = natural.iter().filter(|row| inside(row, (low, high))).collect();
            if asked.len() as f64 > SHARE * natural.len() as f64 {
                break;
            }
            let held = asked.into_iter().filter(decided_otherwise).count();
            if held > best.1 {
                best = ((low, high), held);
            }
        }
    }
    best.0
}

fn inside(row: &Scored, (low, high): (f64, f64)) -> bool {
    let chance = 1.0 / (1.0 + (-row.first).exp());
    low <= chance && chance <= high
}
