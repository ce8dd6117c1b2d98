//! What compacting throws away and what it leaves, and copies made while the store is in use.

use std::fs;

use chrono::TimeDelta;

use super::notices::draft;
use super::turns::{candidate, fetch, ukraine};
use super::{Home, at, reading};
use crate::domain::id::{FeedId, ItemId};
use crate::domain::notice::{Notice, NoticeSource};
use crate::domain::picture::Reading;
use crate::domain::source::Reliability;
use crate::domain::time::Timestamp;
use crate::store::{Keep, Removed, Room, Store, StoreError, Turn};

fn memory() -> Store {
    Store::open("memory:", at(0)).unwrap().store
}

/// What is older than a moment may go.
fn since(moment: Timestamp) -> Keep {
    Keep { items_since: moment, fetches_since: moment, scores_since: moment, room: Room::GiveBack }
}

/// A reading published and seen at minute 0.
fn old(id: &str, title: &str) -> Reading {
    reading(id, title)
}

fn fresh(id: &str, title: &str) -> Reading {
    let mut reading = reading(id, title);
    reading.item.published = Some(at(100));
    reading.item.seen = at(100);
    reading
}

fn compacted(store: &Store) -> Removed {
    store.compact(since(at(50))).wait().unwrap()
}

fn is_there(store: &Store, id: &str) -> bool {
    store.item(&ItemId::new(id)).unwrap().is_some()
}

fn citing(id: &str) -> NoticeSource {
    NoticeSource {
        item: id.into(),
        publisher: "Press".into(),
        reliability: Reliability::C,
        title: "Strike".into(),
        link: None,
        published: None,
        seen: at(0),
        hash: String::new(),
    }
}

#[test]
fn old_items_go_with_their_words_wordings_and_aliases_and_new_ones_stay() {
    let store = memory();
    store.put_readings(vec![old("a", "Strike in Calabria"), old("b", "Flood"), fresh("c", "Fire")]).wait().unwrap();
    store.put_readings(vec![old("a", "Strike in Calabria, 3 dead"), old("b-again", "Flood")]).wait().unwrap();
    store.settle().wait().unwrap();
    let removed = compacted(&store);
    assert_eq!((removed.items, removed.stayed), (2, 0));
    assert!(!is_there(&store, "a") && !is_there(&store, "b-again") && is_there(&store, "c"));
    assert_eq!(store.search("strike", 9).unwrap(), []);
    assert_eq!(store.check().unwrap(), [""; 0]);
    assert_eq!(compacted(&store).items, 0, "a second time nothing is left to go");
}

#[test]
fn an_item_that_a_notice_cites_stays_whatever_its_id_was() {
    let store = memory();
    store.put_readings(vec![old("a", "Strike"), old("b", "Flood"), old("c", "Fire")]).wait().unwrap();
    store.put_readings(vec![old("b-again", "Flood")]).wait().unwrap();
    let cites = |id| {
        let mut notice: Notice = draft(id);
        notice.content.sources = vec![citing("a"), citing("b-again")];
        notice
    };
    store.new_notice(at(0), cites).wait().unwrap();
    let removed = compacted(&store);
    assert_eq!((removed.items, removed.stayed), (1, 2));
    assert!(is_there(&store, "a") && is_there(&store, "b") && !is_there(&store, "c"));
}

#[test]
fn what_a_feed_may_bring_back_as_news_stays() {
    let store = memory();
    let mut undated = old("a", "Strike");
    undated.item.published = None;
    let mut advice = old("b", "Avoid all travel");
    advice.item.provider.advisory = Some(4);
    let mut late = old("c", "Published long ago and met just now");
    late.item.seen = at(90);
    store.put_readings(vec![undated, advice, late]).wait().unwrap();
    assert_eq!(compacted(&store).items, 0);
    assert!(is_there(&store, "a") && is_there(&store, "b") && is_there(&store, "c"));
}

