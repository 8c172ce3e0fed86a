//! Any bytes read as `remark42`.
#![no_main]

#[path = "../read.rs"]
mod read;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| read::read(Some("remark42"), bytes));
