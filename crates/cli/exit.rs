//! What can go wrong, and the code the program ends with.

use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use threadwarden_report::visible;

/// How the program ends; the numbers are a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything was done.
    Done = 0,
    /// Everything was done, and `--fail-on` was met.
    FailOn = 1,
    /// The command line or the policy is wrong.
    Usage = 2,
    /// Everything was done, but input was skipped or repaired and `--strict` was given.
    Strict = 3,
    /// An input or an output failed.
    Failed = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// Whose fault a failure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Something was typed that makes no sense.
    Usage,
    /// A policy file makes no sense.
    Config,
    /// An input cannot be read.
    Input,
    /// An output cannot be written.
    Output,
    /// The machine refuses what the program needs.
    Internal,
}

/// A failure in words, with whose fault it is.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: Kind,
    message: String,
}

impl Failure {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Failure { kind, message: message.into() }
    }

    /// A failure of one file.
    pub(crate) fn of_file(kind: Kind, file: &Path, error: impl fmt::Display) -> Self {
        Failure::new(kind, format!("{}: {error}", file.display()))
    }

    pub(crate) fn exit(&self) -> Exit {
        match self.kind {
            Kind::Usage | Kind::Config => Exit::Usage,
            Kind::Input | Kind::Output | Kind::Internal => Exit::Failed,
        }
    }
}

/// Names of files are data too: what would act on a terminal is shown.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(&self.message))
    }
}

/// What happened on the way to the end.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    /// Inputs that could not be read, or not to their end.
    pub(crate) failed_inputs: usize,
    /// Pages read.
    pub(crate) pages: usize,
    /// Things skipped, repaired or guessed.
    pub(crate) problems: usize,
    /// Whether a comment met `--fail-on`.
    pub(crate) fail_on_met: bool,
}

impl Tally {
    /// Whether there is something to report, be it that there was nothing: only a run that failed before its first
    /// page leaves no trace.
    pub(crate) fn has_outcome(&self) -> bool {
        self.pages > 0 || self.failed_inputs == 0
    }

    /// The worst of what happened decides.
    pub(crate) fn exit(&self, strict: bool) -> Exit {
        if self.failed_inputs > 0 {
            Exit::Failed
        } else if strict && self.problems > 0 {
            Exit::Strict
        } else if self.fail_on_met {
            Exit::FailOn
        } else {
            Exit::Done
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Exit, Tally};

    #[test]
    fn the_worst_decides() {
        let tally = |failed_inputs, problems, fail_on_met| Tally { failed_inputs, pages: 1, problems, fail_on_met };
        let cases = [
            (tally(0, 0, false), true, Exit::Done),
            (tally(0, 3, false), false, Exit::Done),
            (tally(0, 3, true), false, Exit::FailOn),
            (tally(0, 3, true), true, Exit::Strict),
            (tally(1, 3, true), true, Exit::Failed),
        ];
        for (tally, strict, exit) in cases {
            assert_eq!(tally.exit(strict), exit, "{tally:?} {strict}");
        }
    }
}
