//! `feeds check`: what files, addresses and configured feeds would give, storing nothing.
//!
//! Reading is left to `ingest`.

use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use anyhow::Context as _;

use crate::config::Config;
use crate::domain::feed::{Feed, FeedState, Outcome};
use crate::domain::time::Timestamp;
use crate::ingest::check::{Checked, check_file, failed};
use crate::ingest::fetch::{Fetched, Fetcher};
use crate::ingest::filters::Filters;

use super::http::settings;

/// The id of what is looked at without being configured.
const NAMELESS: &str = "check";

/// Checks files, http(s) addresses and configured feeds by id; results stand in the order of the names.
pub async fn check_all(config: &Config, targets: &[String], now: Timestamp) -> anyhow::Result<Vec<Checked>> {
    let asked: Vec<Option<Arc<Feed>>> = targets.iter().map(|target| feed_to_ask(config, target)).collect();
    let files: Vec<String> =
        targets.iter().zip(&asked).filter(|(_, asked)| asked.is_none()).map(|(target, _)| target.clone()).collect();
    let mut read = check_files(config, &files, now).into_iter();
    let fetcher = Fetcher::new(&settings(config)).context("setting up HTTP")?;
    let mut checked = Vec::with_capacity(targets.len());
    for (target, feed) in targets.iter().zip(asked) {
        match feed {
            Some(feed) => checked.push(ask(&fetcher, target, &feed, now).await),
            None => checked.extend(read.next()),
        }
    }
    Ok(checked)
}

/// The feed behind a name that is no file: one of the configuration, or an address.
fn feed_to_ask(config: &Config, target: &str) -> Option<Arc<Feed>> {
    let is_address = ["http://", "https://", "file:"].iter().any(|scheme| target.starts_with(scheme));
    if is_address {
        return Some(Arc::new(Feed::at(NAMELESS, target)));
    }
    config.feeds.iter().find(|feed| feed.id.as_str() == target).cloned()
}

async fn ask(fetcher: &Fetcher, target: &str, feed: &Feed, now: Timestamp) -> Checked {
    let Fetched { fetch, items, title, .. } = fetcher.fetch(feed, &FeedState::default(), now).await;
    Checked {
        file: target.to_owned(),
        outcome: fetch.outcome,
        title: title.unwrap_or_default(),
        entries: fetch.items as usize,
        titles: items.into_iter().map(|item| item.title).collect(),
        error: fetch.error,
    }
}

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
    if !Path::new(file).exists() {
        let told = format!("there is no file and no feed `{file}`; `fenghuo feeds list` names the feeds");
        return failed(file, Outcome::Gone, &told);
    }
    let max_body = feed.max_body.unwrap_or(config.settings.http.max_body);
    check_file(file, Path::new(file), &feed, max_body, now, filters)
}

/// The configured feed that reads this file, so that its filter is used; else one that finds out for itself.
fn feed_of_file(config: &Config, file: &str) -> Arc<Feed> {
    let configured =
        config.feeds.iter().find(|feed| feed.url.strip_prefix("file:").is_some_and(|path| same(path, file)));
    configured.map_or_else(|| Arc::new(Feed::at(NAMELESS, file)), Arc::clone)
}

fn same(path: &str, file: &str) -> bool {
    let path = path.strip_prefix("//").unwrap_or(path);
    Path::new(path) == Path::new(file)
}
