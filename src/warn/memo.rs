//! What rules proposed on incidents at the last evaluation, for those that have not changed since: most conditions look
//! at nothing that goes by the clock, and most incidents are the same from one evaluation to the next.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::id::{AssetId, IncidentId};
use crate::domain::impact::{Impact, Rating};
use crate::domain::incident::Incident;
use crate::domain::rule::Candidate;
use crate::domain::time::Timestamp;

/// What is known from the last evaluation of one rule book over one registry and watchlist.
#[derive(Debug, Default)]
pub struct Memo {
    known: HashMap<IncidentId, Known>,
    /// What the evaluation that goes on has seen.
    seen: HashMap<IncidentId, Known>,
}

/// What was proposed on one version of an incident.
#[derive(Debug)]
struct Known {
    /// Versions are told apart by their `Arc`.
    incident: Arc<Incident>,
    severity: u64,
    certainty: u64,
    /// The assets it touched, in the order in which they were looked at.
    assets: Vec<AssetId>,
    candidates: Vec<Candidate>,
}

impl Known {
    fn is_of(&self, incident: &Arc<Incident>, rating: &Rating, impacts: &[&Impact]) -> bool {
        Arc::ptr_eq(&self.incident, incident)
            && (self.severity, self.certainty) == (rating.severity.to_bits(), rating.certainty.to_bits())
            && self.assets.iter().eq(impacts.iter().map(|impact| &impact.asset))
    }
}

impl Memo {
    /// What was proposed on an incident that is as it was, as if proposed now.
    pub(super) fn recall(
        &mut self,
        incident: &Arc<Incident>,
        rating: &Rating,
        impacts: &[&Impact],
        now: Timestamp,
    ) -> Option<Vec<Candidate>> {
        let known = self.known.remove(&incident.id).filter(|known| known.is_of(incident, rating, impacts))?;
        let candidates =
            known.candidates.iter().map(|one| Candidate { at: now, updated: now, ..one.clone() }).collect();
        self.seen.insert(incident.id.clone(), known);
        Some(candidates)
    }

    /// Keeps what was proposed on an incident, unless it lies ahead: then even its beginning goes by the clock.
    pub(super) fn keep<'c>(
        &mut self,
        incident: &Arc<Incident>,
        rating: &Rating,
        impacts: &[&Impact],
        candidates: impl Iterator<Item = &'c Candidate>,
        now: Timestamp,
    ) {
        if incident.first > now {
            return;
        }
        let known = Known {
            incident: Arc::clone(incident),
            severity: rating.severity.to_bits(),
            certainty: rating.certainty.to_bits(),
            assets: impacts.iter().map(|impact| impact.asset.clone()).collect(),
            candidates: candidates.cloned().collect(),
        };
        self.seen.insert(incident.id.clone(), known);
    }

    /// Forgets what this evaluation has not seen.
    pub(super) fn turn(&mut self) {
        self.known = std::mem::take(&mut self.seen);
    }
}
