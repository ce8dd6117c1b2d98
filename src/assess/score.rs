//! The scores of countries and assets, each with its sum, from incidents already weighed.
//!
//! Section 5.5 of the domain model. Levels, which need memory, are left to `level`.

use std::collections::BTreeMap;

use crate::domain::asset::{Asset, Role};
use crate::domain::country::CountryCode;
use crate::domain::explain::{Sum, Term, Why};
use crate::domain::hazard::Hazard;
use crate::domain::id::IncidentId;
use crate::domain::impact::{AssetScore, CountryScore, HazardShare};
use crate::domain::level::{Check, Level};
use crate::domain::model::Model;
use crate::domain::time::Timestamp;

use super::World;
use super::combine::{Gated, gate, join};
use super::exposure::{Exposure, impact_points, is_at_stake, role_weight};
use super::level::asset_floor;
use super::standing::{floor, in_force, share_term, standing};
use super::weigh::{Weighed, sum, term};

/// How many of the largest incidents a sum lists one by one.
const LISTED: usize = 5;

/// One incident's part in a score.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    pub(super) weighed: &'a Weighed,
    pub(super) points: f64,
}

/// The score of a country, from its incidents.
pub(super) fn country(
    country: CountryCode,
    incidents: &[&Weighed],
    world: &World<'_>,
    model: &Model,
    now: Timestamp,
) -> CountryScore {
    let parts = country_parts(incidents, model, now);
    let advice = in_force(world.advice, country, now);
    let standing = standing(&advice, world.structure.get(&country), model);
    let situation = combined("X", "‖100·S·C·T·g‖₃", &parts, model);
    let floor = floor(&advice, world.ministry, situation.value, model);
    let (check, coverage) = world.checks.get(&country).copied().unwrap_or((Check::Unchecked { since: None }, (0, 0)));
    CountryScore {
        country,
        score: country_sum(&standing, &situation, floor, model),
        driver: driver(&parts, model),
        fast: parts.iter().any(|part| part.points > 0.0 && part.weighed.is_fast(model)),
        standing,
        situation,
        check,
        coverage,
    }
}

/// Shares of hazards in a country's situation, largest first.
pub(super) fn hazard_shares(incidents: &[&Weighed], model: &Model, now: Timestamp) -> Vec<HazardShare> {
    let mut by_hazard: BTreeMap<Hazard, Vec<(f64, f64)>> = BTreeMap::new();
    for part in country_parts(incidents, model, now) {
        by_hazard.entry(part.weighed.incident.hazard).or_default().push((part.points, part.weighed.certainty));
    }
    let share = |(hazard, points): (Hazard, Vec<_>)| HazardShare { hazard, points: gate(&points, model).value };
    let mut shares: Vec<HazardShare> = by_hazard.into_iter().map(share).filter(|share| share.points > 0.0).collect();
    shares.sort_by(|a, b| b.points.total_cmp(&a.points).then(a.hazard.cmp(&b.hazard)));
    shares
}

/// The score of an asset, from the incidents it is exposed to.
pub(super) fn asset(
    asset: &Asset,
    exposed: &[(&Weighed, &Exposure)],
    world: &World<'_>,
    model: &Model,
    now: Timestamp,
) -> AssetScore {
    let at_stake = is_at_stake(asset, now);
    let parts: Vec<Part<'_>> = exposed
        .iter()
        .filter(|(weighed, _)| at_stake && !weighed.incident.exercise)
        .map(|&(weighed, exposure)| Part { weighed, points: impact_points(weighed, asset, exposure.value, model, now) })
        .collect();
    let level_of = |country| world.levels.get(&country).copied().unwrap_or_default();
    AssetScore {
        asset: asset.id.clone(),
        score: if at_stake { asset_sum(asset, &parts, world, model, now) } else { not_at_stake() },
        floor: if at_stake { asset_floor(asset, level_of) } else { Level::None },
        driver: driver(&parts, model),
        fast: parts.iter().any(|part| part.points > 0.0 && part.weighed.is_fast(model)),
    }
}

