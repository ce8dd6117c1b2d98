//! Exposure, floors, advice and what the sums say.

use std::sync::Arc;

use pretty_assertions::assert_eq;
use rstest::rstest;

use super::super::{
    AdviceState, Assessor, Weighed, advice_change, assess, certainty, exposure, impact, in_force, rate,
};
use super::{Parts, advice, asset, at, code, incident, locus, member, model};
use crate::domain::annotation::EventKind;
use crate::domain::asset::{Asset, Confidence, Role};
use crate::domain::explain::{Term, Why};
use crate::domain::hazard::Hazard;
use crate::domain::impact::{Advice, Structure};
use crate::domain::incident::{Incident, Member};
use crate::domain::level::{Check, Level};
use crate::domain::place::{Point, Scope};

const KYIV: (f64, f64) = (50.45, 30.52);

fn strike(scope: Scope, point: Option<(f64, f64)>) -> Incident {
    let mut strike = incident(Hazard::ArmedConflict, "UA", 0.85, &[("bbc", "B6"), ("guardian", "B6")]);
    strike.kinds.insert(EventKind::Explosion);
    strike.scope = scope;
    strike.point = point.map(|(lat, lon)| Point { lat, lon });
    strike
}

fn exposed(incident: &Incident, asset: &Asset) -> Option<f64> {
    exposure(incident, asset, &model()).map(|exposure| exposure.value)
}

#[rstest]
#[case::national(Scope::National, None, "UA", Some(KYIV), Some(0.7))]
#[case::place_unknown(Scope::Unknown, None, "UA", Some(KYIV), Some(0.35))]
#[case::region_without_point(Scope::Subnational, None, "UA", Some(KYIV), Some(0.28))]
#[case::at_the_spot(Scope::Local, Some(KYIV), "UA", Some(KYIV), Some(0.7))]
#[case::far_in_the_same_country(Scope::Local, Some((48.0, 37.8)), "UA", Some(KYIV), Some(0.07))]
#[case::locus_known_by_country(Scope::Local, Some(KYIV), "UA", None, Some(0.21))]
#[case::far_across_the_border(Scope::Local, Some((48.0, 37.8)), "BY", Some((53.9, 27.56)), None)]
#[case::another_country(Scope::National, None, "BY", Some((53.9, 27.56)), None)]
fn exposure_goes_by_place(
    #[case] scope: Scope,
    #[case] point: Option<(f64, f64)>,
    #[case] country: &str,
    #[case] seat: Option<(f64, f64)>,
    #[case] want: Option<f64>,
) {
    let got = exposed(&strike(scope, point), &asset(vec![locus(Role::Partner, country, seat)]));
    assert_eq!(got.map(|e| format!("{e:.4}")), want.map(|e| format!("{e:.4}")));
}

#[test]
fn distance_to_an_unverified_place_is_never_used() {
    let mut seat = locus(Role::Partner, "UA", Some(KYIV));
    seat.confidence = Confidence::Unverified;
    let found = exposure(&strike(Scope::Local, Some(KYIV)), &asset(vec![seat]), &model()).unwrap();
    assert_eq!(found.why, Why::PlaceUnknown { role: Role::Partner, country: code("UA") });
}

#[test]
fn being_named_exposes_without_a_place() {
    let mut named = incident(Hazard::Sanctions, "US", 0.9, &[("us-gov", "A1")]);
    named.mentions.insert("a-1".into());
    let found = exposure(&named, &asset(vec![locus(Role::Partner, "UA", None)]), &model()).unwrap();
    assert_eq!((found.value, found.why), (0.7, Why::Named { role: Role::Partner }));
}

