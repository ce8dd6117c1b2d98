//! One item as grouping and the incident see it: whose word it is, what it says, and the node it belongs to.
//!
//! Which items are one node is decided here, by content; what nodes have to do with each other is left to `node`.

use std::sync::Arc;
use std::time::Duration;

use smallvec::SmallVec;

use crate::domain::annotation::{Annotation, EventKind, Evidence};
use crate::domain::country::CountryCode;
use crate::domain::hazard::Hazard;
use crate::domain::id::{AssetId, Sector};
use crate::domain::incident::Member;
use crate::domain::item::Item;
use crate::domain::model::ClusterModel;
use crate::domain::place::{Place, PlaceKind, Point, Scope};
use crate::domain::time::Timestamp;

use super::digest::{digest_of, fnv};
use super::features::Features;
use super::gist::Gist;
use super::words::terms;

/// Steps into which the window is cut: items link when their steps are fewer than this apart.
pub(super) const STEPS: i64 = 8;

/// One item, with all that grouping and the incident need of it.
#[derive(Clone, Debug)]
pub(super) struct Report {
    pub(super) member: Arc<Member>,
    pub(super) annotation: Arc<Facts>,
    pub(super) features: Arc<Features>,
    pub(super) step: i64,
    /// The node it belongs to, by content.
    pub(super) key: u64,
    /// Makes no incident by itself: no hazard was read in it.
    pub(super) passive: bool,
}

/// What the item says besides its words.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub(super) hazards: Box<[(Hazard, f64)]>,
    pub(super) kinds: Box<[EventKind]>,
    pub(super) countries: Box<[(CountryCode, f64)]>,
    /// Those that the item by itself is about.
    pub(super) about: SmallVec<[CountryCode; 8]>,
    /// The names, as terms, by which alone a country was read.
    pub(super) pins: Box<[u32]>,
    /// One for all reports that name it.
    pub(super) place: Option<Arc<Place>>,
    pub(super) scope: Scope,
    pub(super) chinese_affected: bool,
    pub(super) exercise: bool,
    pub(super) gist: Option<Box<Gist>>,
    /// None where there is nothing of it.
    pub(super) rare: Option<Box<Rare>>,
}

/// What few items say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Rare {
    /// The item's own, not that of the place.
    pub(super) point: Option<Point>,
    pub(super) magnitude: Option<f64>,
    pub(super) event: Option<String>,
    pub(super) current: Option<bool>,
    pub(super) advisory: Option<u8>,
    pub(super) mentions: Vec<AssetId>,
    pub(super) sectors: Vec<Sector>,
}

impl Report {
    /// What an item says, or none when it can be part of no incident: what it says of hazards was set aside.
    pub(super) fn new(item: &Item, annotation: &Annotation, features: Features, model: &ClusterModel) -> Option<Self> {
        if is_set_aside(annotation) || is_advice(item, annotation) {
            return None;
        }
        let at = item.published.unwrap_or(item.seen);
        let facts = Facts::new(item, annotation, model);
        let step = step(at, model);
        Some(Self {
            member: Arc::new(member(item, annotation, at)),
            key: key(&facts, &features, step),
            passive: facts.hazards.is_empty(),
            annotation: Arc::new(facts),
            features: Arc::new(features),
            step,
        })
    }

    /// Time, then id: the order of the items of an incident.
    pub(super) fn rank(&self) -> (Timestamp, &str) {
        (self.member.at, self.member.item.as_str())
    }
}

impl Facts {
    fn new(item: &Item, annotation: &Annotation, model: &ClusterModel) -> Self {
        let place = place(annotation);
        let countries: Vec<_> = annotation.countries.iter().map(|found| (found.code, found.weight)).collect();
        Self {
            hazards: annotation.hazards.iter().map(|found| (found.hazard, found.confidence)).collect(),
            kinds: annotation.kinds.as_slice().into(),
            about: weighty(countries.iter().copied(), model).into(),
            countries: countries.into(),
            pins: pins(annotation).into(),
            scope: scope(item, annotation),
            chinese_affected: annotation.chinese_affected,
            exercise: item.exercise,
            gist: Gist::of(annotation, place.as_ref()).filter(|_| item.provider.event.is_none()).map(Box::new),
            rare: Some(Rare::new(item, annotation)).filter(|rare| *rare != Rare::default()).map(Box::new),
            place: place.map(Arc::new),
        }
    }

    pub(super) fn point(&self) -> Option<Point> {
        let own = self.rare.as_ref().and_then(|rare| rare.point);
        own.or_else(|| self.place.as_ref()?.point)
    }

    pub(super) fn event(&self) -> Option<&str> {
        self.rare.as_ref()?.event.as_deref()
    }
}

