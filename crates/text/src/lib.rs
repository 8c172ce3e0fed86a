/*!
How threadwarden reads: folded text, tokens, sentences, clauses, quotations.

# Overview

[`Normalised`] is a comment with its disguises taken off (case, accents, styled
letters, look-alikes from other scripts, invisible characters, entities, tags,
overrides) and a map back to the bytes the author typed. [`Document`] adds
words, sentences, clauses and quotation marks, found in one pass over the
folded text. [`respell`] undoes the disguises that only a vocabulary can undo
("1d10t", "i*iot", "idoit").

Every [`Span`] this crate hands out is a byte range into the *original* text,
on character boundaries, whatever folding happened in between.

There are no word lists here and no opinions: what a word means is a matter
for the crates above.

# Example

```
use threadwarden_text::Document;

let original = "You\u{200b} ARE “so” clever.";
let document = Document::new(original);

assert_eq!(document.words().collect::<Vec<_>>(), ["you", "are", "so", "clever"]);
let span = document.span(2..3);
assert_eq!(span.of(original), "so");
assert!(document.quote_of(2).is_some());
```
*/

mod document;
mod fold;
mod letters;
mod map;
mod quote;
pub mod respell;
mod sound;
mod span;
mod token;

pub use document::Document;
pub use fold::Normalised;
pub use quote::{Quote, QuoteKind};
pub use sound::Sound;
pub use span::Span;
pub use token::{Case, Token};
