//! The last row: what the keys do here, made from the key table; at its right what was told, or how far a round is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::desk::{Context, applies};
use crate::domain::feed::Outcome;
use crate::tui::look::Look;
use crate::tui::text::width;
use crate::tui::theme::Meaning;

use super::put;

/// Below this width the keys need the room more than the coverage does.
const ROOMY: u16 = 100;

/// Draws the last row. Hints that do not fit are left out whole.
pub(in crate::tui) fn draw(buf: &mut Buffer, area: Rect, look: &Look<'_>) {
    let right = right(look);
    let right_width = right.width();
    let room = usize::from(area.width).saturating_sub(if right_width > 0 { right_width + 3 } else { 1 });
    let mut spans: Vec<Span<'static>> = vec![Span::raw(" ")];
    let mut used = 1;
    for (key, word) in hints(look) {
        let cells = width(&key) + 1 + width(&word) + 2;
        if used + cells > room {
            break;
        }
        used += cells;
        spans.extend([look.piece(Meaning::Accent, key), look.piece(Meaning::Dim, format!(" {word}  "))]);
    }
    put::line(buf, area, &Line::from(spans));
    put::line_right(buf, Rect { width: area.width.saturating_sub(1), ..area }, &right);
}

/// Key and word of each hint that could be done now: moving first, then the place's own, then those of every screen.
fn hints(look: &Look<'_>) -> Vec<(String, String)> {
    let context = look.state.context();
    let rows = look.state.options.keymap.rows_in(context).filter(|binding| applies(look.state, binding.run));
    let rows = rows.filter_map(|binding| {
        let hint = binding.hint.as_ref()?.get(look.lang()).to_owned();
        let key = binding.on.first()?.label(look.theme.ascii);
        Some((binding.screens.is_empty(), key, hint))
    });
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by_key(|(general, ..)| *general && context != Context::Board);
    rows.into_iter().map(|(_, key, hint)| (key, hint)).collect()
}

fn right(look: &Look<'_>) -> Line<'static> {
    if let Some((note, _)) = &look.state.note {
        return Line::from(look.piece(Meaning::Title, look.words.get(note)));
    }
    if let Some(progress) = &look.state.progress {
        let counts = [progress.done.to_string(), progress.total.to_string()];
        let [done, total] = &counts;
        let values = [("done", done.as_str()), ("total", total.as_str()), ("feed", progress.current.as_str())];
        return look.dim(look.words.fill("tui.progress", &values));
    }
    coverage(look)
}

/// Feeds that show what their countries are like, countries that were looked at.
fn coverage(look: &Look<'_>) -> Line<'static> {
    if look.state.picture.is_none() {
        return Line::default();
    }
    let (feeds, countries) = (&look.picture.feeds, &look.picture.countries);
    let up = feeds.iter().filter(|line| line.state.outcome.is_some_and(Outcome::is_sighted)).count();
    let seen = countries.len() - look.picture.unchecked().count();
    let whole = up == feeds.len() && seen == countries.len();
    let numbers = [up, feeds.len(), seen, countries.len()].map(|n| n.to_string());
    let [up, feeds, seen, countries] = &numbers;
    let values = [("up", up.as_str()), ("feeds", feeds), ("seen", seen), ("countries", countries)];
    let meaning = if whole { Meaning::Dim } else { Meaning::Warning };
    let key = if look.state.size.0 < ROOMY { "tui.coverage_short" } else { "tui.coverage" };
    Line::from(look.piece(meaning, look.words.fill(key, &values)))
}
