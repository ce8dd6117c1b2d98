//! Items that are one report before any judging: the same headline in one stretch of time, or a provider's same event.
//!
//! A node is made from the set of its items, whatever the order they came in. Which nodes are one happening is left to
//! `group`.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::domain::country::CountryCode;
use crate::domain::hazard::Hazard;
use crate::domain::model::ClusterModel;
use crate::domain::place::Point;

use super::digest::{digest_of, fnv};
use super::features::{Features, Probe, Tell, Word};
use super::gist::{Gist, Lang};
use super::group::Marks;
use super::memo::Sign;
use super::report::{Facts, Report, STEPS};
use super::words::narrow;

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
