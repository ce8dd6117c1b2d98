//! `notice list`, `notice ledger` and `notice routes`: what waits and what is out, who got it and who answered, who
//! would get it.

use anyhow::Context as _;

use crate::app::officer::dispatch::{Reached, would_reach};
use crate::app::officer::tell::kind_of;
use crate::cli::args::{RoutesArgs, TableFormat};
use crate::cli::context::Context;
use crate::cli::printer::{Printer, say};
use crate::cli::{Ending, Failure};
use crate::domain::delivery::{Channel, Delivery};
use crate::domain::id::AssetId;
use crate::domain::notice::Notice;
use crate::domain::rule::Candidate;
use crate::domain::time::rfc3339;
use crate::domain::words::Words;
use crate::report::notice_json;

use super::table;

const LIST_HEAD: [&str; 7] = ["id", "state", "level", "kind", "countries", "what", "drafted or proposed"];
const ROUTES_HEAD: [&str; 5] = ["recipient", "name", "ways", "language", "route"];
const LEDGER_HEAD: [&str; 7] = ["notice", "recipient", "way", "state", "sent", "acknowledge by", "acknowledged"];

/// Lists notices, then the candidates that wait.
pub(super) fn list(format: TableFormat, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let mut engine = context.engine()?;
    engine.evaluate_unstored(context.now());
    let notices = engine.store().notices().context("reading notices")?;
    let waiting = engine.candidates().iter().filter(|candidate| candidate.outcome.is_open());
    let words = context.words(&engine.stages().config);
    match format {
        TableFormat::Json => {
            for notice in &notices {
                printer.json(&notice_json(notice))?;
            }
            for candidate in waiting {
                printer.json(&serde_json::json!({ "schema": "fenghuo.candidate/1", "candidate": candidate }))?;
            }
        }
        TableFormat::Table => {
            let mut rows: Vec<_> = notices.iter().map(|notice| notice_row(notice, &words)).collect();
            rows.extend(waiting.map(|candidate| candidate_row(candidate, &words)));
            for line in table::lines(&LIST_HEAD, &rows) {
                printer.line(&line)?;
            }
        }
    }
    Ok(Ending::Done)
}

/// Lists deliveries.
pub(super) fn ledger(
    notice: Option<&str>,
    format: TableFormat,
    context: &Context,
    printer: &mut Printer,
) -> Result<Ending, Failure> {
    let engine = context.engine()?;
    let mut deliveries = engine.store().deliveries().context("reading deliveries")?;
    deliveries.retain(|delivery| notice.is_none_or(|notice| delivery.notice.as_str() == notice));
    match format {
        TableFormat::Json => {
            for delivery in &deliveries {
                printer.json(&serde_json::json!({ "schema": "fenghuo.delivery/1", "delivery": delivery }))?;
            }
        }
        TableFormat::Table => {
            let words = context.words(&engine.stages().config);
            let rows: Vec<_> = deliveries.iter().map(|delivery| delivery_row(delivery, &words)).collect();
            for line in table::lines(&LEDGER_HEAD, &rows) {
                printer.line(&line)?;
            }
        }
    }
    Ok(Ending::Done)
}

/// Lists who would get a warning. A warning that nobody would get is a failure.
pub(super) fn routes(args: &RoutesArgs, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let stages = context.stages()?;
    let assets: Vec<AssetId> = args.asset.iter().map(AssetId::new).collect();
    if let Some(unknown) = assets.iter().find(|id| stages.config.assets.iter().all(|asset| asset.id != **id)) {
        return Err(Failure::Usage(format!("no asset `{unknown}` is registered")));
    }
    let office = Context::office(&stages)?;
    let reached = would_reach(&office, args.level, args.hazard, &args.country, &assets);
    let words = context.words(&stages.config);
    match args.format {
        TableFormat::Json => {
            for one in &reached {
                let (to, route) = (&one.recipient, one.route);
                let ways: Vec<_> = to.channels.iter().map(Channel::kind).collect();
                printer.json(&serde_json::json!({
                    "schema": "fenghuo.reached/1", "recipient": to.id, "name": to.name, "ways": ways, "route": route,
                }))?;
            }
        }
        TableFormat::Table => {
            let rows: Vec<_> = reached.iter().map(|one| reached_row(one, &words)).collect();
            for line in table::lines(&ROUTES_HEAD, &rows) {
                printer.line(&line)?;
            }
        }
    }
    if reached.is_empty() {
        say("no route leads to anybody for such a warning");
        return Ok(Ending::Partly);
    }
    Ok(Ending::Done)
}

fn reached_row(one: &Reached<'_>, words: &Words) -> Vec<String> {
    let to = one.recipient;
    let ways = to.channels.iter().map(|channel| words.get(&format!("channel.{}", channel.kind())).to_owned());
    vec![
        to.id.to_string(),
        to.name.get(words.lang()).to_owned(),
        ways.collect::<Vec<_>>().join(", "),
        to.lang.to_string(),
        one.route.to_owned(),
    ]
}

fn notice_row(notice: &Notice, words: &Words) -> Vec<String> {
    let content = &notice.content;
    vec![
        notice.id.to_string(),
        words.get(&format!("notice_state.{}", notice.state)).to_owned(),
        words.get(&format!("level.{}", content.level)).to_owned(),
        kind_of(notice.kind, words),
        content.countries.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        content.subject.get(words.lang()).to_owned(),
        rfc3339(notice.drafted),
    ]
}

fn candidate_row(candidate: &Candidate, words: &Words) -> Vec<String> {
    vec![
        candidate.id.to_string(),
        words.get("officer.list.waits").to_owned(),
        words.get(&format!("level.{}", candidate.level)).to_owned(),
        candidate.rule.to_string(),
        candidate.country.map_or_else(String::new, |code| code.to_string()),
        candidate.because(words),
        rfc3339(candidate.at),
    ]
}

fn delivery_row(delivery: &Delivery, words: &Words) -> Vec<String> {
    let time = |at: Option<_>| at.map_or_else(|| "–".to_owned(), rfc3339);
    let replied =
        delivery.acknowledged.as_ref().map(|reply| format!("{} {} {}", rfc3339(reply.at), reply.by, reply.note));
    vec![
        delivery.notice.to_string(),
        delivery.recipient.to_string(),
        words.get(&format!("channel.{}", delivery.channel.kind())).to_owned(),
        words.get(&format!("delivery_state.{}", delivery.state.key())).to_owned(),
        time(delivery.sent),
        time(delivery.acknowledge_by),
        replied.unwrap_or_else(|| "–".to_owned()),
    ]
}
