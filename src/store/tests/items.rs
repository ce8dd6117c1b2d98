//! Items, revisions, search.

use super::{Home, annotation, at, reading};
use crate::domain::id::{FeedId, ItemId};
use crate::domain::item::Item;
use crate::domain::picture::Reading;
use crate::store::{PutOutcome, Sight, Store};

fn memory() -> Store {
    Store::open("memory:", at(0)).unwrap().store
}

fn put(store: &Store, batch: &[Reading]) -> PutOutcome {
    store.put_readings(batch.to_vec()).wait().unwrap()
}

const fn outcome(new: u32, changed: u32, same: u32) -> PutOutcome {
    PutOutcome { new, changed, same }
}

#[test]
fn a_second_start_continues_where_the_first_ended() {
    let home = Home::new();
    let batch = [reading("a", "Strike in Calabria"), reading("b", "Flood in Jakarta")];
    put(&home.open(), &batch);
    assert_eq!(home.open().readings_since(at(-60), 10).unwrap(), batch);
}

#[test]
fn the_same_read_twice_adds_nothing() {
    let store = memory();
    let batch = [reading("a", "Strike"), reading("b", "Flood")];
    assert_eq!(put(&store, &batch), outcome(2, 0, 0));
    assert_eq!(put(&store, &batch), outcome(0, 0, 2));
    assert_eq!(store.stats().unwrap().items, 2);
}

#[test]
fn changed_words_become_a_revision_and_the_old_ones_are_kept() {
    let store = memory();
    put(&store, &[reading("a", "3 dead in Kyiv")]);
    let mut later = reading("a", "12 dead in Kyiv");
    later.item.seen = at(90);
    assert_eq!(put(&store, &[later]), outcome(0, 1, 0));
    let history = store.item(&ItemId::new("a")).unwrap().unwrap();
    assert_eq!((history.current.item.title.as_str(), history.current.item.revision), ("12 dead in Kyiv", 2));
    assert_eq!(history.current.annotation.revision, 2);
    assert_eq!(history.current.item.seen, at(0), "first sight stays");
    let earlier: Vec<_> = history.earlier.iter().map(|r| (r.item.title.as_str(), r.item.revision)).collect();
    assert_eq!(earlier, [("3 dead in Kyiv", 1)]);
}

#[test]
fn an_id_tells_more_than_words() {
    let store = memory();
    put(&store, &[reading("a", "Strike"), reading("b", "Flood")]);
    put(&store, &[reading("c", "Flood")]);
    let as_a = |id: &str| Item { id: ItemId::new(id), ..reading("a", "Strike").item };
    let sights = store.known(vec![as_a("b"), as_a("c"), as_a("d")]).unwrap();
    let changed = Sight::Changed { id: ItemId::new("b"), revision: 2 };
    assert_eq!(sights.first_chunk::<2>(), Some(&[changed.clone(), changed]), "by its own id, and by its other one");
    assert!(matches!(&sights[2], Sight::Same { id, .. } if *id == ItemId::new("a")), "by its words alone");
}

#[test]
fn a_new_guid_for_the_same_words_is_the_same_item() {
    let store = memory();
    put(&store, &[reading("guid-1", "Strike")]);
    assert_eq!(put(&store, &[reading("guid-2", "Strike")]), outcome(0, 0, 1));
    assert_eq!(put(&store, &[reading("guid-2", "Strike ends")]), outcome(0, 1, 0));
    let history = store.item(&ItemId::new("guid-2")).unwrap().unwrap();
    assert_eq!(history.current.item.id, ItemId::new("guid-1"));
    assert_eq!(history.current.annotation.id, ItemId::new("guid-1"));
}

#[test]
fn the_same_words_on_another_day_or_from_another_feed_are_another_item() {
    let store = memory();
    let first = reading("a", "Air raid alert");
    let mut tomorrow = reading("b", "Air raid alert");
    tomorrow.item.published = Some(at(24 * 60));
    let mut elsewhere = reading("c", "Air raid alert");
    elsewhere.item.feed = FeedId::new("other");
    assert_eq!(put(&store, &[first, tomorrow, elsewhere]), outcome(3, 0, 0));
}

#[test]
fn what_is_known_is_told_in_the_order_asked() {
    let store = memory();
    put(&store, &[reading("a", "Strike"), reading("b", "Flood")]);
    let items: Vec<Item> = [("b", "Flood"), ("c", "Coup"), ("a", "Strike ends"), ("d", "Flood")]
        .map(|(id, title)| reading(id, title).item)
        .into();
    let b = ItemId::new("b");
    let same = Sight::Same { id: b, revision: 1, lexicon: "lex-1".into() };
    let changed = Sight::Changed { id: ItemId::new("a"), revision: 2 };
    assert_eq!(store.known(items).unwrap(), [same.clone(), Sight::New, changed, same]);
}

