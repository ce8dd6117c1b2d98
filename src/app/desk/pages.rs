//! The items behind the incident looked at: asked for when a picture comes without them, and put into it when they are
//! there.
//!
//! A picture of a long watch holds no texts; whoever has them is left to `watch`.

use std::sync::Arc;

use crate::domain::id::IncidentId;
use crate::domain::picture::{IncidentCard, Picture, Reading};

use super::go;
use super::message::Effect;
use super::state::{Screen, State};

/// What is to be asked for: the items of the incident looked at, once for each picture.
pub(super) fn wanted(state: &mut State) -> Option<Effect> {
    let id = go::incident_of(state)?;
    if state.pages_of.as_ref() == Some(&id) {
        return None;
    }
    let card = state.picture.as_deref()?.incident(&id)?;
    if has_all(card) {
        return None;
    }
    let items = card.incident.members.iter().map(|member| member.item.clone()).collect();
    state.pages_of = Some(id.clone());
    Some(Effect::Read { incident: id, items })
}

/// Puts items into the picture, unless the incident has gone meanwhile.
pub(super) fn put(state: &mut State, id: &IncidentId, readings: Vec<Arc<Reading>>) {
    let Some(picture) = &mut state.picture else { return };
    let card = Arc::make_mut(picture).incidents.iter_mut().find(|card| card.incident.id == *id);
    if let Some(card) = card {
        card.readings = readings;
    }
    if state.screen == Screen::Incident(id.clone()) {
        state.relist();
    }
}

/// Takes the items of the incident looked at over into a new picture, so that they do not go and come again before the
/// officer's eyes.
pub(super) fn carry_over(state: &State, picture: &mut Arc<Picture>) {
    let Some(id) = go::incident_of(state) else { return };
    let Some(known) = state.picture.as_deref().and_then(|picture| picture.incident(&id)) else { return };
    if known.readings.is_empty() || picture.incident(&id).is_none_or(has_all) {
        return;
    }
    let readings = known.readings.clone();
    if let Some(card) = Arc::make_mut(picture).incidents.iter_mut().find(|card| card.incident.id == id) {
        card.readings = readings;
    }
}

fn has_all(card: &IncidentCard) -> bool {
    card.readings.len() >= card.incident.members.len()
}
