use std::path::Path;
fn main() {
    let feed = fenghuo::domain::feed::Feed {
        id: "check".into(),
        title: String::new(),
        group: String::new(),
        url: "file:///check".into(),
        format: fenghuo::domain::feed::Format::Auto,
        filter: None,
        preset: std::env::var("PRESET").ok(),
        lang: None,
        countries: vec![],
        hazards: vec![],
        reliability: fenghuo::domain::source::Reliability::F,
        family: "check".into(),
        every_minutes: 30,
        enabled: true,
        register: false,
        headers: Default::default(),
        allow_private: false,
        max_body: None,
        note: String::new(),
        terms: String::new(),
    };
    let now = fenghuo::domain::time::parse("2026-11-22T00:00:00Z").unwrap();
    let filters = fenghuo::ingest::filters::Filters::default();
    let dump = std::env::var("DUMP").is_ok();
    for file in std::env::args().skip(1) {
        let start = std::time::Instant::now();
        if dump {
            let bytes = std::fs::read(&file).unwrap();
            let body =
                fenghuo::ingest::read::Body { bytes: &bytes, content_type: None, url: "https://example.org/feed" };
            match fenghuo::ingest::read::read(&feed, &body, now, &filters) {
                Ok(doc) => {
                    eprintln!(
                        "{file}: {} {} {} entries {} items dropped {:?} lang {:?}",
                        doc.title, doc.format, doc.encoding, doc.entries, doc.dropped, doc.lang
                    );
                    for item in doc.items {
                        println!("{}", serde_json::to_string(&item).unwrap());
                    }
                }
                Err(e) => eprintln!("{file}: {e}"),
            }
            continue;
        }
        let checked = fenghuo::ingest::check::check_file(&file, Path::new(&file), &feed, 1 << 24, now, &filters);
        println!("{}", serde_json::to_string(&checked).unwrap());
        if start.elapsed().as_millis() > 100 {
            eprintln!("{file} {:?}", start.elapsed());
        }
    }
}
