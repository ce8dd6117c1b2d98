//! `annotate`: items as JSON Lines in, annotations as JSON Lines out, in bounded memory.
//!
//! Reading lines is left to `ingest`, what they say to `annotate`.

use std::io::{self, BufRead};

use anyhow::Context as _;

use crate::app::lines::Lines;
use crate::app::reading::read_all;
use crate::app::stages::annotator;
use crate::cli::context::Context;
use crate::cli::printer::{Printer, say};
use crate::cli::{Ending, Failure};

/// Lines read before they are annotated together: enough for every core, small enough for any machine.
const BATCH: usize = 4096;

/// Annotates stdin. A line that is no item is said with its number; the others go on, and the exit code is 1.
pub(super) fn run(context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let config = context.config()?;
    let annotator = annotator(&config).map_err(anyhow::Error::from)?;
    let mut lines = Lines::new(&config, context.now());
    let mut input = io::stdin().lock();
    let mut bad = false;
    loop {
        let batch = lines.read(&mut input, BATCH).context("reading stdin")?;
        for problem in &batch.problems {
            say(&format!("error: line {}: {}", problem.line, problem.message));
            bad = true;
        }
        for reading in read_all(&annotator, batch.items) {
            printer.json(&reading.annotation)?;
        }
        if input.fill_buf().context("reading stdin")?.is_empty() {
            return Ok(if bad { Ending::Partly } else { Ending::Done });
        }
    }
}
