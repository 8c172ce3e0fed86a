//! `attack`: trains the attack model and writes its file.

mod cases;
mod learn;
mod pack;
mod second_stage;
mod sets;

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;

use crate::error::Error;
use learn::Linear;
pub(crate) use second_stage::{Args as SecondStageArgs, run as second_stage};
pub(crate) use sets::jsonl;

/// What `attack` is asked to do.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// The folder with `attack/train`, `attack/dev` and `relevance/background`.
    #[arg(long)]
    data: PathBuf,
    /// The folder of the written cases.
    #[arg(long, default_value = "crates/train/cases")]
    cases: PathBuf,
    /// Chances of an attack, by hash of the text, for the sets whose own labels mean something else.
    #[arg(long, default_value = "crates/train/soft/labels.csv")]
    soft: PathBuf,
    /// Where the model goes.
    #[arg(long, short, default_value = "crates/attack/model/attack-en.bin")]
    output: PathBuf,
    /// Writes the written cases that are never trained on to this file, for measuring.
    #[arg(long)]
    held_out: Option<PathBuf>,
    /// Leaves what the rules found out of the features, to measure the model alone.
    #[arg(long)]
    without_rules: bool,
}

impl Args {
    /// The model as it is shipped, from the folder of the labelled sets.
    pub(crate) fn standard(data: &Path) -> Args {
        Args {
            data: data.to_owned(),
            cases: "crates/train/cases".into(),
            soft: "crates/train/soft/labels.csv".into(),
            output: "crates/attack/model/attack-en.bin".into(),
            held_out: None,
            without_rules: false,
        }
    }
}

/// What `split` is asked to do.
#[derive(ClapArgs)]
pub(crate) struct SplitArgs {
    /// The folder of the written cases.
    #[arg(long, default_value = "crates/train/cases")]
    cases: PathBuf,
    /// Where the cases to learn from go.
    #[arg(long)]
    learned: PathBuf,
    /// Where the cases that are never trained on go.
    #[arg(long)]
    held_out: PathBuf,
}

/// Writes the two sides of the written cases, for trainers in other languages.
pub(crate) fn split(args: &SplitArgs) -> Result<(), Error> {
    let written = cases::read(&args.cases)?;
    let (tested, learned): (Vec<_>, Vec<_>) = written.into_iter().partition(cases::Case::is_for_testing);
    write_lines(&tested, &args.held_out)?;
    write_lines(&learned, &args.learned)?;
    crate::say(format_args!("{} cases to learn from, {} held out", learned.len(), tested.len()));
    Ok(())
}

/// Writes the rows of cases as they stand in their files.
fn write_lines(cases: &[cases::Case], path: &Path) -> Result<(), Error> {
    let lines: String = cases.iter().map(|case| case.line.clone() + "\n").collect();
    std::fs::write(path, lines).map_err(|error| Error::new(path, error))
}

/// Trains, calibrates, and writes the model.
pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let with_rules = !args.without_rules;
    let written = cases::read(&args.cases)?;
    let (tested, mut learned): (Vec<_>, Vec<_>) = written.into_iter().partition(cases::Case::is_for_testing);
    learned.retain(cases::Case::is_for_the_fast_model);
    if let Some(path) = &args.held_out {
        write_lines(&tested, path)?;
    }
    let mut examples: Vec<learn::Example> =
        learned.iter().map(|case| case.example(cases::WEIGHT, with_rules)).collect();
    examples.extend(sets::read(&args.data, &args.soft, with_rules)?);

    let model = Linear::train(&examples);
    let categories = learn::Categories::train(&learned, with_rules);
    let news = sets::news_gold(&args.data, with_rules)?;
    let bytes = pack::pack(&model, &categories, &news);
    std::fs::write(&args.output, &bytes).map_err(|error| Error::new(&args.output, error))?;

    let auc = |examples: &[learn::Example]| {
        let scored: Vec<(f32, bool)> =
            examples.iter().map(|example| (model.score(example), example.target > 0.5)).collect();
        learn::area_under_roc(scored)
    };
    let tested: Vec<learn::Example> = tested.iter().map(|case| case.example(1.0, with_rules)).collect();
    crate::say(format_args!(
        "{} examples, {} bytes; AUC written test {:.4} of {}, news_gold {:.4} of {}",
        examples.len(),
        bytes.len(),
        auc(&tested),
        tested.len(),
        auc(&news),
        news.len(),
    ));
    Ok(())
}
