//! Words as directions: those used in like company point alike.

mod build;
mod teach;

use std::fmt;
use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};

pub use build::VectorsBuilder;

use crate::index::Index;
use crate::reader::{TableError, TableReader};
use crate::term::Stem;

/// Small word vectors, for comments that say what the article says in other words.
///
/// The shipped ones add up to what the sentence encoder all-MiniLM-L6-v2
/// (Apache-2.0) makes of a text, and know the company of words besides. They
/// were fitted on 22 November 2026 to the texts of the shipped
/// [`Background`](crate::Background) and to Wikipedia talk pages of the Jigsaw
/// set (CC BY-SA 3.0); `TABLES.md` beside this crate says how. They hold hashes
/// and numbers, no text.
#[derive(Clone, Default)]
pub struct Vectors {
    by_stem: Index,
    /// `DIMENSIONS` steps per stem.
    steps: Vec<i8>,
    /// What a vector's steps are multiplied by.
    scales: Vec<f32>,
}

/// Numbers per word.
pub(crate) const DIMENSIONS: usize = 96;

/// A word's place among the vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pointing(NonZeroU32);

/// A direction that words are compared with.
pub(crate) type Direction = [f32; DIMENSIONS];

static SHIPPED: &[u8] = include_bytes!("../data/vectors.bin");

/// Parts into which 1 is cut where the length of a step is stored.
const SCALE_STEPS: f32 = (1 << 18) as f32;

/// The first bytes of a table file.
const MAGIC: [u8; 8] = *b"TWVECT2\0";

impl Vectors {
    /// The vectors that come with this crate.
    pub fn shipped() -> Arc<Vectors> {
        static TABLES: OnceLock<Arc<Vectors>> = OnceLock::new();
        // The shipped bytes are read in a test; without them words are compared by their stems alone.
        TABLES.get_or_init(|| Arc::new(Vectors::from_bytes(SHIPPED).unwrap_or_default())).clone()
    }

    /// Reads vectors that [`VectorsBuilder::finish`] wrote.
    ///
    /// # Errors
    ///
    /// When the bytes are not such a table, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Vectors, TableError> {
        let mut reader = TableReader::new(bytes, MAGIC)?;
        let [count, dimensions] = reader.numbers()?;
        if dimensions as usize != DIMENSIONS {
            return Err(TableError::new("vectors of another size"));
        }
        let stems = reader.u32s(count as usize)?;
        let steps: Vec<i8> =
            reader.take((count as usize).saturating_mul(DIMENSIONS))?.iter().map(|byte| *byte as i8).collect();
        let scales = reader.u16s(count as usize)?.into_iter().map(|scale| f32::from(scale) / SCALE_STEPS).collect();
        reader.end()?;
        Ok(Vectors { by_stem: Index::new(stems.into_iter()), steps, scales })
    }

    /// The number of words that have a vector.
    pub fn len(&self) -> usize {
        self.scales.len()
    }

    /// Whether no word has one.
    pub fn is_empty(&self) -> bool {
        self.scales.is_empty()
    }

    /// The vector of a word; `None` when it has none.
    pub(crate) fn find(&self, stem: Stem) -> Option<Pointing> {
        Some(Pointing(NonZeroU32::new(self.by_stem.find(stem.0)? as u32 + 1)?))
    }

    /// Adds `weight` times a word's vector.
    pub(crate) fn add(&self, word: Pointing, weight: f32, sum: &mut Direction) {
        let at = word.0.get() as usize - 1;
        let weight = weight * self.scales[at];
        for (sum, step) in sum.iter_mut().zip(self.vector(at)) {
            *sum += weight * f32::from(*step);
        }
    }

    fn vector(&self, at: usize) -> &[i8] {
        &self.steps[at * DIMENSIONS..(at + 1) * DIMENSIONS]
    }
}

/// The inner product, summed in eight lanes that a processor adds at once.
pub(crate) fn dot(one: &Direction, other: &Direction) -> f32 {
    let mut sums = [0.0_f32; 8];
    for (one, other) in one.chunks_exact(8).zip(other.chunks_exact(8)) {
        sums.iter_mut().zip(one.iter().zip(other)).for_each(|(sum, (one, other))| *sum += one * other);
    }
    sums.iter().sum()
}

/// Takes out of a sum what lies along a direction of length 1.
pub(crate) fn without(sum: &mut Direction, direction: &Direction) {
    let along = dot(sum, direction);
    sum.iter_mut().zip(direction).for_each(|(part, other)| *part -= along * other);
}

/// Makes a direction's length 1, unless it has none.
pub(crate) fn normalise(direction: &mut Direction) {
    let length = dot(direction, direction).sqrt();
    if length > 0.0 {
        direction.iter_mut().for_each(|part| *part /= length);
    }
}

impl fmt::Debug for Vectors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vectors").field("words", &self.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{DIMENSIONS, SHIPPED, Vectors, VectorsBuilder, dot, normalise, without};
    use crate::term::stem_of;
    use crate::words::Tables;

    #[test]
    fn words_of_one_subject_point_alike() {
        let Tables { vectors, middle, .. } = Tables::shipped();
        assert!(SHIPPED.len() < 5_000_000);
        let cosine = |one: &str, other: &str| {
            let direction = |word: &str| {
                let mut direction = [0.0; DIMENSIONS];
                vectors.add(vectors.find(stem_of(word).unwrap()).unwrap(), 1.0, &mut direction);
                without(&mut direction, middle);
                normalise(&mut direction);
                direction
            };
            dot(&direction(one), &direction(other))
        };
        for (word, near, far) in [
            ("doctor", "hospital", "airplane"),
            ("president", "senate", "bread"),
            ("police", "arrest", "music"),
            ("church", "bishop", "taxes"),
        ] {
            assert!(cosine(word, near) > cosine(word, far) + 0.05, "{word} {near} {far}");
        }
        assert!((cosine("doctor", "doctors") - 1.0).abs() < 1e-3);
    }

    #[test]
    fn damage_is_an_error() {
        let mut builder = VectorsBuilder::default();
        for _ in 0..20 {
            builder.add("The ferry sailed from the harbour at noon with forty passengers on deck.");
        }
        let bytes = builder.finish();
        assert!(!Vectors::from_bytes(&bytes).unwrap().is_empty());
        assert!((0..bytes.len()).step_by(7).all(|length| Vectors::from_bytes(&bytes[..length]).is_err()));
        assert!(Vectors::from_bytes(&[bytes.as_slice(), &[0]].concat()).is_err());
    }
}
