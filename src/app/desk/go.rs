//! Going from screen to screen: by name, into what is selected, back, and along the changes.

use tui_input::Input;

use crate::domain::country::CountryCode;
use crate::domain::id::{AssetId, IncidentId, NoticeId};
use crate::domain::impact::Subject;
use crate::domain::notice::{Notice, NoticeState};
use crate::domain::picture::Picture;

use super::act;
use super::changes;
use super::facts::worst_incident;
use super::form::Field;
use super::queue;
use super::state::{Asked, Explained, Focus, Overlay, Purpose, Row, RowKey, Screen, State};
use super::update;

/// Screens remembered for going back.
const TRAIL: usize = 32;

/// Goes to a screen and remembers where one was.
pub(super) fn to(state: &mut State, screen: Screen) {
    if state.screen == screen {
        return;
    }
    state.drafting = None;
    let detail = matches!(
        screen,
        Screen::Incident(_) | Screen::Country(_) | Screen::Asset(_) | Screen::Notice(_) | Screen::Draft(_)
    );
    let left = std::mem::replace(&mut state.screen, screen);
    if state.trail.len() == TRAIL {
        state.trail.remove(0);
    }
    state.trail.push(left);
    if detail {
        state.views.remove(&state.screen.context());
    }
    settle(state);
}

/// Goes back to where one came from; on the first screen, to the board.
pub(super) fn back(state: &mut State) {
    if state.focus == Focus::Side {
        state.focus = Focus::List;
        return;
    }
    state.screen = state.trail.pop().unwrap_or(Screen::Board);
    settle(state);
}

/// Opens what is selected.
pub(super) fn open(state: &mut State) {
    if let Screen::Notice(id) = state.screen.clone() {
        if is_draft(state, &id) {
            to(state, Screen::Draft(id));
        }
        return;
    }
    let Some(row) = state.selected().cloned() else { return };
    match row.key {
        RowKey::Country(code) | RowKey::Level(Subject::Country(code), _) => to(state, Screen::Country(code)),
        RowKey::Incident(id) => to(state, Screen::Incident(id)),
        RowKey::Asset(id) | RowKey::Level(Subject::Asset(id), _) => to(state, Screen::Asset(id)),
        RowKey::Candidate(_) if state.screen == Screen::Notices => match incident_of(state) {
            Some(id) => to(state, Screen::Incident(id)),
            None => country(state),
        },
        RowKey::Candidate(_) => {
            to(state, Screen::Notices);
            state.select_key(&row.key);
        }
        RowKey::Notice(id) if is_draft(state, &id) => to(state, Screen::Draft(id)),
        RowKey::Notice(id) => to(state, Screen::Notice(id)),
        RowKey::Field(field) => fill_in(state, field),
        RowKey::Feed(_) | RowKey::Item(_) => state.focus = Focus::Side,
    }
}

fn is_draft(state: &State, id: &NoticeId) -> bool {
    let notice = state.picture.as_deref().and_then(|picture| picture.notice(id));
    notice.is_some_and(|notice| notice.state == NoticeState::Draft)
}

/// Opens the draft that was asked for, once it is there and nothing lies on top.
pub(super) fn to_new_draft(state: &mut State) {
    let (Some(candidate), Some(picture)) = (state.drafting.clone(), state.picture.clone()) else { return };
    let about = |notice: &&Notice| notice.candidate.as_ref() == Some(&candidate) && notice.state == NoticeState::Draft;
    if let Some(notice) = picture.notices.iter().find(about) {
        state.drafting = None;
        if state.overlay.is_none() {
            to(state, Screen::Draft(notice.id.clone()));
        }
    }
}

