//! Any bytes read as `mbox`.
#![no_main]

#[path = "../read.rs"]
mod read;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| read::read(Some("mbox"), bytes));
