//! How many headlines are read in a second on one core, beside a bare search for the same names and words, and how long
//! the tables take to be made.
//!
//! Measured on two shared cores, as CPU time without the start: 157 600 headlines a second through the whole of annotate
//! (63 ms for 10 000), the bare search 2 580 000, for every occurrence 2 670 000. The aim of 100 000 is met; that of a
//! quarter of the bare search is not (.06): what is left is spread thin, over the automaton of the hazards' words (14 %),
//! the walk through the index of names (20 %), folding and allocating.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a benchmark may stop where a test may")]

use std::hint::black_box;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

use fenghuo::annotate::Annotator;
use fenghuo::annotate::text::fold;
use fenghuo::app::stages::annotator;
use fenghuo::config::{Config, shipped};
use fenghuo::domain::item::{Item, Provider};
use fenghuo::domain::source::{Credibility, Reliability};
use fenghuo::domain::time;

const HEADLINES: usize = 10_000;

/// What headlines are made of: half of them tell of a risk, as the mix of a desk's news feeds is at best.
const FORMS: [&str; 16] = [
    "{place}: {n} killed as shelling hits market, officials say",
    "Minister visits {place} to open {n} new schools",
    "Magnitude 5.{n} earthquake shakes {place}, no damage reported",
    "{place} beat {other} {n}-1 to reach the final",
    "Thousands protest in {place} over fuel prices for day {n}",
    "Shares in {place} close higher after {n} days of losses",
    "Floods cut off {n} villages near {place}",
    "Museum in {place} shows {n} paintings from {other}",
    "{place}发生{n}级地震，暂无人员伤亡报告",
    "{place}与{other}签署{n}项合作协议",
    "В результате обстрела города {place} погибли {n} человек",
    "Власти {place} открыли {n} новых школ",
    "Un atentado en {place} deja {n} muertos",
    "El equipo de {place} gana por {n} a 0 a {other}",
    "Des manifestants bloquent {place} depuis {n} jours",
    "مقتل {n} في انفجار قرب {place}",
];

const PLACES: [&str; 24] = [
    "Kharkiv",
    "Odesa",
    "Tbilisi",
    "Almaty",
    "Tashkent",
    "Bishkek",
    "Minsk",
    "Karachi",
    "Lahore",
    "Dhaka",
    "Nairobi",
    "Lagos",
    "Cairo",
    "Jakarta",
    "Manila",
    "Bogotá",
    "Lima",
    "São Paulo",
    "Berlin",
    "Warsaw",
    "Seoul",
    "Osaka",
    "Tehran",
    "Addis Ababa",
];

fn headline(n: usize) -> String {
    let place = |step: usize| PLACES[(n * 7 + step) % PLACES.len()];
    let form = FORMS[n % FORMS.len()].replace("{place}", place(0)).replace("{other}", place(5));
    form.replace("{n}", &(n % 97 + 1).to_string())
}

fn item(n: usize) -> Item {
    Item {
        id: format!("bench:{n}").into(),
        feed: "bench".into(),
        revision: 1,
        publisher: "press".into(),
        reliability: Reliability::C,
        credibility: Credibility::UNJUDGED,
        title: headline(n),
        summary: String::new(),
        lang: None,
        link: None,
        published: time::from_unix(1_800_000_000),
        seen: time::from_unix(1_800_000_000).unwrap(),
        point: None,
        categories: Vec::new(),
        provider: Provider::default(),
        exercise: false,
    }
}

fn config() -> Arc<Config> {
    Arc::new(shipped().config.unwrap())
}

/// The search that nothing is built around: the longest of the same names and words, one after the other.
fn bare(annotator: &Annotator) -> AhoCorasick {
    let builder = &mut AhoCorasick::builder();
    let builder = builder.match_kind(MatchKind::LeftmostLongest).kind(Some(AhoCorasickKind::ContiguousNFA));
    builder.build(annotator.patterns()).unwrap()
}

/// The same for every occurrence, one within another too, which is what a reader has to see: "Kyiv Oblast" and "Kyiv".
fn bare_of_all(annotator: &Annotator) -> AhoCorasick {
    let builder = &mut AhoCorasick::builder();
    builder.kind(Some(AhoCorasickKind::ContiguousNFA)).build(annotator.patterns()).unwrap()
}

fn reading(criterion: &mut Criterion) {
    let config = config();
    let annotator = annotator(&config).unwrap();
    let items: Vec<Item> = (0..HEADLINES).map(item).collect();
    let folded: Vec<String> = items.iter().map(|item| fold(&item.title)).collect();
    let (search, search_of_all) = (bare(&annotator), bare_of_all(&annotator));
    let mut group = criterion.benchmark_group("annotate");
    group.sample_size(20).throughput(Throughput::Elements(HEADLINES as u64));
    group.bench_function("headlines", |bench| {
        bench.iter(|| items.iter().map(|item| annotator.annotate(black_box(item)).hazards.len()).sum::<usize>());
    });
    group.bench_function("bare_search", |bench| {
        bench.iter(|| folded.iter().map(|text| search.find_iter(black_box(text)).count()).sum::<usize>());
    });
    group.bench_function("bare_search_of_all", |bench| {
        let count = |text: &String| search_of_all.find_overlapping_iter(black_box(text)).count();
        bench.iter(|| folded.iter().map(count).sum::<usize>());
    });
    group.finish();
}

fn starting(criterion: &mut Criterion) {
    let config = config();
    criterion.bench_function("annotate/tables", |bench| bench.iter(|| annotator(black_box(&config)).unwrap()));
    criterion.bench_function("annotate/configuration", |bench| bench.iter(|| shipped().config.unwrap()));
}

criterion_group!(benches, reading, starting);
criterion_main!(benches);
