//! What an earlier run left in the store, and how a pipeline goes on from it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::Config;
use crate::domain::impact::{Advice, LevelState, Subject, Transition};
use crate::domain::rule::Candidate;
use crate::domain::silence::Silence;
use crate::domain::time::Timestamp;
use crate::store::{Store, StoreError};

use super::engine::reach_back;
use super::pipeline::Pipeline;

/// The mark of the moment at which this store began to watch.
const WATCHING_SINCE: &str = "watching_since";
/// More readings than this are not put back together at start; the latest are.
const MOST_READINGS: usize = 100_000;

/// When this store began to watch, which is now for a new one.
pub(super) fn watching_since(store: &Store, now: Timestamp) -> Result<Timestamp, StoreError> {
    if let Some(at) = store.mark(WATCHING_SINCE)? {
        return Ok(at);
    }
    store.set_mark(WATCHING_SINCE, now).wait()?;
    Ok(now)
}

/// What an earlier run left beside readings.
struct Stored {
    levels: BTreeMap<Subject, LevelState>,
    candidates: Vec<Candidate>,
    advice: Vec<Advice>,
    transitions: Vec<Transition>,
    scores: BTreeMap<Subject, Vec<(Timestamp, f64)>>,
    silences: Vec<Silence>,
}

/// Since when readings may still matter.
fn alive_since(config: &Config, now: Timestamp) -> Timestamp {
    now - reach_back(config.model.half_life_hours.values().copied().fold(0.0, f64::max))
}

impl Stored {
    fn read(store: &Store, config: &Config, now: Timestamp) -> Result<Self, StoreError> {
        let since = alive_since(config, now);
        Ok(Self {
            levels: store.levels()?,
            candidates: store.candidates_since(since)?,
            advice: store.advice()?,
            transitions: store.transitions_since(since)?,
            scores: store.scores_since(since)?,
            silences: store.silences()?,
        })
    }
}

impl Pipeline {
    /// Goes on from what an earlier run left.
    pub fn restore(&mut self, store: &Store, now: Timestamp) -> Result<(), StoreError> {
        let stored = Stored::read(store, &self.stages.config, now)?;
        let since = alive_since(&self.stages.config, now);
        self.rule(&store.rulings()?);
        store.pages_since(since, MOST_READINGS, |page| {
            self.join(&page.into_iter().map(Arc::new).collect::<Vec<_>>());
        })?;
        self.take_over(stored);
        Ok(())
    }

    fn take_over(&mut self, stored: Stored) {
        self.advice.restore(stored.advice);
        // What was left out was counted when it was read first.
        self.drops.clear();
        self.levels = stored.levels;
        self.candidates = stored.candidates;
        self.transitions = stored.transitions;
        self.silences = stored.silences;
        for (subject, scores) in stored.scores {
            for (at, score) in scores {
                self.history.put(&subject, at, score);
            }
        }
    }

    /// The scores of the last evaluation, for the record.
    pub fn scores(&self, now: Timestamp) -> Vec<(Subject, Timestamp, f64)> {
        let countries = self.assessment.countries.iter().map(|s| (Subject::Country(s.country), now, s.score.value));
        let assets = self.assessment.assets.iter().map(|s| (Subject::Asset(s.asset.clone()), now, s.score.value));
        countries.chain(assets).collect()
    }
}
