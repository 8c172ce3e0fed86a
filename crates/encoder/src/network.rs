//! The network: a BERT encoder, the mean over the comment's tokens, one linear head.
//!
//! Source: Devlin et al., "BERT" (2019), with the layer norm after each half of a layer.

use crate::file::{Content, WeightsError};
use crate::math;
use crate::product::{LARGEST, Lanes, MOST_INPUTS, Rows, Weights, Work, with_lanes};

/// Numbers of one head of attention. Known when compiling, so that they stay in registers.
const HEAD: usize = 32;

/// Sizes that stand in the file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub(crate) pieces: usize,
    width: usize,
    heads: usize,
    layers: usize,
    inner: usize,
    positions: usize,
    /// Most tokens of a comment, and of what stands around it, special ones included.
    pub(crate) longest: usize,
    pub(crate) longest_context: usize,
}

impl Shape {
    pub(crate) fn read(content: &mut Content<'_>) -> Result<Shape, WeightsError> {
        let mut size = || content.number().map(|size| size as usize);
        let shape = Shape {
            pieces: size()?,
            width: size()?,
            heads: size()?,
            layers: size()?,
            inner: size()?,
            positions: size()?,
            longest: size()?,
            longest_context: size()?,
        };
        // Bounds first, so that nothing below can overflow.
        let bounded = shape.pieces <= 1 << 16 && shape.layers <= 48 && shape.positions <= 512;
        let sized = |size: usize| size > 0 && size.is_multiple_of(32) && size <= MOST_INPUTS;
        let runs = bounded && sized(shape.width) && sized(shape.inner) && shape.heads * HEAD == shape.width;
        let fits = shape.longest > 2
            && shape.longest_context > 1
            && shape.longest.saturating_add(shape.longest_context) <= shape.positions;
        if runs && fits { Ok(shape) } else { Err(WeightsError::OtherShape) }
    }
}

/// A token: its piece, and whether it belongs to what stands around the comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) piece: u32,
    pub(crate) is_context: bool,
}

pub(crate) struct Network {
    shape: Shape,
    pieces: Table,
    positions: Table,
    segments: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
    head: Vec<f32>,
    bias: f32,
}

impl Network {
    pub(crate) fn read(shape: Shape, content: &mut Content<'_>) -> Result<Network, WeightsError> {
        let Shape { width, .. } = shape;
        Ok(Network {
            shape,
            pieces: Table::read(content, shape.pieces, width)?,
            positions: Table::read(content, shape.positions, width)?,
            segments: content.floats(2 * width)?,
            norm: Norm::read(content, width)?,
            layers: (0..shape.layers).map(|_| Layer::read(content, &shape)).collect::<Result<_, _>>()?,
            head: content.floats(width)?,
            bias: content.floats(1)?[0],
        })
    }

    /// The log-odds of an attack.
    pub(crate) fn log_odds(&self, tokens: &[Token]) -> f32 {
        with_lanes(Pass { network: self, tokens })
    }
}

/// One way of some tokens through the network.
struct Pass<'n> {
    network: &'n Network,
    tokens: &'n [Token],
}

impl Work for Pass<'_> {
    type Output = f32;

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) -> f32 {
        let Pass { network, tokens } = self;
        let Shape { width, inner, .. } = network.shape;
        let rows = tokens.len();
        let mut hidden = vec![0.0; rows * width];
        for ((position, token), row) in tokens.iter().enumerate().zip(hidden.chunks_exact_mut(width)) {
            network.embed(*token, position, row);
        }
        let mut wide = vec![0.0; rows * inner.max(3 * width)];
        let mut mixed = vec![0.0; rows * width];
        let mut integers = Integers::default();
        for layer in &network.layers {
            integers.round(&hidden, width);
            layer.attention.write(lanes, &integers, &mut wide);
            attend(&wide[..rows * 3 * width], rows, width, &mut mixed);
            integers.round(&mixed, width);
            layer.mixed.add(lanes, &integers, &mut hidden);
            layer.norm_attention.apply(&mut hidden);

            integers.round(&hidden, width);
            layer.up.write(lanes, &integers, &mut wide);
            let inner_rows = &mut wide[..rows * inner];
            for value in inner_rows.iter_mut() {
                *value = math::gelu(*value);
            }
            integers.round(inner_rows, inner);
            layer.down.add(lanes, &integers, &mut hidden);
            layer.norm_output.apply(&mut hidden);
        }
        network.head(tokens, &hidden)
    }
}

