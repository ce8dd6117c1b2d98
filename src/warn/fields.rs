//! The variables of a condition as CEL values: what `config/rules.toml` documents, made from a scene.
//!
//! A value that is not known is left out, so that `has(…)` tells; it is never zero. Evaluating is left to
//! [`super::book`].

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use cel::Value;
use cel::objects::{Key, Map};
use chrono::Duration;

use super::fx::{self, Movement};
use super::scene::{AdviceChange, Index, RateSeries, Scene};
use super::statistics::usual_limit;
use crate::domain::annotation::SeverityBasis;
use crate::domain::asset::Asset;
use crate::domain::country::CountryCode;
use crate::domain::explain::{Sum, Why};
use crate::domain::hazard::Hazard;
use crate::domain::id::Sector;
use crate::domain::impact::{CertaintyWord, CountryScore, Impact, LevelState, Rating};
use crate::domain::incident::Incident;
use crate::domain::level::Check;
use crate::domain::time::{Timestamp, hours_between};
use crate::domain::words::key_of;

/// A map under construction.
#[derive(Default)]
struct Fields(HashMap<Key, Value>);

impl Fields {
    fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(Key::String(Arc::new(name.to_owned())), value.into());
        self
    }

    fn with_some(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    fn done(self) -> Value {
        Value::Map(Map { map: Arc::new(self.0) })
    }
}

fn texts(values: impl IntoIterator<Item = String>) -> Value {
    Value::List(Arc::new(values.into_iter().map(Value::from).collect()))
}

/// `now` as CEL has it.
pub(super) fn moment(at: Timestamp) -> Value {
    Value::Timestamp(at.fixed_offset())
}

/// The countries an incident names that are watched, best first.
pub(super) fn watched(incident: &Incident, index: &Index<'_>) -> Vec<CountryCode> {
    incident.countries.iter().copied().filter(|code| index.watched(*code).is_some()).collect()
}

/// `incident`, with the fields that are asked for: most conditions look at a few, and there are many incidents.
pub(super) fn incident(
    asked: &BTreeSet<&String>,
    incident: &Incident,
    rating: &Rating,
    scene: &Scene<'_>,
    index: &Index<'_>,
    now: Timestamp,
) -> Value {
    let mut fields = Fields::default();
    for field in asked {
        let reported = || report(field, incident);
        let found = || found(field, incident, scene, index, now);
        fields = fields.with_some(field, rated(field, rating).or_else(reported).or_else(found));
    }
    fields.done()
}

/// Every field that an incident may have.
pub(super) fn of_incident() -> BTreeSet<String> {
    INCIDENT.iter().map(|field| (*field).to_owned()).collect()
}

const INCIDENT: [&str; 28] = [
    "id",
    "title",
    "titles",
    "hazard",
    "kinds",
    "country",
    "countries",
    "watched",
    "scope",
    "severity",
    "certainty",
    "observed",
    "families",
    "sources",
    "providers",
    "provider_severity",
    "deaths",
    "magnitude",
    "advisory",
    "age_hours",
    "ongoing",
    "exercise",
    "chinese_affected",
    "names_home",
    "mentions",
    "sectors",
    "nearest_km",
    "nearest_halves",
];

/// How bad and how sure it is.
fn rated(field: &str, rating: &Rating) -> Option<Value> {
    Some(match field {
        "severity" => rating.severity.into(),
        "certainty" => rating.certainty.into(),
        "observed" => (rating.certainty_word == CertaintyWord::Observed).into(),
        _ => return None,
    })
}

