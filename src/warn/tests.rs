//! Rules over scenario files, and what must hold of every rule.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::scenario::{Scenario, ScenarioFile};
use super::*;
use crate::domain::rule::Rule;

#[derive(Deserialize)]
struct RuleFile {
    rule: Vec<Rule>,
}

pub(super) fn shipped_rules() -> Vec<Rule> {
    toml::from_str::<RuleFile>(include_str!("../../config/rules.toml")).unwrap().rule
}

pub(super) fn warn_settings() -> WarnSettings {
    toml::from_str(include_str!("../../config/warn.toml")).unwrap()
}

fn shipped_book() -> RuleBook {
    let (book, problems) = RuleBook::compile(&shipped_rules());
    assert_eq!(problems, [], "{problems:#?}");
    book
}

fn scenarios() -> Vec<(String, Scenario)> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scenarios/rules");
    let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let file: ScenarioFile = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        file.scenario.into_iter().map(move |scenario| (name.clone(), scenario))
    };
    files.iter().flat_map(read).collect()
}

#[test]
fn the_shipped_rules_are_those_of_the_practice() {
    let ids: Vec<_> = shipped_rules().iter().map(|rule| rule.id.to_string()).collect();
    let want = "POL-1 POL-2 POL-3 POL-4 ARM-1 TER-1 SOC-1 SOC-2 SOC-3 ECO-1 ECO-2 ECO-3 ECO-4 PLY-1 PLY-2 SAN-1 SAN-2 \
                EXP-1 NAT-1 NAT-2 HEA-1 IP-1 IP-2 HLT-1";
    assert_eq!(ids.join(" "), want);
}

#[test]
fn every_scenario_gives_what_it_expects() {
    let (book, settings) = (shipped_book(), warn_settings());
    let mut failed = Vec::new();
    for (file, scenario) in scenarios() {
        let verdict = scenario.run(&book, &settings.statistics);
        assert_eq!(verdict.problems, [], "{file}: {}", scenario.name);
        if !verdict.differences.is_empty() {
            failed.push(format!("{file}: {} `{}`: {}", scenario.rule, scenario.name, verdict.differences.join("; ")));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn every_reason_has_words() {
    let tables = [include_str!("../../config/locale/reason.toml"), crate::domain::sample::FIELD_WORDS];
    let words = crate::domain::sample::words(crate::domain::words::Lang::ZhHans, &tables);
    let (book, settings) = (RuleBook::compile(&shipped_rules()).0, warn_settings());
    for (file, scenario) in scenarios() {
        for found in scenario.run(&book, &settings.statistics).found {
            let said = found.because(&words);
            let bare = ["incident.", "impact.", "country.", "currency.", "reason."];
            let left: Vec<_> = bare.iter().filter(|name| said.contains(*name)).collect();
            assert!(left.is_empty(), "{file}: {said}");
        }
    }
}

#[test]
fn every_rule_has_a_scenario_that_fires_and_one_that_does_not() {
    let mut seen: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for (_, scenario) in scenarios() {
        let (fires, quiet) = seen.entry(scenario.rule.to_string()).or_default();
        *if scenario.expect.is_empty() { quiet } else { fires } += 1;
    }
    for rule in shipped_rules() {
        let (fires, quiet) = seen.get(rule.id.as_str()).copied().unwrap_or_default();
        assert!(fires > 0 && quiet > 0, "{}: {fires} fire, {quiet} do not", rule.id);
    }
}

#[test]
fn every_need_is_a_known_input() {
    let known = "advisories news rates sanctions_list export_rules ip_cases ip_rules outbreaks quakes disasters counts \
                 coverage";
    for rule in shipped_rules() {
        for need in &rule.needs {
            assert!(known.split(' ').any(|name| name == need), "{}: {need}", rule.id);
        }
    }
}

#[test]
fn a_faulty_rule_is_left_out_and_named_with_its_place() {
    let broken = |change: &dyn Fn(&mut Rule)| {
        let mut rules = shipped_rules();
        rules.retain(|rule| rule.id.as_str() == "ARM-1");
        change(&mut rules[0]);
        let (book, problems) = RuleBook::compile(&rules);
        assert_eq!(book.rules().count(), 0);
        problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(broken(&|rule| rule.when = "impact.km <=".into()));
    insta::assert_snapshot!(broken(&|rule| rule.when = "impact.distance < 5.0".into()));
    insta::assert_snapshot!(broken(&|rule| rule.when = "country.score > 5.0".into()));
    insta::assert_snapshot!(broken(&|rule| rule.when = "impact.km < \"5\"".into()));
    insta::assert_snapshot!(broken(&|rule| rule.raise[0].when = "impact.points".into()));
    insta::assert_snapshot!(broken(&|rule| rule.raise[0].level = crate::domain::level::Level::Blue));
}

#[test]
fn a_rule_that_fails_on_a_value_is_a_problem_not_silence() {
    let mut rules = shipped_rules();
    rules.retain(|rule| rule.id.as_str() == "NAT-2");
    rules[0].when = "incident.magnitude >= 5.5".into();
    let (book, problems) = RuleBook::compile(&rules);
    assert_eq!(problems, []);
    let (_, mut scenario) = scenarios().into_iter().find(|(_, scenario)| scenario.rule.as_str() == "NAT-2").unwrap();
    scenario.incidents[0].magnitude = None;
    let verdict = scenario.run(&book, &warn_settings().statistics);
    assert_eq!(verdict.problems.len(), 1);
    insta::assert_snapshot!(verdict.problems[0]);
}

#[test]
fn the_same_scene_gives_the_same_candidates() {
    let (book, settings) = (shipped_book(), warn_settings());
    for (_, scenario) in scenarios() {
        let [one, two] = [(); 2].map(|()| scenario.run(&book, &settings.statistics).found);
        assert_eq!(one, two);
    }
}
