use std::io;

/// A table being written, row after row: a CSV file, the sheets of a workbook.
pub(crate) trait Table {
    /// Adds a row, a cell per column.
    fn row<C: AsRef<str>>(&mut self, cells: impl Iterator<Item = C>) -> io::Result<()>;

    /// Writes what is left. Call it once, at the end.
    fn finish(&mut self) -> io::Result<()>;
}

/// A column's name and what its cells hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heading {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Width in a workbook, in characters.
    pub(crate) width: u16,
}

/// What the cells of a column hold. In every table they are written as text first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    /// Text of many words, wrapped.
    Prose,
    Count,
    Fraction,
    /// `true` or `false`.
    Flag,
    /// ISO 8601, or whatever else the source printed.
    Time,
}
