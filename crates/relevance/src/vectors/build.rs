use std::collections::BTreeMap;

use threadwarden_text::Document;

use super::teach::{self, Random, Text};
use super::{DIMENSIONS, Direction, MAGIC, SCALE_STEPS, normalise};
use crate::bm25;
use crate::reading::weight;
use crate::term::{Stem, topical};

/// Counts which words stand near which, makes [`Vectors`](super::Vectors) of the counts, and turns them so that the
/// parts of one text point alike.
///
/// The same texts in the same order give the same bytes.
///
/// # Source
///
/// Positive pointwise mutual information with smoothed contexts, factorised:
/// O. Levy, Y. Goldberg and I. Dagan, "Improving Distributional Similarity with
/// Lessons Learned from Word Embeddings" (2015). The factors come from subspace
/// iteration as in N. Halko, P. Martinsson and J. Tropp, "Finding Structure with
/// Randomness" (2011).
#[derive(Debug, Default)]
pub struct VectorsBuilder {
    /// The stems of all texts, one after the other.
    stems: Vec<Stem>,
    /// Where each text ends, and where its two parts meet when it has such.
    ends: Vec<(usize, Option<usize>)>,
}

/// Fewest occurrences that give a stem a vector.
const FEWEST: u32 = 5;
/// Stems with a vector, at most; the most frequent are kept.
const MOST: usize = 24_000;
/// Words with a topic on either side that count as company.
const WINDOW: usize = 10;
/// Exponent that smooths how frequent a word is as company; the value of the paper.
const SMOOTHING: f64 = 0.75;
/// Exponent of the eigenvalues in the vectors; the paper finds one half best.
const EIGENVALUE_POWER: f64 = 0.35;
/// Directions looked for beyond those kept, and rounds of iteration.
const SPARE: usize = 16;
const ROUNDS: usize = 6;

impl VectorsBuilder {
    /// Reads a text.
    pub fn add(&mut self, text: &str) {
        topical(&Document::new(text), |_, stem| self.stems.push(stem));
        self.ends.push((self.stems.len(), None));
    }

    /// Reads two texts on one subject: a headline and its article, a comment and the answer.
    pub fn add_pair(&mut self, one: &str, other: &str) {
        topical(&Document::new(one), |_, stem| self.stems.push(stem));
        let middle = self.stems.len();
        topical(&Document::new(other), |_, stem| self.stems.push(stem));
        self.ends.push((self.stems.len(), Some(middle)));
    }

    /// The vectors as bytes for [`Vectors::from_bytes`](super::Vectors::from_bytes).
    pub fn finish(self) -> Vec<u8> {
        let vocabulary = self.vocabulary();
        let texts = self.texts(&vocabulary);
        let matrix = Matrix::information(&company(&texts, vocabulary.len()), vocabulary.len());
        let mut vectors: Vec<Direction> = matrix.factorise().iter().map(|row| row.map(|part| part as f32)).collect();
        vectors.iter_mut().for_each(normalise);
        let whole: Vec<Text> = texts.into_iter().filter_map(Text::parted).collect();
        teach::teach(&whole, &weights(&whole, vocabulary.len()), &mut vectors);

        let mut bytes = MAGIC.to_vec();
        bytes.extend((vocabulary.len() as u32).to_le_bytes());
        bytes.extend((DIMENSIONS as u32).to_le_bytes());
        bytes.extend(vocabulary.iter().flat_map(|stem| stem.0.to_le_bytes()));
        let step = |vector: &Direction| vector.iter().fold(0.0_f32, |largest, part| largest.max(part.abs())) / 127.0;
        for vector in &vectors {
            let step = step(vector);
            bytes.extend(vector.iter().map(|part| if step > 0.0 { (part / step).round() as i8 as u8 } else { 0 }));
        }
        bytes.extend(vectors.iter().flat_map(|vector| ((step(vector) * SCALE_STEPS).round() as u16).to_le_bytes()));
        bytes
    }

    /// The texts as places in the vocabulary; words that have none are left out, `None` where they stood.
    fn texts(&self, vocabulary: &[Stem]) -> Vec<Placed> {
        let place = |stem: &Stem| vocabulary.binary_search(stem).ok().map(|at| at as u32);
        let mut start = 0;
        self.ends
            .iter()
            .map(|(end, middle)| {
                let words = self.stems[start..*end].iter().map(place).collect();
                let middle = middle.map(|middle| middle - start);
                start = *end;
                Placed { words, middle }
            })
            .collect()
    }

