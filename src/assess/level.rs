//! How a level moves over time: up on a held rise, down by one step after dwelling below, never on stale input.
//!
//! Section 5.6 of the domain model. Scores come from `score`; keeping the state between evaluations is left to the
//! caller.

use crate::domain::asset::{Asset, Role};
use crate::domain::country::CountryCode;
use crate::domain::impact::LevelState;
use crate::domain::level::{Check, Level};
use crate::domain::model::Model;
use crate::domain::time::{Timestamp, hours_between};

/// What one evaluation brings.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LevelInput {
    /// The score, 0 to 100.
    pub score: f64,
    /// An observed and severe incident is in it: a rise counts at once.
    pub fast: bool,
    /// The inputs are not fresh: nothing may fall.
    pub stale: bool,
    /// The level may not stand lower, whatever the score.
    pub floor: Level,
}

/// Moves a level by one evaluation; gives the new state and, if the level changed, from where to where.
pub fn step(
    state: &LevelState,
    input: &LevelInput,
    model: &Model,
    now: Timestamp,
) -> (LevelState, Option<(Level, Level)>) {
    let raw = model.level(input.score).max(input.floor);
    let mut next = if raw > state.level {
        rise(state, raw, input.fast, model)
    } else if input.stale {
        LevelState { rising: None, low_since: None, held: true, ..state.clone() }
    } else {
        fall(state, input, model, now)
    };
    if next.level == state.level {
        return (next, None);
    }
    next.since = Some(now);
    let change = (state.level, next.level);
    (next, Some(change))
}

/// Up to the lowest level seen while waiting, so that one spike does not set it.
fn rise(state: &LevelState, raw: Level, fast: bool, model: &Model) -> LevelState {
    let (target, seen) = state.rising.map_or((raw, 1), |(lowest, seen)| (lowest.min(raw), seen + 1));
    let waiting = LevelState { low_since: None, held: false, ..state.clone() };
    if fast {
        LevelState { level: raw, rising: None, ..waiting }
    } else if seen >= model.levels.raise_after {
        LevelState { level: target, rising: None, ..waiting }
    } else {
        LevelState { rising: Some((target, seen)), ..waiting }
    }
}

/// Down one step once the score has been below the threshold and its deadband for the level's dwell time.
fn fall(state: &LevelState, input: &LevelInput, model: &Model, now: Timestamp) -> LevelState {
    let level = state.level;
    let still = LevelState { rising: None, low_since: None, held: false, ..state.clone() };
    let threshold = model.levels.threshold.get(&level).copied().unwrap_or_default();
    if level == Level::None || level <= input.floor || input.score >= threshold - model.levels.deadband {
        return still;
    }
    let since = state.low_since.unwrap_or(now);
    let dwell = model.levels.dwell_hours.get(&level).copied().unwrap_or_default();
    if hours_between(since, now) >= dwell {
        LevelState { level: level.lower(), low_since: Some(now), ..still }
    } else {
        LevelState { low_since: Some(since), ..still }
    }
}

/// Whether a country's inputs are too thin for its level to fall: unchecked, or too few of its needed feeds sighted.
pub fn is_stale(check: &Check, coverage: (u32, u32), model: &Model) -> bool {
    let (sighted, needed) = coverage;
    check.is_unchecked() || f64::from(sighted) < model.levels.fresh_share * f64::from(needed)
}

/// The lowest level that the levels of an asset's countries allow it: one step below for own places, two for a
/// partner's, none for the home base.
pub fn asset_floor(asset: &Asset, level_of: impl Fn(CountryCode) -> Level) -> Level {
    let floor = |role, level: Level| match role {
        Role::Overseas => level.lower(),
        Role::Partner => level.lower().lower(),
        Role::Host => Level::None,
    };
    asset.loci.iter().map(|locus| floor(locus.role, level_of(locus.country))).max().unwrap_or_default()
}
