//! The reference vectors of the model, to four decimals.

use std::sync::Arc;

use pretty_assertions::assert_eq;
use rstest::rstest;

use super::super::combine::{gate, join, p_norm};
use super::super::{
    Assessor, Weighed, certainty, certainty_word, consensus, decay, half_km, rate, severity_of_deaths, standing,
    structural, worth,
};
use super::{Parts, advice, asset, at, code, finding, incident, locus, member, model};
use crate::domain::annotation::{EventKind, SeverityBasis};
use crate::domain::asset::Role;
use crate::domain::hazard::Hazard;
use crate::domain::impact::{CertaintyWord, Structure};
use crate::domain::level::Level;
use crate::domain::place::{Point, Scope};

const B6: [(&str, &str); 3] = [("bbc", "B6"), ("guardian", "B6"), ("aljazeera", "B6")];

fn four(value: f64) -> String {
    format!("{value:.4}")
}

#[rstest]
#[case::one_instrument(&[("usgs", "A1")], "0.9500", CertaintyWord::Observed)]
#[case::three_items_of_one_family(&[("bbc", "B6"), ("bbc", "B6"), ("bbc", "B6")], "0.4800", CertaintyWord::Possible)]
#[case::two_families(&[("bbc", "B6"), ("guardian", "B6")], "0.7296", CertaintyWord::Likely)]
#[case::three_families(&B6, "0.8594", CertaintyWord::Observed)]
#[case::nobody_knows(&[("unknown-blog", "F6")], "0.1800", CertaintyWord::Unlikely)]
#[case::two_agencies(&[("tass", "D6"), ("xinhua", "C6")], "0.5136", CertaintyWord::Likely)]
fn certainty_counts_families(#[case] members: &[(&str, &str)], #[case] want: &str, #[case] word: CertaintyWord) {
    let model = model();
    let got = certainty(&incident(Hazard::Natural, "UA", 0.5, members), &model, &[]);
    assert_eq!((four(got).as_str(), certainty_word(got, &model)), (want, word));
}

#[rstest]
#[case(0, "0.4000")]
#[case(1, "0.4602")]
#[case(10, "0.6083")]
#[case(100, "0.8009")]
#[case(1000, "1.0000")]
fn severity_grows_by_the_logarithm_of_deaths(#[case] deaths: u32, #[case] want: &str) {
    assert_eq!(four(severity_of_deaths(deaths, &model())), want);
}

#[rstest]
#[case(Hazard::ArmedConflict, 0.0, "1.0000")]
#[case(Hazard::ArmedConflict, 120.0, "0.5000")]
#[case(Hazard::CivilUnrest, 36.0, "0.7071")]
#[case(Hazard::Policy, 720.0, "0.5000")]
fn weight_halves_with_age(#[case] hazard: Hazard, #[case] hours: f64, #[case] want: &str) {
    assert_eq!(four(decay(&incident(hazard, "UA", 0.5, &[]), &model(), at(hours))), want);
}

#[rstest]
#[case(5.0, "15.8489")]
#[case(6.0, "50.1187")]
#[case(7.0, "158.4893")]
#[case(8.0, "501.1872")]
fn earthquakes_reach_further_the_stronger_they_are(#[case] magnitude: f64, #[case] want: &str) {
    let mut quake = incident(Hazard::Natural, "IT", 0.5, &[]);
    quake.magnitude = Some(magnitude);
    quake.kinds.insert(EventKind::Earthquake);
    assert_eq!(four(half_km(&quake, &model())), want);
}

#[rstest]
#[case(None, None, "0.7000")]
#[case(Some(0.0), Some(0), "0.4000")]
#[case(Some(50.0), Some(20), "0.7620")]
#[case(Some(500.0), Some(200), "1.0000")]
fn worth_grows_with_money_and_people(#[case] value: Option<f64>, #[case] heads: Option<u32>, #[case] want: &str) {
    let mut asset = asset(Vec::new());
    (asset.value_cny_m, asset.headcount) = (value, heads);
    assert_eq!(four(worth(&asset, &model())), want);
}

