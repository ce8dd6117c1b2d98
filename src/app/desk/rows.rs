//! Which rows each screen lists, filtered, and how the selection stays with the thing when they change.

use crate::domain::country::CountryCode;
use crate::domain::id::{AssetId, IncidentId};
use crate::domain::impact::Subject;
use crate::domain::picture::{FeedLine, IncidentCard, Picture};
use crate::domain::time::{Timestamp, hours_between};

use super::changes;
use super::facts;
use super::form;
use super::query::{Facts, Query};
use super::queue;
use super::state::{FeedOrder, Row, RowKey, Screen, State};

impl State {
    /// Makes the rows of the screen anew. The selection stays with the thing, and the thing with its line on the
    /// screen; where the thing has gone, its neighbour is selected.
    pub(super) fn relist(&mut self) {
        let context = self.screen.context();
        let mut view = self.views.remove(&context).unwrap_or_default();
        self.rows = match &self.picture {
            Some(picture) => list(self, picture, &view.query),
            None => Vec::new(),
        };
        let line = view.position.saturating_sub(view.offset);
        let kept = view.selected.as_ref().and_then(|key| self.rows.iter().position(|row| row.key == *key));
        view.position = kept.unwrap_or(view.position).min(self.rows.len().saturating_sub(1));
        view.offset = view.position.saturating_sub(line);
        view.selected = self.rows.get(view.position).map(|row| row.key.clone());
        self.views.insert(context, view);
        self.scroll_into_sight();
    }

    /// Selects a row by number; past the end means the last.
    pub(super) fn select(&mut self, position: usize) {
        let position = position.min(self.rows.len().saturating_sub(1));
        let selected = self.rows.get(position).map(|row| row.key.clone());
        let view = self.views.entry(self.screen.context()).or_default();
        view.position = position;
        view.selected = selected;
        self.side_scroll = 0;
        self.scroll_into_sight();
    }

    /// Selects what a row stands for, if it is listed.
    pub(super) fn select_key(&mut self, key: &RowKey) -> bool {
        let found = self.rows.iter().position(|row| row.key == *key);
        if let Some(position) = found {
            self.select(position);
        }
        found.is_some()
    }

    /// Moves the list as little as needed for the selected row to be on the page.
    pub(super) fn scroll_into_sight(&mut self) {
        let (page, count) = (self.page.max(1), self.rows.len());
        let view = self.views.entry(self.screen.context()).or_default();
        let lowest = view.position.saturating_sub(page - 1);
        view.offset = view.offset.clamp(lowest, view.position).min(count.saturating_sub(page));
    }
}

fn list(state: &State, picture: &Picture, query: &Query) -> Vec<Row> {
    match &state.screen {
        Screen::Board => countries(picture, query),
        Screen::Incidents => incidents(state, picture, query, |_| true),
        Screen::Country(code) => incidents(state, picture, query, |card| card.incident.countries.contains(code)),
        Screen::Incident(id) => items(picture, query, id),
        Screen::Assets => assets(picture, query),
        Screen::Asset(id) => impacts(picture, query, id),
        Screen::Notices => queue::rows(picture, query),
        Screen::Notice(_) | Screen::Brief(_) => Vec::new(),
        Screen::Draft(id) => form::rows(picture.notice(id)),
        Screen::Feeds => feeds(state, picture, query),
        Screen::Changes => {
            changes::rows(picture).into_iter().filter(|row| query.fits(&of_change(picture, row))).collect()
        }
        Screen::Log => left_out(picture, query),
    }
}

fn pick<'a, T: 'a>(
    list: impl Iterator<Item = T>,
    query: &Query,
    of: impl Fn(&T) -> Facts<'a>,
    key: impl Fn(&T) -> RowKey,
) -> Vec<Row> {
    let fits = |thing: &T| query.is_empty() || query.fits(&of(thing));
    list.enumerate().filter(|(_, thing)| fits(thing)).map(|(at, thing)| Row { key: key(&thing), at }).collect()
}

