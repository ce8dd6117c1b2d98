//! Feeds that answer badly: what is said of each, and that nothing already stored is lost.

use std::fs::File;

use serde_json::Value;

use crate::desk::{Desk, rss};
use crate::scan::dangers;

const FIRST: &str = "2026-11-22T09:00:00Z";
const LATER: &str = "2026-11-22T12:00:00Z";

/// Name of a feed, what it answers the second time, the outcome, and words of the error.
const BAD: [(&str, &[u8], &str, &str); 6] = [
    (
        "page",
        b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><form></form></body></html>",
        "not_a_feed",
        "Sign in",
    ),
    ("empty", b"", "not_a_feed", "empty"),
    ("cut", b"<?xml version=\"1.0\"?><rss version=\"2.0\"><chan", "", ""),
    ("binary", b"\x00\x01\x02\x03\xfe\xff\x00\x00", "not_a_feed", ""),
    ("text", b"There is nothing here but words.", "not_a_feed", ""),
    ("silent", b"<rss version=\"2.0\"><channel><title>Wire</title></channel></rss>", "suspect_empty", ""),
];

#[test]
fn each_bad_answer_has_its_outcome_and_what_was_stored_stays() {
    let desk = Desk::empty();
    let cities = ["Tbilisi", "Karachi", "Santiago", "Minsk", "Nairobi", "Lagos", "Kyiv"];
    for ((name, ..), city) in BAD.iter().zip(cities) {
        let title = format!("Explosion in {city} kills 12");
        desk.write(&format!("{name}.xml"), rss(&[(&title, "Sun, 22 Nov 2026 08:00:00 GMT")]));
        desk.add_feed(name, &format!("{name}.xml"), "");
    }
    desk.write("huge.xml", rss(&[("Explosion in Kyiv kills 12", "Sun, 22 Nov 2026 08:00:00 GMT")]));
    desk.add_feed("huge", "huge.xml", "");
    let before = desk.json(FIRST, &["report", "--format", "json"]);
    assert_eq!(ids(&before["incidents"]).len(), cities.len());

    for (name, body, ..) in BAD {
        desk.write(&format!("{name}.xml"), body);
    }
    File::create(desk.path("huge.xml")).unwrap().set_len(200 << 20).unwrap();
    let run = desk.run_at(LATER, &["fetch", "--format", "json"]).ends(0);
    let fetches: Vec<Value> = run.out().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (name, _, outcome, words) in BAD {
        let fetch = fetches.iter().find(|fetch| fetch["feed"] == name).unwrap();
        assert!(outcome.is_empty() || fetch["outcome"] == outcome, "{fetch}");
        assert_ne!(fetch["outcome"], "ok", "{fetch}");
        assert!(fetch["error"].as_str().unwrap_or_default().contains(words), "{fetch}");
        assert_eq!(fetch["last_success"], FIRST, "{fetch}");
    }
    let huge = fetches.iter().find(|fetch| fetch["feed"] == "huge").unwrap();
    assert_eq!(huge["outcome"], "too_large", "{huge}");

    let after = desk.json(LATER, &["report", "--no-fetch", "--format", "json"]);
    assert_eq!(ids(&after["incidents"]), ids(&before["incidents"]));
}

#[test]
fn a_feed_in_gb18030_is_read_in_chinese() {
    let (body, _, _) = encoding_rs::GB18030.encode(
        "<?xml version=\"1.0\" encoding=\"GB18030\"?><rss version=\"2.0\"><channel><title>新闻</title><item>\
         <title>基辅发生爆炸造成12人死亡</title><link>https://example.org/1</link>\
         <pubDate>Sun, 22 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>",
    );
    let report = Desk::reading(&body).json(LATER, &["report", "--format", "json"]);
    assert_eq!(report["incidents"][0]["title"], "基辅发生爆炸造成12人死亡");
    assert_eq!(report["incidents"][0]["countries"][0], "UA");
}

#[test]
fn entries_before_the_cut_of_a_truncated_feed_are_read() {
    let whole = rss(&[
        ("Explosion in Kyiv kills 12", "Sun, 22 Nov 2026 08:00:00 GMT"),
        ("Flood in Lagos displaces thousands", "Sun, 22 Nov 2026 08:00:00 GMT"),
    ]);
    let cut = whole.split("<pubDate>").take(2).collect::<Vec<_>>().join("<pubDate>");
    let report = Desk::reading(cut).json(LATER, &["report", "--format", "json"]);
    assert_eq!(report["incidents"][0]["countries"][0], "UA", "{}", report["feeds"]);
}

/// What a hostile publisher puts wherever a text is expected.
const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}txt.exe\u{202c}\u{0}\u{8}\r&#27;[31m&#x9b;0m&amp;#27;<script>alert(1)</script>=cmd|'/c calc'!A1";