fn country_parts<'a>(incidents: &[&'a Weighed], model: &Model, now: Timestamp) -> Vec<Part<'a>> {
    let counted = incidents.iter().filter(|weighed| !weighed.incident.exercise);
    counted.map(|weighed| Part { weighed, points: weighed.points(model, now) }).collect()
}

fn country_sum(standing: &Sum, situation: &Sum, floor: Option<Term>, model: &Model) -> Sum {
    let value = join(standing.value, situation.value, model);
    let mut terms = vec![
        share_term("standing_weight", model.score.standing_weight),
        term("B", standing.value, Why::Sum { sum: Box::new(standing.clone()) }),
        term("X", situation.value, Why::Sum { sum: Box::new(situation.clone()) }),
    ];
    let formula = "100·[1 − (1 − k·B/100)·(1 − X/100)]";
    let Some(floor) = floor else { return sum("R", value, formula, terms) };
    let held = value.max(floor.value);
    terms.push(floor);
    sum("R", held, "max(F, 100·[1 − (1 − k·B/100)·(1 − X/100)])", terms)
}

fn asset_sum(asset: &Asset, parts: &[Part<'_>], world: &World<'_>, model: &Model, now: Timestamp) -> Sum {
    let impacts = combined("‖I‖", "‖I‖₃", parts, model);
    let (weight, name, base) = asset_standing(asset, world, model, now);
    let terms = vec![
        share_term("standing_weight", model.score.standing_weight),
        term("w", weight, Why::Constant { name }),
        term("B", base.value, Why::Sum { sum: Box::new(base.clone()) }),
        term("I", impacts.value, Why::Sum { sum: Box::new(impacts.clone()) }),
    ];
    let value = join(weight * base.value, impacts.value, model);
    sum("A", value, "100·[1 − (1 − k·w·B/100)·(1 − I/100)]", terms)
}

/// The standing that weighs most on the asset among the foreign countries it hangs on, with the weight of its part.
fn asset_standing(asset: &Asset, world: &World<'_>, model: &Model, now: Timestamp) -> (f64, String, Sum) {
    let abroad = asset.loci.iter().filter(|locus| locus.role != Role::Host);
    let weighed = abroad.map(|locus| {
        let advice = in_force(world.advice, locus.country, now);
        let base = standing(&advice, world.structure.get(&locus.country), model);
        (role_weight(locus.role, model), format!("exposure.{}", locus.role.key()), base)
    });
    weighed
        .max_by(|a, b| (a.0 * a.2.value).total_cmp(&(b.0 * b.2.value)))
        .unwrap_or_else(|| (0.0, "exposure.host".to_owned(), sum("B", 0.0, "0", Vec::new())))
}

/// Incidents combined after the gate, with the largest of those that count listed one by one.
fn combined(symbol: &'static str, formula: &'static str, parts: &[Part<'_>], model: &Model) -> Sum {
    let points: Vec<(f64, f64)> = parts.iter().map(|part| (part.points, part.weighed.certainty)).collect();
    let Gated { value, count, possible, unconfirmed } = gate(&points, model);
    let mut terms = vec![term(symbol, value, Why::Incidents { count, possible, unconfirmed })];
    for part in ranked(parts, model).into_iter().take(LISTED) {
        let incident = part.weighed.incident.id.clone();
        terms.push(term("x", part.points, Why::Incident { incident }));
    }
    sum(symbol, value, formula, terms)
}

fn driver(parts: &[Part<'_>], model: &Model) -> Option<IncidentId> {
    ranked(parts, model).first().map(|part| part.weighed.incident.id.clone())
}

/// Those that the gate lets in, most points first.
fn ranked<'a>(parts: &[Part<'a>], model: &Model) -> Vec<Part<'a>> {
    let counts = |part: &&Part<'_>| part.points > 0.0 && part.weighed.certainty >= model.certainty.possible;
    let mut ranked: Vec<Part<'a>> = parts.iter().filter(counts).copied().collect();
    ranked
        .sort_by(|a, b| b.points.total_cmp(&a.points).then_with(|| a.weighed.incident.id.cmp(&b.weighed.incident.id)));
    ranked
}

fn not_at_stake() -> Sum {
    sum("A", 0.0, "0", vec![term("E", 0.0, Why::NotExposed)])
}
