//! `feeds check`: what files, addresses and configured feeds would give, storing nothing.
//!
//! Reading is left to `ingest`.

use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use crate::config::Config;
use crate::domain::feed::{Feed, Format};
use crate::domain::id::{Family, FeedId};
use crate::domain::source::Reliability;
use crate::domain::time::Timestamp;
use crate::ingest::check::{Checked, check_file};
use crate::ingest::filters::Filters;

/// Reads files on every core; results stand in the order of the names.
pub fn check_files(config: &Config, files: &[String], now: Timestamp) -> Vec<Checked> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let filters = Filters::default();
    let share = files.len().div_ceil(cores).max(1);
    thread::scope(|scope| {
        let tasks: Vec<_> = files
            .chunks(share)
            .map(|files| scope.spawn(|| files.iter().map(|file| check_one(config, file, now, &filters)).collect()))
            .collect();
        tasks.into_iter().flat_map(|task| task.join().unwrap_or_else(|_| Vec::new())).collect()
    })
}

fn check_one(config: &Config, file: &str, now: Timestamp, filters: &Filters) -> Checked {
    let feed = feed_of_file(config, file);
    let max_body = feed.max_body.unwrap_or(config.settings.http.max_body);
    check_file(file, Path::new(file), &feed, max_body, now, filters)
}

/// The configured feed that reads this file, so that its filter is used; else one that finds out for itself.
fn feed_of_file(config: &Config, file: &str) -> Arc<Feed> {
    let configured = config.feeds.iter().find(|feed| feed.url.strip_prefix("file:").is_some_and(|path| same(path, file)));
    configured.map_or_else(|| Arc::new(unknown(file)), Arc::clone)
}

fn same(path: &str, file: &str) -> bool {
    let path = path.strip_prefix("//").unwrap_or(path);
    Path::new(path) == Path::new(file)
}

/// A feed of which only the address is known.
pub fn unknown(url: &str) -> Feed {
    Feed {
        id: FeedId::new("check"),
        title: String::new(),
        group: String::new(),
        url: url.to_owned(),
        format: Format::Auto,
        filter: None,
        preset: None,
        lang: None,
        countries: Vec::new(),
        hazards: Vec::new(),
        reliability: Reliability::F,
        family: Family::new("unknown"),
        every_minutes: 60,
        enabled: true,
        register: false,
        headers: std::collections::BTreeMap::new(),
        allow_private: false,
        max_body: None,
        note: String::new(),
        terms: String::new(),
    }
}
