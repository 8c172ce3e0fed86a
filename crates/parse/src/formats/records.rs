//! The loop that formats share which are read record by record.

use crate::Error;

use super::Found;

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
