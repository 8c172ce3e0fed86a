//! One file per command.

pub(crate) mod calibrate;
pub(crate) mod diff;
pub(crate) mod evaluate;
pub(crate) mod explain;
pub(crate) mod moderate;
pub(crate) mod parse;
pub(crate) mod policy;
pub(crate) mod shell;

use std::io::{self, Write};

use crate::exit::{Failure, Kind};

/// Whether somebody still reads standard output, after something was written to it.
///
/// A reader who has had enough (`| head`) is no failure.
pub(crate) fn is_read(written: io::Result<()>) -> Result<bool, Failure> {
    match written {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(Failure::new(Kind::Output, format!("standard output: {error}"))),
    }
}

/// Writes a text to standard output.
pub(crate) fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    is_read(out.write_all(bytes).and_then(|()| out.flush())).map(|_| ())
}
