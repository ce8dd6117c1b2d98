//! The only place that prints: data to stdout, talk to stderr, and a closed pipe ends quietly.
//!
//! What to print is left to the commands. Lines for people are cleaned once more here: a message may repeat an
//! argument, a file name or a line of a configuration, and none of these came through `ingest`.

use serde::Serialize;
use std::io::{self, BufWriter, ErrorKind, StdoutLock, Write};

use crate::tui::text::clean;

/// Writes data to stdout in large pieces.
pub(super) struct Printer {
    out: BufWriter<StdoutLock<'static>>,
}

/// The reader of stdout has gone; there is nothing left to say, and nothing went wrong.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// The pipe was closed.
    #[error("stdout was closed")]
    Closed,
    /// Anything else: a full disk, say.
    #[error("cannot write to stdout: {0}")]
    Failed(#[source] io::Error),
}

impl Printer {
    /// A printer on this process's stdout.
    pub(super) fn new() -> Self {
        Self { out: BufWriter::with_capacity(1 << 16, io::stdout().lock()) }
    }

    /// Prints lines for people, cleaned.
    pub(super) fn line(&mut self, text: &str) -> Result<(), PrintError> {
        for line in text.split('\n') {
            self.write(clean(line).as_bytes())?;
            self.write(b"\n")?;
        }
        Ok(())
    }

    /// Prints a value as one line of JSON.
    pub(super) fn json(&mut self, value: &impl Serialize) -> Result<(), PrintError> {
        serde_json::to_writer(&mut self.out, value).map_err(|error| PrintError::from(io::Error::from(error)))?;
        self.write(b"\n")
    }

    /// Prints data as it is.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), PrintError> {
        self.out.write_all(bytes).map_err(PrintError::from)
    }

    /// Where data goes, for what writes in pieces of its own.
    pub(super) const fn out(&mut self) -> &mut impl Write {
        &mut self.out
    }

    /// Hands everything on; to be called before the process ends.
    pub(super) fn finish(mut self) -> Result<(), PrintError> {
        self.out.flush().map_err(PrintError::from)
    }
}

impl Default for Printer {
    fn default() -> Self {
        Self::new()
    }
}

impl From<io::Error> for PrintError {
    fn from(error: io::Error) -> Self {
        if error.kind() == ErrorKind::BrokenPipe { Self::Closed } else { Self::Failed(error) }
    }
}

/// Says something to the person at the terminal; a stderr that is gone is no reason to fail.
pub(super) fn say(text: &str) {
    let cleaned: Vec<_> = text.split('\n').map(clean).collect();
    drop(writeln!(io::stderr(), "{}", cleaned.join("\n")));
}

/// Says what failed, and why, cause by cause.
pub(super) fn say_error(error: &anyhow::Error) {
    let mut text = format!("error: {error}");
    for cause in error.chain().skip(1) {
        text.push_str("\n  caused by: ");
        text.push_str(&cause.to_string());
    }
    say(&text);
}
