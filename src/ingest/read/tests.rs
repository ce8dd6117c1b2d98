//! Payloads of every wire format and what is read from them.

mod encodings;
mod illformed;
mod mutants;

use std::path::PathBuf;
use std::time::Instant;

use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::domain::time;
use crate::ingest::filters::preset_format;

fn feed(preset: Option<&str>) -> Feed {
    Feed { preset: preset.map(str::to_owned), ..crate::ingest::test_feed() }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/feeds")
}

fn fixture(name: &str) -> Vec<u8> {
    let path = folder().join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read_as(feed: &Feed, bytes: &[u8]) -> Result<Document, ReadError> {
    let body = Body { bytes, content_type: None, url: &feed.url };
    read(feed, &body, time::parse("2026-11-22T00:00:00Z").unwrap(), &Filters::default())
}

fn read_fixture(name: &str) -> Document {
    read_as(&feed(None), &fixture(name)).unwrap()
}

#[rstest]
fn every_wire_format_is_read(
    #[values(
        "rss-0.90.rdf",
        "rss-0.91.xml",
        "rss-1.0.rdf",
        "rss-2.0-extensions.xml",
        "channel.cdf",
        "atom-0.3.xml",
        "atom-1.0.xml",
        "cap-1.2.xml",
        "cap-in-atom.xml",
        "gdacs.xml",
        "json-feed.json",
        "gb18030.xml",
        "utf-16.xml",
        "broken.xml",
        "entity-bomb.xml",
        "empty-channel.xml"
    )]
    name: &str,
) {
    let document = read_fixture(name);
    insta::assert_json_snapshot!(format!("fixture {name}"), summary(&document));
}

#[test]
fn every_preset_reads_its_payload() {
    for name in preset_names() {
        let kinds = [("json", Format::Json), ("xml", Format::Xml), ("csv", Format::Csv)];
        let of_kind = |(ending, _): &(&str, Format)| folder().join(format!("presets/{name}.{ending}")).exists();
        let (ending, format) = kinds.into_iter().find(of_kind).unwrap_or_else(|| panic!("{name} has no payload"));
        let feed = Feed { format, ..feed(Some(name)) };
        let document = read_as(&feed, &fixture(&format!("presets/{name}.{ending}"))).unwrap();
        insta::assert_json_snapshot!(format!("preset {name}"), summary(&document));
    }
}

#[test]
fn a_payload_of_which_nothing_is_said_is_read_by_its_own_preset() {
    for name in preset_names() {
        let of_kind = |ending: &&str| folder().join(format!("presets/{name}.{ending}")).exists();
        let ending = ["json", "xml", "csv"].into_iter().find(of_kind).unwrap();
        let bytes = fixture(&format!("presets/{name}.{ending}"));
        let told = Feed { format: preset_format(name).unwrap(), ..feed(Some(name)) };
        let (guessed, told) = (read_as(&feed(None), &bytes).unwrap(), read_as(&told, &bytes).unwrap());
        assert_eq!((guessed.format.as_str(), guessed.items), (name, told.items));
    }
}

#[rstest]
#[case("{\"features\":[{\"properties\":{\"mag\":1}}]}", "features")]
#[case("{\"data\":[{\"id\":1}],\"links\":{}}", "data, links")]
#[case("[{\"Title\":\"x\",\"Link\":\"y\"}]", "Link, Title")]
#[case("{\"details\":{},\"base_path\":\"/tax\"}", "base_path, details")]
fn json_of_no_known_publisher_names_its_keys_and_the_presets(#[case] text: &str, #[case] keys: &str) {
    let error = read_as(&feed(None), text.as_bytes()).unwrap_err().to_string();
    assert!(error.contains(&format!("keys: {keys};")) && error.contains("usgs"), "{error}");
}

#[rstest]
#[case("name,best\nx,1\n")]
#[case("<opendat><mail/></opendat>")]
fn a_table_or_xml_of_no_known_publisher_is_no_feed(#[case] text: &str) {
    assert_eq!(read_as(&feed(None), text.as_bytes()).unwrap_err().outcome(), Outcome::NotAFeed);
}

