/*!
A small transformer that reads a comment together with what stands around it.

The fast model of `threadwarden-attack` counts words. This one reads: it knows
who answers whom, and finds attacks that have no insulting word. It is slower
by three orders of magnitude, so it is asked where the fast one is in doubt.

# Example

```
use threadwarden_encoder::{Context, Encoder};

let encoder = Encoder::shipped()?;
let context = Context { names: vec!["Kestrel"], parent: "The ferry has never once been late." };
let rude = encoder.log_odds("Did anybody ask what goes on in that empty head of yours?", &context);
let kind = encoder.log_odds("Did anybody ask the captain? He keeps a log.", &context);
assert!(rude > 0.0 && kind < 0.0);
# Ok::<(), threadwarden_encoder::WeightsError>(())
```

# The same everywhere

The products of matrices are of integers and exact; all other arithmetic is in
a fixed order and uses no function of the system. So a comment gets the same
number to the last bit on every machine, however many threads there are.

The weights are compiled in: the encoder all-MiniLM-L6-v2, fine-tuned by
`crates/train/encoder`. What they were trained on and how well they do stands in
this crate's `MODEL_CARD.md`.
*/

mod encoder;
mod file;
mod math;
mod network;
mod pieces;
mod product;

pub use encoder::{Context, Encoder};
pub use file::WeightsError;
