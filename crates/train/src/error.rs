use std::fmt;
use std::path::Path;
use std::process::ExitCode;

/// What went wrong, and with which file.
#[derive(Debug)]
pub(crate) struct Error(String);

impl Error {
    pub(crate) fn new(path: &Path, problem: impl fmt::Display) -> Self {
        Error(format!("{}: {problem}", path.display()))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

/// Prints an error and says failure.
#[allow(clippy::print_stderr, reason = "the one place where this program complains")]
pub(crate) fn report(error: &Error) -> ExitCode {
    eprintln!("threadwarden-train: {error}");
    ExitCode::FAILURE
}
