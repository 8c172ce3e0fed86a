//! Any bytes read as `reddit-listing`.
#![no_main]

#[path = "../read.rs"]
mod read;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| read::read(Some("reddit-listing"), bytes));
