//! The feeds, worst first: what are we blind to?

use ratatui::buffer::Buffer;
use ratatui::text::Line;

use crate::app::desk::{FeedOrder, Row};
use crate::domain::feed::{FeedState, Fetch, Outcome};
use crate::domain::gap::Gap;
use crate::domain::picture::FeedLine;
use crate::domain::time::{Timestamp, hours_between};
use crate::domain::words::Lang;
use crate::tui::layout::Panes;
use crate::tui::look::Look;
use crate::tui::say;
use crate::tui::text::{Align, age, cut, until, wrap};
use crate::tui::theme::Meaning;
use crate::tui::widget::put;
use crate::tui::widget::table::{ALWAYS, Column};

/// Fetches in the strip.
const STRIP: u16 = 24;
/// Hours that a feed in files may lie behind without a word: two files and the time they take to come.
const BEHIND_HOURS: f64 = 0.75;
/// Requests told of in words.
const REQUESTS: usize = 8;

/// Draws the screen.
pub(super) fn draw(buf: &mut Buffer, panes: Panes, look: &Look<'_>) {
    put::line(buf, panes.top, &blind(look));
    put::rule(buf, put::row_of(panes.top, 1), look.style(Meaning::Rule));
    let feed = |row: &Row| look.picture.feeds.get(row.at);
    super::list(buf, panes.list, look, &columns(look), feed, |line, column| cell(look, line, column));
    super::side(buf, panes, look, |width| {
        let line = look.state.selected().and_then(feed);
        line.map(|line| about(look, line, width)).unwrap_or_default()
    });
}

