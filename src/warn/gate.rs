//! The gates between a proposal and a person: arming, silence, grouping, repetition and floods, each with its reason.
//!
//! Proposing is left to [`super::book`], deciding to a person.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::worldwide;
use crate::domain::country::CountryCode;
use crate::domain::id::{AssetId, CandidateId, RuleId};
use crate::domain::level::Level;
use crate::domain::rule::{Candidate, CandidateOutcome, News};
use crate::domain::silence::Silence;
use crate::domain::time::Timestamp;

/// Numbers of the gates (`config/warn.toml`, table `gate`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateLimits {
    /// Hours within which the same country and hazard make one candidate.
    pub group_hours: i64,
    /// More new candidates than this are a flood …
    pub flood_count: usize,
    /// … within this many minutes.
    pub flood_minutes: i64,
    /// Hours after which a mere repetition is brought up again, step by step.
    pub repeat_hours: Vec<i64>,
    /// So many more publisher families are news.
    pub more_families: u32,
    /// Hours after which a candidate that no rule proposes any more is closed.
    pub expire_hours: i64,
}

/// When things came under watch: what happened before is listed, never warned of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arming {
    /// When each rule was first run.
    pub rules: BTreeMap<RuleId, Timestamp>,
    /// When each country came on the watchlist.
    pub countries: BTreeMap<CountryCode, Timestamp>,
    /// When each asset was registered.
    pub assets: BTreeMap<AssetId, Timestamp>,
}

/// What the gates are set to.
#[derive(Clone, Debug, PartialEq)]
pub struct GateSettings {
    /// Numbers.
    pub limits: GateLimits,
    /// Since when things are watched.
    pub arming: Arming,
    /// Countries that nobody looked at: what stands open there stays open.
    pub unchecked: BTreeSet<CountryCode>,
}

impl Arming {
    /// Since when everything a candidate is made of has been watched; none when nothing of it is known here.
    fn since(&self, candidate: &Candidate) -> Option<Timestamp> {
        let rule = self.rules.get(&candidate.rule).copied();
        let country = candidate.country.and_then(|code| self.countries.get(&code).copied());
        let known: Option<Vec<_>> = candidate.assets.iter().map(|asset| self.assets.get(asset).copied()).collect();
        let asset = known.and_then(|times| times.into_iter().min());
        [rule, country, asset].into_iter().flatten().max()
    }

    fn is_before(&self, candidate: &Candidate) -> bool {
        let since = self.since(candidate);
        candidate.basis.happened.zip(since).is_some_and(|(happened, since)| happened < since)
    }
}

/// All candidates after this evaluation: new ones with their outcome, known ones brought up to date. Open ones stand
/// first, the oldest of them first.
pub fn gate(
    proposed: Vec<Candidate>,
    known: &[Candidate],
    silences: &[Silence],
    settings: &GateSettings,
    now: Timestamp,
) -> Vec<Candidate> {
    let mut gate = Gate { settings, silences, now, all: BTreeMap::new(), fresh: BTreeSet::new() };
    gate.all.extend(known.iter().map(|candidate| (candidate.id.clone(), candidate.clone())));
    let mut proposed = worldwide::put_together(proposed, settings.limits.flood_count);
    proposed.sort_by(|a, b| b.level.cmp(&a.level).then_with(|| a.id.cmp(&b.id)));
    let named: BTreeSet<_> = proposed.iter().map(|candidate| candidate.id.clone()).collect();
    for candidate in proposed {
        gate.take(candidate);
    }
    gate.silence();
    gate.file_under_worldwide(&named);
    gate.group();
    gate.limit_flood();
    gate.expire(&named);
    gate.release(&named);
    let mut all: Vec<_> = gate.all.into_values().collect();
    all.sort_by(|a, b| (!a.outcome.is_open(), a.at, &a.id).cmp(&(!b.outcome.is_open(), b.at, &b.id)));
    all
}

struct Gate<'a> {
    settings: &'a GateSettings,
    silences: &'a [Silence],
    now: Timestamp,
    all: BTreeMap<CandidateId, Candidate>,
    /// Candidates that came up for the first time, or again, in this evaluation.
    fresh: BTreeSet<CandidateId>,
}

