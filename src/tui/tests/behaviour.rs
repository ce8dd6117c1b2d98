//! Facts about drawing: nothing overlaps, nothing is cut without saying so, no colour where none is wanted.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use ratatui::Terminal;
use ratatui::backend::{CrosstermBackend, TestBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use ratatui::{TerminalOptions, Viewport};

use crate::app::desk::fixture::{self, now, picture};
use crate::app::desk::{Command, Message, State, Target, update};
use crate::domain::words::Lang;
use crate::tui::look::Look;
use crate::tui::text::{Align, width};
use crate::tui::theme::Theme;
use crate::tui::view::draw;
use crate::tui::widget::table::{ALWAYS, Column, Table};
use crate::tui::{capture, input, layout};

use super::screens::{DARK, desk_with, frame};

const MONO: &str = include_str!("../../../config/themes/mono.toml");
const SIZE: (u16, u16) = (80, 24);

/// Commands that lead to each screen and overlay.
const EVERYWHERE: [&[Command]; 19] = [
    &[],
    &[Command::Incidents],
    &[Command::Incidents, Command::Open],
    &[Command::Open],
    &[Command::Assets],
    &[Command::Assets, Command::Open],
    &[Command::Notices],
    &[Command::Notices, Command::SelectNext, Command::SelectNext],
    &[Command::Notices, Command::NextPart, Command::NextPart],
    &[Command::Notices, Command::NextPart, Command::NextPart, Command::Open],
    &[Command::Notices, Command::NextPart, Command::SelectNext, Command::Open],
    &[Command::Notices, Command::NextPart, Command::SelectNext, Command::Open, Command::Open],
    &[Command::Incidents, Command::Open, Command::Merge],
    &[Command::Feeds],
    &[Command::Changes],
    &[Command::Log],
    &[Command::Help],
    &[Command::Palette],
    &[Command::Explain],
];

fn rows(terminal: &Terminal<TestBackend>) -> Vec<String> {
    capture::rows(terminal.backend().buffer())
}

/// Twenty countries whose Chinese names and drivers are longer than their columns.
#[test]
fn twenty_chinese_rows_at_80_by_24_neither_overlap_nor_lose_text_silently() {
    let mut picture = picture();
    for line in &mut picture.countries {
        let mut country = (*line.country).clone();
        country.name.zh_hans = "波斯尼亚和黑塞哥维那联邦".into();
        line.country = Arc::new(country);
        line.score.driver = Some("kyiv".into());
        line.score.check = crate::domain::level::Check::Checked { at: now() };
    }
    for card in &mut picture.incidents {
        let mut incident = (*card.incident).clone();
        for member in &mut incident.members {
            Arc::make_mut(member).title =
                "首都多处设施遭到大规模导弹与无人机联合袭击并造成重大人员伤亡和财产损失".into();
        }
        card.incident = Arc::new(incident);
    }
    let mut seen = BTreeSet::new();
    let mut state = desk_with(picture, Lang::ZhHans, SIZE, &[]);
    for _ in 0..2 {
        for row in rows(&frame(&state, DARK, SIZE)).iter().skip(5).take(state.page) {
            assert!(width(row) <= 80, "{row}");
            assert!(row.contains("波斯尼亚和… "), "the name says that it was cut: {row}");
            assert!(row.contains("… "), "the driver says that it was cut: {row}");
            assert!(row.ends_with("刚刚"), "the last column is whole: {row}");
            seen.insert(row.clone());
        }
        update(&mut state, Message::Command(Command::SelectLast), now());
    }
    assert!(seen.len() >= 18, "rows of both pages were looked at: {}", seen.len());
}

#[test]
fn no_screen_writes_over_half_a_wide_character() {
    for commands in EVERYWHERE {
        for lang in Lang::ALL {
            for size in [SIZE, (120, 40), (200, 60), (61, 15), (97, 31)] {
                let state = desk_with(picture(), lang, size, commands);
                let terminal = frame(&state, DARK, size);
                let buffer = terminal.backend().buffer();
                for row in buffer.content.chunks(usize::from(size.0)) {
                    let hidden = row.windows(2).find(|pair| width(pair[0].symbol()) > 1 && pair[1].symbol() != " ");
                    assert!(hidden.is_none(), "{commands:?} {lang} {size:?}: {hidden:?}");
                }
            }
        }
    }
}

#[test]
fn every_size_draws_and_a_small_one_says_what_it_needs() {
    let full = desk_with(picture(), Lang::ZhHans, SIZE, &[]);
    for size in [(1, 1), (2, 3), (40, 10), (59, 24), (80, 14), (60, 15), (300, 100)] {
        for commands in EVERYWHERE {
            let state = desk_with(picture(), Lang::En, size, commands);
            frame(&state, DARK, size);
        }
    }
    assert!(rows(&frame(&full, DARK, (40, 10))).join("").contains("需要 80×24"));
}

#[test]
fn every_screen_says_without_colour_what_it_says_in_colour() {
    for commands in EVERYWHERE {
        let state = desk_with(picture(), Lang::ZhHans, (120, 40), commands);
        let [coloured, plain] = [DARK, MONO].map(|theme| rows(&frame(&state, theme, (120, 40))));
        assert_eq!(coloured, plain, "{commands:?}");
    }
}

#[test]
fn without_colour_the_bytes_carry_none_and_the_selection_is_reversed() {
    let state = desk_with(picture(), Lang::ZhHans, SIZE, &[]);
    let theme = Theme::parse("mono", MONO).unwrap();
    let mut bytes = Vec::new();
    let viewport = Viewport::Fixed(Rect::new(0, 0, SIZE.0, SIZE.1));
    let mut terminal = Terminal::with_options(CrosstermBackend::new(&mut bytes), TerminalOptions { viewport }).unwrap();
    terminal.draw(|frame| _ = draw(frame, &state, &theme, &fixture::words(Lang::ZhHans))).unwrap();
    drop(terminal);
    let text = String::from_utf8(bytes).unwrap();
    for sequence in text.split("\x1b[").skip(1).filter_map(|rest| rest.split_once('m')).map(|(sequence, _)| sequence) {
        let numbers: Vec<&str> = sequence.split(';').collect();
        let colour =
            |n: &&str| n.starts_with("38") || n.starts_with("48") || matches!(n.as_bytes(), [b'3' | b'4', b'0'..=b'7']);
        assert!(!numbers.iter().any(colour), "{sequence}");
        assert_ne!(sequence, ";", "a suppressed colour would undo the reversal");
    }
    assert!(text.contains("\x1b[7m"));
    assert!(text.contains('▌'), "the selection has a symbol as well");
}

#[test]
fn ascii_leaves_no_symbol_that_a_plain_font_lacks() {
    let size = (120, 40);
    for commands in EVERYWHERE {
        let state = desk_with(picture(), Lang::En, size, commands);
        let theme = Theme::parse("mono", MONO).unwrap().with_ascii(true);
        let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
        terminal.draw(|frame| _ = draw(frame, &state, &theme, &fixture::words(Lang::En))).unwrap();
        let odd: BTreeSet<char> =
            rows(&terminal).concat().chars().filter(|c| !c.is_ascii() && width(&c.to_string()) == 1).collect();
        assert_eq!(odd, BTreeSet::new(), "{commands:?}");
    }
}

#[test]
fn a_click_finds_the_tab_and_the_row_under_it() {
    let state = desk_with(picture(), Lang::ZhHans, SIZE, &[]);
    let (theme, words) = (Theme::parse("dark", DARK).unwrap(), fixture::words(Lang::ZhHans));
    let drawn = rows(&frame(&state, DARK, SIZE));
    let place = |text: &str| {
        let y = drawn.iter().position(|row| row.contains(text)).unwrap();
        let before = drawn[y].split(text).next().unwrap();
        Position { x: u16::try_from(width(before)).unwrap(), y: u16::try_from(y).unwrap() }
    };
    let target = |text: &str| input::target(&state, &theme, &words, place(text));
    assert_eq!(target("5信源"), Some(Target::Command(Command::Feeds)));
    assert_eq!(target("智利"), Some(Target::Row(2)));
    assert_eq!(target("国别 "), None, "heads of columns are no rows");
    assert_eq!(input::target(&state, &theme, &words, Position { x: 500, y: 500 }), None);
}

#[test]
fn a_click_finds_the_row_in_each_column_of_the_notice_desk() {
    let size = (200, 60);
    let state = desk_with(picture(), Lang::ZhHans, size, &[Command::Notices]);
    let (theme, words) = (Theme::parse("dark", DARK).unwrap(), fixture::words(Lang::ZhHans));
    let drawn = rows(&frame(&state, DARK, size));
    for (text, row) in [("ARM-1", 0), ("EXP-1", 1), ("N-2026-0006", 4)] {
        let y = drawn.iter().position(|line| line.contains(text)).unwrap();
        let x = width(drawn[y].split(text).next().unwrap());
        let at = Position { x: u16::try_from(x).unwrap(), y: u16::try_from(y).unwrap() };
        assert_eq!(input::target(&state, &theme, &words, at), Some(Target::Row(row)), "{text}");
    }
}

#[test]
fn what_is_scrolled_past_the_end_comes_back_with_one_key() {
    let mut state = desk_with(
        picture(),
        Lang::ZhHans,
        SIZE,
        &[Command::Notices, Command::NextPart, Command::NextPart, Command::Open],
    );
    update(&mut state, Message::Command(Command::SelectLast), now());
    let (theme, words) = (Theme::parse("dark", DARK).unwrap(), fixture::words(Lang::ZhHans));
    let mut furthest = 0;
    let mut terminal = Terminal::new(TestBackend::new(SIZE.0, SIZE.1)).unwrap();
    terminal.draw(|frame| furthest = draw(frame, &state, &theme, &words)).unwrap();
    let last = rows(&terminal);
    state.side_scroll = state.side_scroll.min(furthest);
    update(&mut state, Message::Command(Command::SelectPrevious), now());
    assert_ne!(rows(&frame(&state, DARK, SIZE)), last);
}

#[test]
fn only_rows_in_sight_are_made() {
    let state = desk_with(picture(), Lang::En, SIZE, &[]);
    let (theme, words) = (Theme::parse("dark", DARK).unwrap(), fixture::words(Lang::En));
    let shown = state.picture.clone().unwrap();
    let look = Look { state: &state, picture: &shown, theme: &theme, words: &words, furthest: &Cell::new(0) };
    let made = Cell::new(0);
    let cell = |row: usize, _: usize| {
        made.set(made.get() + 1);
        Line::from(row.to_string())
    };
    let area = Rect::new(0, 0, 40, 11);
    let columns = [Column::fixed("", 8, Align::Right, ALWAYS)];
    let table = Table { columns: &columns, count: 10_000, offset: 5_000, selected: None, cell: &cell };
    table.draw(&mut Buffer::empty(area), area, &look);
    assert_eq!(made.get(), 10);
}

#[test]
fn what_is_exported_holds_every_row_and_no_wide_characters_twice() {
    let state = desk_with(picture(), Lang::ZhHans, SIZE, &[Command::Incidents]);
    let text = capture::text(&state, &Theme::parse("dark", DARK).unwrap(), &fixture::words(Lang::ZhHans));
    for title in ["基辅遭导弹袭击", "光纤传感器出口管制新规公布", "Unconfirmed: troop"] {
        assert!(text.contains(title), "{title} in\n{text}");
    }
    let board = desk_with(picture(), Lang::ZhHans, SIZE, &[Command::SelectLast]);
    let text = capture::text(&board, &Theme::parse("dark", DARK).unwrap(), &fixture::words(Lang::ZhHans));
    assert!(text.contains("乌克兰") && text.contains("波斯尼亚"), "{text}");
}

#[test]
fn a_line_of_a_hostile_feed_reaches_no_cell() {
    let mut picture = picture();
    let mut incident = (*picture.incidents[0].incident).clone();
    for member in &mut incident.members {
        Arc::make_mut(member).title = "\u{202e}gnp.exe\u{200b} \u{1b}]52;c;AAAA\u{7} ok".into();
    }
    picture.incidents[0].incident = Arc::new(incident);
    let state = desk_with(picture, Lang::En, (120, 40), &[Command::Incidents]);
    let text = rows(&frame(&state, DARK, (120, 40))).concat();
    assert!(text.contains("gnp.exe"));
    assert!(!text.chars().any(|c| c.is_control() || matches!(c, '\u{202e}' | '\u{200b}')));
}

/// Keys are found by their shape, `"tui.…"`, so that a word that no table has is found before an officer does.
#[test]
fn every_word_the_screens_ask_for_is_in_the_tables() {
    let words = fixture::words(Lang::En);
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tui");
    let mut missing = BTreeSet::new();
    for file in ["view", "widget", "."].iter().flat_map(|folder| std::fs::read_dir(source.join(folder)).unwrap()) {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        for rest in std::fs::read_to_string(path).unwrap().split("\"tui.").skip(1) {
            let key = format!("tui.{}", rest.split('"').next().unwrap_or_default());
            if !key.contains(['{', '…']) && !words.has(&key) {
                missing.insert(key);
            }
        }
    }
    assert_eq!(missing, BTreeSet::new());
}

#[test]
fn every_word_of_the_screens_is_in_three_languages() {
    let table: toml::Table = toml::from_str(include_str!("../../../config/locale/tui.toml")).unwrap();
    in_three_languages("", &table);
}

fn in_three_languages(path: &str, table: &toml::Table) {
    for (key, value) in table {
        let toml::Value::Table(inner) = value else { panic!("{path}.{key} is no table") };
        if !inner.contains_key("zh-Hans") {
            in_three_languages(&format!("{path}.{key}"), inner);
            continue;
        }
        for lang in Lang::ALL {
            assert!(inner.get(lang.tag()).is_some_and(toml::Value::is_str), "{path}.{key} in {lang}");
        }
    }
}

#[test]
fn before_the_first_picture_there_is_a_frame_that_says_so() {
    let mut state: State = fixture::desk(Lang::ZhHans);
    update(&mut state, Message::Resize(SIZE.0, SIZE.1), now());
    let drawn = rows(&frame(&state, DARK, SIZE)).join("\n");
    assert!(drawn.contains("正在读取") && drawn.contains("国别"), "{drawn}");
    assert_eq!(layout::page(&state, Rect::new(0, 0, 80, 24)), 15);
}
