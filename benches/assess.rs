//! How long it takes to put items together, and to assess what came of it: 2 000 live incidents on 60 assets, which a
//! what-if in the tuning screen and every step of a replay do again and again.

#![expect(clippy::unwrap_used, reason = "a failed bench should panic")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use fenghuo::assess::{Assessor, World};
use fenghuo::cluster::Clusterer;
use fenghuo::domain::annotation::{Annotation, CountryFinding, HazardFinding, SeverityBasis, SeverityFinding};
use fenghuo::domain::asset::{Asset, AssetKind, Confidence, Locus, Precision, Role};
use fenghuo::domain::country::CountryCode;
use fenghuo::domain::hazard::Hazard;
use fenghuo::domain::incident::Incident;
use fenghuo::domain::item::{Item, Provider};
use fenghuo::domain::model::Model;
use fenghuo::domain::place::{Point, Scope};
use fenghuo::domain::source::{Credibility, Reliability};
use fenghuo::domain::time::{Timestamp, from_unix};
use fenghuo::domain::words::LocalText;

const COUNTRIES: [&str; 54] = [
    "UA", "RU", "BY", "KZ", "UZ", "KG", "TJ", "TM", "MN", "KR", "JP", "KP", "VN", "LA", "KH", "TH", "MM", "MY", "SG",
    "ID", "PH", "BN", "IN", "PK", "BD", "LK", "NP", "IR", "IQ", "IL", "JO", "SA", "AE", "QA", "KW", "TR", "EG", "ZA",
    "NG", "KE", "ET", "DE", "FR", "IT", "ES", "GB", "NL", "PL", "AU", "NZ", "US", "CA", "CL", "BR",
];

fn model() -> Model {
    toml::from_str(include_str!("../config/model.toml")).unwrap()
}

fn country(n: usize) -> CountryCode {
    CountryCode::new(COUNTRIES[n % COUNTRIES.len()]).unwrap()
}

fn at(n: usize) -> Timestamp {
    from_unix(1_760_000_000).unwrap() + Duration::from_secs(n as u64 * 60)
}

/// Items of made-up words: each third tells again what an earlier one told.
fn read(n: usize) -> (Item, Annotation) {
    let story = n - n % 3;
    let syllable = |k: usize| ["ka", "mor", "ves", "tin", "lu", "dra", "pel", "os", "wik", "ran"][k % 10];
    let word = |k: usize| {
        let seed = story * 31 + k * 7919;
        [seed, seed / 10, seed / 100, seed / 1000].map(syllable).concat()
    };
    let words: Vec<String> = (0..10).map(word).collect();
    let item = Item {
        id: format!("item-{n}").into(),
        revision: 1,
        feed: "feed".into(),
        publisher: format!("family-{}", n % 40).into(),
        reliability: Reliability::B,
        credibility: Credibility::UNJUDGED,
        title: format!("{} ({n})", words.join(" ")),
        summary: String::new(),
        lang: None,
        link: None,
        published: Some(at(n)),
        seen: at(n),
        point: Point::new((story % 120) as f64 - 60.0, (story % 300) as f64 - 150.0),
        categories: Vec::new(),
        provider: Provider::default(),
        exercise: false,
    };
    let annotation = Annotation {
        id: item.id.clone(),
        revision: 1,
        version: "bench".to_owned(),
        lang: None,
        countries: vec![CountryFinding { code: country(story), weight: 1.0, evidence: Vec::new() }],
        places: Vec::new(),
        hazards: vec![HazardFinding { hazard: Hazard::ALL[story % 14], confidence: 1.0, evidence: Vec::new() }],
        kinds: Vec::new(),
        scope: Scope::Local,
        severity: Some(SeverityFinding { value: 0.5, basis: SeverityBasis::Lexicon, why: "riot".to_owned() }),
        fatalities: None,
        injured: None,
        mentions: Vec::new(),
        sectors: Vec::new(),
        chinese_affected: false,
        reasons: Vec::new(),
    };
    (item, annotation)
}

fn asset(n: usize) -> Arc<Asset> {
    let locus = |k: usize, role| Locus {
        role,
        country: country(n + k),
        city: None,
        point: Point::new((n % 60) as f64, (n % 100) as f64),
        precision: Precision::City,
        confidence: Confidence::Verified,
        organisation: None,
    };
    Arc::new(Asset {
        id: format!("asset-{n}").into(),
        kind: AssetKind::Project,
        name: LocalText::default(),
        aliases: Vec::new(),
        sectors: Vec::new(),
        articles: vec![18],
        loci: vec![locus(0, Role::Partner), locus(1, Role::Overseas)],
        headcount: Some(12),
        value_cny_m: None,
        instruments: Vec::new(),
        period: None,
        host_organisation: None,
        since: None,
        status: "named".to_owned(),
    })
}

fn incidents(count: usize) -> Vec<Arc<Incident>> {
    let reads: Vec<_> = (0..count * 3).map(read).collect();
    let clusterer = Clusterer::restore(&model(), reads.iter().map(|(item, annotation)| (item, annotation)));
    clusterer.incidents().take(count).cloned().collect()
}

fn assessing(bench: &mut Criterion) {
    let incidents = incidents(2_000);
    let assets: Vec<_> = (0..60).map(asset).collect();
    let countries: Vec<_> = (0..COUNTRIES.len()).map(country).collect();
    let (structure, checks, levels) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let world = World {
        incidents: &incidents,
        assets: &assets,
        countries: &countries,
        advice: &[],
        structure: &structure,
        checks: &checks,
        levels: &levels,
        ministry: "cn-mfa",
        parties: &[],
    };
    let now = at(8_000);
    bench.bench_function("assess/2000x60/first", |b| b.iter(|| Assessor::new(model()).scores(black_box(&world), now)));
    let mut assessor = Assessor::new(model());
    bench.bench_function("assess/2000x60/scores_again", |b| b.iter(|| assessor.scores(black_box(&world), now)));
    bench.bench_function("assess/2000x60/all_again", |b| b.iter(|| assessor.assess(black_box(&world), now)));
}

fn clustering(bench: &mut Criterion) {
    let reads: Vec<_> = (0..20_000).map(read).collect();
    let mut group = bench.benchmark_group("cluster");
    group.sample_size(10);
    group.throughput(criterion::Throughput::Elements(reads.len() as u64));
    group.bench_function("20000_items", |b| {
        b.iter_batched(
            || Clusterer::new(&model()),
            |mut clusterer| {
                clusterer.extend(reads.iter().map(|(item, annotation)| (item, annotation)));
                clusterer
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, assessing, clustering);
criterion_main!(benches);
