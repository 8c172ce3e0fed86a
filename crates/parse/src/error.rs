use std::{fmt, io};

use crate::unpack::Refused;
use crate::{Place, Problem};

/// Why an input could not be read at all.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    at: Place,
    message: String,
    source: Option<io::Error>,
}

/// The kinds of [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Reading failed.
    Io,
    /// The text is in an encoding that cannot be told for sure.
    Encoding,
    /// The input is no text.
    Binary,
    /// The input has to be held whole and is larger than the options allow.
    TooLarge,
    /// The archive the text is packed in is damaged.
    Archive,
}

impl ErrorKind {
    /// The kind in kebab-case; also the code of the problem that [`parse`](crate::parse) makes of an error.
    pub fn as_str(self) -> &'static str {
        match self {
            ErrorKind::Io => "io",
            ErrorKind::Encoding => "encoding",
            ErrorKind::Binary => "binary",
            ErrorKind::TooLarge => "too-large",
            ErrorKind::Archive => "archive",
        }
    }
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, at: Place, message: impl Into<String>) -> Self {
        Error { kind, at, message: message.into(), source: None }
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// How far reading had come.
    pub fn place(&self) -> Place {
        self.at
    }

    pub(crate) fn into_problem(self) -> Problem {
        Problem::new(self.kind.as_str(), self.at, self.message)
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        if let Some(refused) = Refused::error(&error) {
            return refused;
        }
        Error { kind: ErrorKind::Io, at: Place::default(), message: error.to_string(), source: Some(error) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if self.at == Place::default() { Ok(()) } else { write!(f, " ({})", self.at) }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| source as _)
    }
}