#[test]
fn requests_and_scores_go_by_their_own_moments_and_candidates_never() {
    let store = memory();
    store.put_fetches((0..5).map(fetch).collect()).wait().unwrap();
    let scores = (0..5).map(|n| (ukraine(), at(n), 1.0)).collect();
    store.put_turn(Turn { scores, candidates: vec![candidate("c1", 1)], ..Turn::quiet(at(0)) }).wait().unwrap();
    let keep = Keep { fetches_since: at(3), scores_since: at(4), ..since(at(50)) };
    let removed = store.compact(keep).wait().unwrap();
    assert_eq!((removed.fetches, removed.scores), (3, 4));
    assert_eq!(store.fetches(&FeedId::new("news"), 9).unwrap().len(), 2);
    assert_eq!(store.score_history(&ukraine(), at(0)).unwrap(), [(at(4), 1.0)]);
    assert_eq!(store.candidates_since(at(0)).unwrap().len(), 1);
}

/// The size of a store of 2000 items, of which the first `old_ones` are thrown away.
fn size_left(room: Room, old_ones: usize) -> u64 {
    let home = Home::new();
    let store = home.open();
    let item = |n: usize| {
        let (id, title) = (format!("{n:04}"), format!("Strike number {n:04}"));
        if n < old_ones { old(&id, &title) } else { fresh(&id, &title) }
    };
    store.put_readings((0..2000).map(item).collect()).wait().unwrap();
    store.settle().wait().unwrap();
    let removed = store.compact(Keep { room, ..since(at(50)) }).wait().unwrap();
    assert!(removed.items == old_ones as u64 && removed.bytes_before > 0);
    assert_eq!(removed.bytes_after, fs::metadata(home.path()).unwrap().len());
    removed.bytes_after
}

#[test]
fn room_is_given_back_when_asked_or_when_much_is_gaps() {
    let whole = size_left(Room::GiveBackWhenMuch, 0);
    assert!(size_left(Room::GiveBackWhenMuch, 1500) < whole / 2);
    let (left, given_back) = (size_left(Room::GiveBackWhenMuch, 200), size_left(Room::GiveBack, 200));
    assert!(left > whole * 95 / 100 && given_back < whole * 95 / 100, "{whole} {left} {given_back}");
}

#[test]
fn a_copy_beside_the_store_is_sound_and_the_oldest_make_room() {
    let home = Home::new();
    let store = home.open();
    store.put_readings(vec![reading("a", "Strike")]).wait().unwrap();
    let stranger = home.path().with_file_name("fenghuo.db.backup-before-the-move");
    fs::write(&stranger, "mine").unwrap();
    let made: Vec<_> = (0..4).map(|day| store.backup_beside(2, at(0) + TimeDelta::days(day)).unwrap()).collect();
    let left: Vec<bool> = made.iter().map(|copy| copy.exists()).collect();
    assert_eq!(left, [false, false, true, true]);
    assert!(stranger.exists(), "what a person named stays");
    let copy = Store::open_existing(&made[3].display().to_string(), at(0)).unwrap().store;
    assert_eq!(copy.stats().unwrap().items, 1);
}

#[test]
fn a_copy_never_overwrites_a_file() {
    let home = Home::new();
    let store = home.open();
    let to = home.path().with_extension("copy");
    fs::write(&to, "mine").unwrap();
    assert!(matches!(store.backup(&to), Err(StoreError::Taken { .. })));
    assert_eq!(fs::read(&to).unwrap(), b"mine");
}

#[test]
fn a_store_that_must_be_there_is_neither_begun_nor_put_right() {
    let home = Home::new();
    assert!(matches!(Store::open_existing(&home.url(), at(0)), Err(StoreError::Nothing { .. })));
    assert!(!home.path().exists());
    fs::write(home.path(), "this was a store once, before a disk failed under it").unwrap();
    assert!(matches!(Store::open_existing(&home.url(), at(0)), Err(StoreError::Corrupt { .. })));
    assert!(home.path().exists(), "it lies where it lay");
}
