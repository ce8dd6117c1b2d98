//! What a draft says of the facts it is made from.

use super::*;
use crate::domain::hazard::Hazard;
use crate::domain::sample;
use crate::warn::tests::{shipped_rules, warn_settings};

const TABLES: [&str; 3] = [
    include_str!("../../../config/locale/notice.toml"),
    include_str!("../../../config/locale/reason.toml"),
    sample::FIELD_WORDS,
];

/// Drafts from the sample, after a change to the inputs.
fn drafted(candidate: &Candidate, change: impl FnOnce(&mut DraftInputs<'_>)) -> Notice {
    let words = sample::words(Lang::ZhHans, &TABLES);
    let (incident, rating, impact) = (sample::incident(), sample::rating(), sample::impact());
    let rules = shipped_rules();
    let settings = NoticeSettings {
        issuer: Some(sample::text("Department", "某厅", "某廳")),
        contacts: sample::text("12308", "12308", "12308"),
        recipients: vec![sample::text("各有关单位", "各有关单位", "各有关单位")],
        ..NoticeSettings::default()
    };
    let advised = |level, hazards: &[Hazard], addressee: &str, text: &str| Advised {
        level,
        hazards: hazards.to_vec(),
        addressee: addressee.into(),
        text: sample::text(text, text, text),
    };
    let measures = [
        advised(Level::Red, &[], "people", "核实人员。"),
        advised(Level::Red, &[Hazard::ArmedConflict], "people", "进入避难所。"),
        advised(Level::Red, &[Hazard::Ip], "people", "找律师。"),
        advised(Level::Blue, &[], "people", "知会。"),
    ];
    let instruments = [Instrument {
        key: "overseas_investment_insurance".into(),
        name: sample::text("overseas investment insurance", "海外投资保险", "海外投資保險"),
        hazards: vec![Hazard::ArmedConflict],
        note: String::new(),
    }];
    let numbers = warn_settings().notice;
    let mut inputs = DraftInputs {
        incident: Some(&incident),
        rating: Some(&rating),
        impacts: &[&impact],
        assets: &[Arc::new(sample::asset())],
        readings: &sample::readings(),
        records: &[],
        countries: &[Arc::new(sample::country())],
        rule: rules.iter().find(|rule| rule.id == candidate.rule),
        measures: &measures,
        instruments: &instruments,
        words: &words,
        settings: &settings,
        numbers: &numbers,
        previous: Level::Blue,
        level_why: "R 68.0",
        model: "1",
        made_up: true,
    };
    change(&mut inputs);
    draft(candidate, &inputs, "N-2026-0007".into(), Person::new("li"), sample::now())
}

#[test]
fn a_draft_is_filled_in_three_languages() {
    let notice = drafted(&sample::candidate(), |_| {});
    insta::assert_json_snapshot!(notice);
}

#[test]
fn only_the_judgement_is_left_to_a_person() {
    assert_eq!(drafted(&sample::candidate(), |_| {}).missing(), ["assessment"]);
}

#[test]
fn a_fact_names_exactly_the_sources_that_say_it() {
    let notice = drafted(&sample::candidate(), |_| {});
    let toll = notice.content.facts.iter().find(|fact| fact.text.en.contains("deaths: 12")).unwrap();
    let sayers: Vec<_> =
        toll.sources.iter().map(|number| notice.content.sources[number - 1].publisher.as_str()).collect();
    assert_eq!(sayers, ["bbc", "guardian"]);
}

#[test]
fn a_candidate_without_incident_is_drafted_from_its_rule() {
    let candidate = Candidate { rule: "POL-3".into(), incident: None, ..sample::candidate() };
    let notice = drafted(&candidate, |inputs| {
        inputs.incident = None;
        inputs.rating = None;
        inputs.impacts = &[];
        inputs.readings = &[];
    });
    assert_eq!(notice.content.subject.zh_hans, "乌克兰：14天内两国以上政府上调旅行提示");
    assert!(notice.content.facts[0].text.en.contains("km away: 4.2"), "{:?}", notice.content.facts);
    assert_eq!(notice.missing(), ["sources", "assessment"]);
}

#[test]
fn no_key_of_the_tables_is_left_unspoken() {
    let json = serde_json::to_string(&drafted(&sample::candidate(), |_| {}).content).unwrap();
    let unspoken =
        regex::Regex::new(r"\b(notice|watch|how|event_kind|role|unknown|cover|hazard)\.[a-z_]+|\{[a-z_]+\}").unwrap();
    assert_eq!(unspoken.find(&json).map(|found| found.as_str()), None);
}

#[test]
fn every_hazard_has_words_on_what_to_watch() {
    let words = sample::words(Lang::En, &[include_str!("../../../config/locale/notice.toml")]);
    for hazard in Hazard::ALL {
        assert!(words.has(&format!("watch.{hazard}")), "{hazard}");
    }
}
