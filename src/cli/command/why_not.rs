//! `why-not`: the gates an item passed, and the one that stopped it.

use anyhow::Context as _;

use crate::app::demo::Demo;
use crate::app::why_not::{Step, why_not};
use crate::cli::args::{TextFormat, WhyNotArgs};
use crate::cli::context::Context;
use crate::cli::printer::Printer;
use crate::cli::{Ending, Failure};
use crate::domain::annotation::Reason;
use crate::domain::id::{AssetId, ItemId};
use crate::domain::rule::CandidateOutcome;
use crate::domain::words::{Words, key_of};

/// Prints the steps an item took.
pub(super) fn run(args: &WhyNotArgs, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let (steps, words) = steps(args, context)?;
    let steps = steps.ok_or_else(|| Failure::Usage(format!("no item `{}` is known", args.item)))?;
    match args.format {
        TextFormat::Json => {
            printer.json(&serde_json::json!({ "schema": "fenghuo.why_not/1", "item": args.item, "steps": steps }))?;
        }
        TextFormat::Text => {
            for step in &steps {
                let mark = if step.is_stop() { "✗" } else { "✓" };
                printer.line(&format!("{mark} {}", line(step, &words)))?;
            }
        }
    }
    Ok(Ending::Done)
}

fn steps(args: &WhyNotArgs, context: &Context) -> Result<(Option<Vec<Step>>, Words), Failure> {
    let (item, asset) = (ItemId::new(&args.item), args.asset.as_ref().map(AssetId::new));
    if args.demo {
        let config = context.config()?;
        let demo = Demo::new(&config).map_err(anyhow::Error::from)?;
        let read = demo.reading(&item);
        return Ok((why_not(demo.pipeline(), read.as_ref(), &item, asset.as_ref()), context.words(&config)));
    }
    let engine = context.engine_at_rest()?;
    let stored = engine.store().item(&item).context("reading the store")?.map(|history| history.current);
    let words = context.words(&engine.stages().config);
    Ok((why_not(engine.pipeline(), stored.as_ref(), &item, asset.as_ref()), words))
}

fn line(step: &Step, words: &Words) -> String {
    let say = |key: &str, values: &[(&str, &str)]| words.fill(&format!("officer.why_not.{key}"), values);
    match step {
        Step::Attributed { countries } => say("attributed", &[("countries", &countries.join(" "))]),
        Step::Unattributed => say("unattributed", &[]),
        Step::Standing => say("standing", &[]),
        Step::NoHazard { reasons } if reasons.is_empty() => say("quiet", &[]),
        Step::NoHazard { reasons } => say("no_hazard", &[("reasons", &excluded(reasons, words))]),
        Step::NoIncident => say("no_incident", &[]),
        Step::Clustered { incident, families } => {
            say("clustered", &[("incident", incident.as_str()), ("families", &families.to_string())])
        }
        Step::Unconfirmed { certainty } => say("unconfirmed", &[("certainty", &format!("{certainty:.2}"))]),
        Step::Counted { certainty, points } => {
            say("counted", &[("certainty", &format!("{certainty:.2}")), ("points", &format!("{points:.1}"))])
        }
        Step::NotExposed { asset } => say("not_exposed", &[("asset", asset.as_str())]),
        Step::Exposed { asset, sum } => say("exposed", &[("asset", asset.as_str()), ("sum", sum)]),
        Step::NoRule => say("no_rule", &[]),
        Step::RulesNotMet { rules } => {
            let rules: Vec<_> = rules.iter().map(|(rule, when)| format!("{rule} ({})", one_line(when))).collect();
            say("rules_not_met", &[("rules", &rules.join("; "))])
        }
        Step::Proposed { rule, why, outcome } => {
            let outcome = outcome_words(outcome, words);
            say("proposed", &[("rule", rule.as_str()), ("outcome", &outcome), ("why", why)])
        }
    }
}

/// Each reason with the words it is about.
fn excluded(reasons: &[Reason], words: &Words) -> String {
    let told = |reason: &Reason| {
        let key = format!("drop.{}", reason.code);
        let name = if words.has(&key) { words.get(&key) } else { reason.code.as_str() };
        format!("{name} ({})", reason.text)
    };
    reasons.iter().map(told).collect::<Vec<_>>().join("; ")
}

fn outcome_words(outcome: &CandidateOutcome, words: &Words) -> String {
    let value = serde_json::to_value(outcome).unwrap_or_default();
    let key = value.get("outcome").map(key_of).unwrap_or_default();
    let detail = ["notice", "under", "of", "by", "reason"].iter().filter_map(|name| value.get(name)?.as_str());
    let detail: Vec<_> = detail.collect();
    format!("{} {}", words.get(&format!("officer.outcome.{key}")), detail.join(" ")).trim_end().to_owned()
}

fn one_line(condition: &str) -> String {
    condition.split_whitespace().collect::<Vec<_>>().join(" ")
}
