//! `threadwarden`: moderates comment threads from the command line.
//!
//! What was typed is in `args`, what a policy file says in `config` (and
//! `show` writes), what both mean in `settings`. Each command is a file of `commands`; `intake` reads the
//! inputs for all of them, `bench` judges on several threads, `reports` and, for
//! runs that can be broken off, `journal` write, `output` puts files in place and `unfinished`
//! takes away what was not, `console` is the only
//! one to write to standard error, `exit` knows the codes.

mod args;
mod bench;
mod commands;
mod config;
mod console;
mod exit;
mod inputs;
mod intake;
mod journal;
mod output;
mod reports;
mod settings;
mod show;
mod unfinished;

use clap::Parser;

use crate::args::{Args, Command};
use crate::console::Console;

fn main() -> std::process::ExitCode {
    let outcome = match Args::parse().command {
        Command::Moderate(args) => commands::moderate::run(&args),
        Command::Parse(args) => commands::parse::run(&args),
        Command::Explain(args) => commands::explain::run(&args),
        Command::Evaluate(args) => commands::evaluate::run(&args),
        Command::Calibrate(args) => commands::calibrate::run(&args),
        Command::Diff(args) => commands::diff::run(&args),
        Command::Policy(args) => commands::policy::run(&args),
        Command::Completions(args) => commands::shell::completions(args.shell),
        Command::Man => commands::shell::man(),
    };
    match outcome {
        Ok(exit) => exit.into(),
        Err(failure) => {
            Console::plain().error(&failure);
            failure.exit().into()
        }
    }
}
