//! Where each part of each screen stands, from 80×24 upward. Drawing and the mouse ask the same functions.

use std::ops::Range;

use ratatui::layout::Rect;

use crate::app::desk::queue::parts;
use crate::app::desk::{Screen, State, Target};

use super::widget::prompt;

/// Below this many columns or rows there is only a word that says so.
pub(super) const LEAST: (u16, u16) = (60, 15);
/// From here on the map has room under the board.
const MAP: (u16, u16) = (100, 30);
/// Rows around the body, the prompt included, so that nothing jumps when it opens.
const AROUND: u16 = 4;
/// From here on further lists stand beside the board.
const FAR: (u16, u16) = (180, 48);
/// From here on list and pane stand side by side.
const BESIDE: u16 = 140;

/// The parts every screen has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shell {
    /// Tabs and clocks.
    pub(super) header: Rect,
    /// The screen.
    pub(super) body: Rect,
    /// The filter; empty when it is not in sight.
    pub(super) prompt: Rect,
    /// What the keys do.
    pub(super) hints: Rect,
}

/// The parts of a screen; those it has no room for are empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Panes {
    /// What is said about the screen's subject as a whole.
    pub(super) top: Rect,
    /// The list, its heads included.
    pub(super) list: Rect,
    /// What is said about the selected row.
    pub(super) side: Rect,
    /// The map.
    pub(super) map: Rect,
    /// Further lists, on large terminals.
    pub(super) far: Rect,
}

/// Whether the terminal is too small to show anything but that.
pub(super) const fn is_too_small(area: Rect) -> bool {
    area.width < LEAST.0 || area.height < LEAST.1
}

/// The parts every screen has.
pub(super) fn shell(state: &State, area: Rect) -> Shell {
    let (header, rest) = split_top(area, 1);
    let (_, rest) = split_top(rest, 1);
    let (rest, hints) = split_bottom(rest, 1);
    let (body, prompt) = split_bottom(rest, u16::from(prompt::is_shown(state)));
    Shell { header, body, prompt, hints }
}

/// The parts of the screen shown.
pub(super) fn panes(state: &State, body: Rect) -> Panes {
    match &state.screen {
        Screen::Board => board(body),
        Screen::Incident(_) => with_top(body, if body.height >= 40 { 14 } else { body.height * 2 / 5 }, 2),
        Screen::Country(_) => with_top(body, if body.height >= 30 { 12 } else { body.height * 2 / 5 }, 0),
        Screen::Asset(_) => with_top(body, if body.height >= 30 { 11 } else { body.height * 2 / 5 }, 0),
        Screen::Feeds => with_top(body, 2, 1),
        Screen::Changes => with_top(body, 2, 0),
        Screen::Notices if body.width >= FAR.0 => {
            let (list, side) = split_bottom(body, body.height * 3 / 5);
            Panes { list, side: split_top(side, 1).1, ..Panes::default() }
        }
        Screen::Notice(_) | Screen::Brief(_) => Panes { side: body, ..Panes::default() },
        Screen::Draft(_) => with_top(body, 3, 2),
        Screen::Notices | Screen::Log => beside(body, 5),
        Screen::Incidents | Screen::Assets => beside(body, 3),
    }
}

/// Rows the list of the screen shows at once.
pub(super) fn page(state: &State, area: Rect) -> usize {
    let panes = panes(state, shell(state, area).body);
    usize::from(panes.list.height.saturating_sub(1))
}

/// What lies at a place in the body of the screen.
pub(super) fn target(state: &State, area: Rect, x: u16, y: u16) -> Option<Target> {
    let panes = panes(state, shell(state, area).body);
    let at = ratatui::layout::Position { x, y };
    if matches!(state.screen, Screen::Notices) && has_columns(panes.list) && panes.list.contains(at) {
        return target_in_columns(state, panes.list, at);
    }
    if panes.list.contains(at) {
        let row = usize::from(y.checked_sub(panes.list.y + 1)?) + state.offset();
        return (row < state.rows.len()).then_some(Target::Row(row));
    }
    panes.side.contains(at).then_some(Target::Side)
}

