//! Which countries were looked at: the feeds each country needs, and whether they are sighted and fresh.
//!
//! The **needed** feeds of a country are the enabled feeds that name it and the worldwide registers (government
//! advice); a country that no feed names needs all worldwide feeds instead. Any feed that names a country, and any
//! worldwide one, **covers** it. A feed is *fresh* when it gave a sighted answer within the model's `stale_hours`, and
//! *sighted* when it is fresh, not paused, and its latest outcome is a sighted one. From this:
//!
//! * unchecked: no needed feed is fresh; when a covering feed last was stands in `since`;
//! * partly: some needed feed is not sighted;
//! * checked: all needed feeds are sighted; `at` is the oldest of their last good answers.
//!
//! What follows for levels is left to `level`.

use std::collections::BTreeMap;

use crate::domain::country::CountryCode;
use crate::domain::feed::{Feed, FeedState, Outcome};
use crate::domain::level::Check;
use crate::domain::model::Model;
use crate::domain::time::{Timestamp, hours_between};

/// A feed with what is remembered of it.
pub type Watched<'a> = (&'a Feed, &'a FeedState);

/// For each country whether it was looked at, and how many of its needed feeds are sighted, of how many.
pub fn coverage(
    feeds: &[Watched<'_>],
    countries: &[CountryCode],
    model: &Model,
    now: Timestamp,
) -> BTreeMap<CountryCode, (Check, (u32, u32))> {
    countries.iter().map(|country| (*country, check(&needed(feeds, *country), feeds, *country, model, now))).collect()
}

/// The needed feeds of a country: see the head of this file.
pub fn needed<'a>(feeds: &[Watched<'a>], country: CountryCode) -> Vec<Watched<'a>> {
    let enabled = || feeds.iter().copied().filter(|(feed, _)| feed.enabled);
    let names = |feed: &Feed| feed.countries.contains(&country);
    let worldwide = |feed: &Feed| feed.countries.is_empty();
    if enabled().any(|(feed, _)| names(feed)) {
        enabled().filter(|(feed, _)| names(feed) || (worldwide(feed) && feed.register)).collect()
    } else {
        enabled().filter(|(feed, _)| worldwide(feed)).collect()
    }
}

fn check(
    needed: &[Watched<'_>],
    feeds: &[Watched<'_>],
    country: CountryCode,
    model: &Model,
    now: Timestamp,
) -> (Check, (u32, u32)) {
    let is_fresh =
        |state: &FeedState| state.last_success.is_some_and(|at| hours_between(at, now) < model.levels.stale_hours);
    let is_sighted =
        |state: &FeedState| is_fresh(state) && !state.paused && state.outcome.is_some_and(Outcome::is_sighted);
    let sighted = needed.iter().filter(|(_, state)| is_sighted(state)).count();
    let answers = || needed.iter().filter_map(|(_, state)| state.last_success);
    // A register tells what governments advise, not what happens: it alone does not keep a country in sight.
    let tells_news = |(feed, state): &Watched<'_>| !feed.register && is_fresh(state);
    let state = if !needed.iter().any(tells_news) {
        Check::Unchecked { since: last_read(feeds, country) }
    } else if sighted < needed.len() {
        answers().max().map_or(Check::Unchecked { since: None }, |at| Check::Partly { at })
    } else {
        answers().max().map_or(Check::Unchecked { since: None }, |at| Check::Checked { at })
    };
    (state, (count(sighted), count(needed.len())))
}

/// When a feed that names the country was last read well; where none ever was, when a worldwide one was.
fn last_read(feeds: &[Watched<'_>], country: CountryCode) -> Option<Timestamp> {
    let last = |fits: fn(&Feed, CountryCode) -> bool| {
        let fitting = feeds.iter().filter(|(feed, _)| feed.enabled && fits(feed, country));
        fitting.filter_map(|(_, state)| state.last_success).max()
    };
    last(|feed, country| feed.countries.contains(&country)).or_else(|| last(|feed, _| feed.countries.is_empty()))
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
