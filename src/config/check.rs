//! Checks that need more than one file: coverage of countries, inputs of rules, countries of assets, themes.

use std::collections::BTreeSet;

use crate::domain::country::CountryCode;

use super::docs::Docs;
use super::load::Config;
use super::log::{Finding, Log};
use super::suggest::nearest;

/// Logs what is doubtful about the whole.
pub(super) fn whole(config: &Config, docs: &Docs, log: &Log) {
    blind(config, docs, log);
    starved(config, docs, log);
    unwatched(config, docs, log);
    theme(config, docs, log);
    impatient(config, docs, log);
}

/// Countries of the watchlist that no feed covers.
fn blind(config: &Config, docs: &Docs, log: &Log) {
    let covers = |code: CountryCode| {
        let mut enabled = config.feeds.iter().filter(|feed| feed.enabled);
        enabled.any(|feed| feed.countries.is_empty() || feed.countries.contains(&code))
    };
    for country in config.countries.iter().filter(|country| !covers(country.code)) {
        let code = country.code.as_str();
        let finding = Finding::warning(docs.spot("country", code, "code"), format!("no enabled feed covers {code}"));
        log.push(finding.with_hint("it will be shown as unchecked; add a feed, or take it off the watchlist"));
    }
}

/// Rules that need what no enabled feed gives, and so can never match.
fn starved(config: &Config, docs: &Docs, log: &Log) {
    for rule in config.rules.iter().filter(|rule| rule.enabled) {
        for (at, need) in rule.needs.iter().enumerate().filter(|(_, need)| !config.inputs.contains(*need)) {
            let spot = docs.spot("rule", rule.id.as_str(), &format!("needs.{at}"));
            let message = format!("rule {} needs `{need}`, which no enabled feed provides", rule.id);
            let meant = nearest(need, config.inputs.iter().map(String::as_str));
            let finding = Finding::warning(spot, message);
            log.push(finding.with_hint("it cannot match until a feed says `provides` with it").or_meant(meant));
        }
    }
}

/// Assets that hang on countries that are not watched.
fn unwatched(config: &Config, docs: &Docs, log: &Log) {
    let mut watched: BTreeSet<&str> = config.countries.iter().map(|country| country.code.as_str()).collect();
    watched.extend(config.blocs.iter().map(|bloc| bloc.key.as_str()));
    watched.insert(config.settings.desk.home.as_str());
    for asset in &config.assets {
        let codes: BTreeSet<CountryCode> = asset.foreign_countries().collect();
        for code in codes.iter().filter(|code| !watched.contains(code.as_str())) {
            let spot = docs.spot("asset", asset.id.as_str(), "id");
            let message = format!("`{}` hangs on {code}, which is not on the watchlist", asset.id);
            log.push(
                Finding::warning(spot, message).with_hint("add it to countries.toml, or it is never on the board"),
            );
        }
    }
}

/// A theme of which there is no file. Until themes are shipped, none can be missing.
fn theme(config: &Config, docs: &Docs, log: &Log) {
    let themes = config.texts.keys().filter_map(|path| path.strip_prefix("themes/")?.strip_suffix(".toml"));
    let known: Vec<&str> = themes.collect();
    let theme = config.settings.tui.theme.as_str();
    if !known.is_empty() && !known.contains(&theme) {
        let spot = docs.settings.walk("tui.theme").map_or(docs.settings.spot, |node| node.spot);
        let finding = Finding::error(spot, format!("there is no theme `{theme}`"));
        log.push(finding.with_hint(format!("one of: {}", known.join(", "))).or_meant(nearest(theme, known.clone())));
    }
}

/// Time-outs that contradict each other.
fn impatient(config: &Config, docs: &Docs, log: &Log) {
    let http = &config.settings.http;
    let longer = [("connect_seconds", http.connect), ("first_byte_seconds", http.first_byte)];
    for (key, span) in longer.into_iter().filter(|(_, span)| *span > http.total) {
        let spot = docs.settings.walk(&format!("http.{key}")).map_or(docs.settings.spot, |node| node.spot);
        let message = format!("`{key}` is {}, longer than `total_seconds`, {}", span.as_secs(), http.total.as_secs());
        log.push(Finding::error(spot, message));
    }
}