/// The countries that nobody looked at, each with since when.
fn blind(look: &Look<'_>) -> Line<'static> {
    let told = |line: &crate::domain::picture::CountryLine| {
        let since = line.score.check.last();
        let since = since.map_or_else(|| look.word("tui.never").to_owned(), |at| age(look.words, at, look.now()));
        format!("{} {since}", say::country(look, line.country.code))
    };
    let names: Vec<String> = look.picture.unchecked().map(told).collect();
    if names.is_empty() {
        return Line::from(look.piece(Meaning::Good, format!(" {}", look.word("tui.feeds.all_seen"))));
    }
    let names = names.join(look.word("tui.list"));
    Line::from(look.piece(Meaning::Warning, format!(" {}", look.words.fill("tui.feeds.blind", &[("names", &names)]))))
}

/// The head of the column that the list is sorted by is marked.
fn columns(look: &Look<'_>) -> Vec<Column> {
    let sorted = match look.state.feed_order {
        FeedOrder::Worst => "outcome",
        FeedOrder::Overdue => "newest",
        FeedOrder::Next => "next",
        FeedOrder::Title => "title",
    };
    let head = |key: &str| {
        let mark = if key == sorted { "▼" } else { "" };
        format!("{}{mark}", look.words.get(&format!("tui.feeds.{key}")))
    };
    let wide = look.lang() == Lang::En;
    vec![
        Column::fixed(&head("outcome"), if wide { 14 } else { 10 }, Align::Left, ALWAYS),
        Column::fixed(&head("since"), if wide { 6 } else { 4 }, Align::Right, 5),
        Column::growing(&head("title"), 22, ALWAYS),
        Column::fixed(&head("success"), if wide { 7 } else { 8 }, Align::Right, ALWAYS),
        Column::fixed(&head("newest"), if wide { 15 } else { 12 }, Align::Right, 2),
        Column::fixed(&head("strip"), STRIP, Align::Left, 4),
        Column::fixed(&head("next"), if wide { 6 } else { 5 }, Align::Right, 3),
        Column::fixed(&head("only"), 12, Align::Left, 1),
    ]
}

fn cell(look: &Look<'_>, line: &FeedLine, column: usize) -> Line<'static> {
    let state = &line.state;
    let since = |at: Option<Timestamp>| at.map_or_else(|| "–".to_owned(), |at| age(look.words, at, look.now()));
    match column {
        0 => outcome(look, line),
        1 => look.dim(since(state.since)),
        2 => look.line(line.feed.title.as_str()),
        3 => look.line(since(state.last_success)),
        4 => newest(look, line),
        5 => strip(look, &line.fetches),
        6 => look.dim(state.next.map_or_else(|| "–".to_owned(), |at| until(look.words, at, look.now()))),
        _ => Line::from(look.piece(Meaning::Warning, say::countries(look, &line.only_source_for))),
    }
}

fn outcome(look: &Look<'_>, line: &FeedLine) -> Line<'static> {
    if line.state.paused {
        return look.dim(look.word("tui.outcome.paused"));
    }
    let meaning = match line.state.outcome {
        Some(outcome) if !outcome.is_sighted() => Meaning::Warning,
        Some(_) => Meaning::Good,
        None => Meaning::Dim,
    };
    Line::from(look.piece(meaning, say::outcome(look, line.state.outcome)))
}

/// Age of the newest item against the usual gap: `40 min / 2 h`; older than thrice the gap stands out.
fn newest(look: &Look<'_>, line: &FeedLine) -> Line<'static> {
    let Some(at) = line.state.newest_item else { return look.dim("–") };
    let told = age(look.words, at, look.now());
    let Some(gap) = line.state.usual_gap_hours.filter(|gap| gap.is_finite()) else { return look.dim(told) };
    let late = crate::domain::time::hours_between(at, look.now()) > gap * 3.0;
    let gap = look.words.fill("tui.feeds.gap", &[("n", &format!("{gap:.1}"))]);
    Line::from(look.piece(if late { Meaning::Warning } else { Meaning::Dim }, format!("{told}/{gap}")))
}

/// One sign a fetch, the latest at the right: new items, none new, empty, failed.
fn strip(look: &Look<'_>, fetches: &[Fetch]) -> Line<'static> {
    let first = fetches.len().saturating_sub(usize::from(STRIP));
    let sign = |fetch: &Fetch| match fetch.outcome {
        outcome if outcome.is_failure() => look.piece(Meaning::Warning, "✕"),
        Outcome::Empty | Outcome::SuspectEmpty => look.piece(Meaning::Dim, "░"),
        _ if fetch.new > 0 => look.piece(Meaning::Text, "█"),
        _ => look.piece(Meaning::Dim, "▄"),
    };
    fetches.iter().skip(first).map(sign).collect::<Vec<_>>().into()
}

/// What went wrong and what to do about it come first, because a small pane shows no more; then how it is asked, whose
/// it is, what it covers, and the latest requests.
fn about(look: &Look<'_>, line: &FeedLine, width: usize) -> Vec<Line<'static>> {
    let feed = &line.feed;
    let mut lines = vec![Line::from(look.piece(Meaning::Title, feed.title.as_str()))];
    lines.extend(trouble(look, line, width));
    if let Some(moved) = feed.proposed_url(&line.state) {
        let told = look.words.fill("tui.feeds.moved", &[("url", moved)]);
        lines.extend(wrap(&told, width).into_iter().map(|line| Line::from(look.piece(Meaning::Warning, line))));
    }
    lines.extend(missed(look, line, width));
    lines.push(look.line(times(look, line)));
    lines.extend(rhythm(look, line).map(|told| look.line(told)));
    if !feed.countries.is_empty() {
        let countries = say::countries(look, &feed.countries);
        let told = look.words.fill("tui.feeds.covers", &[("names", &countries)]);
        lines.extend(wrap(&told, width).into_iter().map(|line| look.line(line)));
    }
    lines.push(look.dim(format!("{} · {} {} · {}", feed.id, feed.family, feed.reliability, feed.group)));
    lines.extend(wrap(&feed.shown_url(), width).into_iter().map(|line| look.dim(line)));
    lines.extend(wrap(&feed.note, width).into_iter().map(|line| look.dim(line)));
    lines.extend(latest(look, line, width));
    lines
}

/// What may have been missed, and what is still being fetched of it.
fn missed(look: &Look<'_>, line: &FeedLine, width: usize) -> Vec<Line<'static>> {
    let FeedState { gaps, read_up_to, .. } = &line.state;
    let told = |gap: &Gap| {
        let (from, to) = (look.date_time(gap.from), look.date_time(gap.to));
        look.words.fill("tui.feeds.missed", &[("from", &from), ("to", &to)])
    };
    let is_behind = |read: &Timestamp| hours_between(*read, look.now()) > BEHIND_HOURS;
    let behind = read_up_to
        .filter(is_behind)
        .map(|read| look.words.fill("tui.feeds.behind", &[("time", &look.date_time(read))]));
    let texts = gaps.iter().rev().map(told).chain(behind);
    let piece = |line: String| Line::from(look.piece(Meaning::Warning, line));
    texts.flat_map(|told| wrap(&told, width)).map(piece).collect()
}

/// Since when it is as it is, and when it is asked next.
fn times(look: &Look<'_>, line: &FeedLine) -> String {
    let state = &line.state;
    let since = |at: Option<Timestamp>| at.map_or_else(|| "–".to_owned(), |at| age(look.words, at, look.now()));
    let next = state.next.map_or_else(|| "–".to_owned(), |at| until(look.words, at, look.now()));
    let (since, success) = (since(state.since), since(state.last_success));
    look.words.fill("tui.feeds.times", &[("since", &since), ("success", &success), ("next", &next)])
}

/// How often it is asked, and how often it brings something.
fn rhythm(look: &Look<'_>, line: &FeedLine) -> Option<String> {
    let gap = line.state.usual_gap_hours.filter(|gap| gap.is_finite())?;
    let (every, items) = (line.feed.every_minutes.to_string(), line.state.usual_items.to_string());
    let words = [("every", every.as_str()), ("items", items.as_str()), ("gap", &format!("{gap:.1}"))];
    Some(look.words.fill("tui.feeds.rhythm", &words))
}

/// What went wrong, how often, and what to do about it.
fn trouble(look: &Look<'_>, line: &FeedLine, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let state = &line.state;
    if let Some(error) = &state.error {
        lines.extend(wrap(error, width).into_iter().map(|line| Line::from(look.piece(Meaning::Warning, line))));
    }
    if state.failures > 1 {
        lines.push(look.line(look.words.fill("tui.feeds.failures", &[("n", &state.failures.to_string())])));
    }
    if let Some(outcome) = state.outcome.filter(|outcome| !outcome.is_sighted()) {
        let help = look.words.get(&format!("outcome_help.{}", outcome.key())).to_owned();
        lines.extend(wrap(&help, width).into_iter().map(|line| look.line(line)));
    }
    lines
}

/// The latest requests, the newest first.
fn latest(look: &Look<'_>, line: &FeedLine, width: usize) -> Vec<Line<'static>> {
    if line.fetches.is_empty() {
        return Vec::new();
    }
    let told = |fetch: &Fetch| {
        let status = fetch.status.map_or_else(|| "–".to_owned(), |status| status.to_string());
        let outcome = say::outcome(look, Some(fetch.outcome));
        let numbers = [fetch.items, fetch.new, fetch.changed].map(|number| number.to_string());
        let [items, new, changed] = numbers.each_ref().map(String::as_str);
        let (at, ms) = (look.date_time(fetch.at), fetch.ms.to_string());
        let words = [
            ("at", at.as_str()),
            ("outcome", &outcome),
            ("status", &status),
            ("items", items),
            ("new", new),
            ("changed", changed),
            ("ms", &ms),
        ];
        look.dim(cut(&look.words.fill("tui.feeds.request", &words), width))
    };
    let newest = line.fetches.iter().rev().take(REQUESTS).map(told);
    std::iter::once(look.heading("tui.feeds.latest")).chain(newest).collect()
}
