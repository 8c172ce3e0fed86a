use std::fmt;
use std::sync::OnceLock;

use crate::file::{self, WeightsError};
use crate::network::{Network, Shape, Token};
use crate::pieces::{END, Pieces, START};

static SHIPPED: &[u8] = include_bytes!("../model/encoder-en.bin");

/// Windows of a comment that are read. What stands beyond them, some thousands of words, is not.
const MOST_WINDOWS: usize = 32;

/// Reads comments. It holds no state: share one between threads.
pub struct Encoder {
    hash: u64,
    shape: Shape,
    pieces: Pieces,
    network: Network,
}

/// What stands around a comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context<'t> {
    /// People taking part: the one answered first, then those who wrote before, the latest first. Three are enough.
    pub names: Vec<&'t str>,
    /// The comment that is answered.
    pub parent: &'t str,
}

impl Encoder {
    /// The encoder that is compiled in; it is unpacked once, in some hundredths of a second.
    ///
    /// # Errors
    ///
    /// When this build's weights are damaged.
    pub fn shipped() -> Result<&'static Encoder, WeightsError> {
        static READ: OnceLock<Result<Encoder, WeightsError>> = OnceLock::new();
        READ.get_or_init(|| Encoder::read(SHIPPED)).as_ref().map_err(|error| *error)
    }

    /// An encoder from a file of weights.
    ///
    /// # Errors
    ///
    /// When the file is no such file, of another version, damaged or cut short.
    pub fn read(weights: &[u8]) -> Result<Encoder, WeightsError> {
        let (hash, mut content) = file::open(weights)?;
        let shape = Shape::read(&mut content)?;
        let length = content.number()? as usize;
        let vocabulary = std::str::from_utf8(content.bytes(length)?).map_err(|_| WeightsError::OtherShape)?;
        let pieces = Pieces::read(vocabulary).ok_or(WeightsError::OtherShape)?;
        if pieces.count() != shape.pieces {
            return Err(WeightsError::OtherShape);
        }
        let network = Network::read(shape, &mut content)?;
        content.end()?;
        Ok(Encoder { hash, shape, pieces, network })
    }

    /// Name and content hash of the weights, as reports print them.
    pub fn version(&self) -> String {
        format!("encoder-en@{:08x}", self.hash >> 32)
    }

    /// The log-odds that a comment is a personal attack, before calibration: those of its highest window.
    pub fn log_odds(&self, comment: &str, context: &Context<'_>) -> f32 {
        let own = self.pieces.of(comment, MOST_WINDOWS * self.room());
        let around = self.context(context);
        let windows = windows(&own, self.room()).take(MOST_WINDOWS);
        windows.map(|window| self.network.log_odds(&assemble(window, &around))).fold(f32::NEG_INFINITY, f32::max)
    }

    /// Tokens of the comment itself in a window.
    fn room(&self) -> usize {
        self.shape.longest - 2
    }

    fn context(&self, context: &Context<'_>) -> Vec<u32> {
        if context.names.is_empty() && context.parent.is_empty() {
            return Vec::new();
        }
        let mut text = context.names.join(", ");
        text.push_str(": ");
        text.push_str(context.parent);
        self.pieces.of(&text, self.shape.longest_context - 1)
    }
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Encoder").field(&self.version()).finish()
    }
}

/// Windows of so many tokens that overlap by half; the last one ends where the text does.
fn windows(tokens: &[u32], room: usize) -> impl Iterator<Item = &[u32]> {
    let last = tokens.len().saturating_sub(room);
    let starts = (0..last).step_by(room / 2).chain([last]);
    starts.map(move |start| &tokens[start..tokens.len().min(start + room)])
}

fn assemble(comment: &[u32], around: &[u32]) -> Vec<Token> {
    let own = [START].iter().chain(comment).chain(&[END]).map(|&piece| Token { piece, is_context: false });
    let end = if around.is_empty() { &[][..] } else { &[END] };
    own.chain(around.iter().chain(end).map(|&piece| Token { piece, is_context: true })).collect()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::{Context, Encoder, SHIPPED, WeightsError, windows};

    #[test]
    fn scores_are_those_of_the_training_program() {
        /// Written by `export.py`, computed by torch with the same rounded weights.
        #[derive(Deserialize)]
        struct Sample {
            text: String,
            names: Vec<String>,
            parent: String,
            log_odds: f32,
        }
        let samples: Vec<Sample> = serde_json::from_str(include_str!("../model/samples.json")).unwrap();
        assert!(samples.len() >= 8);
        for sample in samples {
            let names = sample.names.iter().map(String::as_str).collect();
            let context = Context { names, parent: &sample.parent };
            let ours = Encoder::shipped().unwrap().log_odds(&sample.text, &context);
            assert!((ours - sample.log_odds).abs() < 0.01, "{}: {ours}, torch {}", sample.text, sample.log_odds);
        }
    }

    #[test]
    fn windows_cover_a_long_text_and_are_full() {
        let tokens: Vec<u32> = (0..25).collect();
        let starts = |length: usize| windows(&tokens[..length], 10).map(|window| window[0]).collect::<Vec<_>>();
        assert_eq!(starts(10), [0]);
        assert_eq!(starts(11), [0, 1]);
        assert_eq!(starts(25), [0, 5, 10, 15]);
        assert!(windows(&tokens, 10).all(|window| window.len() == 10));
        assert_eq!(windows(&[], 10).collect::<Vec<_>>(), [&[0_u32; 0][..]]);
    }

    #[test]
    fn any_text_has_a_finite_score() {
        let encoder = Encoder::shipped().unwrap();
        for text in ["", " ", "\u{0}\u{200b}", "渡船", "!!!!", "\u{1f600}", &"you ".repeat(50_000)] {
            assert!(encoder.log_odds(text, &Context::default()).is_finite(), "{text:.20}");
        }
    }

    #[test]
    fn damaged_weights_are_refused() {
        let refusal = |bytes: &[u8]| Encoder::read(bytes).err();
        let change = |at: usize| {
            let mut bytes = SHIPPED.to_vec();
            bytes[at] ^= 1;
            bytes
        };
        assert_eq!(refusal(&[]), Some(WeightsError::NotWeights));
        assert_eq!(refusal(b"not the weights of anything"), Some(WeightsError::NotWeights));
        assert_eq!(refusal(&change(4)), Some(WeightsError::OtherVersion(0)));
        for at in [8, 20, 1_000, SHIPPED.len() / 2, SHIPPED.len() - 1] {
            assert_eq!(refusal(&change(at)), Some(WeightsError::WrongHash), "byte {at}");
        }
        for length in [16, 100, SHIPPED.len() / 2, SHIPPED.len() - 1] {
            assert_eq!(refusal(&SHIPPED[..length]), Some(WeightsError::WrongHash), "{length} bytes");
        }
    }
}
