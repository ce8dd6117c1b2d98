//! Items that are one report before any judging: the same headline in one stretch of time, or a provider's same event.
//!
//! A node is made from the set of its items, whatever the order they came in. Which nodes are one happening is left to
//! `group`.

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
use super::features::{Features, Probe, Tell, Word};
use super::gist::{Gist, Lang};
use super::group::Marks;
use super::memo::Sign;
use super::words::{narrow, terms};

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

/// Several reports that are one. What most comparisons ask for stands first, side by side: to fetch it is what they wait
/// for.
#[derive(Clone, Debug)]
#[repr(C)]
pub(super) struct Node {
    /// The words of the first report.
    words: Arc<[Word]>,
    pub(super) countries: SmallVec<[CountryCode; 8]>,
    /// First and last step of time; the first alone where there is no provider's event.
    pub(super) span: (i64, i64),
    pub(super) hazards: u16,
    /// The language, where the first report has a gist.
    lang: Option<Lang>,
    pub(super) exercise: bool,
    /// The first of its hazards is physical.
    physical: bool,
    /// It is a provider's event.
    pub(super) is_event: bool,
    /// The names, as terms, by which alone a country was read.
    pub(super) pins: Box<[u32]>,
    pub(super) point: Option<Point>,
    pub(super) features: Arc<Features>,
    /// What its first report says.
    first: Arc<Facts>,
    /// The same for the same content; no two nodes share it.
    pub(super) key: u64,
    /// Places of its reports, in order of their rank.
    pub(super) reports: SmallVec<[u32; 4]>,
    /// The incident it is part of.
    pub(super) group: Option<u32>,
}

impl Node {
    /// A node of some reports, in order of their rank.
    pub(super) fn of(places: SmallVec<[u32; 4]>, reports: &[&Report]) -> Option<Self> {
        let report = reports.first()?;
        let first = &report.annotation;
        let mut countries: SmallVec<[CountryCode; 8]> =
            reports.iter().flat_map(|report| &report.annotation.about).copied().collect();
        countries.sort_unstable();
        countries.dedup();
        let mut pins: Vec<u32> = reports.iter().flat_map(|report| &report.annotation.pins).copied().collect();
        pins.sort_unstable();
        pins.dedup();
        let hazards = reports.iter().flat_map(|report| &report.annotation.hazards);
        let is_event = first.event().is_some();
        // Copies of a text are as old as the first: where the last were counted, each copy would have all links made anew.
        let steps = || reports.iter().map(|report| report.step).take(if is_event { usize::MAX } else { 1 });
        Some(Self {
            words: Arc::clone(report.features.words()),
            countries,
            span: (steps().min()?, steps().max()?),
            hazards: hazards.fold(0, |mask, (hazard, _)| mask | 1 << (*hazard as u16)),
            lang: first.gist.as_ref().map(|gist| gist.lang),
            exercise: first.exercise,
            physical: first.hazards.first().is_some_and(|(hazard, _)| hazard.is_physical()),
            is_event,
            pins: pins.into(),
            point: reports.iter().find_map(|report| report.annotation.point()),
            features: Arc::clone(&report.features),
            first: Arc::clone(first),
            key: report.key,
            reports: places,
            group: None,
        })
    }

    /// What its first report says in any language.
    pub(super) fn gist(&self) -> Option<&Gist> {
        self.first.gist.as_deref()
    }

