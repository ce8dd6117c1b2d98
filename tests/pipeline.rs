//! What the field's users complain of, as tests of the whole pipeline: feeds in, levels, queues and candidates out.
//!
//! Feeds answer from a mock server on the loopback; the clock is an argument.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed test should panic")]

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Duration;
use fenghuo::app::engine::Engine;
use fenghuo::app::lines::Lines;
use fenghuo::app::picture::Frame;
use fenghuo::app::pipeline::{Memory, Pipeline};
use fenghuo::app::replay::replay;
use fenghuo::app::session::Session;
use fenghuo::app::stages::Stages;
use fenghuo::config::{Config, shipped};
use fenghuo::domain::country::CountryCode;
use fenghuo::domain::feed::{Feed, FeedState, Outcome};
use fenghuo::domain::id::{Family, FeedId, Person};
use fenghuo::domain::item::Item;
use fenghuo::domain::level::{Check, Level};
use fenghuo::domain::picture::{CountryLine, Picture};
use fenghuo::domain::rule::CandidateOutcome;
use fenghuo::domain::source::Reliability;
use fenghuo::domain::time::{Timestamp, parse};
use fenghuo::report;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

const START: &str = "2026-11-22T08:00:00Z";

/// T1: a 304 after a failure proves nothing; the country stays unseen, and its level is held rather than lowered.
#[tokio::test(flavor = "multi_thread")]
async fn after_a_failure_a_304_is_still_a_failure_and_the_level_is_held() {
    let server = MockServer::start().await;
    let day = "Sun, 22 Nov 2026 07:00:00 GMT";
    let attacks = [
        ("Bomb attack in Islamabad kills 160, Pakistan says", day),
        ("Army of Pakistan seizes power in coup, president arrested", day),
        ("Earthquake of magnitude 8.1 kills 4000 in Pakistan", day),
        ("Fighting in Lahore kills 300, Pakistan closes airports", day),
        ("Cholera outbreak kills 900 across Pakistan", day),
    ];
    let (mut engine, feed) = watching(&server, &["PK"]);
    let ok =
        ResponseTemplate::new(200).insert_header("ETag", "\"1\"").set_body_raw(rss(&attacks), "application/rss+xml");
    answer(&server, ok).await;
    let seen = turn(&mut engine, &feed, at(0)).await;
    let (level, score) = (country(&seen, "PK").level.level, country(&seen, "PK").score.score.value);
    assert!(level > Level::None && score > 20.0, "{level} {score}");

    answer(&server, ResponseTemplate::new(403)).await;
    turn(&mut engine, &feed, at(1)).await;
    answer(&server, ResponseTemplate::new(304)).await;
    let blind = turn(&mut engine, &feed, at(30)).await;
    let line = country(&blind, "PK");
    assert_eq!(blind.feeds[0].state.outcome, Some(Outcome::Blocked));
    assert_eq!(blind.feeds[0].state.last_success, Some(at(0)));
    assert!(
        matches!(line.score.check, Check::Unchecked { since: Some(last) } if last == at(0)),
        "{:?}",
        line.score.check
    );
    assert_eq!((line.level.level, line.level.held), (level, true));
    assert_eq!(line.score.coverage, (0, 1));
    assert!(blind.transitions.iter().all(|transition| transition.to >= transition.from), "{:?}", blind.transitions);
}

/// T7: a source that goes down closes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_candidate_stays_open_while_its_source_is_down() {
    let server = MockServer::start().await;
    let (mut engine, feed) = watching(&server, &[]);
    answer(&server, ResponseTemplate::new(200).set_body_raw(rss(&[]), "application/rss+xml")).await;
    turn(&mut engine, &feed, at(0)).await;
    answer(&server, ResponseTemplate::new(200).set_body_raw(massacre(), "application/rss+xml")).await;
    let seen = turn(&mut engine, &feed, at(2)).await;
    let open: Vec<_> = seen.open_candidates().map(|candidate| candidate.id.clone()).collect();
    assert!(!open.is_empty(), "the bombing is proposed");
    answer(&server, ResponseTemplate::new(500)).await;
    let down = turn(&mut engine, &feed, at(40)).await;
    let still: Vec<_> = down.open_candidates().map(|candidate| &candidate.id).collect();
    assert!(open.iter().all(|id| still.contains(&id)), "{:?}", down.candidates);
}

