//! The notice desk: may this go out? Candidates to judge, notices on their way and in force, what is overdue first; each
//! with its document.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::desk::Focus;
use crate::app::desk::queue::{Entry, Part, parts, silent};
use crate::domain::notice::Notice;
use crate::domain::rule::Candidate;
use crate::tui::layout::{self, Panes};
use crate::tui::look::Look;
use crate::tui::say;
use crate::tui::theme::Meaning;
use crate::tui::widget::put;
use crate::tui::widget::table::{ALWAYS, Column, Heads, Table};

use super::{clock, preview};

/// Draws the screen.
pub(super) fn draw(buf: &mut Buffer, panes: Panes, look: &Look<'_>) {
    if layout::has_columns(panes.list) {
        columns_of_parts(buf, panes.list, look);
    } else {
        let entry = |row: &_| Entry::of(look.picture, row);
        super::list(buf, panes.list, look, &columns(look), entry, |entry, column| cell(look, entry, column));
    }
    let selected = look.state.selected().and_then(|row| Entry::of(look.picture, row));
    super::side(buf, panes, look, |width| match selected {
        Some(Entry::Candidate(candidate)) => preview::candidate(look, candidate, width),
        _ => Vec::new(),
    });
    if let Some(Entry::Notice(notice)) = selected {
        preview::pane(buf, super::inside(panes.side), look, notice);
    }
}

/// What is to be judged, what is on its way out, and what is in force or over, beside each other.
fn columns_of_parts(buf: &mut Buffer, area: Rect, look: &Look<'_>) {
    let [judge, approve, in_force, done] = parts(look.state);
    let parts = [judge, approve, in_force.start..done.end];
    let keys = ["judge", "approve", "in_force"];
    for ((range, key), column) in parts.into_iter().zip(keys).zip(layout::columns(area)) {
        if column.x > area.x {
            put::upright(buf, Rect { x: column.x - 2, ..column }, look.style(Meaning::Rule));
        }
        part(buf, column, look, key, &range);
    }
}

/// One column: its head with how many are in it and overdue, its rows.
fn part(buf: &mut Buffer, area: Rect, look: &Look<'_>, key: &str, range: &Range<usize>) {
    put::line(buf, area, &head(look, key, range));
    let list = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let entry = |row: usize| look.state.rows.get(range.start + row).and_then(|row| Entry::of(look.picture, row));
    let selected = look.state.position().filter(|at| range.contains(at)).map(|at| at - range.start);
    Table {
        columns: &narrow(look),
        count: range.len(),
        offset: layout::column_offset(look.state, list, range),
        selected: selected.filter(|_| look.state.focus == Focus::List),
        cell: &|row, column| entry(row).map(|entry| narrow_cell(look, entry, column)).unwrap_or_default(),
    }
    .draw(buf, list, look);
    if range.is_empty() {
        put::line(buf, put::row_of(list, 1), &look.dim(format!("  {}", look.word("tui.nothing"))));
    }
}

fn head(look: &Look<'_>, key: &str, range: &Range<usize>) -> Line<'static> {
    let rows = look.state.rows.get(range.clone()).unwrap_or_default();
    let entries: Vec<_> = rows.iter().filter_map(|row| Entry::of(look.picture, row)).collect();
    let open = entries.iter().filter(|entry| entry.part(look.picture.at) != Part::Done).count();
    let overdue = entries.iter().filter(|entry| entry.is_overdue(look.picture, look.now())).count();
    let title = look.words.get(&format!("tui.notices.part_{key}")).to_owned();
    let mut spans = vec![look.piece(Meaning::Title, format!("  {title} {open}"))];
    if overdue > 0 {
        let text = look.words.fill("tui.notices.overdue", &[("n", &overdue.to_string())]);
        spans.push(look.piece(Meaning::Warning, format!("  ◷ {text}")));
    }
    Line::from(spans)
}

fn columns(look: &Look<'_>) -> Vec<Column> {
    let heads = Heads::of(look, "notices");
    vec![
        heads.left("state", (10, 8), ALWAYS),
        heads.left("level", (1, 3), ALWAYS),
        heads.left("id", (11, 11), 3),
        heads.left("country", (14, 10), 2),
        heads.growing("what", (22, 22), ALWAYS),
        heads.right("replies", (7, 4), 5),
        heads.right("age", (6, 4), 1),
        heads.right("clock", (14, 12), ALWAYS),
    ]
}

fn cell(look: &Look<'_>, entry: Entry<'_>, column: usize) -> Line<'static> {
    let done = entry.part(look.picture.at) == Part::Done;
    let meaning = if done { Meaning::Dim } else { Meaning::Text };
    match column {
        0 => state(look, entry, done),
        1 => Line::from(look.level(entry.level())),
        2 => look.dim(name(entry)),
        3 => Line::from(look.piece(meaning, place(look, entry))),
        4 => marked(look, entry, look.piece(meaning, about(look, entry))),
        5 => replies(look, entry),
        6 => look.dim(clock::since(look, entry)),
        _ if done => look.dim("–"),
        _ => Line::from(clock::told(look, entry)),
    }
}

