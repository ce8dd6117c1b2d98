//! What only files do: locks, permissions, damage, schemas of other versions.

use std::fs;
use std::time::Instant;

use rusqlite::{Connection, params};

use super::migrate;
use super::open::with_suffix;
use crate::store::tests::notices::draft;
use crate::store::tests::{Home, at, reading};
use crate::store::{Store, StoreError};

/// Size of a page.
const PAGE: usize = 8192;

fn filled(home: &Home, n: usize) {
    let batch = (0..n).map(|n| reading(&format!("id-{n}"), &format!("Strike number {n} in Calabria"))).collect();
    let store = home.open();
    store.put_readings(batch).wait().unwrap();
}

fn error(home: &Home) -> StoreError {
    Store::open(&home.url(), at(0)).unwrap_err()
}

/// The files beside the store whose names hold a word.
fn beside(home: &Home, word: &str) -> Vec<std::path::PathBuf> {
    let files = fs::read_dir(home.path().parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.file_name().unwrap().to_string_lossy().contains(word)).collect()
}

fn bare(home: &Home) -> Connection {
    Connection::open(home.path()).unwrap()
}

#[test]
fn a_locked_store_is_waited_for_and_then_said() {
    let home = Home::new();
    filled(&home, 1);
    let other = bare(&home);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let start = Instant::now();
    let error = error(&home);
    let waited = start.elapsed().as_secs_f64();
    assert!((4.5..8.0).contains(&waited), "{waited}");
    assert!(matches!(&error, StoreError::Locked { .. }), "{error}");
    assert!(error.to_string().contains("`--store`"), "{error}");
    drop(other);
    assert_eq!(home.open().stats().unwrap().items, 1);
}

#[test]
fn a_lock_that_ends_in_time_goes_unnoticed() {
    let home = Home::new();
    let store = home.open();
    let other = bare(&home);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let reply = store.put_readings(vec![reading("a", "Strike")]);
    let reads_meanwhile = store.stats().unwrap();
    assert_eq!(reads_meanwhile.items, 0, "reading does not wait for a writer");
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(reply.wait().unwrap().new, 1);
}

#[test]
fn a_read_only_store_is_said() {
    let home = Home::new();
    filled(&home, 1);
    bare(&home).pragma_update(None, "journal_mode", "delete").unwrap();
    // Tests may run as root, whom permissions do not stop: a write version from the future has the same effect.
    let mut bytes = fs::read(home.path()).unwrap();
    bytes[18] = 9;
    fs::write(home.path(), bytes).unwrap();
    assert!(matches!(error(&home), StoreError::ReadOnly { .. }), "{}", error(&home));
}

#[test]
fn a_folder_that_cannot_be_made_is_said() {
    let error = Store::open("sqlite:/proc/nowhere/fenghuo.db", at(0)).unwrap_err();
    assert!(matches!(&error, StoreError::Unreachable { .. }), "{error}");
}

#[test]
fn a_newer_schema_is_left_alone() {
    let home = Home::new();
    filled(&home, 1);
    bare(&home).pragma_update(None, "user_version", 99).unwrap();
    let before = fs::read(home.path()).unwrap();
    let path = home.path().display().to_string();
    assert_eq!(error(&home), StoreError::Newer { path, found: 99, known: migrate::latest() });
    assert_eq!(fs::read(home.path()).unwrap(), before);
}

#[test]
fn a_database_of_another_program_is_left_alone() {
    let home = Home::new();
    bare(&home).execute_batch("CREATE TABLE rss_item (id INTEGER)").unwrap();
    assert!(matches!(error(&home), StoreError::Foreign { .. }));
}

#[test]
fn damage_of_any_sort_is_set_aside_and_never_written_over() {
    let torn_header: fn(&mut Vec<u8>) = |bytes| bytes[..100].fill(b'x');
    let scrambled_middle: fn(&mut Vec<u8>) = |bytes| {
        let middle = bytes.len() / 2;
        bytes[middle..middle + 6000].fill(0xa5);
    };
    let cut_short: fn(&mut Vec<u8>) = |bytes| bytes.truncate(bytes.len() / 2);
    for damage in [torn_header, scrambled_middle, cut_short] {
        let home = Home::new();
        filled(&home, 400);
        bare(&home).execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        let mut bytes = fs::read(home.path()).unwrap();
        damage(&mut bytes);
        fs::write(home.path(), &bytes).unwrap();
        let opened = Store::open(&home.url(), at(0)).unwrap();
        assert!(opened.notes[0].contains("set aside as"), "{:?}", opened.notes);
        assert_eq!(opened.store.stats().unwrap().items, 0);
        opened.store.put_readings(vec![reading("a", "Strike")]).wait().unwrap();
        let aside = beside(&home, "damaged-20261122T000000Z");
        assert_eq!(fs::read(&aside[0]).unwrap(), bytes);
    }
}