/// T3: one publisher over nine feeds corroborates nothing.
#[test]
fn nine_feeds_of_one_publisher_are_one_witness() {
    // In words of their own: the same words under nine names would be one wire report.
    let titles = [
        "Explosion in Tbilisi kills 3",
        "Three killed as explosion rocks Tbilisi",
        "Tbilisi explosion leaves three dead",
    ];
    let told = |feeds: usize, families: usize| {
        let one = |n: usize| item(&format!("{n}"), titles[n % titles.len()], &format!("f{}", n % families));
        let items = (0..feeds).map(one).collect();
        let picture = read(items);
        assert_eq!(picture.incidents.len(), 1);
        picture.incidents[0].rating.certainty
    };
    assert!((told(9, 1) - told(1, 1)).abs() < 1e-9, "{} {}", told(9, 1), told(1, 1));
    assert!(told(9, 9) > told(9, 1));
}

/// T6: what names no country is put before a person; it reaches no country and does not vanish.
#[test]
fn an_item_without_a_country_waits_in_its_queue() {
    let picture = read(vec![item("1", "Explosion at chemical plant kills 12 workers", "wire")]);
    assert_eq!(picture.unattributed.len(), 1);
    assert_eq!(picture.drops.get("unattributed"), Some(&1));
    assert!(picture.countries.iter().all(|line| line.level.level == Level::None && line.score.driver.is_none()));
}

/// T2: items without a date are kept as such.
#[tokio::test(flavor = "multi_thread")]
async fn a_feed_without_dates_says_so_and_its_items_are_kept() {
    let server = MockServer::start().await;
    let (mut engine, feed) = watching(&server, &[]);
    let undated = rss(&[("Explosion in Tbilisi kills 3", "")]).replace("<pubDate></pubDate>", "");
    answer(&server, ResponseTemplate::new(200).set_body_raw(undated, "application/rss+xml")).await;
    let picture = turn(&mut engine, &feed, at(0)).await;
    assert_eq!(picture.feeds[0].state.outcome, Some(Outcome::Undated));
    assert_eq!(picture.items, 1);
    assert_eq!(picture.incidents[0].readings[0].item.published, None);
}

/// T12: a candidate set aside comes back when more is known, and not before.
#[test]
fn a_dismissed_candidate_comes_back_only_with_news() {
    let folder = tempfile::tempdir().unwrap();
    let url = folder.path().join("desk.db").display().to_string();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let server = MockServer::start().await;
        let feed = feed(&format!("{}/feed", server.uri()), &[]);
        let open = |now| Session::open(stages(vec![feed.clone()]), &url, now).unwrap().engine;
        answer(&server, ResponseTemplate::new(200).set_body_raw(rss(&[]), "application/rss+xml")).await;
        turn(&mut open(at(0)), &feed.id, at(0)).await;
        answer(&server, ResponseTemplate::new(200).set_body_raw(massacre(), "application/rss+xml")).await;
        let mut engine = open(at(2));
        let seen = turn(&mut engine, &feed.id, at(2)).await;
        let mut dismissed: Vec<_> = seen.open_candidates().cloned().collect();
        assert!(!dismissed.is_empty());
        for candidate in &mut dismissed {
            candidate.outcome = CandidateOutcome::Dismissed { by: Person::new("lin"), reason: "false_alarm".into() };
        }
        engine.store().put_candidates(dismissed.clone()).await.unwrap();
        drop(engine);

        let mut engine = open(at(3));
        let same = turn(&mut engine, &feed.id, at(3)).await;
        assert_eq!(same.open_candidates().count(), 0, "nothing is new");
        let more = massacre().replace(
            "</channel>",
            "<item><title>Suicide bomber kills 240 in Islamabad, Pakistan</title><guid>more</guid>\
             <pubDate>Sun, 22 Nov 2026 11:30:00 GMT</pubDate></item></channel>",
        );
        answer(&server, ResponseTemplate::new(200).set_body_raw(more, "application/rss+xml")).await;
        let news = turn(&mut engine, &feed.id, at(4)).await;
        assert!(news.open_candidates().next().is_some(), "{:?}", news.candidates);
    });
}