impl Network {
    #[inline(always)]
    fn embed(&self, token: Token, position: usize, row: &mut [f32]) {
        let width = self.shape.width;
        let segment = &self.segments[if token.is_context { width } else { 0 }..][..width];
        self.pieces.add(token.piece as usize, row);
        self.positions.add(position, row);
        row.iter_mut().zip(segment).for_each(|(value, segment)| *value += segment);
        self.norm.apply(row);
    }

    #[inline(always)]
    fn head(&self, tokens: &[Token], hidden: &[f32]) -> f32 {
        let width = self.shape.width;
        let mut mean = vec![0.0; width];
        let own = tokens.iter().zip(hidden.chunks_exact(width)).filter(|(token, _)| !token.is_context);
        let mut count = 0.0;
        for (_, row) in own {
            mean.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
            count += 1.0;
        }
        mean.iter_mut().zip(&self.head).for_each(|(sum, weight)| *sum = *sum / count * weight);
        math::sum(&mean) + self.bias
    }
}

/// A table of rows of small integers, each row with a scale of its own.
struct Table {
    scales: Vec<f32>,
    rows: Vec<i8>,
    width: usize,
}

impl Table {
    fn read(content: &mut Content<'_>, rows: usize, width: usize) -> Result<Table, WeightsError> {
        Ok(Table { scales: content.floats(rows)?, rows: content.small(rows * width)?, width })
    }

    #[inline(always)]
    fn add(&self, at: usize, to: &mut [f32]) {
        let scale = self.scales[at];
        let row = &self.rows[at * self.width..][..self.width];
        to.iter_mut().zip(row).for_each(|(to, value)| *to += f32::from(*value) * scale);
    }
}

struct Norm {
    stretch: Vec<f32>,
    shift: Vec<f32>,
}

impl Norm {
    fn read(content: &mut Content<'_>, width: usize) -> Result<Norm, WeightsError> {
        Ok(Norm { stretch: content.floats(width)?, shift: content.floats(width)? })
    }

    #[inline(always)]
    fn apply(&self, rows: &mut [f32]) {
        for row in rows.chunks_exact_mut(self.stretch.len()) {
            math::normalize(row, &self.stretch, &self.shift);
        }
    }
}

struct Layer {
    /// Query, key and value side by side.
    attention: Linear,
    mixed: Linear,
    norm_attention: Norm,
    up: Linear,
    down: Linear,
    norm_output: Norm,
}

impl Layer {
    fn read(content: &mut Content<'_>, shape: &Shape) -> Result<Layer, WeightsError> {
        let Shape { width, inner, .. } = *shape;
        let mut parts = Parts::default();
        for _ in 0..3 {
            parts.read(content, width, width)?;
        }
        Ok(Layer {
            attention: parts.packed(width),
            mixed: Linear::read(content, width, width)?,
            norm_attention: Norm::read(content, width)?,
            up: Linear::read(content, inner, width)?,
            down: Linear::read(content, width, inner)?,
            norm_output: Norm::read(content, width)?,
        })
    }
}

/// A matrix and a bias.
struct Linear {
    scales: Vec<f32>,
    bias: Vec<f32>,
    weights: Weights,
}

/// Matrices of the same inputs, as they stand in the file.
#[derive(Default)]
struct Parts {
    scales: Vec<f32>,
    bias: Vec<f32>,
    rows: Vec<i8>,
}

impl Parts {
    fn read(&mut self, content: &mut Content<'_>, outputs: usize, inputs: usize) -> Result<(), WeightsError> {
        self.scales.extend(content.floats(outputs)?);
        self.bias.extend(content.floats(outputs)?);
        self.rows.extend(content.small(outputs * inputs)?);
        Ok(())
    }

    fn packed(self, inputs: usize) -> Linear {
        Linear { scales: self.scales, bias: self.bias, weights: Weights::pack(&self.rows, inputs) }
    }
}

