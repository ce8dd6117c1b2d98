//! What one incident does to one asset: how far the asset is in the way, what it is worth, and the impact.
//!
//! Section 5.3 and 5.4 of the domain model. How bad and how sure the incident is comes from `weigh`.

use crate::domain::asset::{Asset, Locus, Precision, Role};
use crate::domain::explain::{Term, Why};
use crate::domain::hazard::Hazard;
use crate::domain::impact::Impact;
use crate::domain::incident::Incident;
use crate::domain::model::Model;
use crate::domain::place::Scope;
use crate::domain::time::Timestamp;

use super::weigh::{Weighed, decay, scope, sum, term};

/// Half-distances beyond which distance alone no longer exposes anything: under a thousandth is left.
const HALF_DISTANCES_IN_REACH: f64 = 10.0;

/// Kilometres in a degree of latitude, for telling far from near before the great circle is worked out.
const KM_PER_DEGREE: f64 = 111.0;

/// How far an asset is in the way of an incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Exposure {
    /// E, 0 to 1.
    pub value: f64,
    /// What decided it.
    pub why: Why,
    /// Whether the incident's field of co-operation is the asset's; none when that does not matter.
    pub sector: Option<bool>,
    /// Distance to the nearest usable place that is not the home base, in kilometres.
    pub km: Option<f64>,
}

/// Exposure of an asset by the locus most in the way; none when nothing of it is.
pub fn exposure(incident: &Incident, asset: &Asset, model: &Model) -> Option<Exposure> {
    let sector = sector_match(incident, asset);
    let factor = sector_factor(sector, model);
    let by_name = named(incident, asset, model);
    let by_place = asset.loci.iter().filter_map(|locus| by_locus(incident, locus, factor, model));
    let mut best: Option<(f64, Why)> = None;
    for (value, why) in by_name.into_iter().chain(by_place) {
        if value > 0.0 && best.as_ref().is_none_or(|(most, _)| value > *most) {
            best = Some((value, why));
        }
    }
    let (value, why) = best?;
    Some(Exposure { value, why, sector, km: nearest_km(incident, asset) })
}

/// Worth of an asset, 0.4 to 1, by money and people at stake; logarithmic, because the second ten people matter less
/// than the first.
pub fn worth(asset: &Asset, model: &Model) -> f64 {
    let m = &model.worth;
    if asset.value_cny_m.is_none() && asset.headcount.is_none() {
        return m.assumed;
    }
    let share = |x: f64, reference: f64| (x.max(0.0).ln_1p() / reference.ln_1p()).min(1.0);
    let value = asset.value_cny_m.map_or(0.0, |v| share(v, m.value_reference));
    let heads = asset.headcount.map_or(0.0, |n| share(f64::from(n), m.head_reference));
    (m.base + m.value_share * value + m.head_share * heads).min(1.0)
}

/// The impact with its sum, `100·S·C·E·W·T`.
pub(super) fn impact_of(weighed: &Weighed, asset: &Asset, exposure: &Exposure, model: &Model, age: Term) -> Impact {
    let value = points(weighed, asset, exposure.value, age.value, model);
    let mut terms = vec![
        weighed.severity_term(),
        weighed.certainty_term(),
        term("E", exposure.value, exposure.why.clone()),
        worth_term(asset, model),
        age,
    ];
    if let Some(matches) = exposure.sector {
        terms.push(term("m", sector_factor(exposure.sector, model), Why::Sector { matches }));
    }
    Impact {
        incident: weighed.incident.id.clone(),
        asset: asset.id.clone(),
        km: exposure.km,
        exposure: exposure.value,
        sum: sum("I", value, "100·S·C·E·W·T", terms),
    }
}

/// The impact as a bare number, 0 to 100.
pub(super) fn impact_points(weighed: &Weighed, asset: &Asset, exposure: f64, model: &Model, now: Timestamp) -> f64 {
    points(weighed, asset, exposure, decay(&weighed.incident, model, now), model)
}

fn points(weighed: &Weighed, asset: &Asset, exposure: f64, time: f64, model: &Model) -> f64 {
    100.0 * weighed.severity * weighed.certainty * exposure * worth(asset, model) * time
}

/// Whether an asset is exposed to anything at all now: a visit that is over is not.
pub(super) fn is_at_stake(asset: &Asset, now: Timestamp) -> bool {
    asset.period.is_none_or(|(_, end)| now <= end)
}

/// Kilometres at which the weight of a happening halves.
pub fn half_km(incident: &Incident, model: &Model) -> f64 {
    let m = &model.exposure;
    if let Some(magnitude) = incident.magnitude {
        return 10_f64.powf(m.quake_slope * magnitude + m.quake_offset);
    }
    let of_kinds = incident.kinds.iter().filter_map(|kind| m.half_km.get(kind.key()).copied());
    let of_hazard = || m.half_km.get(incident.hazard.key()).copied();
    of_kinds.max_by(f64::total_cmp).or_else(of_hazard).unwrap_or_default()
}