/// T13: an anniversary and an opinion are told apart from what happens, and why is kept.
#[test]
fn an_anniversary_raises_nothing_and_says_why() {
    let picture = read(vec![
        item("1", "40 years ago: bombing in Tbilisi killed 60 people", "wire"),
        item("2", "Opinion: why the war in Georgia still matters", "wire"),
    ]);
    assert!(picture.countries.iter().all(|line| line.level.level == Level::None));
    assert!(picture.drops.contains_key("anniversary"), "{:?}", picture.drops);
}

/// T14: nothing is cut off: the item that matters may be the twenty-seventh.
#[tokio::test(flavor = "multi_thread")]
async fn the_twenty_seventh_item_is_read() {
    let server = MockServer::start().await;
    let (mut engine, feed) = watching(&server, &[]);
    let date = "Sun, 22 Nov 2026 07:00:00 GMT";
    let mut titles: Vec<String> = (1..=60).map(|n| format!("Stock exchange report number {n}")).collect();
    titles[26] = "Bomb attack in Tbilisi kills 60, Georgia says".into();
    let items: Vec<(&str, &str)> = titles.iter().map(|title| (title.as_str(), date)).collect();
    answer(&server, ResponseTemplate::new(200).set_body_raw(rss(&items), "application/rss+xml")).await;
    let picture = turn(&mut engine, &feed, at(0)).await;
    assert_eq!(picture.items, 60);
    assert_eq!(picture.incidents[0].incident.countries, [code("GE")]);
}

/// T15: the same items give the same bytes.
#[test]
fn a_replay_of_the_same_items_is_the_same() {
    let cities = ["Tbilisi", "Lagos", "Karachi"];
    let items = || {
        (0..90).map(|n| item(&format!("{n}"), &format!("Explosion in {} kills {}", cities[n % 3], n % 5 + 1), "wire"))
    };
    let replayed = |items: Vec<Item>| {
        let pipeline = Pipeline::new(stages(Vec::new()), Memory::Everything, at(-100));
        serde_json::to_string(&replay(pipeline, items, Duration::hours(1)).unwrap()).unwrap()
    };
    let once = replayed(items().collect());
    assert_eq!(once, replayed(items().collect()));
    assert_eq!(once, replayed(items().rev().collect()));
}

/// What was one incident for a while and then part of another is told once.
#[test]
fn a_replay_lists_every_item_in_one_incident() {
    let text = include_str!("../fixtures/demo/items.jsonl");
    let stages = stages(Vec::new());
    let items = Lines::new(&stages.config, at(0)).read(&mut text.as_bytes(), 10_000).unwrap().items;
    let told = replay(Pipeline::new(stages, Memory::Everything, at(-1000)), items, Duration::hours(1)).unwrap();
    let told = serde_json::to_value(&told).unwrap();
    let items = || told["incidents"].as_array().unwrap().iter().flat_map(|one| one["items"].as_array().unwrap());
    let different: std::collections::BTreeSet<_> = items().map(ToString::to_string).collect();
    assert!(different.len() > 50);
    assert_eq!(items().count(), different.len());
}

/// T20: what is not known is null, and never nought.
#[test]
fn what_is_not_known_is_null_in_the_report() {
    let stages = stages(vec![feed("https://example.org/feed", &[])]);
    let mut pipeline = Pipeline::new(Arc::clone(&stages), Memory::Desk, at(-100));
    let readings = pipeline.read(vec![item("1", "Protests in Tbilisi", "wire")]).unwrap();
    pipeline.take_read(&readings);
    assert_eq!((readings[0].annotation.fatalities, readings[0].annotation.injured), (None, None));
    let feeds = vec![(Arc::clone(&stages.config.feeds[0]), FeedState::default())];
    pipeline.evaluate_watching(&feeds, at(0));
    let told = report::json(&pipeline.picture(&frame(&feeds)));
    assert!(told["incidents"][0]["fatalities"].is_null() && told["incidents"][0]["magnitude"].is_null());
    for country in told["countries"].as_array().unwrap() {
        assert!(country["score"].is_null() && country["situation"].is_null(), "{country}");
    }
    assert_eq!(told["coverage"]["countries"]["checked"], 0);
}

