/*!
What the tests and benches of threadwarden share; not published.

# Overview

[`golden::check`] compares a text with a file and says how to update it.
[`seed`] reads the stand-ins for the five source pages with their facts,
[`case`] the hand-made threads of `fixtures/threads`, [`evasion`] the ways of hiding
words and the attacks and clean sentences they are tried on. [`Generator`] makes up
articles, comments and hostile texts, always the same ones for the same seed,
and [`dump`] writes exports of any size with them.

Everything panics on failure, as tests want it, with the path in the message.

# Example

```
use threadwarden_testkit::Generator;

let page = Generator::new(7).page(100);
assert_eq!(page.thread.len(), 100);
assert_eq!(page, Generator::new(7).page(100));
```
*/

pub mod case;
mod dump;
pub mod evasion;
mod generator;
pub mod golden;
pub mod seed;

pub use dump::{Dump, dump};
pub use generator::Generator;

use std::path::{Path, PathBuf};

/// The folders of a folder, sorted by name.
///
/// # Panics
///
/// When the folder cannot be read.
pub fn folders(of: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(of).unwrap_or_else(|error| panic!("{}: {error}", of.display()));
    let mut folders: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn read(file: &Path) -> Vec<u8> {
    std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn read_toml<T: serde::de::DeserializeOwned>(file: &Path) -> T {
    let text = String::from_utf8(read(file)).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
