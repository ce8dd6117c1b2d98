//! Snapshots of every screen on the made-up picture.

use std::sync::Arc;

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::app::desk::{Command, Keymap, Message, Options, State, update};
use crate::domain::picture::Picture;
use crate::domain::words::Lang;
use crate::tui::fixture::{self, now};
use crate::tui::theme::Theme;
use crate::tui::{draw, layout};

const KEYMAP: &str = include_str!("../../../config/keymap.toml");
const DARK: &str = include_str!("../../../config/themes/dark.toml");
const MONO: &str = include_str!("../../../config/themes/mono.toml");

pub(super) fn desk(lang: Lang) -> State {
    let options = Options {
        keymap: Arc::new(Keymap::parse(KEYMAP).unwrap()),
        lang,
        themes: vec!["dark".into(), "mono".into()],
        theme: 0,
        shift: Some("甲班".into()),
        changes_first: false,
        now: now(),
    };
    State::new(options)
}

/// A desk with the picture on it, after some commands, on a terminal of a size.
pub(super) fn desk_with(picture: Picture, lang: Lang, size: (u16, u16), commands: &[Command]) -> State {
    let mut state = desk(lang);
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
    terminal.draw(|frame| draw(frame, state, &theme, &words)).unwrap();
    terminal
}

fn shot(name: &str, lang: Lang, size: (u16, u16), commands: &[Command]) {
    let state = desk_with(fixture::picture(), lang, size, commands);
    let terminal = frame(&state, DARK, size);
    let name = format!("{name}_{}x{}_{lang}", size.0, size.1);
    insta::with_settings!({ filters => vec![(r#" Hidden by multi-width symbols: \[.*\]"#, "")] }, {
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
    let _ = MONO;
}
