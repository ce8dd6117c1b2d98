//! When a feed is due: its own interval, what its publisher asks for, back-off after failures, never all at once.
//!
//! Pure: the same feed, state, seed and time give the same answer. Asking is left to `fetch`.

use chrono::{Datelike, Duration, SubsecRound, Timelike};
use sha2::{Digest, Sha256};

use crate::domain::feed::{Feed, FeedState, Outcome};
use crate::domain::pace::Pace;
use crate::domain::time::Timestamp;

/// What the publisher asked for in the last answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// Not before this (`Retry-After`).
    pub retry_after: Option<Timestamp>,
    /// Seconds that the answer stays fresh (`Cache-Control`).
    pub max_age_seconds: Option<u32>,
    /// Minutes between requests (`ttl`).
    pub ttl_minutes: Option<u32>,
    /// Hours of the day (UTC) not to ask in.
    pub skip_hours: Vec<u8>,
    /// Days not to ask on, 0 for Monday.
    pub skip_days: Vec<u8>,
}

/// When to ask again after the request that led to `state`.
pub fn next_due(feed: &Feed, state: &FeedState, hints: &Hints, pace: &Pace, seed: u64, now: Timestamp) -> Timestamp {
    let wait = if state.outcome.is_some_and(Outcome::is_failure) {
        back_off(feed, state, pace)
    } else {
        interval(feed, state, hints, pace)
    };
    let late = late(wait, chance(feed, seed, now), pace);
    let asked = hints.retry_after.map_or(now + wait, |at| at.min(now + pace.longest).max(now + wait));
    skip_closed((asked + late).trunc_subsecs(0), hints)
}

/// When to ask first after a start, a sleep or a jump of the clock: what is overdue is spread, what the clock made
/// absurd starts anew, a pause that the server asked for is kept.
pub fn first_due(feed: &Feed, state: &FeedState, pace: &Pace, seed: u64, now: Timestamp) -> Timestamp {
    let interval = own_interval(feed);
    let spread = interval.num_seconds().min(pace.spread_seconds.into()).max(1).unsigned_abs();
    let soon = now + Duration::seconds(i64::try_from(chance(feed, seed, now) % spread).unwrap_or_default());
    let is_sane =
        |next: &Timestamp| *next <= now + pace.longest + interval && state.last_try.is_none_or(|last| last <= now);
    state.next.filter(is_sane).map_or(soon, |next| if next <= now { soon } else { next })
}

fn own_interval(feed: &Feed) -> Duration {
    Duration::minutes(i64::from(feed.every_minutes.max(1)))
}

/// How much later than the wait: a share of it, by chance.
fn late(wait: Duration, chance: u64, pace: &Pace) -> Duration {
    let share = pace.jitter * f64::from(u32::try_from(chance % 1000).unwrap_or_default()) / 1000.0;
    #[expect(clippy::cast_possible_truncation, reason = "a share of days in milliseconds")]
    Duration::milliseconds((wait.num_milliseconds() as f64 * share) as i64)
}

/// The feed's own interval, slowed by what the publisher asks for and by a slow rhythm.
fn interval(feed: &Feed, state: &FeedState, hints: &Hints, pace: &Pace) -> Duration {
    let own = own_interval(feed);
    let slowest = times(own, pace.slowest);
    let ttl = hints
        .ttl_minutes
        .map(|minutes| Duration::minutes(i64::from(minutes)).min(pace.longest).min(slowest.max(Duration::hours(1))));
    let fresh = hints.max_age_seconds.map(|seconds| Duration::seconds(i64::from(seconds)).min(slowest));
    // A feed that brings an item a week need not be asked every half hour; twice as slow is slow enough to be safe.
    let is_slow = |gap: f64| gap * 3600.0 > f64::from(pace.slow_rhythm) * own.as_seconds_f64();
    let rhythm = if state.usual_gap_hours.is_some_and(is_slow) { own * 2 } else { own };
    [ttl, fresh].into_iter().flatten().fold(rhythm, Duration::max)
}

/// Twice as long after each failure in a row.
fn back_off(feed: &Feed, state: &FeedState, pace: &Pace) -> Duration {
    let longest = match state.outcome {
        Some(Outcome::Gone | Outcome::Blocked | Outcome::TooLarge | Outcome::NotAFeed) => pace.longest,
        _ => pace.longest_passing,
    };
    let own = own_interval(feed);
    let doubled = times(own, 2u32.saturating_pow(state.failures.saturating_sub(1).min(pace.doublings)));
    doubled.min(longest.max(own))
}

fn times(span: Duration, times: u32) -> Duration {
    span * i32::try_from(times).unwrap_or(i32::MAX)
}

/// The first moment that the publisher has not closed.
fn skip_closed(due: Timestamp, hints: &Hints) -> Timestamp {
    let is_closed = |at: &Timestamp| {
        let hour = u8::try_from(at.hour()).unwrap_or_default();
        let day = u8::try_from(at.weekday().num_days_from_monday()).unwrap_or_default();
        hints.skip_hours.contains(&hour) || hints.skip_days.contains(&day)
    };
    let next_hour = |at: &Timestamp| *at + Duration::seconds(3600 - i64::from(at.minute() * 60 + at.second()));
    let open = std::iter::successors(Some(due), |at| Some(next_hour(at))).take(24 * 7).find(|at| !is_closed(at));
    open.unwrap_or(due)
}

