//! Rules looked at: scenarios run over the book, and how each rule has done.

use chrono::Duration;
use serde::Serialize;

use crate::domain::rule::{Candidate, Rule};
use crate::domain::time::Timestamp;
use crate::store::{Store, StoreError};
use crate::warn::scenario::ScenarioFile;
use crate::warn::stats::{RuleStats, rule_stats};

use super::stages::Stages;

/// Lists the scenario files that come with the program.
macro_rules! scenarios {
    ($($name:literal),*) => {
        [$(($name, include_str!(concat!("../../fixtures/scenarios/rules/", $name, ".toml")))),*]
    };
}

/// The scenario files that come with the program, with their text.
pub const SCENARIOS: [(&str, &str); 8] =
    scenarios!["armed_conflict", "coverage", "economic", "ip", "natural", "policy", "political", "social"];

/// What came of one scenario.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tested {
    /// The file.
    pub file: String,
    /// What it shows.
    pub scenario: String,
    /// The rule.
    pub rule: String,
    /// Whether everything was as expected.
    pub passed: bool,
    /// What the rule proposed: level and reason.
    pub found: Vec<String>,
    /// What differs, and conditions that could not be evaluated.
    pub faults: Vec<String>,
}

/// Runs a file's scenarios over the rules of the configuration.
pub fn test(stages: &Stages, file: &str, text: &str) -> Result<Vec<Tested>, Box<toml::de::Error>> {
    let scenarios: ScenarioFile = toml::from_str(text).map_err(Box::new)?;
    let tested = scenarios.scenario.iter().map(|scenario| {
        let verdict = scenario.run(stages.rules(), &stages.warn.statistics);
        let problems = verdict.problems.iter().filter(|problem| problem.rule == scenario.rule);
        let faults: Vec<_> = verdict.differences.iter().cloned().chain(problems.map(|p| p.message.clone())).collect();
        Tested {
            file: file.to_owned(),
            scenario: scenario.name.clone(),
            rule: scenario.rule.to_string(),
            passed: faults.is_empty(),
            found: verdict.found.iter().map(|one| format!("{}: {}", one.level, one.why)).collect(),
            faults,
        }
    });
    Ok(tested.collect())
}

/// How each rule has done over the last days, from the candidates the store holds.
pub fn stats(store: &Store, rules: &[Rule], days: i64, now: Timestamp) -> Result<Vec<RuleStats>, StoreError> {
    let span = Duration::days(days);
    let candidates: Vec<Candidate> = store.candidates_since(now - span)?;
    Ok(rule_stats(rules, &candidates, span, now))
}