#[rstest]
#[case(3.0, 30, "9.3217")]
#[case(40.0, 2, "50.3968")]
#[case(40.0, 1, "40.0000")]
#[case(40.0, 10, "86.1774")]
fn many_small_incidents_make_no_large_one(#[case] each: f64, #[case] count: usize, #[case] want: &str) {
    assert_eq!(four(p_norm(std::iter::repeat_n(each, count), 3.0)), want);
}

#[rstest]
#[case(&[4, 4, 4], 4)]
#[case(&[4, 2, 2], 2)]
#[case(&[3, 3], 3)]
#[case(&[4], 3)]
#[case(&[1], 1)]
#[case(&[], 1)]
#[case::one_government_moves_alone(&[4, 2, 1], 2)]
#[case::a_second_follows(&[4, 4, 3], 4)]
fn consensus_takes_two(#[case] levels: &[u8], #[case] want: u8) {
    assert_eq!(consensus(levels), want);
}

#[rstest]
#[case(&[4, 2, 1], "20.0000")]
#[case(&[4, 4, 3], "70.0000")]
fn standing_without_structure_is_advice_alone(#[case] levels: &[u8], #[case] want: &str) {
    let governments = ["ca", "au", "us"];
    let advice: Vec<_> = governments.iter().zip(levels).map(|(who, level)| advice(who, "KW", *level)).collect();
    let advice: Vec<_> = advice.iter().collect();
    assert_eq!(four(standing(&advice, None, &model()).value), want);
}

/// Structure of a given worth, 0 to 100.
fn structure(points: f64) -> Structure {
    Structure { inform: Some(points / 10.0), stability: None }
}

#[test]
fn a_strike_near_a_partner_in_kyiv() {
    let model = model();
    let km = 12.0 / 111.194_926_644_558_74;
    let mut strike = incident(Hazard::ArmedConflict, "UA", 0.0, &B6);
    Arc::make_mut(&mut strike.members[0]).fatalities = Some(12);
    strike.kinds.insert(EventKind::Explosion);
    strike.scope = Scope::Local;
    strike.point = Some(Point { lat: 50.45 + km, lon: 30.5 });
    let parts = Parts {
        incidents: vec![strike.into()],
        assets: vec![asset(vec![locus(Role::Partner, "UA", Some((50.45, 30.5)))]).into()],
        countries: vec![code("UA")],
        advice: ["ca", "au", "us"].iter().map(|who| advice(who, "UA", 4)).collect(),
        structure: [(code("UA"), structure(70.0))].into(),
        ..Parts::default()
    };
    let seen = Assessor::new(model.clone()).assess(&parts.world(), at(6.0));
    let terms = |symbol: &str| four(seen.impacts[0].sum.terms.iter().find(|t| t.symbol == symbol).unwrap().value);
    let got = [terms("S"), terms("C"), terms("E"), terms("W"), terms("T"), four(seen.impacts[0].sum.value)];
    assert_eq!(got, ["0.6228", "0.8594", "0.5019", "0.7000", "0.9659", "18.1628"]);
    assert_eq!(four(seen.countries[0].standing.value), "70.0000");
    assert_eq!(four(seen.assets[0].score.value), "38.2129");
    assert_eq!(model.level(seen.assets[0].score.value), Level::Yellow);
}

#[test]
fn an_export_rule_naming_the_partners_field() {
    let model = model();
    let mut rule = incident(Hazard::ExportControl, "GB", 0.75, &[("gov", "A1")]);
    rule.sectors.insert("fiber_sensing".into());
    let mut project = asset(vec![locus(Role::Partner, "GB", None)]);
    project.sectors.push("fiber_sensing".into());
    let parts = Parts {
        incidents: vec![rule.into()],
        assets: vec![project.into()],
        countries: vec![code("GB")],
        advice: ["ca", "us"].iter().map(|who| advice(who, "GB", 2)).collect(),
        structure: [(code("GB"), structure(10.0))].into(),
        ..Parts::default()
    };
    let seen = Assessor::new(model.clone()).assess(&parts.world(), at(0.0));
    assert_eq!(four(seen.impacts[0].exposure), "0.7000");
    assert_eq!(four(seen.impacts[0].sum.value), "34.9125");
    assert_eq!(four(seen.countries[0].standing.value), "16.0000");
    assert_eq!(four(seen.assets[0].score.value), "38.5574");
    assert_eq!(model.level(seen.assets[0].score.value), Level::Yellow);
}

