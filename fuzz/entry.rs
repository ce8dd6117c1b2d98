//! Where bytes from outside enter the program, each with what must hold whatever they are. A panic is a find.
//!
//! Making the bytes is left to the fuzzer (`targets`) or to `examples/fuzz_loop.rs`.

use std::path::PathBuf;
use std::sync::OnceLock;

use fenghuo::annotate::Annotator;
use fenghuo::app::stages::annotator;
use fenghuo::config::{load, shipped};
use fenghuo::domain::feed::{Feed, Format};
use fenghuo::domain::time::{Timestamp, from_unix};
use fenghuo::ingest::clean::{clean_link, clean_text};
use fenghuo::ingest::filters::{Filters, preset_format, preset_names};
use fenghuo::ingest::lines::{LineDefaults, parse_line};
use fenghuo::ingest::opml;
use fenghuo::ingest::read::{Body, read};

fn now() -> Timestamp {
    from_unix(1_795_305_600).expect("a moment")
}

/// What no text may hold that leaves the border.
fn is_forbidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn holds_nothing_forbidden(text: &str) {
    assert!(!text.chars().any(is_forbidden), "{text:?}");
}

/// The first byte chooses what the server says of the encoding.
pub(crate) fn feed(bytes: &[u8]) {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let types = [None, Some("text/xml"), Some("application/json; charset=utf-16"), Some("text/html; charset=gb2312")];
    read_as(&Feed::at("fuzz", "https://fuzz.example/feed"), rest, types[usize::from(*first) % types.len()]);
}

/// The first byte chooses the preset.
pub(crate) fn preset(bytes: &[u8]) {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let names = preset_names();
    let name = names[usize::from(*first) % names.len()];
    let format = preset_format(name).unwrap_or(Format::Auto);
    let register = first & 0x80 != 0;
    let feed = Feed { preset: Some(name.to_owned()), format, register, ..Feed::at("fuzz", "https://fuzz.example/api") };
    read_as(&feed, rest, None);
}

fn read_as(feed: &Feed, bytes: &[u8], content_type: Option<&str>) {
    static FILTERS: OnceLock<Filters> = OnceLock::new();
    let body = Body { bytes, content_type, url: &feed.url };
    match read(feed, &body, now(), FILTERS.get_or_init(Filters::default)) {
        Ok(document) => {
            holds_nothing_forbidden(&document.title);
            assert!(document.items.len() <= document.entries);
            for item in &document.items {
                holds_nothing_forbidden(&item.title);
                holds_nothing_forbidden(&item.summary);
                assert!(item.link.as_ref().is_none_or(|link| link.starts_with("http")), "{:?}", item.link);
                assert!(
                    item.published.is_none_or(|at| at <= now() + std::time::Duration::from_hours(1)),
                    "{:?}",
                    item.published
                );
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// Text and links from outside, OPML and a line of an item.
pub(crate) fn clean(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let once = clean_text(&text, 600);
    holds_nothing_forbidden(&once);
    assert!(once.chars().count() <= 601);
    holds_nothing_forbidden(&clean_text(&once, 600));
    if let Some(link) = clean_link(&text, None) {
        assert!(link.starts_with("http"), "{link}");
    }
    let (outlines, _) = opml::import(&text);
    let again = opml::import(&opml::export("fuzz", &outlines)).0;
    assert_eq!(outlines.len(), again.len());
    drop(parse_line(&text, &LineDefaults::at(now())));
}

/// Title and summary, parted by the first line break.
pub(crate) fn annotate(bytes: &[u8]) {
    static READER: OnceLock<Annotator> = OnceLock::new();
    let reader = READER.get_or_init(|| {
        let config = shipped().config.expect("the shipped configuration is sound");
        annotator(&config).expect("the shipped words are sound")
    });
    let text = String::from_utf8_lossy(bytes);
    let (title, summary) = text.split_once('\n').unwrap_or((&text, ""));
    let line = format!(r#"{{"id":"1","title":{},"summary":{}}}"#, json(title), json(summary));
    let Ok(item) = parse_line(&line, &LineDefaults::at(now())) else { return };
    let length = item.title.chars().count() + 1 + item.summary.chars().count();
    let annotation = reader.annotate(&item);
    assert!(annotation.hazards.iter().all(|found| (0.0..=1.0).contains(&found.confidence)));
    assert!(annotation.mentions.iter().all(|mention| mention.start <= mention.end && mention.end <= length));
    assert_eq!(annotation, reader.annotate(&item), "the same text reads the same");
}

fn json(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

/// A file of the operator's; the first byte chooses which.
pub(crate) fn config(bytes: &[u8]) {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let names = ["fenghuo.toml", "feeds/own.toml", "registry.toml", "countries.toml", "rules.toml", "model.toml"];
    let folder = FOLDER.get_or_init(|| tempfile::tempdir().expect("a folder"));
    let path: PathBuf = folder.path().join(names[usize::from(*first) % names.len()]);
    std::fs::create_dir_all(folder.path().join("feeds")).expect("a folder");
    std::fs::write(&path, rest).expect("a file");
    let loaded = load(Some(folder.path()), &|_| None);
    assert!(loaded.config.is_some() || loaded.has_errors(), "no configuration and no reason");
    std::fs::remove_file(&path).expect("the file");
}
