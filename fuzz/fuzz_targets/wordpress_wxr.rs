//! Any bytes read as `wordpress-wxr`.
#![no_main]

#[path = "../read.rs"]
mod read;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| read::read(Some("wordpress-wxr"), bytes));