#[rstest]
#[case::same_field("welding", Scope::Unknown, 0.4375, Some(true))]
#[case::other_field("optics", Scope::Unknown, 0.35, Some(false))]
fn fields_of_co_operation_raise_and_lower_a_rules_exposure(
    #[case] sector: &str,
    #[case] scope: Scope,
    #[case] want: f64,
    #[case] matches: Option<bool>,
) {
    let mut attack = incident(Hazard::Cyber, "UA", 0.5, &[("cert", "A1")]);
    attack.scope = scope;
    attack.sectors.insert("welding".into());
    if sector == "optics" {
        attack.hazard = Hazard::Policy;
    }
    let mut project = asset(vec![locus(Role::Partner, "UA", None)]);
    project.sectors.push(sector.into());
    let found = exposure(&attack, &project, &model()).unwrap();
    assert_eq!((format!("{:.4}", found.value), found.sector), (format!("{want:.4}"), matches));
}

#[test]
fn an_earthquake_400_km_away_does_not_matter() {
    let model = model();
    let mut quake = incident(Hazard::Natural, "IT", 0.45, &[("usgs", "A1")]);
    quake.kinds.insert(EventKind::Earthquake);
    (quake.magnitude, quake.scope) = (Some(6.0), Scope::Local);
    quake.point = Some(Point { lat: 42.9, lon: 16.4 });
    let partner = asset(vec![locus(Role::Partner, "IT", Some((39.36, 16.22)))]);
    let impact = impact(&quake, &rate(&quake, &model, at(0.0)), &partner, &model).unwrap();
    assert!(impact.km.unwrap() > 390.0 && impact.sum.value < 3.0, "{impact:?}");
}

#[test]
fn an_impact_opens_to_its_terms() {
    let model = model();
    let strike = strike(Scope::Local, Some((50.45, 30.69)));
    let partner = asset(vec![locus(Role::Partner, "UA", Some(KYIV))]);
    let impact = impact(&strike, &rate(&strike, &model, at(6.0)), &partner, &model).unwrap();
    insta::assert_snapshot!(impact.sum.to_string(), @"I 21.0 = 100·S·C·E·W·T: S 0.85 (Provider 0.85), C 0.73 (2 families: bbc, guardian), E 0.50 (partner 12 km, half at 25 km), W 0.70 (assumed), T 0.97 (6 h old, half at 120 h)");
}

#[test]
fn a_visit_that_is_over_is_at_stake_no_more() {
    let mut visit = asset(vec![locus(Role::Overseas, "UA", None)]);
    visit.period = Some((at(-48.0), at(-24.0)));
    let parts = Parts {
        incidents: vec![strike(Scope::National, None).into()],
        assets: vec![visit.into()],
        levels: [(code("UA"), Level::Red)].into(),
        ..Parts::default()
    };
    let seen = assess(&parts.world(), &model(), at(0.0));
    assert_eq!((seen.impacts.len(), seen.assets[0].score.value, seen.assets[0].floor), (0, 0.0, Level::None));
}

#[rstest]
#[case::observed_and_severe(0.75, &[("usgs", "A1")], true)]
#[case::observed_and_mild(0.74, &[("usgs", "A1")], false)]
#[case::severe_and_likely(0.95, &[("bbc", "B6"), ("dpa", "B6")], false)]
fn only_the_observed_and_severe_raises_at_once(
    #[case] severity: f64,
    #[case] members: &[(&str, &str)],
    #[case] want: bool,
) {
    let incidents = vec![incident(Hazard::Natural, "UA", severity, members).into()];
    let parts = Parts { incidents, countries: vec![code("UA")], ..Parts::default() };
    assert_eq!(assess(&parts.world(), &model(), at(0.0)).countries[0].fast, want);
}

#[test]
fn nine_feeds_of_one_publisher_are_one_source() {
    let nine: Vec<_> = std::iter::repeat_n(("bbc", "B6"), 9).collect();
    let of = |members: &[_]| certainty(&incident(Hazard::Crime, "UA", 0.5, members), &model(), &[]);
    assert_eq!(of(&nine), of(&[("bbc", "B6")]));
}

