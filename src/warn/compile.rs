//! Compiling rules: every condition parsed once and checked against the documented variables before anything happens.
//!
//! Running them is left to [`super::book`].

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use cel::{Context, Env};
use serde::Serialize;

use super::condition::{Condition, Fault};
use super::fields;
use crate::domain::id::RuleId;
use crate::domain::level::Level;
use crate::domain::rule::{Rule, RuleSubject};
use crate::domain::time::from_unix;

/// What is wrong with a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleProblem {
    /// The rule.
    pub rule: RuleId,
    /// The key in its table: `when`, `raise[0].when`, `hazard`.
    pub key: String,
    /// What is wrong, and what to do.
    pub message: String,
    /// Where in the key's text, in characters from zero.
    pub offset: Option<usize>,
}

impl fmt::Display for RuleProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rule `{}`, `{}`: {}", self.rule, self.key, self.message)?;
        self.offset.map_or(Ok(()), |offset| write!(f, ", at character {offset}"))
    }
}

/// One rule with its conditions compiled.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) rule: Rule,
    pub(super) when: Condition,
    /// What its conditions look at of an incident.
    pub(super) incident_fields: BTreeSet<String>,
    /// What its conditions look at of an impact.
    pub(super) impact_fields: BTreeSet<String>,
    /// Whether none of them looks at anything that goes by the clock.
    pub(super) is_timeless: bool,
    /// Whether they look at the asset.
    pub(super) looks_at_asset: bool,
    /// Highest level first.
    pub(super) raise: Vec<(Level, Condition)>,
}

/// Fields of an incident or an impact that are others an hour later.
const BY_THE_CLOCK: [&str; 2] = ["age_hours", "points"];

/// Compiles one rule, or says everything that is wrong with it.
pub(super) fn prepare(rule: &Rule, env: &Arc<Env>) -> Result<Ready, Vec<RuleProblem>> {
    let mut problems = shape_problems(rule);
    let when = compile(rule, "when", &rule.when, env).map_err(|found| problems.extend(found));
    let mut raise = Vec::new();
    for (at, step) in rule.raise.iter().enumerate() {
        match compile(rule, &format!("raise[{at}].when"), &step.when, env) {
            Ok(condition) => raise.push((step.level, condition)),
            Err(found) => problems.extend(found),
        }
    }
    raise.sort_by_key(|(level, _)| std::cmp::Reverse(*level));
    match when {
        Ok(when) if problems.is_empty() => Ok(ready(rule, when, raise)),
        _ => Err(problems),
    }
}

fn ready(rule: &Rule, when: Condition, raise: Vec<(Level, Condition)>) -> Ready {
    let conditions = || std::iter::once(&when).chain(raise.iter().map(|(_, condition)| condition));
    let all_named = conditions().all(|condition| condition.names_all_fields_of("incident"));
    let named = || conditions().flat_map(|condition| condition.fields_of("incident")).collect();
    let incident_fields: BTreeSet<String> = if all_named { named() } else { fields::of_incident() };
    let impact_fields: BTreeSet<String> = conditions().flat_map(|condition| condition.fields_of("impact")).collect();
    let by_the_clock = |fields: &BTreeSet<String>| fields.iter().any(|field| BY_THE_CLOCK.contains(&field.as_str()));
    let is_timeless = !conditions().any(|condition| condition.speaks_of("now"))
        && !by_the_clock(&incident_fields)
        && !by_the_clock(&impact_fields);
    let looks_at_asset = conditions().any(|condition| condition.speaks_of("asset"));
    Ready { rule: rule.clone(), incident_fields, impact_fields, is_timeless, looks_at_asset, when, raise }
}

/// Settings of a rule that contradict each other, so that it could never do what it says.
fn shape_problems(rule: &Rule) -> Vec<RuleProblem> {
    let on_incidents = matches!(rule.subject, RuleSubject::Incident | RuleSubject::Impact);
    let filters = !rule.kinds.is_empty() || !rule.hazards.is_empty();
    let low = rule.raise.iter().position(|step| step.level <= rule.level);
    let found = [
        (!on_incidents && rule.hazard.is_none())
            .then(|| ("hazard".to_owned(), "is missing; a rule that looks at no incident has to name one")),
        (!on_incidents && filters)
            .then(|| ("kinds".to_owned(), "never matches: only rules on incidents and impacts have kinds and hazards")),
        low.map(|at| (format!("raise[{at}].level"), "never matters: it is not above the rule's level")),
    ];
    let problem = |(key, message): (String, &str)| RuleProblem {
        rule: rule.id.clone(),
        key,
        message: message.to_owned(),
        offset: None,
    };
    found.into_iter().flatten().map(problem).collect()
}

fn compile(rule: &Rule, key: &str, source: &str, env: &Arc<Env>) -> Result<Condition, Vec<RuleProblem>> {
    let problem = |fault: Fault| RuleProblem {
        rule: rule.id.clone(),
        key: key.to_owned(),
        message: fault.message,
        offset: fault.offset,
    };
    let condition = Condition::new(source).map_err(|fault| vec![problem(fault)])?;
    let mut context = Context::with_env(Arc::clone(env));
    let now = from_unix(0).unwrap_or_default();
    let visible = visible(rule.subject);
    for (name, value) in fields::samples(now).into_iter().filter(|(name, _)| visible.contains(name)) {
        context.add_variable_from_value(name, value);
    }
    let faults = condition.check(&context);
    if faults.is_empty() { Ok(condition) } else { Err(faults.into_iter().map(problem).collect()) }
}

/// The variables that a rule on this subject may speak of.
const fn visible(subject: RuleSubject) -> &'static [&'static str] {
    match subject {
        RuleSubject::Incident => &["now", "home", "incident"],
        RuleSubject::Impact => &["now", "home", "incident", "impact", "asset"],
        RuleSubject::Country => &["now", "home", "country"],
        RuleSubject::Currency => &["now", "home", "currency"],
    }
}