/// Whether the parts of the notice desk stand beside each other.
pub(super) const fn has_columns(list: Rect) -> bool {
    list.width >= FAR.0
}

/// The columns of the notice desk, with two cells between them.
pub(super) fn columns(list: Rect) -> [Rect; 3] {
    let width = list.width / 3;
    [0, 1, 2].map(|n| {
        let (_, rest) = split_left(list, n * width + if n > 0 { 2 } else { 0 });
        Rect { width: (width - if n > 0 { 2 } else { 0 }).min(rest.width), ..rest }
    })
}

/// The first row shown of a column whose table stands in `list`: as little scrolled as the selection needs.
pub(super) fn column_offset(state: &State, list: Rect, range: &Range<usize>) -> usize {
    let page = usize::from(list.height.saturating_sub(1)).max(1);
    let selected = state.position().filter(|at| range.contains(at)).map_or(0, |at| at - range.start);
    selected.saturating_sub(page - 1)
}

/// The row of the notice desk's columns at a place.
fn target_in_columns(state: &State, list: Rect, at: ratatui::layout::Position) -> Option<Target> {
    let [judge, approve, in_force, done] = parts(state);
    let ranges = [judge, approve, in_force.start..done.end];
    let (range, column) = ranges.into_iter().zip(columns(list)).find(|(_, column)| column.contains(at))?;
    let table = Rect { y: column.y + 1, height: column.height.saturating_sub(1), ..column };
    let row = usize::from(at.y.checked_sub(table.y + 1)?) + column_offset(state, table, &range) + range.start;
    range.contains(&row).then_some(Target::Row(row))
}

/// Strip and rule, the list with one row for what is left over, below it a rule and map and detail.
fn board(body: Rect) -> Panes {
    let (top, rest) = split_top(body, 2);
    let has_map = body.width >= MAP.0 && body.height + AROUND >= MAP.1;
    if !has_map {
        let (list, side) = split_bottom(rest, 2);
        let (_, side) = split_top(side, 1);
        return Panes { top, list: less_one(list), side, ..Panes::default() };
    }
    let lower = (rest.height * 2 / 5).clamp(9, 22);
    let (upper, lower) = split_bottom(rest, lower);
    let (_, lower) = split_top(lower, 1);
    let (map, side) = split_left(lower, body.width / 2);
    let (list, far) = if body.width >= FAR.0 && body.height + AROUND >= FAR.1 {
        split_left(upper, body.width * 3 / 5)
    } else {
        (upper, Rect::default())
    };
    Panes { top, list: less_one(list), side: after_rule(side), map, far: after_rule(far) }
}

/// A part for the subject above; list and pane below it, `share` tenths of twice the height for the pane.
fn with_top(body: Rect, height: u16, share: u16) -> Panes {
    let (top, rest) = split_top(body, height);
    let panes = if share == 0 { Panes { list: rest, ..Panes::default() } } else { beside(rest, share * 2 + 1) };
    Panes { top, ..panes }
}

/// List and pane side by side, or below each other with `tenths` of the height for the pane.
fn beside(body: Rect, tenths: u16) -> Panes {
    if body.width >= BESIDE {
        let (list, side) = split_left(body, body.width * 11 / 20);
        return Panes { list, side: after_rule(side), ..Panes::default() };
    }
    let (list, side) = split_bottom(body, (body.height * tenths / 10).max(4));
    let (_, side) = split_top(side, 1);
    Panes { list, side, ..Panes::default() }
}

/// Leaves a column for the upright rule and one for air.
fn after_rule(area: Rect) -> Rect {
    split_left(area, 2).1
}

/// Leaves the last row, which says what is left over.
fn less_one(area: Rect) -> Rect {
    Rect { height: area.height.saturating_sub(1), ..area }
}

fn split_top(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    (Rect { height, ..area }, Rect { y: area.y + height, height: area.height - height, ..area })
}

fn split_bottom(area: Rect, height: u16) -> (Rect, Rect) {
    split_top(area, area.height.saturating_sub(height))
}

fn split_left(area: Rect, width: u16) -> (Rect, Rect) {
    let width = width.min(area.width);
    (Rect { width, ..area }, Rect { x: area.x + width, width: area.width - width, ..area })
}
