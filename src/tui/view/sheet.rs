//! What lies on top of a screen: help, palette, the sum behind a number, why no warning came, the prompt for a reason.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use tui_input::Input;

use crate::app::desk::form::{Fault, Field};
use crate::app::desk::{Asked, Binding, Explained, Overlay, Purpose, help_rows, matches};
use crate::domain::explain::Sum;
use crate::domain::id::{IncidentId, ItemId};
use crate::tui::look::Look;
use crate::tui::say;
use crate::tui::text::{Align, pad};
use crate::tui::theme::Meaning;
use crate::tui::why;
use crate::tui::widget::{prompt, put};

use super::incident;

/// Cells for the keys in help and palette.
const KEYS: usize = 18;
/// Rows for what is typed.
const TYPED: u16 = 3;

/// Draws what lies on top over the lower part of the body; nothing when there is nothing.
pub(super) fn draw(buf: &mut Buffer, body: Rect, look: &Look<'_>) {
    match &look.state.overlay {
        Some(Overlay::Help { input, scroll }) => help(buf, body, look, input, *scroll),
        Some(Overlay::Palette { input, at }) => palette(buf, body, look, input, *at),
        Some(Overlay::Explain { of, scroll }) => explain(buf, body, look, of, *scroll),
        Some(Overlay::WhyNot { of, scroll }) => {
            let area = open(buf, body, look, look.word("tui.why_not.title"), Vec::new(), 14);
            let lines = match of {
                Asked::Incident(id) => why_not(look, id),
                Asked::Item(id) => left_out(look, id, usize::from(area.width)),
            };
            put::lines(buf, area, &lines, *scroll);
        }
        Some(Overlay::Reason { purpose, at, input }) => reason(buf, body, look, purpose, *at, input),
        Some(Overlay::Edit { field, input, fault, .. }) => edit(buf, body, look, *field, input, *fault),
        Some(Overlay::Filter { .. }) | None => {}
    }
}

/// Clears the lower `height` rows, draws a rule and a head, and gives what is left.
fn open(buf: &mut Buffer, body: Rect, look: &Look<'_>, title: &str, rest: Vec<Span<'static>>, height: u16) -> Rect {
    let height = (height + 2).min(body.height);
    let area = Rect { y: body.bottom() - height, height, ..body };
    put::clear(buf, area, look.style(Meaning::Text));
    put::rule(buf, area, look.style(Meaning::Accent));
    let mut head = vec![look.piece(Meaning::Title, format!(" {title}  "))];
    head.extend(rest);
    put::line(buf, put::row_of(area, 1), &Line::from(head));
    Rect {
        x: area.x + 1,
        y: area.y + 2.min(height),
        width: area.width.saturating_sub(2),
        height: height.saturating_sub(2),
    }
}

fn help(buf: &mut Buffer, body: Rect, look: &Look<'_>, input: &Input, scroll: usize) {
    let rows = help_rows(&look.state.options.keymap, look.lang(), input.value());
    let typed = prompt::typed(look, input);
    let area = open(buf, body, look, look.word("tui.screen.help"), typed, body.height.saturating_sub(2));
    let lines: Vec<Line<'static>> = rows.into_iter().map(|row| command(look, row, &places(look, row))).collect();
    put::lines(buf, area, &lines, scroll);
}

/// Where a row of the key table applies.
fn places(look: &Look<'_>, row: &Binding) -> String {
    if row.screens.is_empty() {
        return look.word("tui.screen.anywhere").to_owned();
    }
    let names = row.screens.iter().map(|context| look.words.get(&format!("tui.screen.{}", context.key())).to_owned());
    names.collect::<Vec<_>>().join(look.word("tui.list"))
}

