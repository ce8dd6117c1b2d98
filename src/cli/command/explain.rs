//! `explain`: the sum behind a number.

use anyhow::Context as _;

use crate::app::demo::Demo;
use crate::app::explain::{Explained, explain, explain_reading};
use crate::cli::args::{ExplainArgs, TextFormat};
use crate::cli::context::Context;
use crate::cli::printer::Printer;
use crate::cli::{Ending, Failure};
use crate::domain::id::ItemId;

/// Explains a country, an asset, an incident or an item, as the store knows them now.
pub(super) fn run(args: &ExplainArgs, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let explained = if args.demo { of_demo(args, context)? } else { of_store(args, context)? };
    let explained = explained.ok_or_else(|| {
        Failure::Usage(format!("`{}` is no watched country, asset, incident or item that is known", args.id))
    })?;
    match args.format {
        TextFormat::Json => printer.json(&explained)?,
        TextFormat::Text => {
            for line in explained.lines() {
                printer.line(&line)?;
            }
        }
    }
    Ok(Ending::Done)
}

fn of_demo(args: &ExplainArgs, context: &Context) -> Result<Option<Explained>, Failure> {
    let config = context.config()?;
    let demo = Demo::new(&config).map_err(anyhow::Error::from)?;
    let of_item = || demo.reading(&ItemId::new(&args.id)).map(|reading| explain_reading(&reading));
    Ok(explain(&demo.picture(), &args.id).or_else(of_item))
}

fn of_store(args: &ExplainArgs, context: &Context) -> Result<Option<Explained>, Failure> {
    let now = context.now();
    let engine = context.engine_at_rest()?;
    let picture = engine.picture(now, now)?;
    if let Some(explained) = explain(&picture, &args.id) {
        return Ok(Some(explained));
    }
    let history = engine.store().item(&ItemId::new(&args.id)).context("reading the store")?;
    Ok(history.map(|history| explain_reading(&history.current)))
}
