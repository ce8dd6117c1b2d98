//! An incident put together from its reports: what they say, each thing by the report best placed to say it.
//!
//! A function of the set of reports. Which reports belong together is left to `group`.

use std::collections::{BTreeMap, HashMap};

use crate::domain::hazard::Hazard;
use crate::domain::id::{Family, IncidentId};
use crate::domain::incident::{Incident, Member};
use crate::domain::model::Model;
use crate::domain::place::Scope;

use super::index::Quick;
use super::node::{Report, weighty};
use super::words::digest_of;

/// The incident that some reports tell of, given in order of rank; none when there is no report of a hazard.
pub(super) fn incident(reports: &[&Report], model: &Model) -> Option<Incident> {
    let telling: Vec<&Report> = reports.iter().copied().filter(|report| !report.passive).collect();
    let earliest = telling.first()?;
    let best = telling.iter().filter(|report| report.annotation.point.is_some());
    let best = best.min_by_key(|report| (report.annotation.event.is_none(), report.member.reliability));
    let facts = || telling.iter().map(|report| &report.annotation);
    Some(Incident {
        id: incident_id(earliest),
        hazard: hazard(&telling)?,
        kinds: facts().flat_map(|facts| facts.kinds.iter().copied()).collect(),
        countries: weighty(facts().flat_map(|facts| facts.countries.iter().copied()), &model.cluster),
        named: facts().flat_map(|facts| facts.about.iter().copied()).collect(),
        place: best.and_then(|report| report.annotation.place.clone()),
        point: best.and_then(|report| report.annotation.point),
        scope: scope(&telling),
        magnitude: facts().filter_map(|facts| facts.magnitude).next_back(),
        events: facts().filter_map(|facts| facts.event.clone()).collect(),
        members: members(reports, model),
        first: reports.iter().map(|report| report.member.at).min()?,
        last: reports.iter().map(|report| report.member.at).max()?,
        ongoing: facts().filter_map(|facts| facts.current).next_back().unwrap_or_default(),
        mentions: facts().flat_map(|facts| facts.mentions.iter().cloned()).collect(),
        sectors: facts().flat_map(|facts| facts.sectors.iter().cloned()).collect(),
        chinese_affected: facts().any(|facts| facts.chinese_affected),
        advisory: facts().filter_map(|facts| facts.advisory).max(),
        exercise: facts().any(|facts| facts.exercise),
    })
}

/// The id that an incident has when this report is its earliest.
pub(super) fn incident_id(report: &Report) -> IncidentId {
    IncidentId::from(format!("i-{:016x}", digest_of(report.member.item.as_str())))
}

/// The hazard most of the reports speak of, by confidence; what a report lists beside its first counts half.
fn hazard(reports: &[&Report]) -> Option<Hazard> {
    let mut votes: BTreeMap<Hazard, f64> = BTreeMap::new();
    for report in reports {
        for (rank, (hazard, confidence)) in report.annotation.hazards.iter().enumerate() {
            *votes.entry(*hazard).or_default() += if rank == 0 { *confidence } else { confidence / 2.0 };
        }
    }
    votes.into_iter().rev().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(hazard, _)| hazard)
}

/// The reach most of the reports give; of two the wider.
fn scope(reports: &[&Report]) -> Scope {
    let mut votes: BTreeMap<Scope, usize> = BTreeMap::new();
    for report in reports.iter().filter(|report| report.annotation.scope != Scope::Unknown) {
        *votes.entry(report.annotation.scope).or_default() += 1;
    }
    votes.into_iter().max_by_key(|(_, count)| *count).map_or(Scope::Unknown, |(scope, _)| scope)
}

/// The members, copies filed under the family of the earliest copy.
fn members(reports: &[&Report], model: &Model) -> Vec<Member> {
    let mut texts = Texts::default();
    let mut members = Vec::with_capacity(reports.len());
    for &report in reports {
        members.push(Member { family: texts.family(report, model), ..report.member.clone() });
    }
    members
}

/// The texts of an incident so far, each with the family it is filed under.
#[derive(Default)]
struct Texts<'a> {
    families: HashMap<u64, Family>,
    /// Different texts, in order of rank.
    originals: Vec<&'a Report>,
    /// Places of texts by some of their shingles: copies share most of them.
    by_shingle: HashMap<u32, Vec<usize>, Quick>,
}

/// Shingles of the sample that a text shares with its copies, at least.
const SHARED: usize = 2;

impl<'a> Texts<'a> {
    fn family(&mut self, report: &'a Report, model: &Model) -> Family {
        let text = report.features.text;
        if let Some(family) = self.families.get(&text) {
            return family.clone();
        }
        let original = self.original(report, model).and_then(|original| self.families.get(&original.features.text));
        let family = original.unwrap_or(&report.member.family).clone();
        self.families.insert(text, family.clone());
        for shingle in report.features.sample() {
            self.by_shingle.entry(*shingle).or_default().push(self.originals.len());
        }
        self.originals.push(report);
        family
    }

    /// The first text that this one is a copy of.
    fn original(&self, report: &Report, model: &Model) -> Option<&'a Report> {
        let sample = report.features.sample();
        let sharing = sample.iter().filter_map(|shingle| self.by_shingle.get(shingle));
        let mut sharing: Vec<usize> = sharing.flatten().copied().collect();
        sharing.sort_unstable();
        let least = SHARED.min(sample.len());
        let often = sharing.chunk_by(|one, next| one == next).filter(|times| times.len() >= least);
        let mut often = often.filter_map(|times| self.originals.get(*times.first()?));
        often.find(|original| report.features.is_copy(&original.features, model.certainty.wire_copy)).copied()
    }
}
