//! A scenario's facts as domain values, with everything it does not speak of left plain.

use std::sync::Arc;

use chrono::{Datelike, Days, Duration, NaiveDate};

use super::{AssetFacts, IncidentFacts, RateFacts, Scenario, WatchedFacts};
use crate::domain::annotation::{SeverityBasis, SeverityFinding};
use crate::domain::asset::{Asset, AssetKind, Confidence, Locus, Precision, Role};
use crate::domain::country::Country;
use crate::domain::explain::{Sum, Term, Why};
use crate::domain::impact::{CertaintyWord, CountryScore, Impact, LevelState, Rating};
use crate::domain::incident::{Incident, Member};
use crate::domain::level::Check;
use crate::domain::source::{Credibility, Reliability};
use crate::domain::time::Timestamp;
use crate::domain::words::LocalText;
use crate::warn::scene::RateSeries;

/// The facts as domain values.
pub(super) struct Values {
    pub(super) incidents: Vec<(Arc<Incident>, Rating)>,
    pub(super) impacts: Vec<Impact>,
    pub(super) assets: Vec<Arc<Asset>>,
    pub(super) watchlist: Vec<Arc<Country>>,
    pub(super) scores: Vec<(CountryScore, LevelState)>,
    pub(super) rates: Vec<RateSeries>,
}

impl Values {
    pub(super) fn of(scenario: &Scenario) -> Self {
        let now = scenario.now;
        Self {
            incidents: scenario
                .incidents
                .iter()
                .enumerate()
                .map(|(n, facts)| facts.values(n, now))
                .map(shared)
                .collect(),
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

fn shared((incident, rating): (Incident, Rating)) -> (Arc<Incident>, Rating) {
    (Arc::new(incident), rating)
}

fn sum(symbol: &'static str, value: f64, terms: Vec<Term>) -> Sum {
    Sum { symbol: symbol.into(), value, formula: "".into(), terms }
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
            zone: None,
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
            members: self.families.iter().map(|family| self.member(family, now).into()).collect(),
            first: now - Duration::hours(1),
            last: now,
            ongoing: false,
            mentions: self.mentions.clone(),
            sectors: self.sectors.clone(),
            named: self.countries.iter().copied().collect(),
            chinese_affected: self.chinese_affected,
            advisory: None,
            exercise: false,
        };
        let rating = Rating {
            incident: incident.id.clone(),
            severity: self.severity,
            severity_why: self.title.as_str().into(),
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
            lang: None,
            title: self.title.clone(),
            at: now,
            severity: Some(SeverityFinding { value: self.severity, basis, why: self.title.clone() }),
            fatalities: self.deaths,
            denies: false,
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
