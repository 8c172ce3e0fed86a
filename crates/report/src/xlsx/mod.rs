//! Workbooks: the comment report, and the counts, with typed cells.
//!
//! Rows leave as they come, so that memory does not grow with them; that is why
//! the sheets are written here and not by a library that holds a workbook, or
//! keeps it in temporary files, until it is closed.

mod book;
mod cell;
mod parts;

use std::borrow::Cow;
use std::io::{self, Write};

use threadwarden::{Page, Provenance, Review};

use crate::Report;
use crate::columns::COLUMNS;
use crate::row::Row;
use crate::table::{Heading, Table};
pub(crate) use book::Book;
use book::Tint;

/// One row per comment.
pub(crate) struct CommentXlsx<W: Write> {
    book: Book<W>,
    provenance: Option<Provenance>,
}

impl<W: Write> CommentXlsx<W> {
    pub(crate) fn new(out: W) -> Self {
        let headings: Vec<Heading> = COLUMNS.iter().map(|column| column.heading).collect();
        let action = headings.iter().position(|heading| heading.name == "action");
        let tint = action.map(|column| Tint { column });
        CommentXlsx { book: Book::new(out, "Comments", headings, tint), provenance: None }
    }
}

impl<W: Write> Report for CommentXlsx<W> {
    fn page(&mut self, page: &Page, review: &Review) -> io::Result<()> {
        if self.provenance.is_none() {
            self.provenance = Some(review.provenance.clone());
        }
        for row in Row::all(page, review) {
            self.book.row(COLUMNS.iter().map(|column| (column.cell)(row)))?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let notes = notes(self.provenance.as_ref(), &self.book);
        self.book.note("About", &notes);
        self.book.finish()
    }
}

/// What the last sheet says.
fn notes<W: Write>(provenance: Option<&Provenance>, book: &Book<W>) -> Vec<(&'static str, Cow<'static, str>)> {
    let mut notes: Vec<(&str, Cow<'_, str>)> = vec![("Written by", "threadwarden".into())];
    if let Some(Provenance { version, model, policy }) = provenance {
        notes.push(("Version", (*version).into()));
        notes.push(("Model", model.clone().into()));
        notes.push(("Policy", policy.clone().into()));
    }
    notes.push(("Comments", book.rows().to_string().into()));
    notes.push(("Cells cut", book.cut_cells().to_string().into()));
    notes.push((
        "Times",
        "Those with a stated offset are in UTC, shown with a Z. The others are as their page prints them.".into(),
    ));
    notes.push((
        "Cut cells",
        "A cell holds 32,767 characters. Longer text ends in a mark; the CSV and JSONL reports have it whole.".into(),
    ));
    notes
}