/// What the incident's items say by themselves.
fn report(field: &str, incident: &Incident) -> Option<Value> {
    Some(match field {
        "id" => incident.id.as_str().into(),
        "title" => incident.title().into(),
        "titles" => texts(incident.members.iter().map(|member| member.title.clone())),
        "hazard" => incident.hazard.key().into(),
        "kinds" => texts(incident.kinds.iter().map(key_of)),
        "countries" => texts(incident.countries.iter().map(ToString::to_string)),
        "scope" => key_of(&incident.scope).into(),
        "families" => texts(incident.families().into_iter().map(ToString::to_string)),
        "sources" => i64::try_from(incident.families().len()).unwrap_or(i64::MAX).into(),
        "providers" => texts(providers(incident).into_iter().map(str::to_owned)),
        "provider_severity" => provider_severity(incident)?.into(),
        "deaths" => i64::from(incident.fatalities()?).into(),
        "magnitude" => incident.magnitude?.into(),
        "advisory" => i64::from(incident.advisory?).into(),
        "ongoing" => incident.ongoing.into(),
        "exercise" => incident.exercise.into(),
        "chinese_affected" => incident.chinese_affected.into(),
        "mentions" => texts(incident.mentions.iter().map(ToString::to_string)),
        _ => return None,
    })
}

/// What it is to the watchlist and the registry, and at this moment.
fn found(field: &str, incident: &Incident, scene: &Scene<'_>, index: &Index<'_>, now: Timestamp) -> Option<Value> {
    let impacts = || index.impacts(&incident.id).iter();
    Some(match field {
        "country" => watched(incident, index).first()?.as_str().into(),
        "watched" => (!watched(incident, index).is_empty()).into(),
        "age_hours" => hours_between(incident.last, now).into(),
        "names_home" => (incident.chinese_affected || incident.named.contains(&scene.home)).into(),
        "sectors" => texts(registered_sectors(incident, scene.assets)),
        "nearest_km" => least(impacts().filter_map(|impact| impact.km))?.into(),
        "nearest_halves" => least(impacts().filter_map(|impact| halves(impact)))?.into(),
        _ => return None,
    })
}

/// Who numbers the happening.
fn providers(incident: &Incident) -> BTreeSet<&str> {
    incident.events.iter().filter_map(|event| event.split(':').next()).collect()
}

/// The worst that a provider's own level says.
fn provider_severity(incident: &Incident) -> Option<f64> {
    let severities = incident.members.iter().filter_map(|member| member.severity.as_ref());
    severities.filter(|found| found.basis == SeverityBasis::Provider).map(|found| found.value).max_by(f64::total_cmp)
}

fn registered_sectors(incident: &Incident, assets: &[Arc<Asset>]) -> Vec<String> {
    let registered = |sector: &&Sector| assets.iter().any(|asset| asset.sectors.contains(sector));
    incident.sectors.iter().filter(registered).map(ToString::to_string).collect()
}

fn least(values: impl Iterator<Item = f64>) -> Option<f64> {
    values.min_by(f64::total_cmp)
}

/// Distance in half-distances, where both are known.
fn halves(impact: &Impact) -> Option<f64> {
    let half_km = half_km(&impact.sum)?;
    Some(impact.km? / half_km)
}

/// The half-distance that an impact's sum was made with, wherever in the sum it stands.
fn half_km(sum: &Sum) -> Option<f64> {
    find(sum, &|why| match why {
        Why::Distance { half_km, .. } => Some(*half_km),
        _ => None,
    })
}

fn find<T>(sum: &Sum, wanted: &dyn Fn(&Why) -> Option<T>) -> Option<T> {
    sum.terms.iter().find_map(|term| match &term.why {
        Why::Sum { sum } => find(sum, wanted),
        why => wanted(why),
    })
}

/// The part of the locus that an impact was reckoned for.
fn role(sum: &Sum) -> Option<&'static str> {
    find(sum, &|why| match why {
        Why::Distance { role, .. }
        | Why::Named { role }
        | Why::National { role, .. }
        | Why::PlaceUnknown { role, .. } => Some(role.key()),
        _ => None,
    })
}

