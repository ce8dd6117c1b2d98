//! A country's slow baseline, the floors under its score, and when a government's advice counts as changed.
//!
//! Section 5.5 of the domain model. What is happening now is left to `score`.

use serde::{Deserialize, Serialize};

use crate::domain::country::CountryCode;
use crate::domain::explain::{Sum, Term, Why};
use crate::domain::impact::{Advice, Structure};
use crate::domain::level::Level;
use crate::domain::model::Model;
use crate::domain::time::Timestamp;

use super::weigh::{sum, term};

/// Scale of the governance indicator: its best value, and its span.
const STABILITY: (f64, f64) = (2.5, 5.0);

/// The governments that make a consensus.
const CONSENSUS: usize = 2;

/// Second highest level among governments; of a single government one step lower, and never below 1.
pub fn consensus(levels: &[u8]) -> u8 {
    let mut sorted = levels.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    match sorted.as_slice() {
        [] => 1,
        [only] => only.saturating_sub(1).max(1),
        [_, second, ..] => *second,
    }
}

/// Structural risk, 0 to 100, by what is known of it; none when nothing is.
pub fn structural(structure: &Structure) -> Option<f64> {
    let (best, span) = STABILITY;
    let inform = structure.inform.map(|index| index * 10.0);
    let stability = structure.stability.map(|value| (best - value) / span * 100.0);
    let known: Vec<f64> = inform.into_iter().chain(stability).collect();
    (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
}

/// The standing B of a country, 0 to 100: advice and structure, or advice alone where the structure is not known.
pub fn standing(advice: &[&Advice], structure: Option<&Structure>, model: &Model) -> Sum {
    let levels: Vec<(String, u8)> = advice.iter().map(|a| (a.government.clone(), a.level)).collect();
    let consensus = consensus(&advice.iter().map(|a| a.level).collect::<Vec<_>>());
    let points = advice_points(consensus, model);
    let by_advice = term("Adv", points, Why::Advice { levels, consensus });
    let Some((known, worth)) = structure.and_then(|known| Some((known, structural(known)?))) else {
        return sum("B", points, "Adv", vec![by_advice]);
    };
    let share = model.score.advice_share;
    let why = Why::Structure { inform: known.inform, stability: known.stability };
    let terms = vec![by_advice, term("Struct", worth, why), share_term("advice_share", share)];
    sum("B", share * points + (1.0 - share) * worth, "k·Adv + (1−k)·Struct", terms)
}

/// The highest floor under a country's score, with the term that says who sets it; none when nobody does.
///
/// Two governments at the highest level raise to red only when something is happening: their advice is partly about
/// their own citizens. Ministry advice for a part of the country counts one step lower.
pub(super) fn floor(advice: &[&Advice], ministry: &str, situation: f64, model: &Model) -> Option<Term> {
    let ministry = advice.iter().find(|a| a.government == ministry).and_then(|a| ministry_floor(a, model));
    let agreed = agreed_floor(advice, situation, model);
    let highest = ministry.into_iter().chain(agreed).max_by(|a, b| a.0.total_cmp(&b.0));
    highest.map(|(points, by, level)| term("F", points, Why::Floor { by: by.to_owned(), level }))
}

fn ministry_floor(advice: &Advice, model: &Model) -> Option<(f64, &'static str, u8)> {
    let counted = if advice.regional { advice.level.saturating_sub(1) } else { advice.level };
    let index = usize::from(counted).checked_sub(2)?;
    model.score.ministry_floor.get(index).map(|points| (*points, "ministry", advice.level))
}

fn agreed_floor(advice: &[&Advice], situation: f64, model: &Model) -> Option<(f64, &'static str, u8)> {
    let at_least = |level: u8| advice.iter().filter(|a| a.level >= level).count() >= CONSENSUS;
    let [three, four] = model.score.consensus_floor;
    if at_least(4) {
        let red = model.levels.threshold.get(&Level::Red).copied().unwrap_or(four);
        let points = if situation >= model.score.consensus_red_situation { red } else { four };
        return Some((points, "consensus", 4));
    }
    at_least(3).then_some((three, "consensus", 3))
}

fn advice_points(consensus: u8, model: &Model) -> f64 {
    let [first, ..] = model.score.advice_points;
    model.score.advice_points.get(usize::from(consensus).saturating_sub(1)).copied().unwrap_or(first)
}

pub(super) fn share_term(name: &str, value: f64) -> Term {
    term("k", value, Why::Constant { name: name.to_owned() })
}

/// The advice in force for a country at a moment, one per government, in a fixed order.
pub fn in_force(advice: &[Advice], country: CountryCode, now: Timestamp) -> Vec<&Advice> {
    let lapsed = |a: &Advice| a.expires.is_some_and(|at| at <= now);
    let mut found: Vec<&Advice> = advice.iter().filter(|a| a.country == country && !lapsed(a)).collect();
    found.sort_by(|a, b| (&a.government, b.since).cmp(&(&b.government, a.since)));
    found.dedup_by(|later, first| later.government == first.government);
    found
}

/// What is known of one government's advice for one country.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AdviceState {
    /// What counts.
    pub in_force: Option<Advice>,
    /// Seen once, and waiting for the next fetch to confirm it.
    pub pending: Option<Advice>,
}

/// A change of advice that counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdviceChange {
    /// The advice before.
    pub from: Advice,
    /// The advice now; its `since` is when it was first seen.
    pub to: Advice,
}

/// Takes in what one good fetch shows of a government's advice for a country.
///
/// The first sight counts at once and is no change. Afterwards another level, or another part of the country, counts
/// when the next fetch shows it too. A row that is missing (`None`) proves nothing: it changes nothing and confirms
/// nothing.
pub fn advice_change(state: &AdviceState, seen: Option<&Advice>) -> (AdviceState, Option<AdviceChange>) {
    let Some(seen) = seen else { return (state.clone(), None) };
    let Some(known) = &state.in_force else {
        return (AdviceState { in_force: Some(seen.clone()), pending: None }, None);
    };
    if says_same(known, seen) {
        let kept = Advice { since: known.since, ..seen.clone() };
        return (AdviceState { in_force: Some(kept), pending: None }, None);
    }
    match &state.pending {
        Some(first) if says_same(first, seen) => {
            let to = Advice { since: first.since, ..seen.clone() };
            let change = AdviceChange { from: known.clone(), to: to.clone() };
            (AdviceState { in_force: Some(to), pending: None }, Some(change))
        }
        _ => (AdviceState { in_force: Some(known.clone()), pending: Some(seen.clone()) }, None),
    }
}

fn says_same(a: &Advice, b: &Advice) -> bool {
    (a.level, a.regional) == (b.level, b.regional)
}
