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
    keep(name, &state, size);
}

fn keep(name: &str, state: &State, size: (u16, u16)) {
    let terminal = frame(state, DARK, size);
    let name = format!("{name}_{}x{}_{}", size.0, size.1, state.lang());
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

/// Commands that select the notice on its way out, the one in force, and the draft.
const TO_SIGN: [Command; 2] = [Command::Notices, Command::NextPart];
const IN_FORCE: [Command; 3] = [Command::Notices, Command::NextPart, Command::NextPart];
const DRAFT: [Command; 3] = [Command::Notices, Command::NextPart, Command::SelectNext];

#[test]
fn notices_with_one_in_force() {
    shots("notices_in_force", &IN_FORCE);
    shot("notices_in_force", Lang::En, (80, 24), &IN_FORCE);
    shot("notices_in_force", Lang::En, (200, 60), &IN_FORCE);
}

#[test]
fn notice_to_sign() {
    let commands = [TO_SIGN.as_slice(), &[Command::Open]].concat();
    shots("notice_to_sign", &commands);
    shot("notice_to_sign", Lang::En, (120, 40), &commands);
}

#[test]
fn draft() {
    let commands = [DRAFT.as_slice(), &[Command::Open]].concat();
    shots("draft", &commands);
    shot("draft", Lang::En, (120, 40), &commands);
}

#[test]
fn draft_with_a_fault_in_what_is_typed() {
    let down = [Command::SelectNext; 3];
    let commands = [DRAFT.as_slice(), &[Command::Open], &down, &[Command::Open]].concat();
    for size in SIZES {
        let mut state = desk_with(fixture::picture(), Lang::ZhHans, size, &commands);
        update(&mut state, Message::Paste("?".into()), now());
        keep("draft_fault", &state, size);
    }
}

#[test]
fn rulings() {
    let open = [Command::Incidents, Command::Open];
    for (name, command) in [("merge", Command::Merge), ("regrade", Command::Regrade)] {
        shot(name, Lang::ZhHans, (120, 40), &[open.as_slice(), &[command]].concat());
        shot(name, Lang::En, (80, 24), &[open.as_slice(), &[command]].concat());
    }
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
