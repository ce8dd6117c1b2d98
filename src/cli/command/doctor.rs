//! `doctor`: self-diagnosis, a line for each thing that was looked at.

use std::io::{IsTerminal as _, stdout};

use serde_json::json;

use crate::app::doctor::{Line, Patient, State, Terminal, diagnose};
use crate::cli::args::TextFormat;
use crate::cli::context::{Context, color_wanted};
use crate::cli::printer::{Printer, say};
use crate::cli::{Ending, Failure};
use crate::config::folder;
use crate::tui;

use super::table;

/// Looks at everything; a failure makes the exit code 1.
pub(super) fn run(format: TextFormat, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let loaded = Context::load(context.config_dir());
    let lines = diagnose(&Patient {
        store: loaded.config.as_ref().map(|config| context.store_url(config)),
        loaded: &loaded,
        folder: folder(context.config_dir(), &Context::env),
        terminal: Terminal { size: stdout().is_terminal().then(tui::size).flatten(), color: color_wanted() },
        env: &Context::env,
        now: context.now(),
    });
    let count = |state| lines.iter().filter(|line| line.state == state).count();
    let (fails, warnings) = (count(State::Fail), count(State::Warn));
    match format {
        TextFormat::Json => printer
            .json(&json!({ "schema": "fenghuo.doctor/1", "fails": fails, "warnings": warnings, "lines": lines }))?,
        TextFormat::Text => {
            for line in table::lines(&["", "check", "found"], &lines.iter().flat_map(rows).collect::<Vec<_>>()) {
                printer.line(&line)?;
            }
            say(&format!("{fails} failed, {warnings} warnings"));
        }
    }
    Ok(if fails > 0 { Ending::Partly } else { Ending::Done })
}

/// What was found, and under it what to do.
fn rows(line: &Line) -> Vec<Vec<String>> {
    let mark = match line.state {
        State::Ok => "ok",
        State::Warn => "warn",
        State::Fail => "FAIL",
    };
    let row = |mark: &str, check: &str, text: &str| vec![mark.to_owned(), check.to_owned(), text.to_owned()];
    let mut rows = vec![row(mark, line.check, &line.found)];
    if !line.advice.is_empty() {
        rows.push(row("", "", &format!("→ {}", line.advice)));
    }
    rows
}
