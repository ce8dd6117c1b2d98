//! Stretches of time of which a feed may have missed items: the desk was off, or the feed's window had slid past.
//!
//! Finding them is left to `ingest`, showing them to the screens and the reports.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::time::Timestamp;

/// Stretches kept of one feed, the latest.
const KEPT: usize = 8;

/// Days after which nobody asks any more what was missed.
const KEPT_DAYS: i64 = 30;

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// What came before is known.
    pub from: Timestamp,
    /// What came after is known.
    pub to: Timestamp,
    /// When the desk noticed; not known of those noticed before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Timestamp>,
}

impl Gap {
    /// A stretch that was noticed at a moment.
    pub const fn found_at(found: Timestamp, from: Timestamp, to: Timestamp) -> Self {
        Self { from, to, found: Some(found) }
    }

    /// Whether it is news to someone who knows what was known at a moment: a stretch of days ago may be found only now.
    pub fn is_news_since(&self, since: Timestamp) -> bool {
        self.to > since || self.found.is_some_and(|found| found >= since)
    }
}

/// Adds a stretch; one that touches another becomes one with it.
pub fn note(gaps: &mut Vec<Gap>, mut new: Gap) {
    gaps.retain(|gap| {
        let touches = gap.from <= new.to && new.from <= gap.to;
        if touches {
            new = Gap { from: gap.from.min(new.from), to: gap.to.max(new.to), found: gap.found.max(new.found) };
        }
        !touches
    });
    gaps.push(new);
    gaps.sort_unstable_by_key(|gap| gap.from);
}

/// Lets go of what is long past.
pub fn forget(gaps: &mut Vec<Gap>, now: Timestamp) {
    gaps.retain(|gap| gap.to + Duration::days(KEPT_DAYS) > now);
    gaps.drain(..gaps.len().saturating_sub(KEPT));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::from_unix;

    fn gap(from: i64, to: i64) -> Gap {
        Gap::found_at(from_unix(to + 5).unwrap(), from_unix(from).unwrap(), from_unix(to).unwrap())
    }

    #[test]
    fn stretches_that_touch_are_one() {
        let mut gaps = vec![gap(0, 10), gap(50, 60)];
        note(&mut gaps, gap(10, 20));
        note(&mut gaps, gap(30, 40));
        assert_eq!(gaps, [gap(0, 20), gap(30, 40), gap(50, 60)]);
        note(&mut gaps, gap(15, 55));
        assert_eq!(gaps, [gap(0, 60)]);
    }

    #[test]
    fn an_old_stretch_that_was_found_just_now_is_news() {
        let at = |seconds| from_unix(seconds).unwrap();
        let late = Gap::found_at(at(100), at(0), at(10));
        assert_eq!([9, 50, 100, 101].map(|since| late.is_news_since(at(since))), [true, true, true, false]);
        let unknown = Gap { found: None, ..late };
        assert_eq!([9, 50].map(|since| unknown.is_news_since(at(since))), [true, false]);
    }

    #[test]
    fn old_stretches_and_too_many_are_let_go() {
        let day = 86_400;
        let mut gaps: Vec<Gap> = (0..20).map(|n| gap(n * 10, n * 10 + 5)).collect();
        forget(&mut gaps, from_unix(100).unwrap());
        assert_eq!((gaps.len(), gaps.first()), (KEPT, Some(&gap(120, 125))));
        forget(&mut gaps, from_unix(31 * day).unwrap());
        assert!(gaps.is_empty());
    }
}