/// The columns of one part: its state needs no word.
fn narrow(look: &Look<'_>) -> Vec<Column> {
    let heads = Heads::of(look, "notices");
    vec![
        heads.left("level", (1, 3), ALWAYS),
        heads.left("id", (11, 11), 1),
        heads.growing("what", (18, 18), ALWAYS),
        heads.right("clock", (19, 15), ALWAYS),
    ]
}

fn narrow_cell(look: &Look<'_>, entry: Entry<'_>, column: usize) -> Line<'static> {
    let part = entry.part(look.picture.at);
    let meaning = if part == Part::Done { Meaning::Dim } else { Meaning::Text };
    match column {
        0 => Line::from(look.level(entry.level())),
        1 => look.dim(name(entry)),
        2 => {
            let place = if matches!(entry, Entry::Candidate(_)) { place(look, entry) + " " } else { String::new() };
            let mut line = if part == Part::Approve { state(look, entry, false) } else { Line::default() };
            let space = if line.spans.is_empty() { "" } else { " " };
            line.spans.push(Span::raw(space));
            line.spans.extend(marked(look, entry, look.piece(meaning, format!("{place}{}", about(look, entry)))).spans);
            line
        }
        _ => match part {
            Part::Judge | Part::Approve => Line::from(clock::told(look, entry)),
            Part::Done => state(look, entry, true),
            Part::InForce => {
                let mut line = replies(look, entry);
                line.spans.extend([Span::raw(" "), clock::told(look, entry)]);
                line
            }
        },
    }
}

fn state(look: &Look<'_>, entry: Entry<'_>, done: bool) -> Line<'static> {
    let text = match entry {
        Entry::Candidate(Candidate { outcome, .. }) => say::candidate_state(look, outcome),
        Entry::Notice(Notice { state, .. }) => look.words.get(&format!("notice_state.{}", state.key())).to_owned(),
    };
    Line::from(look.piece(if done { Meaning::Dim } else { Meaning::Title }, text))
}

/// The notice's number, or the rule that proposed the candidate.
fn name(entry: Entry<'_>) -> String {
    match entry {
        Entry::Candidate(candidate) => candidate.rule.to_string(),
        Entry::Notice(notice) => notice.id.to_string(),
    }
}

fn place(look: &Look<'_>, entry: Entry<'_>) -> String {
    match entry {
        Entry::Candidate(candidate) => candidate.country.map(|code| say::country(look, code)).unwrap_or_default(),
        Entry::Notice(notice) => say::countries(look, &notice.content.countries),
    }
}

fn about(look: &Look<'_>, entry: Entry<'_>) -> String {
    match entry {
        Entry::Candidate(candidate) => preview::about(look, candidate),
        Entry::Notice(notice) => notice.content.subject.get(look.lang()).to_owned(),
    }
}

/// What it is about; an exercise says so first.
fn marked(look: &Look<'_>, entry: Entry<'_>, about: Span<'static>) -> Line<'static> {
    let exercise = match entry {
        Entry::Candidate(candidate) => candidate.exercise,
        Entry::Notice(notice) => notice.exercise,
    };
    let mark = exercise.then(|| look.piece(Meaning::Warning, format!("{} ", look.word("tui.exercise"))));
    Line::from(mark.into_iter().chain([about]).collect::<Vec<_>>())
}

/// Replies of those asked: `1/2`; nothing where none is asked.
fn replies(look: &Look<'_>, entry: Entry<'_>) -> Line<'static> {
    let Entry::Notice(notice) = entry else { return Line::default() };
    let asked = look.picture.receipts_of(&notice.id).filter(|receipt| receipt.acknowledge_by.is_some());
    let receipts: Vec<_> = asked.collect();
    if receipts.is_empty() {
        return Line::default();
    }
    let answered = receipts.iter().filter(|receipt| receipt.acknowledged.is_some()).count();
    let late = silent(look.picture, notice, look.now()) > 0;
    let meaning = if late { Meaning::Warning } else { Meaning::Dim };
    Line::from(look.piece(meaning, format!("{answered}/{}", receipts.len())))
}
