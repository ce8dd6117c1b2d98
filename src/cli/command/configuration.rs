//! `config init`, `config check` and `config show`.
//!
//! Finding problems is left to `config`, `warn` (conditions of rules) and `ingest` (filters of feeds).

use std::path::Path;

use anyhow::Context as _;

use crate::app::checks;
use crate::cli::context::Context;
use crate::cli::printer::{Printer, say};
use crate::cli::{Ending, Failure};
use crate::config::{Loaded, init as write_defaults, show as lines};

/// Writes the shipped configuration into a folder.
pub(super) fn init(dir: &Path, printer: &mut Printer) -> Result<Ending, Failure> {
    let written = write_defaults(dir).with_context(|| format!("writing the configuration into {}", dir.display()))?;
    for path in written {
        printer.line(&path.display().to_string())?;
    }
    Ok(Ending::Done)
}

/// Reports every problem of a folder at once; errors make the exit code 2.
pub(super) fn check(dir: Option<&Path>, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let Loaded { config, mut problems } = Context::load(dir.or(context.config_dir()));
    if let Some(config) = &config {
        problems.extend(checks::of_stages(config));
    }
    for problem in &problems {
        printer.line(&problem.to_string())?;
    }
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    let warnings = problems.len() - errors;
    say(&format!("{errors} errors, {warnings} warnings"));
    if errors > 0 { Err(Failure::Configuration) } else { Ok(Ending::Done) }
}

/// Prints the configuration in force with the origin of each value.
pub(super) fn show(context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let config = context.config()?;
    for line in lines(&config) {
        printer.line(&line)?;
    }
    Ok(Ending::Done)
}
