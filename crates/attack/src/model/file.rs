//! The model as a file: a header, then two tables of small integers.
//!
//! | bytes | what |
//! | --- | --- |
//! | 4 | `TWA1` |
//! | 4 + 4 | bits of the table of weights and of the table of categories |
//! | 4 | number of categories |
//! | 4 + 4 + 4 | scale of the weights, intercept, and slope of the calibration, as f32 |
//! | 2^bits | weights, i8 |
//! | 2^bits × categories | category weights, i8, the categories of a feature side by side |
//!
//! All numbers are little-endian.

use std::fmt;

use super::{CATEGORY_BITS, Feature, TABLE_BITS};

const MAGIC: &[u8; 4] = b"TWA1";
const HEADER_BYTES: usize = 28;

/// From a window's score to a probability: `1 / (1 + exp(-(intercept + slope * scale * score)))`.
///
/// Source: Platt, "Probabilistic Outputs for Support Vector Machines" (1999).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// What one unit of an integer weight stands for.
    pub scale: f32,
    /// The log-odds of a score of zero.
    pub intercept: f32,
    /// The change of the log-odds by one unit of score.
    pub slope: f32,
}

#[derive(Debug)]
pub(crate) struct Weights {
    calibration: Calibration,
    table: &'static [u8],
    categories: usize,
    category_table: &'static [u8],
}

/// A model file that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelError {
    /// It does not start like one.
    NotAModel,
    /// It was made for tables of another size.
    OtherSize,
    /// Its length is not what its header says.
    CutShort,
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ModelError::NotAModel => "not an attack model",
            ModelError::OtherSize => "an attack model with tables of another size",
            ModelError::CutShort => "an attack model that is cut short or too long",
        })
    }
}

impl std::error::Error for ModelError {}

impl Weights {
    pub(crate) fn read(bytes: &'static [u8]) -> Result<Weights, ModelError> {
        if bytes.len() < HEADER_BYTES || &bytes[..4] != MAGIC {
            return Err(ModelError::NotAModel);
        }
        let word = |at: usize| [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
        let number = |at: usize| u32::from_le_bytes(word(at));
        if number(4) != TABLE_BITS || number(8) != CATEGORY_BITS {
            return Err(ModelError::OtherSize);
        }
        let categories = number(12) as usize;
        let (table, category_table) = (1 << TABLE_BITS, categories << CATEGORY_BITS);
        if bytes.len() != HEADER_BYTES + table + category_table {
            return Err(ModelError::CutShort);
        }
        let float = |at: usize| f32::from_le_bytes(word(at));
        let (table, category_table) = bytes[HEADER_BYTES..].split_at(table);
        let calibration = Calibration { scale: float(16), intercept: float(20), slope: float(24) };
        Ok(Weights { calibration, table, categories, category_table })
    }

    pub(crate) fn of(&self, feature: Feature) -> i8 {
        self.table[(feature >> (u64::BITS - TABLE_BITS)) as usize].cast_signed()
    }

    pub(crate) fn categories(&self) -> usize {
        self.categories
    }

    pub(crate) fn add_categories(&self, feature: Feature, scores: &mut [i32]) {
        let at = (feature >> (u64::BITS - CATEGORY_BITS)) as usize * self.categories;
        for (score, weight) in scores.iter_mut().zip(&self.category_table[at..at + self.categories]) {
            *score += i32::from(weight.cast_signed());
        }
    }

    /// What a part of a score adds to the log-odds.
    pub(crate) fn log_odds(&self, part: f32) -> f32 {
        self.calibration.slope * self.calibration.scale * part
    }

    /// The log-odds of a whole score.
    pub(crate) fn whole_log_odds(&self, score: f32) -> f32 {
        let Calibration { scale, intercept, slope } = self.calibration;
        intercept + slope * scale * score
    }
}

/// Writes a model file.
pub(crate) fn write(calibration: Calibration, table: &[i8], categories: usize, category_table: &[i8]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    for number in [TABLE_BITS, CATEGORY_BITS, categories as u32] {
        bytes.extend(number.to_le_bytes());
    }
    for number in [calibration.scale, calibration.intercept, calibration.slope] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend(table.iter().chain(category_table).map(|weight| weight.cast_unsigned()));
    bytes
}
