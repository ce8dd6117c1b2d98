//! A notice about the desk itself that would be due for very many countries at once is one notice, which lists them.
//!
//! When every feed is out, the line is down: one matter for one person, not one for each country watched.

use std::collections::{BTreeMap, BTreeSet};

use super::book::candidate_id;
use crate::domain::id::{CandidateId, RuleId};
use crate::domain::level::Level;
use crate::domain::rule::{Basis, Candidate, condition_and_values};

/// What stands for all countries in a candidate's name.
const WORLDWIDE: &str = "worldwide";

/// The candidates, those of a rule about the desk itself put together where they are about more than `most` countries.
pub(super) fn put_together(proposed: Vec<Candidate>, most: usize) -> Vec<Candidate> {
    let mut of_rule: BTreeMap<RuleId, Vec<Candidate>> = BTreeMap::new();
    let (own, mut others): (Vec<_>, Vec<_>) = proposed.into_iter().partition(is_about_the_desk);
    for candidate in own {
        of_rule.entry(candidate.rule.clone()).or_default().push(candidate);
    }
    for candidates in of_rule.into_values() {
        match candidates.first() {
            Some(first) if candidates.len() > most => others.push(for_all(first.clone(), &candidates)),
            _ => others.extend(candidates),
        }
    }
    others
}

/// The candidate that stands for one, when it is proposed.
pub(super) fn stands_for(candidate: &Candidate) -> Option<CandidateId> {
    is_about_the_desk(candidate).then(|| candidate_id(&candidate.rule, WORLDWIDE))
}

fn is_about_the_desk(candidate: &Candidate) -> bool {
    candidate.level == Level::None && candidate.incident.is_none() && candidate.country.is_some()
}

fn for_all(first: Candidate, all: &[Candidate]) -> Candidate {
    let countries: BTreeSet<_> = all.iter().filter_map(|candidate| candidate.country).collect();
    let assets: BTreeSet<_> = all.iter().flat_map(|candidate| &candidate.assets).cloned().collect();
    let names: Vec<_> = countries.iter().map(ToString::to_string).collect();
    Candidate {
        id: candidate_id(&first.rule, WORLDWIDE),
        country: None,
        why: format!("{} [countries = {}: {}]", condition_and_values(&first.why).0, names.len(), names.join(", ")),
        assets: assets.into_iter().collect(),
        // A country that falls blind later makes it news again.
        basis: Basis { happened: all.iter().filter_map(|one| one.basis.happened).max(), ..first.basis },
        countries: countries.into_iter().collect(),
        ..first
    }
}
