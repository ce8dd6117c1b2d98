//! What changed since the last visit, to be walked through one by one.

use ratatui::buffer::Buffer;
use ratatui::text::{Line, Span};

use crate::app::desk::{Row, RowKey};
use crate::domain::notice::Notice;
use crate::tui::layout::Panes;
use crate::tui::look::Look;
use crate::tui::say;
use crate::tui::text::{Align, age};
use crate::tui::theme::Meaning;
use crate::tui::widget::put;
use crate::tui::widget::table::{ALWAYS, Column, Heads};

use super::preview;

/// Draws the screen.
pub(super) fn draw(buf: &mut Buffer, panes: Panes, look: &Look<'_>) {
    let left = look.state.rows.iter().filter(|row| !look.state.seen.contains(&row.key)).count();
    let values = [look.date_time(look.picture.since), left.to_string()];
    let title = look.words.fill("tui.changes.title", &[("time", &values[0]), ("n", &values[1])]);
    put::line(buf, panes.top, &Line::from(look.piece(Meaning::Title, format!(" {title}"))));
    put::rule(buf, put::row_of(panes.top, 1), look.style(Meaning::Rule));
    let heads = Heads::of(look, "changes");
    let columns = [
        Column::fixed("", 1, Align::Left, ALWAYS),
        heads.left("sort", (12, 10), ALWAYS),
        heads.growing("what", (30, 30), ALWAYS),
        heads.right("at", (7, 5), ALWAYS),
    ];
    super::list(buf, panes.list, look, &columns, |row| Some(row.clone()), |row, column| cell(look, &row, column));
}

fn cell(look: &Look<'_>, row: &Row, column: usize) -> Line<'static> {
    let seen = look.state.seen.contains(&row.key);
    match column {
        0 if seen => look.dim("·"),
        0 => Line::from(look.piece(Meaning::Accent, "●")),
        1 => look.dim(look.words.get(sort(look, row))),
        2 => {
            let line = what(look, row).unwrap_or_default();
            if seen { line.style(look.style(Meaning::Dim)) } else { line }
        }
        _ => look.dim(at(look, row).unwrap_or_default()),
    }
}

fn sort(look: &Look<'_>, row: &Row) -> &'static str {
    let in_force = |notice: &Notice| notice.is_in_force(look.picture.at);
    match &row.key {
        RowKey::Level(..) => "tui.changes.level",
        RowKey::Candidate(_) => "tui.changes.candidate",
        RowKey::Notice(_) if look.picture.notices.get(row.at).is_some_and(in_force) => "tui.changes.overdue",
        RowKey::Notice(_) => "tui.changes.notice",
        _ => "tui.changes.blind",
    }
}

/// The change in words: what moved and why, what waits, who is blind.
fn what(look: &Look<'_>, row: &Row) -> Option<Line<'static>> {
    let mut spans: Vec<Span<'static>> = Vec::new();
    match &row.key {
        RowKey::Level(subject, _) => {
            let moved = look.picture.transitions.get(row.at)?;
            spans.push(look.piece(Meaning::Title, format!("{} ", say::subject(look, subject))));
            spans.extend(look.moved(moved.from, moved.to));
            spans.push(look.piece(Meaning::Dim, format!("  {}", moved.why)));
        }
        RowKey::Candidate(_) => {
            let candidate = look.picture.candidates.get(row.at)?;
            let country = candidate.country.map(|code| say::country(look, code)).unwrap_or_default();
            spans.extend([look.level(candidate.level), look.piece(Meaning::Title, format!(" {country} "))]);
            spans.push(look.piece(Meaning::Text, format!("{}  {}", candidate.rule, preview::about(look, candidate))));
        }
        RowKey::Notice(id) => {
            let notice = look.picture.notices.get(row.at)?;
            spans.extend([look.level(notice.content.level), look.piece(Meaning::Dim, format!(" {id} "))]);
            spans.push(look.piece(Meaning::Text, notice.content.subject.get(look.lang())));
        }
        _ => {
            let line = look.picture.countries.get(row.at)?;
            spans.push(look.piece(Meaning::Title, format!("{} ", line.country.name.get(look.lang()))));
            spans.push(look.piece(Meaning::Warning, say::driver(look, line)));
        }
    }
    Some(Line::from(spans))
}

fn at(look: &Look<'_>, row: &Row) -> Option<String> {
    let at = match &row.key {
        RowKey::Level(_, at) => Some(*at),
        RowKey::Candidate(_) => look.picture.candidates.get(row.at).map(|candidate| candidate.at),
        RowKey::Notice(_) => look.picture.notices.get(row.at).map(|notice| notice.drafted),
        _ => look.picture.countries.get(row.at).and_then(|line| line.score.check.last()),
    };
    at.map(|at| age(look.words, at, look.now()))
}
