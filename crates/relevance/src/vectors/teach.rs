//! Turns word vectors so that what is said on one subject points alike.
//!
//! Of every text two parts are compared: they must point more alike than parts
//! of different texts. This is contrastive learning with in-batch negatives (A.
//! van den Oord, Y. Li and O. Vinyals, "Representation Learning with
//! Contrastive Predictive Coding", 2018), one vector per word and no more, and
//! steps scaled row by row after Adagrad (J. Duchi, E. Hazan and Y. Singer,
//! 2011).

use super::{DIMENSIONS, Direction, dot};

/// A text as word numbers; `cut` says where its two parts meet when that is known.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) words: Vec<u32>,
    pub(super) cut: Option<usize>,
}

/// Rounds over all texts. The number, like the others here, was chosen on the development sets.
const ROUNDS: usize = 6;
/// Pairs compared with one another.
const BATCH: usize = 128;
/// How much a difference of cosines counts.
const SHARPNESS: f32 = 12.0;
/// The first step, as a share of a vector's length.
const STEP: f32 = 0.02;
/// Fewest words of a part.
const FEWEST: usize = 4;
/// Words of a text from which on a part is a passage of it and the other the rest.
const LONG: usize = 80;
/// Words of such a passage, and most words of the rest that are looked at.
const PASSAGE: std::ops::Range<usize> = 8..30;
const MOST_REST: usize = 160;

/// Numbers that look random and are the same everywhere.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }
}

/// Turns `vectors`, one per word; `weights` say how much each word counts.
pub(super) fn teach(texts: &[Text], weights: &[f32], vectors: &mut [Direction]) {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut lengths = vec![1e-6_f32; vectors.len()];
    for _ in 0..ROUNDS {
        let mut order: Vec<usize> = texts
            .iter()
            .enumerate()
            .flat_map(|(at, text)| std::iter::repeat_n(at, (text.words.len() / LONG).clamp(1, 8)))
            .filter(|at| texts[*at].words.len() >= 2 * FEWEST)
            .collect();
        for at in (1..order.len()).rev() {
            order.swap(at, random.below(at + 1));
        }
        for batch in order.chunks(BATCH) {
            let pairs: Vec<[Vec<u32>; 2]> = batch.iter().map(|at| parts(&texts[*at], &mut random)).collect();
            step(&pairs, weights, vectors, &mut lengths);
        }
    }
}

/// Two parts of a text. Every other time what both hold is taken out of one, so
/// that its other words are learned too.
fn parts(text: &Text, random: &mut Random) -> [Vec<u32>; 2] {
    let words = &text.words;
    let [mut one, other] = match text.cut {
        Some(cut) => [words[..cut].to_vec(), words[cut..].iter().copied().take(MOST_REST).collect()],
        None if words.len() < LONG => {
            let cut = FEWEST + random.below(words.len() - 2 * FEWEST + 1);
            [words[..cut].to_vec(), words[cut..].to_vec()]
        }
        None => {
            let length = PASSAGE.start + random.below(PASSAGE.len());
            let start = random.below(words.len() - length);
            let rest: Vec<u32> = words[..start].iter().chain(&words[start + length..]).copied().collect();
            let from = random.below(rest.len().saturating_sub(MOST_REST) + 1);
            let rest = rest.into_iter().skip(from).take(MOST_REST).collect();
            [words[start..start + length].to_vec(), rest]
        }
    };
    if random.below(2) == 0 {
        let only: Vec<u32> = one.iter().filter(|word| !other.contains(word)).copied().collect();
        one = if only.len() >= FEWEST { only } else { one };
    }
    [one, other]
}

