//! Putting lines of text into cells; all of it fits, or says that it was cut.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;

use crate::tui::text::{fit, width};

/// Puts one line into the first row of an area.
pub(in crate::tui) fn line(buf: &mut Buffer, area: Rect, text: &Line<'_>) {
    if area.height > 0 && area.width > 0 {
        free_half(buf, area.x, area.y);
        let fitted = fit(text, usize::from(area.width));
        buf.set_line(area.x, area.y, &fitted, area.width);
    }
}

/// Takes away a wide character whose second half is about to be written over.
fn free_half(buf: &mut Buffer, x: u16, y: u16) {
    let before = x.checked_sub(1).and_then(|x| buf.cell_mut((x, y)));
    if let Some(cell) = before.filter(|cell| width(cell.symbol()) > 1) {
        cell.set_symbol(" ");
    }
}

/// Marks the second half of each wide character, so that it is written anew when the character goes: not every
/// terminal clears that half by itself, and the backend takes two blanks for the same.
pub(in crate::tui) fn mark_halves(buf: &mut Buffer) {
    let mut after_wide = false;
    for cell in &mut buf.content {
        if after_wide {
            cell.modifier.insert(Modifier::HIDDEN);
        }
        after_wide = !after_wide && width(cell.symbol()) > 1;
    }
}

/// Puts one line at the right end of the first row of an area.
pub(in crate::tui) fn line_right(buf: &mut Buffer, area: Rect, text: &Line<'_>) {
    let width = u16::try_from(text.width()).unwrap_or(u16::MAX).min(area.width);
    line(buf, Rect { x: area.x + area.width - width, width, ..area }, text);
}

/// Puts lines below each other, from the one numbered `first`; when some are left over, the last row says so.
pub(in crate::tui) fn lines(buf: &mut Buffer, area: Rect, lines: &[Line<'_>], first: usize) {
    let height = usize::from(area.height);
    let first = first.min(lines.len().saturating_sub(height));
    for (row, text) in lines.iter().skip(first).take(height).enumerate() {
        line(buf, row_of(area, row), text);
    }
    if lines.len() > first + height && height > 0 {
        line_right(buf, row_of(area, height - 1), &Line::from(" …"));
    }
}

/// One row of an area; an empty one below its end.
pub(in crate::tui) fn row_of(area: Rect, row: usize) -> Rect {
    let row = u16::try_from(row).unwrap_or(u16::MAX).min(area.height);
    Rect { y: area.y + row, height: (area.height - row).min(1), ..area }
}

/// Draws a rule over the first row of an area.
pub(in crate::tui) fn rule(buf: &mut Buffer, area: Rect, style: Style) {
    fill(buf, Rect { height: area.height.min(1), ..area }, "─", style);
}

/// Draws an upright rule over the first column of an area.
pub(in crate::tui) fn upright(buf: &mut Buffer, area: Rect, style: Style) {
    fill(buf, Rect { width: area.width.min(1), ..area }, "│", style);
}

/// Empties an area, for what lies on top.
pub(in crate::tui) fn clear(buf: &mut Buffer, area: Rect, style: Style) {
    for position in area.intersection(buf.area).positions() {
        if let Some(cell) = buf.cell_mut(position) {
            cell.reset();
            cell.set_style(style);
        }
    }
}

fn fill(buf: &mut Buffer, area: Rect, symbol: &str, style: Style) {
    for position in area.intersection(buf.area).positions() {
        if let Some(cell) = buf.cell_mut(position) {
            cell.set_symbol(symbol).set_style(style);
        }
    }
}
