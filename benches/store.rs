//! How fast readings are stored, met again, found.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a benchmark may stop where a test may")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

use fenghuo::domain::picture::Reading;
use fenghuo::domain::time;
use fenghuo::store::Store;

const READINGS: u64 = 30_000;
const BATCH: usize = 500;

/// A reading of ordinary size: a headline, two sentences, one country and one hazard with their evidence.
fn reading(n: u64) -> Reading {
    let at = time::from_unix(1_800_000_000 + i64::try_from(n).unwrap_or_default()).unwrap();
    let evidence = |text: &str, via: &str| serde_json::json!({ "text": text, "start": 12, "end": 17, "via": via });
    serde_json::from_value(serde_json::json!({
        "item": {
            "id": format!("feed-{}:{:016x}", n / 30 % 1000, n.wrapping_mul(0x9e37_79b9_7f4a_7c15)), "revision": 1,
            "feed": format!("feed-{}", n / 30 % 1000), "publisher": "press", "reliability": "C", "credibility": 6,
            "title": format!("Strike closes the port of Odesa for day {n}, union says"),
            "summary": "Dockers stopped work on Monday over unpaid wages. The port authority expects delays of up to three days for container ships, and asks shippers to wait at the roads. 港口罢工持续，货轮延误。",
            "lang": "en", "link": format!("https://news.example/world/{n}"), "published": at, "seen": at,
            "point": null, "categories": ["world", "business"], "provider": {}
        },
        "annotation": {
            "id": format!("feed-{}:{n}", n / 30 % 1000), "revision": 1, "version": "2026-11-22", "lang": "en",
            "countries": [{ "code": "UA", "weight": 0.9, "evidence": [evidence("Odesa", "city")] }],
            "places": [{ "name": "Odesa", "code": "UA", "lat": 46.48, "lon": 30.73, "kind": "city", "start": 26, "end": 31 }],
            "hazards": [{ "hazard": "civil_unrest", "confidence": 0.8, "evidence": [evidence("Strike", "strike")] }],
            "kinds": ["strike"], "scope": "local", "severity": { "value": 0.35, "basis": "event_type", "why": "strike" },
            "fatalities": null, "injured": null, "mentions": [], "sectors": [], "reasons": []
        }
    }))
    .unwrap()
}

fn batches() -> Vec<Vec<Reading>> {
    let readings: Vec<_> = (0..READINGS).map(reading).collect();
    readings.chunks(BATCH).map(<[Reading]>::to_vec).collect()
}

fn put(store: &Store, batches: Vec<Vec<Reading>>) {
    for batch in batches {
        store.put_readings(batch).wait().unwrap();
    }
}

fn fresh() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let url = folder.path().join("fenghuo.db").display().to_string();
    let store = Store::open(&url, time::from_unix(0).unwrap()).unwrap().store;
    (folder, store)
}

fn store(criterion: &mut Criterion) {
    let batches = batches();
    let mut group = criterion.benchmark_group("store");
    group.sample_size(10).throughput(Throughput::Elements(READINGS));
    group.bench_function("put new readings", |bencher| {
        bencher.iter_batched(
            || (fresh(), batches.clone()),
            |((folder, store), batches)| {
                put(&store, batches);
                (folder, store)
            },
            BatchSize::PerIteration,
        );
    });
    let (_folder, full) = fresh();
    put(&full, batches.clone());
    full.settle().wait().unwrap();
    group.bench_function("put the same readings again", |bencher| {
        bencher.iter_batched(|| batches.clone(), |batches| put(&full, batches), BatchSize::PerIteration);
    });
    let items: Vec<_> = batches.iter().flatten().map(|reading| reading.item.clone()).collect();
    group.bench_function("tell what is known", |bencher| {
        bencher.iter_batched(|| items.clone(), |items| black_box(full.known(items).unwrap()), BatchSize::PerIteration);
    });
    group.bench_function("read a window", |bencher| {
        let since = time::from_unix(0).unwrap();
        bencher.iter(|| black_box(full.readings_since(since, usize::MAX).unwrap()));
    });
    group.bench_function("index new texts", |bencher| {
        bencher.iter_batched(
            || {
                let (folder, store) = fresh();
                put(&store, batches.clone());
                (folder, store)
            },
            |(folder, store)| {
                store.settle().wait().unwrap();
                (folder, store)
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
    criterion.bench_function("search two Chinese characters", |bencher| {
        bencher.iter(|| black_box(full.search("延误", 50).unwrap()));
    });
}

criterion_group!(benches, store);
criterion_main!(benches);
