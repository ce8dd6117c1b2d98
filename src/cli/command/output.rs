//! Where a report goes, and what exit code it earns.

use std::fs;
use std::path::Path;

use anyhow::Context as _;

use crate::app::briefing::Form;
use crate::cli::args::{ExitArgs, ReportFormat, ReportKind};
use crate::cli::printer::Printer;
use crate::cli::{Ending, Failure};
use crate::config::Config;
use crate::domain::briefing::BriefingKind;
use crate::domain::level::Level;
use crate::domain::picture::Picture;
use crate::domain::time::Timestamp;
use crate::domain::words::Words;
use crate::report;

/// The briefing that a kind of report is; none for the alert report.
pub(super) const fn briefing_kind(kind: ReportKind) -> Option<BriefingKind> {
    match kind {
        ReportKind::Alert => None,
        ReportKind::Handover => Some(BriefingKind::Handover),
        ReportKind::Daily => Some(BriefingKind::Daily),
        ReportKind::Weekly => Some(BriefingKind::Weekly),
        ReportKind::Monthly => Some(BriefingKind::Monthly),
    }
}

/// The form of a briefing, for formats that it has.
pub(super) fn briefing_form(format: ReportFormat) -> Result<Form, Failure> {
    match format {
        ReportFormat::Md => Ok(Form::Markdown),
        ReportFormat::Html => Ok(Form::Html),
        ReportFormat::Json => Ok(Form::Json),
        ReportFormat::Csv | ReportFormat::Atom => {
            Err(Failure::Usage("a handover or brief comes as md, html or json".to_owned()))
        }
    }
}

/// Lays out a report.
pub(super) fn render(
    picture: &Picture,
    format: ReportFormat,
    config: &Config,
    words: &Words,
) -> Result<String, Failure> {
    Ok(match format {
        ReportFormat::Md => report::markdown(picture, words),
        ReportFormat::Json => {
            let mut text = serde_json::to_string_pretty(&report::json(picture)).context("writing the report")?;
            text.push('\n');
            text
        }
        ReportFormat::Html => report::html(picture, words, config.text("templates/page.css")),
        ReportFormat::Csv => report::csv(picture, words),
        ReportFormat::Atom => report::atom(picture, words),
    })
}

/// Writes a report to a file, or to stdout.
pub(super) fn write(text: &str, path: Option<&Path>, printer: &mut Printer) -> Result<(), Failure> {
    let Some(path) = path else { return Ok(printer.write(text.as_bytes())?) };
    // Written beside and then renamed, so that nobody ever reads half a report.
    let half = path.with_extension("part");
    fs::write(&half, text).with_context(|| format!("writing {}", half.display()))?;
    fs::rename(&half, path).with_context(|| format!("writing {}", path.display()))?;
    Ok(())
}

/// What a run ends with: warnings since the last run first, then degraded coverage.
pub(super) fn ending(picture: &Picture, exit: &ExitArgs, last_run: Option<Timestamp>) -> Ending {
    if !exit.exit_code {
        Ending::Done
    } else if warns(picture, exit.min_level, last_run) {
        Ending::Warnings
    } else if is_degraded(picture) {
        Ending::Degraded
    } else {
        Ending::Done
    }
}

fn warns(picture: &Picture, least: Level, last_run: Option<Timestamp>) -> bool {
    let is_new = |at: Timestamp| last_run.is_none_or(|last| at > last);
    let candidates = picture.open_candidates().filter(|c| !c.exercise).any(|c| c.level >= least && is_new(c.updated));
    let sent = |at: Option<Timestamp>| at.is_some_and(is_new);
    candidates || picture.notices.iter().any(|n| !n.exercise && n.content.level >= least && sent(n.sent))
}

/// Whether a watched country, or an enabled feed, is not seen.
fn is_degraded(picture: &Picture) -> bool {
    let blind = picture.feeds.iter().filter(|line| line.feed.enabled);
    picture.unchecked().next().is_some()
        || blind.into_iter().any(|line| line.state.outcome.is_some_and(|outcome| !outcome.is_sighted()))
}