/// Opens the prompt for a field of the draft; a source has none, and is opened in the browser.
fn fill_in(state: &mut State, field: Field) {
    let (Screen::Draft(id), Some(picture)) = (state.screen.clone(), state.picture.clone()) else { return };
    let Some(notice) = picture.notice(&id) else { return };
    let input = Input::new(field.text(&notice.content, state.lang()));
    state.overlay = match field {
        _ if notice.state != NoticeState::Draft => None,
        Field::Source(_) => None,
        Field::Level => {
            let purpose = Purpose::Level(id);
            let at = purpose.codes().iter().position(|code| *code == notice.content.level.key()).unwrap_or(0);
            Some(Overlay::Reason { purpose, at, input: Input::default() })
        }
        field => Some(Overlay::Edit { notice: id, field, input, fault: None }),
    };
    if state.overlay.is_none() {
        state.focus = Focus::Side;
    }
}

/// Shows the notice selected as it will print.
pub(super) fn preview(state: &mut State) {
    match notice_of(state) {
        Some(id) => to(state, Screen::Notice(id)),
        None => update::tell(state, act::NO_TARGET.to_owned()),
    }
}

/// The notice that is selected or shown.
pub fn notice_of(state: &State) -> Option<NoticeId> {
    match (&state.screen, state.selected().map(|row| &row.key)) {
        (Screen::Notice(id) | Screen::Draft(id), _) | (_, Some(RowKey::Notice(id))) => Some(id.clone()),
        _ => None,
    }
}

/// Selects the first row of the next part of the list that has any, or of the part before.
pub(super) fn to_part(state: &mut State, by: isize) {
    let (parts, here) = (queue::parts(state), state.position().unwrap_or_default());
    let filled = parts.iter().filter(|part| !part.is_empty());
    let target = if by > 0 {
        filled.map(|part| part.start).find(|start| *start > here)
    } else {
        filled.map(|part| part.start).rfind(|start| *start < here)
    };
    if let (Some(target), Screen::Notices) = (target, &state.screen) {
        state.select(target);
    }
}

/// Goes to the country of what is selected.
pub(super) fn country(state: &mut State) {
    if let Some(code) = selected_country(state) {
        to(state, Screen::Country(code));
    }
}

/// Walks to the next change, or the one before, and selects it where it stands on this screen.
pub(super) fn walk(state: &mut State, by: isize) {
    let Some(picture) = state.picture.clone() else { return };
    let unseen: Vec<Row> = changes::rows(&picture).into_iter().filter(|row| !state.seen.contains(&row.key)).collect();
    if unseen.is_empty() {
        return;
    }
    let count = isize::try_from(unseen.len()).unwrap_or(isize::MAX);
    let here = state.walking.as_ref().and_then(|key| unseen.iter().position(|row| row.key == *key));
    let here = here.and_then(|at| isize::try_from(at).ok()).unwrap_or(if by > 0 { -1 } else { 0 });
    let next = usize::try_from((here + by).rem_euclid(count)).unwrap_or(0);
    let Some(row) = unseen.into_iter().nth(next) else { return };
    if state.screen == Screen::Changes {
        state.select_key(&row.key);
    } else {
        stand_by(state, &picture, &row);
    }
    state.walking = Some(row.key);
}

/// Selects on the board what a change is about; changes that are not on the board are shown where they are.
fn stand_by(state: &mut State, picture: &Picture, row: &Row) {
    let code = match &row.key {
        RowKey::Level(Subject::Country(code), _) | RowKey::Country(code) => Some(*code),
        RowKey::Candidate(_) => picture.candidates.get(row.at).and_then(|candidate| candidate.country),
        _ => None,
    };
    let target = match (&row.key, code) {
        (RowKey::Level(Subject::Asset(id), _), _) => (Screen::Assets, RowKey::Asset(id.clone())),
        (_, Some(code)) => (Screen::Board, RowKey::Country(code)),
        (key, None) => (Screen::Notices, key.clone()),
    };
    to(state, target.0);
    state.select_key(&target.1);
}

