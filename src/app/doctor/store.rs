//! Whether the store can be had and has room, what the feeds in it tell, and whether the clock is sane beside them.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};

use crate::config::Config;
use crate::domain::feed::FeedState;
use crate::domain::gap::Gap;
use crate::domain::time::{Timestamp, rfc3339};
use crate::store::Store;

use super::{Line, Patient};

/// Less room than this is soon none.
const LITTLE: u64 = 1 << 30;
/// Less than this fails any day.
const NONE: u64 = 64 << 20;
/// Clocks of servers differ by this much and are sane.
const APART: TimeDelta = TimeDelta::minutes(10);
/// Feeds named one by one.
const NAMED: usize = 5;
/// For so long it is told that a feed may have missed items.
const LATELY_DAYS: i64 = 7;

pub(super) fn lines(config: &Config, patient: &Patient<'_>) -> Vec<Line> {
    let url = patient.store.clone().unwrap_or_else(|| config.settings.store.url.clone());
    if !Store::is_there(&url).unwrap_or(false) {
        return vec![not_there(&url), room(Path::new(&url))];
    }
    let opened = match Store::open_existing(&url, patient.now) {
        Ok(opened) => opened,
        Err(error) => return vec![Line::fail("store", error.to_string(), "the message says what to do")],
    };
    let store = opened.store;
    let states: Vec<(String, FeedState)> = match store.feed_states() {
        Ok(states) => states.into_iter().map(|(feed, state)| (feed.to_string(), state)).collect(),
        Err(error) => return vec![Line::fail("store", error.to_string(), "run `fenghuo store check`")],
    };
    let bytes = store.stats().map(|stats| stats.bytes).unwrap_or_default();
    let mut lines = vec![Line::ok("store", format!("{url}, {} MiB", bytes >> 20))];
    lines.extend(store.file().map(room));
    lines.extend([feeds(config, &states), missed(config, &states, patient.now), clock(&states, patient.now)]);
    lines
}

fn not_there(url: &str) -> Line {
    Line::ok("store", format!("nothing at {url} yet; the first fetch begins it"))
}

/// Room on the disk of a file that is there, or of the nearest folder above it that is.
fn room(path: &Path) -> Line {
    let path = path.to_string_lossy();
    let path = Path::new(path.trim_start_matches("sqlite:"));
    let there = path.ancestors().find(|path| path.exists()).unwrap_or(Path::new("."));
    let Ok(disk) = rustix::fs::statvfs(there) else {
        return Line::warn(
            "room",
            format!("the disk of {} cannot be looked at", there.display()),
            "check its permissions",
        );
    };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let found = format!("{} MiB free at {}", free >> 20, there.display());
    match free {
        0..NONE => Line::fail("room", found, "free some, or move the store with `url` under [store]"),
        NONE..LITTLE => Line::warn("room", found, "free some; `fenghuo store compact` gives back what is too old"),
        _ => Line::ok("room", found),
    }
}

/// Enabled feeds that never gave a good answer are blind spots from the first day.
fn feeds(config: &Config, states: &[(String, FeedState)]) -> Line {
    let succeeded = |id: &str| states.iter().any(|(feed, state)| feed == id && state.last_success.is_some());
    let enabled: Vec<&str> = config.feeds.iter().filter(|feed| feed.enabled).map(|feed| feed.id.as_str()).collect();
    let never: Vec<&str> = enabled.iter().copied().filter(|id| !succeeded(id)).collect();
    let named = never.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    let more = if never.len() > NAMED { ", …" } else { "" };
    let found = format!("{} of {} enabled feeds never gave a good answer: {named}{more}", never.len(), enabled.len());
    let advice = "`fenghuo feeds check ID` says what they give; `enabled = false` switches one off";
    match never.len() {
        0 => Line::ok("feeds", format!("all {} enabled feeds have given a good answer", enabled.len())),
        count if count == enabled.len() => Line::fail("feeds", found, "check the network and the proxy; then fetch"),
        _ => Line::warn("feeds", found, advice),
    }
}

/// Feeds whose list had moved on before they were asked again: what stood on it in between nobody here has seen.
fn missed(config: &Config, states: &[(String, FeedState)], now: Timestamp) -> Line {
    let since = now - TimeDelta::days(LATELY_DAYS);
    let latest = |state: &FeedState| state.gaps.iter().rfind(|gap| gap.is_news_since(since)).copied();
    let enabled = |id: &str| config.feeds.iter().any(|feed| feed.enabled && feed.id.as_str() == id);
    let states = states.iter().filter(|(id, _)| enabled(id));
    let missed: Vec<(&str, Gap)> = states.filter_map(|(id, state)| Some((id.as_str(), latest(state)?))).collect();
    if missed.is_empty() {
        return Line::ok("missed", format!("no feed is known to have missed items in {LATELY_DAYS} days"));
    }
    let told = |(id, gap): &(&str, Gap)| format!("{id} ({} – {})", rfc3339(gap.from), rfc3339(gap.to));
    let named = missed.iter().take(NAMED).map(told).collect::<Vec<_>>().join(", ");
    let more = if missed.len() > NAMED { ", …" } else { "" };
    let found = format!("{} feeds may have missed items in {LATELY_DAYS} days: {named}{more}", missed.len());
    let advice = "look them up at the publisher; keep the desk running, and lower `every_minutes` of a feed that is too \
                  fast; `fenghuo feeds list` shows all";
    Line::warn("missed", found, advice)
}

/// The clock beside the newest moment that servers and this desk itself have seen: neither can lie ahead.
fn clock(states: &[(String, FeedState)], now: Timestamp) -> Line {
    let served = |state: &FeedState| {
        let text = state.last_modified.as_deref()?;
        DateTime::parse_from_rfc2822(text).ok().map(|at| at.with_timezone(&Utc))
    };
    let newest = states.iter().flat_map(|(_, state)| [served(state), state.last_try]).flatten().max();
    let Some(newest) = newest else { return Line::ok("clock", format!("{}; nothing to compare with", rfc3339(now))) };
    if newest - now > APART {
        let found = format!("{} is before {}, which was seen already", rfc3339(now), rfc3339(newest));
        return Line::fail("clock", found, "set the clock of this machine; ages and levels are wrong until then");
    }
    Line::ok("clock", format!("{}; the newest moment seen is {}", rfc3339(now), rfc3339(newest)))
}