/// `impact`, with the fields that are asked for: there are many impacts, and most conditions look at one field.
pub(super) fn impact(impact: &Impact, incident: &Incident, asked: &BTreeSet<String>) -> Value {
    let mut fields = Fields::default();
    for field in asked {
        fields = match field.as_str() {
            "points" => fields.with(field, impact.sum.value),
            "exposure" => fields.with(field, impact.exposure),
            "km" => fields.with_some(field, impact.km),
            "half_km" => fields.with_some(field, half_km(&impact.sum)),
            "role" => fields.with_some(field, role(&impact.sum)),
            "named" => fields.with(field, incident.mentions.contains(&impact.asset)),
            _ => fields,
        };
    }
    fields.done()
}

/// `asset`.
pub(super) fn asset(asset: &Asset) -> Value {
    Fields::default()
        .with("id", asset.id.as_str())
        .with("kind", key_of(&asset.kind))
        .with("sectors", texts(asset.sectors.iter().map(ToString::to_string)))
        .with("countries", texts(asset.foreign_countries().map(|code| code.to_string())))
        .with_some("people", asset.headcount.map(i64::from))
        .with_some("value", asset.value_cny_m)
        .done()
}

/// `country`, with the time of the latest change it speaks of.
pub(super) fn country(
    score: &CountryScore,
    state: &LevelState,
    scene: &Scene<'_>,
    index: &Index<'_>,
    now: Timestamp,
) -> (Value, Option<Timestamp>) {
    let code = score.country;
    let ministry = scene.advice.iter().find(|advice| advice.country == code && advice.government == scene.ministry);
    let raises = raises(code, scene, now);
    let by_ministry = raises.iter().find(|change| change.government == scene.ministry);
    let counts = scene.counts.iter().find(|counts| counts.country == code && counts.hazard == Hazard::CivilUnrest);
    let limit = counts.and_then(|counts| usual_limit(counts, scene.countries.len(), scene.statistics));
    let value = Fields::default()
        .with("code", code.as_str())
        .with_some("tier", index.watched(code).map(|country| i64::from(country.tier)))
        .with("level", i64::try_from(state.level.rank()).unwrap_or_default())
        .with("score", score.score.value)
        .with("standing", score.standing.value)
        .with("situation", score.situation.value)
        .with_some("ministry", ministry.map(|advice| i64::from(advice.level)))
        .with_some("ministry_raised_to", by_ministry.map(|change| i64::from(change.to)))
        .with_some("ministry_raised_hours", by_ministry.map(|change| hours_between(change.at, now)))
        .with("raising", i64::try_from(raises.len()).unwrap_or(i64::MAX))
        .with_some("raised_to", common_level(&raises).map(i64::from))
        .with_some("unrest_today", limit.and(counts).map(|counts| f64::from(counts.today)))
        .with_some("unrest_limit", limit)
        .with_some("unchecked_hours", unchecked(score, scene, now).map(|since| hours_between(since, now)));
    (value.done(), raises.iter().map(|change| change.at).max().or_else(|| unchecked(score, scene, now)))
}

fn unchecked(score: &CountryScore, scene: &Scene<'_>, now: Timestamp) -> Option<Timestamp> {
    match score.check {
        Check::Unchecked { since } => Some(since.unwrap_or(scene.watching_since).min(now)),
        _ => None,
    }
}

/// One change per government whose advice now stands higher than when the window began.
fn raises(code: CountryCode, scene: &Scene<'_>, now: Timestamp) -> Vec<AdviceChange> {
    let from = now - Duration::days(scene.statistics.advice_days);
    let mut of_country: Vec<_> = scene
        .advice_changes
        .iter()
        .filter(|change| change.country == code && change.at > from && change.at <= now)
        .collect();
    of_country.sort_by_key(|change| change.at);
    let governments: BTreeSet<_> = of_country.iter().map(|change| change.government.as_str()).collect();
    let net = |government: &str| {
        let mut own = of_country.iter().filter(|change| change.government == government);
        let first = own.next()?;
        let last = own.next_back().unwrap_or(first);
        (last.to > first.from).then(|| AdviceChange { from: first.from, ..(*last).clone() })
    };
    governments.into_iter().filter_map(net).collect()
}

