//! Exit codes of `report --exit-code`, and what a second run knows of the first.

use serde_json::Value;

use crate::desk::{Desk, feed, rss};

/// Advice that makes a country red.
const TERROR: &str = "Bomb attack in Islamabad kills 60, Pakistan officials say";
const WEATHER: &str = "Sun, 22 Nov 2026 08:00:00 GMT";

/// A desk whose one feed covers the world, so that every country is checked.
fn desk(title: &str) -> Desk {
    Desk::reading(rss(&[(title, WEATHER)]))
}

fn codes(desk: &Desk, now: &str, more: &[&str]) -> i32 {
    let args = [&["report", "--exit-code"][..], more].concat();
    desk.run_at(now, &args).code.unwrap()
}

#[test]
fn without_the_option_findings_change_nothing() {
    assert_eq!(desk(TERROR).run(&["report"]).code, Some(0));
}

#[test]
fn a_warning_counts_once_and_then_is_known() {
    let desk = Desk::empty();
    // The desk must have begun to watch before the news, or they are older than the rules.
    desk.write("one.xml", rss(&[("Quiet day at the stock exchange", WEATHER)]));
    desk.add_feed("one", "one.xml", "");
    let quiet = codes(&desk, "2026-11-22T08:30:00Z", &[]);
    assert!(quiet == 0 || quiet == 20, "nothing to warn of: {quiet}");
    desk.write("one.xml", rss(&[(TERROR, "Sun, 22 Nov 2026 09:00:00 GMT")]));
    assert_eq!(codes(&desk, "2026-11-22T09:30:00Z", &["--min-level", "red"]), quiet, "no red is there");
    desk.write(
        "one.xml",
        rss(&[
            (TERROR, "Sun, 22 Nov 2026 09:00:00 GMT"),
            ("Suicide bomber kills 25 in Lahore market, Pakistan", "Sun, 22 Nov 2026 10:00:00 GMT"),
        ]),
    );
    assert_eq!(codes(&desk, "2026-11-22T10:30:00Z", &[]), 10);
    assert_eq!(codes(&desk, "2026-11-22T11:30:00Z", &[]), quiet, "nothing new since the last run");
    let report = desk.json("2026-11-22T11:40:00Z", &["report", "--no-fetch", "--format", "json"]);
    assert!(!report["candidates"].as_array().unwrap().is_empty(), "the candidates are still there");
}

#[test]
fn a_feed_that_fails_is_degraded_coverage_and_a_warning_outranks_it() {
    let desk = desk(TERROR);
    let more = feed("gone", &format!("file:{}", desk.path("not-there.xml").display()), "");
    let own = std::fs::read_to_string(desk.path("config/feeds/own.toml")).unwrap();
    desk.write("config/feeds/own.toml", own + &more);
    assert_eq!(codes(&desk, "2026-11-22T12:00:00Z", &["--min-level", "red"]), 20);
    let report = desk.json("2026-11-22T12:10:00Z", &["report", "--no-fetch", "--format", "json"]);
    assert_eq!(report["coverage"]["feeds"], serde_json::json!({ "sighted": 1, "total": 2 }));
}

#[test]
fn the_same_feed_read_twice_adds_nothing() {
    let desk = desk(TERROR);
    let first = fetched(&desk, "2026-11-22T12:00:00Z");
    let second = fetched(&desk, "2026-11-22T13:00:00Z");
    assert_eq!((&first["items"], &first["new"], &first["changed"]), (&1.into(), &1.into(), &0.into()));
    assert_eq!((&second["new"], &second["changed"]), (&0.into(), &0.into()));
    let report = desk.json("2026-11-22T13:00:00Z", &["report", "--no-fetch", "--format", "json"]);
    assert_eq!(report["items"], 1);
}

#[test]
fn an_edited_headline_is_the_same_item_revised() {
    let desk = desk(TERROR);
    fetched(&desk, "2026-11-22T12:00:00Z");
    let edited = rss(&[(TERROR, WEATHER)]).replace("<title>Bomb attack", "<title>Update: bomb attack");
    desk.write("one.xml", edited);
    let second = fetched(&desk, "2026-11-22T13:00:00Z");
    assert_eq!((&second["new"], &second["changed"]), (&0.into(), &1.into()), "{second}");
    let report = desk.json("2026-11-22T13:00:00Z", &["report", "--no-fetch", "--format", "json"]);
    let item = &report["incidents"][0]["items"][0];
    assert_eq!((report["items"].as_u64(), item["revision"].as_u64()), (Some(1), Some(2)), "{item}");
}

#[test]
fn a_restart_goes_on_with_levels_candidates_and_what_was_left_out() {
    let desk = desk("Quiet day at the stock exchange");
    desk.run_at("2026-11-22T08:30:00Z", &["report"]).ends(0);
    desk.write("one.xml", rss(&[(TERROR, "Sun, 22 Nov 2026 09:00:00 GMT"), ("Football: Ghana beat Togo", WEATHER)]));
    let format = ["--format", "json"];
    let first = desk.json("2026-11-22T09:30:00Z", &[&["report"][..], &format].concat());
    let again = desk.json("2026-11-22T09:30:00Z", &[&["report", "--no-fetch"][..], &format].concat());
    for part in ["countries", "assets", "incidents", "candidates", "transitions", "drops", "items", "unattributed"] {
        assert_eq!(first[part], again[part], "{part} differ after a restart");
    }
    assert!(first["drops"].as_object().is_some_and(|drops| !drops.is_empty()), "{}", first["drops"]);
}

#[test]
fn a_country_that_no_feed_ever_covered_has_no_score() {
    let report = Desk::empty().json("2026-11-22T12:00:00Z", &["report", "--format", "json"]);
    let country = &report["countries"][0];
    assert_eq!(
        (&country["score"], &country["standing"], &country["situation"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(
        report["coverage"]["unchecked"].as_array().unwrap().len(),
        report["countries"].as_array().unwrap().len()
    );
    let explained = Desk::empty().run(&["explain", "UA"]).ends(0).out();
    assert!(explained.starts_with("UA: unchecked\n"), "{explained}");
    let paper = Desk::empty().run(&["report"]).ends(0).out();
    assert!(paper.contains("**?** | Ukraine | – |") && !paper.contains("held"), "{paper}");
}

#[test]
fn replay_gives_the_same_bytes_whatever_the_order_of_lines() {
    let desk = Desk::empty();
    let mut lines: Vec<String> = (0..60)
        .map(|n| {
            let city = ["Kyiv", "Lagos", "Karachi", "Santiago"][n % 4];
            let (day, hour) = (n / 24 + 1, n % 24);
            serde_json::json!({ "id": format!("i{n}"), "title": format!("Explosion in {city} kills {}", n % 7 + 1),
                "publisher": format!("p{}", n % 5), "published": format!("2026-11-{day:02}T{hour:02}:00:00Z") })
            .to_string()
        })
        .collect();
    let forth = desk.write("forth.jsonl", lines.join("\n")).display().to_string();
    lines.reverse();
    let back = desk.write("back.jsonl", lines.join("\n")).display().to_string();
    let replay = |items: &str| desk.run(&["replay", "--items", items, "--step", "6h"]).ends(0).stdout;
    let first = replay(&forth);
    assert!(first == replay(&forth) && first == replay(&back));
    let replayed: Value = serde_json::from_slice(&first).unwrap();
    assert!(replayed["incidents"].as_array().unwrap().len() >= 4, "{replayed}");
}

fn fetched(desk: &Desk, now: &str) -> Value {
    desk.json(now, &["fetch", "one", "--format", "json"])
}