impl Linear {
    fn read(content: &mut Content<'_>, outputs: usize, inputs: usize) -> Result<Linear, WeightsError> {
        let mut parts = Parts::default();
        parts.read(content, outputs, inputs)?;
        Ok(parts.packed(inputs))
    }

    #[inline(always)]
    fn write<L: Lanes>(&self, lanes: L, input: &Integers, output: &mut [f32]) {
        self.apply(lanes, input, output, |to, value| *to = value);
    }

    #[inline(always)]
    fn add<L: Lanes>(&self, lanes: L, input: &Integers, output: &mut [f32]) {
        self.apply(lanes, input, output, |to, value| *to += value);
    }

    #[inline(always)]
    fn apply<L: Lanes>(&self, lanes: L, input: &Integers, output: &mut [f32], put: impl Fn(&mut f32, f32)) {
        let outputs = self.weights.outputs();
        self.weights.times(lanes, &input.rows, |row, first, sums| {
            // Rows beyond the last one only fill up.
            let Some(&scale) = input.scales.get(row) else { return };
            let to = &mut output[row * outputs + first..][..sums.len()];
            let (scales, bias) = (&self.scales[first..][..sums.len()], &self.bias[first..][..sums.len()]);
            for (((to, sum), own), bias) in to.iter_mut().zip(sums).zip(scales).zip(bias) {
                put(to, *sum as f32 * (scale * own) + bias);
            }
        });
    }
}

/// Rows of numbers as integers, each row with a scale of its own.
#[derive(Default)]
struct Integers {
    rows: Rows,
    scales: Vec<f32>,
    row: Vec<i16>,
}

impl Integers {
    #[inline(always)]
    fn round(&mut self, rows: &[f32], width: usize) {
        /// Adding this rounds to a whole number, which then stands in the low bits.
        const ROUNDING: f32 = 12_582_912.0;
        self.rows.resize(rows.len() / width, width);
        self.row.resize(width, 0);
        self.scales.clear();
        for (at, row) in rows.chunks_exact(width).enumerate() {
            let scale = math::largest(row, f32::MIN_POSITIVE, f32::abs) / f32::from(LARGEST);
            let inverse = 1.0 / scale;
            for (value, to) in row.iter().zip(&mut self.row) {
                *to = (value * inverse + ROUNDING).to_bits() as i16;
            }
            self.rows.set(at, &self.row);
            self.scales.push(scale);
        }
    }
}

/// Attention: what each token takes from the others. A row has the queries, the keys and the values of all heads.
#[inline(always)]
fn attend(rows: &[f32], tokens: usize, width: usize, mixed: &mut [f32]) {
    let part = |row: usize, which: usize, head: usize| &rows[row * 3 * width + which * width + head * HEAD..][..HEAD];
    let sharpness = 1.0 / (HEAD as f32).sqrt();
    let mut keys = vec![0.0; HEAD * tokens];
    let mut chances = vec![0.0; tokens];
    for head in 0..width / HEAD {
        // Turned, so that one number of all keys stands in a row.
        for token in 0..tokens {
            for (at, value) in part(token, 1, head).iter().enumerate() {
                keys[at * tokens + token] = value * sharpness;
            }
        }
        for token in 0..tokens {
            chances.fill(0.0);
            for (query, keys) in part(token, 0, head).iter().zip(keys.chunks_exact(tokens)) {
                for (sum, key) in chances.iter_mut().zip(keys) {
                    *sum += query * key;
                }
            }
            let most = math::largest(&chances, f32::NEG_INFINITY, |value| value);
            for value in &mut chances {
                *value = math::exp(*value - most);
            }
            let share = 1.0 / math::sum(&chances);
            let mut taken = [0.0; HEAD];
            for (other, chance) in chances.iter().enumerate() {
                for (sum, value) in taken.iter_mut().zip(part(other, 2, head)) {
                    *sum += chance * value;
                }
            }
            let to = &mut mixed[token * width + head * HEAD..][..HEAD];
            for (to, sum) in to.iter_mut().zip(taken) {
                *to = sum * share;
            }
        }
    }
}
