//! Builds and measures the tables and models of threadwarden from labelled data.

mod background;
mod baseline;
mod error;
mod logistic;
mod measure;
mod random;
mod relevance;
mod sets;

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
    /// Writes the background table of the relevance score.
    Background(background::Args),
    /// Measures the relevance score on sets of articles and comments, beside its baselines.
    Relevance(relevance::Args),
}

fn main() -> ExitCode {
    let done = match Args::parse().command {
        Command::Background(args) => background::run(&args),
        Command::Relevance(args) => relevance::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => error::report(&error),
    }
}
