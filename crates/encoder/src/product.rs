//! Products of small integers, exact on every machine.
//!
//! Weights are integers of 8 bits, the other side integers of [`LARGEST`] and
//! below, sums have 32 bits: no sum can overflow and none is rounded, so the
//! order of adding, and with it the vector instructions used, changes nothing.

#[cfg(target_arch = "x86_64")]
mod x86;

/// Outputs that stand side by side in a block of weights.
const BLOCK: usize = 32;
/// The largest integer of the left side.
pub(crate) const LARGEST: i16 = 8191;
/// Most inputs of an output: the sum of so many products of the largest integers fits into 32 bits.
pub(crate) const MOST_INPUTS: usize = i32::MAX as usize / (LARGEST as usize * 128);

/// Vectors of 32-bit sums.
pub(crate) trait Lanes: Copy {
    /// A vector of [`Lanes::COUNT`] sums, or of twice as many 16-bit integers.
    type Vector: Copy;
    /// Sums in a vector.
    const COUNT: usize;

    fn zero(self) -> Self::Vector;
    /// The first integers of a slice.
    fn load(self, weights: &[i8]) -> Self::Vector;
    /// The same pair of integers in every lane.
    fn repeat(self, pair: [i16; 2]) -> Self::Vector;
    /// Adds to each sum the products of its pair of integers in both vectors.
    fn add_products(self, sums: Self::Vector, left: Self::Vector, right: Self::Vector) -> Self::Vector;
    fn store(self, sums: Self::Vector, to: &mut [i32]);
}

/// Vectors for machines that no other kind knows: plain code, which the compiler may still put into vectors.
#[derive(Clone, Copy)]
pub(crate) struct Plain;

impl Lanes for Plain {
    type Vector = [i32; 8];
    const COUNT: usize = 8;

    #[inline(always)]
    fn zero(self) -> [i32; 8] {
        [0; 8]
    }

    #[inline(always)]
    fn load(self, weights: &[i8]) -> [i32; 8] {
        let weights = &weights[..16];
        std::array::from_fn(|lane| both(i16::from(weights[2 * lane]), i16::from(weights[2 * lane + 1])))
    }

    #[inline(always)]
    fn repeat(self, [first, second]: [i16; 2]) -> [i32; 8] {
        [both(first, second); 8]
    }

    #[inline(always)]
    fn add_products(self, sums: [i32; 8], left: [i32; 8], right: [i32; 8]) -> [i32; 8] {
        std::array::from_fn(|lane| {
            let (left, right) = (left[lane], right[lane]);
            let low = i32::from(left as i16) * i32::from(right as i16);
            sums[lane] + low + (left >> 16) * (right >> 16)
        })
    }

    #[inline(always)]
    fn store(self, sums: [i32; 8], to: &mut [i32]) {
        to[..8].copy_from_slice(&sums);
    }
}

/// Two integers of 16 bits in one of 32.
fn both(low: i16, high: i16) -> i32 {
    i32::from(low.cast_unsigned()) | i32::from(high) << 16
}

/// Work that is compiled for the widest vectors of this machine.
pub(crate) trait Work {
    type Output;
    fn run<L: Lanes>(self, lanes: L) -> Self::Output;
}

/// Does the work with the widest vectors of this machine.
pub(crate) fn with_lanes<W: Work>(work: W) -> W::Output {
    #[cfg(target_arch = "x86_64")]
    return x86::with_lanes(work);
    #[cfg(not(target_arch = "x86_64"))]
    work.run(Plain)
}

/// A matrix of weights, in the order in which products need it: blocks of
/// [`BLOCK`] outputs; in each, pair of inputs after pair, with the two weights
/// of every output side by side.
pub(crate) struct Weights {
    packed: Vec<i8>,
    pairs: usize,
    outputs: usize,
}

impl Weights {
    /// Packs a matrix of one row per output. Both sizes must be even, outputs a multiple of 32.
    pub(crate) fn pack(rows: &[i8], inputs: usize) -> Weights {
        let outputs = rows.len() / inputs;
        let mut packed = Vec::with_capacity(rows.len());
        for block in rows.chunks_exact(BLOCK * inputs) {
            for pair in 0..inputs / 2 {
                for output in 0..BLOCK {
                    let at = output * inputs + 2 * pair;
                    packed.extend([block[at], block[at + 1]]);
                }
            }
        }
        Weights { packed, pairs: inputs / 2, outputs }
    }

    pub(crate) fn outputs(&self) -> usize {
        self.outputs
    }

    /// Multiplies rows of integers and hands over the sums of 32 outputs of a row at a time: the row, the first output,
    /// the sums.
    #[inline(always)]
    pub(crate) fn times<L: Lanes>(&self, lanes: L, left: &Rows, mut take: impl FnMut(usize, usize, &[i32; BLOCK])) {
        let mut sums = [[0; BLOCK]; 2 * ABREAST];
        for (block, weights) in self.packed.chunks_exact(self.pairs * BLOCK * 2).enumerate() {
            let (weights, _) = weights.as_chunks::<{ BLOCK * 2 }>();
            let mut row = 0;
            let mut groups = left.pairs.chunks_exact(2 * self.pairs);
            for group in &mut groups {
                let (first, second) = group.split_at(self.pairs);
                tile(lanes, [first, second], weights, &mut sums);
                for sums in &sums {
                    take(row, block * BLOCK, sums);
                    row += 1;
                }
            }
            for group in groups.remainder().chunks_exact(self.pairs) {
                tile(lanes, [group], weights, &mut sums);
                for sums in &sums[..ABREAST] {
                    take(row, block * BLOCK, sums);
                    row += 1;
                }
            }
        }
    }
}