/// What a reader of the snapshot wants to see: no field that is the same for all items.
fn summary(document: &Document) -> serde_json::Value {
    let items: Vec<_> = document
        .items
        .iter()
        .map(|item| {
            serde_json::json!({
                "id": item.id, "title": item.title, "summary": item.summary, "link": item.link, "lang": item.lang,
                "published": item.published.map(time::rfc3339), "point": item.point, "categories": item.categories,
                "provider": item.provider, "exercise": item.exercise,
            })
        })
        .collect();
    serde_json::json!({
        "title": document.title, "format": document.format, "encoding": document.encoding, "lang": document.lang,
        "entries": document.entries, "dropped": document.dropped, "ttl": document.ttl_minutes,
        "skip_hours": document.skip_hours, "skip_days": document.skip_days, "items": items,
    })
}

#[test]
fn a_register_row_says_its_level_in_field_and_text() {
    let register = Feed { register: true, ..feed(None) };
    let document = read_as(&register, &fixture("travel-levels.xml")).unwrap();
    let levels: Vec<_> = document.items.iter().map(|item| item.provider.advisory).collect();
    assert_eq!(levels, [Some(4), Some(2)]);
    assert_eq!(document.items[0].summary, "Advice level 4 of 4. Civil unrest.");
}

#[rstest]
#[case("<html><head><title>Sign in</title></head><input type=\"password\">", "a login page: \"Sign in\"")]
#[case("<html><title>Just a moment...</title>", "proof of being human")]
#[case("<!doctype html><title>404</title><body>gone</body>", "a web page: \"404\"")]
#[case("Service unavailable", "plain text")]
#[case("<kml><Document/></kml>", "XML of another kind")]
#[case("", "an empty answer")]
#[case(" \n\0 ", "an empty answer")]
#[case("{\"error\":\"no access\"}", "JSON of another kind")]
#[case("[]", "JSON of another kind")]
fn what_is_no_feed_is_said_to_be_none(#[case] body: &str, #[case] found: &str) {
    let error = read_as(&feed(None), body.as_bytes()).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotAFeed, "{error}");
    assert!(error.to_string().contains(found), "{error}");
}

#[test]
fn a_login_page_in_place_of_json_is_named() {
    let error = read_as(&feed(Some("usgs")), &fixture("login.html")).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotAFeed);
    assert!(error.to_string().contains("Sign in — Portal"), "{error}");
}

#[test]
fn a_switched_off_service_is_an_error_and_not_an_empty_list() {
    let error = read_as(&feed(Some("germany-advice")), b"{}").unwrap_err();
    assert_eq!(error.outcome(), Outcome::ParseError);
    assert!(error.to_string().contains("no `response`"), "{error}");
}

#[test]
fn json_nested_without_end_is_refused() {
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for preset in [None, Some("usgs")] {
        let error = read_as(&feed(preset), nested.as_bytes()).unwrap_err();
        assert_eq!(error.outcome(), Outcome::ParseError, "{error}");
    }
}

#[test]
fn a_filter_that_does_not_fit_says_why() {
    let broken = Feed { format: Format::Json, filter: Some(".a[".into()), ..feed(None) };
    assert!(Filters::default().check(&broken).unwrap_err().to_string().contains("not valid jq"));
    let unknown = Feed { preset: Some("nobody".into()), ..feed(None) };
    assert!(Filters::default().check(&unknown).unwrap_err().to_string().contains("usgs"));
    let undefined = Feed { filter: Some("nothing_here".into()), ..feed(None) };
    assert!(Filters::default().check(&undefined).unwrap_err().to_string().contains("undefined filter"));
    let failing = Feed { filter: Some(".[] | .title".into()), ..feed(None) };
    assert!(read_as(&failing, b"{\"a\":5}").unwrap_err().to_string().contains("changed the format"));
}

