//! Standard error: failures, warnings, progress.

use std::cell::Cell;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use threadwarden_report::visible;

use crate::exit::Failure;

/// Writes to standard error, and never minds when nobody listens.
pub(crate) struct Console {
    quiet: bool,
    color: bool,
    /// Whether progress is worth showing at all.
    watched: bool,
    started: Instant,
    /// When the progress line was last drawn; none while there is no line.
    drawn: Cell<Option<Instant>>,
}

/// Work shorter than this has no progress line.
const LONG: Duration = Duration::from_secs(1);
/// How often the line is drawn.
const BETWEEN: Duration = Duration::from_millis(200);

impl Console {
    pub(crate) fn new(quiet: bool, color: bool) -> Self {
        let watched = !quiet && io::stderr().is_terminal();
        Console {
            quiet,
            color: color && io::stderr().is_terminal(),
            watched,
            started: Instant::now(),
            drawn: Cell::new(None),
        }
    }

    /// Before anything is known about what the user wants.
    pub(crate) fn plain() -> Self {
        Console::new(false, false)
    }

    pub(crate) fn error(&self, failure: &Failure) {
        self.line("error", "1;31", &failure.to_string());
    }

    pub(crate) fn warn(&self, message: &str) {
        if !self.quiet {
            self.line("warning", "1;33", &visible(message));
        }
    }

    /// Draws how far the work has come, when it is long and somebody watches.
    pub(crate) fn progress(&self, threads: usize, comments: usize) {
        if !self.watched || self.started.elapsed() < LONG {
            return;
        }
        if self.drawn.get().is_none_or(|drawn| drawn.elapsed() >= BETWEEN) {
            self.drawn.set(Some(Instant::now()));
            let seconds = self.started.elapsed().as_secs();
            let _ = write!(io::stderr(), "\r{threads} threads, {comments} comments, {seconds} s\u{1b}[K");
        }
    }

    /// Takes the progress line away.
    pub(crate) fn clear(&self) {
        if self.drawn.take().is_some() {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }

    fn line(&self, label: &str, color: &str, message: &str) {
        self.clear();
        let _ = if self.color {
            writeln!(io::stderr(), "\u{1b}[{color}m{label}\u{1b}[0m: {message}")
        } else {
            writeln!(io::stderr(), "{label}: {message}")
        };
    }
}
