//! A briefing as it is written down: the handover note of the shift, the daily brief.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::look::Look;
use crate::tui::text::wrap;
use crate::tui::theme::Meaning;
use crate::tui::widget::put;

/// Draws the screen.
pub(super) fn draw(buf: &mut Buffer, body: Rect, look: &Look<'_>) {
    let inner = super::inside(body);
    let Some(text) = &look.state.brief else {
        put::line(buf, inner, &look.dim(look.word("tui.brief.writing")));
        return;
    };
    let lines: Vec<Line<'static>> = text.lines().flat_map(|line| told(look, line, usize::from(inner.width))).collect();
    super::scrolled(buf, inner, look, &lines);
}

/// A line of Markdown: heads and marks stand out, rows of tables stay whole, the rest is wrapped.
fn told(look: &Look<'_>, line: &str, cells: usize) -> Vec<Line<'static>> {
    if line.trim().is_empty() {
        return vec![Line::default()];
    }
    if let Some(head) = line.strip_prefix('#') {
        return vec![Line::from(look.piece(Meaning::Title, head.trim_start_matches('#').trim().to_owned()))];
    }
    if line.starts_with('|') {
        return vec![look.line(line)];
    }
    let (meaning, text) = line.strip_prefix('>').map_or((Meaning::Text, line), |mark| (Meaning::Warning, mark.trim()));
    wrap(&text.replace("**", ""), cells).into_iter().map(|line| Line::from(look.piece(meaning, line))).collect()
}