fn countries(picture: &Picture, query: &Query) -> Vec<Row> {
    let lines = picture.countries.iter();
    pick(lines, query, |line| facts::of_country(picture, line), |line| RowKey::Country(line.country.code))
}

fn incidents(state: &State, picture: &Picture, query: &Query, wanted: impl Fn(&IncidentCard) -> bool) -> Vec<Row> {
    let fresh = |card: &IncidentCard| state.fresh.contains(&card.incident.id);
    let fits = |card: &IncidentCard| query.is_empty() || query.fits(&facts::of_incident(picture, card, fresh(card)));
    let cards = picture.incidents.iter().enumerate().filter(|(_, card)| wanted(card) && fits(card));
    cards.map(|(at, card)| Row { key: RowKey::Incident(card.incident.id.clone()), at }).collect()
}

fn items(picture: &Picture, query: &Query, id: &IncidentId) -> Vec<Row> {
    let members = picture.incident(id).map(|card| card.incident.members.as_slice()).unwrap_or_default();
    pick(members.iter(), query, |member| facts::of_member(picture, member), |member| RowKey::Item(member.item.clone()))
}

fn assets(picture: &Picture, query: &Query) -> Vec<Row> {
    let lines = picture.assets.iter();
    pick(lines, query, |line| facts::of_asset(picture, line), |line| RowKey::Asset(line.asset.id.clone()))
}

fn impacts(picture: &Picture, query: &Query, id: &AssetId) -> Vec<Row> {
    let impacts = picture.asset(id).map(|line| line.impacts.as_slice()).unwrap_or_default();
    pick(
        impacts.iter(),
        query,
        |impact| {
            picture.incident(&impact.incident).map(|card| facts::of_incident(picture, card, false)).unwrap_or_default()
        },
        |impact| RowKey::Incident(impact.incident.clone()),
    )
}

/// The picture lists the worst first; other orders keep that one among equals.
fn feeds(state: &State, picture: &Picture, query: &Query) -> Vec<Row> {
    let lines = picture.feeds.iter();
    let mut rows = pick(lines, query, |line| facts::of_feed(picture, line), |line| RowKey::Feed(line.feed.id.clone()));
    let line = |row: &Row| picture.feeds.get(row.at);
    match state.feed_order {
        FeedOrder::Worst => {}
        FeedOrder::Overdue => {
            rows.sort_by(|a, b| overdue(line(b), picture.at).total_cmp(&overdue(line(a), picture.at)));
        }
        FeedOrder::Next => rows.sort_by_key(|row| {
            let next = line(row).filter(|line| line.feed.enabled).and_then(|line| line.state.next);
            (next.is_none(), next)
        }),
        FeedOrder::Title => rows.sort_by_cached_key(|row| line(row).map(|line| line.feed.title.to_lowercase())),
    }
    rows
}

/// How many usual gaps old the newest item is; what cannot be told comes last.
fn overdue(line: Option<&FeedLine>, now: Timestamp) -> f64 {
    let known = line.and_then(|line| Some((line.state.newest_item?, line.state.usual_gap_hours?)));
    known.map_or(f64::NEG_INFINITY, |(newest, gap)| hours_between(newest, now) / gap.max(0.1))
}

fn left_out(picture: &Picture, query: &Query) -> Vec<Row> {
    let readings = picture.left_out();
    pick(readings, query, |reading| facts::of_reading(reading), |reading| RowKey::Item(reading.item.id.clone()))
}

fn of_change<'a>(picture: &'a Picture, row: &Row) -> Facts<'a> {
    let country = |code: CountryCode| picture.country(code).map(|line| facts::of_country(picture, line));
    let facts = match &row.key {
        RowKey::Country(code) | RowKey::Level(Subject::Country(code), _) => country(*code),
        RowKey::Level(Subject::Asset(id), _) => picture.asset(id).map(|line| facts::of_asset(picture, line)),
        RowKey::Candidate(_) => picture.candidates.get(row.at).map(|c| facts::of_candidate(picture, c)),
        RowKey::Notice(_) => picture.notices.get(row.at).map(|notice| facts::of_notice(picture, notice)),
        _ => None,
    };
    facts.unwrap_or_default()
}
