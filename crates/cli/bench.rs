//! Judges pages on several threads and hands them back in the order they came.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};

use rayon::{ThreadPool, ThreadPoolBuilder};
use threadwarden::{Moderator, Page, Review};

use crate::exit::{Failure, Kind};

/// Pages with what was found in them.
pub(crate) type Judged = Vec<(Page, Review)>;

/// Where pages lie until they are judged and their turn has come.
///
/// The thread that lays pages down also takes them up: it reads, lets others
/// judge and writes, and waits only when enough lies on the bench. So neither
/// the order nor the memory depends on the number of threads.
pub(crate) struct Bench {
    moderator: Moderator,
    jobs: usize,
    batch: Vec<Page>,
    batch_bytes: usize,
    /// Started when it is first needed: one small page is judged sooner without.
    workers: Option<Workers>,
    sent: usize,
    taken_up: usize,
    /// Batches that were judged before their turn.
    early: BTreeMap<usize, Judged>,
}

struct Workers {
    pool: ThreadPool,
    to_bench: Sender<Numbered>,
    judged: Receiver<Numbered>,
}

/// A batch and its number; `None` where it could not be judged.
type Numbered = (usize, Option<Judged>);

/// Text of a batch, in bytes, that is worth handing to another thread.
const FULL_BYTES: usize = 128 << 10;
/// Pages of a batch, however small.
const FULL_PAGES: usize = 256;

impl Bench {
    pub(crate) fn new(moderator: &Moderator, jobs: usize) -> Self {
        Bench {
            moderator: moderator.clone(),
            jobs,
            batch: Vec::new(),
            batch_bytes: 0,
            workers: None,
            sent: 0,
            taken_up: 0,
            early: BTreeMap::new(),
        }
    }

    /// Lays a page down; `take_up` gets what is ready, batch by batch.
    pub(crate) fn lay(
        &mut self,
        page: Page,
        take_up: &mut impl FnMut(Judged) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let article = page.article.as_ref().map_or(0, |article| article.text.len());
        self.batch_bytes += article + page.thread.comments.iter().map(|comment| comment.text.len()).sum::<usize>();
        self.batch.push(page);
        if self.batch_bytes < FULL_BYTES && self.batch.len() < FULL_PAGES {
            return Ok(());
        }
        if self.jobs == 1 {
            return self.judge_here(take_up);
        }
        self.send()?;
        while self.sent - self.taken_up >= self.most_on_the_bench() {
            self.receive(take_up)?;
        }
        Ok(())
    }

    /// Judges what is left and waits for all of it.
    pub(crate) fn clear(&mut self, take_up: &mut impl FnMut(Judged) -> Result<(), Failure>) -> Result<(), Failure> {
        if self.workers.is_none() {
            return self.judge_here(take_up);
        }
        self.send()?;
        while self.taken_up < self.sent {
            self.receive(take_up)?;
        }
        Ok(())
    }

    /// Enough for every thread to find work while this one writes. Bounds the memory.
    fn most_on_the_bench(&self) -> usize {
        2 * self.jobs + 2
    }

    fn judge_here(&mut self, take_up: &mut impl FnMut(Judged) -> Result<(), Failure>) -> Result<(), Failure> {
        self.batch_bytes = 0;
        take_up(judge(&self.moderator, std::mem::take(&mut self.batch)))
    }

    fn send(&mut self) -> Result<(), Failure> {
        let batch = std::mem::take(&mut self.batch);
        self.batch_bytes = 0;
        let workers = match &mut self.workers {
            Some(workers) => workers,
            none => none.insert(Workers::start(self.jobs)?),
        };
        workers.judge(self.sent, self.moderator.clone(), batch);
        self.sent += 1;
        Ok(())
    }

    /// Waits for a batch and takes up all whose turn has come.
    fn receive(&mut self, take_up: &mut impl FnMut(Judged) -> Result<(), Failure>) -> Result<(), Failure> {
        let failed = || Failure::new(Kind::Internal, "a thread that judges comments has failed");
        let workers = self.workers.as_ref().ok_or_else(failed)?;
        let (number, judged) = workers.judged.recv().map_err(|_| failed())?;
        self.early.insert(number, judged.ok_or_else(failed)?);
        while let Some(judged) = self.early.remove(&self.taken_up) {
            self.taken_up += 1;
            take_up(judged)?;
        }
        Ok(())
    }
}

impl Workers {
    fn start(jobs: usize) -> Result<Workers, Failure> {
        let pool = ThreadPoolBuilder::new().num_threads(jobs).build();
        let pool = pool.map_err(|error| Failure::new(Kind::Internal, error.to_string()))?;
        let (to_bench, judged) = channel();
        Ok(Workers { pool, to_bench, judged })
    }

    fn judge(&self, number: usize, moderator: Moderator, pages: Vec<Page>) {
        let to_bench = self.to_bench.clone();
        self.pool.spawn_fifo(move || {
            // The bench waits for every batch, so it must hear of one that is lost.
            let judged = catch_unwind(AssertUnwindSafe(|| judge(&moderator, pages))).ok();
            // A bench that has gone away wants nothing more.
            let _ = to_bench.send((number, judged));
        });
    }
}

fn judge(moderator: &Moderator, pages: Vec<Page>) -> Judged {
    pages
        .into_iter()
        .map(|page| {
            let review = moderator.review(&page);
            (page, review)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use threadwarden::{Comment, Moderator, Page, Thread};

    use super::{Bench, FULL_PAGES};

    #[test]
    fn pages_come_back_once_each_and_in_order() {
        for (jobs, pages) in [(1, 3), (2, 3), (2, FULL_PAGES * 9 + 5), (5, FULL_PAGES * 20)] {
            let mut bench = Bench::new(&Moderator::default(), jobs);
            let mut taken: Vec<String> = Vec::new();
            let mut take_up = |judged: super::Judged| {
                taken.extend(judged.into_iter().map(|(page, _)| page.thread.id));
                Ok(())
            };
            for number in 0..pages {
                let mut page = Page { article: None, thread: Thread::new(number.to_string()) };
                page.thread.push(Comment::new("0", "Rowan", "The ferry is late again."));
                bench.lay(page, &mut take_up).unwrap();
            }
            bench.clear(&mut take_up).unwrap();
            assert_eq!(taken, (0..pages).map(|number| number.to_string()).collect::<Vec<_>>(), "{jobs} jobs");
        }
    }
}