#[test]
fn damage_met_at_work_is_said_and_set_aside_at_the_next_start() {
    let home = Home::new();
    filled(&home, 400);
    bare(&home).execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let store = home.open();
    let mut bytes = fs::read(home.path()).unwrap();
    let end = bytes.len();
    bytes[8192..end].fill(0xa5);
    fs::write(home.path(), &bytes).unwrap();
    let error = store.readings_since(at(-60), 1000).unwrap_err();
    assert!(matches!(&error, StoreError::Corrupt { .. }), "{error}");
    assert_eq!(beside(&home, ".suspect").len(), 1);
    drop(store);
    let opened = Store::open(&home.url(), at(0)).unwrap();
    assert!(opened.notes[0].contains("set aside as"), "{:?}", opened.notes);
    assert_eq!(beside(&home, ".suspect").len(), 0);
}

#[test]
fn every_earlier_schema_is_migrated_after_a_backup_and_keeps_its_items() {
    for schema in 1..migrate::latest() {
        let home = Home::new();
        let mut old = bare(&home);
        migrate::up_to(&mut old, schema).unwrap();
        let sql = "INSERT INTO items (id, feed, revision, hash, seen, lexicon, title, summary, rest, annotation)
                   VALUES ('a', 'f', 1, 7, 0, 'lex', 'Strike', '', ?1, ?2)";
        let sample = reading("a", "Strike");
        let rest = r#"{"publisher":"p","reliability":"C","credibility":6}"#;
        old.execute(sql, params![rest, serde_json::to_string(&sample.annotation).unwrap()]).unwrap();
        drop(old);
        let opened = Store::open(&home.url(), at(0)).unwrap();
        assert_eq!(opened.notes.len(), 1, "{:?}", opened.notes);
        assert_eq!(opened.store.stats().unwrap().schema, migrate::latest());
        assert_eq!(opened.store.readings_since(at(-100_000_000), 5).unwrap()[0].item.title, "Strike");
        let backup = Connection::open(&beside(&home, ".bak")[0]).unwrap();
        assert_eq!(migrate::version(&backup).unwrap(), schema);
    }
}

fn issue(store: &Store, n: usize) {
    for _ in 0..n {
        store.new_notice(at(0), draft).wait().unwrap();
    }
}

fn next_number(store: &Store) -> String {
    store.new_notice(at(0), draft).wait().unwrap().id.to_string()
}

#[test]
fn notices_outlive_damage_to_the_items() {
    let home = Home::new();
    filled(&home, 400);
    issue(&home.open(), 3);
    bare(&home).execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let page: usize = bare(&home)
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'items_by_hash'", [], |row| row.get::<_, i64>(0))
        .unwrap()
        .try_into()
        .unwrap();
    let mut bytes = fs::read(home.path()).unwrap();
    bytes[(page - 1) * PAGE..page * PAGE].fill(0xa5);
    fs::write(home.path(), bytes).unwrap();
    let opened = Store::open(&home.url(), at(0)).unwrap();
    assert!(opened.notes[0].ends_with("notices, audit log and outbox were carried over"), "{:?}", opened.notes);
    assert_eq!(opened.store.notices().unwrap().len(), 3);
    assert_eq!(next_number(&opened.store), "N-2026-0004");
}

#[test]
fn no_number_is_given_again_even_when_nothing_but_bytes_is_left() {
    let home = Home::new();
    issue(&home.open(), 12);
    bare(&home).execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let mut bytes = fs::read(home.path()).unwrap();
    bytes[..PAGE].fill(b'x');
    fs::write(home.path(), bytes).unwrap();
    let opened = Store::open(&home.url(), at(0)).unwrap();
    assert!(opened.notes[0].contains("not carried over: numbers, notices"), "{:?}", opened.notes);
    assert_eq!(next_number(&opened.store), "N-2026-0013");
}

#[test]
fn a_backup_comes_back_and_numbers_given_since_stay_given() {
    let home = Home::new();
    let backup = home.path().with_extension("backup");
    let store = home.open();
    store.put_readings(vec![reading("a", "Strike")]).wait().unwrap();
    issue(&store, 2);
    store.backup(&backup).unwrap();
    issue(&store, 3);
    let taken = Store::restore(&home.url(), &backup, at(0));
    assert!(matches!(taken, Err(StoreError::Locked { .. })), "an open store is not replaced");
    drop(store);
    let restored = Store::restore(&home.url(), &backup, at(0)).unwrap();
    assert!(restored.notes[0].contains("before-restore-20261122T000000Z"), "{:?}", restored.notes);
    assert_eq!(restored.notes.len(), 1, "{:?}", restored.notes);
    assert_eq!(restored.store.stats().unwrap().items, 1);
    assert_eq!(restored.store.notices().unwrap().len(), 2);
    assert_eq!(next_number(&restored.store), "N-2026-0006");
}

