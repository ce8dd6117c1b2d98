//! What is new since the officer last looked, in one row above the board.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::desk::changes::counts;
use crate::app::desk::{Command, Context, RowKey};
use crate::domain::impact::{Subject, Transition};
use crate::domain::time::Timestamp;
use crate::tui::look::Look;
use crate::tui::say;
use crate::tui::text::{cut, width};
use crate::tui::theme::Meaning;
use crate::tui::widget::put;

/// Changes of level told one by one.
const TOLD: usize = 3;
/// Cells of a name.
const NAME: usize = 22;
/// Blind countries named.
const NAMED: usize = 2;
/// What stands between two parts.
const GAP: &str = "   ";

/// Draws the strip: levels that moved as far as there is room beside the counts, which are always there; what is left
/// out is counted.
pub(super) fn draw(buf: &mut Buffer, area: Rect, look: &Look<'_>) {
    let right = walk_hint(look);
    let since = since(look);
    let counts = counts_told(look);
    let room = usize::from(area.width).saturating_sub(right.width() + 2 + width(&since) + cells(&counts));
    let mut spans = vec![Span::raw(" "), look.piece(Meaning::Dim, since)];
    let levels = levels_told(look, room);
    if counts.is_empty() && levels.is_empty() {
        spans.push(look.piece(Meaning::Dim, format!("  {}", look.word("tui.nothing_new"))));
    }
    for part in levels.into_iter().chain(counts) {
        spans.push(Span::raw(GAP));
        spans.extend(part);
    }
    let left = Rect { width: area.width.saturating_sub(u16::try_from(right.width() + 2).unwrap_or(0)), ..area };
    put::line(buf, left, &Line::from(spans));
    put::line_right(buf, Rect { width: area.width.saturating_sub(1), ..area }, &right);
}

type Part = Vec<Span<'static>>;

fn cells(parts: &[Part]) -> usize {
    parts.iter().map(|part| part.iter().map(Span::width).sum::<usize>() + GAP.len()).sum()
}

/// Levels that moved, countries before assets, and how many more there are.
fn levels_told(look: &Look<'_>, room: usize) -> Vec<Part> {
    let mut moved: Vec<&Transition> = look.picture.transitions.iter().collect();
    moved.sort_by_key(|moved| (matches!(moved.subject, Subject::Asset(_)), std::cmp::Reverse(moved.to)));
    let more = |n: usize| vec![look.piece(Meaning::Dim, format!("▲▼ +{n}"))];
    let mut told: Vec<Part> = Vec::new();
    for (at, moved) in moved.iter().enumerate().take(TOLD) {
        told.push(level(look, moved));
        let rest = look.picture.transitions.len() - at - 1;
        let reserve = if rest > 0 { cells(&[more(rest)]) } else { 0 };
        if cells(&told) + reserve > room {
            told.pop();
            break;
        }
    }
    let rest = moved.len() - told.len();
    if rest > 0 {
        told.push(more(rest));
    }
    told
}

fn since(look: &Look<'_>) -> String {
    let (since, now) = (look.picture.since, look.now());
    let day = |at: Timestamp| at.with_timezone(&look.picture.zone).date_naive();
    let same_day = day(since) == day(now);
    let time = if same_day { look.clock(since) } else { look.date_time(since) };
    look.words.fill("tui.since", &[("time", &time)])
}

fn walk_hint(look: &Look<'_>) -> Line<'static> {
    let key = look.state.options.keymap.key_for(Command::NextChange, Context::Board);
    let key = key.map(|chord| chord.label(look.theme.ascii)).unwrap_or_default();
    Line::from(vec![look.piece(Meaning::Accent, key), look.piece(Meaning::Dim, format!(" {}", look.word("tui.walk")))])
}

/// What waits: candidates, drafts, notices to sign, replies that are overdue, feeds that are down.
fn counts_told(look: &Look<'_>) -> Vec<Part> {
    let counts = counts(look.picture);
    let count = |symbol: &str, key: &str, n: usize, meaning: Meaning| {
        (n > 0).then(|| vec![look.piece(meaning, format!("{symbol} {} {n}", look.words.get(key)))])
    };
    let mut parts: Vec<Part> = Vec::new();
    parts.extend(count("◆", "tui.strip.candidates", counts.candidates, Meaning::Title));
    parts.extend(count("✎", "tui.strip.drafts", counts.drafts, Meaning::Title));
    parts.extend(count("✉", "tui.strip.notices", counts.notices, Meaning::Title));
    parts.extend(count("◷", "tui.strip.overdue", counts.overdue, Meaning::Warning));
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
    let mut spans = vec![look.piece(name, format!("{arrow}{} ", cut(&say::subject(look, &moved.subject), NAME)))];
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
