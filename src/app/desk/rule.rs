//! What a person decides about the items of an incident: several are one, some are another, none is a risk, who said so
//! is trusted otherwise. Each opens the prompt for a reason; with it the verdict goes out.

use std::collections::BTreeSet;

use tui_input::Input;

use crate::domain::id::{Family, IncidentId, ItemId};
use crate::domain::picture::{IncidentCard, Picture};
use crate::domain::ruling::Verdict;
use crate::domain::source::Reliability;

use crate::app::rulings::is_ruled_out;

use super::command::Command;
use super::message::Effect;
use super::state::{Overlay, Purpose, RowKey, Screen, State};

/// Incidents offered for merging.
const OFFERED: usize = 8;

/// What a command asks a reason for; none where it does not apply.
pub(super) fn purpose(state: &State, command: Command) -> Option<Purpose> {
    if command == Command::NotARisk && state.screen == Screen::Log {
        return ruled_out(state).map(Purpose::ARisk);
    }
    let card = shown(state)?;
    let id = card.incident.id.clone();
    match command {
        Command::Merge => {
            let others = alike(state.picture.as_deref()?, card);
            (!others.is_empty()).then_some(Purpose::Merge(id, others))
        }
        Command::Split => {
            let off = chosen(state);
            (!off.is_empty() && off.len() < card.incident.members.len()).then_some(Purpose::Split(id, off))
        }
        Command::NotARisk => Some(Purpose::NotARisk(id)),
        Command::Regrade => family(state, card).map(Purpose::Regrade),
        _ => None,
    }
}

/// Opens the prompt for the reason, at the grade in force where a grade is asked for; says whether it applies.
pub(super) fn ask(state: &mut State, command: Command) -> bool {
    let Some(purpose) = purpose(state, command) else { return false };
    let at = match &purpose {
        Purpose::Regrade(family) => grade(state, family).map_or(0, |grade| grade as usize),
        _ => 0,
    };
    state.overlay = Some(Overlay::Reason { purpose, at, input: Input::default() });
    true
}

/// Marks the selected item, or takes its mark away.
pub(super) fn mark(state: &mut State) {
    let item = match state.selected().map(|row| &row.key) {
        Some(RowKey::Item(item)) if shown(state).is_some() => item.clone(),
        _ => return,
    };
    if !state.marked.remove(&item) {
        state.marked.insert(item);
    }
}

/// The verdict a purpose and its chosen code stand for; none when it asks for none, or what it is about has gone.
pub(super) fn verdict(state: &State, purpose: &Purpose, code: &str, reason: &str) -> Option<Effect> {
    let picture = state.picture.as_deref()?;
    let verdict = match purpose {
        Purpose::Merge(id, _) => {
            let other = IncidentId::new(code);
            Verdict::Together { items: items(picture, id)?.union(&items(picture, &other)?).cloned().collect() }
        }
        Purpose::Split(id, off) => {
            let off: BTreeSet<ItemId> = off.iter().cloned().collect();
            let others = items(picture, id)?.difference(&off).cloned().collect();
            Verdict::Apart { items: off, others }
        }
        Purpose::NotARisk(id) => Verdict::NoRisk { items: items(picture, id)? },
        Purpose::ARisk(item) => Verdict::Risk { items: BTreeSet::from([item.clone()]) },
        Purpose::Regrade(family) => Verdict::Regrade { family: family.clone(), reliability: graded(code)? },
        _ => return None,
    };
    Some(Effect::Rule { verdict, reason: reason.to_owned() })
}

/// The selected item of the log, if a person ruled it to be no risk.
fn ruled_out(state: &State) -> Option<ItemId> {
    let RowKey::Item(item) = &state.selected()?.key else { return None };
    let reading = state.picture.as_deref()?.reading(item)?;
    is_ruled_out(reading).then(|| item.clone())
}

fn shown(state: &State) -> Option<&IncidentCard> {
    match &state.screen {
        Screen::Incident(id) => state.picture.as_deref()?.incident(id),
        _ => None,
    }
}

fn items(picture: &Picture, id: &IncidentId) -> Option<BTreeSet<ItemId>> {
    Some(picture.incident(id)?.incident.members.iter().map(|member| member.item.clone()).collect())
}

/// The marked items of the incident, or the selected one.
fn chosen(state: &State) -> Vec<ItemId> {
    let selected = state.selected().and_then(|row| match &row.key {
        RowKey::Item(item) => Some(item.clone()),
        _ => None,
    });
    if state.marked.is_empty() { selected.into_iter().collect() } else { state.marked.iter().cloned().collect() }
}

/// Incidents that this one may be the same as: those that share a country, the closest in time first.
fn alike(picture: &Picture, card: &IncidentCard) -> Vec<IncidentId> {
    let mine = &card.incident;
    let shares = |other: &&IncidentCard| {
        let countries = &other.incident.countries;
        other.incident.id != mine.id && countries.iter().any(|code| mine.countries.contains(code))
    };
    let mut others: Vec<_> = picture.incidents.iter().filter(shares).collect();
    others.sort_by_key(|other| (other.incident.last - mine.last).abs());
    others.into_iter().take(OFFERED).map(|other| other.incident.id.clone()).collect()
}

/// The publisher of the selected item, as it publishes; copies are filed under another family.
fn family(state: &State, card: &IncidentCard) -> Option<Family> {
    let RowKey::Item(item) = &state.selected()?.key else { return None };
    let reading = card.readings.iter().find(|reading| reading.item.id == *item)?;
    Some(reading.item.publisher.clone())
}

fn graded(letter: &str) -> Option<Reliability> {
    Reliability::ALL.into_iter().find(|grade| letter.starts_with(grade.letter()))
}

fn grade(state: &State, family: &Family) -> Option<Reliability> {
    let readings = shown(state)?.readings.iter();
    readings.map(|reading| &reading.item).find(|item| item.publisher == *family).map(|item| item.reliability)
}
