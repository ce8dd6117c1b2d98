//! Why something did not warn: the gates it passed and the one that stopped it, with the numbers.
//!
//! Telling it in words is left to `cli` and `tui`, under the keys `why_not.<step>`.

use serde::Serialize;

use super::book::RuleBook;
use crate::domain::annotation::{Annotation, EventKind, Reason};
use crate::domain::id::{AssetId, IncidentId, RuleId};
use crate::domain::impact::{CertaintyWord, Impact, Rating};
use crate::domain::incident::Incident;
use crate::domain::rule::{Candidate, CandidateOutcome};

/// What is known of an item's way.
#[derive(Clone, Copy, Debug)]
pub struct Trail<'a> {
    /// What reading it found.
    pub annotation: &'a Annotation,
    /// The incident it became part of, with its rating.
    pub incident: Option<(&'a Incident, &'a Rating)>,
    /// What the incident does to assets.
    pub impacts: &'a [&'a Impact],
    /// The asset asked about, if one is.
    pub asset: Option<&'a AssetId>,
    /// All candidates.
    pub candidates: &'a [Candidate],
}

/// One gate on the way.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Reading named a country.
    Attributed {
        /// The countries, best first.
        countries: Vec<String>,
    },
    /// Reading named no country: it waits for a person.
    Unattributed,
    /// A government's travel advice: part of the country's standing, not a happening.
    Standing,
    /// Reading found no hazard; the reasons name what was excluded.
    NoHazard {
        /// What was seen and excluded, with the words.
        reasons: Vec<Reason>,
    },
    /// It became part of no incident.
    NoIncident,
    /// It became part of an incident.
    Clustered {
        /// The incident.
        incident: IncidentId,
        /// Publisher families together.
        families: usize,
    },
    /// Too unsure to count.
    Unconfirmed {
        /// How sure, 0 to 0.98.
        certainty: f64,
    },
    /// Sure enough to count.
    Counted {
        /// How sure, 0 to 0.98.
        certainty: f64,
        /// Points in the country's situation.
        points: f64,
    },
    /// The asset asked about is not in the way.
    NotExposed {
        /// The asset.
        asset: AssetId,
    },
    /// The asset asked about is in the way.
    Exposed {
        /// The asset.
        asset: AssetId,
        /// The impact with its terms.
        sum: String,
    },
    /// No rule looks at incidents of this sort.
    NoRule,
    /// These rules look at such incidents, and their conditions do not hold.
    RulesNotMet {
        /// The rules with their conditions.
        rules: Vec<(RuleId, String)>,
    },
    /// A candidate was proposed, and this became of it.
    Proposed {
        /// The rule.
        rule: RuleId,
        /// Why it was proposed.
        why: String,
        /// What became of it.
        outcome: CandidateOutcome,
    },
}

impl Step {
    /// Whether nothing comes after this step.
    pub const fn is_stop(&self) -> bool {
        match self {
            Self::Unattributed
            | Self::Standing
            | Self::NoHazard { .. }
            | Self::NoIncident
            | Self::Unconfirmed { .. }
            | Self::NotExposed { .. }
            | Self::NoRule
            | Self::RulesNotMet { .. } => true,
            Self::Proposed { outcome, .. } => {
                !matches!(outcome, CandidateOutcome::Open | CandidateOutcome::Drafted { .. })
            }
            Self::Attributed { .. } | Self::Clustered { .. } | Self::Counted { .. } | Self::Exposed { .. } => false,
        }
    }
}

/// The steps an item passed, the one that stopped it last; the last is no stop when it did warn.
pub fn why_not(trail: &Trail<'_>, book: &RuleBook) -> Vec<Step> {
    let first = reading(trail);
    let mut steps: Vec<_> = first.into_iter().collect();
    if steps.last().is_some_and(Step::is_stop) {
        return steps;
    }
    let Some((incident, rating)) = trail.incident else {
        steps.push(Step::NoIncident);
        return steps;
    };
    steps.push(Step::Clustered { incident: incident.id.clone(), families: incident.families().len() });
    for step in std::iter::once(certainty(rating)).chain(exposure(trail)) {
        let ends = step.is_stop();
        steps.push(step);
        if ends {
            return steps;
        }
    }
    steps.extend(rules(trail, incident, book));
    steps
}

fn reading(trail: &Trail<'_>) -> Option<Step> {
    let annotation = trail.annotation;
    if annotation.kinds.contains(&EventKind::Advisory) && trail.incident.is_none() {
        return Some(Step::Standing);
    }
    if annotation.hazards.is_empty() && trail.incident.is_none() {
        return Some(Step::NoHazard { reasons: annotation.reasons.clone() });
    }
    let countries: Vec<_> = annotation.countries.iter().map(|finding| finding.code.to_string()).collect();
    // A rule on a field has no country and still counts, so an incident outranks the missing country.
    if countries.is_empty() {
        trail.incident.is_none().then_some(Step::Unattributed)
    } else {
        Some(Step::Attributed { countries })
    }
}

