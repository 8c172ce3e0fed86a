//! Words as directions: those used in like company point alike.

mod build;

use std::fmt;
use std::sync::{Arc, OnceLock};

pub use build::VectorsBuilder;

use crate::index::Index;
use crate::reader::{TableError, TableReader};
use crate::term::Stem;

/// Small word vectors, for comments that say what the article says in other words.
///
/// The shipped ones were made from the same texts as the shipped
/// [`Background`](crate::Background), and from the Wikipedia talk pages of the
/// Jigsaw set (CC BY-SA 3.0), read on 21 November 2026; `TABLES.md` beside this
/// crate says how. They hold hashes and numbers, no text.
#[derive(Clone, Default)]
pub struct Vectors {
    by_stem: Index,
    /// `DIMENSIONS` steps per stem.
    steps: Vec<i8>,
    /// What a vector's steps are multiplied by to have length 1.
    scales: Vec<f32>,
}

/// Numbers per word.
pub(crate) const DIMENSIONS: usize = 96;

/// A direction that words are compared with.
pub(crate) type Direction = [f32; DIMENSIONS];

static SHIPPED: &[u8] = include_bytes!("../data/vectors.bin");

/// The first bytes of a table file.
const MAGIC: [u8; 8] = *b"TWVECT1\0";

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
        reader.end()?;
        let scales = steps
            .chunks_exact(DIMENSIONS)
            .map(|vector| {
                let squares: i32 = vector.iter().map(|step| i32::from(*step) * i32::from(*step)).sum();
                if squares > 0 { 1.0 / (squares as f32).sqrt() } else { 0.0 }
            })
            .collect();
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

    /// Adds `weight` times a word's direction; false when the word has none.
    pub(crate) fn add(&self, stem: Stem, weight: f32, sum: &mut Direction) -> bool {
        let Some(at) = self.by_stem.find(stem.0) else { return false };
        let weight = weight * self.scales[at];
        for (sum, step) in sum.iter_mut().zip(self.vector(at)) {
            *sum += weight * f32::from(*step);
        }
        true
    }

    /// The cosine of a word and a direction of length 1; `None` when the word has no vector.
    pub(crate) fn cosine(&self, stem: Stem, direction: &Direction) -> Option<f32> {
        let at = self.by_stem.find(stem.0)?;
        let product: f32 = self.vector(at).iter().zip(direction).map(|(step, part)| f32::from(*step) * part).sum();
        Some(product * self.scales[at])
    }

    fn vector(&self, at: usize) -> &[i8] {
        &self.steps[at * DIMENSIONS..(at + 1) * DIMENSIONS]
    }
}

/// Makes a direction's length 1, unless it has none.
pub(crate) fn normalise(direction: &mut Direction) {
    let length = direction.iter().map(|part| part * part).sum::<f32>().sqrt();
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
    use super::{DIMENSIONS, SHIPPED, Vectors, VectorsBuilder, normalise};
    use crate::term::stem_of;

    #[test]
    fn words_of_one_subject_point_alike() {
        let vectors = Vectors::from_bytes(SHIPPED).unwrap();
        assert!(SHIPPED.len() < 3_000_000);
        let cosine = |one: &str, other: &str| {
            let mut direction = [0.0; DIMENSIONS];
            assert!(vectors.add(stem_of(one).unwrap(), 1.0, &mut direction), "{one}");
            normalise(&mut direction);
            vectors.cosine(stem_of(other).unwrap(), &direction).unwrap()
        };
        for (word, near, far) in [
            ("doctor", "hospital", "airplane"),
            ("president", "senate", "bread"),
            ("police", "arrest", "music"),
            ("church", "bishop", "taxes"),
        ] {
            assert!(cosine(word, near) > cosine(word, far) + 0.1, "{word} {near} {far}");
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
