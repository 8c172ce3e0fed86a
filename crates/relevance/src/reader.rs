//! Table files.

use std::fmt;

/// Bytes that are no table of the kind asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableError {
    problem: &'static str,
}

impl TableError {
    pub(crate) fn new(problem: &'static str) -> Self {
        TableError { problem }
    }
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.problem)
    }
}

impl std::error::Error for TableError {}

/// Reads little-endian numbers off the front of a table file.
pub(crate) struct TableReader<'a> {
    bytes: &'a [u8],
}

impl<'a> TableReader<'a> {
    /// Reads past the bytes that say what kind of table it is.
    pub(crate) fn new(bytes: &'a [u8], magic: [u8; 8]) -> Result<Self, TableError> {
        let rest = bytes.strip_prefix(&magic).ok_or(TableError::new("another kind of table"))?;
        Ok(TableReader { bytes: rest })
    }

    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], TableError> {
        let (taken, rest) = self.bytes.split_at_checked(length).ok_or(TableError::new("table cut short"))?;
        self.bytes = rest;
        Ok(taken)
    }

    pub(crate) fn numbers<const N: usize>(&mut self) -> Result<[u32; N], TableError> {
        let mut numbers = [0; N];
        numbers.copy_from_slice(&self.u32s(N)?);
        Ok(numbers)
    }

    pub(crate) fn u32s(&mut self, count: usize) -> Result<Vec<u32>, TableError> {
        let bytes = self.take(count.saturating_mul(4))?;
        Ok(bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect())
    }

    pub(crate) fn u16s(&mut self, count: usize) -> Result<Vec<u16>, TableError> {
        let bytes = self.take(count.saturating_mul(2))?;
        Ok(bytes.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect())
    }

    /// Checks that nothing is left.
    pub(crate) fn end(self) -> Result<(), TableError> {
        if self.bytes.is_empty() { Ok(()) } else { Err(TableError::new("bytes behind the table")) }
    }
}