/// Rows that stand side by side, so that a tile finds the same inputs of all of them in one place.
const ABREAST: usize = 4;

/// Rows of integers of [`LARGEST`] and below, filled up to a multiple of four, for the left side of a product.
#[derive(Default)]
pub(crate) struct Rows {
    /// For each four rows, pair of inputs after pair.
    pairs: Vec<[[i16; 2]; ABREAST]>,
}

impl Rows {
    /// Makes room for so many rows.
    #[inline(always)]
    pub(crate) fn resize(&mut self, rows: usize, inputs: usize) {
        self.pairs.clear();
        self.pairs.resize(rows.div_ceil(ABREAST) * (inputs / 2), [[0; 2]; ABREAST]);
    }

    /// Sets row `at` of so many inputs.
    #[inline(always)]
    pub(crate) fn set(&mut self, at: usize, row: &[i16]) {
        let (pairs, _) = row.as_chunks::<2>();
        let group = &mut self.pairs[at / ABREAST * pairs.len()..][..pairs.len()];
        for (group, pair) in group.iter_mut().zip(pairs) {
            group[at % ABREAST] = *pair;
        }
    }
}

/// Vectors of weights that a tile takes at once.
const VECTORS: usize = 2;

/// The products of a few groups of rows with one block of weights, all sums in registers.
#[inline(always)]
fn tile<L: Lanes, const GROUPS: usize>(
    lanes: L,
    groups: [&[[[i16; 2]; ABREAST]]; GROUPS],
    weights: &[[i8; BLOCK * 2]],
    to: &mut [[i32; BLOCK]],
) {
    let groups = groups.map(|group| &group[..weights.len()]);
    for first in (0..BLOCK).step_by(VECTORS * L::COUNT) {
        let mut sums = [[[lanes.zero(); VECTORS]; ABREAST]; GROUPS];
        for (pair, weights) in weights.iter().enumerate() {
            let right: [L::Vector; VECTORS] =
                std::array::from_fn(|at| lanes.load(&weights[2 * (first + at * L::COUNT)..]));
            for (sums, group) in sums.iter_mut().zip(groups) {
                for (sums, left) in sums.iter_mut().zip(group[pair]) {
                    let left = lanes.repeat(left);
                    for (sum, right) in sums.iter_mut().zip(right) {
                        *sum = lanes.add_products(*sum, left, right);
                    }
                }
            }
        }
        for (sums, to) in sums.as_flattened().iter().zip(to.iter_mut()) {
            for (at, sum) in sums.iter().enumerate() {
                lanes.store(*sum, &mut to[first + at * L::COUNT..]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, LARGEST, Lanes, MOST_INPUTS, Plain, Rows, Weights, Work, with_lanes};

    /// Integers that repeat only after a while, the extremes among them.
    fn integers(count: usize, largest: i16) -> Vec<i16> {
        let range = i64::from(largest) * 2 + 1;
        (0..count as i64).map(|at| ((at * 7919 + at * at * 31) % range - i64::from(largest)) as i16).collect()
    }

    struct Products<'a> {
        left: &'a Rows,
        rows: usize,
        right: &'a Weights,
    }

    impl Work for Products<'_> {
        type Output = Vec<i32>;
        fn run<L: Lanes>(self, lanes: L) -> Vec<i32> {
            let outputs = self.right.outputs();
            let mut all = vec![0; self.rows * outputs];
            self.right.times(lanes, self.left, |row, first, sums| {
                if row < self.rows {
                    all[row * outputs + first..][..BLOCK].copy_from_slice(sums);
                }
            });
            all
        }
    }

    fn rows(integers: &[i16], inputs: usize) -> Rows {
        let mut rows = Rows::default();
        rows.resize(integers.len() / inputs, inputs);
        integers.chunks_exact(inputs).enumerate().for_each(|(at, row)| rows.set(at, row));
        rows
    }

    #[test]
    fn every_kind_of_vector_gives_the_sums_of_plain_arithmetic() {
        for (inputs, outputs, count) in [(6, 32, 1), (384, 96, 12), (1536, 64, 13), (32, 32, 7)] {
            let right: Vec<i8> = integers(inputs * outputs, 127).iter().map(|&weight| weight as i8).collect();
            let left = integers(inputs * count, LARGEST);
            let weights = Weights::pack(&right, inputs);
            let expected: Vec<i32> = (0..count * outputs)
                .map(|at| {
                    let (row, output) = (at / outputs, at % outputs);
                    let products = (0..inputs)
                        .map(|input| i64::from(left[row * inputs + input]) * i64::from(right[output * inputs + input]));
                    i32::try_from(products.sum::<i64>()).unwrap()
                })
                .collect();
            let left = rows(&left, inputs);
            let products = || Products { left: &left, rows: count, right: &weights };
            assert_eq!(products().run(Plain), expected);
            assert_eq!(with_lanes(products()), expected);
        }
    }

    #[test]
    fn the_largest_sums_fit() {
        let inputs = MOST_INPUTS / 2 * 2;
        assert!(inputs >= 1536);
        let right = Weights::pack(&vec![-127; inputs * BLOCK], inputs);
        let left = rows(&vec![-LARGEST; inputs], inputs);
        let sums = with_lanes(Products { left: &left, rows: 1, right: &right });
        assert!(sums.iter().all(|&sum| sum == 127 * i32::from(LARGEST) * inputs as i32));
    }
}