/// Turns the vectors of the words of some pairs once.
fn step(pairs: &[[Vec<u32>; 2]], weights: &[f32], vectors: &mut [Direction], lengths: &mut [f32]) {
    let encoded: [Vec<(Direction, f32)>; 2] =
        [0, 1].map(|side| pairs.iter().map(|pair| encode(&pair[side], weights, vectors)).collect());
    let mut slopes = [vec![[0.0_f32; DIMENSIONS]; pairs.len()], vec![[0.0_f32; DIMENSIONS]; pairs.len()]];
    // Either side picks its partner among all of the other side.
    for from in [0, 1] {
        let (own, others) = (&encoded[from], &encoded[1 - from]);
        for at in 0..pairs.len() {
            let mut shares: Vec<f32> = others.iter().map(|other| SHARPNESS * dot(&own[at].0, &other.0)).collect();
            let most = shares.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            shares.iter_mut().for_each(|share| *share = (*share - most).exp());
            let sum: f32 = shares.iter().sum();
            for (other, share) in shares.iter().enumerate() {
                let slope = SHARPNESS * (share / sum - f32::from(u8::from(other == at)));
                add(&mut slopes[from][at], slope, &others[other].0);
                add(&mut slopes[1 - from][other], slope, &own[at].0);
            }
        }
    }
    for side in [0, 1] {
        for (at, pair) in pairs.iter().enumerate() {
            let (unit, length) = encoded[side][at];
            if length <= 0.0 {
                continue;
            }
            // Only what turns the sum counts, not what makes it longer.
            let mut slope = slopes[side][at];
            let along = dot(&slope, &unit);
            add(&mut slope, -along, &unit);
            let squares = dot(&slope, &slope) / DIMENSIONS as f32;
            for word in &pair[side] {
                let word = *word as usize;
                let part = weights[word] / length;
                lengths[word] += part * part * squares;
                add(&mut vectors[word], -STEP * part / lengths[word].sqrt() / (DIMENSIONS as f32).sqrt(), &slope);
            }
        }
    }
}

/// The direction of a text, and the length of the sum it comes from.
fn encode(words: &[u32], weights: &[f32], vectors: &[Direction]) -> (Direction, f32) {
    let mut sum = [0.0; DIMENSIONS];
    words.iter().for_each(|word| add(&mut sum, weights[*word as usize], &vectors[*word as usize]));
    let length = dot(&sum, &sum).sqrt();
    if length > 0.0 {
        sum.iter_mut().for_each(|part| *part /= length);
    }
    (sum, length)
}

fn add(sum: &mut Direction, times: f32, direction: &Direction) {
    sum.iter_mut().zip(direction).for_each(|(sum, part)| *sum += times * part);
}

#[cfg(test)]
mod tests {
    use super::{Text, teach};
    use crate::vectors::{DIMENSIONS, dot, normalise};

    #[test]
    fn words_of_one_text_come_to_point_alike() {
        // Words 0 to 7 go together, and 8 to 15.
        let texts: Vec<Text> = (0..200_u32)
            .map(|at| {
                let words = (0..10).map(|step| (at * 3 + step * (1 + at % 5)) % 8 + at % 2 * 8).collect();
                Text { words, cut: None }
            })
            .collect();
        let mut vectors: Vec<_> = (0..16_usize)
            .map(|word| {
                let mut vector = std::array::from_fn(|at| if (at * 7 + word * 13) % 11 < 5 { 0.1 } else { -0.1 });
                normalise(&mut vector);
                vector
            })
            .collect();
        let cosine = |vectors: &[[f32; DIMENSIONS]], one: usize, other: usize| {
            let product = dot(&vectors[one], &vectors[other]);
            product / (dot(&vectors[one], &vectors[one]) * dot(&vectors[other], &vectors[other])).sqrt()
        };
        let apart = |vectors: &[_]| {
            cosine(vectors, 0, 5) + cosine(vectors, 9, 14) - cosine(vectors, 0, 9) - cosine(vectors, 5, 14)
        };
        let before = apart(&vectors);
        teach(&texts, &[1.0; 16], &mut vectors);
        assert!(apart(&vectors) > before + 0.3, "{before} {}", apart(&vectors));
    }
}
