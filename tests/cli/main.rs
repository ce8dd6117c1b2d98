//! The program as its users meet it: the built binary, its files, stdout, stderr and exit codes.
//!
//! Nothing here knows the library; what the stages compute is tested beside them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a failed test should panic, and a skipped one should say so"
)]

mod desk;

mod scan;

mod touches;

mod commands;

mod bad_feeds;

mod bad_input;

mod codes;

mod captured;

mod feed_book;

mod care;

mod terminal;

mod tuning;