fn by_locus(incident: &Incident, locus: &Locus, factor: f64, model: &Model) -> Option<(f64, Why)> {
    // The home base is hit by what hits the co-operation itself, and that is what naming it means.
    if locus.role == Role::Host {
        return None;
    }
    let (share, why) = place_share(incident, locus, model)?;
    Some((role_weight(locus.role, model) * (share * factor).min(1.0), why))
}

/// How far a locus is in the way by where things are, 0 to 1, before role and sector.
fn place_share(incident: &Incident, locus: &Locus, model: &Model) -> Option<(f64, Why)> {
    let (role, country) = (locus.role, locus.country);
    let same_country = incident.countries.contains(&country);
    if same_country && scope(incident, model) == Scope::National {
        return Some((model.exposure.national, Why::National { role, country }));
    }
    if let Some((share, why)) = distance_share(incident, locus, same_country, model) {
        return Some((share, why));
    }
    let unknown = |share| Some((share, Why::PlaceUnknown { role, country }));
    match scope(incident, model) {
        _ if !same_country => None,
        Scope::Unknown if incident.point.is_none() => unknown(model.exposure.unknown),
        _ if incident.point.is_none() => unknown(model.exposure.subnational),
        _ => unknown(model.exposure.country_precision),
    }
}

/// By distance, where both places are known well enough. Across a border there is no least share.
fn distance_share(incident: &Incident, locus: &Locus, same_country: bool, model: &Model) -> Option<(f64, Why)> {
    let here = locus.usable_point()?;
    let there = incident.point.filter(|_| incident.hazard.is_physical())?;
    let half_km = half_km(incident, model);
    let far = HALF_DISTANCES_IN_REACH * half_km;
    if !same_country && (here.lat - there.lat).abs() * KM_PER_DEGREE > far {
        return None;
    }
    let km = here.km_to(there);
    if half_km <= 0.0 || (!same_country && km > far) {
        return None;
    }
    let floor = if same_country { model.exposure.distance_floor } else { 0.0 };
    Some(((-km / half_km).exp2().max(floor), Why::Distance { role: locus.role, km, half_km }))
}

/// By name: a full share of the loci in the incident's countries, or of all abroad where none lies in them.
fn named(incident: &Incident, asset: &Asset, model: &Model) -> Option<(f64, Why)> {
    if !incident.mentions.contains(&asset.id) {
        return None;
    }
    let there: Vec<Role> =
        asset.loci.iter().filter(|l| incident.countries.contains(&l.country)).map(|l| l.role).collect();
    let abroad = asset.loci.iter().map(|locus| locus.role);
    let roles: Vec<Role> = if there.is_empty() { abroad.collect() } else { there };
    let role = roles.into_iter().max_by(|a, b| role_weight(*a, model).total_cmp(&role_weight(*b, model)))?;
    Some((role_weight(role, model), Why::Named { role }))
}

/// Weight of a place by its part in the asset.
pub(super) fn role_weight(role: Role, model: &Model) -> f64 {
    match role {
        Role::Overseas => model.exposure.overseas,
        Role::Partner => model.exposure.partner,
        Role::Host => model.exposure.host,
    }
}

fn sector_match(incident: &Incident, asset: &Asset) -> Option<bool> {
    let sectored = matches!(incident.hazard, Hazard::Policy | Hazard::Sanctions | Hazard::ExportControl | Hazard::Ip);
    let known = !incident.sectors.is_empty() && !asset.sectors.is_empty();
    let meets = asset.sectors.iter().any(|sector| incident.sectors.contains(sector));
    if meets { Some(true) } else { (known && sectored).then_some(false) }
}

fn sector_factor(sector: Option<bool>, model: &Model) -> f64 {
    match sector {
        Some(true) => model.exposure.sector_match,
        Some(false) => model.exposure.sector_miss,
        None => 1.0,
    }
}

fn nearest_km(incident: &Incident, asset: &Asset) -> Option<f64> {
    let there = incident.point?;
    let abroad = asset.loci.iter().filter(|locus| locus.role != Role::Host && locus.precision >= Precision::City);
    abroad.filter_map(Locus::usable_point).map(|here| here.km_to(there)).min_by(f64::total_cmp)
}

fn worth_term(asset: &Asset, model: &Model) -> Term {
    let why = match (asset.value_cny_m, asset.headcount) {
        (None, None) => Why::Assumed,
        (value_cny_m, headcount) => Why::Worth { value_cny_m, headcount },
    };
    term("W", worth(asset, model), why)
}
