//! `rules`: what the rules look for, whether their scenarios hold, how good they were.

use std::fs;
use std::path::Path;

use anyhow::Context as _;

use crate::app::rules::{SCENARIOS, Tested, stats, test};
use crate::app::stages::Stages;
use crate::cli::args::{RulesCommand, TableFormat, TextFormat};
use crate::cli::context::Context;
use crate::cli::printer::{Printer, say};
use crate::cli::{Ending, Failure};
use crate::domain::rule::Rule;
use crate::domain::words::Words;

use super::table;

const LIST_HEAD: [&str; 5] = ["rule", "on", "level", "needs", "title"];
const STATS_HEAD: [&str; 9] =
    ["rule", "fired", "waiting", "relevant", "false alarms", "late", "held", "precision", "silent days"];

/// Lists, explains, tests or counts rules.
pub(super) fn run(command: RulesCommand, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    match command {
        RulesCommand::List { format } => list(format, context, printer),
        RulesCommand::Explain { rule } => explain(&rule, context, printer),
        RulesCommand::Test { files, format } => {
            let stages = context.stages()?;
            let mut passed = true;
            if files.is_empty() {
                for (name, text) in SCENARIOS {
                    passed &= run_file(&stages, &format!("{name}.toml"), text, format, printer)?;
                }
            }
            for path in &files {
                let text = read(path)?;
                passed &= run_file(&stages, &path.display().to_string(), &text, format, printer)?;
            }
            Ok(if passed { Ending::Done } else { Ending::Partly })
        }
        RulesCommand::Stats { days, format } => count(days, format, context, printer),
    }
}

fn list(format: TableFormat, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let config = context.config()?;
    let words = context.words(&config);
    match format {
        TableFormat::Json => {
            for rule in &config.rules {
                printer.json(&serde_json::json!({ "schema": "fenghuo.rule/1", "rule": rule }))?;
            }
        }
        TableFormat::Table => {
            let rows: Vec<_> = config.rules.iter().map(|rule| row(rule, &words)).collect();
            for line in table::lines(&LIST_HEAD, &rows) {
                printer.line(&line)?;
            }
        }
    }
    Ok(Ending::Done)
}

fn row(rule: &Rule, words: &Words) -> Vec<String> {
    vec![
        rule.id.to_string(),
        if rule.enabled { "✓" } else { "–" }.to_owned(),
        words.get(&format!("level.{}", rule.level)).to_owned(),
        rule.needs.join(" "),
        rule.title.get(words.lang()).to_owned(),
    ]
}

fn explain(id: &str, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let config = context.config()?;
    let rule = config.rules.iter().find(|rule| rule.id.as_str() == id);
    let rule = rule.ok_or_else(|| Failure::Usage(format!("no rule `{id}`; `fenghuo rules list` names them all")))?;
    let words = context.words(&config);
    let mut lines = vec![
        format!("{}  {}", rule.id, rule.title.get(words.lang())),
        rule.why.get(words.lang()).to_owned(),
        format!("{}: {}", rule.level, rule.when.trim()),
    ];
    lines.extend(rule.raise.iter().map(|raise| format!("{}: … && {}", raise.level, raise.when.trim())));
    lines.push(format!("+ {}", rule.example));
    lines.push(format!("- {}", rule.counter_example));
    for line in &lines {
        printer.line(line)?;
    }
    Ok(Ending::Done)
}

fn read(path: &Path) -> Result<String, Failure> {
    Ok(fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?)
}

/// Runs a file's scenarios and prints them; tells whether all passed.
fn run_file(
    stages: &Stages,
    name: &str,
    text: &str,
    format: TextFormat,
    printer: &mut Printer,
) -> Result<bool, Failure> {
    let tested = test(stages, name, text).map_err(|error| anyhow::anyhow!("{name}: {error}"))?;
    for one in &tested {
        match format {
            TextFormat::Json => printer.json(one)?,
            TextFormat::Text => print(one, printer)?,
        }
    }
    let failed = tested.iter().filter(|one| !one.passed).count();
    say(&format!("{name}: {} scenarios, {failed} failed", tested.len()));
    Ok(failed == 0)
}

fn print(one: &Tested, printer: &mut Printer) -> Result<(), Failure> {
    let mark = if one.passed { "✓" } else { "✗" };
    printer.line(&format!("{mark} {} {}", one.rule, one.scenario))?;
    for found in &one.found {
        printer.line(&format!("    {found}"))?;
    }
    for fault in &one.faults {
        printer.line(&format!("  ! {fault}"))?;
    }
    Ok(())
}

fn count(days: u32, format: TableFormat, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let engine = context.engine()?;
    let rules = &engine.stages().config.rules;
    let counted = stats(engine.store(), rules, i64::from(days), context.now()).context("reading candidates")?;
    if format == TableFormat::Json {
        for one in &counted {
            printer.json(&serde_json::json!({ "schema": "fenghuo.rule_stats/1", "stats": one }))?;
        }
        return Ok(Ending::Done);
    }
    let or_dash = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
    let rows: Vec<_> = counted
        .iter()
        .map(|one| {
            let counts = [one.fired, one.open, one.relevant, one.false_alarms, one.late, one.held];
            let mut row = vec![one.rule.to_string()];
            row.extend(counts.map(|count| count.to_string()));
            row.push(or_dash(one.precision.map(|share| format!("{share:.2}"))));
            row.push(or_dash(one.silent_days.map(|days| days.to_string())));
            row
        })
        .collect();
    for line in table::lines(&STATS_HEAD, &rows) {
        printer.line(&line)?;
    }
    Ok(Ending::Done)
}