/// A number that looks like chance and is the same for the same feed, seed and minute.
fn chance(feed: &Feed, seed: u64, now: Timestamp) -> u64 {
    let mut hasher = Sha256::new();
    hasher.update(feed.id.as_str());
    hasher.update(seed.to_le_bytes());
    hasher.update((now.timestamp() / 60).to_le_bytes());
    hasher.finalize().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;
    use crate::domain::sample::pace;
    use crate::domain::time::parse;
    use crate::ingest::test_feed;

    fn now() -> Timestamp {
        parse("2026-11-22T06:00:00Z").unwrap()
    }

    fn state(outcome: Outcome, failures: u32) -> FeedState {
        FeedState { outcome: Some(outcome), failures, last_try: Some(now()), ..FeedState::default() }
    }

    fn wait(outcome: Outcome, failures: u32, hints: &Hints) -> i64 {
        (next_due(&test_feed(), &state(outcome, failures), hints, &pace(), 7, now()) - now()).num_minutes()
    }

    #[rstest]
    #[case(Outcome::Ok, 0, 30)]
    #[case(Outcome::Timeout, 1, 30)]
    #[case(Outcome::Timeout, 3, 120)]
    #[case(Outcome::Timeout, 40, 360)]
    #[case(Outcome::Gone, 40, 1440)]
    fn waits_double_with_failures_up_to_a_limit(#[case] outcome: Outcome, #[case] failures: u32, #[case] minutes: i64) {
        let wait = wait(outcome, failures, &Hints::default());
        assert!((minutes..=minutes + minutes / 10).contains(&wait), "{wait}");
    }

    #[test]
    fn the_publisher_can_slow_us_down_but_not_for_ever() {
        let ttl = |minutes| wait(Outcome::Ok, 0, &Hints { ttl_minutes: Some(minutes), ..Hints::default() });
        assert!((60..=66).contains(&ttl(60)));
        assert!((30..=33).contains(&ttl(5)), "a short ttl does not speed us up");
        assert!(ttl(1_000_000) <= 132);
        let after = |hours| {
            wait(
                Outcome::HttpError,
                1,
                &Hints { retry_after: Some(now() + Duration::hours(hours)), ..Hints::default() },
            )
        };
        assert!((300..=303).contains(&after(5)));
        assert!((1440..=1443).contains(&after(5000)));
    }

    #[test]
    fn closed_hours_and_days_are_kept() {
        let hints = Hints { skip_hours: vec![6, 7, 8], ..Hints::default() };
        assert_eq!(
            next_due(&test_feed(), &state(Outcome::Ok, 0), &hints, &pace(), 7, now()),
            parse("2026-11-22T09:00:00Z").unwrap()
        );
        let sunday = Hints { skip_days: vec![6], ..Hints::default() };
        assert_eq!(
            next_due(&test_feed(), &state(Outcome::Ok, 0), &sunday, &pace(), 7, now()),
            parse("2026-11-23T00:00:00Z").unwrap()
        );
        let always = Hints { skip_hours: (0..24).collect(), ..Hints::default() };
        assert!(
            next_due(&test_feed(), &state(Outcome::Ok, 0), &always, &pace(), 7, now()) < now() + Duration::hours(1)
        );
    }

    #[test]
    fn a_start_with_many_overdue_feeds_is_no_stampede() {
        let mut seconds: Vec<i64> = (0..1000)
            .map(|n| {
                let feed = Feed { id: format!("f{n}").into(), ..test_feed() };
                let overdue = FeedState { next: Some(now() - Duration::days(3)), ..FeedState::default() };
                (first_due(&feed, &overdue, &pace(), 7, now()) - now()).num_seconds()
            })
            .collect();
        seconds.sort_unstable();
        assert!(seconds.first() >= Some(&0) && seconds.last() < Some(&120));
        let busiest = seconds.chunk_by(|a, b| a == b).map(<[i64]>::len).max();
        assert!(busiest < Some(30), "{busiest:?}");
    }

    #[test]
    fn a_pause_survives_a_restart_and_a_jump_of_the_clock_does_not_last() {
        let paused =
            FeedState { next: Some(now() + Duration::hours(20)), last_try: Some(now()), ..FeedState::default() };
        assert_eq!(Some(first_due(&test_feed(), &paused, &pace(), 7, now())), paused.next);
        let back_in_time = now() - Duration::days(400);
        assert!(first_due(&test_feed(), &paused, &pace(), 7, back_in_time) < back_in_time + Duration::minutes(2));
    }

    proptest! {
        #[test]
        fn the_next_request_lies_ahead_and_within_bounds(
            every in 0u32..200_000, failures in 0u32..1000, ttl in proptest::option::of(any::<u32>()),
            age in proptest::option::of(any::<u32>()), gap in proptest::option::of(-1e9f64..1e9), which in 0usize..13,
        ) {
            let feed = Feed { every_minutes: every, ..test_feed() };
            let state = FeedState { usual_gap_hours: gap, ..state(Outcome::ALL[which], failures) };
            let hints = Hints { ttl_minutes: ttl, max_age_seconds: age, ..Hints::default() };
            let wait = next_due(&feed, &state, &hints, &pace(), 7, now()) - now();
            prop_assert!(wait >= Duration::minutes(i64::from(every.max(1))), "{wait}");
            prop_assert!(wait <= Duration::minutes(i64::from(every.max(1)) * 5) + Duration::hours(27), "{wait}");
        }
    }
}
