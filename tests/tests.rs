//! One binary for all tests of the whole: it links once and runs in parallel.

// In tests a panic is the message; clippy.toml sees only the test functions themselves.
#![allow(clippy::unwrap_used)]

mod architecture;
mod cli;
mod decisions;
mod exit_codes;
mod golden;
mod interrupted;
mod outputs;
mod properties;
mod second_stage;
mod seeds;

use std::path::{Path, PathBuf};

/// A path inside the repository.
fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
