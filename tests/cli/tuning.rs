//! Changes to the configuration and what they would have done, as an operator meets them.

use std::fs;

use crate::desk::{Desk, NOW, rss};

/// A desk with a watchlist of its own, in which the operator has written comments.
fn desk() -> Desk {
    let desk = Desk::empty();
    desk.write("config/countries.toml", "# Ours.\n\n[[country]]\ncode = \"UA\" # the institute\ntier = 2\n");
    desk
}

fn countries(desk: &Desk) -> String {
    fs::read_to_string(desk.path("config/countries.toml")).unwrap()
}

#[test]
fn a_change_of_the_watchlist_keeps_comments_and_holds_at_once() {
    let desk = desk();
    desk.run(&["watch", "set", "UA", "tier=1"]).ends(0);
    assert_eq!(countries(&desk), "# Ours.\n\n[[country]]\ncode = \"UA\" # the institute\ntier = 1\n");
    let list = desk.run(&["watch", "list", "--format", "json"]).ends(0).out();
    let ukraine = list.lines().find(|line| line.contains("\"UA\"")).unwrap();
    assert!(ukraine.contains("\"tier\":1") && ukraine.contains("countries.toml:4"), "{ukraine}");
}

#[test]
fn a_dry_run_prints_the_difference_and_writes_nothing() {
    let desk = desk();
    let before = countries(&desk);
    let diff = desk.run(&["watch", "add", "AX", "--tier", "2", "--dry-run"]).ends(0).out();
    assert!(diff.contains("+code = \"AX\"") && diff.contains("+name = {"), "{diff}");
    assert_eq!(countries(&desk), before);
}

#[test]
fn a_change_that_would_not_load_is_refused_with_file_line_and_column() {
    let desk = desk();
    let before = countries(&desk);
    let told = desk.run(&["watch", "set", "UA", "teir=1"]).ends(2).err();
    assert!(told.contains("config/countries.toml:6:1") && told.contains("unknown key `teir`"), "{told}");
    assert_eq!(countries(&desk), before);
}

#[test]
fn a_country_taken_away_is_no_longer_in_the_report() {
    let desk = desk();
    desk.run(&["watch", "remove", "UA"]).ends(0);
    assert!(countries(&desk).contains("remove = [\"UA\"]") && countries(&desk).contains("# Ours."));
    let report = desk.json(NOW, &["report", "--no-fetch", "--format", "json"]);
    let codes: Vec<_> = report["countries"].as_array().unwrap().iter().map(|one| one["code"].clone()).collect();
    assert!(!codes.contains(&"UA".into()) && codes.contains(&"RU".into()));
    desk.run(&["watch", "remove", "UA"]).ends(2);
}

/// Two papers tell of an attack, and of one near a registered site.
const ITEMS: &str = r#"{"id":"a1","title":"Missile strike on Kyiv kills 12 people","published":"2026-03-01T08:00:00Z","publisher":"one","reliability":"B"}
{"id":"a2","title":"Missile strike on Kyiv kills 12 people, officials say","published":"2026-03-01T09:00:00Z","publisher":"two","reliability":"B"}
{"id":"p1","title":"Suicide bomber kills 25 in Lahore market, Pakistan","published":"2026-03-02T12:00:00Z","publisher":"one","reliability":"B"}
{"id":"p2","title":"Suicide bomber kills 25 in Lahore market, Pakistan police say","published":"2026-03-02T13:00:00Z","publisher":"two","reliability":"B"}
"#;

#[test]
fn a_backtest_names_what_an_edit_loses_and_the_term_that_moved_it() {
    let desk = Desk::empty();
    let items = desk.write("items.jsonl", ITEMS).display().to_string();
    desk.write("config/model.toml", "version = \"ours\"\n[reliability]\nB = 0.3\nC = 0.3\nD = 0.3\n");
    let found = desk.json(NOW, &["backtest", "--items", &items, "--format", "json"]);
    let version = |side: &str| found["model"][side].as_str().unwrap().to_owned();
    assert!(version("before").starts_with('1') && version("after").starts_with("ours"), "{}", found["model"]);
    assert_eq!((&found["candidates"]["before"], &found["candidates"]["after"]), (&2.into(), &0.into()));
    let terms: Vec<_> = found["lost"].as_array().unwrap().iter().map(|lost| lost["moved"]["term"].clone()).collect();
    assert_eq!(terms, ["C", "C"]);
    let text = desk.run(&["backtest", "--items", &items]).ends(0).out();
    assert!(text.contains("candidates: 2 before, 0 after (+0 −2)") && text.contains("C 0.73 → 0.33"), "{text}");
}

#[test]
fn a_backtest_against_events_gives_detection_and_lead_with_intervals() {
    let desk = Desk::empty();
    let items = desk.write("items.jsonl", ITEMS).display().to_string();
    let events = desk.write("events.csv", "date,country\n2026-03-02,UA\n2026-03-02,CL\n").display().to_string();
    let args = ["backtest", "--items", &items, "--against", &events, "--step", "1h", "--format", "json"];
    let skill = desk.json(NOW, &args)["against"]["after"].clone();
    assert_eq!((&skill["hits"], &skill["misses"], &skill["false_alarms"]), (&1.into(), &1.into(), &1.into()));
    assert!(skill["lead_hours"].as_f64().unwrap() > 20.0 && skill["pod"]["low"].as_f64().unwrap() < 0.5, "{skill}");
    desk.write("events.csv", "date,country\nsoon,UA\n");
    let told = desk.run(&args).ends(2).err();
    assert!(told.contains("line 2: `soon`"), "{told}");
}

#[test]
fn stored_items_are_run_from_the_span_asked_for() {
    let desk =
        Desk::reading(rss(&[("Suicide bomber kills 25 in Lahore market, Pakistan", "Sun, 22 Nov 2026 08:00:00 GMT")]));
    desk.run(&["fetch"]).ends(0);
    let items = |since: &str| desk.json(NOW, &["backtest", "--since", since, "--format", "json"])["items"].clone();
    assert_eq!((items("2h"), items("2d")), (0.into(), 1.into()));
}
