//! What the rules look at: one moment's incidents, impacts, countries, advice, rates and counts, side by side.
//!
//! Filling it is left to `app`, turning it into the variables of a condition to `fields`.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::asset::Asset;
use crate::domain::country::{Country, CountryCode};
use crate::domain::hazard::Hazard;
use crate::domain::id::{AssetId, IncidentId};
use crate::domain::impact::{Advice, CountryScore, Impact, LevelState, Rating};
use crate::domain::incident::Incident;
use crate::domain::time::Timestamp;

/// One moment, as the rules see it.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// Incidents with their ratings.
    pub incidents: &'a [(&'a Arc<Incident>, &'a Rating)],
    /// What incidents do to assets; those that leave an asset untouched need not be here.
    pub impacts: &'a [&'a Impact],
    /// The registry.
    pub assets: &'a [Arc<Asset>],
    /// The watchlist.
    pub watchlist: &'a [Arc<Country>],
    /// Scores of watched countries with their levels.
    pub countries: &'a [(&'a CountryScore, &'a LevelState)],
    /// Travel advice in force.
    pub advice: &'a [Advice],
    /// Changes of travel advice that this desk saw happen; a first load is no change.
    pub advice_changes: &'a [AdviceChange],
    /// Currency series.
    pub rates: &'a [RateSeries],
    /// Items per day.
    pub counts: &'a [DailyCounts],
    /// Numbers of the statistics over rates, counts and advice.
    pub statistics: &'a StatisticsSettings,
    /// The home country.
    pub home: CountryCode,
    /// Publisher family of the home country's foreign ministry: `cn-mfa`.
    pub ministry: &'a str,
    /// When this desk began to watch; from then on a country never read counts as unchecked.
    pub watching_since: Timestamp,
}

/// A government's advice on a country went from one level to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdviceChange {
    /// The government's publisher family.
    pub government: String,
    /// The country it is about.
    pub country: CountryCode,
    /// The level before, 1 to 4; 1 when there was no advice.
    pub from: u8,
    /// The level after, 1 to 4.
    pub to: u8,
    /// When it was confirmed.
    pub at: Timestamp,
}

/// Units of one currency per unit of the home currency, on the days that have a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RateSeries {
    /// ISO 4217 code.
    pub currency: String,
    /// Day and rate, oldest first; days without a value are left out, never carried forward.
    pub days: Vec<(NaiveDate, f64)>,
}

/// Items per day on one hazard in one country, from one set of feeds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DailyCounts {
    /// The country.
    pub country: CountryCode,
    /// The hazard.
    pub hazard: Hazard,
    /// Past days that were covered, oldest first; a day without coverage is left out.
    pub past: Vec<u32>,
    /// Those of them that are the same day of the week as today.
    #[serde(default)]
    pub same_weekday: Vec<u32>,
    /// Today so far.
    pub today: u32,
}

/// Numbers of the statistics (`config/warn.toml`, table `statistics`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatisticsSettings {
    /// Window of raised advice, in days.
    pub advice_days: i64,
    /// Business days over which a currency's usual move is measured.
    pub rate_days: usize,
    /// Fewest of them with a value; below, nothing is said.
    pub rate_days_needed: usize,
    /// Least usual daily move, for pegs and managed rates.
    pub rate_floor: f64,
    /// Days after which the last rate is too old to speak of now.
    pub rate_fresh_days: i64,
    /// Days that count as the past of a count.
    pub count_days: usize,
    /// Fewest of them; below, nothing is said.
    pub count_days_needed: usize,
    /// Days of the same weekday needed before they are looked at by themselves.
    pub count_weekdays_needed: usize,
    /// No count up to this is unusual.
    pub count_floor: f64,
    /// Spreads above the middle from which a count is unusual, for one country.
    pub count_spreads: f64,
    /// Chance of one false alarm a day over all countries together.
    pub count_chance: f64,
}

/// Where things of a scene are found by their names.
pub(super) struct Index<'a> {
    assets: BTreeMap<&'a AssetId, &'a Arc<Asset>>,
    watchlist: BTreeMap<CountryCode, &'a Arc<Country>>,
    impacts: BTreeMap<&'a IncidentId, Vec<&'a Impact>>,
}

impl<'a> Index<'a> {
    /// The index of a scene; impacts of one incident stand worst first.
    pub(super) fn new(scene: &Scene<'a>) -> Self {
        let mut impacts: BTreeMap<_, Vec<&Impact>> = BTreeMap::new();
        for &impact in scene.impacts {
            impacts.entry(&impact.incident).or_default().push(impact);
        }
        for of_one in impacts.values_mut() {
            of_one.sort_by(|a, b| b.sum.value.total_cmp(&a.sum.value).then_with(|| a.asset.cmp(&b.asset)));
        }
        Self {
            assets: scene.assets.iter().map(|asset| (&asset.id, asset)).collect(),
            watchlist: scene.watchlist.iter().map(|country| (country.code, country)).collect(),
            impacts,
        }
    }

    /// A registered asset.
    pub(super) fn asset(&self, id: &AssetId) -> Option<&'a Arc<Asset>> {
        self.assets.get(id).copied()
    }

    /// A watched country.
    pub(super) fn watched(&self, code: CountryCode) -> Option<&'a Arc<Country>> {
        self.watchlist.get(&code).copied()
    }

    /// What an incident does to assets, worst first.
    pub(super) fn impacts(&self, incident: &IncidentId) -> &[&'a Impact] {
        self.impacts.get(incident).map_or(&[], Vec::as_slice)
    }
}
