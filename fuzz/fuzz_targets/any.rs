//! Any bytes, the format told from them; packed inputs included.
#![no_main]

#[path = "../read.rs"]
mod read;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| read::read(None, bytes));
