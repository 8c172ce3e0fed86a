//! Tables of comments as Parquet files, columns by name as in CSV.

use super::{Reader, Score};

#[cfg(not(feature = "parquet"))]
use left_out::open;
#[cfg(feature = "parquet")]
use rows::open;

/// How the file starts, and ends.
pub(super) const MAGIC: &[u8] = b"PAR1";

/// It is no text, and known by its first bytes.
pub(super) const READER: Reader = Reader { score: |_, _| Score::NONE, open };

#[cfg(feature = "parquet")]
mod rows;

#[cfg(not(feature = "parquet"))]
mod left_out {
    use crate::formats::Threads;
    use crate::input::Input;
    use crate::{Error, ErrorKind, ParseOptions, Place};

    /// Says what it takes to read such a file.
    pub(super) fn open(_: Input<'_>, _: ParseOptions) -> Threads<'_> {
        let message = "this program was built without the feature `parquet`, which reads such tables; \
            build it with that feature, or convert the table to CSV";
        Box::new(std::iter::once(Err(Error::new(ErrorKind::Binary, Place::default(), message))))
    }
}
