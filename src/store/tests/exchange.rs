//! Export and import.

use std::collections::{BTreeMap, BTreeSet};

use super::turns::{advice, candidate, fetch, ukraine};
use super::{at, reading};
use crate::domain::audit::{Act, AuditEntry};
use crate::domain::delivery::Attempt;
use crate::domain::id::{NoticeId, Person};
use crate::domain::impact::{LevelState, Transition};
use crate::domain::level::Level;
use crate::domain::ruling::{Ruling, Verdict};
use crate::store::tests::notices::draft;
use crate::store::tests::outbox::delivery;
use crate::store::{Draw, ExchangeError, NoticeStep, Step, Store, Turn};

fn memory() -> Store {
    Store::open("memory:", at(0)).unwrap().store
}

/// A store with something of every kind.
fn full() -> Store {
    let store = memory();
    let put = |id: &str, title: &str| store.put_readings(vec![reading(id, title)]).wait().unwrap();
    put("a", "3 dead in Kyiv");
    put("b", "Flood");
    put("a", "12 dead in Kyiv");
    put("b-again", "Flood");
    store.put_fetches(vec![fetch(1), fetch(2)]).wait().unwrap();
    let transition = Transition {
        at: at(5),
        subject: ukraine(),
        from: Level::Blue,
        to: Level::Orange,
        score: 61.5,
        why: "observed".into(),
        model: "1".into(),
    };
    let turn = |minute, level| Turn {
        levels: vec![(ukraine(), LevelState { level: Level::Orange, ..LevelState::default() })],
        transitions: vec![Transition { at: at(minute), ..transition.clone() }],
        scores: vec![(ukraine(), at(minute), 0.1 + 0.2)],
        advice: Some(vec![advice(level, false)]),
        candidates: vec![candidate("c1", 5)],
        ..Turn::quiet(at(minute))
    };
    store.put_turn(turn(5, 3)).wait().unwrap();
    store.put_turn(turn(6, 4)).wait().unwrap();
    let step = store.step(Draw { notice: Some(at(0)), document: Some(("鲁科外".into(), at(0))) }, |given| {
        let act = Act {
            at: at(1),
            by: Person::new("li"),
            action: "notice.drafted".into(),
            subject: "N-2026-0001".into(),
            detail: String::new(),
        };
        Step {
            notices: vec![NoticeStep { before: None, after: draft(given.notice.unwrap()) }],
            audit: vec![AuditEntry::after(given.tip.as_ref(), act)],
            deliveries: vec![delivery("paton", 0)],
            rulings: vec![Ruling {
                id: "r-1".into(),
                at: at(1),
                by: Person::new("li"),
                reason: "a quotation".into(),
                verdict: Verdict::NoRisk { items: BTreeSet::from(["a".into()]) },
            }],
            ..Step::default()
        }
    });
    step.wait().unwrap();
    store.mark_failed(&delivery("paton", 0).key, at(1), Some(at(3)), "503").wait().unwrap();
    store.set_visit(&Person::new("li"), at(7)).wait().unwrap();
    store.add_drops(at(0), BTreeMap::from([("no_lexicon".to_owned(), 4)])).wait().unwrap();
    store
}

fn exported(store: &Store) -> String {
    let mut out = Vec::new();
    let count = store.export(&mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(text.lines().count() as u64, count);
    text
}

#[test]
fn an_export_comes_back_the_same_and_a_second_import_adds_nothing() {
    let lines = exported(&full());
    let other = memory();
    assert_eq!(other.import(lines.as_bytes()).unwrap(), lines.lines().count() as u64);
    pretty_assertions::assert_eq!(exported(&other), lines);
    other.import(lines.as_bytes()).unwrap();
    pretty_assertions::assert_eq!(exported(&other), lines);
    let key = delivery("paton", 0).key;
    assert_eq!(other.attempts(&key).unwrap(), [Attempt { key, at: at(1), error: Some("503".into()) }]);
    assert_eq!(other.new_notice(at(0), draft).wait().unwrap().id, NoticeId::new("N-2026-0002"));
}

#[test]
fn every_line_names_its_schema_and_every_kind_is_there() {
    let lines = exported(&full());
    let kinds: std::collections::BTreeSet<_> = lines
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["schema"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds.len(), 17, "{kinds:?}");
}

#[test]
fn a_line_that_is_no_record_is_named_and_nothing_of_its_batch_is_stored() {
    let lines = format!("{}\nnot json\n", exported(&full()).lines().next().unwrap());
    let store = memory();
    let error = store.import(lines.as_bytes()).unwrap_err();
    assert!(matches!(&error, ExchangeError::Line { number: 2, stored: 0, .. }), "{error}");
    assert_eq!(store.stats().unwrap().items, 0);
}

#[test]
fn an_import_does_not_overwrite_another_notice() {
    let lines = exported(&full());
    let store = memory();
    let other = |id| crate::domain::notice::Notice { drafter: Person::new("zhao"), ..draft(id) };
    let kept = store.new_notice(at(0), other).wait().unwrap();
    assert!(matches!(store.import(lines.as_bytes()), Err(ExchangeError::Store(_))));
    assert_eq!(store.notices().unwrap(), [kept]);
}
