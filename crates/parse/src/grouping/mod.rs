//! Rows to threads: neighbours as they come, or scattered rows brought together.

mod buckets;
mod codec;

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use crate::assemble::Assembler;
use crate::formats::Found;
use crate::options::Group;
use crate::problem::Problems;
use crate::{Error, ParseOptions, Place};

use buckets::Buckets;
pub use buckets::{Spill, SpillFile};

/// Gathers the rows of threads.
pub(crate) struct Grouping {
    default_name: String,
    current: Option<Assembler>,
    /// Problems met while no thread was open.
    loose: Problems,
    order: Order,
    /// Whether threads without a comment are left out.
    skip_empty: bool,
}

/// How the rows of a thread lie in the input.
enum Order {
    /// Side by side.
    Sorted(Seen),
    /// Anywhere.
    Scattered(Buckets),
}

impl Grouping {
    /// A grouping as the options say, or as the format is usually sorted.
    pub(crate) fn new(options: &ParseOptions, usual: Group) -> Self {
        let order = match if options.group == Group::Auto { usual } else { options.group } {
            Group::Auto | Group::Sorted => Order::Sorted(Seen::default()),
            Group::Hash => Order::Scattered(Buckets::new(options.spill.clone())),
        };
        let default_name = options.thread_name().to_owned();
        Grouping { default_name, current: None, loose: Problems::default(), order, skip_empty: false }
    }

    /// Leaves out threads without a comment.
    pub(crate) fn without_empty(mut self) -> Self {
        self.skip_empty = true;
        self
    }

    /// Opens the thread of a row; hands over the one before when that is done.
    pub(crate) fn switch(&mut self, thread: Option<&str>, at: Place) -> Result<Option<Found>, Error> {
        let name = thread.unwrap_or(&self.default_name);
        if self.current.as_ref().is_some_and(|current| current.thread == name) {
            return Ok(None);
        }
        let mut opened = Assembler::new(name);
        match &mut self.order {
            Order::Scattered(buckets) => {
                if let Some(fragment) = self.current.replace(opened) {
                    keep_problems(&mut self.loose, buckets.add(fragment)?);
                }
                Ok(None)
            }
            Order::Sorted(seen) => {
                if !seen.insert(name) {
                    let message = format!(
                        "more rows of thread {name:?} after rows of others; they were made a page of their own"
                    );
                    opened.problems.add("thread-continued", at, message);
                }
                // What was wrong before the first thread is reported with it.
                keep_problems(&mut opened.problems, std::mem::take(&mut self.loose));
                let done = self.current.replace(opened).map(Assembler::close);
                Ok(done.filter(|found| !self.skip_empty || !found.is_empty()))
            }
        }
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

    /// Hands over what is left, thread by thread; an empty one when there are only problems.
    pub(crate) fn finish(&mut self) -> Result<Option<Found>, Error> {
        if let Order::Scattered(buckets) = &mut self.order {
            if let Some(fragment) = self.current.take() {
                keep_problems(&mut self.loose, buckets.add(fragment)?);
            }
            while let Some(mut assembler) = buckets.next()? {
                let mut problems = std::mem::take(&mut self.loose);
                keep_problems(&mut problems, std::mem::take(&mut assembler.problems));
                assembler.problems = problems;
                let found = assembler.close();
                if !self.skip_empty || !found.is_empty() {
                    return Ok(Some(found));
                }
                self.loose = found.problems;
            }
        }
        let loose = std::mem::take(&mut self.loose);
        if self.current.is_none() && loose.is_empty() {
            return Ok(None);
        }
        let current = self.current();
        keep_problems(&mut current.problems, loose);
        let last = self.current.take().map(Assembler::close);
        Ok(last.filter(|found| !self.skip_empty || !found.is_empty() || !found.problems.is_empty()))
    }
}

fn keep_problems(kept: &mut Problems, mut more: Problems) {
    for problem in more.take() {
        kept.push(problem);
    }
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
