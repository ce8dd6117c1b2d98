//! The incidents, worst first, and the table of incidents that other screens share.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::desk::{Row, RowKey, Screen};
use crate::domain::impact::CertaintyWord;
use crate::domain::picture::IncidentCard;
use crate::tui::layout::Panes;
use crate::tui::look::Look;
use crate::tui::say;
use crate::tui::text::{Align, age};
use crate::tui::theme::Meaning;
use crate::tui::widget::table::{ALWAYS, Column, Heads};

use super::incident;

/// Draws the screen.
pub(super) fn draw(buf: &mut Buffer, panes: Panes, look: &Look<'_>) {
    table(buf, panes.list, look);
    super::side(buf, panes, look, |width| {
        selected(look).map(|card| incident::happened(look, card, width)).unwrap_or_default()
    });
}

/// Draws the table of incidents.
pub(super) fn table(buf: &mut Buffer, area: Rect, look: &Look<'_>) {
    super::list(buf, area, look, &columns(look), |row| card(look, row), |card, column| cell(look, card, column));
}

/// The incident of the selected row.
pub(super) fn selected<'a>(look: &Look<'a>) -> Option<&'a IncidentCard> {
    look.state.selected().and_then(|row| card(look, row))
}

/// The incident of a row; on an asset's screen rows count its impacts.
fn card<'a>(look: &Look<'a>, row: &Row) -> Option<&'a IncidentCard> {
    match (&row.key, &look.state.screen) {
        (RowKey::Incident(id), Screen::Asset(_)) => look.picture.incident(id),
        _ => look.picture.incidents.get(row.at),
    }
}

fn columns(look: &Look<'_>) -> Vec<Column> {
    let heads = Heads::of(look, "incidents");
    vec![
        Column::fixed("", 1, Align::Left, ALWAYS),
        heads.right("points", (6, 4), ALWAYS),
        heads.left("hazard", (16, 12), 4),
        heads.left("country", (14, 10), ALWAYS),
        heads.growing("what", (30, 30), ALWAYS),
        heads.right("sources", (7, 4), 2),
        heads.left("certainty", (11, 8), 3),
        heads.right("ours", (6, 4), 5),
        heads.right("last", (7, 5), ALWAYS),
    ]
}

fn cell(look: &Look<'_>, card: &IncidentCard, column: usize) -> Line<'static> {
    let incident = &card.incident;
    match column {
        0 if look.state.fresh.contains(&incident.id) => Line::from(look.piece(Meaning::Accent, "●")),
        1 => look.line(say::points(card.rating.points.value)),
        2 => look.dim(say::hazard(look, incident.hazard)),
        3 => look.line(incident.country().map_or_else(|| "–".to_owned(), |code| say::country(look, code))),
        4 => headline(look, card),
        5 => look.dim(incident.families().len().to_string()),
        6 => certainty(look, card),
        7 if card.worst() > 0.0 => Line::from(look.piece(Meaning::Title, say::points(card.worst()))),
        7 => look.dim("–"),
        8 => look.dim(age(look.words, incident.last, look.now())),
        _ => Line::default(),
    }
}

/// Exercises are marked before anything else is said.
fn headline(look: &Look<'_>, card: &IncidentCard) -> Line<'static> {
    let mut line = Line::default();
    if card.incident.exercise {
        line.push_span(look.piece(Meaning::Warning, format!("{} ", look.word("tui.exercise"))));
    }
    line.push_span(look.piece(Meaning::Text, say::headline(look, card)));
    line
}

fn certainty(look: &Look<'_>, card: &IncidentCard) -> Line<'static> {
    let word = card.rating.certainty_word;
    let meaning = if word < CertaintyWord::Likely { Meaning::Warning } else { Meaning::Dim };
    Line::from(look.piece(meaning, say::certainty(look, word)))
}