/// A bombing that every rule of terrorism proposes, told by two.
fn massacre() -> String {
    rss(&[
        ("Suicide bomber kills 60 in Islamabad, Pakistan", "Sun, 22 Nov 2026 09:00:00 GMT"),
        ("Bomb attack in Islamabad kills 60, Pakistan says", "Sun, 22 Nov 2026 09:10:00 GMT"),
    ])
}

/// Asks a feed, evaluates, and gives the picture.
async fn turn(engine: &mut Engine, feed: &FeedId, now: Timestamp) -> Picture {
    engine.ask(std::slice::from_ref(feed), now, |_| ()).await.unwrap();
    engine.evaluate(now).await.unwrap();
    engine.picture(now - Duration::days(3), now).unwrap()
}

/// An engine that watches one feed of the server's.
fn watching(server: &MockServer, countries: &[&str]) -> (Engine, FeedId) {
    let feed = feed(&format!("{}/feed", server.uri()), countries);
    let id = feed.id.clone();
    (Session::open(stages(vec![feed]), "memory:", at(0)).unwrap().engine, id)
}

/// What the server says from now on.
async fn answer(server: &MockServer, response: ResponseTemplate) {
    server.reset().await;
    Mock::given(any()).respond_with(response).mount(server).await;
}

/// The picture of items read with no feeds behind them.
fn read(items: Vec<Item>) -> Picture {
    let mut pipeline = Pipeline::new(stages(Vec::new()), Memory::Desk, at(-100));
    pipeline.take(items).unwrap();
    pipeline.evaluate(at(0));
    pipeline.picture(&frame(&[]))
}

fn frame(feeds: &[(Arc<Feed>, FeedState)]) -> Frame<'_> {
    static NONE: BTreeMap<FeedId, Vec<fenghuo::domain::feed::Fetch>> = BTreeMap::new();
    Frame {
        now: at(0),
        since: at(-24),
        made_up: false,
        feeds,
        fetches: &NONE,
        notices: Vec::new(),
        receipts: Vec::new(),
        history_days: 14,
    }
}

fn item(id: &str, title: &str, publisher: &str) -> Item {
    let line = serde_json::json!({ "id": id, "title": title, "lang": "en", "feed": format!("feed-{id}"),
        "publisher": publisher, "reliability": "B", "published": "2026-11-22T07:00:00Z" });
    let mut lines = Lines::of_feeds(std::iter::empty(), at(0));
    lines.read(&mut line.to_string().as_bytes(), 1).unwrap().items.remove(0)
}

fn stages(feeds: Vec<Feed>) -> Arc<Stages> {
    let mut config: Config = shipped().config.unwrap();
    config.feeds = feeds.into_iter().map(Arc::new).collect();
    Stages::new(Arc::new(config)).unwrap()
}

fn feed(url: &str, countries: &[&str]) -> Feed {
    Feed {
        countries: countries.iter().copied().map(code).collect(),
        reliability: Reliability::A,
        family: Family::new("wire"),
        allow_private: true,
        ..Feed::at("wire", url)
    }
}

fn rss(items: &[(&str, &str)]) -> String {
    let entries: Vec<String> = items
        .iter()
        .enumerate()
        .map(|(n, (title, date))| {
            format!("<item><title>{title}</title><guid>{n}</guid><pubDate>{date}</pubDate></item>")
        })
        .collect();
    format!("<rss version=\"2.0\"><channel><title>Wire</title>{}</channel></rss>", entries.concat())
}

fn country<'a>(picture: &'a Picture, country: &str) -> &'a CountryLine {
    picture.country(code(country)).unwrap_or_else(|| panic!("{country} is not watched"))
}

fn code(text: &str) -> CountryCode {
    CountryCode::new(text).unwrap()
}

/// Hours after the start.
fn at(hours: i64) -> Timestamp {
    parse(START).unwrap() + Duration::hours(hours)
}
