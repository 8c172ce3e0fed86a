//! The weights as a file.
//!
//! | bytes | what |
//! | --- | --- |
//! | 4 + 4 | `TWE1`, the version of the format |
//! | 8 | FNV-1a of everything that follows, over words of eight bytes, the last filled up with zeros |
//! | 8 × 4 | sizes: pieces, width, heads, layers, inner width, positions, tokens of a comment, tokens of its context |
//! | 4 + n | the vocabulary: pieces, each with a line feed |
//! | … | pieces, positions: a table of small integers each; segments: floats; a norm |
//! | … | for each layer: query, key, value, mixed, a norm, up, down, a norm |
//! | … | the head: a weight for each of the width, and a bias |
//!
//! All numbers are little-endian. A table has a scale for each row, then the rows, one byte a number. A matrix is a
//! table with a bias for each row between the two. A norm has its stretch and its shift.

use std::fmt;

const MAGIC: &[u8; 4] = b"TWE1";
const VERSION: u32 = 1;
const HEADER_BYTES: usize = 16;

/// Weights that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WeightsError {
    /// The file does not start like one of weights.
    NotWeights,
    /// The format is of another version.
    OtherVersion(u32),
    /// The content is not the one that the file was written with.
    WrongHash,
    /// The sizes are not those of an encoder that this version can run.
    OtherShape,
    /// It ends too early or too late.
    CutShort,
}

impl fmt::Display for WeightsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WeightsError::NotWeights => f.write_str("not the weights of an encoder"),
            WeightsError::OtherVersion(version) => {
                write!(f, "weights of format version {version}; this version reads {VERSION}")
            }
            WeightsError::WrongHash => f.write_str("damaged weights: the content does not match its hash"),
            WeightsError::OtherShape => f.write_str("weights of an encoder of another shape"),
            WeightsError::CutShort => f.write_str("weights that are cut short or too long"),
        }
    }
}

impl std::error::Error for WeightsError {}

/// Checks what a file of weights says of itself; its hash and its content.
pub(crate) fn open(bytes: &[u8]) -> Result<(u64, Content<'_>), WeightsError> {
    let (header, content) = bytes.split_first_chunk::<HEADER_BYTES>().ok_or(WeightsError::NotWeights)?;
    let (magic, header) = header.split_at(MAGIC.len());
    if magic != MAGIC {
        return Err(WeightsError::NotWeights);
    }
    let mut header = Content(header);
    let version = header.number()?;
    if version != VERSION {
        return Err(WeightsError::OtherVersion(version));
    }
    let stated = u64::from(header.number()?) | u64::from(header.number()?) << 32;
    if hash(content) != stated {
        return Err(WeightsError::WrongHash);
    }
    Ok((stated, Content(content)))
}

/// Source: Fowler, Noll and Vo, "The FNV Non-Cryptographic Hash Algorithm", eight bytes at a time.
fn hash(content: &[u8]) -> u64 {
    let (words, rest) = content.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    words.iter().chain([&last]).fold(0xcbf2_9ce4_8422_2325, |hash, word| {
        (hash ^ u64::from_le_bytes(*word)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// What is left to read.
pub(crate) struct Content<'b>(&'b [u8]);

impl<'b> Content<'b> {
    pub(crate) fn bytes(&mut self, count: usize) -> Result<&'b [u8], WeightsError> {
        let (bytes, rest) = self.0.split_at_checked(count).ok_or(WeightsError::CutShort)?;
        self.0 = rest;
        Ok(bytes)
    }

    pub(crate) fn number(&mut self) -> Result<u32, WeightsError> {
        let (bytes, rest) = self.0.split_first_chunk::<4>().ok_or(WeightsError::CutShort)?;
        self.0 = rest;
        Ok(u32::from_le_bytes(*bytes))
    }

    pub(crate) fn floats(&mut self, count: usize) -> Result<Vec<f32>, WeightsError> {
        let (words, _) = self.bytes(count * 4)?.as_chunks::<4>();
        Ok(words.iter().map(|word| f32::from_le_bytes(*word)).collect())
    }

    pub(crate) fn small(&mut self, count: usize) -> Result<Vec<i8>, WeightsError> {
        Ok(self.bytes(count)?.iter().map(|byte| byte.cast_signed()).collect())
    }

    pub(crate) fn end(self) -> Result<(), WeightsError> {
        if self.0.is_empty() { Ok(()) } else { Err(WeightsError::CutShort) }
    }
}
