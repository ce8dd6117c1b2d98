//! What was published while nobody asked: files of a quarter of an hour are asked for one after the other, and where
//! a window slid past, the stretch is kept as one of which items may have been missed.
//!
//! Pure. When feeds are due otherwise is left to `schedule`, what their health is to `health`.

use chrono::Duration;

use crate::domain::feed::{Feed, FeedState, Outcome};
use crate::domain::gap::{Gap, forget, note};
use crate::domain::item::Item;
use crate::domain::pace::Pace;
use crate::domain::time::{Timestamp, hours_between};

use super::health::{dated, usual_gap_hours};

/// What one file covers.
const QUARTER: Duration = Duration::minutes(15);

/// Two items that come closer than this leave no room for others worth telling of.
const SHORTEST_HOURS: f64 = 0.25;

/// The moment for which to ask: now, but for a feed in files the first file that was not read yet.
pub(super) fn moment(feed: &Feed, state: &FeedState, pace: &Pace, now: Timestamp) -> Timestamp {
    if !feed.is_in_files() {
        return now;
    }
    let latest = quarter(now);
    let next = state.read_up_to.filter(|read| *read < latest).map_or(latest, |read| read + QUARTER);
    next.max(earliest(latest, pace))
}

/// Takes down what a request has or has not brought of what lay behind.
pub(super) fn settle(
    feed: &Feed,
    before: &FeedState,
    after: &mut FeedState,
    items: &[Item],
    pace: &Pace,
    now: Timestamp,
) {
    if feed.is_in_files() {
        settle_files(before, after, moment(feed, before, pace, now), pace, now);
    } else if let Some(gap) = slid_past(feed, before, items, now).filter(|_| after.last_success == Some(now)) {
        note(&mut after.gaps, gap);
    }
    forget(&mut after.gaps, now);
}

/// A file that was read is behind us, and so is one that its publisher never wrote; after a failure that may pass the
/// same file is asked for again.
fn settle_files(before: &FeedState, after: &mut FeedState, moment: Timestamp, pace: &Pace, now: Timestamp) {
    let latest = quarter(now);
    let was_read = after.outcome.is_some_and(|outcome| !outcome.is_failure());
    let never_written = after.outcome == Some(Outcome::Gone) && moment < latest;
    if never_written {
        note(&mut after.gaps, Gap::found_at(now, moment, moment + QUARTER));
    }
    if !was_read && !never_written {
        return;
    }
    if let Some(first) = before.read_up_to.map(|read| read + QUARTER).filter(|first| *first < moment) {
        note(&mut after.gaps, Gap::found_at(now, first, moment));
    }
    after.read_up_to = Some(moment);
    if moment < latest {
        after.next = Some(now + pace.catch_up_every);
    }
}

/// The stretch between what was known and the oldest that is still shown.
fn slid_past(feed: &Feed, before: &FeedState, items: &[Item], now: Timestamp) -> Option<Gap> {
    let read = before.last_success?;
    if feed.register || feed.url.starts_with("file:") {
        return None;
    }
    if let Some(window) = feed.window() {
        let to = now - window;
        return (read < to).then_some(Gap::found_at(now, read, to));
    }
    let (dates, newest) = (dated(items), before.newest_item?);
    let (oldest, usual) = (*dates.last()?, usual_gap_hours(&dates)?);
    (hours_between(newest, oldest) > usual.max(SHORTEST_HOURS)).then_some(Gap::found_at(now, newest, oldest))
}

fn quarter(at: Timestamp) -> Timestamp {
    let past = at.timestamp().rem_euclid(QUARTER.num_seconds());
    at - Duration::seconds(past) - Duration::nanoseconds(at.timestamp_subsec_nanos().into())
}

