//! The loop that formats share which are read record by record.

use super::{Found, Threads};
use crate::grouping::Grouping;
use crate::input::{Input, Line, too_long};
use crate::{Error, Place};

/// What is read record by record, threads falling out on the way.
pub(super) trait Source {
    /// Reads one record, or a piece of one.
    fn step(&mut self) -> Result<Step, Error>;

    /// Hands over what is left when the input is at its end, thread by thread.
    fn finish(&mut self) -> Result<Option<Found>, Error>;
}

/// What one step came to.
pub(super) enum Step {
    /// There is more to read.
    More,
    /// A thread is done, and there is more to read.
    Found(Box<Found>),
    /// The input is at its end.
    End,
}

impl From<Option<Found>> for Step {
    fn from(found: Option<Found>) -> Step {
        found.map_or(Step::More, |found| Step::Found(Box::new(found)))
    }
}

/// The threads of a source; an error is the last thing it hands over.
pub(super) struct Records<S> {
    source: S,
    ended: bool,
    failed: bool,
}

impl<S: Source> Records<S> {
    pub(super) fn new(source: S) -> Self {
        Records { source, ended: false, failed: false }
    }
}

impl<S: Source> Iterator for Records<S> {
    type Item = Result<Found, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match self.source.step() {
                Ok(Step::More) => {}
                Ok(Step::Found(found)) => return Some(Ok(*found)),
                Ok(Step::End) => self.ended = true,
                Err(error) => {
                    (self.ended, self.failed) = (true, true);
                    return Some(Err(error));
                }
            }
        }
        if self.failed {
            return None;
        }
        let last = self.source.finish().transpose();
        self.failed = matches!(last, Some(Err(_)));
        last
    }
}

/// The threads of an input with one record a line; `take` adds a line to its thread and hands over one that is done.
pub(super) fn open_lines<'r, F>(input: Input<'r>, grouping: Grouping, take: F) -> Threads<'r>
where
    F: FnMut(&str, Place, &mut Grouping) -> Result<Option<Found>, Error> + Send + 'r,
{
    Box::new(Records::new(Lines { input, grouping, take, record: 0 }))
}

struct Lines<'r, F> {
    input: Input<'r>,
    grouping: Grouping,
    take: F,
    record: u64,
}

impl<F> Source for Lines<'_, F>
where
    F: FnMut(&str, Place, &mut Grouping) -> Result<Option<Found>, Error>,
{
    fn step(&mut self) -> Result<Step, Error> {
        let mut done = None;
        match self.input.next_line()? {
            None => {
                self.input.report_losses(self.grouping.problems());
                return Ok(Step::End);
            }
            Some(Line::TooLong(at, bytes)) => too_long(self.grouping.problems(), at, bytes),
            Some(Line::Text(line, at)) => {
                let line = line.trim();
                if line.is_empty() {
                    return Ok(Step::More);
                }
                self.record += 1;
                let at = Place { record: Some(self.record), ..at };
                done = (self.take)(line, at, &mut self.grouping)?;
            }
        }
        self.input.report_losses(self.grouping.problems());
        Ok(done.into())
    }

    fn finish(&mut self) -> Result<Option<Found>, Error> {
        self.grouping.finish()
    }
}
