//! Feeds, levels, scores, advice, candidates, moments, counts.

use std::collections::BTreeMap;

use super::{Home, at};
use crate::domain::country::CountryCode;
use crate::domain::feed::{FeedState, Fetch, Outcome};
use crate::domain::hazard::Hazard;
use crate::domain::id::{AssetId, CandidateId, FeedId, Person, RuleId};
use crate::domain::impact::{Advice, LevelState, Subject, Transition};
use crate::domain::level::Level;
use crate::domain::rule::{Candidate, CandidateOutcome};
use crate::domain::words::LocalText;
use crate::store::{Store, Turn};

fn memory() -> Store {
    Store::open("memory:", at(0)).unwrap().store
}

pub(super) fn fetch(minute: i64) -> (Fetch, FeedState) {
    let fetch = Fetch {
        feed: FeedId::new("news"),
        url: "https://a.example/feed".into(),
        outcome: Outcome::NotModified,
        status: Some(304),
        items: 0,
        new: 0,
        changed: 0,
        dropped: BTreeMap::new(),
        bytes: 120,
        ms: 8,
        error: None,
        at: at(minute),
        since: None,
        last_success: None,
        next: None,
    };
    let state = FeedState { outcome: Some(Outcome::NotModified), last_try: Some(at(minute)), ..FeedState::default() };
    (fetch, state)
}

pub(super) fn ukraine() -> Subject {
    Subject::Country(CountryCode::new("UA").unwrap())
}

pub(super) fn advice(level: u8, regional: bool) -> Advice {
    Advice {
        government: "uk-gov".into(),
        country: CountryCode::new("UA").unwrap(),
        level,
        regional,
        wording: format!("Level {level}"),
        since: at(0),
        expires: None,
    }
}

pub(super) fn candidate(id: &str, minute: i64) -> Candidate {
    Candidate {
        id: CandidateId::new(id),
        rule: RuleId::new("ARM-1"),
        level: Level::Orange,
        at: at(0),
        updated: at(minute),
        hazard: Hazard::ArmedConflict,
        country: CountryCode::new("UA"),
        countries: Vec::new(),
        incident: None,
        assets: vec![AssetId::new("yantai-paton")],
        title: LocalText::default(),
        matters: LocalText::default(),
        why: "km 4 < 50".into(),
        outcome: CandidateOutcome::Open,
        exercise: false,
        basis: crate::domain::rule::Basis::default(),
    }
}

#[test]
fn the_last_requests_and_the_state_of_a_feed_come_back() {
    let store = memory();
    store.put_fetches((0..5).map(fetch).collect()).wait().unwrap();
    let fetches = store.fetches(&FeedId::new("news"), 2).unwrap();
    assert_eq!(fetches, [fetch(3).0, fetch(4).0]);
    assert_eq!(store.feed_states().unwrap(), BTreeMap::from([(FeedId::new("news"), fetch(4).1)]));
}

#[test]
fn a_turn_is_there_after_a_restart() {
    let home = Home::new();
    let level = LevelState { level: Level::Orange, since: Some(at(5)), ..LevelState::default() };
    let asset = Subject::Asset(AssetId::new("yantai-paton"));
    let transition = Transition {
        at: at(5),
        subject: ukraine(),
        from: Level::Blue,
        to: Level::Orange,
        score: 61.5,
        why: "observed".into(),
        model: "1".into(),
    };
    let turn = Turn {
        levels: vec![(ukraine(), level.clone()), (asset.clone(), LevelState::default())],
        transitions: vec![transition.clone()],
        scores: vec![(ukraine(), at(5), 61.5), (asset.clone(), at(5), 12.25)],
        advice: Some(vec![advice(4, false)]),
        candidates: vec![candidate("c1", 5)],
        ..Turn::quiet(at(5))
    };
    home.open().put_turn(turn).wait().unwrap();
    let store = home.open();
    assert_eq!(store.levels().unwrap(), BTreeMap::from([(ukraine(), level), (asset, LevelState::default())]));
    assert_eq!(store.transitions_since(at(5)).unwrap(), [transition]);
    assert_eq!(store.transitions_since(at(6)).unwrap(), []);
    assert_eq!(store.score_history(&ukraine(), at(0)).unwrap(), [(at(5), 61.5)]);
    assert_eq!(store.day_scores_since(at(0)).unwrap().len(), 2);
    assert_eq!(store.advice().unwrap(), [advice(4, false)]);
    assert_eq!(store.candidates_since(at(0)).unwrap(), [candidate("c1", 5)]);
}

#[test]
fn of_each_day_in_beijing_the_last_score_is_given() {
    let store = memory();
    // In Beijing the day begins at 16:00 UTC, which is minute 960.
    for (minute, score) in [(0, 1.0), (959, 2.0), (960, 3.0), (2399, 4.0), (2400, 5.0)] {
        let scores = vec![(ukraine(), at(minute), score)];
        store.put_turn(Turn { scores, ..Turn::quiet(at(minute)) }).wait().unwrap();
    }
    let of_days = |since| store.day_scores_since(at(since)).unwrap().remove(&ukraine()).unwrap();
    assert_eq!(of_days(0), [(at(959), 2.0), (at(2399), 4.0), (at(2400), 5.0)]);
    assert_eq!(of_days(2400), [(at(2400), 5.0)]);
}

#[test]
fn advice_that_ended_is_history_and_a_turn_without_advice_ends_none() {
    let store = memory();
    let turn = |minute, advice| Turn { advice, ..Turn::quiet(at(minute)) };
    store.put_turn(turn(1, Some(vec![advice(3, false), advice(4, true)]))).wait().unwrap();
    store.put_turn(turn(2, None)).wait().unwrap();
    assert_eq!(store.advice().unwrap().len(), 2);
    store.put_turn(turn(3, Some(vec![advice(2, false)]))).wait().unwrap();
    assert_eq!(store.advice().unwrap(), [advice(2, false)]);
    let met: Vec<_> = store.advice_since(at(0)).unwrap().into_iter().map(|(when, a)| (when, a.level)).collect();
    assert_eq!(met, [(at(1), 3), (at(1), 4), (at(3), 2)]);
}

#[test]
fn a_candidate_that_is_judged_replaces_itself() {
    let store = memory();
    store.put_candidates(vec![candidate("c1", 1)]).wait().unwrap();
    let judged = Candidate { outcome: CandidateOutcome::Expired, ..candidate("c1", 9) };
    store.put_candidates(vec![judged.clone()]).wait().unwrap();
    assert_eq!(store.candidates_since(at(0)).unwrap(), [judged]);
}

#[test]
fn visits_are_remembered_by_person() {
    let store = memory();
    store.set_visit(&Person::new("li"), at(7)).wait().unwrap();
    assert_eq!(store.last_visit(&Person::new("li")).unwrap(), Some(at(7)));
    assert_eq!(store.last_visit(&Person::new("wang")).unwrap(), None);
}

#[test]
fn drops_add_up_by_reason_from_a_day_on() {
    let store = memory();
    let counts = |n| BTreeMap::from([("no_lexicon".to_owned(), n)]);
    for (minute, n) in [(0, 2), (5, 3), (24 * 60, 10)] {
        store.add_drops(at(minute), counts(n)).wait().unwrap();
    }
    assert_eq!(store.drops_since(at(0)).unwrap(), counts(15));
    assert_eq!(store.drops_since(at(24 * 60)).unwrap(), counts(10));
}
