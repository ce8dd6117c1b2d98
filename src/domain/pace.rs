//! How eagerly feeds are asked, and from when silence counts as a fault: the numbers behind schedule and health.
//!
//! The rules that use them are left to `ingest`; their values stand in `config/fenghuo.toml`.

use chrono::Duration;

/// The numbers of the schedule and of the health of feeds.
#[derive(Clone, Debug, PartialEq)]
pub struct Pace {
    /// Seconds over which feeds that are due at a start, or after a sleep, are spread.
    pub spread_seconds: u32,
    /// Share of the interval, 0 to 0.5, by which a request may come late.
    pub jitter: f64,
    /// Longest wait that a publisher can ask for, and that refusals can lead to.
    pub longest: Duration,
    /// Longest wait after failures that pass by themselves: time-outs, server errors.
    pub longest_passing: Duration,
    /// Doublings of the interval after failures in a row.
    pub doublings: u32,
    /// Times its interval that a publisher's `ttl` or cache header may slow a feed down.
    pub slowest: u32,
    /// A feed whose usual gap is this many intervals is asked half as often.
    pub slow_rhythm: u32,
    /// A feed is frozen when its newest item is this many usual gaps old,
    pub frozen_gaps: f64,
    /// and at least this many hours.
    pub frozen_hours: f64,
    /// Items that the last body must have had for an empty one to be suspect.
    pub suspect_items: u32,
    /// How far back files are asked for that were written while nobody asked.
    pub catch_up: Duration,
    /// How long it takes from one such file to the next.
    pub catch_up_every: Duration,
}
