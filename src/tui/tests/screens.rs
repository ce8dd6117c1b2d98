//! Snapshots of every screen on the made-up picture.

use std::sync::Arc;

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::app::desk::fixture::{self, now};
use crate::app::desk::{Command, Message, State, update};
use crate::domain::picture::Picture;
use crate::domain::words::Lang;

use crate::tui::theme::Theme;
use crate::tui::{draw, layout};

pub(super) const DARK: &str = include_str!("../../../config/themes/dark.toml");

/// A desk with the picture on it, after some commands, on a terminal of a size.
pub(super) fn desk_with(picture: Picture, lang: Lang, size: (u16, u16), commands: &[Command]) -> State {
    let mut state = fixture::desk(lang);
    update(&mut state, Message::Resize(size.0, size.1), now());
    update(&mut state, Message::Picture(Arc::new(picture)), now());
    for command in commands {
        turn_page(&mut state, size);
        update(&mut state, Message::Command(*command), now());
    }
    turn_page(&mut state, size);
    state
}

fn turn_page(state: &mut State, size: (u16, u16)) {
    let page = layout::page(state, ratatui::layout::Rect::new(0, 0, size.0, size.1));
    update(state, Message::Page(page), now());
}

pub(super) fn frame(state: &State, theme: &str, size: (u16, u16)) -> Terminal<TestBackend> {
    let theme = Theme::parse("test", theme).unwrap();
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    let words = fixture::words(state.lang());
    terminal.draw(|frame| _ = draw(frame, state, &theme, &words)).unwrap();
    terminal
}

fn shot(name: &str, lang: Lang, size: (u16, u16), commands: &[Command]) {
    let state = desk_with(fixture::picture(), lang, size, commands);
    let terminal = frame(&state, DARK, size);
    let name = format!("{name}_{}x{}_{lang}", size.0, size.1);
    insta::with_settings!({ filters => vec![(r" Hidden by multi-width symbols: \[.*\]", "")] }, {
        insta::assert_snapshot!(name, terminal.backend());
    });
}

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

fn shots(name: &str, commands: &[Command]) {
    for size in SIZES {
        shot(name, Lang::ZhHans, size, commands);
    }
}

#[test]
fn board() {
    shots("board", &[]);
    for lang in [Lang::En, Lang::ZhHant] {
        shot("board", lang, (120, 40), &[]);
    }
}

#[test]
fn incidents() {
    shots("incidents", &[Command::Incidents]);
    shot("incidents", Lang::En, (120, 40), &[Command::Incidents]);
}

#[test]
fn incident() {
    shots("incident", &[Command::Incidents, Command::Open]);
    shot("incident", Lang::En, (120, 40), &[Command::Incidents, Command::Open]);
}

#[test]
fn country() {
    shots("country", &[Command::Open]);
}

#[test]
fn assets() {
    shots("assets", &[Command::Assets]);
}

#[test]
fn asset() {
    shots("asset", &[Command::Assets, Command::Open]);
}

#[test]
fn notices_with_a_candidate() {
    shots("notices_candidate", &[Command::Notices]);
}

#[test]
fn notices_with_a_notice() {
    shots("notices_notice", &[Command::Notices, Command::SelectNext, Command::SelectNext]);
}

#[test]
fn feeds() {
    shots("feeds", &[Command::Feeds]);
    shot("feeds", Lang::En, (120, 40), &[Command::Feeds]);
}

#[test]
fn changes() {
    shots("changes", &[Command::Changes]);
}

#[test]
fn log() {
    shots("log", &[Command::Log]);
}

#[test]
fn help() {
    shots("help", &[Command::Help]);
}

#[test]
fn palette() {
    shots("palette", &[Command::Palette]);
}

#[test]
fn explain() {
    shots("explain_country", &[Command::Explain]);
    shots("explain_incident", &[Command::Incidents, Command::Explain]);
}

#[test]
fn why_not() {
    shots("why_not", &[Command::Incidents, Command::SelectLast, Command::WhyNot]);
}

#[test]
fn reason() {
    shots("reason", &[Command::Notices, Command::Dismiss]);
}
