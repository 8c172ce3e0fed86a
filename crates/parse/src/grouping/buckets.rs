use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use super::codec;
use crate::Error;
use crate::assemble::Assembler;
use crate::problem::Problems;

/// A place to put rows that do not fit into memory.
pub trait SpillFile: Read + Write + Seek + Send {}

impl<T: Read + Write + Seek + Send> SpillFile for T {}

/// Makes the file that rows of unsorted archives are put into; see [`Group::Hash`](crate::Group::Hash).
///
/// The library opens no files of its own accord; a program hands in something
/// like `Spill::new(|| tempfile::tempfile())`. The file should vanish when it
/// is dropped.
#[derive(Clone)]
pub struct Spill(Arc<dyn Fn() -> io::Result<Box<dyn SpillFile>> + Send + Sync>);

impl Spill {
    /// A spill that calls `open` once for every input that needs it.
    pub fn new<F: SpillFile + 'static>(open: impl Fn() -> io::Result<F> + Send + Sync + 'static) -> Self {
        Spill(Arc::new(move || open().map(|file| Box::new(file) as Box<dyn SpillFile>)))
    }
}

impl fmt::Debug for Spill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Spill")
    }
}

/// Fragments of threads, brought together by the hash of the thread's name.
///
/// Up to [`MOST_HELD_BYTES`] everything stays in memory. Beyond that, and with
/// a spill, fragments go to one of [`BUCKETS`] chains in one file, and the
/// buckets are read back one after the other: memory is bounded by the largest
/// bucket. The hash has a fixed key, so that the order of the output is always
/// the same.
pub(super) struct Buckets {
    spill: Option<Spill>,
    file: Option<Box<dyn SpillFile>>,
    /// Fragments not yet in the file: hash, length, bytes.
    held: Vec<u8>,
    /// For each bucket, where its pieces are.
    chains: Vec<Vec<(u64, usize)>>,
    written_bytes: u64,
    reading: Option<usize>,
    ready: VecDeque<Assembler>,
}

const BUCKETS: usize = 256;

/// A guess: little beside what a machine has, much beside what a thread needs.
const MOST_HELD_BYTES: usize = 16 << 20;

/// Hash and length before each fragment.
const HEADER_BYTES: usize = 16;

impl Buckets {
    pub(super) fn new(spill: Option<Spill>) -> Self {
        Buckets {
            spill,
            file: None,
            held: Vec::new(),
            chains: vec![Vec::new(); BUCKETS],
            written_bytes: 0,
            reading: None,
            ready: VecDeque::new(),
        }
    }

    /// Puts a fragment away; gives back its problems, which stay in memory.
    pub(super) fn add(&mut self, mut fragment: Assembler) -> Result<Problems, Error> {
        let problems = std::mem::take(&mut fragment.problems);
        let mut hasher = DefaultHasher::new();
        fragment.thread.hash(&mut hasher);
        let start = self.held.len();
        self.held.extend(hasher.finish().to_le_bytes());
        self.held.extend([0; 8]);
        codec::write(&fragment, &mut self.held);
        let length = (self.held.len() - start - HEADER_BYTES) as u64;
        self.held[start + 8..start + HEADER_BYTES].copy_from_slice(&length.to_le_bytes());
        if self.held.len() > MOST_HELD_BYTES && self.spill.is_some() {
            self.flush()?;
        }
        Ok(problems)
    }

    fn flush(&mut self) -> Result<(), Error> {
        let file = match (&mut self.file, &self.spill) {
            (Some(file), _) => file,
            (file @ None, Some(spill)) => file.insert((spill.0)()?),
            (None, None) => return Ok(()),
        };
        file.seek(SeekFrom::End(0))?;
        let mut sorted: Vec<(usize, &[u8])> =
            records(&self.held).map(|(hash, record)| (hash as usize % BUCKETS, record)).collect();
        // Stable, so that the rows of a thread stay in order.
        sorted.sort_by_key(|(bucket, _)| *bucket);
        let mut piece = Vec::new();
        for records in sorted.chunk_by(|(one, _), (next, _)| one == next) {
            piece.clear();
            records.iter().for_each(|(_, record)| piece.extend(*record));
            file.write_all(&piece)?;
            self.chains[records[0].0].push((self.written_bytes, piece.len()));
            self.written_bytes += piece.len() as u64;
        }
        self.held.clear();
        Ok(())
    }

