//! `report`: one round of fetching, then the alert report, a handover note or a brief.

use anyhow::Context as _;
use chrono::Duration;

use crate::app::briefing::{Form, laid_out};
use crate::app::engine::Engine;
use crate::cli::args::ReportArgs;
use crate::cli::context::Context;
use crate::cli::printer::Printer;
use crate::cli::{Ending, Failure};
use crate::domain::briefing::BriefingKind;

use super::output;

/// The mark of the last report, from which "since the last run" is counted.
const LAST_REPORT: &str = "last_report";

/// Asks the feeds that are due, evaluates, and prints the report.
pub(super) fn run(args: &ReportArgs, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let briefing = output::briefing_kind(args.kind);
    let form = briefing.map(|_| output::briefing_form(args.format)).transpose()?;
    let mut engine = context.engine()?;
    let runtime = Context::runtime()?;
    runtime.block_on(turn(&mut engine, args, context))?;
    match briefing.zip(form) {
        Some((kind, form)) => brief(args, kind, form, &engine, context, printer),
        None => alert(args, &engine, context, printer),
    }
}

fn alert(args: &ReportArgs, engine: &Engine, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let (config, now) = (&engine.stages().config, context.now());
    let usual = Duration::from_std(config.settings.report.since).unwrap_or_default();
    let picture = engine.picture(now - args.since.unwrap_or(usual), now)?;
    let text = output::render(&picture, args.format, config, &context.words(config))?;
    output::write(&text, args.output.as_deref(), printer)?;
    let last = engine.store().mark(LAST_REPORT).context("reading the store")?;
    engine.store().set_mark(LAST_REPORT, now).wait().context("writing the store")?;
    Ok(output::ending(&picture, &args.exit, last))
}

/// A briefing moves no mark: what is new since the last alert report stays new.
fn brief(
    args: &ReportArgs,
    kind: BriefingKind,
    form: Form,
    engine: &Engine,
    context: &Context,
    printer: &mut Printer,
) -> Result<Ending, Failure> {
    let (config, now) = (&engine.stages().config, context.now());
    let since = args.since.map(|span| now - span);
    let briefing = engine.briefing(kind, since, &Context::person(config), now)?;
    let text = laid_out(&briefing, form, config, &context.words(config))?;
    output::write(&text, args.output.as_deref(), printer)?;
    let last = engine.store().mark(LAST_REPORT).context("reading the store")?;
    Ok(output::ending(&engine.picture(now, now)?, &args.exit, last))
}

async fn turn(engine: &mut Engine, args: &ReportArgs, context: &Context) -> anyhow::Result<()> {
    if !args.no_fetch {
        let due = engine.due(context.now());
        engine.ask(&due, context.now(), |_| ()).await?;
    }
    engine.evaluate(context.now()).await
}