/// The level that at least two governments reached.
fn common_level(raises: &[AdviceChange]) -> Option<u8> {
    let mut levels: Vec<_> = raises.iter().map(|change| change.to).collect();
    levels.sort_unstable_by(|a, b| b.cmp(a));
    levels.get(1).copied()
}

/// `currency`, with its movement; none when too little is known of it.
pub(super) fn currency(
    series: &RateSeries,
    countries: &[(CountryCode, bool)],
    scene: &Scene<'_>,
    now: Timestamp,
) -> Option<(Value, Movement)> {
    let movement = fx::movement(series, now.date_naive(), scene.statistics)?;
    let value = Fields::default()
        .with("code", series.currency.as_str())
        .with("countries", texts(countries.iter().map(|(code, _)| code.to_string())))
        .with("pegged", !countries.is_empty() && countries.iter().all(|(_, pegged)| *pegged))
        .with_some("loss_5", movement.loss_5)
        .with_some("loss_20", movement.loss_20)
        .with_some("loss_year", movement.loss_year)
        .with_some("loss_year_before", movement.loss_year_before)
        .with_some("z", movement.z)
        .done();
    Some((value, movement))
}

/// Samples of every variable with every field there, to check conditions against before anything happens.
pub(super) fn samples(now: Timestamp) -> Vec<(&'static str, Value)> {
    let list = || texts(["x".to_owned()]);
    let number = |fields: Fields, names: &[&str]| names.iter().fold(fields, |fields, name| fields.with(name, 1.0));
    let text = |fields: Fields, names: &[&str]| names.iter().fold(fields, |fields, name| fields.with(name, "x"));
    let lists = |fields: Fields, names: &[&str]| names.iter().fold(fields, |fields, name| fields.with(name, list()));
    let truth = |fields: Fields, names: &[&str]| names.iter().fold(fields, |fields, name| fields.with(name, true));
    let whole = |fields: Fields, names: &[&str]| names.iter().fold(fields, |fields, name| fields.with(name, 1i64));
    let incident = text(Fields::default(), &["id", "title", "hazard", "country", "scope"]);
    let incident = lists(incident, &["titles", "kinds", "countries", "families", "providers", "mentions", "sectors"]);
    let incident = truth(incident, &["watched", "observed", "ongoing", "exercise", "chinese_affected", "names_home"]);
    let incident = whole(incident, &["sources", "deaths", "advisory"]);
    let numbers =
        ["severity", "certainty", "provider_severity", "magnitude", "age_hours", "nearest_km", "nearest_halves"];
    let impact = number(Fields::default(), &["points", "exposure", "km", "half_km"]);
    let asset = lists(text(Fields::default(), &["id", "kind"]), &["sectors", "countries"]);
    let country =
        whole(Fields::default(), &["tier", "level", "ministry", "ministry_raised_to", "raising", "raised_to"]);
    let scores =
        ["score", "standing", "situation", "ministry_raised_hours", "unrest_today", "unrest_limit", "unchecked_hours"];
    let currency = truth(lists(text(Fields::default(), &["code"]), &["countries"]), &["pegged"]);
    vec![
        ("now", moment(now)),
        ("home", Value::from("CN")),
        ("incident", number(incident, &numbers).done()),
        ("impact", truth(text(impact, &["role"]), &["named"]).done()),
        ("asset", number(whole(asset, &["people"]), &["value"]).done()),
        ("country", text(number(country, &scores), &["code"]).done()),
        ("currency", number(currency, &["loss_5", "loss_20", "loss_year", "loss_year_before", "z"]).done()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::from_unix;

    #[test]
    fn conditions_are_checked_against_the_fields_that_can_be_asked_for() {
        let samples = samples(from_unix(0).unwrap());
        let Some((_, Value::Map(sample))) = samples.into_iter().find(|(name, _)| *name == "incident") else { panic!() };
        let known: BTreeSet<String> = sample.map.keys().map(ToString::to_string).collect();
        assert_eq!(known, of_incident());
    }
}