impl Gate<'_> {
    fn take(&mut self, mut candidate: Candidate) {
        if let Some(known) = self.all.get_mut(&candidate.id) {
            if repeat(known, candidate, &self.settings.limits, self.now) {
                self.fresh.insert(known.id.clone());
            }
            return;
        }
        if let Some(of) = self.same(&candidate) {
            candidate.outcome = CandidateOutcome::Duplicate { of };
        } else if self.settings.arming.is_before(&candidate) {
            candidate.outcome = CandidateOutcome::BeforeArming;
        } else {
            self.fresh.insert(candidate.id.clone());
        }
        self.all.insert(candidate.id.clone(), candidate);
    }

    /// Another candidate of the same rule on the same incident; happens when a rule's subject was changed.
    fn same(&self, candidate: &Candidate) -> Option<CandidateId> {
        candidate.incident.as_ref()?;
        let same = |other: &&Candidate| other.rule == candidate.rule && other.incident == candidate.incident;
        self.all.values().find(same).map(|other| other.id.clone())
    }

    fn silence(&mut self) {
        for candidate in self.all.values_mut() {
            let held = self.silences.iter().find(|silence| silence.holds(candidate, self.now));
            match (&candidate.outcome, held) {
                (CandidateOutcome::Open, Some(silence)) => {
                    candidate.outcome = CandidateOutcome::Silenced { by: silence.id.clone() };
                }
                (CandidateOutcome::Silenced { .. }, None) => {
                    open_again(candidate, News::SilenceEnded, self.now);
                    self.fresh.insert(candidate.id.clone());
                }
                _ => {}
            }
        }
    }

    /// Same country and hazard within the span: the highest is the head, the others are filed under it.
    fn group(&mut self) {
        let mut fresh: Vec<_> = self.fresh.iter().filter_map(|id| self.all.get(id)).cloned().collect();
        fresh.retain(|candidate| candidate.outcome.is_open());
        fresh.sort_by(|a, b| b.level.cmp(&a.level).then_with(|| a.id.cmp(&b.id)));
        for candidate in fresh {
            let Some((head, level)) = self.head(&candidate) else { continue };
            if candidate.level <= level {
                self.file(&candidate.id, head);
            } else {
                self.file(&head, candidate.id);
            }
        }
    }

    /// What one candidate for all countries stands for is filed under it.
    fn file_under_worldwide(&mut self, named: &BTreeSet<CandidateId>) {
        let open = self.all.values().filter(|candidate| candidate.outcome.is_open());
        let heads = open.filter_map(|one| Some((one.id.clone(), worldwide::stands_for(one)?)));
        let heads: Vec<_> = heads.filter(|(_, head)| named.contains(head)).collect();
        for (id, head) in heads {
            self.file(&id, head);
        }
    }

    /// What was filed under another, still holds, and has outlived that other, comes before a person itself.
    fn release(&mut self, named: &BTreeSet<CandidateId>) {
        let is_over = |id: &CandidateId| self.all.get(id).is_none_or(|head| head.outcome == CandidateOutcome::Expired);
        let left = |candidate: &&Candidate| match &candidate.outcome {
            CandidateOutcome::Grouped { under } => named.contains(&candidate.id) && is_over(under),
            _ => false,
        };
        let left: Vec<_> = self.all.values().filter(left).map(|candidate| candidate.id.clone()).collect();
        for id in left {
            if let Some(candidate) = self.all.get_mut(&id) {
                open_again(candidate, News::NewEpisode, self.now);
            }
        }
    }

    /// The highest other candidate of the same country and hazard that a person sees.
    fn head(&self, candidate: &Candidate) -> Option<(CandidateId, Level)> {
        let country = candidate.country?;
        let since = self.now - Duration::hours(self.settings.limits.group_hours);
        self.all
            .values()
            .filter(|other| other.id != candidate.id && other.country == Some(country))
            .filter(|other| other.hazard == candidate.hazard && other.exercise == candidate.exercise)
            .filter(|other| other.updated >= since && is_seen(&other.outcome))
            .max_by(|a, b| a.level.cmp(&b.level).then_with(|| b.id.cmp(&a.id)))
            .map(|other| (other.id.clone(), other.level))
    }

    fn file(&mut self, id: &CandidateId, under: CandidateId) {
        if let Some(candidate) = self.all.get_mut(id).filter(|candidate| candidate.outcome.is_open()) {
            candidate.outcome = CandidateOutcome::Grouped { under };
        }
    }

    /// Too many at once: the highest of each country stays, and so does every red.
    fn limit_flood(&mut self) {
        let since = self.now - Duration::minutes(self.settings.limits.flood_minutes);
        let mut recent: Vec<_> = self
            .all
            .values()
            .filter(|candidate| candidate.outcome.is_open() && !candidate.exercise && candidate.updated >= since)
            .map(|candidate| {
                (std::cmp::Reverse(candidate.level), candidate.at, candidate.id.clone(), candidate.country)
            })
            .collect();
        if recent.len() <= self.settings.limits.flood_count {
            return;
        }
        recent.sort();
        let mut heads = BTreeSet::new();
        for (level, _, id, country) in recent {
            let is_head = heads.insert(country);
            if let Some(candidate) = self.all.get_mut(&id).filter(|_| !is_head && level.0 < Level::Red) {
                candidate.outcome = CandidateOutcome::Flooded;
            }
        }
    }

    /// What no rule proposes any more is closed after a while, unless nobody looked.
    fn expire(&mut self, named: &BTreeSet<CandidateId>) {
        let before = self.now - Duration::hours(self.settings.limits.expire_hours);
        for candidate in self.all.values_mut() {
            let unseen = candidate.country.is_some_and(|code| self.settings.unchecked.contains(&code));
            let waits = is_waiting(&candidate.outcome) && !named.contains(&candidate.id);
            // A notice about the desk itself has no afterlife: the gap is closed, or it is not.
            let over = candidate.updated < before || candidate.level == Level::None;
            if waits && !unseen && over {
                candidate.outcome = CandidateOutcome::Expired;
                candidate.updated = self.now;
            }
        }
    }
}

