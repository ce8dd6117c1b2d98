//! What an edited configuration would have done: the same items through the pipeline twice, side by side, once as it was
//! and once as edited, and what differs between the two.
//!
//! Everything runs as it does live: reading, joining, scoring, levels with their memory, rules, gates. No clock is read
//! and nothing is stored. What differs is told by [`compare`], how good either was against real events by [`against`].

pub mod against;

pub mod compare;

mod moved;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;

use chrono::{Duration, NaiveDate};

use crate::domain::country::CountryCode;
use crate::domain::id::IncidentId;
use crate::domain::impact::{Rating, Subject, Transition};
use crate::domain::incident::Incident;
use crate::domain::item::Item;
use crate::domain::model::Model;
use crate::domain::picture::Reading;
use crate::domain::rule::{Candidate, CandidateOutcome};
use crate::domain::time::{Timestamp, beijing, from_unix};
use crate::store::{Store, StoreError};

use super::pipeline::{Memory, Pipeline};
use super::replay::walk;
use super::stages::{Stages, Unready};

/// What one configuration made of the items.
pub struct Side {
    /// The stages it ran with.
    pub stages: Arc<Stages>,
    /// Candidates ever proposed, with what became of them.
    pub candidates: Vec<Candidate>,
    /// Levels that moved.
    pub transitions: Vec<Transition>,
    /// Every incident, with its last rating.
    pub incidents: BTreeMap<IncidentId, (Arc<Incident>, Arc<Rating>)>,
    /// The highest score of each country.
    pub peaks: BTreeMap<CountryCode, f64>,
}

/// The same items under two configurations.
pub struct Backtest {
    /// As it was.
    pub before: Side,
    /// As edited.
    pub after: Side,
    /// Items that were run.
    pub items: usize,
    /// The first and the last evaluation; none without items.
    pub span: Option<(Timestamp, Timestamp)>,
    /// Between two evaluations.
    pub step: Duration,
}

/// Runs items through both configurations, evaluating both every `step`.
pub fn backtest(
    before: &Arc<Stages>,
    after: &Arc<Stages>,
    items: Vec<Item>,
    step: Duration,
) -> Result<Backtest, Unready> {
    let count = items.len();
    let shared = reads_alike(before, after)?;
    let (mut old, mut new) = (Run::new(before), Run::new(after));
    let mut span: Option<(Timestamp, Timestamp)> = None;
    walk(items, step, |batch, now| {
        let own = if shared { None } else { Some(new.pipeline.read(batch.clone())?) };
        let readings = old.pipeline.read(batch)?;
        thread::scope(|scope| {
            scope.spawn(|| new.turn(own.as_deref().unwrap_or(&readings), now));
            old.turn(&readings, now);
        });
        if let Some(now) = now {
            span = Some((span.map_or(now, |(first, _)| first), now));
        }
        Ok::<_, Unready>(())
    })?;
    Ok(Backtest { before: old.finish(), after: new.finish(), items: count, span, step })
}

/// Stored items from a moment on, as they read now.
pub fn stored(store: &Store, since: Timestamp) -> Result<Vec<Item>, StoreError> {
    let mut items = Vec::new();
    store.pages_since(since, usize::MAX, |page| {
        items.extend(page.into_iter().map(|reading| reading.item));
        Ok::<_, StoreError>(())
    })?;
    Ok(items)
}

/// Whether both would find the same in every item, so that each is read once.
fn reads_alike(before: &Stages, after: &Stages) -> Result<bool, Unready> {
    let (a, b) = (&before.config, &after.config);
    Ok(before.annotator()?.version() == after.annotator()?.version()
        && a.model.severity == b.model.severity
        && (&a.assets, &a.sectors, &a.ambiguous, &a.blocs, &a.feeds)
            == (&b.assets, &b.sectors, &b.ambiguous, &b.blocs, &b.feeds))
}

/// One configuration on its way through the items.
struct Run {
    pipeline: Pipeline,
    peaks: BTreeMap<CountryCode, f64>,
}

impl Run {
    fn new(stages: &Arc<Stages>) -> Self {
        let epoch = from_unix(0).unwrap_or_default();
        Self { pipeline: Pipeline::new(Arc::clone(stages), Memory::Everything, epoch), peaks: BTreeMap::new() }
    }

    fn turn(&mut self, readings: &[Arc<Reading>], now: Option<Timestamp>) {
        self.pipeline.take_read(readings);
        let Some(now) = now else { return };
        self.pipeline.evaluate(now);
        for (subject, _, score) in self.pipeline.scores(now) {
            if let Subject::Country(code) = subject {
                let peak = self.peaks.entry(code).or_default();
                *peak = peak.max(score);
            }
        }
    }

    fn finish(self) -> Side {
        let Self { pipeline, peaks } = self;
        let incidents = pipeline.all_incidents();
        Side {
            candidates: pipeline.candidates,
            transitions: pipeline.transitions,
            incidents,
            peaks,
            stages: pipeline.stages,
        }
    }
}

impl Side {
    /// Candidates that came before a person, or would have.
    pub fn alarms(&self) -> impl Iterator<Item = &Candidate> {
        self.candidates.iter().filter(|candidate| is_alarm(candidate))
    }

    /// How many candidates came before a person on each of some days.
    pub fn load(&self) -> BTreeMap<NaiveDate, usize> {
        let mut load = BTreeMap::new();
        for candidate in self.alarms() {
            *load.entry(beijing(candidate.at).date_naive()).or_default() += 1;
        }
        load
    }

    pub(super) fn model(&self) -> &Model {
        &self.stages.config.model
    }

    fn incident(&self, id: Option<&IncidentId>) -> Option<&(Arc<Incident>, Arc<Rating>)> {
        self.incidents.get(id?)
    }
}

/// Whether a candidate came before a person: one that was filed under another, held or never armed did not.
fn is_alarm(candidate: &Candidate) -> bool {
    matches!(candidate.outcome, CandidateOutcome::Open | CandidateOutcome::Expired) && !candidate.exercise
}

#[cfg(test)]
mod tests;
