//! Self-diagnosis: what a new or a quiet desk would otherwise find out on the day of a warning. Each line says what was
//! looked at, how it is, and what to do.
//!
//! Nothing is changed, no feed is asked, and no secret is repeated. What a line means for the exit code is left to `cli`.

mod delivery;

mod desk;

mod machine;

mod store;

use std::path::PathBuf;

use serde::Serialize;

use crate::config::{Config, Loaded, Problem};
use crate::domain::time::Timestamp;

use super::checks;

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// As it should be.
    Ok,
    /// It works, and less than it could.
    Warn,
    /// Something does not work.
    Fail,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What: `config`, `issuer`, `store`.
    pub check: &'static str,
    /// How it is.
    pub state: State,
    /// In words.
    pub found: String,
    /// What to do about it; empty when nothing.
    pub advice: String,
}

/// What the terminal is like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// Columns and rows; none when there is no terminal.
    pub size: Option<(u16, u16)>,
    /// Whether colours are wanted and there.
    pub color: bool,
}

/// What is looked at.
pub struct Patient<'a> {
    /// The configuration with its problems.
    pub loaded: &'a Loaded,
    /// The store's address, when the configuration is valid.
    pub store: Option<String>,
    /// Where the operator's configuration lies.
    pub folder: Option<PathBuf>,
    /// The terminal.
    pub terminal: Terminal,
    /// Variables of the environment.
    pub env: &'a dyn Fn(&str) -> Option<String>,
    /// The moment.
    pub now: Timestamp,
}

impl Line {
    fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self { check, state: State::Ok, found: found.into(), advice: String::new() }
    }

    fn warn(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { check, state: State::Warn, found: found.into(), advice: advice.into() }
    }

    fn fail(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { check, state: State::Fail, found: found.into(), advice: advice.into() }
    }
}

/// Looks at everything; what needs a valid configuration is left out without one.
pub fn diagnose(patient: &Patient<'_>) -> Vec<Line> {
    let mut lines = vec![configuration(patient)];
    if let Some(config) = &patient.loaded.config {
        lines.extend([desk::issuer(config), desk::contact(config), desk::officer(config), desk::timezone(config)]);
        lines.extend(delivery::lines(config, patient.env));
        lines.extend(store::lines(config, patient));
    }
    lines.extend(machine::lines(patient));
    lines
}

fn configuration(patient: &Patient<'_>) -> Line {
    let of_stages: Vec<Problem> = patient.loaded.config.iter().flat_map(checks::of_stages).collect();
    let problems = || patient.loaded.problems.iter().chain(&of_stages);
    let errors = problems().filter(|problem| problem.is_error()).count();
    let warnings = problems().count() - errors;
    let place = patient.folder.as_ref().filter(|folder| folder.is_dir());
    let place = place.map_or_else(|| "shipped only".to_owned(), |folder| folder.display().to_string());
    let found = format!("{errors} errors, {warnings} warnings ({place})");
    let advice = "`fenghuo config check` shows each with its place";
    match (errors, warnings) {
        (0, 0) => Line::ok("config", found),
        (0, _) => Line::warn("config", found, advice),
        _ => Line::fail("config", found, advice),
    }
}

/// Whether a setting is still the shipped one.
fn is_shipped(config: &Config, table: &str, key: &str) -> bool {
    config.locate("fenghuo.toml", table, key).is_none_or(|place| place.file.starts_with("config/fenghuo.toml"))
}

#[cfg(test)]
mod tests;
