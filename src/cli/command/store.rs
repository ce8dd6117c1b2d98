//! `store`: checking, compacting, copying, putting back, exporting.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use anyhow::Context as _;
use serde_json::json;

use crate::app::care::{self, Checked, Removed};
use crate::cli::args::{StoreCommand, TextFormat};
use crate::cli::context::Context;
use crate::cli::printer::{PrintError, Printer, say};
use crate::cli::{Ending, Failure};

/// Runs one command of care.
pub(super) fn run(command: StoreCommand, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    match command {
        StoreCommand::Check { format } => check(format, context, printer),
        StoreCommand::Compact { format } => compact(format, context, printer),
        StoreCommand::Backup { file } => backup(file.as_deref(), context, printer),
        StoreCommand::Restore { file, yes } => restore(&file, yes, context),
        StoreCommand::Export { output } => export(output.as_deref(), context, printer),
    }
}

fn check(format: TextFormat, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let stages = context.stages()?;
    let office = Context::office(&stages)?;
    let store = context.store(&stages.config)?;
    let found = care::check(&store, &office).context("reading the store")?;
    match format {
        TextFormat::Json => printer.json(&check_json(&found))?,
        TextFormat::Text => {
            for fault in &found.faults {
                printer.line(fault)?;
            }
            say(&check_line(&found));
        }
    }
    Ok(if found.faults.is_empty() { Ending::Done } else { Ending::Partly })
}

fn check_json(found: &Checked) -> serde_json::Value {
    let Checked { stats, records, verified, faults } = found;
    json!({
        "schema": "fenghuo.store_check/1",
        "faults": faults,
        "records": records,
        "items": stats.items,
        "fetches": stats.fetches,
        "candidates": stats.candidates,
        "notices": stats.notices,
        "waiting": stats.waiting,
        "unindexed": stats.unindexed,
        "audit_entries": verified.entries,
        "signatures_checked": verified.signatures,
        "schema_version": stats.schema,
        "bytes": stats.bytes,
    })
}

fn check_line(found: &Checked) -> String {
    let Checked { stats, records, verified, faults } = found;
    let signed = if verified.signatures { ", signatures too" } else { "" };
    format!(
        "{} faults in {records} records ({} items, {} notices, {} audit entries{signed}), {} bytes",
        faults.len(),
        stats.items,
        stats.notices,
        verified.entries,
        stats.bytes
    )
}

fn compact(format: TextFormat, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let config = context.config()?;
    let store = context.store(&config)?;
    let Removed { items, fetches, scores, stayed, bytes_before, bytes_after } =
        care::compact(&config, &store, context.now()).context("compacting the store")?;
    match format {
        TextFormat::Json => printer.json(&json!({
            "schema": "fenghuo.store_compact/1",
            "removed": { "items": items, "fetches": fetches, "scores": scores },
            "stayed": stayed,
            "bytes_before": bytes_before,
            "bytes_after": bytes_after,
        }))?,
        TextFormat::Text => {
            printer.line(&format!("removed: {items} items, {fetches} records of requests, {scores} scores"))?;
            printer.line(&format!("stayed though as old: {stayed} items (cited, undated, or of a register)"))?;
            printer.line(&format!("bytes: {bytes_before} before, {bytes_after} after"))?;
        }
    }
    Ok(Ending::Done)
}

fn backup(to: Option<&Path>, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let config = context.config()?;
    let store = context.store(&config)?;
    let made = care::backup(&config, &store, to, context.now()).context("copying the store")?;
    printer.line(&made.display().to_string())?;
    say("read back and found sound");
    Ok(Ending::Done)
}

fn restore(backup: &Path, yes: bool, context: &Context) -> Result<Ending, Failure> {
    let url = context.store_url(&*context.config()?);
    if !yes && care::is_there(&url)? {
        let why = format!("there is a store at `{url}` already; give --yes to put the backup in its place");
        return Err(anyhow::anyhow!("{why} (it is kept under another name)").into());
    }
    for note in care::restore(&url, backup, context.now()).context("restoring the store")? {
        say(&note);
    }
    Ok(Ending::Done)
}

fn export(output: Option<&Path>, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let store = context.store(&*context.config()?)?;
    let count = match output {
        None => care::export(&store, printer.out()).map_err(PrintError::from)?,
        Some(path) => {
            let file = File::create_new(path).with_context(|| format!("writing {}", path.display()))?;
            care::export(&store, &mut BufWriter::new(file)).with_context(|| format!("writing {}", path.display()))?
        }
    };
    say(&format!("{count} records"));
    Ok(Ending::Done)
}
