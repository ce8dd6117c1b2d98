use fenghuo::annotate::{hazards::HazardReader, text::Text};
use fenghuo::domain::{id::*, item::*, model::Model, source::*};
use std::io::{BufRead, Write};
fn main() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/config");
    let model: Model = toml::from_str(&std::fs::read_to_string(format!("{dir}/model.toml")).unwrap()).unwrap();
    let mut files = vec![];
    for e in std::fs::read_dir(format!("{dir}/lexicon/hazards")).unwrap() {
        let e = e.unwrap();
        files.push((e.file_name().into_string().unwrap(), std::fs::read_to_string(e.path()).unwrap()));
    }
    files.sort();
    let f: Vec<(&str, &str)> = files.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let t = std::time::Instant::now();
    let r = HazardReader::new(&f, &model, &[]).unwrap_or_else(|e| {
        eprintln!("{e}");
        std::process::exit(2)
    });
    eprintln!("start {:?} {}", t.elapsed(), r.version());
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut total = std::time::Duration::ZERO;
    let mut n = 0;
    let rep = std::env::var("REP").ok().map_or(1, |r| r.parse().unwrap());
    for line in std::io::stdin().lock().lines() {
        let v: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let s = |k: &str| v.get(k).and_then(|x| x.as_str()).unwrap_or("").to_owned();
        let item = Item {
            id: ItemId::new(s("id")),
            revision: 1,
            feed: FeedId::new(s("feed")),
            publisher: Family::new("x"),
            reliability: Reliability::F,
            credibility: Credibility::UNJUDGED,
            title: s("title"),
            summary: s("summary"),
            lang: v.get("lang").and_then(|x| x.as_str()).map(str::to_owned),
            link: None,
            published: None,
            seen: Default::default(),
            point: None,
            categories: vec![],
            provider: Provider::default(),
            exercise: false,
        };
        let t = std::time::Instant::now();
        let mut g = Default::default();
        for _ in 0..rep {
            let text = Text::new(&item.title, &item.summary);
            g = r.read(&item, &text);
        }
        total += t.elapsed();
        n += rep;
        let sev = g.severity.clone();
        writeln!(out,"{}",serde_json::json!({"id":v["id"],"lang":g.lang,"countries":[],"places":[],"hazards":g.hazards,"kinds":g.kinds,"scope":g.scope,"severity":sev.as_ref().map(|s|s.value),"why":sev.map(|s|s.why),"fatalities":g.fatalities,"injured":g.injured,"mentions":[],"chinese":g.chinese_affected,"reasons":g.reasons})).unwrap();
    }
    eprintln!("{} reads, {:.2} us each", n, total.as_secs_f64() * 1e6 / (n.max(1)) as f64);
}