fn earliest(latest: Timestamp, pace: &Pace) -> Timestamp {
    latest - pace.catch_up
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::sample::pace;
    use crate::domain::time::parse;
    use crate::ingest::filters::Filters;
    use crate::ingest::read::{Body, read};

    fn at(clock: &str) -> Timestamp {
        parse(&format!("2026-11-22T{clock}Z")).unwrap()
    }

    fn files() -> Feed {
        Feed::at("gdelt", "https://files.example/{quarter-15}.csv")
    }

    /// What is known after a request at a time that had an outcome.
    fn after(before: &FeedState, outcome: Outcome, now: Timestamp) -> FeedState {
        let mut after = FeedState { outcome: Some(outcome), ..before.clone() };
        if outcome.is_sighted() {
            after.last_success = Some(now);
        }
        settle(&files(), before, &mut after, &[], &pace(), now);
        after
    }

    fn read_up_to(clock: &str) -> FeedState {
        FeedState { read_up_to: Some(at(clock)), ..FeedState::default() }
    }

    #[test]
    fn files_that_were_missed_are_asked_for_oldest_first() {
        let mut state = after(&FeedState::default(), Outcome::Ok, at("06:02:10"));
        assert_eq!((state.read_up_to, state.next), (Some(at("06:00:00")), None));
        let mut asked = Vec::new();
        for minute in 0..8 {
            let now = at("07:20:30") + pace().catch_up_every * minute;
            asked.push(moment(&files(), &state, &pace(), now).format("%H:%M").to_string());
            state = after(&FeedState { next: None, ..state }, Outcome::Ok, now);
            assert_eq!(state.next.is_some(), minute < 4, "{minute}");
        }
        assert_eq!(asked, ["06:15", "06:30", "06:45", "07:00", "07:15", "07:15", "07:15", "07:15"]);
        assert_eq!(state.gaps, []);
    }

    #[test]
    fn what_lies_too_far_back_is_told_as_a_gap() {
        let now = at("12:00:00") + Duration::days(3);
        let state = after(&read_up_to("06:00:00"), Outcome::Ok, now);
        assert_eq!(state.gaps, [Gap::found_at(now, at("06:15:00"), now - pace().catch_up)]);
        assert_eq!(state.read_up_to, Some(now - pace().catch_up));
    }

    #[rstest]
    #[case(Outcome::Timeout, "06:15", 0)]
    #[case(Outcome::HttpError, "06:15", 0)]
    #[case(Outcome::Gone, "06:30", 1)]
    fn a_file_is_asked_for_again_unless_it_was_never_written(
        #[case] outcome: Outcome,
        #[case] next: &str,
        #[case] gaps: usize,
    ) {
        let now = at("07:00:00");
        let state = after(&read_up_to("06:00:00"), outcome, now);
        assert_eq!(moment(&files(), &state, &pace(), now).format("%H:%M").to_string(), next);
        assert_eq!(state.gaps.len(), gaps);
    }

    #[test]
    fn the_latest_file_may_come_late() {
        let state = after(&read_up_to("06:45:00"), Outcome::Gone, at("07:00:10"));
        assert_eq!((state.read_up_to, state.gaps.len(), state.next), (Some(at("06:45:00")), 0, None));
    }

    /// Items an hour apart, the newest at noon.
    fn hourly(count: i64) -> Vec<Item> {
        let one = |hours| {
            let date = (at("12:00:00") - Duration::hours(hours)).to_rfc2822();
            format!("<item><title>n{hours}</title><pubDate>{date}</pubDate></item>")
        };
        let text = format!("<rss version=\"2.0\"><channel>{}</channel></rss>", (0..count).map(one).collect::<String>());
        let feed = crate::ingest::test_feed();
        let body = Body { bytes: text.as_bytes(), content_type: None, url: &feed.url };
        read(&feed, &body, at("12:10:00"), &Filters::default()).unwrap().items
    }

    #[rstest]
    #[case::still_shown("06:00:00", 7, None)]
    #[case::next_to_it("05:00:00", 7, None)]
    #[case::slid_past("02:00:00", 7, Some(("02:00:00", "06:00:00")))]
    #[case::too_few_to_tell("02:00:00", 3, None)]
    fn a_window_that_slid_past_leaves_a_gap(
        #[case] newest: &str,
        #[case] count: i64,
        #[case] gap: Option<(&str, &str)>,
    ) {
        let now = at("12:10:00");
        let before =
            FeedState { newest_item: Some(at(newest)), last_success: Some(at(newest)), ..FeedState::default() };
        for register in [false, true] {
            let feed = Feed { register, ..Feed::at("wire", "https://wire.example/rss") };
            let mut state = FeedState { last_success: Some(now), ..before.clone() };
            settle(&feed, &before, &mut state, &hourly(count), &pace(), now);
            let wanted = gap.filter(|_| !register).map(|(from, to)| Gap::found_at(now, at(from), at(to)));
            assert_eq!(state.gaps, wanted.into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_window_of_time_that_was_not_asked_for_leaves_a_gap() {
        let feed = Feed::at("ioda", "https://api.example/?from={unix-3600}&until={unix}");
        let before = FeedState { last_success: Some(at("06:00:00")), ..FeedState::default() };
        let now = at("09:00:00");
        let mut state = FeedState { last_success: Some(now), ..before.clone() };
        settle(&feed, &before, &mut state, &[], &pace(), now);
        assert_eq!(state.gaps, [Gap::found_at(now, at("06:00:00"), at("08:00:00"))]);
    }

    #[test]
    fn a_failed_request_tells_nothing_of_the_window() {
        let feed = Feed::at("ioda", "https://api.example/?from={unix-3600}");
        let before = FeedState { last_success: Some(at("06:00:00")), ..FeedState::default() };
        let mut state = FeedState { outcome: Some(Outcome::Timeout), ..before.clone() };
        settle(&feed, &before, &mut state, &[], &pace(), at("09:00:00"));
        assert_eq!(state.gaps, []);
    }
}