#[rstest]
#[case::confirmed(0.95, &B6, "81.6422", "82.2848", Level::Red)]
fn a_coup_in_a_quiet_country(
    #[case] severity: f64,
    #[case] members: &[(&str, &str)],
    #[case] x: &str,
    #[case] r: &str,
    #[case] level: Level,
) {
    let model = model();
    let parts = Parts {
        incidents: vec![incident(Hazard::Political, "GA", severity, members).into()],
        countries: vec![code("GA")],
        advice: ["ca", "us"].iter().map(|who| advice(who, "GA", 1)).collect(),
        structure: [(code("GA"), structure(10.0))].into(),
        ..Parts::default()
    };
    let seen = Assessor::new(model.clone()).assess(&parts.world(), at(0.0));
    let country = &seen.countries[0];
    assert_eq!(four(country.standing.value), "7.0000");
    assert_eq!((four(country.situation.value).as_str(), four(country.score.value).as_str()), (x, r));
    assert_eq!(model.level(country.score.value), level);
}

#[test]
fn a_rumour_would_be_blue_if_it_were_let_in_and_is_not() {
    let model = model();
    let rumour = incident(Hazard::Political, "GA", 1.0, &[("unknown-blog", "F6")]);
    let points = rate(&rumour, &model, at(0.0)).points.value;
    let score = join(7.0, points, &model);
    assert_eq!((four(points), four(score), model.level(score)), ("18.0000".into(), "20.8700".into(), Level::Blue));
    assert_eq!(gate(&[(points, 0.18)], &model).value, 0.0);
}

#[rstest]
#[case::three_unconfirmed(&[(40.0, 0.48), (40.0, 0.48), (40.0, 0.48)], "34.00")]
#[case::one_confirmed_beside_them(&[(40.0, 0.8), (40.0, 0.48), (40.0, 0.48), (40.0, 0.48)], "46.92")]
#[case::a_rumour_of_a_coup(&[(18.0, 0.18)], "0.00")]
fn the_gate_keeps_rumours_below_yellow(#[case] points: &[(f64, f64)], #[case] want: &str) {
    assert_eq!(format!("{:.2}", gate(points, &model()).value), want);
}

#[test]
fn severity_prefers_structure_then_trusted_words_then_any() {
    let model = model();
    let mut told = incident(Hazard::Crime, "PK", 0.0, &[]);
    let mut say = |grade: &str, value: f64, basis| {
        let mut member = member(&format!("{grade}{value}"), grade);
        member.severity = Some(finding(value, basis));
        told.members.push(member.into());
        Weighed::new(told.clone().into(), &model, &[]).severity
    };
    assert_eq!(say("F6", 0.6, SeverityBasis::Lexicon), 0.6);
    assert_eq!(say("B6", 0.3, SeverityBasis::Lexicon), 0.3);
    assert_eq!(say("B6", 0.5, SeverityBasis::Lexicon), 0.5);
    assert_eq!(say("D6", 0.2, SeverityBasis::Provider), 0.2);
    assert_eq!(say("D6", 0.4, SeverityBasis::Deaths), 0.4);
}

#[test]
fn structure_is_the_mean_of_what_is_known() {
    let of = |inform, stability| structural(&Structure { inform, stability });
    assert_eq!(of(Some(6.0), Some(-0.5)), Some(60.0));
    assert_eq!(of(None, Some(2.5)), Some(0.0));
    assert_eq!(of(None, None), None);
}
