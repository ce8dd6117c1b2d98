//! What holds for all scores.

use std::sync::Arc;

use proptest::prelude::*;

use super::super::{LevelInput, assess, certainty, p_norm, step};
use super::{Parts, asset, at, code, incident, locus, model};
use crate::domain::asset::Role;
use crate::domain::hazard::Hazard;
use crate::domain::impact::LevelState;
use crate::domain::incident::Incident;
use crate::domain::level::Level;

const GRADES: [&str; 6] = ["A1", "B2", "B6", "C6", "D6", "F6"];
const FAMILIES: [&str; 4] = ["bbc", "guardian", "tass", "us-gov"];

fn members() -> impl Strategy<Value = Vec<(&'static str, &'static str)>> {
    prop::collection::vec((prop::sample::select(&FAMILIES[..]), prop::sample::select(&GRADES[..])), 1..6)
}

fn incidents() -> impl Strategy<Value = Vec<Incident>> {
    let one = (0.0..=1.0, members(), prop::sample::select(&Hazard::ALL[..]), 0.0..500.0_f64);
    prop::collection::vec(one, 0..8).prop_map(|parts| {
        let with_id = |(n, (severity, members, hazard, age)): (usize, (f64, Vec<_>, Hazard, f64))| {
            let mut made = incident(hazard, "UA", severity, &members);
            made.id = format!("i{n}").into();
            made.last = at(-age);
            made
        };
        parts.into_iter().enumerate().map(with_id).collect()
    })
}

fn scores(incidents: &[Incident]) -> (f64, f64) {
    let parts = Parts {
        incidents: incidents.iter().cloned().map(Into::into).collect(),
        assets: vec![asset(vec![locus(Role::Overseas, "UA", Some((50.0, 30.0)))]).into()],
        countries: vec![code("UA")],
        ..Parts::default()
    };
    let seen = assess(&parts.world(), &model(), at(0.0));
    (seen.countries[0].score.value, seen.assets[0].score.value)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn scores_stay_within_0_and_100(incidents in incidents()) {
        let (country, asset) = scores(&incidents);
        prop_assert!((0.0..=100.0).contains(&country) && (0.0..=100.0).contains(&asset));
    }

    #[test]
    fn a_worse_incident_never_lowers_a_score(incidents in incidents(), which in 0_usize..8, worse in 0.0..=1.0_f64) {
        let mut after = incidents.clone();
        if let Some(incident) = after.get_mut(which) {
            for severity in incident.members.iter_mut().filter_map(|member| Arc::make_mut(member).severity.as_mut()) {
                severity.value = severity.value.max(worse);
            }
        }
        let (before, after) = (scores(&incidents), scores(&after));
        prop_assert!(after.0 >= before.0 - 1e-9 && after.1 >= before.1 - 1e-9);
    }

    #[test]
    fn the_order_of_incidents_does_not_matter(incidents in incidents()) {
        let mut turned = incidents.clone();
        turned.reverse();
        prop_assert_eq!(scores(&incidents), scores(&turned));
    }

    #[test]
    fn the_norm_does_not_depend_on_order(values in prop::collection::vec(0.0..100.0_f64, 0..20)) {
        let backwards = p_norm(values.iter().rev().copied(), 3.0);
        prop_assert_eq!(p_norm(values.iter().copied(), 3.0), backwards);
    }

    #[test]
    fn the_same_items_twice_add_nothing(members in members()) {
        let once = incident(Hazard::Crime, "UA", 0.5, &members);
        let twice = incident(Hazard::Crime, "UA", 0.5, &[members.clone(), members].concat());
        prop_assert_eq!(certainty(&once, &model(), &[]), certainty(&twice, &model(), &[]));
    }

    #[test]
    fn a_level_never_falls_on_stale_input(
        level in prop::sample::select(&Level::ALL[..]),
        inputs in prop::collection::vec((0.0..100.0_f64, any::<bool>(), 0.0..100.0_f64), 1..12),
    ) {
        let model = model();
        let mut state = LevelState { level, ..LevelState::default() };
        let mut hours = 0.0;
        for (score, fast, later) in inputs {
            hours += later;
            let input = LevelInput { score, fast, stale: true, floor: Level::None };
            let next = step(&state, &input, &model, at(hours)).0;
            prop_assert!(next.level >= state.level);
            state = next;
        }
    }
}
