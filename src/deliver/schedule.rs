//! When to try again: pure, so that every case is a table. Waiting until then is left to `app`.

use chrono::TimeDelta;

use super::SendError;
use crate::domain::delivery::{Delivery, QuietHours, Recipient};
use crate::domain::level::Level;
use crate::domain::outgoing::Retry;
use crate::domain::time::{self, Timestamp};

const DAY_MINUTES: u32 = 24 * 60;

/// What becomes of a delivery after a failed try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Try again then.
    Again(Timestamp),
    /// Give up.
    Never,
}

impl Next {
    /// When to try again, in the form the outbox keeps.
    pub const fn at(self) -> Option<Timestamp> {
        match self {
            Self::Again(at) => Some(at),
            Self::Never => None,
        }
    }
}

/// When to try a delivery again whose try at `now` failed. `jitter`, 0 to 1, spreads the tries of many deliveries
/// over the second half of the pause, so that a server that comes back is not met by all at once.
pub fn after_failure(delivery: &Delivery, error: &SendError, retry: &Retry, now: Timestamp, jitter: f64) -> Next {
    let tried = delivery.attempts.saturating_add(1);
    if error.is_final() || tried >= retry.tries {
        return Next::Never;
    }
    let doublings = i32::try_from(tried - 1).unwrap_or(i32::MAX);
    let pause = (retry.first_seconds * 2f64.powi(doublings)).min(retry.longest_seconds);
    let spread = pause * (0.5 + 0.5 * jitter.clamp(0.0, 1.0));
    let asked = error.wait().map_or(0.0, |seconds| seconds as f64).min(retry.longest_seconds);
    #[expect(clippy::cast_possible_truncation, reason = "at most the longest pause, which is hours")]
    let milliseconds = (spread.max(asked) * 1000.0) as i64;
    Next::Again(now + TimeDelta::milliseconds(milliseconds))
}

/// The first moment from `now` on at which a recipient may be disturbed. Red is never held.
pub fn not_before(recipient: &Recipient, level: Level, now: Timestamp) -> Timestamp {
    match recipient.quiet {
        Some(quiet) if level < Level::Red => end_of_quiet(quiet, now),
        _ => now,
    }
}

fn end_of_quiet(quiet: QuietHours, now: Timestamp) -> Timestamp {
    let local = time::beijing(now);
    let minute = chrono::Timelike::hour(&local) * 60 + chrono::Timelike::minute(&local);
    let since = (minute + DAY_MINUTES - quiet.from % DAY_MINUTES) % DAY_MINUTES;
    let length = (quiet.until % DAY_MINUTES + DAY_MINUTES - quiet.from % DAY_MINUTES) % DAY_MINUTES;
    if since < length {
        let into_minute = chrono::Timelike::second(&local);
        now + TimeDelta::minutes(i64::from(length - since)) - TimeDelta::seconds(i64::from(into_minute))
    } else {
        now
    }
}
