//! Scenarios: facts in, expected candidates and reasons out; how a rule's author says what it is for.
//!
//! Reading the files (`fixtures/scenarios/rules/*.toml`, or an operator's own) is left to the caller.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{Datelike, Days, Duration, NaiveDate};
use serde::Deserialize;

use super::book::{RuleBook, RuleProblem};
use super::scene::{AdviceChange, DailyCounts, RateSeries, Scene, StatisticsSettings};
use crate::domain::annotation::{EventKind, SeverityBasis, SeverityFinding};
use crate::domain::asset::{Asset, AssetKind, Confidence, Locus, Precision, Role};
use crate::domain::country::{Country, CountryCode};
use crate::domain::explain::{Sum, Term, Why};
use crate::domain::hazard::Hazard;
use crate::domain::id::{AssetId, RuleId, Sector};
use crate::domain::impact::{Advice, CertaintyWord, CountryScore, Impact, LevelState, Rating};
use crate::domain::incident::{Incident, Member};
use crate::domain::level::{Check, Level};
use crate::domain::place::Scope;
use crate::domain::rule::Candidate;
use crate::domain::source::{Credibility, Reliability};
use crate::domain::time::Timestamp;
use crate::domain::words::LocalText;

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

/// The facts as domain values.
struct Values {
    incidents: Vec<(Incident, Rating)>,
    impacts: Vec<Impact>,
    assets: Vec<Arc<Asset>>,
    watchlist: Vec<Arc<Country>>,
    scores: Vec<(CountryScore, LevelState)>,
    rates: Vec<RateSeries>,
}

impl Values {
    fn of(scenario: &Scenario) -> Self {
        let now = scenario.now;
        Self {
            incidents: scenario.incidents.iter().enumerate().map(|(n, facts)| facts.values(n, now)).collect(),
            impacts: scenario.incidents.iter().enumerate().flat_map(|(n, facts)| facts.impacts(n)).collect(),
            assets: scenario.assets.iter().map(|facts| Arc::new(facts.value())).collect(),
            watchlist: scenario.watchlist.iter().map(|facts| Arc::new(facts.value())).collect(),
            scores: scenario.watchlist.iter().map(|facts| (facts.score(now), LevelState::default())).collect(),
            rates: scenario.rates.iter().map(|facts| facts.value(now.date_naive())).collect(),
        }
    }
}

fn plain(text: &str) -> LocalText {
    LocalText { en: text.into(), zh_hans: text.into(), zh_hant: text.into() }
}

fn sum(symbol: &str, value: f64, terms: Vec<Term>) -> Sum {
    Sum { symbol: symbol.into(), value, formula: String::new(), terms }
}

impl WatchedFacts {
    fn value(&self) -> Country {
        Country {
            code: self.code,
            name: plain(self.code.as_str()),
            tier: 1,
            capital: None,
            currency: self.currency.clone(),
            pegged: self.pegged,
            utc_offset_minutes: None,
        }
    }

    fn score(&self, now: Timestamp) -> CountryScore {
        CountryScore {
            country: self.code,
            standing: sum("B", 0.0, vec![]),
            situation: sum("X", 0.0, vec![]),
            score: sum("R", 0.0, vec![]),
            driver: None,
            fast: false,
            check: match self.unchecked_since {
                Some(since) => Check::Unchecked { since: Some(since) },
                None => Check::Checked { at: now },
            },
            coverage: (1, 1),
        }
    }
}

impl AssetFacts {
    fn value(&self) -> Asset {
        let locus = Locus {
            role: Role::Partner,
            country: self.country,
            city: None,
            point: None,
            precision: Precision::City,
            confidence: Confidence::Verified,
            organisation: None,
        };
        Asset {
            id: self.id.clone(),
            kind: AssetKind::Site,
            name: plain(self.id.as_str()),
            aliases: vec![],
            sectors: self.sectors.clone(),
            articles: vec![],
            loci: vec![locus],
            headcount: None,
            value_cny_m: None,
            instruments: vec![],
            period: None,
            host_organisation: None,
            since: None,
            status: "named".into(),
        }
    }
}

impl IncidentFacts {
    fn values(&self, n: usize, now: Timestamp) -> (Incident, Rating) {
        let incident = Incident {
            id: format!("incident-{n}").into(),
            hazard: self.hazard,
            kinds: self.kinds.clone(),
            countries: self.countries.clone(),
            place: None,
            point: None,
            scope: self.scope,
            magnitude: self.magnitude,
            events: self.events.clone(),
            members: self.families.iter().map(|family| self.member(family, now)).collect(),
            first: now - Duration::hours(1),
            last: now,
            ongoing: false,
            mentions: self.mentions.clone(),
            sectors: self.sectors.clone(),
            chinese_affected: self.chinese_affected,
            advisory: None,
            exercise: false,
        };
        let rating = Rating {
            incident: incident.id.clone(),
            severity: self.severity,
            severity_why: self.title.clone(),
            certainty: self.certainty,
            certainty_word: CertaintyWord::Likely,
            decay: 1.0,
            points: sum("P", 0.0, vec![]),
        };
        (incident, rating)
    }

    fn member(&self, family: &str, now: Timestamp) -> Member {
        let basis = if self.by_provider { SeverityBasis::Provider } else { SeverityBasis::EventType };
        Member {
            item: format!("item-{family}").into(),
            revision: 1,
            feed: family.into(),
            family: family.into(),
            reliability: Reliability::B,
            credibility: Credibility::UNJUDGED,
            title: self.title.clone(),
            at: now,
            severity: Some(SeverityFinding { value: self.severity, basis, why: self.title.clone() }),
            fatalities: self.deaths,
        }
    }

    fn impacts(&self, n: usize) -> impl Iterator<Item = Impact> {
        self.impacts.iter().map(move |facts| {
            let way = facts.km.zip(facts.half_km).map_or(Why::Assumed, |(km, half_km)| Why::Distance {
                role: Role::Partner,
                km,
                half_km,
            });
            let terms = vec![Term { symbol: "E".into(), value: 0.5, why: way }];
            Impact {
                incident: format!("incident-{n}").into(),
                asset: facts.asset.clone(),
                km: facts.km,
                exposure: 0.5,
                sum: sum("I", facts.points, terms),
            }
        })
    }
}

impl RateFacts {
    /// Business days backwards from the last on or before today.
    fn value(&self, today: NaiveDate) -> RateSeries {
        let rates: Vec<f64> = self.runs.iter().flat_map(|(days, rate)| std::iter::repeat_n(*rate, *days)).collect();
        let back = (0..).map_while(|n| today.checked_sub_days(Days::new(n)));
        let weekdays = back.filter(|day| day.weekday().number_from_monday() <= 5);
        let mut days: Vec<_> = weekdays.zip(rates.into_iter().rev()).collect();
        days.reverse();
        RateSeries { currency: self.currency.clone(), days }
    }
}
