use std::io::{self, Write};

use threadwarden::{Page, Review};

use crate::columns::COLUMNS;
use crate::guard::guard;
use crate::row::Row;
use crate::table::Table;
use crate::{Options, Report};

/// One row per comment.
pub(crate) struct CommentCsv<W: Write> {
    sheet: Sheet<W>,
}

impl<W: Write> CommentCsv<W> {
    pub(crate) fn new(out: W, options: &Options) -> Self {
        CommentCsv { sheet: Sheet::new(out, COLUMNS.iter().map(|column| column.heading.name).collect(), options) }
    }
}

impl<W: Write> Report for CommentCsv<W> {
    fn page(&mut self, page: &Page, review: &Review) -> io::Result<()> {
        for row in Row::all(page, review) {
            self.sheet.row(COLUMNS.iter().map(|column| (column.cell)(row)))?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.sheet.finish()
    }
}

/// RFC 4180 with a header, even when no row follows.
pub(crate) struct Sheet<W: Write> {
    csv: csv::Writer<W>,
    header: Vec<&'static str>,
    started: bool,
    raw: bool,
    byte_order_mark: bool,
}

impl<W: Write> Sheet<W> {
    pub(crate) fn new(out: W, header: Vec<&'static str>, options: &Options) -> Self {
        let csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        Sheet {
            csv,
            header,
            started: options.continued,
            raw: options.raw_csv,
            byte_order_mark: options.byte_order_mark,
        }
    }

    fn start(&mut self) -> io::Result<()> {
        if self.started {
            return Ok(());
        }
        self.started = true;
        // The mark goes in front of the first column's name: names have
        // nothing to quote, so the cell is written as it is.
        let mark = if self.byte_order_mark { "\u{feff}" } else { "" };
        let first = self.header.first().map(|name| format!("{mark}{name}"));
        let others = self.header.iter().skip(1).map(|name| (*name).to_owned());
        self.csv.write_record(first.into_iter().chain(others)).map_err(io_error)
    }
}

impl<W: Write> Table for Sheet<W> {
    fn row<C: AsRef<str>>(&mut self, cells: impl Iterator<Item = C>) -> io::Result<()> {
        self.start()?;
        for cell in cells {
            if self.raw {
                self.csv.write_field(cell.as_ref()).map_err(io_error)?;
            } else {
                self.csv.write_field(guard(cell.as_ref()).as_bytes()).map_err(io_error)?;
            }
        }
        self.csv.write_record(None::<&[u8]>).map_err(io_error)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.start()?;
        self.csv.flush()
    }
}

/// The error beneath; the crate's own conversion loses its kind, and a closed pipe is known by it.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
