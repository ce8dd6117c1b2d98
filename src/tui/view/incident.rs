//! One incident: what happened, how sure, who says so, and who of ours is in the way.

use std::collections::BTreeMap;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::desk::{Row, RowKey, Screen};
use crate::domain::id::Family;
use crate::domain::incident::Member;
use crate::domain::picture::{IncidentCard, Reading};
use crate::tui::layout::Panes;
use crate::tui::look::Look;
use crate::tui::say;
use crate::tui::text::{Align, age, pad, wrap};
use crate::tui::theme::Meaning;
use crate::tui::why;
use crate::tui::widget::put;
use crate::tui::widget::table::{ALWAYS, Column, Heads};

use super::marks;

/// Draws the screen.
pub(super) fn draw(buf: &mut Buffer, panes: Panes, look: &Look<'_>) {
    let Screen::Incident(id) = &look.state.screen else { return };
    let Some(card) = look.picture.incident(id) else {
        put::line(buf, panes.top, &look.dim(format!(" {}", look.word("tui.incident.gone"))));
        return;
    };
    super::halves(buf, panes.top, look, |width| happened(look, card, width), |width| in_the_way(look, card, width));
    items(buf, panes.list, look, card);
    super::side(buf, panes, look, |width| {
        let selected = look.state.selected().and_then(|row| match &row.key {
            RowKey::Item(id) => look.picture.reading(id),
            _ => None,
        });
        selected.map(|reading| text(look, reading, width)).unwrap_or_default()
    });
}

/// What happened, how sure it is, and a line for each publisher family.
pub(super) fn happened(look: &Look<'_>, card: &IncidentCard, width: usize) -> Vec<Line<'static>> {
    let incident = &card.incident;
    let title = wrap(&say::headline(look, card), width).into_iter().take(2);
    let mut lines: Vec<Line<'static>> = title.map(|line| Line::from(look.piece(Meaning::Title, line))).collect();
    let places = say::countries(look, &incident.countries);
    let mut told = vec![say::summary(look, incident), places, look.date_time(incident.first)];
    told.extend(incident.country().and_then(|code| look.there(code, incident.first)));
    lines.push(look.line(told.join(" · ")));
    let rating = &card.rating;
    let sure = [("word", say::certainty(look, rating.certainty_word)), ("value", format!("{:.2}", rating.certainty))];
    let sure = look.words.fill("tui.incident.sure", &[(sure[0].0, &sure[0].1), (sure[1].0, &sure[1].1)]);
    let bad = [format!("{:.2}", rating.severity), say::points(rating.points.value)];
    let because = look.telling().because(&rating.severity_why);
    let values = [("value", bad[0].as_str()), ("because", because.as_str()), ("points", bad[1].as_str())];
    lines.push(look.line(sure));
    lines.push(look.line(look.words.fill("tui.incident.bad", &values)));
    lines.push(look.heading("tui.incident.families"));
    lines.extend(families(look, &incident.members));
    lines
}

/// Family, reliability, first report, how many items.
fn families(look: &Look<'_>, members: &[Arc<Member>]) -> Vec<Line<'static>> {
    let mut by_family: BTreeMap<&Family, Vec<&Member>> = BTreeMap::new();
    for member in members {
        by_family.entry(&member.family).or_default().push(member);
    }
    let mut groups: Vec<_> = by_family.into_iter().collect();
    groups.sort_by_key(|(_, members)| members.iter().map(|member| member.at).min());
    let told = |(family, members): (&Family, Vec<&Member>)| {
        let first = members.iter().map(|member| member.at).min();
        let letter = members.iter().map(|member| member.reliability).min().unwrap_or_default();
        let count = look.words.fill("tui.incident.items", &[("n", &members.len().to_string())]);
        Line::from(vec![
            look.piece(Meaning::Text, format!(" {} ", pad(family.as_str(), 14, Align::Left))),
            look.piece(Meaning::Title, format!("{letter} ")),
            look.piece(Meaning::Dim, format!("{}  {count}", first.map(|at| look.date_time(at)).unwrap_or_default())),
        ])
    };
    groups.into_iter().map(told).collect()
}

/// Each asset in the way: name and number, and below it the arithmetic.
fn in_the_way(look: &Look<'_>, card: &IncidentCard, width: usize) -> Vec<Line<'static>> {
    let mut lines = vec![look.heading("tui.detail.ours")];
    if card.impacts.is_empty() {
        lines.push(look.dim(format!(" {}", look.word("tui.incident.none_hit"))));
    }
    for impact in &card.impacts {
        let right = format!("{}  {:>3}", why::path(look, impact), say::points(impact.sum.value));
        let room = width.saturating_sub(crate::tui::text::width(&right) + 3);
        lines.push(Line::from(vec![
            look.piece(Meaning::Text, format!(" {}  ", pad(&say::asset(look, &impact.asset), room, Align::Left))),
            look.piece(Meaning::Title, right),
        ]));
        lines.push(look.dim(format!("   {}", why::arithmetic(&impact.sum))));
    }
    lines
}

fn items(buf: &mut Buffer, area: Rect, look: &Look<'_>, card: &IncidentCard) {
    let heads = Heads::of(look, "items");
    let columns = [
        heads.left("at", (12, 12), ALWAYS),
        heads.left("family", (12, 12), ALWAYS),
        Column::fixed("", 1, Align::Left, ALWAYS),
        heads.growing("title", (30, 30), ALWAYS),
    ];
    let member = |row: &Row| card.incident.members.get(row.at);
    super::list(buf, area, look, &columns, member, |member, column| item_cell(look, member, column));
}

fn item_cell(look: &Look<'_>, member: &Member, column: usize) -> Line<'static> {
    match column {
        0 if look.state.marked.contains(&member.item) => {
            Line::from(look.piece(Meaning::Accent, format!("●{}", look.date_time(member.at))))
        }
        0 => look.dim(look.date_time(member.at)),
        1 => look.line(member.family.as_str()),
        2 => look.line(member.reliability.to_string()),
        _ => match look.picture.reading(&member.item) {
            Some(reading) => marks::title(look, reading),
            None => look.dim(member.title.as_str()),
        },
    }
}

/// The item's text with its evidence, what was set aside in it, where it stands.
pub(super) fn text(look: &Look<'_>, reading: &Reading, width: usize) -> Vec<Line<'static>> {
    let item = &reading.item;
    let mut lines = marks::wrapped(look, reading, width);
    let age =
        item.published.map_or_else(|| look.word("tui.items.undated").to_owned(), |at| age(look.words, at, look.now()));
    let from = format!("{} {} · {} · {age}", item.publisher, item.reliability, item.feed);
    lines.push(look.dim(from));
    for reason in &reading.annotation.reasons {
        let values = [("why", super::log::reason(look, &reason.code)), ("text", reason.text.clone())];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        lines.push(Line::from(look.piece(Meaning::Dim, look.words.fill("tui.items.excluded", &values))));
    }
    lines.extend(item.link.as_ref().map(|link| look.dim(link.as_str())));
    lines
}
