//! The board: where is it burning, and is it ours? Countries ranked by what to do, the map, and the selected one.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::desk::Row;
use crate::domain::level::Check;
use crate::domain::picture::CountryLine;
use crate::tui::layout::Panes;
use crate::tui::look::Look;
use crate::tui::say;
use crate::tui::text::age;
use crate::tui::theme::Meaning;
use crate::tui::widget::spark::spark;
use crate::tui::widget::table::{ALWAYS, Column, Heads};
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
    super::scrolled(buf, panes.side, look, &detail::country(look, usize::from(panes.side.width)));
    if panes.far.width > 0 {
        put::upright(buf, Rect { x: panes.far.x.saturating_sub(2), ..panes.far }, look.style(Meaning::Rule));
        put::lines(buf, panes.far, &detail::beside(look, panes.far), 0);
    }
}

/// Draws the table of countries.
pub(super) fn table(buf: &mut Buffer, area: Rect, look: &Look<'_>) {
    let country = |row: &Row| look.picture.countries.get(row.at);
    super::list(buf, area, look, &columns(look), country, |line, column| cell(look, line, column));
}

/// What shrinks and drops first: the driver, then standing, ministry, situation, bars, assets.
fn columns(look: &Look<'_>) -> Vec<Column> {
    let heads = Heads::of(look, "board");
    vec![
        heads.left("level", (1, 3), ALWAYS),
        heads.left("country", (16, 12), ALWAYS),
        heads.right("score", (5, 4), ALWAYS),
        heads.right("change", (6, 4), ALWAYS),
        heads.left("days", (DAYS, DAYS), 4),
        heads.right("standing", (5, 4), 1),
        heads.right("situation", (4, 4), 3),
        heads.left("ministry", (12, 8), 2),
        heads.right("assets", (6, 4), 5),
        heads.growing("driver", (34, 42), ALWAYS),
        heads.right("checked", (7, 5), ALWAYS),
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