#[test]
fn a_newer_lexicon_replaces_readings_but_not_of_items_that_changed_meanwhile() {
    let store = memory();
    put(&store, &[reading("a", "Strike"), reading("b", "Flood")]);
    let stale = store.stale_readings("lex-2", 10).unwrap();
    assert_eq!(stale.len(), 2);
    put(&store, &[reading("b", "Flood worse")]);
    let newer: Vec<_> = stale.iter().map(|r| annotation(&r.item, "lex-2")).collect();
    assert_eq!(store.put_annotations(newer).wait().unwrap(), 1);
    let left: Vec<_> = store.stale_readings("lex-2", 10).unwrap().into_iter().map(|r| r.item.title).collect();
    assert_eq!(left, ["Flood worse"]);
}

#[test]
fn the_window_gives_the_latest_oldest_first() {
    let store = memory();
    let batch: Vec<_> = (0..5)
        .map(|n| {
            let mut reading = reading(&n.to_string(), &format!("news {n}"));
            reading.item.published = Some(at(n * 10));
            reading
        })
        .collect();
    put(&store, &batch);
    let titles: Vec<_> = store.readings_since(at(10), 3).unwrap().into_iter().map(|r| r.item.title).collect();
    assert_eq!(titles, ["news 2", "news 3", "news 4"]);
}

#[test]
fn two_chinese_characters_find_a_word_inside_a_sentence() {
    let store = memory();
    let mut summary = reading("s", "快讯");
    summary.item.summary = "巴顿焊接研究院附近传来爆炸声".into();
    put(&store, &[reading("a", "外交部提醒政治风险上升"), reading("b", "São Paulo sin luz"), summary]);
    store.settle().wait().unwrap();
    let found = |query: &str| -> Vec<String> {
        store.search(query, 10).unwrap().into_iter().map(|r| r.item.id.to_string()).collect()
    };
    for (query, want) in [
        ("风险", vec!["a"]),
        ("政治风险", vec!["a"]),
        ("风险政治", vec![]),
        ("险", vec!["a"]),
        ("焊接", vec!["s"]),
        ("爆炸 巴顿", vec!["s"]),
        ("sao pau", vec!["b"]),
        ("\" OR *", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(found(query), want, "{query}");
    }
}

#[test]
fn a_changed_text_is_found_by_its_new_words_only() {
    let store = memory();
    put(&store, &[reading("a", "Strike in Jakarta")]);
    store.settle().wait().unwrap();
    put(&store, &[reading("a", "Strike in Surabaya")]);
    store.settle().wait().unwrap();
    assert_eq!(store.search("jakarta", 5).unwrap(), []);
    assert_eq!(store.search("surabaya", 5).unwrap().len(), 1);
}

#[test]
fn texts_are_indexed_in_quiet_moments_and_no_later_than_the_next_start() {
    let home = Home::new();
    put(&home.open(), &[reading("a", "Strike in Jakarta")]);
    let store = home.open();
    store.settle().wait().unwrap();
    assert_eq!(store.stats().unwrap().unindexed, 0);
    assert_eq!(store.search("strike", 5).unwrap().len(), 1);
}

#[test]
fn what_a_round_brought_is_indexed_before_the_store_is_closed() {
    let home = Home::new();
    let store = home.open();
    put(&store, &[reading("a", "Strike in Jakarta")]);
    store.calm();
    drop(store);
    assert_eq!(home.open().stats().unwrap().unindexed, 0);
}

#[test]
fn walking_meets_every_reading_once() {
    let store = memory();
    let batch: Vec<_> = (0..2500).map(|n| reading(&n.to_string(), &format!("news {n}"))).collect();
    put(&store, &batch);
    let mut met = Vec::new();
    let walked: Result<(), crate::store::StoreError> = store.each_reading(|reading| {
        met.push(reading.item.id);
        Ok(())
    });
    walked.unwrap();
    let wanted: Vec<_> = batch.into_iter().map(|reading| reading.item.id).collect();
    assert_eq!(met, wanted);
}

#[test]
fn a_text_is_found_before_it_is_indexed() {
    let store = memory();
    put(&store, &[reading("a", "雅加达港口罢工"), reading("b", "Flood in Surabaya")]);
    let found = |query: &str| store.search(query, 5).unwrap().into_iter().map(|r| r.item.id.to_string());
    assert_eq!(found("罢工").collect::<Vec<_>>(), ["a"]);
    assert_eq!(found("surabaya flood").collect::<Vec<_>>(), ["b"]);
    store.settle().wait().unwrap();
    assert_eq!(found("罢工").collect::<Vec<_>>(), ["a"]);
}
