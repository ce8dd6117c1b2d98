//! `report`: one round of fetching, then the alert report.

use anyhow::Context as _;
use chrono::Duration;

use crate::app::engine::Engine;
use crate::cli::args::ReportArgs;
use crate::cli::context::Context;
use crate::cli::printer::Printer;
use crate::cli::{Ending, Failure};

use super::output;

/// The mark of the last report, from which "since the last run" is counted.
const LAST_REPORT: &str = "last_report";

/// Asks the feeds that are due, evaluates, and prints the report.
pub(super) fn run(args: &ReportArgs, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let now = context.now();
    let mut engine = context.engine()?;
    let runtime = Context::runtime()?;
    runtime.block_on(turn(&mut engine, args, context))?;
    let config = &engine.stages().config;
    let usual = Duration::from_std(config.settings.report.since).unwrap_or_default();
    let picture = engine.picture(now - args.since.unwrap_or(usual), now)?;
    let text = output::render(&picture, args.format, &context.words(config))?;
    output::write(&text, args.output.as_deref(), printer)?;
    let last = engine.store().mark(LAST_REPORT).context("reading the store")?;
    engine.store().set_mark(LAST_REPORT, now).wait().context("writing the store")?;
    engine.leave();
    Ok(output::ending(&picture, &args.exit, last))
}

async fn turn(engine: &mut Engine, args: &ReportArgs, context: &Context) -> anyhow::Result<()> {
    if !args.no_fetch {
        let due = engine.due(context.now());
        engine.ask(&due, context.now(), |_| ()).await?;
    }
    engine.evaluate(context.now()).await
}
