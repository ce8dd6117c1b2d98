//! What only the stages can find wrong with a configuration: conditions that do not compile, filters that do not read.
//!
//! The rest is found by `config` while loading.

use crate::config::{Config, Place, Problem};
use crate::ingest::filters::Filters;
use crate::warn::RuleBook;

/// Problems of rules and feed filters, placed at the line they stand in.
pub fn of_stages(config: &Config) -> Vec<Problem> {
    let mut problems = of_rules(config);
    problems.extend(of_filters(config));
    problems
}

fn of_rules(config: &Config) -> Vec<Problem> {
    let (_, problems) = RuleBook::compile(&config.rules);
    problems
        .into_iter()
        .map(|problem| {
            let key = problem.key.split('[').next().unwrap_or_default();
            let place = config.locate("rules.toml", problem.rule.as_str(), key);
            let place = place.unwrap_or_else(|| Place::file("rules.toml"));
            Problem::error(place, format!("rule `{}`, `{}`: {}", problem.rule, problem.key, problem.message))
        })
        .collect()
}

fn of_filters(config: &Config) -> Vec<Problem> {
    let filters = Filters::default();
    let failed = config.feeds.iter().filter_map(|feed| Some((feed, filters.check(feed).err()?)));
    failed
        .map(|(feed, error)| {
            Problem::error(feed_place(config, feed.id.as_str()), format!("feed `{}`: {error}", feed.id))
        })
        .collect()
}

/// Feeds stand in several files; the first that knows the id is the one.
fn feed_place(config: &Config, id: &str) -> Place {
    let files = config.texts.keys().filter(|path| path.starts_with("feeds/"));
    files
        .map(String::as_str)
        .find_map(|file| config.locate(file, id, "filter").or_else(|| config.locate(file, id, "id")))
        .unwrap_or_else(|| Place::file("feeds/"))
}
