//! Travel advice in force, as the desk has seen it change.
//!
//! A change counts once the next fetch of the same list shows the same row again, and a first load is no change
//! (`assess::advice_change` holds the rule). Which items carry advice is left to `ingest`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::assess::{AdviceState, advice_change};
use crate::domain::country::CountryCode;
use crate::domain::feed::{Fetch, Outcome};
use crate::domain::id::{FeedId, ItemId};
use crate::domain::impact::Advice;
use crate::domain::picture::Reading;
use crate::domain::time::Timestamp;
use crate::store::{Reply, Sight, Store, StoreError};
use crate::warn::AdviceChange;

/// Who says it, and of which country.
type Key = (String, CountryCode);

/// Rows of a list that a fetch showed again.
#[derive(Clone, Debug)]
pub(super) struct Again {
    /// The list.
    pub(super) feed: FeedId,
    /// The rows; none for the whole list, because the publisher said that nothing changed.
    pub(super) items: Option<BTreeSet<ItemId>>,
    /// When.
    pub(super) at: Timestamp,
}

impl Again {
    /// Whether it shows a row again that was seen once: the row itself, in a later fetch of the same list.
    fn shows(&self, row: &Row) -> bool {
        let has_row = self.items.as_ref().is_none_or(|items| items.contains(&row.item));
        self.feed == row.feed && row.at < self.at && has_row
    }
}

/// Where what waits for another fetch was seen.
#[derive(Clone, Debug)]
struct Row {
    feed: FeedId,
    item: ItemId,
    at: Timestamp,
}

/// All governments' advice, with the changes that were confirmed.
#[derive(Clone, Debug, Default)]
pub(super) struct AdviceBook {
    states: BTreeMap<Key, AdviceState>,
    /// Where each advice that waits was seen.
    waiting: BTreeMap<Key, Row>,
    changes: Vec<AdviceChange>,
}

impl AdviceBook {
    /// Goes on with advice that an earlier run stored. What the latest readings say beside it was seen once and waits.
    pub(super) fn restore(&mut self, stored: Vec<Advice>, latest: impl Iterator<Item = Arc<Reading>>) {
        for advice in stored {
            let key = (advice.government.clone(), advice.country);
            self.states.insert(key, AdviceState { in_force: Some(advice), pending: None });
        }
        for reading in latest {
            self.observe(&reading);
        }
    }

    /// Takes note of what a reading says, if it is a government's advice.
    pub(super) fn observe(&mut self, reading: &Reading) {
        let item = &reading.item;
        for advice in advice_of(reading) {
            let row = Row { feed: item.feed.clone(), item: item.id.clone(), at: item.seen };
            // Another row of the same fetch is no other fetch.
            let is_same_fetch = |known: &Row| known.feed == row.feed && known.at >= row.at;
            if !self.waiting.get(&key_of(&advice)).is_some_and(is_same_fetch) {
                self.see(&advice, row);
            }
        }
    }

    /// A list was fetched again and still says what it said: what waits for that counts now. A row that is missing
    /// confirms nothing.
    pub(super) fn confirm(&mut self, again: &Again) {
        self.confirm_if(again.at, |row| again.shows(row));
    }

    /// Confirms everything that waits, for items without fetches behind them.
    pub(super) fn confirm_all(&mut self, now: Timestamp) {
        self.confirm_if(now, |row| row.at < now);
    }

    /// Whether anything waits for another fetch.
    pub(super) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    fn confirm_if(&mut self, at: Timestamp, shown: impl Fn(&Row) -> bool) {
        let rows: Vec<(Key, Row)> =
            self.waiting.iter().filter(|(_, row)| shown(row)).map(|(k, r)| (k.clone(), r.clone())).collect();
        for (key, row) in rows {
            if let Some(advice) = self.states.get(&key).and_then(|state| state.pending.clone()) {
                self.see(&advice, Row { at, ..row });
            }
        }
    }

    /// The advice that counts.
    pub(super) fn in_force(&self, now: Timestamp) -> Vec<Advice> {
        let lapsed = |advice: &Advice| advice.expires.is_some_and(|at| at <= now);
        self.states.values().filter_map(|state| state.in_force.clone()).filter(|advice| !lapsed(advice)).collect()
    }

    /// Confirmed changes, oldest first.
    pub(super) fn changes(&self) -> &[AdviceChange] {
        &self.changes
    }

    fn see(&mut self, seen: &Advice, row: Row) {
        let key = key_of(seen);
        let (state, change) = advice_change(&self.states.get(&key).cloned().unwrap_or_default(), Some(seen));
        let at = row.at;
        if state.pending.is_some() {
            self.waiting.insert(key.clone(), row);
        } else {
            self.waiting.remove(&key);
        }
        self.states.insert(key, state);
        if let Some(change) = change {
            self.changes.push(AdviceChange {
                government: change.to.government,
                country: change.to.country,
                from: change.from.level,
                to: change.to.level,
                at,
            });
        }
    }
}

fn key_of(advice: &Advice) -> Key {
    (advice.government.clone(), advice.country)
}

