//! Rows to threads: one at a time, in input order.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use crate::assemble::Assembler;
use crate::formats::{Found, Links};
use crate::problem::Problems;
use crate::{ParseOptions, Place};

/// Gathers the rows of one thread until a row of another one comes.
pub(crate) struct Grouping {
    default_name: String,
    current: Option<Assembler>,
    /// Problems met while no thread was open.
    loose: Problems,
    seen: Seen,
}

impl Grouping {
    pub(crate) fn new(options: &ParseOptions) -> Self {
        let default_name = options.thread_name().to_owned();
        Grouping { default_name, current: None, loose: Problems::default(), seen: Seen::default() }
    }

    /// Opens the thread of a row; hands over the one before when that was another.
    pub(crate) fn switch(&mut self, thread: Option<&str>, at: Place) -> Option<Found> {
        let name = thread.unwrap_or(&self.default_name);
        if self.current.as_ref().is_some_and(|current| current.thread == name) {
            return None;
        }
        let mut opened = Assembler::new(name);
        if !self.seen.insert(name) {
            let message =
                format!("more rows of thread {name:?} after rows of others; they were made a page of their own");
            opened.problems.add("thread-continued", at, message);
        }
        // What was wrong before the first thread is reported with it.
        for problem in self.loose.take() {
            opened.problems.push(problem);
        }
        self.current.replace(opened).map(close)
    }

    /// The open thread.
    pub(crate) fn current(&mut self) -> &mut Assembler {
        self.current.get_or_insert_with(|| Assembler::new(self.default_name.as_str()))
    }

    /// Where to record a problem now.
    pub(crate) fn problems(&mut self) -> &mut Problems {
        match &mut self.current {
            Some(current) => &mut current.problems,
            None => &mut self.loose,
        }
    }

    /// Hands over the last thread; an empty one when there are only problems.
    pub(crate) fn finish(&mut self) -> Option<Found> {
        let loose = self.loose.take();
        if self.current.is_none() && loose.is_empty() {
            return None;
        }
        let current = self.current();
        for problem in loose {
            current.problems.push(problem);
        }
        self.current.take().map(close)
    }
}

fn close(assembler: Assembler) -> Found {
    let links = if assembler.links_known { Links::Known } else { Links::Lost { newest_first: false } };
    let (page, problems) = assembler.finish();
    Found { page, problems, links, reason: None }
}

/// Names of the threads seen lately, in bounded memory.
///
/// Two generations of hashes: when the young one is full it becomes the old
/// one, and the old one is forgotten. A thread that comes back after more than
/// half a million others is taken for a new one.
#[derive(Default)]
struct Seen {
    hasher: RandomState,
    young: HashSet<u64>,
    old: HashSet<u64>,
}

impl Seen {
    const GENERATION: usize = 1 << 19;

    /// Remembers a name; false when it was known.
    fn insert(&mut self, name: &str) -> bool {
        let hash = self.hasher.hash_one(name);
        if self.young.contains(&hash) || self.old.contains(&hash) {
            return false;
        }
        if self.young.len() >= Seen::GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(hash);
        true
    }
}
