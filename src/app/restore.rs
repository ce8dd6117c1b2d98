//! What an earlier run left in the store, and how a pipeline goes on from it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::cluster::Prepared;
use crate::config::Config;
use crate::domain::annotation::Annotation;
use crate::domain::impact::{Advice, LevelState, Subject, Transition};
use crate::domain::picture::Reading;
use crate::domain::rule::Candidate;
use crate::domain::silence::Silence;
use crate::domain::time::Timestamp;
use crate::store::{Store, StoreError};

use super::pipeline::Pipeline;
use super::reading::{ahead, side_by_side};
use super::reread::Renewed;
use super::stages::{Stages, Unready};

/// The mark of the moment at which this store began to watch.
const WATCHING_SINCE: &str = "watching_since";
/// More readings than this are not put back together at start; the latest are.
const MOST_READINGS: usize = 100_000;

/// Readings grouped at a time while the past is put together.
const SETTLED_AT_ONCE: usize = 8192;

/// Inputs of which the last row stands until the next, as feeds name them under `provides`.
const RECORDS: [&str; 3] = ["rates", "baseline", "advisories"];

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

impl Stored {
    fn read(store: &Store, config: &Config, now: Timestamp) -> Result<Self, StoreError> {
        let since = now - config.model.reach_back();
        Ok(Self {
            levels: store.levels()?,
            candidates: store.candidates_since(since)?,
            advice: store.advice()?,
            transitions: store.transitions_since(since)?,
            scores: store.day_scores_since(since)?,
            silences: store.silences()?,
        })
    }
}

/// Readings of the past as they are put back together.
struct Page {
    readings: Vec<Arc<Reading>>,
    prepared: Vec<Prepared>,
    /// What was found anew, to be stored.
    annotations: Vec<Annotation>,
}

impl Page {
    fn of(stages: &Stages, stored: Vec<Reading>) -> Result<Self, Unready> {
        let Renewed { readings, annotations } = stages.renew(stored)?;
        let prepared = side_by_side(readings.iter().collect(), |reading| stages.prepare(reading));
        Ok(Self { readings, prepared, annotations })
    }
}

impl Pipeline {
    /// Goes on from what an earlier run left.
    pub fn restore(&mut self, store: &Store, now: Timestamp) -> anyhow::Result<()> {
        let stored = Stored::read(store, &self.stages.config, now)?;
        self.rule(&store.rulings()?)?;
        let since = now - self.model().reach_back();
        self.restore_records(store)?;
        let mut writes = Vec::new();
        let mut joined = 0;
        let stages = Arc::clone(&self.stages);
        ahead(
            |send| {
                store.pages_since(since, MOST_READINGS, |stored| {
                    send(Page::of(&stages, stored)?);
                    anyhow::Ok(())
                })
            },
            |Page { readings, prepared, annotations }| {
                if !annotations.is_empty() {
                    writes.push(store.put_annotations(annotations));
                }
                self.join(&readings, prepared);
                joined += readings.len();
                if joined >= SETTLED_AT_ONCE {
                    joined = 0;
                    self.settle_past(&readings, since);
                }
            },
        )?;
        for write in writes {
            write.wait()?;
        }
        self.take_over(stored);
        Ok(self.show_left_out_before()?)
    }

    /// Groups what was joined so far, and forgets what a desk that had watched all the time would have forgotten by the
    /// time of the last reading: else all that ever made no incident would have to be held at once.
    fn settle_past(&mut self, readings: &[Arc<Reading>], since: Timestamp) {
        self.settle();
        let Some(last) = readings.last() else { return };
        let at = last.item.published.unwrap_or(last.item.seen);
        self.clusterer.forget_before(since, at - self.model().idle());
    }

    /// Rates of two years ago, an index of the year before and advice given long since still count, old as they are.
    fn restore_records(&mut self, store: &Store) -> anyhow::Result<()> {
        let stages = Arc::clone(&self.stages);
        let keeps = |provides: &[String]| provides.iter().any(|input| RECORDS.contains(&input.as_str()));
        for (feed, _) in stages.config.provides.iter().filter(|(_, provides)| keeps(provides)) {
            for reading in stages.renew(store.readings_of(feed)?)?.readings {
                self.keep_record(&reading);
            }
        }
        Ok(())
    }

    fn take_over(&mut self, stored: Stored) {
        self.advice.restore(stored.advice, self.records.advice());
        // What was left out was counted when it was read first.
        self.settle();
        // What was renamed on the way there was renamed in an earlier run, which has followed it.
        self.clusterer.take_regroupings();
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

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use serde_json::json;

    use super::*;
    use crate::app::lines::Lines;
    use crate::app::pipeline::Memory;
    use crate::app::stages::Stages;
    use crate::config::shipped;
    use crate::domain::impact::Structure;
    use crate::domain::picture::Reading;
    use crate::domain::sample;

    #[test]
    fn an_index_of_two_years_ago_still_counts_after_a_restart() {
        let stages = Stages::new(Arc::new(shipped().config.unwrap())).unwrap();
        let now = sample::now();
        let then = now - TimeDelta::days(700);
        let row = json!({
            "id": "wgi-ukr", "title": "Ukraine: political stability", "lang": "en", "published": then, "feed": "wb-wgi",
            "publisher": "worldbank", "reliability": "A", "values": { "GOV_WGI_PV.EST": -1.5 },
        });
        let items = Lines::new(&stages.config, then).read(&mut row.to_string().as_bytes(), 1).unwrap().items;
        let store = Store::open("memory:", now).unwrap().store;
        let read = Pipeline::new(Arc::clone(&stages), Memory::Desk, then).read(items).unwrap();
        store.put_readings(read.iter().map(|one| Reading::clone(one)).collect()).wait().unwrap();

        let mut again = Pipeline::new(stages, Memory::Desk, now);
        again.restore(&store, now).unwrap();
        let known = Structure { inform: None, stability: Some(-1.5) };
        assert_eq!(again.structure.known().get(&sample::code("UA")), Some(&known));
    }
}
