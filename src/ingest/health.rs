//! How healthy an answer leaves a feed, given what is known of its past: quiet and blind told apart.
//!
//! Pure. Asking is left to `fetch`; which countries a sick feed leaves blind, to `assess`.

use crate::domain::feed::{Feed, FeedState, Outcome};
use crate::domain::item::Item;
use crate::domain::pace::Pace;
use crate::domain::time::{Timestamp, hours_between};

use super::read::{Document, FUTURE_DATE};

/// Dated items from which a usual gap can be told, and those looked at.
const GAP_FROM: usize = 4;
const GAP_ITEMS: usize = 50;

/// Share of the old gap that stays when a new one is measured.
const GAP_MEMORY: f64 = 0.5;

/// What is known after an answer that was read.
pub fn after_reading(feed: &Feed, state: &FeedState, document: &Document, pace: &Pace, now: Timestamp) -> FeedState {
    let dated: Vec<Timestamp> = dated(&document.items);
    let newest = dated.first().copied().max(state.newest_item);
    let gap = blended(state.usual_gap_hours, usual_gap_hours(&dated));
    let mut next = state.clone();
    next.newest_item = newest;
    next.usual_gap_hours = gap;
    if !document.items.is_empty() {
        next.usual_items = u32::try_from(document.entries).unwrap_or(u32::MAX);
    }
    let outcome = match () {
        () if document.items.is_empty() && state.usual_items >= pace.suspect_items => Outcome::SuspectEmpty,
        () if document.items.is_empty() => Outcome::Empty,
        () if dated.is_empty() && !feed.register => Outcome::Undated,
        () if !feed.register && is_frozen(newest, gap, pace, now) => Outcome::Frozen,
        () => Outcome::Ok,
    };
    settled(next, outcome, now)
}

/// What is known after the server said, or the body showed, that nothing changed: a failure stays one.
pub fn after_unchanged(feed: &Feed, state: &FeedState, pace: &Pace, now: Timestamp) -> FeedState {
    let Some(before) = state.outcome else {
        let error = "the server says that nothing changed, but nothing was ever read; it will be asked again";
        return after_failure(state, Outcome::HttpError, error, now);
    };
    let was_well = matches!(before, Outcome::Ok | Outcome::NotModified);
    let outcome = match () {
        () if was_well && !feed.register && is_frozen(state.newest_item, state.usual_gap_hours, pace, now) => {
            Outcome::Frozen
        }
        () if was_well => Outcome::NotModified,
        () => before,
    };
    let error = state.error.clone();
    let mut next = settled(state.clone(), outcome, now);
    if !outcome.is_sighted() {
        next.error = error;
    }
    next
}

/// What is known after a failure; all that was known before stays.
pub fn after_failure(state: &FeedState, outcome: Outcome, error: &str, now: Timestamp) -> FeedState {
    let mut next = settled(state.clone(), outcome, now);
    next.error = Some(error.to_owned());
    next
}

/// The usual gap between items, in hours: the median over the newest; none when there are too few to tell.
pub fn usual_gap_hours(newest_first: &[Timestamp]) -> Option<f64> {
    if newest_first.len() < GAP_FROM {
        return None;
    }
    let recent = newest_first.iter().take(GAP_ITEMS);
    let mut gaps: Vec<f64> =
        recent.clone().skip(1).zip(recent).map(|(older, newer)| hours_between(*older, *newer)).collect();
    gaps.sort_by(f64::total_cmp);
    gaps.get(gaps.len() / 2).copied()
}

/// Whether the newest item is far older than the feed's own rhythm explains.
pub fn is_frozen(newest: Option<Timestamp>, gap_hours: Option<f64>, pace: &Pace, now: Timestamp) -> bool {
    let (Some(newest), Some(gap)) = (newest, gap_hours) else { return false };
    hours_between(newest, now) > (pace.frozen_gaps * gap).max(pace.frozen_hours)
}

fn settled(mut state: FeedState, outcome: Outcome, now: Timestamp) -> FeedState {
    if state.outcome != Some(outcome) || state.since.is_none() {
        // Unchanged is the same health as read, so that "since" means something.
        let same = matches!(
            (state.outcome, outcome),
            (Some(Outcome::Ok), Outcome::NotModified) | (Some(Outcome::NotModified), Outcome::Ok)
        );
        if !same || state.since.is_none() {
            state.since = Some(now);
        }
    }
    state.outcome = Some(outcome);
    state.last_try = Some(now);
    if outcome.is_sighted() {
        state.last_success = Some(now);
        state.error = None;
    }
    state.failures = if outcome.is_failure() { state.failures.saturating_add(1) } else { 0 };
    state
}

