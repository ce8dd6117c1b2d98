//! What notices without an incident rest on: the latest advice of each government, the latest rates, the items that were
//! counted, and the desk's own record of how its feeds fare.
//!
//! Such items join no incident; without this a notice on them would have no source.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;

use crate::assess::{self, needed};
use crate::domain::country::{Country, CountryCode};
use crate::domain::feed::{Feed, FeedState, Outcome};
use crate::domain::hazard::Hazard;
use crate::domain::id::{Family, FeedId, ItemId};
use crate::domain::notice::NoticeSource;
use crate::domain::picture::Reading;
use crate::domain::rule::{Candidate, Rule};
use crate::domain::source::Reliability;
use crate::domain::time::{Timestamp, beijing, rfc3339};
use crate::store::StoreError;
use crate::warn::canonical::digest;

use super::pipeline::Pipeline;

/// The desk's own record is as reliable as any instrument.
const OWN: Reliability = Reliability::A;

/// The latest readings of registers and rate lists.
#[derive(Clone, Debug, Default)]
pub(super) struct Records {
    advice: BTreeMap<(Family, CountryCode), Arc<Reading>>,
    rates: BTreeMap<(Family, String), Arc<Reading>>,
}

impl Records {
    /// Keeps a reading if it is a register's or a rate list's.
    pub(super) fn put(&mut self, reading: &Arc<Reading>) {
        let (provider, publisher) = (&reading.item.provider, &reading.item.publisher);
        if let (Some(_), Some(country)) = (provider.advisory, reading.annotation.subject()) {
            self.advice.insert((publisher.clone(), country), Arc::clone(reading));
        }
        for currency in provider.values.keys().filter(|key| key.len() == 3) {
            self.rates.insert((publisher.clone(), currency.clone()), Arc::clone(reading));
        }
    }

    /// The latest reading of each government about each country.
    pub(super) fn advice(&self) -> impl Iterator<Item = Arc<Reading>> {
        self.advice.values().cloned()
    }

    /// What a rule's candidates about a country rest on, by what the rule says it needs.
    fn behind(&self, rule: &Rule, country: &Country) -> Vec<Arc<Reading>> {
        let advice = self.advice.iter().filter(|((_, code), _)| needs(rule, "advisories") && *code == country.code);
        let pays = |currency: &String| needs(rule, "rates") && country.currency.as_ref() == Some(currency);
        let rates = self.rates.iter().filter(|((_, currency), _)| pays(currency));
        advice.map(|(_, reading)| reading).chain(rates.map(|(_, reading)| reading)).cloned().collect()
    }
}

impl Pipeline {
    /// The items that a rule's candidates about a country rest on, where no incident stands behind them.
    pub(super) fn behind(
        &self,
        rule: &Rule,
        country: Option<&Country>,
        now: Timestamp,
    ) -> Result<Vec<Arc<Reading>>, StoreError> {
        let Some(country) = country else { return Ok(Vec::new()) };
        let mut readings = self.records.behind(rule, country);
        if needs(rule, "counts") {
            readings.extend(self.counted(country.code, rule.hazard, now)?);
        }
        Ok(readings)
    }

    /// The items of today that were counted for a country and hazard.
    fn counted(
        &self,
        country: CountryCode,
        hazard: Option<Hazard>,
        now: Timestamp,
    ) -> Result<Vec<Arc<Reading>>, StoreError> {
        let today = beijing(now).date_naive();
        let feeds = self.counts.feeds(now, self.stages.warn.statistics.count_days);
        let counted = |reading: &Reading| {
            let (item, annotation) = (&reading.item, &reading.annotation);
            beijing(item.published.unwrap_or(item.seen)).date_naive() == today
                && annotation.subject() == Some(country)
                && annotation.hazard() == hazard
                && feeds.contains(&item.feed)
        };
        // A day on the desk's clock begins less than a day before this moment.
        self.readings_since(now - TimeDelta::days(1), counted)
    }

    /// The desk's own record that a rule's candidate rests on: how each feed fares that its countries need.
    pub(super) fn own_records(&self, rule: &Rule, candidate: &Candidate, now: Timestamp) -> Vec<NoticeSource> {
        if !needs(rule, "coverage") {
            return Vec::new();
        }
        let watched: Vec<assess::Watched<'_>> =
            self.watched.iter().map(|(feed, state)| (feed.as_ref(), state)).collect();
        let mut feeds: BTreeMap<&FeedId, assess::Watched<'_>> = BTreeMap::new();
        for country in candidate.country.iter().chain(&candidate.countries) {
            feeds.extend(needed(&watched, *country).into_iter().map(|(feed, state)| (&feed.id, (feed, state))));
        }
        feeds.into_values().map(|(feed, state)| health_record(feed, state, now)).collect()
    }
}

fn needs(rule: &Rule, input: &str) -> bool {
    rule.needs.iter().any(|need| need == input)
}

/// How a feed fares, as a source: what came of the last request, since when, and the last good answer.
fn health_record(feed: &Feed, state: &FeedState, now: Timestamp) -> NoticeSource {
    let time = |at: Option<Timestamp>| at.map_or_else(|| "never".to_owned(), rfc3339);
    let outcome = state.outcome.map_or("not asked yet", Outcome::key);
    let title =
        format!("{}: {outcome} since {}; last success {}", feed.title, time(state.since), time(state.last_success));
    NoticeSource {
        item: ItemId::new(format!("feed:{}", feed.id)),
        publisher: "fenghuo".to_owned(),
        reliability: OWN,
        hash: digest(format!("{title}\n{}", feed.url).as_bytes()),
        title,
        link: Some(feed.url.clone()).filter(|url| url.starts_with("http")),
        published: state.last_try,
        seen: state.last_try.unwrap_or(now),
    }
}