fn advice_of(reading: &Reading) -> Vec<Advice> {
    let (item, annotation) = (&reading.item, &reading.annotation);
    let Some(level) = item.provider.advisory else { return Vec::new() };
    // A row of a register is about one country; what else its text names is not advised on.
    annotation
        .countries
        .iter()
        .take(1)
        .map(|finding| Advice {
            government: item.publisher.to_string(),
            country: finding.code,
            level,
            regional: item.provider.regional,
            wording: item.provider.level.clone().unwrap_or_default(),
            since: item.published.unwrap_or(item.seen),
            expires: item.provider.expires,
        })
        .collect()
}

/// What an answer shows again of a register: the rows with the same words as before, or the whole list of a publisher who
/// says that nothing changed.
pub(super) fn shown_again(fetch: &Fetch, sights: &[Sight], at: Timestamp) -> Option<Again> {
    let rows = || {
        let same = sights.iter().filter_map(|sight| match sight {
            Sight::Same { id, .. } => Some(id.clone()),
            Sight::New | Sight::Changed { .. } => None,
        });
        Some(same.collect::<BTreeSet<_>>()).filter(|rows| !rows.is_empty())
    };
    let items = if fetch.outcome == Outcome::NotModified { None } else { Some(rows()?) };
    Some(Again { feed: fetch.feed.clone(), items, at })
}

/// The mark of the store that says since when advice waits for another fetch.
const ADVICE_WAITS: &str = "advice_waits";

/// Whether an earlier run left advice that waits.
pub(super) fn advice_waits(store: &Store) -> Result<bool, StoreError> {
    Ok(store.mark(ADVICE_WAITS)?.is_some_and(|at| at > Timestamp::UNIX_EPOCH))
}

/// Remembers whether advice waits.
pub(super) fn set_advice_waits(store: &Store, waits: bool, now: Timestamp) -> Reply<()> {
    store.set_mark(ADVICE_WAITS, if waits { now } else { Timestamp::UNIX_EPOCH })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::annotation::CountryFinding;
    use crate::domain::sample;
    use crate::domain::time::parse;

    fn at(hour: u32) -> Timestamp {
        parse(&format!("2026-11-22T{hour:02}:00:00Z")).unwrap()
    }

    /// A row of a list as it was seen at an hour.
    fn row(feed: &str, level: u8, hour: u32) -> Reading {
        let mut reading = Reading::clone(&sample::reading("uk-gov", 0));
        reading.item.id = ItemId::new(format!("{feed}:ua"));
        reading.item.feed = feed.into();
        reading.item.provider.advisory = Some(level);
        reading.annotation.countries =
            vec![CountryFinding { code: sample::code("UA"), weight: 1.0, evidence: Vec::new() }];
        (reading.item.seen, reading.item.published) = (at(hour), Some(at(0)));
        reading
    }

    fn again(feed: &str, items: Option<&[&str]>, hour: u32) -> Again {
        let items = items.map(|items| items.iter().map(ItemId::new).collect());
        Again { feed: feed.into(), items, at: at(hour) }
    }

    /// A book that knows level 2 and has seen level 4 once, at one o'clock.
    fn raised_once() -> AdviceBook {
        let mut book = AdviceBook::default();
        book.observe(&row("api", 2, 0));
        book.observe(&row("api", 4, 1));
        book
    }

    fn level(book: &AdviceBook) -> u8 {
        book.in_force(at(9))[0].level
    }

    #[test]
    fn the_next_fetch_that_shows_the_row_confirms_it() {
        for shown in [again("api", None, 2), again("api", Some(&["api:ua", "api:il"]), 2)] {
            let mut book = raised_once();
            assert_eq!((level(&book), book.is_waiting()), (2, true));
            book.confirm(&shown);
            assert_eq!((level(&book), book.changes().len(), book.is_waiting()), (4, 1, false));
        }
    }

    #[test]
    fn nothing_else_confirms_it() {
        for shown in [again("api", None, 1), again("api", Some(&["api:il"]), 2), again("atom", None, 2)] {
            let mut book = raised_once();
            book.confirm(&shown);
            assert_eq!((level(&book), book.changes().len()), (2, 0), "{shown:?}");
        }
    }

    #[test]
    fn a_level_that_was_taken_back_is_no_change() {
        let mut book = raised_once();
        book.observe(&row("api", 2, 2));
        book.confirm(&again("api", None, 3));
        assert_eq!((level(&book), book.changes().len()), (2, 0));
    }

    #[test]
    fn two_rows_of_one_fetch_do_not_confirm_each_other() {
        let mut book = raised_once();
        book.observe(&row("api", 4, 1));
        assert_eq!(level(&book), 2);
    }

    #[test]
    fn what_waits_is_remembered_through_a_restart() {
        let before = raised_once();
        let mut book = AdviceBook::default();
        book.restore(before.in_force(at(2)), [Arc::new(row("api", 4, 1))].into_iter());
        assert_eq!((level(&book), book.changes().len()), (2, 0));
        book.confirm(&again("api", None, 3));
        assert_eq!((level(&book), book.changes().len()), (4, 1));
    }
}
