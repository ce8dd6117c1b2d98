//! Scenarios: facts in, expected candidates and reasons out; how a rule's author says what it is for.
//!
//! Reading the files (`fixtures/scenarios/rules/*.toml`, or an operator's own) is left to the caller.

mod values;

use std::collections::BTreeSet;

use chrono::Duration;
use serde::Deserialize;

use super::book::RuleBook;
use super::compile::RuleProblem;
use super::scene::{AdviceChange, DailyCounts, Scene, StatisticsSettings};
use crate::domain::annotation::EventKind;
use crate::domain::country::CountryCode;
use crate::domain::hazard::Hazard;
use crate::domain::id::{AssetId, RuleId, Sector};
use crate::domain::impact::Advice;
use crate::domain::level::Level;
use crate::domain::place::Scope;
use crate::domain::rule::Candidate;
use crate::domain::time::Timestamp;
use values::Values;

/// The home country's foreign ministry in every scenario.
const MINISTRY: &str = "cn-mfa";

/// A file of scenarios.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioFile {
    /// Its scenarios.
    pub scenario: Vec<Scenario>,
}

/// Facts, and the candidates they should give.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it shows.
    pub name: String,
    /// The rule it is about; what other rules propose does not matter.
    pub rule: RuleId,
    /// The moment.
    pub now: Timestamp,
    /// The home country.
    pub home: CountryCode,
    /// Countries of the watchlist.
    #[serde(default)]
    pub watchlist: Vec<WatchedFacts>,
    /// Registered assets.
    #[serde(default)]
    pub assets: Vec<AssetFacts>,
    /// Incidents.
    #[serde(default)]
    pub incidents: Vec<IncidentFacts>,
    /// Changes of travel advice.
    #[serde(default)]
    pub advice_changes: Vec<AdviceChange>,
    /// Currencies.
    #[serde(default)]
    pub rates: Vec<RateFacts>,
    /// Items per day.
    #[serde(default)]
    pub counts: Vec<DailyCounts>,
    /// What the rule should propose; empty for nothing.
    #[serde(default)]
    pub expect: Vec<Expected>,
}

/// A watched country.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchedFacts {
    /// Its code.
    pub code: CountryCode,
    /// Its currency.
    #[serde(default)]
    pub currency: Option<String>,
    /// Whether that is pegged.
    #[serde(default)]
    pub pegged: bool,
    /// Since when nobody looked, if so.
    #[serde(default)]
    pub unchecked_since: Option<Timestamp>,
}

/// A registered asset.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetFacts {
    /// Its name.
    pub id: AssetId,
    /// The partner's country.
    pub country: CountryCode,
    /// Its fields.
    #[serde(default)]
    pub sectors: Vec<Sector>,
}

/// An incident.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncidentFacts {
    /// The headline.
    pub title: String,
    /// The hazard.
    pub hazard: Hazard,
    /// Sorts of happening.
    #[serde(default)]
    pub kinds: BTreeSet<EventKind>,
    /// Countries named.
    #[serde(default)]
    pub countries: Vec<CountryCode>,
    /// Publisher families, one item each.
    pub families: Vec<String>,
    /// How sure, 0 to 0.98.
    pub certainty: f64,
    /// How bad, 0 to 1.
    pub severity: f64,
    /// Whether a provider's own level says how bad.
    #[serde(default)]
    pub by_provider: bool,
    /// How far it reaches.
    #[serde(default)]
    pub scope: Scope,
    /// Deaths.
    #[serde(default)]
    pub deaths: Option<u32>,
    /// Magnitude.
    #[serde(default)]
    pub magnitude: Option<f64>,
    /// Ids that providers give it.
    #[serde(default)]
    pub events: BTreeSet<String>,
    /// Assets named.
    #[serde(default)]
    pub mentions: BTreeSet<AssetId>,
    /// Fields it bears on.
    #[serde(default)]
    pub sectors: BTreeSet<Sector>,
    /// Chinese citizens or firms are hit.
    #[serde(default)]
    pub chinese_affected: bool,
    /// Assets it touches.
    #[serde(default)]
    pub impacts: Vec<ImpactFacts>,
}

/// What an incident does to an asset.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImpactFacts {
    /// The asset.
    pub asset: AssetId,
    /// How far, in kilometres.
    #[serde(default)]
    pub km: Option<f64>,
    /// Half-distance in kilometres.
    #[serde(default)]
    pub half_km: Option<f64>,
    /// Points, 0 to 100.
    #[serde(default)]
    pub points: f64,
}

/// A currency: runs of so many business days at a rate, the last of them today.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateFacts {
    /// ISO 4217 code.
    pub currency: String,
    /// Days and rate, oldest first.
    pub runs: Vec<(usize, f64)>,
}

/// A candidate that should be proposed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// At this level.
    pub level: Level,
    /// With these assets, if given.
    #[serde(default)]
    pub assets: Option<Vec<AssetId>>,
    /// With these words in its reason.
    #[serde(default)]
    pub why: Vec<String>,
}

/// What came of a scenario.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// What the rule proposed.
    pub found: Vec<Candidate>,
    /// Rules that could not be evaluated.
    pub problems: Vec<RuleProblem>,
    /// What differs from what was expected; empty when it passed.
    pub differences: Vec<String>,
}

impl Scenario {
    /// Runs the rule book over the facts.
    pub fn run(&self, book: &RuleBook, statistics: &StatisticsSettings) -> Verdict {
        let values = Values::of(self);
        let incidents: Vec<_> = values.incidents.iter().map(|(incident, rating)| (incident, rating)).collect();
        let impacts: Vec<_> = values.impacts.iter().collect();
        let countries: Vec<_> = values.scores.iter().map(|(score, state)| (score, state)).collect();
        let advice: [Advice; 0] = [];
        let scene = Scene {
            incidents: &incidents,
            impacts: &impacts,
            assets: &values.assets,
            watchlist: &values.watchlist,
            countries: &countries,
            advice: &advice,
            advice_changes: &self.advice_changes,
            rates: &values.rates,
            counts: &self.counts,
            statistics,
            home: self.home,
            ministry: MINISTRY,
            watching_since: self.now - Duration::days(365),
        };
        let (found, problems) = book.examine(&scene, self.now);
        let found: Vec<_> = found.into_iter().filter(|candidate| candidate.rule == self.rule).collect();
        let differences = self.differences(&found);
        Verdict { found, problems, differences }
    }

    fn differences(&self, found: &[Candidate]) -> Vec<String> {
        if found.len() != self.expect.len() {
            let shown: Vec<_> = found.iter().map(|one| format!("{}: {}", one.level, one.why)).collect();
            return vec![format!("{} expected, {} proposed: {}", self.expect.len(), found.len(), shown.join(" | "))];
        }
        self.expect.iter().zip(found).flat_map(|(expected, one)| expected.differences(one)).collect()
    }
}

impl Expected {
    fn differences(&self, found: &Candidate) -> Vec<String> {
        let mut differences = Vec::new();
        if found.level != self.level {
            differences.push(format!("{} expected, {} proposed: {}", self.level, found.level, found.why));
        }
        if let Some(assets) = self.assets.as_ref().filter(|assets| **assets != found.assets) {
            differences.push(format!("assets {assets:?} expected, {:?} proposed", found.assets));
        }
        let missing = self.why.iter().filter(|words| !found.why.contains(words.as_str()));
        differences.extend(missing.map(|words| format!("the reason lacks `{words}`: {}", found.why)));
        differences
    }
}