#[test]
fn what_is_no_backup_leaves_the_store_as_it_is() {
    let home = Home::new();
    filled(&home, 1);
    let other = home.path().with_extension("other");
    fs::write(&other, "this is a letter and no store of anything at all").unwrap();
    let refused = Store::restore(&home.url(), &other, at(0));
    assert!(matches!(&refused, Err(StoreError::BadBackup { .. })), "{refused:?}");
    assert_eq!(home.open().stats().unwrap().items, 1);
}

#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let home = Home::new();
    filled(&home, 10);
    let store = home.open();
    let limit = |pages: i64| {
        let set = move |connection: &mut Connection| {
            Ok(connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |row| row.get::<_, i64>(0))?)
        };
        store.desk.tend(set).wait().unwrap()
    };
    limit(1);
    let big = || (0..2000).map(|n| reading(&format!("big-{n}"), &format!("Flood number {n}"))).collect();
    let full = store.put_readings(big()).wait();
    assert!(matches!(full, Err(StoreError::Full { .. })), "{full:?}");
    assert_eq!(store.stats().unwrap().items, 10);
    limit(1 << 30);
    assert_eq!(store.put_readings(big()).wait().unwrap().new, 2000);
    assert_eq!(store.check().unwrap(), [""; 0]);
}

#[test]
fn a_full_disk_takes_no_notice_and_no_number() {
    use super::super::tests::notices::draft;
    let home = Home::new();
    let store = home.open();
    store.new_notice(at(0), draft).wait().unwrap();
    let limit = |pages: i64| {
        let set = move |connection: &mut Connection| {
            Ok(connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |row| row.get::<_, i64>(0))?)
        };
        store.desk.tend(set).wait().unwrap()
    };
    limit(1);
    let long = |id: crate::domain::id::NoticeId| {
        let mut notice = draft(id);
        notice.content.watch.en = "x".repeat(1 << 20);
        notice
    };
    let full = store.new_notice(at(0), long).wait();
    assert!(matches!(full, Err(StoreError::Full { .. })), "{full:?}");
    limit(1 << 30);
    assert_eq!(store.new_notice(at(0), long).wait().unwrap().id.as_str(), "N-2026-0002");
    assert_eq!(store.check().unwrap(), [""; 0]);
}

#[test]
fn a_log_cut_off_anywhere_by_a_power_cut_leaves_whole_notices_in_order() {
    let home = Home::new();
    let store = home.open();
    issue(&store, 6);
    let (file, log) = (fs::read(home.path()).unwrap(), fs::read(with_suffix(&home.path(), "-wal")).unwrap());
    let mut seen = std::collections::BTreeSet::new();
    for cut in (0..=40).map(|part| log.len() * part / 40) {
        let other = Home::new();
        fs::write(other.path(), &file).unwrap();
        fs::write(with_suffix(&other.path(), "-wal"), &log[..cut]).unwrap();
        let left = other.open();
        let ids: Vec<_> = left.notices().unwrap().into_iter().map(|notice| notice.id.to_string()).collect();
        let wanted: Vec<_> = (1..=ids.len()).map(|n| format!("N-2026-{n:04}")).collect();
        assert_eq!(ids, wanted);
        assert_eq!(left.check().unwrap(), [""; 0]);
        seen.insert(ids.len());
    }
    assert!(seen.contains(&0) && seen.contains(&6), "the cuts fall before, between and after: {seen:?}");
}

#[test]
fn an_address_of_no_backend_is_refused() {
    for url in ["", "postgres://desk/fenghuo", "sqlite:"] {
        assert_eq!(Store::open(url, at(0)).unwrap_err(), StoreError::BadUrl(url.into()), "{url}");
    }
}

#[test]
fn memory_leaves_nothing_behind() {
    let store = Store::open("memory:", at(0)).unwrap().store;
    store.put_readings(vec![reading("a", "Strike")]).wait().unwrap();
    assert!(!std::path::Path::new("memory:").exists());
}

#[test]
fn looking_items_up_again_prepares_nothing_anew() {
    let home = Home::new();
    let store = home.open();
    let reader = super::open::reader(&home.path()).unwrap();
    let asked = |n: usize| vec![reading(&format!("id-{n}"), &format!("Strike number {n}")).item];
    for round in 0..3 {
        super::items::known(&reader, &asked(round)).unwrap();
        store.put_readings(vec![reading(&format!("id-{round}"), "Strike")]).wait().unwrap();
    }
    assert_eq!(super::items::times_prepared_anew(&reader), 0);
}
