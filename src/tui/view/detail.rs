//! The selected country in a few lines, for the panes of the board.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{clock, preview};
use crate::app::desk::queue::{self, Entry};
use crate::app::desk::{RowKey, selected_country};
use crate::domain::id::AssetId;
use crate::domain::impact::Subject;
use crate::domain::level::Level;
use crate::domain::picture::{CountryLine, IncidentCard};
use crate::domain::rule::Candidate;
use crate::tui::look::Look;
use crate::tui::say;
use crate::tui::text::{Align, age, fit, pad};
use crate::tui::theme::Meaning;
use crate::tui::why;

/// Incidents of the country told in its pane.
const RECENT: usize = 4;

/// The pane beside the map: the sum, our assets, what happened lately, what to do next.
pub(super) fn country(look: &Look<'_>, width: usize) -> Vec<Line<'static>> {
    let Some(line) = selected(look) else { return Vec::new() };
    let mut lines = vec![title(look, line)];
    lines.push(look.dim(why::formula(&line.score.score, width)));
    lines.extend(ours(look, line, width));
    lines.push(look.heading("tui.detail.recent"));
    lines.extend(recent(look, line));
    lines.push(look.heading("tui.detail.next"));
    lines.extend(next(look, line));
    lines
}

/// Our assets in the country, and what to do next.
pub(super) fn hold(look: &Look<'_>, line: &CountryLine, width: usize) -> Vec<Line<'static>> {
    let mut lines = ours(look, line, width);
    lines.push(look.heading("tui.detail.next"));
    lines.extend(next(look, line));
    lines
}

fn ours(look: &Look<'_>, line: &CountryLine, width: usize) -> Vec<Line<'static>> {
    let mut lines = vec![look.heading("tui.detail.ours")];
    if line.assets.is_empty() {
        lines.push(look.dim(format!(" {}", look.word("tui.detail.no_assets"))));
    }
    lines.extend(line.assets.iter().map(|id| asset(look, line, id, width)));
    lines
}

/// The one line under the board on small terminals.
pub(super) fn short(look: &Look<'_>) -> Line<'static> {
    let Some(line) = selected(look) else { return Line::default() };
    let mut spans = vec![Span::raw(" ")];
    spans.extend(title(look, line).spans);
    let worst = line.assets.iter().filter_map(|id| impact(look, line, id).map(|(value, how)| (value, id, how)));
    match worst.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((value, id, _)) => {
            let (count, points) = (line.assets.len().to_string(), say::points(value));
            let values = [("n", count.as_str()), ("name", &say::asset(look, id)), ("points", &points)];
            spans.push(look.piece(Meaning::Text, format!("  {}", look.words.fill("tui.detail.worst", &values))));
        }
        None => spans.push(look.piece(Meaning::Dim, format!("  {}", say::driver(look, line)))),
    }
    Line::from(spans)
}

/// Beside the board on large terminals: what waits for somebody, and the country's incidents.
pub(super) fn beside(look: &Look<'_>, area: Rect) -> Vec<Line<'static>> {
    let half = usize::from(area.height) / 2;
    let mut lines = vec![look.heading("tui.detail.queue")];
    let waiting = queue::waiting(look.picture);
    if waiting.is_empty() {
        lines.push(look.dim(format!(" {}", look.word("tui.detail.no_queue"))));
    }
    let shown = half.saturating_sub(3);
    lines.extend(waiting.iter().take(shown).map(|entry| waits(look, *entry, usize::from(area.width))));
    if waiting.len() > shown {
        let more = (waiting.len() - shown).to_string();
        lines.push(look.dim(format!(" {}", look.words.fill("tui.detail.more", &[("n", &more)]))));
    }
    lines.push(Line::default());
    if let Some(line) = selected(look) {
        let name = line.country.name.get(look.lang());
        lines.push(Line::from(look.piece(Meaning::Heading, look.words.fill("tui.detail.in", &[("name", name)]))));
        let room = usize::from(area.height).saturating_sub(lines.len());
        lines.extend(look.picture.incidents_in(line.country.code).take(room).map(|card| incident(look, card)));
    }
    lines
}

/// `◆ ARM-1 orange  Ukraine  …  12 min left`, `✉ N-2026-0007 orange  subject  …  40 min over`.
fn waits(look: &Look<'_>, entry: Entry<'_>, width: usize) -> Line<'static> {
    let clock = clock::told(look, entry);
    let mut line = match entry {
        Entry::Candidate(found) => candidate_told(look, found),
        Entry::Notice(found) => Line::from(vec![
            look.piece(Meaning::Text, format!(" ✉ {} ", found.id)),
            look.level(found.content.level),
            look.piece(Meaning::Text, format!(" {}", found.content.subject.get(look.lang()))),
        ]),
    };
    line = fit(&line, width.saturating_sub(clock.width() + 2));
    let gap = width.saturating_sub(line.width() + clock.width());
    line.spans.extend([Span::raw(" ".repeat(gap)), clock]);
    line
}

fn selected<'a>(look: &Look<'a>) -> Option<&'a CountryLine> {
    look.picture.country(selected_country(look.state)?)
}

/// Name, code, level, score; in place of the level, that nobody looked.
pub(super) fn title(look: &Look<'_>, line: &CountryLine) -> Line<'static> {
    let name = format!("{} {}  ", line.country.name.get(look.lang()), line.country.code);
    let mut spans = vec![look.piece(Meaning::Title, name)];
    if line.score.check.is_unchecked() {
        spans.push(look.piece(Meaning::Unchecked, look.word("tui.unchecked_word")));
        return Line::from(spans);
    }
    let level = line.level.level;
    spans.push(Span::styled(say::level(look, level), look.theme.level(level)));
    spans.push(Span::styled(format!(" {}", say::points(line.score.score.value)), look.theme.level(level)));
    Line::from(spans)
}

/// An asset's name, and at the right by which path the worst incident there reaches it, and how hard.
fn asset(look: &Look<'_>, line: &CountryLine, id: &AssetId, width: usize) -> Line<'static> {
    let mut right = match impact(look, line, id) {
        Some((value, how)) => vec![
            look.piece(Meaning::Dim, format!("  {how}  {} ", look.word("tui.impact"))),
            look.piece(Meaning::Title, say::points(value)),
        ],
        None => vec![look.piece(Meaning::Dim, format!("  {}", look.word("tui.detail.untouched")))],
    };
    if let Some(found) = look.picture.asset(id).filter(|found| found.level.level > Level::None) {
        right.extend([Span::raw(" "), look.level(found.level.level)]);
    }
    let cells: usize = right.iter().map(Span::width).sum();
    let name = pad(&say::asset(look, id), width.saturating_sub(cells + 2), Align::Left);
    let mut spans = vec![look.piece(Meaning::Text, format!(" {name}"))];
    spans.extend(right);
    Line::from(spans)
}

/// The worst that an incident in the country does to an asset, and by which path.
fn impact(look: &Look<'_>, line: &CountryLine, id: &AssetId) -> Option<(f64, String)> {
    let here = |incident| {
        look.picture.incident(incident).is_some_and(|card| card.incident.countries.contains(&line.country.code))
    };
    let worst = look.picture.asset(id)?.impacts.iter().find(|impact| here(&impact.incident))?;
    Some((worst.sum.value, why::path(look, worst)))
}

fn recent(look: &Look<'_>, line: &CountryLine) -> Vec<Line<'static>> {
    let code = line.country.code;
    let moved = look.picture.transitions.iter().filter(|moved| moved.subject == Subject::Country(code));
    let moved = moved.map(|moved| {
        let mut spans = vec![look.piece(Meaning::Dim, format!(" {} ", look.date_time(moved.at)))];
        spans.extend(look.moved(moved.from, moved.to));
        (moved.at, Line::from(spans))
    });
    let cards = look.picture.incidents_in(code).take(RECENT);
    let cards = cards.map(|card| (card.incident.last, incident_told(look, card)));
    let mut lines: Vec<_> = moved.chain(cards).collect();
    lines.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    if lines.is_empty() {
        return vec![look.dim(format!(" {}", look.word("tui.detail.no_incidents")))];
    }
    lines.into_iter().take(RECENT).map(|(_, line)| line).collect()
}

fn incident_told(look: &Look<'_>, card: &IncidentCard) -> Line<'static> {
    let time = look.piece(Meaning::Dim, format!(" {} ", look.date_time(card.incident.last)));
    Line::from(vec![time, look.piece(Meaning::Text, say::with_families(look, card))])
}

fn incident(look: &Look<'_>, card: &IncidentCard) -> Line<'static> {
    let points = look.piece(Meaning::Title, format!("{:>3} ", say::points(card.rating.points.value)));
    let age = look.piece(Meaning::Dim, format!("{} ", age(look.words, card.incident.last, look.now())));
    Line::from(vec![points, age, look.piece(Meaning::Text, say::with_families(look, card))])
}

fn next(look: &Look<'_>, line: &CountryLine) -> Vec<Line<'static>> {
    let open: Vec<_> = look.picture.open_candidates().filter(|c| c.country == Some(line.country.code)).collect();
    if open.is_empty() {
        let key = if line.score.check.is_unchecked() { "tui.detail.restore" } else { "tui.detail.nothing" };
        return vec![look.dim(format!(" {}", look.word(key)))];
    }
    open.into_iter().map(|found| candidate(look, found)).collect()
}

/// `◆ ARM-1 orange  Ukraine  12 min`; the one walked to stands out.
fn candidate(look: &Look<'_>, candidate: &Candidate) -> Line<'static> {
    let mut line = candidate_told(look, candidate);
    line.spans.extend([Span::raw("  "), clock::told(look, Entry::Candidate(candidate))]);
    line
}

fn candidate_told(look: &Look<'_>, candidate: &Candidate) -> Line<'static> {
    let walked = look.state.walking == Some(RowKey::Candidate(candidate.id.clone()));
    let meaning = if walked { Meaning::Accent } else { Meaning::Text };
    let country = candidate.country.map(|code| say::country(look, code)).unwrap_or_default();
    Line::from(vec![
        look.piece(meaning, format!(" ◆ {} ", candidate.rule)),
        look.level(candidate.level),
        look.piece(Meaning::Text, format!(" {country} {}", preview::rule_title(look, candidate))),
    ])
}
