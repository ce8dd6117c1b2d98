//! The screens, one file each. Parts they share are in `widget`; where the parts stand is in `layout`.

mod assets;
mod board;
mod brief;
mod changes;
mod clock;
mod country;
mod detail;
mod document;
mod draft;
mod feeds;
mod incident;
mod incidents;
mod log;
mod marks;
mod notices;
mod preview;
mod sheet;
mod strip;

use std::cell::Cell;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::desk::{Focus, Row, Screen, State};
use crate::domain::picture::Picture;
use crate::domain::words::Words;

use super::ascii;
use super::layout::{self, Panes};
use super::look::Look;
use super::theme::{Meaning, Theme};
use super::widget::table::{Column, Table};
use super::widget::{header, hints, prompt, put};

/// Draws the whole desk. Pure: the same state gives the same frame. Gives how far the pane beside the list can be
/// scrolled.
pub fn draw(frame: &mut Frame<'_>, state: &State, theme: &Theme, words: &Words) -> usize {
    let furthest = Cell::new(0);
    let area = frame.area();
    let buf = frame.buffer_mut();
    buf.set_style(area, theme.of(Meaning::Text));
    if layout::is_too_small(area) {
        too_small(buf, area, words, theme);
    } else {
        let nothing = empty(state);
        let picture = state.picture.as_deref().unwrap_or(&nothing);
        whole(buf, area, &Look { state, picture, theme, words, furthest: &furthest });
    }
    if theme.ascii {
        ascii::replace(buf);
    }
    put::mark_halves(buf);
    furthest.get()
}

fn whole(buf: &mut Buffer, area: Rect, look: &Look<'_>) {
    let shell = layout::shell(look.state, area);
    header::draw(buf, shell.header, look);
    let rule = Rect { y: shell.header.bottom(), height: 1, ..area };
    put::rule(buf, rule, look.style(Meaning::Rule));
    let panes = layout::panes(look.state, shell.body);
    match &look.state.screen {
        _ if look.state.picture.is_none() => reading(buf, shell.body, look),
        Screen::Board => board::draw(buf, shell.body, panes, look),
        Screen::Incidents => incidents::draw(buf, panes, look),
        Screen::Incident(_) => incident::draw(buf, panes, look),
        Screen::Country(_) => country::draw(buf, panes, look),
        Screen::Assets => assets::draw(buf, panes, look),
        Screen::Asset(_) => assets::draw_one(buf, panes, look),
        Screen::Notices => notices::draw(buf, panes, look),
        Screen::Notice(_) => preview::draw(buf, panes.side, look),
        Screen::Draft(_) => draft::draw(buf, panes, look),
        Screen::Brief(_) => brief::draw(buf, panes.side, look),
        Screen::Feeds => feeds::draw(buf, panes, look),
        Screen::Changes => changes::draw(buf, panes, look),
        Screen::Log => log::draw(buf, panes, look),
    }
    sheet::draw(buf, shell.body, look);
    if shell.prompt.height > 0 {
        prompt::draw(buf, shell.prompt, look);
    }
    hints::draw(buf, shell.hints, look);
}

/// Draws the list of the screen, each row made from what it stands for; in place of an empty list, why it is empty.
fn list<T>(
    buf: &mut Buffer,
    area: Rect,
    look: &Look<'_>,
    columns: &[Column],
    thing: impl Fn(&Row) -> Option<T>,
    cell: impl Fn(T, usize) -> Line<'static>,
) {
    let made = |row: usize, column: usize| {
        let thing = look.state.rows.get(row).and_then(&thing);
        thing.map(|thing| cell(thing, column)).unwrap_or_default()
    };
    let (count, offset, selected) = (look.state.rows.len(), look.state.offset(), look.state.position());
    Table { columns, count, offset, selected, cell: &made }.draw(buf, area, look);
    if look.state.rows.is_empty() && look.state.picture.is_some() {
        let filtered = look.state.view().is_some_and(|view| !view.query.is_empty());
        let key = if filtered { "tui.no_match" } else { "tui.nothing" };
        put::line(buf, put::row_of(area, 1), &look.dim(format!("  {}", look.word(key))));
    }
}

