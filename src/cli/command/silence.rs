//! `silence`: timed, reasoned holds on candidates.

use anyhow::Context as _;

use crate::app::officer::{Order, Scope};
use crate::cli::args::{SilenceArgs, SilenceCommand, TableFormat};
use crate::cli::context::Context;
use crate::cli::printer::Printer;
use crate::cli::{Ending, Failure};
use crate::domain::silence::Silence;
use crate::domain::time::{Timestamp, rfc3339};

use super::{notice, table};

const HEAD: [&str; 6] = ["id", "in force", "scope", "until", "by", "reason"];

/// Sets, lists or ends silences.
pub(super) fn run(command: SilenceCommand, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    match command {
        SilenceCommand::Add(args) => add(args, context, printer),
        SilenceCommand::List { format } => list(format, context, printer),
        SilenceCommand::End { silence, by } => {
            notice::decide(&Order::EndSilence(silence.into()), &by, context, printer)
        }
    }
}

fn add(args: SilenceArgs, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let scope = Scope {
        rule: args.rule.map(Into::into),
        country: args.country,
        hazard: args.hazard,
        asset: args.asset.map(Into::into),
        incident: args.incident.map(Into::into),
    };
    let order = Order::Silence { scope, hours: args.hours, reason: args.reason };
    notice::decide(&order, &args.by, context, printer)
}

fn list(format: TableFormat, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let engine = context.engine()?;
    let silences = engine.store().silences().context("reading silences")?;
    match format {
        TableFormat::Json => {
            for silence in &silences {
                printer.json(&serde_json::json!({ "schema": "fenghuo.silence/1", "silence": silence }))?;
            }
        }
        TableFormat::Table => {
            let rows: Vec<_> = silences.iter().map(|silence| row(silence, context.now())).collect();
            for line in table::lines(&HEAD, &rows) {
                printer.line(&line)?;
            }
        }
    }
    Ok(Ending::Done)
}

fn row(silence: &Silence, now: Timestamp) -> Vec<String> {
    let parts = [
        silence.rule.as_ref().map(ToString::to_string),
        silence.country.map(|code| code.to_string()),
        silence.hazard.map(|hazard| hazard.to_string()),
        silence.asset.as_ref().map(ToString::to_string),
        silence.incident.as_ref().map(ToString::to_string),
    ];
    vec![
        silence.id.to_string(),
        if silence.is_active(now) { "✓" } else { "–" }.to_owned(),
        parts.into_iter().flatten().collect::<Vec<_>>().join(" "),
        rfc3339(silence.ended.unwrap_or(silence.until)),
        silence.by.to_string(),
        silence.reason.clone(),
    ]
}
