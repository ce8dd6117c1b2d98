//! What the pipeline counts over days: scores for the sparkline, items for unusual counts, rates for currencies.
//!
//! What the series mean is left to `warn` and the screens.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, Days, NaiveDate};

use crate::domain::country::CountryCode;
use crate::domain::hazard::Hazard;
use crate::domain::id::FeedId;
use crate::domain::impact::Subject;
use crate::domain::picture::Reading;
use crate::domain::time::{Timestamp, beijing};
use crate::warn::{DailyCounts, RateSeries};

/// The last score of each day, by subject.
#[derive(Clone, Debug, Default)]
pub(super) struct ScoreHistory(BTreeMap<Subject, BTreeMap<NaiveDate, f64>>);

impl ScoreHistory {
    /// Takes the latest score of a day.
    pub(super) fn put(&mut self, subject: &Subject, at: Timestamp, score: f64) {
        self.0.entry(subject.clone()).or_default().insert(day(at), score);
    }

    /// The last `days` days up to today, oldest first; none where nothing was known.
    pub(super) fn last(&self, subject: &Subject, now: Timestamp, days: u64) -> Vec<Option<f64>> {
        let today = day(now);
        let of_subject = self.0.get(subject);
        let date = |back: u64| today.checked_sub_days(Days::new(back));
        (0..days).rev().map(|back| of_subject?.get(&date(back)?).copied()).collect()
    }

    /// The score as it stood at a moment, by the end of its day before.
    pub(super) fn before(&self, subject: &Subject, at: Timestamp) -> Option<f64> {
        self.0.get(subject)?.range(..day(at)).next_back().map(|(_, score)| *score)
    }
}

/// Items per day by country and hazard, and which feeds brought anything at all on which days.
#[derive(Clone, Debug, Default)]
pub(super) struct ItemCounts {
    counts: BTreeMap<(CountryCode, Hazard), BTreeMap<NaiveDate, BTreeMap<FeedId, u32>>>,
    covered: BTreeSet<NaiveDate>,
    /// The first day on which each feed brought anything.
    began: BTreeMap<FeedId, NaiveDate>,
}

impl ItemCounts {
    /// Counts a reading under its main country and hazard.
    pub(super) fn put(&mut self, reading: &Reading) {
        let (item, annotation) = (&reading.item, &reading.annotation);
        let date = day(item.published.unwrap_or(item.seen));
        self.covered.insert(date);
        let began = self.began.entry(item.feed.clone()).or_insert(date);
        *began = date.min(*began);
        if let (Some(country), Some(hazard)) = (annotation.subject(), annotation.hazard()) {
            let by_day = self.counts.entry((country, hazard)).or_default();
            *by_day.entry(date).or_default().entry(item.feed.clone()).or_default() += 1;
        }
    }

    /// The feeds whose items are counted: those that were there in the first quarter of the last `days` covered days,
    /// for one that came later would look like a swell.
    pub(super) fn feeds(&self, now: Timestamp, days: usize) -> BTreeSet<FeedId> {
        let today = day(now);
        let from = today.checked_sub_days(Days::new(days as u64)).unwrap_or(today);
        let past: Vec<NaiveDate> = self.covered.range(from..today).copied().collect();
        let by = past.get(past.len() / 4).copied();
        let was_there = |(feed, began): (&FeedId, &NaiveDate)| (Some(*began) <= by).then(|| feed.clone());
        self.began.iter().filter_map(was_there).collect()
    }

    /// The counts of the last `days` covered days, and today's, of one set of feeds.
    pub(super) fn daily(&self, now: Timestamp, days: usize) -> Vec<DailyCounts> {
        let today = day(now);
        let Some(from) = today.checked_sub_days(Days::new(days as u64)) else { return Vec::new() };
        let past: Vec<NaiveDate> = self.covered.range(from..today).copied().collect();
        let set = self.feeds(now, days);
        let of = |by_day: &BTreeMap<NaiveDate, BTreeMap<FeedId, u32>>, date: &NaiveDate| -> u32 {
            let feeds = by_day.get(date).into_iter().flatten();
            feeds.filter(|(feed, _)| set.contains(feed)).map(|(_, count)| count).sum()
        };
        let same = |date: &&NaiveDate| date.weekday() == today.weekday();
        self.counts
            .iter()
            .filter(|(_, by_day)| by_day.contains_key(&today))
            .map(|((country, hazard), by_day)| DailyCounts {
                country: *country,
                hazard: *hazard,
                past: past.iter().map(|date| of(by_day, date)).collect(),
                same_weekday: past.iter().filter(same).map(|date| of(by_day, date)).collect(),
                today: of(by_day, &today),
            })
            .collect()
    }
}

/// Exchange rates by currency and day.
#[derive(Clone, Debug, Default)]
pub(super) struct Rates(BTreeMap<String, BTreeMap<NaiveDate, f64>>);

impl Rates {
    /// Takes the rates that an item of a rate feed gives: three-letter keys are currencies.
    pub(super) fn put(&mut self, reading: &Reading) {
        let item = &reading.item;
        let date = item.published.unwrap_or(item.seen).date_naive();
        for (key, value) in &item.provider.values {
            if key.len() == 3 && *value > 0.0 {
                self.0.entry(key.clone()).or_default().insert(date, *value);
            }
        }
    }

    /// The series, by currency.
    pub(super) fn series(&self) -> Vec<RateSeries> {
        let days = |by_day: &BTreeMap<NaiveDate, f64>| by_day.iter().map(|(date, rate)| (*date, *rate)).collect();
        self.0.iter().map(|(currency, by_day)| RateSeries { currency: currency.clone(), days: days(by_day) }).collect()
    }
}

/// The officers' day.
fn day(at: Timestamp) -> NaiveDate {
    beijing(at).date_naive()
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;
    use crate::domain::annotation::{CountryFinding, HazardFinding};
    use crate::domain::sample;

    /// A reading of a feed so many days ago.
    fn reading(feed: &str, days_ago: i64) -> Reading {
        let mut reading = (*sample::reading("bbc", 0)).clone();
        reading.item.feed = feed.into();
        let country = CountryFinding { code: sample::code("CL"), weight: 1.0, evidence: Vec::new() };
        reading.annotation.countries = vec![country];
        let hazard = HazardFinding { hazard: Hazard::CivilUnrest, confidence: 1.0, evidence: Vec::new() };
        reading.annotation.hazards = vec![hazard];
        reading.item.published = Some(sample::now() - Duration::days(days_ago));
        reading
    }

    fn daily(readings: impl Iterator<Item = Reading>) -> DailyCounts {
        let mut counts = ItemCounts::default();
        readings.for_each(|reading| counts.put(&reading));
        counts.daily(sample::now(), 84).remove(0)
    }

    #[test]
    fn a_feed_that_came_lately_is_no_swell() {
        let old = (0..20).map(|day| reading("old", day));
        let new = (0..3).flat_map(|day| (0..30).map(move |_| reading("new", day)));
        let counts = daily(old.chain(new));
        assert_eq!((counts.today, counts.past.iter().max()), (1, Some(&1)));
    }

    #[test]
    fn the_days_of_the_same_weekday_are_told_apart() {
        let counts = daily((0..22).map(|day| reading("old", day)));
        assert_eq!((counts.past.len(), counts.same_weekday.len()), (21, 3));
    }
}