/// The dates of the items, newest first; dates that were brought back from the future tell nothing.
pub(super) fn dated(items: &[Item]) -> Vec<Timestamp> {
    let honest = items.iter().filter(|item| !item.categories.iter().any(|category| category == FUTURE_DATE));
    let mut dates: Vec<_> = honest.filter_map(|item| item.published).collect();
    dates.sort_unstable_by(|a, b| b.cmp(a));
    dates
}

fn blended(old: Option<f64>, new: Option<f64>) -> Option<f64> {
    match (old, new) {
        (Some(old), Some(new)) => Some(GAP_MEMORY * old + (1.0 - GAP_MEMORY) * new),
        (old, new) => new.or(old),
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use rstest::rstest;

    use super::*;
    use crate::domain::sample::pace;
    use crate::domain::time::parse;

    fn now() -> Timestamp {
        parse("2026-11-22T00:00:00Z").unwrap()
    }

    fn known(outcome: Outcome) -> FeedState {
        FeedState { outcome: Some(outcome), since: Some(now() - Duration::days(3)), ..FeedState::default() }
    }

    #[test]
    fn the_usual_gap_is_the_median_and_needs_enough_items() {
        let at = |hours: i64| now() - Duration::hours(hours);
        assert_eq!(usual_gap_hours(&[at(0), at(1), at(2)]), None);
        assert_eq!(usual_gap_hours(&[at(0), at(1), at(3), at(500), at(502)]), Some(2.0));
    }

    #[rstest]
    #[case(1.0, 71, false)]
    #[case(1.0, 73, true)]
    #[case(24.0, 143, false)]
    #[case(24.0, 145, true)]
    fn a_feed_is_frozen_after_six_gaps_and_three_days(#[case] gap: f64, #[case] age: i64, #[case] frozen: bool) {
        assert_eq!(is_frozen(Some(now() - Duration::hours(age)), Some(gap), &pace(), now()), frozen);
    }

    #[test]
    fn a_feed_without_a_known_rhythm_is_not_called_frozen() {
        assert!(!is_frozen(Some(now() - Duration::days(900)), None, &pace(), now()));
        assert!(!is_frozen(None, Some(1.0), &pace(), now()));
    }

    #[rstest]
    #[case(Outcome::Blocked)]
    #[case(Outcome::NotAFeed)]
    #[case(Outcome::SuspectEmpty)]
    #[case(Outcome::Frozen)]
    #[case(Outcome::Undated)]
    fn what_was_not_well_is_not_well_unchanged(#[case] before: Outcome) {
        let feed = crate::ingest::test_feed();
        let after = after_unchanged(&feed, &known(before), &pace(), now());
        assert_eq!((after.outcome, after.since), (Some(before), known(before).since));
    }

    #[test]
    fn read_and_unchanged_are_one_stretch_of_health() {
        let feed = crate::ingest::test_feed();
        let after = after_unchanged(&feed, &known(Outcome::Ok), &pace(), now());
        assert_eq!((after.outcome, after.since), (Some(Outcome::NotModified), known(Outcome::Ok).since));
        assert_eq!(after.last_success, Some(now()));
    }

    #[test]
    fn a_feed_that_stays_unchanged_freezes() {
        let feed = crate::ingest::test_feed();
        let state = FeedState {
            newest_item: Some(now() - Duration::days(10)),
            usual_gap_hours: Some(2.0),
            ..known(Outcome::NotModified)
        };
        assert_eq!(after_unchanged(&feed, &state, &pace(), now()).outcome, Some(Outcome::Frozen));
        let register = Feed { register: true, ..feed };
        assert_eq!(after_unchanged(&register, &state, &pace(), now()).outcome, Some(Outcome::NotModified));
    }

    #[test]
    fn a_failure_keeps_what_was_known_and_counts() {
        let state = FeedState {
            newest_item: Some(now()),
            last_success: Some(now() - Duration::hours(1)),
            ..known(Outcome::Ok)
        };
        let once = after_failure(&state, Outcome::Timeout, "late", now());
        let twice = after_failure(&once, Outcome::Timeout, "late", now() + Duration::hours(1));
        assert_eq!((twice.failures, twice.since, twice.error.as_deref()), (2, Some(now()), Some("late")));
        assert_eq!((twice.newest_item, twice.last_success), (state.newest_item, state.last_success));
    }
}
