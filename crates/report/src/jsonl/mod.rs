mod comment;
mod thread;

use std::io::{self, Write};

use serde::Serialize;
use threadwarden::{Page, Provenance, Review};

use crate::Report;
use crate::row::Row;

/// One JSON object per line.
pub(crate) struct Jsonl<W: Write> {
    out: W,
    objects: Objects,
}

/// What has an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Objects {
    /// Each comment, schema `threadwarden.comment/1`.
    Comments,
    /// Each thread, schema `threadwarden.thread/1`.
    Threads,
}

impl<W: Write> Jsonl<W> {
    pub(crate) fn new(out: W, objects: Objects) -> Self {
        Jsonl { out, objects }
    }

    fn line(&mut self, object: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, object)?;
        self.out.write_all(b"\n")
    }
}

impl<W: Write> Report for Jsonl<W> {
    fn page(&mut self, page: &Page, review: &Review) -> io::Result<()> {
        match self.objects {
            Objects::Comments => Row::all(page, review).try_for_each(|row| self.line(&comment::object(row))),
            Objects::Threads => self.line(&thread::object(page, review)),
        }
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Who judged, in objects of both kinds.
#[derive(Serialize)]
struct ProvenanceObject<'a> {
    version: &'static str,
    model: &'a str,
    policy: &'a str,
}

impl<'a> ProvenanceObject<'a> {
    fn of(review: &'a Review) -> Self {
        let Provenance { version, model, policy } = &review.provenance;
        ProvenanceObject { version, model, policy }
    }
}
