//! Any bytes read as `isso-database`.
#![no_main]

#[path = "../read.rs"]
mod read;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| read::read(Some("isso-database"), bytes));
