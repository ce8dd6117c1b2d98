//! Fills a new store with as many made-up items as one likes, read by the shipped annotator and spread over the last
//! three weeks: something to measure the dashboard on.
//!
//! ```sh
//! cargo run --release --example fill_store -- /tmp/many.db 1000000
//! ```

use std::error::Error;

use chrono::{Duration, Utc};

use fenghuo::app::reading::read_all;
use fenghuo::app::stages::annotator;
use fenghuo::config::shipped;
use fenghuo::domain::item::{Item, Provider};
use fenghuo::domain::picture::Reading;
use fenghuo::domain::source::{Credibility, Reliability};
use fenghuo::domain::time::Timestamp;
use fenghuo::store::Store;

const BATCH: u64 = 10_000;
const DAYS: i64 = 21;
const FEEDS: u64 = 1000;
const FAMILIES: u64 = 200;

/// What headlines are made of: half of them tell of a risk.
const FORMS: [&str; 8] = [
    "{place}: {n} killed as shelling hits market, officials say",
    "Minister visits {place} to open {n} new schools",
    "Thousands protest in {place} over fuel prices for day {n}",
    "Shares in {place} close higher after {n} days of losses",
    "Floods cut off {n} villages near {place}",
    "Museum in {place} shows {n} paintings",
    "{place}发生{n}级地震，暂无人员伤亡报告",
    "{place}签署{n}项合作协议",
];

const PLACES: [&str; 16] = [
    "Kharkiv", "Odesa", "Tbilisi", "Almaty", "Tashkent", "Minsk", "Karachi", "Lahore", "Dhaka", "Nairobi", "Lagos",
    "Cairo", "Jakarta", "Manila", "Lima", "Warsaw",
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("name the store and how many items")?;
    let count: u64 = arguments.next().ok_or("say how many items")?.parse()?;
    let config = shipped().config.ok_or("the shipped configuration cannot be read")?;
    let annotator = annotator(&config)?;
    let now = Utc::now();
    let store = Store::open(&path, now)?.store;
    for first in (0..count).step_by(usize::try_from(BATCH)?) {
        let items = (first..count.min(first + BATCH)).map(|n| item(n, count, now)).collect();
        let readings = read_all(&annotator, items).iter().map(|reading| Reading::clone(reading)).collect();
        store.put_readings(readings).wait()?;
    }
    store.settle().wait()?;
    Ok(())
}

/// Each place has its own run of forms, and a text comes again only after weeks.
fn item(n: u64, count: u64, now: Timestamp) -> Item {
    let pick = |list: &'static [&'static str], at: u64| list.iter().cycle().nth(usize::try_from(at).unwrap_or(0));
    let scattered = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    let place = pick(&PLACES, scattered % 16).copied().unwrap_or_default();
    let form = pick(&FORMS, scattered / 16 % 8).copied().unwrap_or_default();
    let back = i64::try_from((count - n) * DAYS.unsigned_abs() * 86_400 / count).unwrap_or(0);
    let at = now - Duration::seconds(back);
    Item {
        id: format!("made-up:{n}").into(),
        feed: format!("made-up-{}", n % FEEDS).into(),
        revision: 1,
        publisher: format!("made-up-{}", n % FAMILIES).into(),
        reliability: Reliability::C,
        credibility: Credibility::UNJUDGED,
        title: form.replace("{place}", place).replace("{n}", &(n % 9973 + 2).to_string()),
        summary: format!("Report {n}. The situation near {place} was described by several people who live there."),
        lang: None,
        link: Some(format!("https://made-up.example/{n}")),
        published: Some(at),
        seen: at,
        point: None,
        categories: Vec::new(),
        provider: Provider::default(),
        exercise: false,
    }
}
