//! Builds and measures the tables and models of threadwarden from labelled data.

mod all;
mod attack;
mod background;
mod error;
mod logistic;
mod relevance;
mod sets;
mod texts;
mod words;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Builds and measures the tables and models of threadwarden.
#[derive(Parser)]
#[command(version)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds every table and model that this program makes, as shipped.
    All(all::Args),
    /// Trains the attack model and writes its file.
    Attack(attack::Args),
    /// Writes the background table of the relevance score.
    Background(background::Args),
    /// Measures the relevance score on sets of articles and comments, beside its baselines.
    Relevance(relevance::Args),
    /// Fits how the two stages of the attack model are combined, and where the second one is asked.
    SecondStage(attack::SecondStageArgs),
    /// Writes the written cases as two files: to learn from, and never trained on.
    Split(attack::SplitArgs),
    /// Writes the texts behind the word vectors, for trainers in other languages.
    Texts(texts::Args),
    /// Writes the filter of ordinary English words.
    Words(words::Args),
}

fn main() -> ExitCode {
    let done = match Args::parse().command {
        Command::All(args) => all::run(&args),
        Command::Attack(args) => attack::run(&args),
        Command::Background(args) => background::run(&args),
        Command::Relevance(args) => relevance::run(&args),
        Command::SecondStage(args) => attack::second_stage(&args),
        Command::Split(args) => attack::split(&args),
        Command::Texts(args) => texts::run(&args),
        Command::Words(args) => words::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => error::report(&error),
    }
}

/// Prints a line about what was done.
#[allow(clippy::print_stdout, reason = "the one place where this program reports")]
fn say(line: std::fmt::Arguments<'_>) {
    println!("{line}");
}