    /// The stems that get a vector, sorted.
    fn vocabulary(&self) -> Vec<Stem> {
        let mut counts: BTreeMap<Stem, u32> = BTreeMap::new();
        let mut start = 0;
        for (end, middle) in &self.ends {
            // Texts of pairs are often read before.
            let text = if middle.is_none() { &self.stems[start..*end] } else { &[] };
            text.iter().for_each(|stem| *counts.entry(*stem).or_default() += 1);
            start = *end;
        }
        let mut frequent: Vec<(u32, Stem)> =
            counts.into_iter().filter(|(_, count)| *count >= FEWEST).map(|(stem, count)| (count, stem)).collect();
        frequent.sort_by_key(|(count, stem)| (std::cmp::Reverse(*count), *stem));
        frequent.truncate(MOST);
        let mut stems: Vec<Stem> = frequent.into_iter().map(|(_, stem)| stem).collect();
        stems.sort_unstable();
        stems
    }
}

/// A text as places in the vocabulary.
struct Placed {
    words: Vec<Option<u32>>,
    middle: Option<usize>,
}

impl Text {
    /// The words that have a place; `None` when a part of a pair has none.
    fn parted(text: Placed) -> Option<Text> {
        let cut = text.middle.map(|middle| text.words[..middle].iter().flatten().count());
        let words: Vec<u32> = text.words.into_iter().flatten().collect();
        let whole = cut.is_none_or(|cut| cut > 0 && cut < words.len());
        whole.then_some(Text { words, cut })
    }
}

/// What each word counts in a text's direction.
fn weights(texts: &[Text], size: usize) -> Vec<f32> {
    let (mut holding, mut last) = (vec![0_u32; size], vec![usize::MAX; size]);
    for (number, text) in texts.iter().enumerate() {
        for word in &text.words {
            let word = *word as usize;
            holding[word] += u32::from(last[word] != number);
            last[word] = number;
        }
    }
    holding.into_iter().map(|holding| weight(bm25::idf(holding, texts.len() as u32))).collect()
}

/// How often each two words stand near one another, nearer counting more; sorted.
fn company(texts: &[Placed], size: usize) -> Vec<(u32, u32, f32)> {
    let mut rows: Vec<Vec<(u32, f32)>> = vec![Vec::new(); size];
    for text in texts.iter().filter(|text| text.middle.is_none()).map(|text| &text.words) {
        for (at, word) in text.iter().enumerate() {
            let Some(word) = *word else { continue };
            for (distance, other) in text[at + 1..].iter().take(WINDOW).enumerate() {
                let Some(other) = other.filter(|other| *other != word) else { continue };
                let nearness = 1.0 - distance as f32 / WINDOW as f32;
                rows[word as usize].push((other, nearness));
                rows[other as usize].push((word, nearness));
            }
        }
    }
    let mut company = Vec::new();
    for (word, mut row) in rows.into_iter().enumerate() {
        row.sort_by_key(|(other, _)| *other);
        for same in row.chunk_by(|one, next| one.0 == next.0) {
            company.push((word as u32, same[0].0, same.iter().map(|(_, nearness)| nearness).sum()));
        }
    }
    company
}

/// A sparse symmetric matrix, row by row.
struct Matrix {
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
}

impl Matrix {
    /// How much more often than by chance words stand near one another.
    fn information(company: &[(u32, u32, f32)], size: usize) -> Matrix {
        let mut totals = vec![0.0_f64; size];
        for (word, _, count) in company {
            totals[*word as usize] += f64::from(*count);
        }
        let smoothed: Vec<f64> = totals.iter().map(|total| total.powf(SMOOTHING)).collect();
        let smoothed_sum: f64 = smoothed.iter().sum();
        let mut matrix = Matrix { starts: vec![0], columns: Vec::new(), values: Vec::new() };
        let mut row = 0;
        for (word, other, count) in company {
            while row < *word {
                matrix.starts.push(matrix.columns.len());
                row += 1;
            }
            let (word, other) = (*word as usize, *other as usize);
            // Smoothing either of the two in turn keeps the matrix symmetric.
            let by_chance =
                (smoothed[other] / smoothed_sum * totals[word]).max(smoothed[word] / smoothed_sum * totals[other]);
            let information = (f64::from(*count) / by_chance).ln();
            if information > 0.0 {
                matrix.columns.push(other as u32);
                matrix.values.push(information as f32);
            }
        }
        while matrix.starts.len() <= size {
            matrix.starts.push(matrix.columns.len());
        }
        matrix
    }

    fn size(&self) -> usize {
        self.starts.len() - 1
    }

    /// The product with a matrix of `width` columns, stored row by row.
    fn times(&self, other: &[f64], width: usize) -> Vec<f64> {
        let mut product = vec![0.0; other.len()];
        for (row, out) in product.chunks_exact_mut(width).enumerate() {
            for at in self.starts[row]..self.starts[row + 1] {
                let value = f64::from(self.values[at]);
                let from = &other[self.columns[at] as usize * width..][..width];
                out.iter_mut().zip(from).for_each(|(sum, part)| *sum += value * part);
            }
        }
        product
    }

