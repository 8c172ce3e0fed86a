//! `all`: every table and model, in the order in which they need each other.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use threadwarden_attack::training::is_compiled_in;

use crate::error::Error;
use crate::{attack, background, words};

/// What `all` is asked to do.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// The folder with `attack` and `relevance`.
    #[arg(long)]
    data: PathBuf,
}

/// Writes everything that is compiled in, but for what training in Python left behind: the encoder, its labels, and the
/// word vectors of the relevance score.
///
/// The attack model's features see words respelt, and which words are ordinary is compiled in, so a change of those
/// must be built before the model can be trained.
pub(crate) fn run(args: &Args) -> Result<(), Error> {
    background::run(&background::Args::standard(&args.data))?;
    let ordinary = words::Args::standard(&args.data);
    words::run(&ordinary)?;
    let written = std::fs::read(&ordinary.output).map_err(|error| Error::new(&ordinary.output, error))?;
    if !is_compiled_in(&written) {
        return Err(Error::new(&ordinary.output, "has changed: run this again, so that it is built in first"));
    }
    attack::run(&attack::Args::standard(&args.data))
}
