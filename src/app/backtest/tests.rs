//! What an edit moves, end to end, on a few made-up items.

use super::compare::{Difference, difference};
use super::*;
use crate::app::lines::Lines;
use crate::config::{Config, shipped};
use crate::domain::country::CountryCode;
use crate::domain::source::Reliability;
use crate::warn::Memo;

/// Three days: a strike on a city with a registered site, told by two papers, and a small protest elsewhere.
const ITEMS: &str = r#"{"id":"a1","title":"Missile strike on Kyiv kills 12 people","lang":"en","published":"2026-03-01T08:00:00Z","publisher":"one","reliability":"B"}
{"id":"a2","title":"Missile strike on Kyiv kills 12 people, officials say","lang":"en","published":"2026-03-01T09:00:00Z","publisher":"two","reliability":"B"}
{"id":"b1","title":"Protesters clash with police in Tbilisi, dozens injured","lang":"en","published":"2026-03-02T10:00:00Z","publisher":"three","reliability":"D"}
{"id":"c1","title":"Quiet day at the stock exchange","lang":"en","published":"2026-03-03T10:00:00Z","publisher":"one","reliability":"B"}
"#;

fn items() -> Vec<Item> {
    let config = config();
    Lines::new(&config, from_unix(0).unwrap()).read(&mut ITEMS.as_bytes(), 100).unwrap().items
}

fn config() -> Config {
    shipped().config.unwrap()
}

fn stages(config: Config) -> Arc<Stages> {
    Stages::new(Arc::new(config)).unwrap()
}

fn compared(edit: impl FnOnce(&mut Config)) -> Difference {
    let mut edited = config();
    edit(&mut edited);
    difference(&backtest(&stages(config()), &stages(edited), items(), Duration::hours(6)).unwrap(), None)
}

#[test]
fn an_edit_that_changes_nothing_moves_nothing() {
    let found = compared(|_| ());
    assert!(found.candidates.before > 0, "the strike is warned of");
    assert_eq!(found.candidates.before, found.candidates.after);
    assert!(found.gained.is_empty() && found.lost.is_empty() && found.countries.is_empty());
    assert_eq!(found.load.len(), 4, "every day stands there, the quiet ones too: {:?}", found.load);
}

#[test]
fn papers_that_are_trusted_less_lose_candidates_and_the_certainty_is_named() {
    let found = compared(|config| config.model.reliability.values_mut().for_each(|worth| *worth *= 0.3));
    assert!(found.candidates.after < found.candidates.before, "{:?}", found.candidates);
    let strike = found.lost.iter().find(|lost| lost.item.as_ref().is_some_and(|item| item.as_str() == "a1")).unwrap();
    assert_eq!(strike.moved.term, "C");
    assert!(strike.moved.before > strike.moved.after && strike.title.contains("Kyiv"));
    let first = found.countries.first().map(|change| change.country);
    assert_eq!(first, CountryCode::new("UA"));
}

#[test]
fn a_rule_that_is_switched_off_is_named() {
    let found = compared(|config| config.rules.iter_mut().for_each(|rule| rule.enabled = false));
    assert_eq!(found.candidates.after, 0);
    assert!(!found.lost.is_empty() && found.lost.iter().all(|lost| lost.moved.term == "rule"));
}

#[test]
fn the_two_sides_are_mirrors_of_each_other() {
    let mut edited = config();
    edited.model.reliability.values_mut().for_each(|worth| *worth *= 0.3);
    let (shipped, edited) = (stages(config()), stages(edited));
    let there = difference(&backtest(&shipped, &edited, items(), Duration::hours(6)).unwrap(), None);
    let back = difference(&backtest(&edited, &shipped, items(), Duration::hours(6)).unwrap(), None);
    let ids = |examples: &[super::compare::Example]| examples.iter().map(|e| e.candidate.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&there.lost), ids(&back.gained));
    assert_eq!(ids(&there.gained), ids(&back.lost));
}

/// The bundled fortnight, as far as its lines are items as `replay` takes them.
fn fortnight() -> Vec<Item> {
    let text = include_str!("../../../fixtures/demo/items.jsonl");
    let mut items = Lines::new(&config(), from_unix(0).unwrap()).read(&mut text.as_bytes(), 10_000).unwrap().items;
    // Its feeds are not configured here, and what nobody can judge warns of little.
    for item in &mut items {
        item.reliability = Reliability::B;
    }
    items
}

#[test]
fn what_rules_proposed_before_is_what_they_propose_when_asked_anew() {
    let stages = stages(config());
    let (mut again, mut anew) = (Run::new(&stages), Run::new(&stages));
    let mut proposed = 0;
    walk(fortnight(), Duration::hours(6), |batch, now| {
        let readings = again.pipeline.read(batch)?;
        anew.pipeline.proposed = Memo::default();
        for run in [&mut again, &mut anew] {
            run.turn(&readings, now);
        }
        assert_eq!(again.pipeline.candidates, anew.pipeline.candidates, "at {now:?}");
        proposed = proposed.max(again.pipeline.candidates.len());
        anyhow::Ok(())
    })
    .unwrap();
    assert!(proposed >= 3, "{proposed}");
    assert!(again.pipeline.transitions == anew.pipeline.transitions && again.peaks == anew.peaks);
}
