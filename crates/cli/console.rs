//! Standard error: failures, warnings, progress.

use std::cell::{Cell, OnceCell};
use std::io::{self, IsTerminal, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use threadwarden_report::visible;

use crate::exit::Failure;

/// Writes to standard error, and never minds when nobody listens.
pub(crate) struct Console {
    quiet: bool,
    color: bool,
    /// Whether progress is worth showing at all.
    watched: bool,
    started: Instant,
    /// Bytes of all inputs together, where that is known.
    expected: Cell<Option<u64>>,
    /// Bytes read so far.
    read: Arc<AtomicU64>,
    /// Drawn once the work turns out to be long.
    bar: OnceCell<ProgressBar>,
}

/// Work shorter than this has no progress bar.
const LONG: Duration = Duration::from_secs(1);

impl Console {
    pub(crate) fn new(quiet: bool, color: bool) -> Self {
        Console {
            quiet,
            color: color && io::stderr().is_terminal(),
            watched: !quiet && io::stderr().is_terminal(),
            started: Instant::now(),
            expected: Cell::new(None),
            read: Arc::default(),
            bar: OnceCell::new(),
        }
    }

    /// How much there is to read, if that is known.
    pub(crate) fn expect(&self, bytes: Option<u64>) {
        self.expected.set(bytes.filter(|bytes| *bytes > 0));
    }

    /// A reader that tells how far it has come.
    pub(crate) fn count<R: Read>(&self, reader: R) -> Counted<R> {
        Counted { reader, read: Arc::clone(&self.read) }
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

    /// Shows how far the work has come, when it is long and somebody watches.
    pub(crate) fn progress(&self, threads: usize, comments: usize) {
        if !self.watched || self.started.elapsed() < LONG {
            return;
        }
        let bar = self.bar.get_or_init(|| {
            let style = if self.expected.get().is_some() {
                "{bar:24} {percent:>3} %  {msg}, {elapsed}, {eta} to go"
            } else {
                "{msg}, {elapsed}"
            };
            let style = ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::with_draw_target(self.expected.get(), ProgressDrawTarget::stderr())
                .with_style(style)
                .with_elapsed(self.started.elapsed())
        });
        bar.set_message(format!("{threads} threads, {comments} comments"));
        bar.set_position(self.read.load(Ordering::Relaxed));
    }

    /// Takes the progress bar away.
    pub(crate) fn clear(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }

    fn line(&self, label: &str, color: &str, message: &str) {
        let write = || {
            let _ = if self.color {
                writeln!(io::stderr(), "\u{1b}[{color}m{label}\u{1b}[0m: {message}")
            } else {
                writeln!(io::stderr(), "{label}: {message}")
            };
        };
        match self.bar.get() {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }
}

/// A reader whose bytes are counted.
pub(crate) struct Counted<R> {
    reader: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(bytes)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
