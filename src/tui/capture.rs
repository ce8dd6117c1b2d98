//! What is on the screen as plain text, the whole list and not only the rows in sight.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use crate::app::desk::{Screen, State};
use crate::domain::words::Words;

use super::layout;
use super::theme::Theme;
use super::view::draw;

/// Most rows written down.
const MOST: u16 = 2_000;
/// Least columns, so that a narrow terminal does not cut what a file could hold.
const COLUMNS: u16 = 240;

/// Rows that hold any document.
const DOCUMENT: u16 = 400;

/// Draws the screen once more, as high as its list is long, and takes the text of it.
pub(super) fn text(state: &State, theme: &Theme, words: &Words) -> String {
    let width = state.size.0.max(COLUMNS);
    let shown = layout::page(state, Rect::new(0, 0, width, state.size.1));
    let missing = u16::try_from(state.rows.len().saturating_sub(shown) * 2).unwrap_or(MOST);
    let missing = if matches!(state.screen, Screen::Notice(_) | Screen::Draft(_) | Screen::Brief(_)) {
        DOCUMENT
    } else {
        missing
    };
    let size = (width, state.size.1.saturating_add(missing).min(MOST));
    let mut tall = state.clone();
    tall.size = size;
    tall.overlay = None;
    if let Some(view) = tall.views.get_mut(&tall.screen.context()) {
        view.offset = 0;
    }
    let Ok(mut terminal) = Terminal::new(TestBackend::new(size.0, size.1));
    let Ok(_) = terminal.draw(|frame| _ = draw(frame, &tall, theme, words));
    lines(terminal.backend().buffer())
}

/// The rows as one text; runs of empty rows become one.
fn lines(buffer: &Buffer) -> String {
    let mut rows = rows(buffer);
    rows.dedup_by(|row, before| row.is_empty() && before.is_empty());
    rows.join("\n") + "\n"
}

/// The rows, without the spaces at their ends.
pub(super) fn rows(buffer: &Buffer) -> Vec<String> {
    buffer.content.chunks(usize::from(buffer.area.width.max(1))).map(line).collect()
}

/// A wide character takes two cells, of which the second is not text.
fn line(row: &[ratatui::buffer::Cell]) -> String {
    let mut line = String::new();
    let mut skip = 0;
    for cell in row {
        if skip == 0 {
            line.push_str(cell.symbol());
        }
        skip = if skip == 0 { cell.symbol().width().saturating_sub(1) } else { skip - 1 };
    }
    line.trim_end().to_owned()
}