    /// The coordinates of every row along the strongest directions.
    fn factorise(&self) -> Vec<[f64; DIMENSIONS]> {
        let (size, width) = (self.size(), DIMENSIONS + SPARE);
        let mut random = Random(0x2545_f491_4f6c_dd1d);
        let mut basis: Vec<f64> =
            (0..size * width).map(|_| (random.next() >> 11) as f64 / (1_u64 << 53) as f64 - 0.5).collect();
        for _ in 0..ROUNDS {
            basis = self.times(&basis, width);
            orthonormalise(&mut basis, width);
        }
        let image = self.times(&basis, width);
        let mut small = vec![vec![0.0; width]; width];
        for (row, mapped) in basis.chunks_exact(width).zip(image.chunks_exact(width)) {
            for (sums, part) in small.iter_mut().zip(row) {
                sums.iter_mut().zip(mapped).for_each(|(sum, mapped)| *sum += part * mapped);
            }
        }
        let (values, directions) = eigen(small);
        let mut strongest: Vec<usize> = (0..width).collect();
        strongest.sort_by(|one, other| values[*other].total_cmp(&values[*one]));
        basis
            .chunks_exact(width)
            .map(|row| {
                std::array::from_fn(|at| {
                    let direction = strongest[at];
                    let along: f64 = row.iter().zip(&directions).map(|(part, parts)| part * parts[direction]).sum();
                    along * values[direction].max(0.0).powf(EIGENVALUE_POWER)
                })
            })
            .collect()
    }
}

/// Gram and Schmidt, twice over for exactness.
fn orthonormalise(basis: &mut [f64], width: usize) {
    for column in 0..width {
        for _ in 0..2 {
            let mut products = vec![0.0; column];
            for row in basis.chunks_exact(width) {
                products.iter_mut().zip(row).for_each(|(product, part)| *product += part * row[column]);
            }
            for row in basis.chunks_exact_mut(width) {
                let along: f64 = products.iter().zip(row.iter()).map(|(product, part)| product * part).sum();
                row[column] -= along;
            }
        }
        let length = basis.chunks_exact(width).map(|row| row[column] * row[column]).sum::<f64>().sqrt();
        let scale = if length > 1e-12 { 1.0 / length } else { 0.0 };
        basis.chunks_exact_mut(width).for_each(|row| row[column] *= scale);
    }
}

/// Eigenvalues and, column by column, eigenvectors of a symmetric matrix, after Jacobi.
fn eigen(mut matrix: Vec<Vec<f64>>) -> (Vec<f64>, Vec<Vec<f64>>) {
    const SWEEPS: usize = 30;
    let size = matrix.len();
    let mut vectors: Vec<Vec<f64>> =
        (0..size).map(|row| (0..size).map(|column| f64::from(u8::from(row == column))).collect()).collect();
    for _ in 0..SWEEPS {
        for p in 0..size {
            for q in p + 1..size {
                if matrix[p][q].abs() < 1e-12 {
                    continue;
                }
                let theta = (matrix[q][q] - matrix[p][p]) / (2.0 * matrix[p][q]);
                let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
                let sine = tangent * cosine;
                let turn = |one: f64, other: f64| (cosine * one - sine * other, sine * one + cosine * other);
                for row in &mut matrix {
                    (row[p], row[q]) = turn(row[p], row[q]);
                }
                let (upper, lower) = matrix.split_at_mut(q);
                for (one, other) in upper[p].iter_mut().zip(&mut lower[0]) {
                    (*one, *other) = turn(*one, *other);
                }
                for row in &mut vectors {
                    (row[p], row[q]) = turn(row[p], row[q]);
                }
            }
        }
    }
    ((0..size).map(|at| matrix[at][at]).collect(), vectors)
}

#[cfg(test)]
mod tests {
    use super::{VectorsBuilder, eigen};

    #[test]
    fn finds_eigenvalues() {
        let (mut values, _) = eigen(vec![vec![2.0, 1.0, 0.0], vec![1.0, 2.0, 0.0], vec![0.0, 0.0, 5.0]]);
        values.sort_by(f64::total_cmp);
        for (value, expected) in values.iter().zip([1.0, 3.0, 5.0]) {
            assert!((value - expected).abs() < 1e-9, "{value}");
        }
    }

    #[test]
    fn the_same_texts_give_the_same_bytes() {
        let build = || {
            let mut builder = VectorsBuilder::default();
            for day in ["Monday", "Tuesday", "Wednesday"].repeat(10) {
                builder.add(&format!("On {day} the ferry sailed from the old harbour with forty passengers."));
            }
            builder.finish()
        };
        assert_eq!(build(), build());
    }
}
