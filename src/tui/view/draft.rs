//! The draft form: what is filled in, what is missing, and beside it the sources of the selected fact and the document.

use ratatui::buffer::Buffer;
use ratatui::text::{Line, Span};

use crate::app::desk::{Field, Row, RowKey, Screen};
use crate::domain::notice::NoticeContent;
use crate::domain::rule::because;
use crate::domain::words::Lang;
use crate::tui::layout::Panes;
use crate::tui::look::Look;
use crate::tui::text::{Align, wrap};
use crate::tui::theme::Meaning;
use crate::tui::widget::put;
use crate::tui::widget::table::{ALWAYS, Column, Heads};

use super::{document, incident, preview};

/// Draws the screen.
pub(super) fn draw(buf: &mut Buffer, panes: Panes, look: &Look<'_>) {
    let Screen::Draft(id) = &look.state.screen else { return };
    let Some(notice) = look.picture.notice(id) else {
        put::line(buf, panes.top, &look.dim(format!(" {}", look.word("tui.preview.gone"))));
        return;
    };
    let top = super::inside(panes.top);
    put::lines(buf, top, &preview::status(look, notice, usize::from(top.width)), 0);
    let rule = put::row_of(panes.top, usize::from(panes.top.height.saturating_sub(1)));
    put::rule(buf, rule, look.style(Meaning::Rule));
    let heads = Heads::of(look, "form");
    let columns = [
        Column::fixed("", 1, Align::Left, ALWAYS),
        heads.left("field", (16, 14), ALWAYS),
        heads.growing("value", (30, 30), ALWAYS),
        heads.right("from", (7, 6), 1),
    ];
    super::list(buf, panes.list, look, &columns, field, |field, column| cell(look, &notice.content, field, column));
    super::side(buf, panes, look, |width| {
        let selected = look.state.selected().and_then(field);
        let mut lines = selected.map(|field| peek(look, &notice.content, field, width)).unwrap_or_default();
        lines.extend([Line::default(), look.heading("tui.form.document")]);
        lines.extend(document::lines(look, notice, width));
        lines
    });
}

fn field(row: &Row) -> Option<Field> {
    match row.key {
        RowKey::Field(field) => Some(field),
        _ => None,
    }
}

/// A mark for what is missing, the field's name, what stands in it, the numbers of its sources.
fn cell(look: &Look<'_>, content: &NoticeContent, field: Field, column: usize) -> Line<'static> {
    let text = shown(look, content, field);
    let missing = text.is_empty() && is_needed(field);
    match column {
        0 if missing => Line::from(look.piece(Meaning::Warning, "✕")),
        0 => Line::default(),
        1 => look.dim(name(look, field)),
        2 if missing => Line::from(look.piece(Meaning::Warning, look.word("tui.form.missing"))),
        2 if text.is_empty() => look.dim("–"),
        2 if field == Field::Level => Line::from(vec![
            look.level(content.level),
            look.piece(Meaning::Dim, format!("  {}", because(&content.level_why, look.words))),
        ]),
        2 => look.line(text),
        _ => look.dim(match field {
            Field::Fact(_) => numbers(&field.sources(content)),
            _ => String::new(),
        }),
    }
}

const fn is_needed(field: Field) -> bool {
    matches!(field, Field::Assessment(Lang::ZhHans | Lang::ZhHant) | Field::Recipients)
}

fn name(look: &Look<'_>, field: Field) -> String {
    let name = look.words.get(&format!("tui.form.{}", field.key())).to_owned();
    match field {
        Field::Fact(n) | Field::Source(n) => format!("{name} {n}"),
        _ => name,
    }
}

fn numbers(sources: &[usize]) -> String {
    let numbers: Vec<String> = sources.iter().map(ToString::to_string).collect();
    if numbers.is_empty() { String::new() } else { format!("[{}]", numbers.join(",")) }
}

/// What stands in a field, for reading.
fn shown(look: &Look<'_>, content: &NoticeContent, field: Field) -> String {
    let text = field.text(content, look.lang());
    match field {
        Field::Expires => look.words.fill("tui.form.until", &[("time", &text)]),
        Field::Source(n) => {
            let source = n.checked_sub(1).and_then(|at| content.sources.get(at));
            source.map(|source| format!("{} {}  {text}", source.publisher, source.reliability)).unwrap_or_default()
        }
        _ => text,
    }
}

/// The whole of what stands in a field, and each source behind it with what was read there.
fn peek(look: &Look<'_>, content: &NoticeContent, field: Field, width: usize) -> Vec<Line<'static>> {
    let mut lines = vec![Line::from(look.piece(Meaning::Title, name(look, field)))];
    let text =
        if field == Field::Level { because(&content.level_why, look.words) } else { shown(look, content, field) };
    lines.extend(wrap(&text, width).into_iter().map(|line| look.line(line)));
    if let Field::Fact(n) = field
        && content.facts.get(n.saturating_sub(1)).is_some_and(|fact| fact.unconfirmed)
    {
        lines.push(Line::from(look.piece(Meaning::Warning, look.word("tui.form.unconfirmed"))));
    }
    for n in field.sources(content) {
        lines.extend(source(look, content, n, width));
    }
    lines
}

/// A source: who, how far trusted, when; its text where it is still in memory, else its title; where it stands.
fn source(look: &Look<'_>, content: &NoticeContent, n: usize, width: usize) -> Vec<Line<'static>> {
    let Some(source) = n.checked_sub(1).and_then(|at| content.sources.get(at)) else { return Vec::new() };
    let time = source.published.map_or_else(|| look.word("tui.items.undated").to_owned(), |at| look.date_time(at));
    let mut lines = vec![Line::from(vec![
        look.piece(Meaning::Accent, format!("[{n}] ")),
        look.piece(Meaning::Text, format!("{} {}", source.publisher, source.reliability)),
        Span::raw("  "),
        look.piece(Meaning::Dim, time),
    ])];
    if let Some(reading) = look.picture.reading(&source.item) {
        lines.extend(incident::text(look, reading, width));
    } else {
        lines.extend(wrap(&source.title, width).into_iter().map(|line| look.line(line)));
        lines.extend(source.link.as_ref().map(|link| look.dim(link.as_str())));
    }
    lines
}
