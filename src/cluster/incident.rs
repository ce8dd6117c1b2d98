//! An incident put together from its reports: what they say, each thing by the report best placed to say it.
//!
//! A function of the set of reports. Which reports belong together is left to `group`.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::domain::hazard::Hazard;
use crate::domain::id::{Family, IncidentId};
use crate::domain::incident::{Incident, Member};
use crate::domain::model::Model;
use crate::domain::place::Scope;
use crate::domain::time::Timestamp;

use super::digest::digest_of;
use super::index::Quick;
use super::report::{Facts, Report, weighty};

/// The incident that some reports tell of, given in order of rank; none when there is no report of a hazard.
pub(super) fn incident(reports: &[&Report], model: &Model) -> Option<Incident> {
    let telling: Vec<&Report> = reports.iter().copied().filter(|report| !report.passive).collect();
    let earliest = telling.first()?;
    let facts = || telling.iter().map(|report| &report.annotation);
    let rare = || facts().filter_map(|facts| facts.rare.as_deref());
    let best = best_placed(&telling);
    Some(Incident {
        id: incident_id(earliest),
        hazard: hazard(&telling)?,
        kinds: facts().flat_map(|facts| facts.kinds.iter().copied()).collect(),
        countries: weighty(facts().flat_map(|facts| facts.countries.iter().copied()), &model.cluster),
        named: facts().flat_map(|facts| facts.about.iter().copied()).collect(),
        place: best.and_then(|best| best.place.as_deref().cloned()),
        point: best.and_then(Facts::point),
        scope: scope(&telling),
        magnitude: rare().filter_map(|rare| rare.magnitude).next_back(),
        events: rare().filter_map(|rare| rare.event.clone()).collect(),
        members: members(reports, model),
        first: reports.iter().map(|report| report.member.at).min()?,
        last: last(reports)?,
        ongoing: rare().filter_map(|rare| rare.current).next_back().unwrap_or_default(),
        mentions: rare().flat_map(|rare| rare.mentions.iter().cloned()).collect(),
        sectors: rare().flat_map(|rare| rare.sectors.iter().cloned()).collect(),
        chinese_affected: facts().any(|facts| facts.chinese_affected),
        advisory: rare().filter_map(|rare| rare.advisory).max(),
        exercise: facts().any(|facts| facts.exercise),
    })
}

/// The time of the last report that tells of it: a denial does not keep it fresh.
fn last(reports: &[&Report]) -> Option<Timestamp> {
    let latest = |denies: bool| {
        let members = reports.iter().map(|report| &report.member).filter(|member| member.denies == denies);
        members.map(|member| member.at).max()
    };
    latest(false).or_else(|| latest(true))
}

/// The report by which an incident is placed: a provider's before others, then the most reliable.
fn best_placed<'a>(reports: &[&'a Report]) -> Option<&'a Facts> {
    let placed = reports.iter().filter(|report| report.annotation.point().is_some());
    let best = placed.min_by_key(|report| (report.annotation.event().is_none(), report.member.reliability));
    best.map(|report| &*report.annotation)
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
fn members(reports: &[&Report], model: &Model) -> Vec<Arc<Member>> {
    let mut texts = Texts::default();
    let mut members = Vec::with_capacity(reports.len());
    for &report in reports {
        members.push(filed(&report.member, texts.family(report, model)));
    }
    members
}

/// A member filed under a family.
fn filed(member: &Arc<Member>, family: &Family) -> Arc<Member> {
    if *family == member.family {
        return Arc::clone(member);
    }
    Arc::new(Member { family: family.clone(), ..Member::clone(member) })
}

/// The texts of an incident so far.
#[derive(Default)]
struct Texts<'a> {
    /// The family that a text is filed under.
    families: HashMap<u64, &'a Family, Quick>,
    /// Different texts, in order of rank.
    originals: Vec<&'a Report>,
    /// The latest entry of each shingle of the sample.
    latest: HashMap<u16, usize, Quick>,
    /// Entries of shingles: the place of a text, and the entry before with the same shingle.
    entries: Vec<(usize, Option<usize>)>,
    /// Places of texts that share a shingle with one, as often as they do; kept for its room.
    sharing: Vec<usize>,
}

/// Shingles of the sample that a text shares with its copies, at least.
const SHARED: usize = 2;

impl<'a> Texts<'a> {
    fn family(&mut self, report: &'a Report, model: &Model) -> &'a Family {
        let text = report.features.text;
        if let Some(family) = self.families.get(&text) {
            return family;
        }
        let original = self.original(report, model).and_then(|original| self.families.get(&original.features.text));
        let family = original.copied().unwrap_or(&report.member.family);
        self.families.insert(text, family);
        for shingle in report.features.sample() {
            let before = self.latest.insert(*shingle, self.entries.len());
            self.entries.push((self.originals.len(), before));
        }
        self.originals.push(report);
        family
    }

    /// The first text that this one is a copy of.
    fn original(&mut self, report: &Report, model: &Model) -> Option<&'a Report> {
        let sample = report.features.sample();
        self.sharing.clear();
        for shingle in sample {
            let mut entry = self.latest.get(shingle);
            while let Some((text, before)) = entry.and_then(|entry| self.entries.get(*entry)) {
                self.sharing.push(*text);
                entry = before.as_ref();
            }
        }
        self.sharing.sort_unstable();
        let least = SHARED.min(sample.len());
        let often = self.sharing.chunk_by(|one, next| one == next).filter(|times| times.len() >= least);
        let mut often = often.filter_map(|times| self.originals.get(*times.first()?));
        often.find(|original| report.features.is_copy(&original.features, model.certainty.wire_copy)).copied()
    }
}
