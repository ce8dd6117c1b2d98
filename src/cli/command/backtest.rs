//! `backtest`: what the configuration in force would have done on past items, beside another.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;

use crate::app::backtest::against::{self, Event, Share, Skill};
use crate::app::backtest::compare::{Difference, Example, Pair, difference};
use crate::app::backtest::{Backtest, backtest, stored};
use crate::app::lines::Lines;
use crate::app::stages::Stages;
use crate::cli::args::{BacktestArgs, TextFormat};
use crate::cli::context::Context;
use crate::cli::printer::{Printer, say};
use crate::cli::{Ending, Failure};
use crate::config::{self, Loaded};
use crate::domain::item::Item;
use crate::domain::time::{beijing, from_unix};
use crate::domain::words::Words;

use super::{replay, table};

/// Examples and countries shown to people; the JSON has them all.
const SHOWN: usize = 5;

/// Runs the items through both configurations and tells what differs.
pub(super) fn run(args: &BacktestArgs, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let after = context.stages()?;
    let before = base(args.base.as_deref())?;
    let events = args.against.as_deref().map(events).transpose()?;
    let (mut items, bad) = items(args, &after, context)?;
    if events.is_some() {
        items.retain(|item| item.provider.advisory.is_none());
    }
    let run = backtest(&before, &after, items, args.step).map_err(anyhow::Error::from)?;
    let found = difference(&run, skills(&run, events.as_deref()));
    match args.format {
        TextFormat::Json => printer.json(&found)?,
        TextFormat::Text => {
            for line in lines(&found, &context.words(&after.config)) {
                printer.line(&line)?;
            }
        }
    }
    Ok(if bad { Ending::Partly } else { Ending::Done })
}

/// The configuration as it was: of a folder, else the shipped one. Nothing of the environment is put over it.
fn base(dir: Option<&Path>) -> Result<Arc<Stages>, Failure> {
    let Loaded { config, problems } = dir.map_or_else(config::shipped, |dir| config::load(Some(dir), &|_| None));
    for problem in problems.iter().filter(|problem| problem.is_error()) {
        say(&problem.to_string());
    }
    let config = config.ok_or(Failure::Configuration)?;
    Ok(Stages::new(Arc::new(config)).map_err(anyhow::Error::from)?)
}

fn events(path: &Path) -> Result<Vec<Event>, Failure> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    against::read(&text).map_err(|wrong| {
        for line in wrong {
            say(&format!("error: {}: {line}", path.display()));
        }
        Failure::Usage(format!("{} is no list of events", path.display()))
    })
}

fn items(args: &BacktestArgs, stages: &Stages, context: &Context) -> Result<(Vec<Item>, bool), Failure> {
    if let Some(path) = &args.items {
        let epoch = from_unix(0).unwrap_or_default();
        return replay::read(path, &mut Lines::new(&stages.config, epoch));
    }
    let days = i64::try_from(stages.config.settings.report.history_days).unwrap_or(i64::MAX);
    let span = args.since.or_else(|| chrono::Duration::try_days(days)).unwrap_or_default();
    let store = context.store(&stages.config)?;
    Ok((stored(&store, context.now() - span).context("reading the store")?, false))
}

fn skills(run: &Backtest, events: Option<&[Event]>) -> Option<Pair<Skill>> {
    let (events, span) = (events?, run.span?);
    Some(Pair { before: against::skill(&run.before, events, span), after: against::skill(&run.after, events, span) })
}

fn lines(found: &Difference, words: &Words) -> Vec<String> {
    let Difference { candidates, per_day, .. } = found;
    let mut lines = vec![
        format!("items: {}, days: {}, evaluated every {} h", found.items, found.load.len(), found.step_hours),
        format!(
            "candidates: {} before, {} after (+{} −{}), {} raised, {} lowered",
            candidates.before,
            candidates.after,
            found.gained.len(),
            found.lost.len(),
            found.raised,
            found.lowered
        ),
        format!("a day: {:.2} before, {:.2} after", per_day.before, per_day.after),
    ];
    lines.extend(section(&["day", "before", "after"], &load_rows(found)));
    lines.extend(section(&["country", "candidates", "level", "highest score"], &country_rows(found, words)));
    for (head, examples) in [("only after", &found.gained), ("only before", &found.lost)] {
        let rows: Vec<_> = examples.iter().take(SHOWN).map(|example| example_row(example, words)).collect();
        lines.extend(section(&[head, "rule", "level", "moved by", "what"], &rows));
    }
    lines.extend(
        found.against.iter().flat_map(|skills| section(&["against events", "before", "after"], &skill_rows(skills))),
    );
    lines
}

/// A table under an empty line; nothing when it has no rows.
fn section(head: &[&str], rows: &[Vec<String>]) -> Vec<String> {
    if rows.is_empty() {
        return Vec::new();
    }
    std::iter::once(String::new()).chain(table::lines(head, rows)).collect()
}

fn load_rows(found: &Difference) -> Vec<Vec<String>> {
    let differing = found.load.iter().filter(|day| day.before != day.after);
    differing.map(|day| vec![day.day.to_string(), day.before.to_string(), day.after.to_string()]).collect()
}

fn country_rows(found: &Difference, words: &Words) -> Vec<Vec<String>> {
    let changes = found.countries.iter().take(SHOWN);
    let level = |level| words.get(&format!("level.{level}")).to_owned();
    changes
        .map(|change| {
            vec![
                words.get(&format!("country.{}", change.country)).to_owned(),
                format!("{} → {}", change.candidates.before, change.candidates.after),
                format!("{} → {}", level(change.level.before), level(change.level.after)),
                format!("{:.0} → {:.0}", change.score.before, change.score.after),
            ]
        })
        .collect()
}

fn example_row(example: &Example, words: &Words) -> Vec<String> {
    let moved = match (example.moved.before, example.moved.after) {
        (Some(before), Some(after)) => format!("{} {before:.2} → {after:.2}", example.moved.term),
        _ => format!("{}: {}", example.moved.term, example.moved.note),
    };
    vec![
        beijing(example.at).format("%Y-%m-%d").to_string(),
        example.rule.to_string(),
        words.get(&format!("level.{}", example.level)).to_owned(),
        moved,
        example.title.clone(),
    ]
}

fn skill_rows(skills: &Pair<Skill>) -> Vec<Vec<String>> {
    let row = |name: &str, of: &dyn Fn(&Skill) -> String| vec![name.to_owned(), of(&skills.before), of(&skills.after)];
    vec![
        row("events (hits, misses)", &|s| format!("{} ({}, {})", s.events, s.hits, s.misses)),
        row("warnings (false)", &|s| format!("{} ({})", s.warnings, s.false_alarms)),
        row("POD", &|s| shown(&s.pod)),
        row("FAR", &|s| shown(&s.far)),
        row("CSI", &|s| shown(&s.csi)),
        row("median lead", &|s| s.lead_hours.map_or_else(|| "–".to_owned(), |hours| format!("{hours:.1} h"))),
    ]
}

fn shown(share: &Share) -> String {
    share.value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2} [{:.2}, {:.2}]", share.low, share.high))
}
