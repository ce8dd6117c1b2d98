//! Incidents × registry → impacts, standing, situation, scores and levels, each number with the sum that made it.
//!
//! Pure: the same world and the same `now` give the same assessment, whatever the order of its parts. The numbers of
//! the model are in `config/model.toml`; the formulas are those of the README's section on how scores are made.
//! What a score calls for is left to `warn`, keeping levels between two evaluations to `app`.

mod combine;
mod coverage;
mod exposure;
mod level;
mod score;
mod standing;
#[cfg(test)]
mod tests;
mod weigh;

pub use combine::{Gated, gate, join, p_norm};
pub use coverage::{Watched, coverage, needed};
pub use exposure::{Exposure, exposure, half_km, worth};
pub use level::{LevelInput, asset_floor, is_stale, step};
pub use standing::{AdviceChange, AdviceState, advice_change, consensus, in_force, standing, structural};
pub use weigh::{Weighed, certainty, certainty_word, decay, severity, severity_of_deaths};

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::domain::asset::Asset;
use crate::domain::country::CountryCode;
use crate::domain::id::Family;
use crate::domain::impact::{Advice, AssetScore, CountryScore, HazardShare, Impact, Rating, Structure};
use crate::domain::incident::Incident;
use crate::domain::level::{Check, Level};
use crate::domain::model::Model;
use crate::domain::time::Timestamp;

/// Everything an assessment looks at.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// The incidents, in any order.
    pub incidents: &'a [Arc<Incident>],
    /// The registry.
    pub assets: &'a [Arc<Asset>],
    /// The countries to score.
    pub countries: &'a [CountryCode],
    /// Travel advice, lapsed or not.
    pub advice: &'a [Advice],
    /// Structural risk, where it is known.
    pub structure: &'a BTreeMap<CountryCode, Structure>,
    /// What [`coverage`] says; a country that is missing is unchecked.
    pub checks: &'a BTreeMap<CountryCode, (Check, (u32, u32))>,
    /// Levels in force before this assessment, from which assets take their floors.
    pub levels: &'a BTreeMap<CountryCode, Level>,
    /// The government whose own wording sets floors.
    pub ministry: &'a str,
    /// Groups of publisher families that are party to a conflict.
    pub parties: &'a [Vec<Family>],
}

/// What an assessment gives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assessment {
    /// Each incident by itself, in the order of the world.
    pub ratings: Vec<Arc<Rating>>,
    /// Each incident on each asset it exposes, worst first.
    pub impacts: Vec<Arc<Impact>>,
    /// Each country, in the order of the world.
    pub countries: Vec<CountryScore>,
    /// Each asset, in the order of the world.
    pub assets: Vec<AssetScore>,
    /// Shares of hazards in each country's situation, largest first.
    pub hazards: BTreeMap<CountryCode, Vec<HazardShare>>,
}

/// Scores alone, for a replay that needs nothing else of most evaluations.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// Each country, in the order of the world.
    pub countries: Vec<CountryScore>,
    /// Each asset, in the order of the world.
    pub assets: Vec<AssetScore>,
}

/// Assesses a world once. Where the same incidents are assessed again and again, keep an [`Assessor`].
pub fn assess(world: &World<'_>, model: &Model, now: Timestamp) -> Assessment {
    Assessor::new(model.clone()).assess(world, now)
}

/// Rates one incident by itself, no family being party to a conflict.
pub fn rate(incident: &Incident, model: &Model, now: Timestamp) -> Rating {
    Weighed::new(Arc::new(incident.clone()), model, &[]).rating(model, now)
}

/// What one incident does to one asset, given its rating; none when the asset is not exposed at all.
///
/// The rating says how old the incident is; whether a visit is over is left to [`assess`].
pub fn impact(incident: &Incident, rating: &Rating, asset: &Asset, model: &Model) -> Option<Impact> {
    let exposure = exposure(incident, asset, model)?;
    let age = rating.points.terms.iter().find(|term| term.symbol == weigh::AGE)?.clone();
    let weighed = Weighed {
        incident: Arc::new(incident.clone()),
        severity: rating.severity,
        because: Arc::clone(&rating.severity_why),
        families: incident.families().into_iter().cloned().collect(),
        certainty: rating.certainty,
        word: rating.certainty_word,
    };
    Some(exposure::impact_of(&weighed, asset, &exposure, model, age))
}

/// Assesses again and again, weighing an incident anew only when it is another version of it.
///
/// Versions are told apart by their `Arc`: the same `Arc` is taken for the same version.
#[derive(Debug)]
pub struct Assessor {
    model: Model,
    parties: Vec<Vec<Family>>,
    assets: Vec<Arc<Asset>>,
    known: HashMap<Version, Known>,
}

/// Where a version of an incident is kept: another than any other's while it is held.
type Version = usize;

fn version(incident: &Arc<Incident>) -> Version {
    Arc::as_ptr(incident).addr()
}

/// An incident weighed, with its exposures by the asset's place in the registry.
#[derive(Debug)]
struct Known {
    weighed: Weighed,
    exposures: Vec<(usize, Exposure)>,
}

