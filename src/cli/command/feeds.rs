//! `feeds list` and `feeds check`.

use std::path::Path;

use crate::app::feed_check::check_files;
use crate::cli::args::TableFormat;
use crate::cli::context::Context;
use crate::cli::printer::Printer;
use crate::cli::{Ending, Failure};

use super::table;

const CHECK_HEAD: [&str; 4] = ["file", "outcome", "entries", "title or error"];

/// Reads files, addresses or feeds and says what was found; nothing is stored.
pub fn check(
    targets: &[String],
    format: TableFormat,
    context: &Context,
    printer: &mut Printer,
) -> Result<Ending, Failure> {
    let config = context.config()?;
    let checked = check_files(&config, targets, context.now());
    match format {
        TableFormat::Json => {
            for found in &checked {
                printer.json(found)?;
            }
        }
        TableFormat::Table => {
            let words = context.words(&config);
            let rows: Vec<Vec<String>> = checked
                .iter()
                .map(|found| {
                    let outcome = words.get(&format!("outcome.{}", found.outcome)).to_owned();
                    let told = found.error.clone().unwrap_or_else(|| found.title.clone());
                    vec![name(&found.file), outcome, found.entries.to_string(), told]
                })
                .collect();
            for line in table::lines(&CHECK_HEAD, &rows) {
                printer.line(&line)?;
            }
        }
    }
    Ok(Ending::Done)
}

fn name(file: &str) -> String {
    Path::new(file).file_name().map_or_else(|| file.to_owned(), |name| name.to_string_lossy().into_owned())
}

