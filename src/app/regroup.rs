//! Candidates go on when the incidents behind them are merged, split or renamed.
//!
//! Which items are one incident is `cluster`'s to say, and may change as news come in. A candidate keeps its own id
//! through that, so that the notice drafted on it stays the notice on it, and nobody is asked twice.

use std::collections::BTreeMap;

use crate::cluster::Regrouping;
use crate::domain::id::{CandidateId, IncidentId, RuleId};
use crate::domain::rule::{Candidate, CandidateOutcome};

/// Moves candidates to the incidents that theirs have become. Of a split incident the first part goes on with them.
pub(super) fn follow(candidates: &mut [Candidate], regroupings: &[Regrouping]) {
    for Regrouping { from, to } in regroupings {
        let Some(now) = to.first().filter(|_| !to.contains(from)) else { continue };
        for candidate in candidates.iter_mut().filter(|candidate| candidate.incident.as_ref() == Some(from)) {
            candidate.incident = Some(now.clone());
        }
    }
}

/// Gives proposals the id under which the same rule's candidate on the same incident is known already; where several
/// are by now, all but one are the same again.
pub(super) fn under_known_ids(proposed: &mut [Candidate], known: &mut [Candidate]) {
    let names = names(known);
    for candidate in known.iter_mut().filter(|candidate| candidate.outcome.is_open()) {
        if let Some(of) = key(candidate).and_then(|key| names.get(&key)).filter(|of| **of != candidate.id) {
            candidate.outcome = CandidateOutcome::Duplicate { of: of.clone() };
        }
    }
    for candidate in proposed {
        if let Some(id) = key(candidate).and_then(|key| names.get(&key)) {
            candidate.id = id.clone();
        }
    }
}

pub(super) type Key = (RuleId, IncidentId);

/// The rule and incident that a candidate is on; two on the same are one.
pub(super) fn key(candidate: &Candidate) -> Option<Key> {
    Some((candidate.rule.clone(), candidate.incident.clone()?))
}

/// For each rule and incident the candidate that stands for it: one that a person has dealt with, else the oldest.
fn names(known: &[Candidate]) -> BTreeMap<Key, CandidateId> {
    let mut best: BTreeMap<Key, &Candidate> = BTreeMap::new();
    for candidate in known.iter().filter(|candidate| !matches!(candidate.outcome, CandidateOutcome::Duplicate { .. })) {
        let Some(key) = key(candidate) else { continue };
        let rank = |one: &Candidate| (one.outcome.is_open(), one.at, one.id.clone());
        let stands = best.entry(key).or_insert(candidate);
        if rank(candidate) < rank(stands) {
            *stands = candidate;
        }
    }
    best.into_iter().map(|(key, candidate)| (key, candidate.id.clone())).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::sample;

    fn candidate(id: &str, incident: &str) -> Candidate {
        Candidate { id: id.into(), incident: Some(incident.into()), ..sample::candidate() }
    }

    fn became(from: &str, to: &[&str]) -> Regrouping {
        Regrouping { from: from.into(), to: to.iter().map(|id| IncidentId::new(*id)).collect::<BTreeSet<_>>() }
    }

    #[test]
    fn a_renamed_incident_keeps_its_candidate() {
        let mut known = [candidate("c-old", "i-1")];
        follow(&mut known, &[became("i-1", &["i-2"])]);
        let mut proposed = [candidate("c-new", "i-2")];
        under_known_ids(&mut proposed, &mut known);
        assert_eq!((proposed[0].id.as_str(), known[0].outcome.is_open()), ("c-old", true));
    }

    #[test]
    fn of_two_candidates_whose_incidents_merged_the_drafted_one_stands() {
        let mut known = [candidate("c-1", "i-1"), candidate("c-2", "i-2")];
        known[1].outcome = CandidateOutcome::Drafted { notice: "N-2026-0001".into() };
        follow(&mut known, &[became("i-1", &["i-2"])]);
        let mut proposed = [candidate("c-3", "i-2")];
        under_known_ids(&mut proposed, &mut known);
        assert_eq!(proposed[0].id.as_str(), "c-2");
        assert_eq!(known[0].outcome, CandidateOutcome::Duplicate { of: "c-2".into() });
    }

    #[test]
    fn a_split_that_keeps_the_incident_moves_nothing() {
        let mut known = [candidate("c-1", "i-1")];
        follow(&mut known, &[became("i-1", &["i-0", "i-1"])]);
        assert_eq!(known[0].incident, Some("i-1".into()));
    }
}
