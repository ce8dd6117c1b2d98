//! How levels move: the reference sequences, stale input, floors.

use pretty_assertions::assert_eq;
use rstest::rstest;

use super::super::{LevelInput, asset_floor, is_stale, step};
use super::{asset, at, code, locus, model};
use crate::domain::asset::Role;
use crate::domain::impact::LevelState;
use crate::domain::level::Level::{Blue, None as Quiet, Orange, Red, Yellow};
use crate::domain::level::{Check, Level};

const fn score(score: f64) -> LevelInput {
    LevelInput { score, fast: false, stale: false, floor: Quiet }
}

const fn fast(score: f64) -> LevelInput {
    LevelInput { score, fast: true, stale: false, floor: Quiet }
}

const fn stale(score: f64) -> LevelInput {
    LevelInput { score, fast: false, stale: true, floor: Quiet }
}

#[rstest]
#[case::one_spike(&[(0.0, score(10.0)), (0.25, score(60.0)), (0.5, score(12.0))], &[Quiet, Quiet, Quiet])]
#[case::held_rise(&[(0.0, score(10.0)), (0.25, score(60.0)), (0.5, score(58.0))], &[Quiet, Quiet, Orange])]
#[case::spike_then_lower(&[(0.0, score(10.0)), (0.25, score(80.0)), (0.5, score(40.0))], &[Quiet, Quiet, Yellow])]
#[case::observed_and_severe(&[(0.0, score(10.0)), (0.25, fast(80.0))], &[Quiet, Red])]
#[case::hover_at_the_limit(
    &[(0.0, score(36.0)), (0.25, score(36.0)), (0.5, score(34.0)), (24.0, score(33.0)), (48.0, score(31.0)),
      (72.0, score(30.5))],
    &[Quiet, Yellow, Yellow, Yellow, Yellow, Yellow],
)]
#[case::step_down(
    &[(0.0, score(60.0)), (0.25, score(60.0)), (1.0, score(40.0)), (30.0, score(40.0)), (49.0, score(40.0)),
      (60.0, score(10.0)), (80.0, score(10.0))],
    &[Quiet, Orange, Orange, Orange, Yellow, Yellow, Blue],
)]
#[case::stale_holds(
    &[(0.0, score(60.0)), (0.25, score(60.0)), (1.0, stale(5.0)), (100.0, stale(5.0))],
    &[Quiet, Orange, Orange, Orange],
)]
#[case::stale_restarts_the_dwell_clock(
    &[(0.0, score(60.0)), (0.25, score(60.0)), (1.0, score(5.0)), (48.0, stale(5.0)), (50.0, score(5.0)),
      (97.0, score(5.0)), (98.0, score(5.0))],
    &[Quiet, Orange, Orange, Orange, Orange, Orange, Yellow],
)]
fn levels_move_as_the_reference_does(#[case] inputs: &[(f64, LevelInput)], #[case] want: &[Level]) {
    let mut state = LevelState::default();
    let mut got = Vec::new();
    for (hours, input) in inputs {
        state = step(&state, input, &model(), at(*hours)).0;
        got.push(state.level);
    }
    assert_eq!(got, want);
}

#[test]
fn a_change_says_from_where_to_where_and_since_when() {
    let (state, change) = step(&LevelState::default(), &fast(60.0), &model(), at(3.0));
    assert_eq!((change, state.since, state.held), (Some((Quiet, Orange)), Some(at(3.0)), false));
    let (state, change) = step(&state, &stale(0.0), &model(), at(4.0));
    assert_eq!((change, state.since, state.held), (None, Some(at(3.0)), true));
}

#[test]
fn a_floor_raises_and_holds_whatever_the_score() {
    let floored = LevelInput { score: 0.0, fast: false, stale: false, floor: Yellow };
    let mut state = LevelState::default();
    for hours in [0.0, 1.0, 200.0, 400.0] {
        state = step(&state, &floored, &model(), at(hours)).0;
    }
    assert_eq!(state.level, Yellow);
}

#[rstest]
#[case(Role::Overseas, Orange)]
#[case(Role::Partner, Yellow)]
#[case(Role::Host, Quiet)]
fn an_asset_stands_at_most_so_far_below_its_country(#[case] role: Role, #[case] want: Level) {
    let asset = asset(vec![locus(role, "UA", None)]);
    assert_eq!(asset_floor(&asset, |country| if country == code("UA") { Red } else { Quiet }), want);
}

#[rstest]
#[case(Check::Unchecked { since: None }, (0, 0), true)]
#[case(Check::Partly { at: at(0.0) }, (1, 6), true)]
#[case(Check::Partly { at: at(0.0) }, (5, 6), false)]
#[case(Check::Checked { at: at(0.0) }, (6, 6), false)]
fn too_few_sighted_feeds_hold_a_level(#[case] check: Check, #[case] coverage: (u32, u32), #[case] want: bool) {
    assert_eq!(is_stale(&check, coverage, &model()), want);
}