#[test]
fn a_denial_vouches_for_nothing() {
    let told_by = |told: &[(&str, &str)], denied: &[(&str, &str)]| {
        let mut incident = incident(Hazard::Terrorism, "UA", 0.5, told);
        let denials = denied.iter().map(|(family, grade)| Member { denies: true, ..member(family, grade) });
        incident.members.extend(denials.map(Arc::new));
        let weighed = Weighed::new(Arc::new(incident), &model(), &[]);
        let why = weighed.rating(&model(), at(0.0)).points.terms.iter().map(|term| term.why.to_string()).nth(1);
        (weighed.certainty, why.unwrap())
    };
    let (alone, _) = told_by(&[("bbc", "B6")], &[]);
    let (denied, why) = told_by(&[("bbc", "B6")], &[("tass", "B2"), ("bbc", "A1")]);
    assert_eq!((denied, why.as_str()), (alone, "1 families: bbc; denied by tass"));
    let (all_deny, _) = told_by(&[], &[("tass", "B2"), ("irna", "B2"), ("xinhua", "B2")]);
    assert_eq!(format!("{all_deny:.2}"), "0.12");
}

#[test]
fn parties_to_the_conflict_count_together_at_most_so_much() {
    let told: Vec<_> = ["p1", "p2", "p3", "p4"].map(|family| (family, "B1")).to_vec();
    let parties = [told.iter().map(|(family, _)| (*family).into()).collect::<Vec<_>>()];
    let of = |hazard| format!("{:.2}", certainty(&incident(hazard, "UA", 0.5, &told), &model(), &parties));
    assert_eq!((of(Hazard::ArmedConflict), of(Hazard::Natural)), ("0.60".into(), "0.98".into()));
}

fn scored(advice: Vec<Advice>, incidents: Vec<Incident>) -> (f64, Option<String>) {
    let incidents = incidents.into_iter().map(Into::into).collect();
    let parts = Parts { incidents, countries: vec![code("UA")], advice, ..Parts::default() };
    let country = assess(&parts.world(), &model(), at(0.0)).countries.remove(0);
    let floor = country.score.terms.iter().find_map(|term| match &term.why {
        Why::Floor { by, level } => Some(format!("{by} {level}")),
        _ => None,
    });
    (country.score.value, floor)
}

#[rstest]
#[case::ministry_2(&[("cn-mfa", 2)], false, 20.0, Some("ministry 2"))]
#[case::ministry_3(&[("cn-mfa", 3)], false, 55.0, Some("ministry 3"))]
#[case::ministry_4(&[("cn-mfa", 4)], false, 75.0, Some("ministry 4"))]
#[case::two_at_3(&[("us", 3), ("au", 3)], false, 35.0, Some("consensus 3"))]
#[case::two_at_4(&[("us", 4), ("au", 4)], false, 55.0, Some("consensus 4"))]
#[case::two_at_4_and_something_happens(&[("us", 4), ("au", 4)], true, 75.0, Some("consensus 4"))]
#[case::one_alone(&[("us", 4)], false, 22.5, None)]
fn each_floor_holds_the_score_up(
    #[case] levels: &[(&str, u8)],
    #[case] happening: bool,
    #[case] want: f64,
    #[case] floor: Option<&str>,
) {
    let advice = levels.iter().map(|(who, level)| advice(who, "UA", *level)).collect();
    let riot = incident(Hazard::CivilUnrest, "UA", 0.6, &[("bbc", "B6"), ("guardian", "B6")]);
    let (score, by) = scored(advice, if happening { vec![riot] } else { Vec::new() });
    assert_eq!((format!("{score:.4}"), by.as_deref()), (format!("{want:.4}"), floor));
}

#[test]
fn ministry_advice_for_a_part_counts_one_step_lower() {
    let part = Advice { regional: true, ..advice("cn-mfa", "UA", 4) };
    assert_eq!(scored(vec![part], Vec::new()).0, 55.0);
}

#[test]
fn advice_that_lapsed_or_was_replaced_does_not_count() {
    let lapsed = Advice { expires: Some(at(-1.0)), ..advice("us", "UA", 4) };
    let older = Advice { since: at(-9.0), ..advice("au", "UA", 4) };
    let all = [lapsed, older, advice("au", "UA", 2), advice("au", "RU", 4)];
    let counted: Vec<_> = in_force(&all, code("UA"), at(0.0)).iter().map(|a| (&*a.government, a.level)).collect();
    assert_eq!(counted, [("au", 2)]);
}