/// Draws the pane beside or below the list with the rule before it; the rule shows where the focus is.
fn side(buf: &mut Buffer, panes: Panes, look: &Look<'_>, lines: impl FnOnce(usize) -> Vec<Line<'static>>) {
    let side = panes.side;
    if side.width == 0 || side.height == 0 {
        return;
    }
    let rule = look.style(if look.state.focus == Focus::Side { Meaning::Accent } else { Meaning::Rule });
    if side.y > panes.list.y {
        put::rule(buf, Rect { y: side.y - 1, height: 1, ..side }, rule);
    } else {
        put::upright(buf, Rect { x: side.x.saturating_sub(2), ..side }, rule);
    }
    scrolled(buf, inside(side), look, &lines(usize::from(inside(side).width)));
}

/// Draws lines as far down as the pane is scrolled, and remembers how far they go.
fn scrolled(buf: &mut Buffer, area: Rect, look: &Look<'_>, lines: &[Line<'_>]) {
    look.furthest.set(look.furthest.get().max(lines.len().saturating_sub(usize::from(area.height))));
    put::lines(buf, area, lines, look.state.side_scroll);
}

/// The pane without a cell of air at each end, where no rule gives it.
fn inside(pane: Rect) -> Rect {
    if pane.x == 0 { Rect { x: 1, width: pane.width.saturating_sub(2), ..pane } } else { pane }
}

/// Draws two halves of the upper part, and the rule below it.
fn halves(
    buf: &mut Buffer,
    area: Rect,
    look: &Look<'_>,
    left: impl FnOnce(usize) -> Vec<Line<'static>>,
    right: impl FnOnce(usize) -> Vec<Line<'static>>,
) {
    let height = area.height.saturating_sub(1);
    let half = area.width / 2;
    let first = Rect { x: area.x + 1, width: half.saturating_sub(2), height, ..area };
    let second = Rect { x: area.x + half + 1, width: (area.width - half).saturating_sub(2), height, ..area };
    put::lines(buf, first, &left(usize::from(first.width)), 0);
    put::upright(buf, Rect { x: area.x + half - 1, height, ..area }, look.style(Meaning::Rule));
    put::lines(buf, second, &right(usize::from(second.width)), 0);
    put::rule(buf, put::row_of(area, usize::from(height)), look.style(Meaning::Rule));
}

/// Before the first picture: a word that it is being read, on the board its heads.
fn reading(buf: &mut Buffer, body: Rect, look: &Look<'_>) {
    put::line(buf, body, &Line::from(look.piece(Meaning::Dim, format!(" {}", look.word("tui.reading")))));
    put::rule(buf, put::row_of(body, 1), look.style(Meaning::Rule));
    if look.state.screen == Screen::Board {
        board::table(buf, layout::panes(look.state, body).list, look);
    }
}

fn too_small(buf: &mut Buffer, area: Rect, words: &Words, theme: &Theme) {
    let size = [area.width.to_string(), area.height.to_string()];
    let [width, height] = &size;
    let text = words.fill("tui.too_small", &[("width", width), ("height", height)]);
    let lines = super::text::wrap(&text, usize::from(area.width.max(2)));
    let lines: Vec<Line<'_>> = lines.into_iter().map(|line| Line::styled(line, theme.of(Meaning::Title))).collect();
    put::lines(buf, area, &lines, 0);
}

/// A picture of nothing, to draw the frame around.
pub(super) fn empty(state: &State) -> Picture {
    Picture {
        at: state.now(),
        since: state.now(),
        zone: state.options.zone,
        made_up: false,
        model: String::new(),
        lexicon: String::new(),
        countries: Vec::new(),
        incidents: Vec::new(),
        assets: Vec::new(),
        candidates: Vec::new(),
        notices: Vec::new(),
        receipts: Vec::new(),
        clocks: std::collections::BTreeMap::new(),
        silences: Vec::new(),
        feeds: Vec::new(),
        transitions: Vec::new(),
        unattributed: Vec::new(),
        set_aside: Vec::new(),
        drops: std::collections::BTreeMap::new(),
        items: 0,
    }
}
