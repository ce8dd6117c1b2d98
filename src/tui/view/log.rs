//! What gave nothing, and why: items that name no country or were set aside, how many by reason, candidates held back.

use ratatui::buffer::Buffer;
use ratatui::text::Line;

use crate::app::desk::Row;
use crate::domain::picture::Reading;
use crate::tui::layout::Panes;
use crate::tui::look::Look;
use crate::tui::say;
use crate::tui::text::Align;
use crate::tui::theme::Meaning;
use crate::tui::widget::table::{ALWAYS, Column, Heads};

use super::incident;

/// Draws the screen.
pub(super) fn draw(buf: &mut Buffer, panes: Panes, look: &Look<'_>) {
    let heads = Heads::of(look, "items");
    let columns = [
        heads.left("at", (11, 11), ALWAYS),
        heads.left("family", (14, 14), 1),
        Column::fixed("", 1, Align::Left, 2),
        heads.left("why", (20, 16), ALWAYS),
        Column::growing(look.word("tui.log.left_out"), 30, ALWAYS),
    ];
    let left_out: Vec<_> = look.picture.left_out().collect();
    let reading = |row: &Row| left_out.get(row.at).map(AsRef::as_ref);
    super::list(buf, panes.list, look, &columns, reading, |found, column| cell(look, found, column));
    super::side(buf, panes, look, |width| {
        let found = look.state.selected().and_then(reading);
        let mut lines = found.map(|found| incident::text(look, found, width)).unwrap_or_default();
        lines.extend(drops(look));
        lines.extend(held(look));
        lines
    });
}

fn cell(look: &Look<'_>, reading: &Reading, column: usize) -> Line<'static> {
    let item = &reading.item;
    match column {
        0 => {
            look.dim(item.published.map_or_else(|| look.word("tui.items.undated").to_owned(), |at| look.date_time(at)))
        }
        1 => look.dim(item.publisher.as_str()),
        2 => look.dim(item.reliability.to_string()),
        3 => look.dim(excluded(look, reading)),
        _ => look.line(item.title.as_str()),
    }
}

/// Why an item is on the list.
fn excluded(look: &Look<'_>, reading: &Reading) -> String {
    let annotation = &reading.annotation;
    let first = annotation.reasons.first().filter(|_| annotation.hazards.is_empty());
    reason(look, first.map_or("unattributed", |first| first.code.as_str()))
}

/// Items that gave no incident, by reason, the most frequent first.
fn drops(look: &Look<'_>) -> Vec<Line<'static>> {
    let title = look.words.fill("tui.log.drops", &[("items", &look.picture.items.to_string())]);
    let mut lines = vec![Line::from(look.piece(Meaning::Heading, title))];
    let mut drops: Vec<_> = look.picture.drops.iter().collect();
    drops.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    lines.extend(drops.into_iter().map(|(code, count)| {
        Line::from(vec![
            look.piece(Meaning::Title, format!("{count:>8}  ")),
            look.piece(Meaning::Text, reason(look, code)),
        ])
    }));
    lines
}

/// Candidates that did not reach a person, each with its reason.
fn held(look: &Look<'_>) -> Vec<Line<'static>> {
    let mut lines = vec![look.heading("tui.log.held")];
    let held = look.picture.candidates.iter().filter(|candidate| !candidate.outcome.is_open());
    lines.extend(held.map(|candidate| {
        let country = candidate.country.map(|code| say::country(look, code)).unwrap_or_default();
        Line::from(vec![
            look.piece(Meaning::Text, format!(" {} {country} ", candidate.rule)),
            look.piece(Meaning::Dim, say::candidate_outcome(look, &candidate.outcome)),
        ])
    }));
    lines
}

/// A reason's words; its code when it has none.
pub(super) fn reason(look: &Look<'_>, code: &str) -> String {
    let key = format!("drop.{code}");
    if look.words.has(&key) { look.words.get(&key).to_owned() } else { code.to_owned() }
}
