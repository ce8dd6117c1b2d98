//! Replay: the whole pure pipeline over a list of items, with the clock driven by their times.
//!
//! The same items give the same bytes. Reading the lines is left to `ingest`, printing to `cli`.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use chrono::Duration;
use serde::Serialize;

use crate::cluster::Prepared;
use crate::domain::country::CountryCode;
use crate::domain::hazard::Hazard;
use crate::domain::id::{AssetId, CandidateId, Family, IncidentId, ItemId, RuleId};
use crate::domain::impact::{Rating, Subject, Transition};
use crate::domain::incident::Incident;
use crate::domain::item::Item;
use crate::domain::level::Level;
use crate::domain::picture::Reading;
use crate::domain::rule::{Candidate, CandidateOutcome};
use crate::domain::time::Timestamp;

use super::pipeline::Pipeline;
use super::reading::{ahead, read_all, side_by_side};
use super::stages::Unready;

/// What a replay gives: `fenghuo.replay/1`.
#[derive(Debug, Serialize)]
pub struct Replayed {
    schema: &'static str,
    /// Version of the scoring model.
    model: String,
    /// Version of lexicon and gazetteer.
    lexicon: String,
    /// Items read.
    items: usize,
    /// Every incident the items made, by id.
    incidents: Vec<IncidentRow>,
    /// Every change of a level, in order of time.
    levels: Vec<LevelRow>,
    /// Every candidate ever proposed, in order of time.
    candidates: Vec<CandidateRow>,
    /// Items that gave no incident, by reason.
    drops: BTreeMap<String, u64>,
}

#[derive(Debug, Serialize)]
struct IncidentRow {
    id: IncidentId,
    hazard: Hazard,
    countries: Vec<CountryCode>,
    severity: f64,
    certainty: f64,
    first: Timestamp,
    last: Timestamp,
    items: Vec<ItemId>,
    publishers: Vec<Family>,
}

#[derive(Debug, Serialize)]
struct LevelRow {
    at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<CountryCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    asset: Option<AssetId>,
    from: Level,
    to: Level,
    score: f64,
    why: String,
}

#[derive(Debug, Serialize)]
struct CandidateRow {
    id: CandidateId,
    at: Timestamp,
    rule: RuleId,
    level: Level,
    country: Option<CountryCode>,
    incident: Option<IncidentId>,
    assets: Vec<AssetId>,
    why: String,
    #[serde(flatten)]
    outcome: CandidateOutcome,
}

/// Runs items through a pipeline that has seen nothing yet, evaluating every `step`.
///
/// Items without a time are taken together with the first that has one.
pub fn replay(mut pipeline: Pipeline, items: Vec<Item>, step: Duration) -> Result<Replayed, Unready> {
    let (count, stages) = (items.len(), Arc::clone(&pipeline.stages));
    let read = |give: &mut dyn FnMut(_)| {
        walk(items, step, |batch, now| {
            let readings = read_all(stages.annotator()?, batch);
            let prepared = side_by_side(readings.iter().collect(), |reading| stages.prepare(reading));
            give((readings, prepared, now));
            Ok::<_, Unready>(())
        })
    };
    ahead(read, |(readings, prepared, now): (Vec<Arc<Reading>>, Vec<Prepared>, Option<Timestamp>)| {
        pipeline.take_prepared(&readings, prepared);
        match now {
            Some(now) => pipeline.evaluate(now),
            None => pipeline.settle(),
        }
    })?;
    document(&pipeline, count)
}

/// Walks items in the order of their times: `turn` is given what came since the last evaluation, and the moment of this
/// one; none when no item has a time.
pub(super) fn walk<E>(
    items: Vec<Item>,
    step: Duration,
    mut turn: impl FnMut(Vec<Item>, Option<Timestamp>) -> Result<(), E>,
) -> Result<(), E> {
    let Some(first) = items.iter().filter_map(|item| item.published).min() else {
        return turn(items, None);
    };
    let mut waiting = in_order(items, first);
    let mut now = first;
    while !waiting.is_empty() {
        let due = waiting.partition_point(|item| item.published.is_none_or(|at| at <= now));
        turn(waiting.drain(..due).collect(), Some(now))?;
        now = next_step(now, step, waiting.front());
    }
    // One evaluation more, so that what came last can be confirmed.
    turn(Vec::new(), Some(now))
}

/// Undated items first, then by time, then by id, so that the order of the file does not matter. An item counts as
/// seen when it was published.
fn in_order(mut items: Vec<Item>, first: Timestamp) -> VecDeque<Item> {
    for item in &mut items {
        item.seen = item.published.unwrap_or(first);
    }
    items.sort_by(|a, b| (a.published, &a.id).cmp(&(b.published, &b.id)));
    items.into()
}

/// The next evaluation. Steps are never skipped while something may still decay or be confirmed.
fn next_step(now: Timestamp, step: Duration, next: Option<&Item>) -> Timestamp {
    let usual = now + step;
    match next.and_then(|item| item.published) {
        // A silence of months in the items is crossed in one stride: nothing is left alive by then.
        Some(at) if at - now > Duration::days(180) => at,
        _ => usual,
    }
}

fn document(pipeline: &Pipeline, items: usize) -> Result<Replayed, Unready> {
    Ok(Replayed {
        schema: "fenghuo.replay/1",
        model: pipeline.model().version.clone(),
        lexicon: pipeline.lexicon()?.to_owned(),
        items,
        incidents: pipeline.all_incidents().values().map(|(incident, rating)| incident_row(incident, rating)).collect(),
        levels: pipeline.transitions().iter().map(level_row).collect(),
        candidates: candidate_rows(pipeline.candidates()),
        drops: pipeline.drops().clone(),
    })
}

fn incident_row(incident: &Incident, rating: &Rating) -> IncidentRow {
    IncidentRow {
        id: incident.id.clone(),
        hazard: incident.hazard,
        countries: incident.countries.clone(),
        severity: rounded(rating.severity),
        certainty: rounded(rating.certainty),
        first: incident.first,
        last: incident.last,
        items: incident.members.iter().map(|member| member.item.clone()).collect(),
        publishers: incident.families().into_iter().cloned().collect(),
    }
}

fn level_row(transition: &Transition) -> LevelRow {
    let (country, asset) = match &transition.subject {
        Subject::Country(code) => (Some(*code), None),
        Subject::Asset(id) => (None, Some(id.clone())),
    };
    LevelRow {
        at: transition.at,
        country,
        asset,
        from: transition.from,
        to: transition.to,
        score: rounded(transition.score),
        why: transition.why.clone(),
    }
}

fn candidate_rows(candidates: &[Candidate]) -> Vec<CandidateRow> {
    let mut rows: Vec<_> = candidates.iter().map(candidate_row).collect();
    rows.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    rows
}

fn candidate_row(candidate: &Candidate) -> CandidateRow {
    CandidateRow {
        id: candidate.id.clone(),
        at: candidate.at,
        rule: candidate.rule.clone(),
        level: candidate.level,
        country: candidate.country,
        incident: candidate.incident.clone(),
        assets: candidate.assets.clone(),
        why: candidate.why.clone(),
        outcome: candidate.outcome.clone(),
    }
}

/// Four decimals: more would only show the noise of floating point.
pub(super) fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}