    /// The next whole thread, once everything is added.
    pub(super) fn next(&mut self) -> Result<Option<Assembler>, Error> {
        loop {
            if let Some(assembler) = self.ready.pop_front() {
                return Ok(Some(assembler));
            }
            if self.file.is_none() {
                let held = std::mem::take(&mut self.held);
                if held.is_empty() {
                    return Ok(None);
                }
                self.ready = assemble(&held);
                continue;
            }
            if !self.held.is_empty() {
                self.flush()?;
            }
            let bucket = self.reading.map_or(0, |bucket| bucket + 1);
            if bucket == BUCKETS {
                return Ok(None);
            }
            self.reading = Some(bucket);
            let length = self.chains[bucket].iter().map(|(_, length)| length).sum();
            let mut bytes = Vec::with_capacity(length);
            if let Some(file) = &mut self.file {
                for &(at, length) in &self.chains[bucket] {
                    file.seek(SeekFrom::Start(at))?;
                    let start = bytes.len();
                    bytes.resize(start + length, 0);
                    file.read_exact(&mut bytes[start..])?;
                }
            }
            self.ready = assemble(&bytes);
        }
    }
}

/// The fragments in a buffer with their hashes, headers included.
fn records(mut bytes: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    std::iter::from_fn(move || {
        let number = |at: usize| bytes.get(at..at + 8)?.try_into().ok().map(u64::from_le_bytes);
        let (hash, length) = (number(0)?, number(8)? as usize);
        let (record, rest) = bytes.split_at_checked(HEADER_BYTES + length)?;
        bytes = rest;
        Some((hash, record))
    })
}

/// Joins the fragments of each thread, threads in the order of their first one.
fn assemble(bytes: &[u8]) -> VecDeque<Assembler> {
    let mut threads: VecDeque<Assembler> = VecDeque::new();
    let mut index_of: HashMap<&str, usize> = HashMap::new();
    for (_, record) in records(bytes) {
        let record = &record[HEADER_BYTES..];
        let Some(name) = codec::thread(record) else { continue };
        let index = *index_of.entry(name).or_insert_with(|| {
            threads.push_back(Assembler::new(name));
            threads.len() - 1
        });
        // What was written a moment ago reads back; see the test of the codec.
        let read = codec::read_into(record, &mut threads[index]);
        debug_assert!(read.is_some());
    }
    threads
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use threadwarden_thread::Comment;

    use super::{Buckets, MOST_HELD_BYTES, Spill};
    use crate::Place;
    use crate::assemble::Assembler;

    fn scatter(buckets: &mut Buckets, rounds: usize, text: &str) {
        for round in 0..rounds {
            for thread in ["ferries", "harbours", "tides"] {
                let mut fragment = Assembler::new(thread);
                let comment = Comment::new(round.to_string(), "Kestrel", text);
                fragment.push(comment, round.checked_sub(1).map(|parent| parent.to_string()), Place::default());
                buckets.add(fragment).unwrap();
            }
        }
    }

    fn drain(buckets: &mut Buckets) -> Vec<(String, usize, usize)> {
        let mut threads = Vec::new();
        while let Some(assembler) = buckets.next().unwrap() {
            let thread = assembler.close().page.thread;
            let replies = thread.comments.iter().filter(|comment| comment.parent.is_some()).count();
            threads.push((thread.id, thread.comments.len(), replies));
        }
        threads
    }

    #[test]
    fn scattered_rows_come_together_in_memory_and_on_disk() {
        let mut buckets = Buckets::new(None);
        scatter(&mut buckets, 5, "Late.");
        let expected: Vec<(String, usize, usize)> =
            ["ferries", "harbours", "tides"].map(|name| (name.to_owned(), 5, 4)).to_vec();
        assert_eq!(drain(&mut buckets), expected);

        let mut buckets = Buckets::new(Some(Spill::new(|| Ok(Cursor::new(Vec::new())))));
        scatter(&mut buckets, 30, &"late ".repeat(MOST_HELD_BYTES / 150));
        assert!(buckets.written_bytes > MOST_HELD_BYTES as u64);
        let mut found = drain(&mut buckets);
        found.sort();
        let expected: Vec<(String, usize, usize)> =
            ["ferries", "harbours", "tides"].map(|name| (name.to_owned(), 30, 29)).to_vec();
        assert_eq!(found, expected);
    }
}
