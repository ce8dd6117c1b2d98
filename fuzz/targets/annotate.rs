//! Any bytes, see `entry.rs`.
#![no_main]

#[path = "../entry.rs"]
#[allow(dead_code, reason = "each target enters at one place")]
mod entry;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entry::annotate(bytes));
