//! The board: where is it burning, and is it ours? Countries ranked by what to do, the map, and the selected one.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::domain::level::Check;
use crate::domain::picture::CountryLine;
use crate::domain::words::Lang;
use crate::tui::layout::Panes;
use crate::tui::look::Look;
use crate::tui::say;
use crate::tui::text::{Align, age};
use crate::tui::theme::Meaning;
use crate::tui::widget::spark::spark;
use crate::tui::widget::table::{ALWAYS, Column, Table};
use crate::tui::widget::{map, put};

use super::{detail, strip};

/// Days of the small bars.
const DAYS: u16 = 14;

/// Draws the screen.
pub(super) fn draw(buf: &mut Buffer, body: Rect, panes: Panes, look: &Look<'_>) {
    strip::draw(buf, panes.top, look);
    put::rule(buf, put::row_of(panes.top, 1), look.style(Meaning::Rule));
    table(buf, panes.list, look);
    rest(buf, panes.list, look);
    let rule = Rect { y: panes.side.y.saturating_sub(1), height: 1, ..body };
    put::rule(buf, rule, look.style(Meaning::Rule));
    if panes.map.width == 0 {
        put::line(buf, panes.side, &detail::short(look));
        return;
    }
    map::draw(buf, panes.map, look);
    put::upright(buf, Rect { x: panes.side.x.saturating_sub(2), ..panes.side }, look.style(Meaning::Rule));
    put::lines(buf, panes.side, &detail::country(look, usize::from(panes.side.width)), look.state.side_scroll);
    if panes.far.width > 0 {
        put::upright(buf, Rect { x: panes.far.x.saturating_sub(2), ..panes.far }, look.style(Meaning::Rule));
        put::lines(buf, panes.far, &detail::beside(look, panes.far), 0);
    }
}

/// Draws the table of countries.
pub(super) fn table(buf: &mut Buffer, area: Rect, look: &Look<'_>) {
    let cell = |row: usize, column: usize| {
        let line = look.state.rows.get(row).and_then(|row| look.picture.countries.get(row.at));
        line.map(|line| cell(look, line, column)).unwrap_or_default()
    };
    let table = Table {
        columns: &columns(look),
        count: look.state.rows.len(),
        offset: look.state.offset(),
        selected: look.state.position(),
        cell: &cell,
    };
    table.draw(buf, area, look);
}

/// What shrinks and drops first: the driver, then standing, ministry, situation, bars, assets.
fn columns(look: &Look<'_>) -> Vec<Column> {
    let head = |key: &str| look.words.get(&format!("tui.board.{key}")).to_owned();
    let narrow = look.lang() != Lang::En;
    vec![
        Column::fixed(&head("level"), if narrow { 3 } else { 1 }, Align::Left, ALWAYS),
        Column::fixed(&head("country"), if narrow { 12 } else { 16 }, Align::Left, ALWAYS),
        Column::fixed(&head("score"), if narrow { 4 } else { 5 }, Align::Right, ALWAYS),
        Column::fixed(&head("change"), if narrow { 4 } else { 6 }, Align::Right, ALWAYS),
        Column::fixed(&head("days"), DAYS, Align::Left, 4),
        Column::fixed(&head("standing"), if narrow { 4 } else { 5 }, Align::Right, 1),
        Column::fixed(&head("situation"), 4, Align::Right, 3),
        Column::fixed(&head("ministry"), if narrow { 8 } else { 12 }, Align::Left, 2),
        Column::fixed(&head("assets"), if narrow { 4 } else { 6 }, Align::Right, 5),
        Column::growing(&head("driver"), if narrow { 42 } else { 34 }, ALWAYS),
        Column::fixed(&head("checked"), if narrow { 5 } else { 7 }, Align::Right, ALWAYS),
    ]
}

fn cell(look: &Look<'_>, line: &CountryLine, column: usize) -> Line<'static> {
    let unchecked = line.score.check.is_unchecked();
    let number = |value: f64| if unchecked { look.dim("–") } else { look.line(say::points(value)) };
    match column {
        0 if unchecked => Line::from(look.unchecked()),
        0 => Line::from(look.level(line.level.level)),
        1 => name(look, line),
        2 if unchecked => look.dim("–"),
        2 => Line::styled(say::points(line.score.score.value), look.theme.level(line.level.level)),
        3 if unchecked => look.dim("─"),
        3 => change(look, line.change),
        4 => look.dim(spark(&line.history, usize::from(DAYS))),
        5 => look.dim(say::points(line.score.standing.value)),
        6 => number(line.score.situation.value),
        7 => told(look, say::ministry(look, line)),
        8 if line.assets.is_empty() => look.dim("–"),
        8 => look.line(line.assets.len().to_string()),
        9 if unchecked => Line::from(look.piece(Meaning::Warning, say::driver(look, line))),
        9 => told(look, say::driver(look, line)),
        _ => checked(look, line),
    }
}

/// A text, or a dim dash for none.
fn told(look: &Look<'_>, text: String) -> Line<'static> {
    if text == "–" { look.dim(text) } else { look.line(text) }
}

/// A level that is held because the inputs are stale says so after the name.
fn name(look: &Look<'_>, line: &CountryLine) -> Line<'static> {
    let name = line.country.name.get(look.lang()).to_owned();
    let meaning = if line.level.level.rank() > 1 { Meaning::Title } else { Meaning::Text };
    let mut name = Line::from(look.piece(meaning, name));
    if line.level.held {
        name.push_span(look.piece(Meaning::Warning, look.word("tui.held")));
    }
    name
}

fn change(look: &Look<'_>, points: f64) -> Line<'static> {
    let meaning = if points.abs() < 1.0 { Meaning::Dim } else { Meaning::Text };
    Line::from(look.piece(meaning, say::change(points)))
}

/// The age of the last look; marked when not every needed feed was read.
fn checked(look: &Look<'_>, line: &CountryLine) -> Line<'static> {
    let age = line.score.check.last().map(|at| age(look.words, at, look.now()));
    let age = age.unwrap_or_else(|| look.word("tui.never").to_owned());
    match line.score.check {
        Check::Checked { .. } => look.dim(age),
        Check::Partly { .. } => Line::from(look.piece(Meaning::Warning, format!("~{age}"))),
        Check::Unchecked { .. } => Line::from(look.piece(Meaning::Warning, age)),
    }
}

/// How many rows are out of sight below, and how many of them nobody looked at.
fn rest(buf: &mut Buffer, list: Rect, look: &Look<'_>) {
    let shown = look.state.offset() + usize::from(list.height.saturating_sub(1));
    let hidden = look.state.rows.iter().skip(shown);
    let lines: Vec<&CountryLine> = hidden.filter_map(|row| look.picture.countries.get(row.at)).collect();
    if lines.is_empty() {
        return;
    }
    let blind = lines.iter().filter(|line| line.score.check.is_unchecked()).count();
    let key = if blind > 0 { "tui.board.rest_blind" } else { "tui.board.rest" };
    let text = look.words.fill(key, &[("n", &lines.len().to_string()), ("blind", &blind.to_string())]);
    let area = Rect { x: list.x + 6, y: list.bottom(), width: list.width.saturating_sub(6), height: 1 };
    put::line(buf, area, &look.dim(text));
}