fn certainty(rating: &Rating) -> Step {
    let certainty = rating.certainty;
    match rating.certainty_word {
        CertaintyWord::Unlikely => Step::Unconfirmed { certainty },
        _ => Step::Counted { certainty, points: rating.points.value },
    }
}

fn exposure(trail: &Trail<'_>) -> Option<Step> {
    let asset = trail.asset?.clone();
    let impact = trail.impacts.iter().find(|impact| impact.asset == asset && impact.sum.value > 0.0);
    Some(match impact {
        Some(impact) => Step::Exposed { asset, sum: impact.sum.to_string() },
        None => Step::NotExposed { asset },
    })
}

fn rules(trail: &Trail<'_>, incident: &Incident, book: &RuleBook) -> Vec<Step> {
    let on_it = |candidate: &&Candidate| {
        candidate.incident.as_ref() == Some(&incident.id)
            && trail.asset.is_none_or(|asset| candidate.assets.contains(asset))
    };
    let proposed: Vec<_> = trail.candidates.iter().filter(on_it).map(proposal).collect();
    if !proposed.is_empty() {
        return proposed;
    }
    let looking: Vec<_> = book.looking_at(incident).map(|rule| (rule.id.clone(), rule.when.clone())).collect();
    vec![if looking.is_empty() { Step::NoRule } else { Step::RulesNotMet { rules: looking } }]
}

fn proposal(candidate: &Candidate) -> Step {
    Step::Proposed { rule: candidate.rule.clone(), why: candidate.why.clone(), outcome: candidate.outcome.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::annotation::{CountryFinding, HazardFinding};
    use crate::domain::hazard::Hazard;
    use crate::domain::sample;
    use crate::warn::tests::shipped_rules;

    fn read() -> Annotation {
        let mut annotation = sample::reading("bbc", 10).annotation.clone();
        annotation.countries = vec![CountryFinding { code: sample::code("UA"), weight: 1.0, evidence: vec![] }];
        annotation.hazards = vec![HazardFinding { hazard: Hazard::ArmedConflict, confidence: 1.0, evidence: vec![] }];
        annotation
    }

    fn last(change: impl FnOnce(&mut Annotation, &mut Rating, &mut Vec<Candidate>), with_incident: bool) -> Step {
        let (mut annotation, mut rating, mut candidates) = (read(), sample::rating(), vec![]);
        change(&mut annotation, &mut rating, &mut candidates);
        let (incident, impact) = (sample::incident(), sample::impact());
        let trail = Trail {
            annotation: &annotation,
            incident: with_incident.then_some((&incident, &rating)),
            impacts: &[&impact],
            asset: None,
            candidates: &candidates,
        };
        why_not(&trail, &RuleBook::compile(&shipped_rules()).0).pop().unwrap()
    }

    #[test]
    fn each_gate_that_stops_an_item_is_named() {
        let sport = Reason { code: "sport".into(), text: "cup final".into() };
        let step = last(|read, _, _| (read.hazards, read.reasons) = (vec![], vec![sport.clone()]), false);
        assert_eq!(step, Step::NoHazard { reasons: vec![sport.clone()] });
        assert_eq!(last(|read, _, _| read.kinds = vec![EventKind::Advisory], false), Step::Standing);
        assert_eq!(last(|read, _, _| read.countries.clear(), false), Step::Unattributed);
        assert_eq!(last(|_, _, _| {}, false), Step::NoIncident);
        let unsure = last(|_, rating, _| rating.certainty_word = CertaintyWord::Unlikely, true);
        assert_eq!(unsure, Step::Unconfirmed { certainty: 0.86 });
        let Step::RulesNotMet { rules } = last(|_, _, _| {}, true) else { panic!("a rule looks at strikes") };
        assert_eq!(rules[0].0.as_str(), "ARM-1");
    }

    #[test]
    fn an_asset_out_of_the_way_is_the_reason() {
        let (annotation, rating, incident, asset) = (read(), sample::rating(), sample::incident(), "cn-cl".into());
        let trail = Trail {
            annotation: &annotation,
            incident: Some((&incident, &rating)),
            impacts: &[],
            asset: Some(&asset),
            candidates: &[],
        };
        let steps = why_not(&trail, &RuleBook::compile(&[]).0);
        assert_eq!(steps.last(), Some(&Step::NotExposed { asset }));
    }

    #[test]
    fn what_did_warn_ends_without_a_stop() {
        let step = last(|_, _, candidates| candidates.push(sample::candidate()), true);
        assert!(!step.is_stop() && matches!(step, Step::Proposed { .. }));
    }
}
