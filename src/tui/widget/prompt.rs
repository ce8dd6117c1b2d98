//! The line in which the filter is typed, with what is wrong with it; it stays in sight while a filter acts.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use tui_input::Input;

use crate::app::desk::query::QueryError;
use crate::app::desk::{Overlay, State};
use crate::tui::look::Look;
use crate::tui::text::{clean, width};
use crate::tui::theme::Meaning;

use super::put;

/// Whether the line is in sight.
pub(in crate::tui) fn is_shown(state: &State) -> bool {
    matches!(state.overlay, Some(Overlay::Filter { .. })) || state.view().is_some_and(|view| !view.filter.is_empty())
}

/// Draws the filter, how many rows it leaves, and its fault.
pub(in crate::tui) fn draw(buf: &mut Buffer, area: Rect, look: &Look<'_>) {
    let Some(view) = look.state.view() else { return };
    let mut spans = vec![look.piece(Meaning::Accent, " / ")];
    match &look.state.overlay {
        Some(Overlay::Filter { input }) => spans.extend(typed(look, input)),
        _ => spans.push(look.piece(Meaning::Text, view.filter.as_str())),
    }
    put::line(buf, area, &Line::from(spans));
    let right = match &view.error {
        Some(error) => look.piece(Meaning::Warning, fault(look, error)),
        None => look.piece(Meaning::Dim, look.words.fill("tui.rows", &[("n", &look.state.rows.len().to_string())])),
    };
    put::line_right(buf, Rect { width: area.width.saturating_sub(1), ..area }, &Line::from(right));
}

/// What is typed, with the cursor as a reversed cell.
pub(in crate::tui) fn typed(look: &Look<'_>, input: &Input) -> Vec<Span<'static>> {
    let at = input.cursor();
    let before: String = input.value().chars().take(at).collect();
    let under: String = input.value().chars().nth(at).map_or_else(|| " ".to_owned(), |c| c.to_string());
    let after: String = input.value().chars().skip(at + 1).collect();
    let cursor = Span::styled(under, look.style(Meaning::Text).add_modifier(Modifier::REVERSED));
    vec![look.piece(Meaning::Text, before), cursor, look.piece(Meaning::Text, after)]
}

/// What is typed in lines of at most `cells` cells, with the cursor as a reversed cell.
pub(in crate::tui) fn typed_lines(look: &Look<'_>, input: &Input, cells: usize) -> Vec<Line<'static>> {
    let (text, cursor) = (look.style(Meaning::Text), look.style(Meaning::Text).add_modifier(Modifier::REVERSED));
    let mut lines = vec![Line::default()];
    let mut used = 0;
    for (at, c) in input.value().chars().chain([' ']).enumerate() {
        let piece = clean(&c.to_string()).into_owned();
        let wide = width(&piece);
        if used + wide > cells.max(2) {
            lines.push(Line::default());
            used = 0;
        }
        used += wide;
        if let Some(line) = lines.last_mut() {
            line.push_span(Span::styled(piece, if at == input.cursor() { cursor } else { text }));
        }
    }
    lines
}

fn fault(look: &Look<'_>, error: &QueryError) -> String {
    let (key, word) = error.fault.key();
    look.words.fill(&format!("tui.query.{key}"), &[("word", word)])
}
