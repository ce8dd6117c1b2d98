//! Fills a new store with as many made-up items as one likes, as a desk that watched for months would have left it:
//! read by the shipped annotator, stored day by day with the scores of each quarter of an hour. Something to measure
//! the dashboard on.
//!
//! ```sh
//! cargo run --release --example fill_store -- /tmp/many.db 1000000 300
//! ```
//!
//! The last number is the days over which the items are spread, 300 if none is given.

#![allow(clippy::indexing_slicing, clippy::cast_possible_truncation, missing_docs, reason = "made-up news, a tool")]

mod news;

use std::error::Error;

use chrono::{Duration, Utc};

use fenghuo::app::reading::read_all;
use fenghuo::app::stages::annotator;
use fenghuo::config::{Config, shipped};
use fenghuo::domain::impact::Subject;
use fenghuo::domain::picture::Reading;
use fenghuo::domain::time::Timestamp;
use fenghuo::store::{Store, Turn};

/// Scores are kept and read back as far as this.
const SCORE_DAYS: i64 = 60;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("name the store, how many items, and over how many days")?;
    let count: u64 = arguments.next().ok_or("say how many items")?.parse()?;
    let days: i64 = arguments.next().map_or(Ok(300), |days| days.parse())?;
    let config = shipped().config.ok_or("the shipped configuration cannot be read")?;
    let annotator = annotator(&config)?;
    let now = Utc::now();
    let store = Store::open(&path, now)?.store;
    store.set_mark("watching_since", now - Duration::days(days)).wait()?;
    let mut news = news::News::new(count, days, now)?;
    for _ in 0..days {
        let readings = read_all(&annotator, news.day()).iter().map(|reading| Reading::clone(reading)).collect();
        store.put_readings(readings).wait()?;
    }
    put_scores(&store, &config, now)?;
    store.settle().wait()?;
    Ok(())
}

/// Scores as a desk leaves them that evaluates every few minutes.
fn put_scores(store: &Store, config: &Config, now: Timestamp) -> Result<(), Box<dyn Error>> {
    let every = Duration::from_std(config.settings.schedule.evaluate)?;
    let countries = config.countries.iter().map(|country| Subject::Country(country.code));
    let subjects: Vec<_> = countries.chain(config.assets.iter().map(|a| Subject::Asset(a.id.clone()))).collect();
    let mut at = now - Duration::days(SCORE_DAYS);
    while at < now {
        let wave = |place: usize| 10.0 + 5.0 * (at.timestamp() as f64 / 86_400.0 + place as f64).sin();
        let scores = subjects.iter().enumerate().map(|(place, subject)| (subject.clone(), at, wave(place)));
        store.put_turn(Turn { scores: scores.collect(), ..Turn::quiet(at) }).wait()?;
        at += every;
    }
    Ok(())
}
