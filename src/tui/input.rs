//! What the terminal reports, as messages of the desk.

use std::cell::Cell;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use crate::app::desk::keymap::Named;
use crate::app::desk::{Chord, Key, Message, Mouse, State, Target};
use crate::domain::words::Words;

use super::layout;
use super::look::Look;
use super::theme::Theme;
use super::view;
use super::widget::header;

/// The message of an event; none for releases of keys, focus and the like.
pub(super) fn message(event: Event, state: &State, theme: &Theme, words: &Words) -> Option<Message> {
    match event {
        Event::Key(key) => chord(key).map(Message::Key),
        Event::Mouse(mouse) => pointed(mouse, state, theme, words).map(Message::Mouse),
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Resize(columns, rows) => Some(Message::Resize(columns, rows)),
        Event::FocusGained | Event::FocusLost => None,
    }
}

/// Only presses count: some terminals report repeats and releases too.
fn chord(event: KeyEvent) -> Option<Chord> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let key = match event.code {
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::F(number) => Key::F(number),
        code => Key::Named(named(code)?),
    };
    let held = |modifier| event.modifiers.contains(modifier);
    Some(Chord { key, ctrl: held(KeyModifiers::CONTROL), alt: held(KeyModifiers::ALT) })
}

const fn named(code: KeyCode) -> Option<Named> {
    Some(match code {
        KeyCode::Enter => Named::Enter,
        KeyCode::Esc => Named::Esc,
        KeyCode::Tab => Named::Tab,
        KeyCode::BackTab => Named::BackTab,
        KeyCode::Backspace => Named::Backspace,
        KeyCode::Delete => Named::Delete,
        KeyCode::Up => Named::Up,
        KeyCode::Down => Named::Down,
        KeyCode::Left => Named::Left,
        KeyCode::Right => Named::Right,
        KeyCode::PageUp => Named::PageUp,
        KeyCode::PageDown => Named::PageDown,
        KeyCode::Home => Named::Home,
        KeyCode::End => Named::End,
        _ => return None,
    })
}

fn pointed(event: MouseEvent, state: &State, theme: &Theme, words: &Words) -> Option<Mouse> {
    match event.kind {
        MouseEventKind::ScrollDown => Some(Mouse::Scroll(1)),
        MouseEventKind::ScrollUp => Some(Mouse::Scroll(-1)),
        MouseEventKind::Down(MouseButton::Left) => {
            target(state, theme, words, Position { x: event.column, y: event.row }).map(Mouse::Click)
        }
        _ => None,
    }
}

/// What lies at a place: a tab of the header, a row, the pane beside the list.
pub(super) fn target(state: &State, theme: &Theme, words: &Words, at: Position) -> Option<Target> {
    let area = Rect::new(0, 0, state.size.0, state.size.1);
    if layout::is_too_small(area) {
        return None;
    }
    let shell = layout::shell(state, area);
    if shell.header.contains(at) {
        let picture = view::empty(state);
        let look = Look { state, picture: &picture, theme, words, furthest: &Cell::new(0) };
        let tabs = header::tabs(&look, shell.header);
        let under = tabs.into_iter().find(|tab| tab.place(shell.header).contains(at));
        return under.map(|tab| Target::Command(tab.command));
    }
    layout::target(state, area, at.x, at.y)
}
