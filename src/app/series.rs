//! What the pipeline counts over days: scores for the sparkline, items for unusual counts, rates for currencies.
//!
//! What the series mean is left to `warn` and the screens.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use crate::domain::country::CountryCode;
use crate::domain::hazard::Hazard;
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

/// Items per day by country and hazard, and which days were covered at all.
#[derive(Clone, Debug, Default)]
pub(super) struct ItemCounts {
    counts: BTreeMap<(CountryCode, Hazard), BTreeMap<NaiveDate, u32>>,
    covered: BTreeSet<NaiveDate>,
}

impl ItemCounts {
    /// Counts a reading under its main country and hazard.
    pub(super) fn put(&mut self, reading: &Reading) {
        let date = day(reading.item.published.unwrap_or(reading.item.seen));
        self.covered.insert(date);
        if let (Some(country), Some(hazard)) = (reading.annotation.subject(), reading.annotation.hazard()) {
            *self.counts.entry((country, hazard)).or_default().entry(date).or_default() += 1;
        }
    }

    /// The counts of the last `days` covered days, and today's.
    pub(super) fn daily(&self, now: Timestamp, days: usize) -> Vec<DailyCounts> {
        let today = day(now);
        let Some(from) = today.checked_sub_days(Days::new(days as u64)) else { return Vec::new() };
        let past: Vec<NaiveDate> = self.covered.range(from..today).copied().collect();
        self.counts
            .iter()
            .filter(|(_, by_day)| by_day.contains_key(&today))
            .map(|((country, hazard), by_day)| DailyCounts {
                country: *country,
                hazard: *hazard,
                past: past.iter().map(|date| by_day.get(date).copied().unwrap_or_default()).collect(),
                today: by_day.get(&today).copied().unwrap_or_default(),
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