fn command(look: &Look<'_>, row: &Binding, places: &str) -> Line<'static> {
    Line::from(vec![
        look.piece(Meaning::Accent, format!("{}  ", pad(&row.label(look.theme.ascii), KEYS, Align::Left))),
        look.piece(Meaning::Text, row.desc.get(look.lang())),
        look.piece(Meaning::Dim, format!("  {places}")),
    ])
}

fn palette(buf: &mut Buffer, body: Rect, look: &Look<'_>, input: &Input, at: usize) {
    let rows = matches(&look.state.options.keymap, look.lang(), input.value());
    let area = open(buf, body, look, ":", prompt::typed(look, input), 12);
    let first = at.saturating_sub(usize::from(area.height).saturating_sub(1));
    for (line, row) in rows.iter().skip(first).take(area.height.into()).enumerate() {
        let place = put::row_of(area, line);
        put::line(buf, place, &command(look, row, row.run.name()));
        if first + line == at {
            buf.set_style(place, look.style(Meaning::Selection));
            put::line(buf, Rect { x: area.x - 1, width: 1, ..place }, &Line::from(look.piece(Meaning::Accent, "▌")));
        }
    }
    if rows.is_empty() {
        put::line(buf, area, &look.dim(look.word("tui.no_command")));
    }
}

fn explain(buf: &mut Buffer, body: Rect, look: &Look<'_>, of: &Explained, scroll: usize) {
    let Some((title, sums)) = sums(look, of) else { return };
    let mut lines: Vec<Line<'static>> = Vec::new();
    for sum in sums {
        lines.extend(why::tree(look, sum));
        lines.push(Line::default());
    }
    lines.push(look.dim(look.words.fill("tui.model", &[("version", &look.picture.model)])));
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(body.height.saturating_sub(4));
    let area = open(buf, body, look, &title, Vec::new(), height);
    put::lines(buf, area, &lines, scroll);
}

/// The name of what is explained, and its sums. A country's score that does not hold its parts gets them beside it.
fn sums<'a>(look: &Look<'a>, of: &Explained) -> Option<(String, Vec<&'a Sum>)> {
    let picture = look.picture;
    Some(match of {
        Explained::Country(code) => {
            let score = &picture.country(*code)?.score;
            let parts = [&score.standing, &score.situation].into_iter().filter(|part| !why::holds(&score.score, part));
            (say::country(look, *code), std::iter::once(&score.score).chain(parts).collect())
        }
        Explained::Incident(id) => {
            let card = picture.incident(id)?;
            let impacts = card.impacts.iter().map(|impact| &impact.sum);
            (say::headline(look, card), std::iter::once(&card.rating.points).chain(impacts).collect())
        }
        Explained::Asset(id) => (say::asset(look, id), vec![&picture.asset(id)?.score.score]),
        Explained::Impact(incident, asset) => {
            let impacts = &picture.asset(asset)?.impacts;
            let impact = impacts.iter().find(|impact| impact.incident == *incident)?;
            (format!("{} ← {}", say::asset(look, asset), say::incident(look, incident)), vec![&impact.sum])
        }
    })
}

