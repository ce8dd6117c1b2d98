//! `feeds list` and `feeds check`.

use std::path::Path;

use crate::app::feed_book;
use crate::app::feed_check::check_all;
use crate::app::pipeline::Watched;
use crate::cli::args::TableFormat;
use crate::cli::context::Context;
use crate::cli::printer::{Printer, say};
use crate::cli::{Ending, Failure};
use crate::domain::country::CountryCode;
use crate::domain::feed::{Feed, Outcome};
use crate::domain::gap::Gap;
use crate::domain::time::rfc3339;
use crate::domain::words::Words;

use super::table;

const LIST_HEAD: [&str; 10] = [
    "feed",
    "on",
    "outcome",
    "since",
    "last success",
    "newest item",
    "may have missed",
    "next",
    "only source for",
    "title",
];
const CHECK_HEAD: [&str; 4] = ["file", "outcome", "entries", "title or error"];

/// Lists the configured feeds with their health.
pub(super) fn list(format: TableFormat, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let engine = context.engine_asleep()?;
    let sole = engine.sole_sources();
    let only = |feed: &Feed| sole.get(&feed.id).cloned().unwrap_or_default();
    match format {
        TableFormat::Json => {
            for watched in engine.feeds() {
                printer.json(&line(watched, &only(&watched.0)))?;
            }
        }
        TableFormat::Table => {
            let words = context.words(&engine.stages().config);
            let rows: Vec<_> = engine.feeds().iter().map(|watched| row(watched, &only(&watched.0), &words)).collect();
            for line in table::lines(&LIST_HEAD, &rows) {
                printer.line(&line)?;
            }
        }
    }
    for moved in feed_book::moves(engine.feeds()) {
        say(&format!("{} has moved for good to {}; `fenghuo feeds move {0}` writes it", moved.feed, moved.to));
    }
    Ok(Ending::Done)
}

/// Reads files, addresses or feeds and says what was found; nothing is stored.
pub(super) fn check(
    targets: &[String],
    format: TableFormat,
    context: &Context,
    printer: &mut Printer,
) -> Result<Ending, Failure> {
    let config = context.config()?;
    let checked = Context::runtime()?.block_on(check_all(&config, targets, context.now()))?;
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
    let missing = checked.iter().any(|found| found.outcome == Outcome::Gone);
    Ok(if missing { Ending::Partly } else { Ending::Done })
}

fn name(file: &str) -> String {
    Path::new(file).file_name().map_or_else(|| file.to_owned(), |name| name.to_string_lossy().into_owned())
}

fn line((feed, state): &Watched, only_source_for: &[CountryCode]) -> serde_json::Value {
    serde_json::json!({
        "schema": "fenghuo.feed/1",
        "feed": feed.id,
        "title": feed.title,
        "group": feed.group,
        "url": feed.shown_url(),
        "enabled": feed.enabled,
        "paused": state.paused,
        "countries": feed.countries,
        "only_source_for": only_source_for,
        "reliability": feed.reliability,
        "family": feed.family,
        "every_minutes": feed.every_minutes,
        "outcome": state.outcome,
        "status": state.status,
        "since": state.since,
        "last_try": state.last_try,
        "last_success": state.last_success,
        "newest_item": state.newest_item,
        "usual_gap_hours": state.usual_gap_hours,
        "usual_items": state.usual_items,
        "gaps": state.gaps,
        "read_up_to": state.read_up_to,
        "next": state.next,
        "failures": state.failures,
        "moved_to": feed.proposed_url(state),
        "error": state.error,
        "note": feed.note,
    })
}

fn row((feed, state): &Watched, only_source_for: &[CountryCode], words: &Words) -> Vec<String> {
    let time = |at: Option<_>| at.map_or_else(|| "–".to_owned(), rfc3339);
    let outcome = |outcome: Outcome| words.get(&format!("outcome.{outcome}")).to_owned();
    let on = match (feed.enabled, state.paused) {
        (false, _) => "–",
        (true, true) => "‖",
        (true, false) => "✓",
    };
    let only: Vec<&str> = only_source_for.iter().map(CountryCode::as_str).collect();
    vec![
        feed.id.to_string(),
        on.to_owned(),
        state.outcome.map_or_else(|| "–".to_owned(), outcome),
        time(state.since),
        time(state.last_success),
        time(state.newest_item),
        missed(&state.gaps),
        time(state.next),
        only.join(" "),
        feed.title.clone(),
    ]
}

/// The latest stretch of which items may have been missed, and how many there are before it.
fn missed(gaps: &[Gap]) -> String {
    let Some((latest, earlier)) = gaps.split_last() else { return "–".to_owned() };
    let latest = format!("{} – {}", rfc3339(latest.from), rfc3339(latest.to));
    if earlier.is_empty() { latest } else { format!("{latest} (+{})", earlier.len()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::parse;

    #[test]
    fn the_table_tells_the_latest_stretch_and_counts_those_before() {
        let gap = |day: u8| {
            let at = |hour: u8| parse(&format!("2026-11-{day}T{hour:02}:00:00Z")).unwrap();
            Gap::found_at(at(9), at(6), at(8))
        };
        assert_eq!(missed(&[]), "–");
        assert_eq!(missed(&[gap(21)]), "2026-11-21T06:00:00Z – 2026-11-21T08:00:00Z");
        assert_eq!(missed(&[gap(19), gap(20), gap(21)]), "2026-11-21T06:00:00Z – 2026-11-21T08:00:00Z (+2)");
    }
}
