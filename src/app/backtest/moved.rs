//! Why a candidate is there under one configuration and not under the other: the term that moved it.

use serde::Serialize;

use crate::domain::rule::{Candidate, Rule};

use super::Side;

/// What moved a candidate over the line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moved {
    /// `S`, `C`, `g`, `half_life`; or what else differs: `rule`, `reading`, `gate`, `score`.
    pub term: &'static str,
    /// The number as it was, where there is one.
    pub before: Option<f64>,
    /// The number as edited.
    pub after: Option<f64>,
    /// In words, where there is no number.
    pub note: String,
}

impl Moved {
    fn word(term: &'static str, note: impl Into<String>) -> Self {
        Self { term, before: None, after: None, note: note.into() }
    }

    fn number(term: &'static str, before: f64, after: f64) -> Self {
        Self { term, before: Some(before), after: Some(after), note: String::new() }
    }
}

/// What moved a candidate that only one side has: the rule, if it is another; else how the items were read; else the
/// number of the incident that differs most; else the gate; else what the score is made of beyond it.
pub(super) fn moved(candidate: &Candidate, before: &Side, after: &Side) -> Moved {
    by_rule(candidate, before, after)
        .or_else(|| by_reading(candidate, before, after))
        .or_else(|| by_number(candidate, before, after))
        .or_else(|| by_gate(candidate, before, after))
        .unwrap_or_else(|| by_score(candidate, before, after))
}

fn by_rule(candidate: &Candidate, before: &Side, after: &Side) -> Option<Moved> {
    let rule = |side: &Side| -> Option<Rule> {
        let rules = &side.stages.config.rules;
        rules.iter().find(|rule| rule.id == candidate.rule && rule.enabled).cloned()
    };
    let note = match (rule(before), rule(after)) {
        (None, Some(_)) => "the rule is new",
        (Some(_), None) => "the rule is gone",
        (Some(old), Some(new)) if old.when != new.when || old.hazards != new.hazards || old.kinds != new.kinds => {
            "its condition is another"
        }
        (Some(old), Some(new)) if old.subject != new.subject => "it looks at something else",
        _ => return None,
    };
    Some(Moved::word("rule", note))
}

fn by_reading(candidate: &Candidate, before: &Side, after: &Side) -> Option<Moved> {
    let id = candidate.incident.as_ref()?;
    let note = match (before.incident(Some(id)), after.incident(Some(id))) {
        (None, Some(_)) => "its items now make an incident",
        (Some(_), None) => "its items no longer make this incident",
        (Some((old, _)), Some((new, _))) if old.hazard != new.hazard || old.kinds != new.kinds => {
            "its items are read as something else"
        }
        (Some((old, _)), Some((new, _))) if old.countries != new.countries => "its items are placed elsewhere",
        _ => return None,
    };
    Some(Moved::word("reading", note))
}

/// The number that changed most, as a ratio.
fn by_number(candidate: &Candidate, before: &Side, after: &Side) -> Option<Moved> {
    let id = candidate.incident.as_ref();
    let ((incident, old), (_, new)) = (before.incident(id)?, after.incident(id)?);
    let reach = |side: &super::Rating| side.points.terms.iter().find(|term| term.symbol == "g").map(|term| term.value);
    let half_life = |side: &Side| side.model().half_life(incident.hazard);
    let numbers = [
        ("S", old.severity, new.severity),
        ("C", old.certainty, new.certainty),
        ("g", reach(old).unwrap_or_default(), reach(new).unwrap_or_default()),
        ("half_life", half_life(before), half_life(after)),
    ];
    let ratio = |(_, a, b): &(&str, f64, f64)| (b.max(f64::EPSILON) / a.max(f64::EPSILON)).ln().abs();
    let most =
        numbers.into_iter().filter(|(_, a, b)| (a - b).abs() > 1e-9).max_by(|a, b| ratio(a).total_cmp(&ratio(b)));
    most.map(|(term, old, new)| Moved::number(term, old, new))
}

/// The other side has it too, and did not put it before a person.
fn by_gate(candidate: &Candidate, before: &Side, after: &Side) -> Option<Moved> {
    let find = |side: &Side| side.candidates.iter().find(|other| other.id == candidate.id).cloned();
    let held = [find(before), find(after)].into_iter().flatten().find(|other| other.outcome != candidate.outcome)?;
    Some(Moved::word("gate", held.outcome.key()))
}

fn by_score(candidate: &Candidate, before: &Side, after: &Side) -> Moved {
    let peak = |side: &Side| candidate.country.and_then(|code| side.peaks.get(&code).copied()).unwrap_or_default();
    Moved::number("score", peak(before), peak(after))
}
