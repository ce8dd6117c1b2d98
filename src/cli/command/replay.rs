//! `replay`: the whole pure pipeline over a file of items, as one JSON document.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::Context as _;

use crate::app::lines::Lines;
use crate::app::pipeline::{Memory, Pipeline};
use crate::app::replay::replay;
use crate::cli::args::ReplayArgs;
use crate::cli::context::Context;
use crate::cli::printer::{Printer, say};
use crate::cli::{Ending, Failure};
use crate::domain::item::Item;
use crate::domain::time::from_unix;

const BATCH: usize = 65_536;

/// Replays a file. The clock starts with the items, never with this machine's, so that the same file gives the same bytes.
pub(super) fn run(args: &ReplayArgs, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let stages = context.stages()?;
    let epoch = from_unix(0).unwrap_or_default();
    let (items, bad) = read(&args.items, &mut Lines::new(&stages.config, epoch))?;
    let pipeline = Pipeline::new(stages, Memory::Everything, epoch);
    let replayed = replay(pipeline, items, args.step).map_err(anyhow::Error::from)?;
    let json = serde_json::to_vec(&replayed).context("writing the replay")?;
    printer.write(&json)?;
    printer.line("")?;
    Ok(if bad { Ending::Partly } else { Ending::Done })
}

/// Reads a file of items; a line that is none is said, and the rest goes on.
pub(super) fn read(path: &Path, lines: &mut Lines) -> Result<(Vec<Item>, bool), Failure> {
    let file = File::open(path).with_context(|| format!("opening {}", path.display()))?;
    let mut input = BufReader::with_capacity(1 << 20, file);
    let (mut items, mut bad) = (Vec::new(), false);
    loop {
        let batch = lines.read(&mut input, BATCH).with_context(|| format!("reading {}", path.display()))?;
        for problem in &batch.problems {
            say(&format!("error: {}:{}: {}", path.display(), problem.line, problem.message));
            bad = true;
        }
        items.extend(batch.items);
        if input.fill_buf().with_context(|| format!("reading {}", path.display()))?.is_empty() {
            return Ok((items, bad));
        }
    }
}
