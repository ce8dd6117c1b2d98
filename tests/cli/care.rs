//! Care of the store, as its operator meets it.

use std::fs;

use serde_json::Value;

use crate::desk::{Desk, NOW, rss};

/// A desk that has fetched one item.
fn desk() -> Desk {
    let desk = Desk::reading(rss(&[("Explosion in Tbilisi kills 3", "Sun, 22 Nov 2026 08:00:00 GMT")]));
    desk.run(&["fetch"]).ends(0);
    desk
}

fn store(desk: &Desk) -> std::path::PathBuf {
    desk.path("home/.local/share/fenghuo/fenghuo.db")
}

fn items(desk: &Desk) -> u64 {
    desk.json(NOW, &["store", "check", "--format", "json"])["items"].as_u64().unwrap()
}

#[test]
fn a_sound_store_has_no_faults_and_a_damaged_one_is_named_and_left_where_it_lies() {
    let desk = desk();
    let found = desk.json(NOW, &["store", "check", "--format", "json"]);
    assert_eq!((&found["schema"], &found["items"]), (&"fenghuo.store_check/1".into(), &1.into()));
    assert_eq!(found["faults"], Value::Array(Vec::new()));
    let bytes = fs::read(store(&desk)).unwrap();
    fs::write(store(&desk), [&b"no database header"[..], &bytes[18..]].concat()).unwrap();
    let told = desk.run(&["store", "check"]).ends(1).err();
    assert!(told.contains("is damaged"), "{told}");
    let files = fs::read_dir(store(&desk).parent().unwrap()).unwrap();
    let aside = files.flatten().filter(|file| file.file_name().to_string_lossy().contains("damaged"));
    assert_eq!(aside.count(), 0, "a check changes nothing");
}

#[test]
fn a_store_that_is_not_there_is_not_begun_by_looking_at_it() {
    let desk = Desk::empty();
    let told = desk.run(&["store", "check"]).ends(1).err();
    assert!(told.contains("there is no store at"), "{told}");
    assert!(!store(&desk).exists());
}

#[test]
fn items_older_than_the_setting_go_and_it_is_said_how_many() {
    let desk = desk();
    desk.write("config/fenghuo.toml", "[store]\nkeep_items_days = 90\n");
    let now = |at: &str| desk.json(at, &["store", "compact", "--format", "json"]);
    assert_eq!(now("2027-01-10T00:00:00Z")["removed"]["items"], 0);
    assert_eq!(now("2027-12-01T00:00:00Z")["removed"]["items"], 1);
    assert_eq!(items(&desk), 0);
}

#[test]
fn a_backup_comes_back_only_when_asked_twice_and_what_was_there_is_kept() {
    let desk = desk();
    let copy = desk.run(&["store", "backup"]).ends(0).out().trim().to_owned();
    assert!(copy.ends_with("fenghuo.db.backup-20261122T120000Z"), "{copy}");
    desk.write("one.xml", rss(&[("Floods in Georgia displace hundreds", "Sun, 22 Nov 2026 10:00:00 GMT")]));
    desk.run(&["fetch"]).ends(0);
    assert_eq!(items(&desk), 2);
    let told = desk.run(&["store", "restore", &copy]).ends(1).err();
    assert!(told.contains("--yes"), "{told}");
    assert_eq!(items(&desk), 2);
    let told = desk.run(&["store", "restore", &copy, "--yes"]).ends(0).err();
    assert!(told.contains("before-restore-"), "{told}");
    assert_eq!(items(&desk), 1);
}

#[test]
fn a_backup_overwrites_no_file() {
    let desk = desk();
    let mine = desk.write("mine.db", "mine");
    let told = desk.run(&["store", "backup", &mine.display().to_string()]).ends(1).err();
    assert!(told.contains("is not overwritten"), "{told}");
    assert_eq!(fs::read_to_string(mine).unwrap(), "mine");
}

#[test]
fn every_exported_line_names_its_schema_in_file_and_pipe_alike() {
    let desk = desk();
    let printed = desk.run(&["store", "export"]).ends(0).out();
    let file = desk.path("all.jsonl").display().to_string();
    desk.run(&["store", "export", "--output", &file]).ends(0);
    assert_eq!(fs::read_to_string(file).unwrap(), printed);
    let schemas = printed.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["schema"].clone());
    assert!(schemas.clone().all(|schema| schema.as_str().unwrap().starts_with("fenghuo.")));
    assert!(schemas.into_iter().any(|schema| schema == "fenghuo.reading/1"));
}
