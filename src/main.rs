//! The binary: hands the command line to the library and its exit code to the system.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Rounds and replays make and drop millions of small things on several threads at once.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    fenghuo::cli::main()
}