    /// Its words laid out to be compared with those of others.
    pub(super) fn probe(&self) -> Probe<'_> {
        Probe::new(&self.words)
    }

    /// Whether a further report, not the first, leaves everything but the list of reports as it is.
    pub(super) fn is_unchanged_by(&self, report: &Report) -> bool {
        let facts = &report.annotation;
        !self.is_event
            && (facts.point().is_none() || facts.point() == self.point)
            && facts.about.iter().all(|country| self.countries.contains(country))
            && facts.pins.iter().all(|pin| self.pins.contains(pin))
    }

    /// Whether everything that decides its links is as in another version of it.
    pub(super) fn links_like(&self, other: &Self) -> bool {
        let said = |node: &Self| (node.span, node.hazards, node.physical, node.point, node.features.text);
        said(self) == said(other)
            && (&self.countries, &self.pins) == (&other.countries, &other.pins)
            && (&self.first.countries, &self.first.gist) == (&other.first.countries, &other.first.gist)
    }

    /// How much two nodes have to do with each other, 0 to 1; none when nothing, or when they cannot be one happening.
    /// `probe` is of this node's words.
    pub(super) fn link(&self, other: &Self, probe: &Probe<'_>, model: &ClusterModel) -> Option<f32> {
        if self.exercise != other.exercise || self.hazards | other.hazards == 0 {
            return None;
        }
        if self.is_same_event(other) {
            return Some(1.0);
        }
        let gap = self.span.0.max(other.span.0) - self.span.1.min(other.span.1);
        if gap >= STEPS || self.is_elsewhere(other) && !self.shares_pin(other) || self.is_other_event(other) {
            return None;
        }
        let is_foreign = self.is_foreign_to(other);
        let translated = is_foreign && is_soon(gap, model) && self.translates(other, model);
        if !translated && is_foreign && self.features.shared_names(&other.features) == 0 {
            return None;
        }
        let least = if translated { model.cross_likeness } else { 0.0 };
        let likeness = self.judged(other, probe, model).max(least);
        let is_read = self.hazards != 0 && other.hazards != 0;
        let floor = if is_read { model.floor } else { model.unread_floor };
        (likeness >= floor).then_some(narrow(likeness))
    }

    /// Likeness of words, corrected by what hazards, places and figures say.
    fn judged(&self, other: &Self, probe: &Probe<'_>, model: &ClusterModel) -> f64 {
        let placed = (self.physical && other.physical).then(|| self.point.zip(other.point)).flatten();
        let km = placed.map(|(here, there)| here.km_to(there));
        if let (Some(km), true) = (km, self.is_event && other.is_event) {
            return if km <= model.structured_km && self.hazards & other.hazards != 0 { 1.0 } else { 0.0 };
        }
        let (likeness, figures) = probe.compare(&other.words);
        let mut likeness = f64::from(likeness);
        if !related(self.hazards, other.hazards) {
            likeness *= model.unrelated;
        }
        if figures.differ() {
            likeness *= model.other_numbers;
        }
        match km {
            Some(km) if km > model.structured_km => likeness * model.unrelated,
            Some(km) if km <= model.place_km && self.shares_names(other, model) => {
                likeness.max(model.similarity * (1.0 + model.small_groups))
            }
            _ => likeness,
        }
    }

    /// Whether it tells in another language what the other tells.
    fn translates(&self, other: &Self, model: &ClusterModel) -> bool {
        self.gist().zip(other.gist()).is_some_and(|(gist, other)| gist.agrees(other, model))
    }

    /// Whether the two are known to be in different languages.
    fn is_foreign_to(&self, other: &Self) -> bool {
        self.lang.zip(other.lang).is_some_and(|(lang, other)| lang != other)
    }

    fn shares_names(&self, other: &Self, model: &ClusterModel) -> bool {
        self.features.shared_names(&other.features) >= model.shared_names && related(self.hazards, other.hazards)
    }

    /// Whether both have countries and none is the same.
    pub(super) fn is_elsewhere(&self, other: &Self) -> bool {
        !self.countries.is_empty()
            && !other.countries.is_empty()
            && !self.countries.iter().any(|country| other.countries.contains(country))
    }

    /// Whether a name by which alone one of the two had its country read stands in the other too: one name that was
    /// read as two countries, which says nothing of where either is.
    fn shares_pin(&self, other: &Self) -> bool {
        let has = |node: &Self, pin: &u32| node.pins.contains(pin) || node.features.has(*pin, Tell::HEAVY);
        self.pins.iter().any(|pin| has(other, pin)) || other.pins.iter().any(|pin| has(self, pin))
    }

    fn is_same_event(&self, other: &Self) -> bool {
        self.is_event && other.is_event && self.first.event() == other.first.event()
    }

    fn is_other_event(&self, other: &Self) -> bool {
        let same_provider = |(one, other): (&str, &str)| provider(one) == provider(other);
        let events = || self.first.event().zip(other.first.event());
        self.is_event && other.is_event && events().is_some_and(same_provider)
    }

    /// The stretch of time, a window long, in which it begins.
    pub(super) const fn stretch(&self) -> i64 {
        self.span.0.div_euclid(STEPS)
    }

    /// What keeps its group apart from others.
    pub(super) fn marks(&self) -> Marks {
        let event = |event: &str| (digest_of(provider(event)), digest_of(event));
        Marks {
            sign: Sign::of(fnv(self.key, &self.features.digest().to_be_bytes())),
            features: Arc::clone(&self.features),
            hazards: self.hazards,
            langs: self.lang.into_iter().collect(),
            countries: self.first.countries.to_vec(),
            pins: self.pins.to_vec(),
            events: self.first.event().into_iter().map(event).collect(),
        }
    }
}

/// Hazards that reports of one happening may be filed under.
const KIN: [&[Hazard]; 4] = [
    &[Hazard::Political, Hazard::ArmedConflict, Hazard::Terrorism, Hazard::CivilUnrest, Hazard::Crime],
    &[Hazard::Natural, Hazard::Infrastructure, Hazard::Health],
    &[Hazard::Economic, Hazard::Policy, Hazard::Sanctions, Hazard::ExportControl, Hazard::Ip, Hazard::Political],
    &[Hazard::Cyber, Hazard::Infrastructure, Hazard::Crime],
];

/// Whether two sets of hazards overlap, are kin, or one is empty.
pub(super) fn related(a: u16, b: u16) -> bool {
    let mask = |kin: &&[Hazard]| kin.iter().fold(0, |mask, hazard| mask | 1 << (*hazard as u16));
    a == 0 || b == 0 || a & b != 0 || KIN.iter().map(mask).any(|kin: u16| a & kin != 0 && b & kin != 0)
}

/// Whether a gap, in steps of time, is short enough for items that share no words.
fn is_soon(gap: i64, model: &ClusterModel) -> bool {
    gap as f64 * model.window_hours <= model.cross_hours * STEPS as f64
}

fn provider(event: &str) -> &str {
    event.split_once(':').map_or(event, |(provider, _)| provider)
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
