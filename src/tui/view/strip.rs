//! What is new since the officer last looked, in one row above the board.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::desk::changes::counts;
use crate::app::desk::{Command, Context, RowKey};
use crate::domain::impact::Transition;
use crate::domain::time::beijing;
use crate::tui::look::Look;
use crate::tui::say;
use crate::tui::text::{clock, date_time, width};
use crate::tui::theme::Meaning;
use crate::tui::widget::put;

/// Changes of level told one by one.
const TOLD: usize = 3;
/// Blind countries named.
const NAMED: usize = 2;

/// Draws the strip; parts that do not fit are left out whole, from the right.
pub(super) fn draw(buf: &mut Buffer, area: Rect, look: &Look<'_>) {
    let right = walk_hint(look);
    let room = usize::from(area.width).saturating_sub(right.width() + 3);
    let mut spans = vec![Span::raw(" "), look.piece(Meaning::Dim, since(look))];
    let mut used = 1 + width(&since(look));
    let parts = parts(look);
    if parts.is_empty() {
        spans.push(look.piece(Meaning::Dim, format!("  {}", look.word("tui.nothing_new"))));
    }
    for part in parts {
        let cells: usize = part.iter().map(Span::width).sum::<usize>() + 3;
        if used + cells <= room {
            used += cells;
            spans.push(Span::raw("   "));
            spans.extend(part);
        }
    }
    put::line(buf, area, &Line::from(spans));
    put::line_right(buf, Rect { width: area.width.saturating_sub(1), ..area }, &right);
}

fn since(look: &Look<'_>) -> String {
    let (since, now) = (look.picture.since, look.now());
    let same_day = beijing(since).date_naive() == beijing(now).date_naive();
    let time = if same_day { clock(since) } else { date_time(since) };
    look.words.fill("tui.since", &[("time", &time)])
}

fn walk_hint(look: &Look<'_>) -> Line<'static> {
    let key = look.state.options.keymap.key_for(Command::NextChange, Context::Board);
    let key = key.map(|chord| chord.label(look.theme.ascii)).unwrap_or_default();
    Line::from(vec![look.piece(Meaning::Accent, key), look.piece(Meaning::Dim, format!(" {}", look.word("tui.walk")))])
}

fn parts(look: &Look<'_>) -> Vec<Vec<Span<'static>>> {
    let counts = counts(look.picture);
    let mut parts: Vec<_> = look.picture.transitions.iter().take(TOLD).map(|moved| level(look, moved)).collect();
    let count = |symbol: &str, key: &str, n: usize, meaning: Meaning| {
        (n > 0).then(|| vec![look.piece(meaning, format!("{symbol} {} {n}", look.words.get(key)))])
    };
    parts.extend(count("◆", "tui.strip.candidates", counts.candidates, Meaning::Title));
    parts.extend(count("✉", "tui.strip.notices", counts.notices, Meaning::Title));
    parts.extend(count("⏲", "tui.strip.overdue", counts.overdue, Meaning::Warning));
    if let Some(mut feeds) = count("⚠", "tui.strip.feeds", counts.feeds, Meaning::Warning) {
        feeds.extend(blind(look).map(|names| look.piece(Meaning::Warning, names)));
        parts.push(feeds);
    }
    parts
}

/// `▲ Ukraine yellow→orange`; the one walked to stands out.
fn level(look: &Look<'_>, moved: &Transition) -> Vec<Span<'static>> {
    let walked = look.state.walking == Some(RowKey::Level(moved.subject.clone(), moved.at));
    let name = if walked { Meaning::Accent } else { Meaning::Text };
    let arrow = if moved.to > moved.from { "▲ " } else { "▼ " };
    let mut spans = vec![look.piece(name, format!("{arrow}{} ", say::subject(look, &moved.subject)))];
    spans.extend(look.moved(moved.from, moved.to));
    spans
}

fn blind(look: &Look<'_>) -> Option<String> {
    let names: Vec<String> = look.picture.unchecked().map(|line| say::country(look, line.country.code)).collect();
    let shown = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(look.word("tui.list"));
    let values = [("names", shown.as_str()), ("n", &names.len().to_string())];
    let key = if names.len() > NAMED { "tui.strip.blind_many" } else { "tui.strip.blind" };
    (!names.is_empty()).then(|| look.words.fill(key, &values))
}