/// What held a warning on an incident back: the gates it did or did not pass.
fn why_not(look: &Look<'_>, id: &IncidentId) -> Vec<Line<'static>> {
    let Some(card) = look.picture.incident(id) else { return Vec::new() };
    let mut lines = vec![Line::from(look.piece(Meaning::Title, say::headline(look, card)))];
    let found: Vec<_> = look.picture.candidates.iter().filter(|c| c.incident.as_ref() == Some(id)).collect();
    let sure = [say::certainty(look, card.rating.certainty_word), format!("{:.2}", card.rating.certainty)];
    lines.push(look.line(look.words.fill("tui.incident.sure", &[("word", &sure[0]), ("value", &sure[1])])));
    let key = if card.impacts.is_empty() { "tui.why_not.no_asset" } else { "tui.why_not.assets" };
    let worst = [card.impacts.len().to_string(), say::points(card.worst())];
    lines.push(look.line(look.words.fill(key, &[("n", &worst[0]), ("points", &worst[1])])));
    if found.is_empty() {
        lines.push(look.line(look.word("tui.why_not.no_rule")));
    }
    for candidate in found {
        lines.push(Line::from(vec![
            look.piece(Meaning::Accent, format!("{} ", candidate.rule)),
            look.level(candidate.level),
            look.piece(Meaning::Text, format!(" {}", say::candidate_outcome(look, &candidate.outcome))),
        ]));
        lines.push(look.dim(format!("   {}", candidate.because(look.words))));
    }
    lines
}

/// What left an item out: its text with what was seen in it, and what excluded it.
fn left_out(look: &Look<'_>, id: &ItemId, width: usize) -> Vec<Line<'static>> {
    let Some(reading) = look.picture.reading(id) else { return Vec::new() };
    let codes: Vec<_> = reading.annotation.countries.iter().map(|found| found.code).collect();
    let mut lines = Vec::new();
    if !codes.is_empty() {
        let names = say::countries(look, &codes);
        lines.push(look.line(look.words.fill("officer.why_not.attributed", &[("countries", &names)])));
    }
    let stop = if reading.annotation.hazards.is_empty() { "tui.why_not.set_aside" } else { "tui.why_not.no_country" };
    lines.push(Line::from(look.piece(Meaning::Warning, look.word(stop))));
    lines.extend(incident::text(look, reading, width.saturating_sub(1)));
    lines
}

fn reason(buf: &mut Buffer, body: Rect, look: &Look<'_>, purpose: &Purpose, at: usize, input: &Input) {
    let title = title(look, purpose);
    let codes = purpose.codes();
    let height = u16::try_from(codes.len()).unwrap_or(0) + TYPED;
    let area = open(buf, body, look, &title, Vec::new(), height);
    for (row, code) in codes.iter().enumerate() {
        let chosen = row == at;
        let mark = if chosen { "▌ " } else { "  " };
        let words = choice(look, purpose, code);
        let meaning = if chosen { Meaning::Title } else { Meaning::Dim };
        let line = Line::from(vec![look.piece(Meaning::Accent, mark), look.piece(meaning, words)]);
        put::line(buf, put::row_of(area, row), &line);
    }
    let key = if purpose.needs_words() { "tui.reason.needed" } else { "tui.reason.optional" };
    let rest = Rect { y: area.y + u16::try_from(codes.len()).unwrap_or(0), height: TYPED, ..area }.intersection(area);
    typed(buf, rest, look, look.word(key), input);
}

/// What is asked for, with what it is about where that is not what is selected.
fn title(look: &Look<'_>, purpose: &Purpose) -> String {
    let key = format!("tui.reason.{}", purpose.key());
    match purpose {
        Purpose::Split(_, items) => look.words.fill(&key, &[("n", &items.len().to_string())]),
        Purpose::Regrade(family) => look.words.fill(&key, &[("name", family.as_str())]),
        _ => look.words.get(&key).to_owned(),
    }
}

/// A code to choose in words.
fn choice(look: &Look<'_>, purpose: &Purpose, code: &str) -> String {
    match purpose {
        Purpose::Silence(_) => look.words.fill("tui.reason.hours", &[("n", code)]),
        Purpose::Merge(..) => look.picture.incident(&code.into()).map_or_else(String::new, |card| {
            let time = look.date_time(card.incident.last);
            format!("{time}  {}", say::with_families(look, card))
        }),
        Purpose::Regrade(_) => look.words.fill(&format!("tui.reason.grade_{}", code.to_lowercase()), &[]),
        Purpose::Level(_) => look.words.get(&format!("level.{code}")).to_owned(),
        Purpose::Acknowledge(notice, _) => {
            let receipts = look.picture.receipts_of(notice);
            let found = receipts.filter(|receipt| receipt.recipient.as_str() == code).find_map(|one| one.name.as_ref());
            found.map_or_else(|| code.to_owned(), |name| name.get(look.lang()).to_owned())
        }
        _ => look.words.get(&format!("dismissal.{code}")).to_owned(),
    }
}

/// Draws a label and what is typed behind it, over as many rows as it takes; its end stays in sight.
fn typed(buf: &mut Buffer, area: Rect, look: &Look<'_>, label: &str, input: &Input) {
    let label = look.piece(Meaning::Dim, format!("{label} "));
    let room = usize::from(area.width).saturating_sub(label.width());
    let lines = prompt::typed_lines(look, input, room);
    let first = lines.len().saturating_sub(usize::from(area.height));
    let indent = u16::try_from(label.width()).unwrap_or(0).min(area.width);
    put::line(buf, area, &Line::from(label));
    put::lines(buf, Rect { x: area.x + indent, width: area.width - indent, ..area }, &lines, first);
}

/// The prompt for a field of a draft, with what is wrong with what is typed.
fn edit(buf: &mut Buffer, body: Rect, look: &Look<'_>, field: Field, input: &Input, fault: Option<Fault>) {
    let title = look.words.get(&format!("tui.form.{}", field.key())).to_owned();
    let help = look.words.get(&format!("tui.form.help_{}", field.key())).to_owned();
    let area = open(buf, body, look, &title, vec![look.piece(Meaning::Dim, help)], TYPED + 1);
    typed(buf, Rect { height: TYPED, ..area }.intersection(area), look, "›", input);
    if let Some(fault) = fault {
        let text = look.words.get(&format!("tui.form.fault_{}", fault.key())).to_owned();
        put::line(buf, put::row_of(area, usize::from(TYPED)), &Line::from(look.piece(Meaning::Warning, text)));
    }
}