/// The country that what is selected is about.
pub fn selected_country(state: &State) -> Option<CountryCode> {
    let picture = state.picture.as_deref()?;
    let of_row = |row: &Row| match &row.key {
        RowKey::Country(code) | RowKey::Level(Subject::Country(code), _) => Some(*code),
        RowKey::Incident(id) => picture.incident(id)?.incident.country(),
        RowKey::Asset(id) | RowKey::Level(Subject::Asset(id), _) => picture.asset(id)?.asset.foreign_countries().next(),
        RowKey::Candidate(_) => picture.candidates.get(row.at)?.country,
        RowKey::Notice(_) => picture.notices.get(row.at)?.content.countries.first().copied(),
        RowKey::Feed(_) => picture.feeds.get(row.at)?.feed.countries.first().copied(),
        RowKey::Item(_) | RowKey::Field(_) => None,
    };
    let of_screen = || match &state.screen {
        Screen::Country(code) => Some(*code),
        Screen::Incident(id) => picture.incident(id)?.incident.country(),
        Screen::Asset(id) => picture.asset(id)?.asset.foreign_countries().next(),
        Screen::Notice(id) | Screen::Draft(id) => picture.notice(id)?.content.countries.first().copied(),
        _ => None,
    };
    state.selected().and_then(of_row).or_else(of_screen)
}

/// The incident that what is selected is about.
pub(super) fn incident_of(state: &State) -> Option<IncidentId> {
    let picture = state.picture.as_deref()?;
    match &state.screen {
        Screen::Incident(id) => return Some(id.clone()),
        Screen::Notice(id) | Screen::Draft(id) => return picture.incident_of(picture.notice(id)?).cloned(),
        _ => {}
    }
    let row = state.selected()?;
    match &row.key {
        RowKey::Incident(id) => Some(id.clone()),
        RowKey::Country(code) | RowKey::Level(Subject::Country(code), _) => {
            picture.country(*code)?.score.driver.clone()
        }
        RowKey::Asset(id) | RowKey::Level(Subject::Asset(id), _) => worst_incident(picture.asset(id)?).cloned(),
        RowKey::Candidate(_) => picture.candidates.get(row.at)?.incident.clone(),
        RowKey::Notice(_) => picture.incident_of(picture.notices.get(row.at)?).cloned(),
        RowKey::Feed(_) | RowKey::Item(_) | RowKey::Field(_) => None,
    }
}

/// What the question why there is no warning is about.
pub(super) fn asked(state: &State) -> Option<Asked> {
    let item = |row: &Row| match &row.key {
        RowKey::Item(id) => Some(Asked::Item(id.clone())),
        _ => None,
    };
    incident_of(state).map(Asked::Incident).or_else(|| state.selected().and_then(item))
}

/// The number that what is selected shows.
pub(super) fn explained(state: &State) -> Option<Explained> {
    if let Screen::Asset(asset) = &state.screen {
        let impact = |row: &Row| match &row.key {
            RowKey::Incident(id) => Some(Explained::Impact(id.clone(), asset.clone())),
            _ => None,
        };
        return Some(state.selected().and_then(impact).unwrap_or_else(|| Explained::Asset(asset.clone())));
    }
    if notice_of(state).is_some() {
        return explained_candidate(state);
    }
    match (&state.selected()?.key, &state.screen) {
        (_, Screen::Incident(id)) | (RowKey::Incident(id), _) => Some(Explained::Incident(id.clone())),
        (RowKey::Country(code) | RowKey::Level(Subject::Country(code), _), _) => Some(Explained::Country(*code)),
        (RowKey::Asset(id) | RowKey::Level(Subject::Asset(id), _), _) => Some(Explained::Asset(id.clone())),
        (RowKey::Candidate(_) | RowKey::Notice(_), _) => explained_candidate(state),
        (RowKey::Feed(_) | RowKey::Item(_) | RowKey::Field(_), _) => None,
    }
}

/// A candidate's number is its worst impact, or its incident's.
fn explained_candidate(state: &State) -> Option<Explained> {
    let incident = incident_of(state)?;
    let asset: Option<AssetId> = state
        .picture
        .as_deref()
        .and_then(|picture| picture.incident(&incident))
        .and_then(|card| card.impacts.first())
        .map(|impact| impact.asset.clone());
    Some(match asset {
        Some(asset) => Explained::Impact(incident, asset),
        None => Explained::Incident(incident),
    })
}

fn settle(state: &mut State) {
    state.marked.clear();
    state.focus = Focus::List;
    state.side_scroll = 0;
    state.relist();
}