#[test]
fn no_output_carries_what_a_hostile_feed_sends() {
    let desk = Desk::empty();
    let item = |n: u32| {
        format!(
            "<item><title>Explosion in Kyiv kills {n} {HOSTILE}</title><guid>{HOSTILE}{n}</guid>\
             <link>javascript:{HOSTILE}</link><description><![CDATA[{HOSTILE}]]></description><category>{HOSTILE}\
             </category><author>{HOSTILE}</author><pubDate>Sun, 22 Nov 2026 08:00:00 GMT</pubDate></item>"
        )
    };
    desk.write(
        "x.xml",
        format!("<rss version=\"2.0\"><channel><title>{HOSTILE}</title>{}{}</channel></rss>", item(12), item(4)),
    );
    desk.add_feed("x", "x.xml", "");
    desk.write("page.xml", format!("<html><title>Sign in {HOSTILE}</title></html>"));
    desk.add_feed("page", "page.xml", "");
    let json = serde_json::json!({ "version": "https://jsonfeed.org/version/1.1", "title": HOSTILE, "items": [
        { "id": HOSTILE, "title": format!("Flood in Lagos {HOSTILE}"), "url": HOSTILE, "content_text": HOSTILE,
          "date_published": "2026-11-22T08:00:00Z", "tags": [HOSTILE] } ] });
    desk.write("y.json", json.to_string());
    desk.add_feed("y", "y.json", "");
    let fetched = desk.run(&["fetch"]).ends(0);
    assert!(fetched.out().contains("page"), "{}", fetched.out());

    let report = desk.json(LATER, &["report", "--no-fetch", "--format", "json"]);
    assert_eq!(report["items"], 3, "{}", report["feeds"]);
    let incident = report["incidents"][0]["id"].as_str().unwrap().to_owned();
    let item = report["incidents"][0]["items"][0]["id"].as_str().unwrap().to_owned();
    let file = desk.path("x.xml").display().to_string();
    let mut runs = vec![fetched];
    for args in [
        &["fetch", "--format", "json"][..],
        &["report", "--no-fetch", "--format", "md"],
        &["report", "--no-fetch", "--format", "json"],
        &["report", "--no-fetch", "--format", "html"],
        &["report", "--no-fetch", "--format", "csv"],
        &["report", "--no-fetch", "--format", "atom"],
        &["feeds", "list"],
        &["feeds", "list", "--format", "json"],
        &["feeds", "check", &file, "page"],
        &["feeds", "check", &file, "--format", "json"],
        &["explain", &incident],
        &["explain", &incident, "--format", "json"],
        &["explain", &item],
        &["explain", &item, "--format", "json"],
        &["explain", "UA"],
    ] {
        runs.push(desk.run(args).ends(0));
    }
    let line = serde_json::json!({ "id": HOSTILE, "title": HOSTILE, "summary": HOSTILE, "feed": HOSTILE, "publisher": HOSTILE,
        "published": "2026-11-22T08:00:00Z", "categories": [HOSTILE] });
    let lines = format!("{line}\n{{\"title\": {HOSTILE}\n");
    runs.push(desk.run_with(lines.as_bytes(), &["annotate"]).ends(1));
    let items = desk.write("items.jsonl", lines).display().to_string();
    runs.push(desk.run(&["replay", "--items", &items]).ends(1));
    for run in runs {
        assert_eq!(dangers(&run.stdout), Vec::<String>::new());
        assert_eq!(dangers(&run.stderr), Vec::<String>::new());
    }
}

#[test]
fn errors_repeat_no_control_characters_of_arguments_or_files() {
    let desk = Desk::empty();
    let name = "a\u{1b}[31m\u{9b}b\u{202e}";
    let mut runs = Vec::new();
    for args in [
        &["fetch", name][..],
        &["explain", name],
        &["--lang", name, "report"],
        &[name],
        &["replay", "--items", name],
        &["feeds", "check", name],
        &["--config", name, "config", "check"],
        &["--store", name, "report", "--no-fetch", "--output", "no/such/a\u{1b}[31m"],
    ] {
        runs.push(desk.run(args));
    }
    desk.write("config/fenghuo.toml", format!("[desk]\nofficer = \"{name}\"\ntimezone = \"{name}\"\n{name} = 1\n"));
    runs.push(desk.run(&["config", "check"]));
    desk.write("config/fenghuo.toml", "[desk]\nofficer = \"a\\U0000001b[31m\"\ntimezone = \"a\\U0000001b[31m\"\n");
    runs.push(desk.run(&["config", "check"]));
    runs.push(desk.run(&["report", "--no-fetch"]));
    for run in runs {
        // What an operator wrote out as an escape in his own file may be shown to him as he wrote it.
        let shown = [run.out(), run.err()].concat().replace("\\U0000001b", "");
        assert_eq!(dangers(shown.as_bytes()), Vec::<String>::new(), "{shown}");
    }
}

fn ids(list: &Value) -> Vec<String> {
    let mut ids: Vec<String> = list.as_array().unwrap().iter().map(|one| one["id"].to_string()).collect();
    ids.sort();
    ids
}
