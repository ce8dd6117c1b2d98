//! Made-up headlines of `fixtures/annotate/hazards`: each file's share read right is at least what the file says.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;

use super::tests::{headline, reader};
use crate::domain::hazard::Hazard;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    /// The hazard every risk of the file speaks of, unless `risk` gives one each.
    hazard: Option<Hazard>,
    /// The language of the file, where it has one.
    lang: Option<String>,
    /// Least share read right.
    least: f64,
    risk: Risks,
    quiet: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Risks {
    Alike(Vec<String>),
    Each(BTreeMap<String, Hazard>),
}

fn scenarios() -> Vec<(PathBuf, Scenario)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/annotate/hazards");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| (file.clone(), toml::from_str(&fs::read_to_string(file).unwrap()).unwrap())).collect()
}

fn wanted(scenario: &Scenario) -> Vec<(&str, Option<Hazard>)> {
    let risks: Vec<_> = match &scenario.risk {
        Risks::Alike(titles) => titles.iter().map(|title| (title.as_str(), scenario.hazard)).collect(),
        Risks::Each(titles) => titles.iter().map(|(title, hazard)| (title.as_str(), Some(*hazard))).collect(),
    };
    risks.into_iter().chain(scenario.quiet.iter().map(|title| (title.as_str(), None))).collect()
}

#[test]
fn headlines_are_read_as_well_as_their_file_asks() {
    let reader = reader();
    let mut short = Vec::new();
    for (file, scenario) in scenarios() {
        let wanted = wanted(&scenario);
        let wrong: Vec<_> = wanted
            .iter()
            .filter(|(title, hazard)| {
                let found = headline(&reader, title).hazards;
                hazard.map_or(!found.is_empty(), |hazard| !found.iter().any(|finding| finding.hazard == hazard))
            })
            .collect();
        let share = 1.0 - wrong.len() as f64 / wanted.len() as f64;
        if share < scenario.least {
            short.push(format!("{}: {share:.3} of {}: {wrong:?}", file.display(), scenario.least));
        }
    }
    assert!(short.is_empty(), "{}", short.join("\n"));
}

#[test]
fn every_file_has_as_many_quiet_headlines_as_risks() {
    for (file, scenario) in scenarios() {
        let risks = wanted(&scenario).len() - scenario.quiet.len();
        assert!(risks.abs_diff(scenario.quiet.len()) <= 1, "{}", file.display());
        assert!(wanted(&scenario).len() >= if scenario.lang.is_some() { 15 } else { 25 }, "{}", file.display());
    }
}

#[test]
fn the_language_of_most_headlines_is_told() {
    let reader = reader();
    for (file, scenario) in scenarios() {
        let Some(lang) = &scenario.lang else { continue };
        let wanted = wanted(&scenario);
        let told = wanted.iter().filter(|(title, _)| headline(&reader, title).lang.as_ref() == Some(lang)).count();
        assert!(told as f64 / wanted.len() as f64 >= 0.8, "{}: {told} of {}", file.display(), wanted.len());
    }
}
