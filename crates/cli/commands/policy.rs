//! `policy`: prints the default policy, or checks one.

use crate::args::PolicyArgs;
use crate::config;
use crate::exit::{Exit, Failure};

pub(crate) fn run(args: &PolicyArgs) -> Result<Exit, Failure> {
    let text = match &args.check {
        None => config::default_policy(),
        Some(file) => format!("{}: ok, {}\n", file.display(), config::read_policy(file)?.fingerprint()),
    };
    super::print(text.as_bytes()).map(|()| Exit::Done)
}