#[test]
fn a_country_not_looked_at_is_unchecked_and_its_structure_unknown_not_nought() {
    let parts = Parts { countries: vec![code("UA")], ..Parts::default() };
    let country = assess(&parts.world(), &model(), at(0.0)).countries.remove(0);
    assert_eq!((country.check, country.coverage), (Check::Unchecked { since: None }, (0, 0)));
    let structural = |term: &Term| matches!(term.why, Why::Structure { .. });
    assert!(!country.standing.terms.iter().any(structural));
    let known = Parts { structure: [(code("UA"), Structure { inform: Some(0.0), stability: None })].into(), ..parts };
    let country = assess(&known.world(), &model(), at(0.0)).countries.remove(0);
    assert!(country.standing.terms.iter().any(structural));
}

#[test]
fn an_exercise_is_rated_and_never_counted() {
    let mut drill = strike(Scope::National, None);
    drill.exercise = true;
    let parts = Parts {
        incidents: vec![drill.into()],
        assets: vec![asset(vec![locus(Role::Overseas, "UA", None)]).into()],
        countries: vec![code("UA")],
        ..Parts::default()
    };
    let seen = assess(&parts.world(), &model(), at(0.0));
    assert!(seen.ratings[0].points.value > 0.0 && seen.impacts[0].sum.value > 0.0);
    let (country, asset) = (&seen.countries[0], &seen.assets[0]);
    assert_eq!((country.situation.value, country.fast, &country.driver), (0.0, false, &None));
    assert_eq!((asset.fast, &asset.driver), (false, &None));
    assert!(seen.hazards[&code("UA")].is_empty());
}

#[test]
fn an_assessor_that_remembers_agrees_with_one_that_does_not() {
    let model = model();
    let mut keeper = Assessor::new(model.clone());
    let mut parts = Parts {
        incidents: vec![strike(Scope::National, None).into()],
        assets: vec![asset(vec![locus(Role::Overseas, "UA", None)]).into()],
        countries: vec![code("UA")],
        ..Parts::default()
    };
    keeper.assess(&parts.world(), at(0.0));
    parts.incidents.push(incident(Hazard::Crime, "UA", 0.4, &[("bbc", "B6")]).into());
    let mut grown = strike(Scope::National, None);
    grown.members.push(member("dpa", "B6").into());
    parts.incidents[0] = grown.into();
    assert_eq!(keeper.assess(&parts.world(), at(5.0)), assess(&parts.world(), &model, at(5.0)));
}

/// Feeds levels seen by one fetch after another; a missing row is 0.
fn seen_by_fetches(levels: &[u8]) -> Vec<Option<(u8, u8)>> {
    let mut state = AdviceState::default();
    let mut changes = Vec::new();
    for (hours, level) in levels.iter().enumerate() {
        let seen = (*level > 0).then(|| Advice { since: at(hours as f64), ..advice("ca", "JP", *level) });
        let (next, change) = advice_change(&state, seen.as_ref());
        state = next;
        changes.push(change.map(|change| (change.from.level, change.to.level)));
    }
    changes
}

#[rstest]
#[case::first_sight_is_no_change(&[3, 3], &[None, None])]
#[case::confirmed(&[1, 2, 2], &[None, None, Some((1, 2))])]
#[case::there_and_back_within_a_day(&[1, 2, 1, 1], &[None, None, None, None])]
#[case::another_level_needs_its_own_confirmation(&[1, 2, 3, 3], &[None, None, None, Some((1, 3))])]
#[case::a_missing_row_lifts_and_confirms_nothing(&[3, 0, 0, 3, 4, 0, 4], &[None, None, None, None, None, None, Some((3, 4))])]
fn advice_counts_once_the_next_fetch_confirms_it(#[case] levels: &[u8], #[case] want: &[Option<(u8, u8)>]) {
    assert_eq!(seen_by_fetches(levels), want);
}
