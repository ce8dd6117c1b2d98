//! Whether a notice would reach anybody: recipients, routes, secrets.

use std::collections::BTreeSet;

use crate::config::Config;
use crate::domain::delivery::{Recipient, Route};
use crate::domain::outgoing::Outgoing;
use crate::warn::AuditSettings;

use super::Line;

type Env<'a> = &'a dyn Fn(&str) -> Option<String>;

pub(super) fn lines(config: &Config, env: Env<'_>) -> Vec<Line> {
    vec![recipients(config), secrets(config, env), signing(config, env)]
}

/// Recipients that no route leads to get nothing.
fn recipients(config: &Config) -> Line {
    let recipients: Vec<Recipient> = read(config, "recipient");
    let routes: Vec<Route> = read(config, "route");
    if recipients.is_empty() {
        let advice = "add [[recipient]] and [[route]] to fenghuo.toml; the shipped file shows how";
        return Line::warn("recipients", "none: an issued notice reaches nobody", advice);
    }
    let mut reached: BTreeSet<_> = routes.iter().flat_map(|route| &route.recipients).collect();
    reached.extend(recipients.iter().filter_map(|recipient| recipient.escalate_to.as_ref()));
    let left_out: Vec<_> =
        recipients.iter().filter(|one| !reached.contains(&one.id)).map(|one| one.id.as_str()).collect();
    if left_out.is_empty() {
        return Line::ok("recipients", format!("{} recipients, {} routes", recipients.len(), routes.len()));
    }
    let found = format!("no route leads to {}", left_out.join(", "));
    Line::warn("recipients", found, "add them to the `recipients` of a [[route]] in fenghuo.toml")
}

/// A list of `fenghuo.toml`; what does not read was told by the check of the configuration.
fn read<T: serde::de::DeserializeOwned>(config: &Config, list: &str) -> Vec<T> {
    config.read("fenghuo.toml", list).ok().flatten().unwrap_or_default()
}

/// Whether the secrets of mail and webhooks can be had. The message names the reference, never the secret.
fn secrets(config: &Config, env: Env<'_>) -> Line {
    match config.read_with_secrets::<Outgoing>("deliver.toml", "", env) {
        Ok(_) => Line::ok("secrets", "those of deliver.toml can be had"),
        Err(problem) => {
            let found = format!("{}:{}: {}", problem.file, problem.line, problem.message);
            Line::fail("secrets", found, "set the variable, or make the file readable, where fenghuo runs")
        }
    }
}

/// Whether audit entries are signed.
fn signing(config: &Config, env: Env<'_>) -> Line {
    match config.read_with_secrets::<AuditSettings>("warn.toml", "audit", env) {
        Ok(Some(_)) => Line::ok("signing", "audit entries are signed"),
        Ok(None) => Line::ok("signing", "no key: audit entries are chained but not signed"),
        Err(problem) => {
            let found = format!("{}:{}: {}", problem.file, problem.line, problem.message);
            Line::fail("signing", found, "set the variable, or make the file readable, where fenghuo runs")
        }
    }
}
