//! Stretches of time of which a feed may have missed items: the desk was off, or the feed's window had slid past.
//!
//! Finding them is left to `ingest`, showing them to the screens.

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
}

/// Adds a stretch; one that touches another becomes one with it.
pub fn note(gaps: &mut Vec<Gap>, mut new: Gap) {
    gaps.retain(|gap| {
        let touches = gap.from <= new.to && new.from <= gap.to;
        if touches {
            new = Gap { from: gap.from.min(new.from), to: gap.to.max(new.to) };
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
        Gap { from: from_unix(from).unwrap(), to: from_unix(to).unwrap() }
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
    fn old_stretches_and_too_many_are_let_go() {
        let day = 86_400;
        let mut gaps: Vec<Gap> = (0..20).map(|n| gap(n * 10, n * 10 + 5)).collect();
        forget(&mut gaps, from_unix(100).unwrap());
        assert_eq!((gaps.len(), gaps.first()), (KEPT, Some(&gap(120, 125))));
        forget(&mut gaps, from_unix(31 * day).unwrap());
        assert!(gaps.is_empty());
    }
}
