//! One step of the desk: a message in, the state changed, effects out.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::TimeDelta;

use crate::domain::picture::Picture;
use crate::domain::time::Timestamp;

use super::command::Command;
use super::keymap::Chord;
use super::message::{Effect, Message, Mouse, Target};
use super::state::{Focus, Overlay, Screen, State};
use super::{act, changes, go, overlay, pages, rule};

/// Seconds for which something told once stays on the screen.
const NOTE_SECONDS: i64 = 8;
/// Rows that one step of the mouse wheel moves.
const WHEEL_ROWS: usize = 3;

/// Changes the state by one message; what is to be done outside comes back as data.
pub fn update(state: &mut State, message: Message, now: Timestamp) -> Vec<Effect> {
    state.options.now = now;
    let mut effects = take(state, message, now);
    effects.extend(pages::wanted(state));
    effects
}

fn take(state: &mut State, message: Message, now: Timestamp) -> Vec<Effect> {
    match message {
        Message::Key(chord) => press(state, chord),
        Message::Command(command) => run(state, command),
        Message::Mouse(mouse) => point(state, &mouse),
        Message::Paste(text) => overlay::paste(state, &text),
        Message::Resize(columns, rows) => {
            state.size = (columns, rows);
            Vec::new()
        }
        Message::Page(rows) => {
            state.page = rows.max(1);
            state.scroll_into_sight();
            Vec::new()
        }
        Message::Picture(picture) => show(state, picture),
        Message::Progress(progress) => {
            state.progress = (progress.done < progress.total).then_some(progress);
            Vec::new()
        }
        Message::FetchDone(_) => {
            state.progress = None;
            Vec::new()
        }
        Message::Tick(_) => {
            state.note = state.note.take().filter(|(_, until)| *until > now);
            Vec::new()
        }
        Message::Brief(kind, text) => {
            // Another may have been asked for meanwhile.
            if state.screen == Screen::Brief(kind) {
                state.brief = Some(text.into());
            }
            Vec::new()
        }
        Message::Readings(incident, readings) => {
            pages::put(state, &incident, readings);
            Vec::new()
        }
        Message::Note(text) => {
            tell(state, text);
            Vec::new()
        }
    }
}

/// Tells something once.
pub(super) fn tell(state: &mut State, text: String) {
    state.note = Some((text, state.now() + TimeDelta::seconds(NOTE_SECONDS)));
}

fn press(state: &mut State, chord: Chord) -> Vec<Effect> {
    let keymap = Arc::clone(&state.options.keymap);
    match keymap.command(state.context(), chord) {
        Some(command) => run(state, command),
        None => overlay::type_key(state, chord),
    }
}

/// Takes a new picture. The first one decides which screen comes first; later ones mark what they brought.
fn show(state: &mut State, mut picture: Arc<Picture>) -> Vec<Effect> {
    pages::carry_over(state, &mut picture);
    state.pages_of = None;
    let first = state.picture.is_none();
    if let Some(before) = &state.picture {
        let known: HashSet<_> = before.incidents.iter().map(|card| &card.incident.id).collect();
        state.fresh.retain(|id| known.contains(id));
        let ids = picture.incidents.iter().map(|card| &card.incident.id);
        state.fresh.extend(ids.filter(|id| !known.contains(id)).cloned());
    }
    let changed = changes::counts(&picture);
    state.picture = Some(picture);
    if first && state.options.changes_first && changed.levels + changed.candidates > 0 {
        state.screen = Screen::Changes;
        state.trail = vec![Screen::Board];
    }
    state.relist();
    go::to_new_draft(state);
    Vec::new()
}

/// Does one command.
pub(super) fn run(state: &mut State, command: Command) -> Vec<Effect> {
    if state.overlay.is_some()
        && let Some(effects) = overlay::run(state, command)
    {
        return effects;
    }
    match command {
        Command::SelectNext => shift(state, 1),
        Command::SelectPrevious => shift(state, -1),
        Command::SelectFirst => shift(state, isize::MIN),
        Command::SelectLast => shift(state, isize::MAX),
        Command::PageDown => shift(state, half_page(state)),
        Command::PageUp => shift(state, -half_page(state)),
        Command::NextPane => turn_focus(state),
        Command::Board => go::to(state, Screen::Board),
        Command::Incidents => go::to(state, Screen::Incidents),
        Command::Assets => go::to(state, Screen::Assets),
        Command::Notices => go::to(state, Screen::Notices),
        Command::Feeds => go::to(state, Screen::Feeds),
        Command::Log => go::to(state, Screen::Log),
        Command::Changes => go::to(state, Screen::Changes),
        Command::Open => go::open(state),
        Command::Country => go::country(state),
        Command::Back | Command::Close => go::back(state),
        Command::Mark => rule::mark(state),
        Command::Merge | Command::Split | Command::NotARisk | Command::Regrade if rule::ask(state, command) => {}
        Command::Preview => go::preview(state),
        Command::Translate => state.translated = !state.translated,
        Command::NextPart => go::to_part(state, 1),
        Command::PreviousPart => go::to_part(state, -1),
        Command::NextChange => go::walk(state, 1),
        Command::PreviousChange => go::walk(state, -1),
        Command::Help | Command::Palette | Command::Explain | Command::WhyNot | Command::Filter => {
            overlay::open(state, command);
        }
        Command::SortFeeds => sort_feeds(state),
        Command::ClearFilter => overlay::set_filter(state, ""),
        _ => return act::run(state, command),
    }
    Vec::new()
}

/// Moves the selection, or the pane beside the list when that has the focus.
fn shift(state: &mut State, by: isize) {
    // A screen without a list is all one text.
    if state.focus == Focus::Side || matches!(state.screen, Screen::Notice(_) | Screen::Brief(_)) {
        state.side_scroll = state.side_scroll.saturating_add_signed(by.clamp(-10_000, 10_000));
    } else if let Some(position) = state.position() {
        state.select(position.saturating_add_signed(by));
    }
}

/// The selection stays with its feed.
fn sort_feeds(state: &mut State) {
    state.feed_order = state.feed_order.next();
    state.relist();
}

fn half_page(state: &State) -> isize {
    isize::try_from(state.page / 2).unwrap_or(1).max(1)
}

fn turn_focus(state: &mut State) {
    state.focus = match state.focus {
        Focus::List => Focus::Side,
        Focus::Side => Focus::List,
    };
}

fn point(state: &mut State, mouse: &Mouse) -> Vec<Effect> {
    match mouse {
        Mouse::Scroll(rows) => {
            let command = if *rows > 0 { Command::SelectNext } else { Command::SelectPrevious };
            for _ in 0..WHEEL_ROWS {
                run(state, command);
            }
        }
        Mouse::Click(Target::Command(command)) => return run(state, *command),
        Mouse::Click(Target::Side) => state.focus = Focus::Side,
        Mouse::Click(Target::Row(row)) => return click_row(state, *row),
    }
    Vec::new()
}

/// A click selects; a click on what is selected opens it.
fn click_row(state: &mut State, row: usize) -> Vec<Effect> {
    if let Some(Overlay::Palette { at, .. }) = &mut state.overlay {
        *at = row;
        return run(state, Command::Accept);
    }
    if row >= state.rows.len() || state.overlay.is_some() {
        return Vec::new();
    }
    state.focus = Focus::List;
    if state.position() == Some(row) {
        return run(state, Command::Open);
    }
    state.select(row);
    Vec::new()
}