impl Rare {
    fn new(item: &Item, annotation: &Annotation) -> Self {
        Self {
            point: item.point,
            magnitude: item.provider.magnitude,
            event: item.provider.event.clone(),
            current: item.provider.current,
            advisory: item.provider.advisory,
            mentions: annotation.mentions.iter().map(|found| found.asset.clone()).collect(),
            sectors: annotation.sectors.clone(),
        }
    }
}

/// Countries by weight, without those that are only mentioned beside the others.
pub(super) fn weighty(found: impl Iterator<Item = (CountryCode, f64)>, model: &ClusterModel) -> Vec<CountryCode> {
    let mut votes: Vec<(CountryCode, f64)> = Vec::new();
    for (country, weight) in found {
        match votes.iter_mut().find(|(known, _)| *known == country) {
            Some((_, sum)) => *sum += weight,
            None => votes.push((country, weight)),
        }
    }
    let most = votes.iter().map(|(_, weight)| *weight).fold(0.0, f64::max);
    votes.retain(|(_, weight)| *weight >= model.country_share * most);
    votes.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    votes.into_iter().map(|(country, _)| country).collect()
}

/// The step of time an instant falls in.
fn step(at: Timestamp, model: &ClusterModel) -> i64 {
    let window = Duration::try_from_secs_f64(model.window_hours * 3600.0).unwrap_or_default();
    let seconds = i64::try_from(window.as_secs()).unwrap_or(i64::MAX) / STEPS;
    at.timestamp().div_euclid(seconds.max(1))
}

fn key(facts: &Facts, features: &Features, step: i64) -> u64 {
    let start = digest_of(if facts.exercise { "exercise" } else { "" });
    if let Some(event) = facts.event() {
        return fnv(start, event.as_bytes());
    }
    let mut key = fnv(fnv(start, &features.headline.to_be_bytes()), &step.div_euclid(STEPS).to_be_bytes());
    for (hazard, _) in &facts.hazards {
        key = fnv(key, hazard.key().as_bytes());
    }
    for (country, _) in &facts.countries {
        key = fnv(key, country.as_str().as_bytes());
    }
    key
}

/// Reasons that say nothing of hazards.
const OF_OTHER_THINGS: [&str; 5] = ["place_is_person", "place_is_word", "not_a_place", "ambiguous", "no_lexicon"];

/// Whether no hazard was read in an item for a stated reason: sport, an anniversary, a denial.
fn is_set_aside(annotation: &Annotation) -> bool {
    let of_hazards = |code: &str| !OF_OTHER_THINGS.contains(&code);
    annotation.hazards.is_empty() && annotation.reasons.iter().any(|reason| of_hazards(&reason.code))
}

/// Travel advice is what a country's standing is made of, not a happening; an ordered departure is one.
fn is_advice(item: &Item, annotation: &Annotation) -> bool {
    let advises = item.provider.advisory.is_some() || annotation.kinds.contains(&EventKind::Advisory);
    advises && !annotation.kinds.contains(&EventKind::EmbassyDeparture)
}

fn member(item: &Item, annotation: &Annotation, at: Timestamp) -> Member {
    Member {
        item: item.id.clone(),
        revision: item.revision,
        feed: item.feed.clone(),
        family: item.publisher.clone(),
        reliability: item.reliability,
        credibility: item.credibility,
        title: item.title.clone(),
        lang: annotation.lang.clone(),
        at,
        severity: annotation.severity.clone(),
        fatalities: annotation.fatalities,
        denies: annotation.denies(),
    }
}

/// What evidence is taken for that is no more than the name of a place, which other things may bear as well.
const MERE_NAMES: [&str; 3] = ["city", "admin", "feature"];

/// The names, as terms, by which alone a country was read.
fn pins(annotation: &Annotation) -> Vec<u32> {
    let is_mere = |evidence: &&Vec<Evidence>| evidence.iter().all(|found| MERE_NAMES.contains(&found.via.as_str()));
    let mere = annotation.countries.iter().map(|found| &found.evidence).filter(is_mere);
    terms(mere.flatten().map(|found| found.text.as_str()))
}

/// The first place named that is a spot in the country the item is about.
fn place(annotation: &Annotation) -> Option<Place> {
    let subject = annotation.subject();
    let is_spot = |place: &&Place| {
        matches!(place.kind, PlaceKind::City | PlaceKind::Capital | PlaceKind::Feature)
            && subject.is_none_or(|country| country == place.code)
    };
    let mut places = annotation.places.iter().map(|found| &found.place);
    places.find(is_spot).filter(|_| annotation.scope != Scope::National).cloned()
}

fn scope(item: &Item, annotation: &Annotation) -> Scope {
    match annotation.scope {
        Scope::Unknown if item.point.is_some() => Scope::Local,
        scope => scope,
    }
}
