//! `completions` and `man`: what a package installs beside the program.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::args::Args;
use crate::exit::{Exit, Failure, Kind};

pub(crate) fn completions(shell: Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "threadwarden", &mut script);
    super::print(&script).map(|()| Exit::Done)
}

/// The page of the program, followed by those of its commands.
pub(crate) fn man() -> Result<Exit, Failure> {
    let mut command = Args::command();
    command.build();
    let mut page = Vec::new();
    let pages = std::iter::once(command.clone()).chain(command.get_subcommands().cloned());
    for command in pages {
        clap_mangen::Man::new(command)
            .render(&mut page)
            .map_err(|error| Failure::new(Kind::Internal, error.to_string()))?;
    }
    super::print(&page).map(|()| Exit::Done)
}
