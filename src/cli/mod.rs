//! The only clap: arguments, printer, one file per command. Errors become exit codes here and nowhere else.
//!
//! What commands compute is left to `app`.

mod args;

mod printer;

mod context;

mod command;

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use self::args::Cli;
use self::context::Context;
use self::printer::{PrintError, Printer, say, say_error};

/// What a command ends with when nothing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Done.
    Done,
    /// Done, though some of the input could not be used; what, was said.
    Partly,
    /// Warnings at or above the level asked for.
    Warnings,
    /// Coverage is degraded.
    Degraded,
}

/// Why a command could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The configuration has errors; they have been said.
    #[error("the configuration has errors")]
    Configuration,
    /// The command line asks for something that there is not.
    #[error("{0}")]
    Usage(String),
    /// Anything else.
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
    /// The reader of stdout has gone.
    #[error(transparent)]
    Print(#[from] PrintError),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let mut printer = Printer::new();
    let ended = command::run(cli.command, &Context::new(cli.globals), &mut printer);
    let flushed = printer.finish().map_err(Failure::from);
    exit_code(ended.and_then(|ending| flushed.map(|()| ending)))
}

fn usage(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // They go to stdout and are no failure; a closed pipe is none either.
        drop(error.print());
        return ExitCode::SUCCESS;
    }
    say(error.render().to_string().trim_end());
    ExitCode::from(2)
}

fn exit_code(ended: Result<Ending, Failure>) -> ExitCode {
    match ended {
        Ok(Ending::Done) | Err(Failure::Print(PrintError::Closed)) => ExitCode::SUCCESS,
        Ok(Ending::Partly) => ExitCode::from(1),
        Ok(Ending::Warnings) => ExitCode::from(10),
        Ok(Ending::Degraded) => ExitCode::from(20),
        Err(Failure::Configuration) => ExitCode::from(2),
        Err(Failure::Usage(message)) => {
            say(&format!("error: {message}"));
            ExitCode::from(2)
        }
        Err(Failure::Failed(error)) => {
            say_error(&error);
            ExitCode::from(1)
        }
        Err(Failure::Print(error)) => {
            say(&format!("error: {error}"));
            ExitCode::from(1)
        }
    }
}