impl Assessor {
    /// An assessor for one version of the model.
    pub fn new(model: Model) -> Self {
        Self { model, parties: Vec::new(), assets: Vec::new(), known: HashMap::new() }
    }

    /// The model it assesses by.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Everything there is to say about a world at a moment.
    pub fn assess(&mut self, world: &World<'_>, now: Timestamp) -> Assessment {
        self.learn(world);
        let known = self.of_world(world);
        let by_country = by_country(&known);
        let Scores { countries, assets } = self.scored(&known, &by_country, world, now);
        let shares = |code: &CountryCode| {
            let incidents = by_country.get(code).map_or(&[][..], Vec::as_slice);
            (*code, score::hazard_shares(incidents, &self.model, now))
        };
        Assessment {
            ratings: known.iter().map(|known| Arc::new(known.weighed.rating(&self.model, now))).collect(),
            impacts: self.impacts(&known, world, now),
            countries,
            assets,
            hazards: world.countries.iter().map(shares).collect(),
        }
    }

    /// The scores of a world at a moment.
    pub fn scores(&mut self, world: &World<'_>, now: Timestamp) -> Scores {
        self.learn(world);
        let known = self.of_world(world);
        self.scored(&known, &by_country(&known), world, now)
    }

    fn scored(&self, known: &[&Known], by_country: &ByCountry<'_>, world: &World<'_>, now: Timestamp) -> Scores {
        let by_asset = by_asset(known, world.assets.len());
        let country = |code: &CountryCode| {
            let incidents = by_country.get(code).map_or(&[][..], Vec::as_slice);
            score::country(*code, incidents, world, &self.model, now)
        };
        let asset = |(asset, exposed): (&Arc<Asset>, &Vec<_>)| score::asset(asset, exposed, world, &self.model, now);
        Scores {
            countries: world.countries.iter().map(country).collect(),
            assets: world.assets.iter().zip(&by_asset).map(asset).collect(),
        }
    }

    /// Weighs what is new, and forgets what is gone.
    fn learn(&mut self, world: &World<'_>) {
        let same_assets = self.assets.len() == world.assets.len()
            && self.assets.iter().zip(world.assets).all(|(a, b)| Arc::ptr_eq(a, b));
        if !same_assets || self.parties != world.parties {
            self.known.clear();
            self.assets = world.assets.to_vec();
            self.parties = world.parties.to_vec();
        }
        for incident in world.incidents {
            if !self.known.contains_key(&version(incident)) {
                self.known.insert(version(incident), self.weigh(incident));
            }
        }
        if self.known.len() > world.incidents.len() {
            let there: HashSet<Version> = world.incidents.iter().map(version).collect();
            self.known.retain(|version, _| there.contains(version));
        }
    }

    fn weigh(&self, incident: &Arc<Incident>) -> Known {
        let exposed = |(index, asset): (usize, &Arc<Asset>)| Some((index, exposure(incident, asset, &self.model)?));
        Known {
            weighed: Weighed::new(Arc::clone(incident), &self.model, &self.parties),
            exposures: self.assets.iter().enumerate().filter_map(exposed).collect(),
        }
    }

    /// What is known of the world's incidents, in its order.
    fn of_world(&self, world: &World<'_>) -> Vec<&Known> {
        world.incidents.iter().filter_map(|incident| self.known.get(&version(incident))).collect()
    }

    fn impacts(&self, known: &[&Known], world: &World<'_>, now: Timestamp) -> Vec<Arc<Impact>> {
        let mut impacts = Vec::new();
        for known in known {
            for (index, exposure) in &known.exposures {
                let Some(asset) = world.assets.get(*index).filter(|asset| exposure::is_at_stake(asset, now)) else {
                    continue;
                };
                let age = weigh::age_term(&known.weighed.incident, &self.model, now);
                impacts.push(Arc::new(exposure::impact_of(&known.weighed, asset, exposure, &self.model, age)));
            }
        }
        impacts.sort_by(|a, b| {
            b.sum.value.total_cmp(&a.sum.value).then_with(|| (&a.incident, &a.asset).cmp(&(&b.incident, &b.asset)))
        });
        impacts
    }
}

/// The incidents of each country.
type ByCountry<'a> = BTreeMap<CountryCode, Vec<&'a Weighed>>;

fn by_country<'a>(known: &[&'a Known]) -> ByCountry<'a> {
    let mut by_country = ByCountry::new();
    for known in known {
        for country in &known.weighed.incident.countries {
            by_country.entry(*country).or_default().push(&known.weighed);
        }
    }
    by_country
}

fn by_asset<'a>(known: &[&'a Known], assets: usize) -> Vec<Vec<(&'a Weighed, &'a Exposure)>> {
    let mut by_asset = vec![Vec::new(); assets];
    for known in known {
        for (index, exposure) in &known.exposures {
            if let Some(exposed) = by_asset.get_mut(*index) {
                exposed.push((&known.weighed, exposure));
            }
        }
    }
    by_asset
}
