//! The only clap: arguments, printer, one file per command.