/// Brings a known candidate up to date; tells whether it comes up before a person again.
fn repeat(known: &mut Candidate, new: Candidate, limits: &GateLimits, now: Timestamp) -> bool {
    let news = news(known, &new, limits);
    let due = limits
        .repeat_hours
        .get(known.basis.repeats as usize)
        .is_some_and(|hours| now - known.updated >= Duration::hours(*hours));
    known.why = new.why;
    known.assets = new.assets;
    known.hazard = new.hazard;
    known.country = new.country;
    known.countries = new.countries;
    if let Some(news) = news {
        known.level = new.level;
        known.basis = new.basis;
        open_again(known, news, now);
        return true;
    }
    if due {
        known.updated = now;
        known.basis.repeats += 1;
    }
    false
}

fn news(known: &Candidate, new: &Candidate, limits: &GateLimits) -> Option<News> {
    let (old, basis) = (&known.basis, &new.basis);
    if new.level > known.level {
        return Some(News::LevelRaised);
    }
    let later = basis.happened.is_some_and(|at| at > known.updated);
    if later || known.outcome == CandidateOutcome::Expired {
        return Some(News::NewEpisode);
    }
    let more_deaths = basis.fatalities > old.fatalities;
    if more_deaths || !basis.kinds.is_subset(&old.kinds) {
        return Some(News::NewFact);
    }
    (basis.families >= old.families + limits.more_families).then_some(News::MoreSources)
}

fn open_again(candidate: &mut Candidate, news: News, now: Timestamp) {
    let was_open = candidate.outcome.is_open();
    candidate.outcome = CandidateOutcome::Open;
    candidate.updated = now;
    candidate.basis.repeats = 0;
    candidate.basis.reopened = if was_open { candidate.basis.reopened } else { Some(news) };
}

/// Whether a person sees it, or has made a notice of it, so that others may be filed under it.
const fn is_seen(outcome: &CandidateOutcome) -> bool {
    matches!(outcome, CandidateOutcome::Open | CandidateOutcome::Drafted { .. })
}

const fn is_waiting(outcome: &CandidateOutcome) -> bool {
    matches!(
        outcome,
        CandidateOutcome::Open
            | CandidateOutcome::Silenced { .. }
            | CandidateOutcome::Grouped { .. }
            | CandidateOutcome::Flooded
    )
}

#[cfg(test)]
mod tests;
