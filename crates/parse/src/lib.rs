/*!
Bytes to pages: the article and the comments of a page, an export or a table.

# Overview

[`parse`] reads the one page of a file and never fails; [`read`] hands over
thread after thread of an input of any size. Both give a [`Parsed`]: the
[`Page`](threadwarden_thread::Page), the format it was read as, and a list of
[`Problem`]s with their places. Broken inputs are ordinary: what cannot be
read is skipped and said, and the rest is read.

The format is told from the content, never from a name, or given as a
[`Format`]; gzip and zstd are unpacked on the way. Exports and archives are
read piece by piece; where the rows of their threads lie scattered, [`Group`]
says what is done, and a [`Spill`] holds what memory should not. The HTML of a
page is read by the markups of known comment systems, by what it states about
itself (JSON-LD, microdata, microformats) and, when neither helps, by blocks
that repeat and are called comments. The text of a page, as a scraper leaves it, is taken apart by the layout that fits it best;
when none does, the page has no comments, for comments made up out of menus
and headlines would be worse than none.

Pages that lost the tree of their replies get back the part of it that names,
quotations and turns of speech give away; such links are marked as inferred,
with the cue and a confidence. [`write_jsonl`] writes a page in the project's
own exchange format.

Pingbacks are no comments; they are handed over apart from them, in
[`Parsed::pings`].

Nothing here opens files, reaches for the network or judges a comment.

# Example

```
use threadwarden_parse::{Format, ParseOptions, parse};

let page = "\
Ferries run late again

The harbour office counted forty late departures in a single week, more than ever before.

  • Kestrel

    Forty? I counted fifty.

  • Rowan

    Kestrel, you count the Sunday boats twice.
";
let parsed = parse(page.as_bytes(), &ParseOptions::default());

assert_eq!(parsed.format, Format::Text);
assert_eq!(parsed.page.article.unwrap().title, "Ferries run late again");
let thread = parsed.page.thread;
assert_eq!(thread.comments[1].author, "Rowan");
assert_eq!(thread.comments[1].parent, Some(0));
assert!(parsed.problems.is_empty());
```
*/

mod article;
mod assemble;
mod encoding;
mod error;
mod formats;
mod grouping;
mod html;
mod input;
mod json;
mod layouts;
mod markup;
mod options;
mod parse;
mod problem;
mod prose;
mod recover;
mod sqlite;
mod time;
mod unpack;
mod write;
mod xml;

pub use error::{Error, ErrorKind};
pub use formats::Format;
pub use grouping::{Spill, SpillFile};
pub use options::{Group, ParseOptions};
pub use parse::{Pages, Parsed, parse, read};
pub use problem::{Place, Problem};
pub use write::write_jsonl;