#[test]
fn an_operators_filter_makes_items() {
    let own =
        Feed { filter: Some(".list[] | {id: .n, title: .t, level: \"Orange\", lat: 1, lon: 2}".into()), ..feed(None) };
    let document = read_as(&own, br#"{"list":[{"n":1,"t":"a"},{"n":2,"t":"b"}]}"#).unwrap();
    assert_eq!(document.items.len(), 2);
    assert_eq!(document.items[0].provider.gdacs.as_deref(), Some("orange"));
}

#[test]
fn ids_are_the_same_at_the_next_request() {
    let ids = |name: &str| read_fixture(name).items.into_iter().map(|item| item.id).collect::<Vec<_>>();
    for name in ["rss-2.0-extensions.xml", "rss-0.90.rdf", "channel.cdf", "broken.xml"] {
        assert_eq!(ids(name), ids(name), "{name}");
    }
}

#[test]
fn hostile_documents_cost_no_more_than_their_bytes() {
    let documents = [
        "<item>".repeat(30_000),
        "<a ".repeat(50_000),
        "</".repeat(40_000),
        "<!".repeat(40_000),
        "<![CDATA[".repeat(30_000),
        "<rss><title>".repeat(20_000),
        "<item><title><item><title>".repeat(8_000),
        format!("<rss><item><description>{}</description></item></rss>", "&lt;div&gt;".repeat(60_000)),
        format!("<rss {}></rss>", "a='b' ".repeat(30_000)),
        "<x:a xmlns:x='u'>".repeat(30_000),
    ];
    for document in documents {
        let start = Instant::now();
        let read = read_as(&feed(None), document.as_bytes());
        let start_of = document.get(..12).unwrap_or_default();
        assert!(start.elapsed().as_secs() < 15, "{start_of}: {:?} {}", start.elapsed(), read.is_ok());
    }
}

#[test]
fn a_million_items_are_counted_and_the_first_kept() {
    let text = format!("<rss><channel>{}", "<item/>".repeat(120_000));
    let document = read_as(&feed(None), text.as_bytes()).unwrap();
    assert_eq!(document.entries, 120_000);
    assert_eq!(document.dropped["over_limit"], 20_000);
}

#[test]
fn captured_payloads_are_read() {
    let Some(shared) = shared() else { return };
    let counts = [
        ("feeds/gdacs/exxamalte/gdacs-rss.xml", 16),
        ("feeds/gdacs/benjiao_2019/rss_7d.xml", 144),
        ("feeds/world_tunnel_2026/usgs_2.5_day.json", 52),
        ("feeds/world_tunnel_2026/eonet_events.json", 26),
        ("feeds/news_rss/feeder/rss_geekpark.xml", 30),
        ("feeds/cap/google_cap_library/weather.cap", 1),
    ];
    for (name, wanted) in counts {
        let bytes = std::fs::read(shared.join(name)).unwrap();
        let preset = name.contains("eonet").then_some("eonet");
        let document = read_as(&feed(preset), &bytes).unwrap();
        assert_eq!(document.items.len(), wanted, "{name}");
    }
}

/// The folder of shared data; absent, the tests upon it say so and pass.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn shared() -> Option<PathBuf> {
    let root = std::env::var("FENGHUO_SHARED")
        .map_or_else(|_| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")), PathBuf::from);
    let data = root.join("data");
    if !data.is_dir() {
        println!("skipped: {} is absent", data.display());
        return None;
    }
    Some(data)
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let read = read_as(&feed(None), &bytes);
        prop_assert!(read.is_ok() || !read.unwrap_err().to_string().is_empty());
    }

    #[test]
    fn no_markup_panics_and_nothing_forbidden_leaves(text in "(<|>|/|!|\\[|\\]|CDATA|--|rss|item|entry|title|link|&|;|#x1b|\"|'|=| |xmlns|:|cap|alert|geo:lat|georss:point|1 2|\u{1b}|\u{202e}|\u{0}|中){0,60}") {
        let wrapped = format!("<rss><channel><item><title>{text}");
        for bytes in [text.as_bytes(), wrapped.as_bytes()] {
            if let Ok(document) = read_as(&feed(None), bytes) {
                let texts = document.items.iter().flat_map(|item| [&item.title, &item.summary]);
                for text in texts {
                    prop_assert!(!text.chars().any(|c| c.is_control() || c == '\u{202e}'), "{text:?}");
                }
            }
        }
    }
}
