//! Payloads as they came over the wire, read from files by the program: what each gives, and where it is placed.
//!
//! They stand outside the repository; where they are not, the tests say so and end.

use std::path::PathBuf;

use serde_json::Value;

use crate::desk::{Desk, feed};

const JSON_USGS: &str = "format = \"json\"\npreset = \"usgs\"";
const JSON_GDACS: &str = "format = \"json\"\npreset = \"gdacs-geojson\"";
const JSON_EONET: &str = "format = \"json\"\npreset = \"eonet\"";
const JSON_EMSC: &str = "format = \"json\"\npreset = \"emsc\"";
const JSON_GOVUK: &str = "format = \"json\"\npreset = \"govuk-advice\"\nregister = true";
const JSON_FEDREG: &str = "format = \"json\"\npreset = \"federal-register\"\ncountries = [\"US\"]";
const XML: &str = "";

/// Path, further TOML of the feed, and the items in it.
type Capture = (&'static str, &'static str, u64);

/// Words of an incident's title, and its first country.
type Spot = (&'static str, &'static str);

#[test]
fn events_of_2019_are_where_gdacs_says() {
    let spots: &[Spot] = &[
        ("cyclone PHANFONE-19", "PH"),
        ("Drought is on going in Argentina, Chile", "AR"),
        ("Kamchatka Peninsula, Russia", "RU"),
        ("Magnitude 4.5M, Depth:10km) in Ecuador", "EC"),
    ];
    placed("2019-12-30T02:00:00Z", &[("gdacs/exxamalte/gdacs-rss-7d.xml", XML, 115)], spots);
    let spots =
        &[("flood alert in Nepal", "NP"), ("flood alert in Bangladesh", "BD"), ("Depth:237.67km) in Japan", "JP")];
    placed("2019-08-01T16:00:00Z", &[("gdacs/benjiao_2019/rss_7d.xml", XML, 144)], spots);
}

#[test]
fn events_of_a_day_in_2026_are_joined_over_three_services() {
    let captures = [
        ("world_tunnel_2026/gdacs_eventlist.json", JSON_GDACS, 25),
        ("world_tunnel_2026/eonet_events.json", JSON_EONET, 26),
        ("world_tunnel_2026/usgs_all_day.json", JSON_USGS, 191),
        ("world_tunnel_2026/usgs_2.5_day.json", JSON_USGS, 52),
    ];
    let spots = [
        ("Earthquake in Peru", "PE"),
        ("Javānrūd, Iran", "IR"),
        ("Naryn, Kyrgyzstan", "KG"),
        ("San Antonio, Chile", "CL"),
        ("NW of The Geysers, CA", "US"),
        ("WSW of Johannesburg, CA", "US"),
        ("SE of Port Graham, Alaska", "US"),
        ("Gilliam, Oregon", "US"),
    ];
    let report = placed("2026-07-21T04:00:00Z", &captures, &spots);
    if report.is_null() {
        return;
    }
    let told_by =
        |incident: &Value, feed: &str| incident["items"].as_array().unwrap().iter().any(|i| i["feed"] == feed);
    let joined = incidents(&report).filter(|one| told_by(one, "capture-0") && told_by(one, "capture-2"));
    assert!(joined.count() >= 5, "quakes are told by GDACS and USGS");
    let iceland =
        incidents(&report).filter(|incident| incident["countries"].as_array().unwrap().contains(&"IS".into()));
    assert_eq!(iceland.count(), 0, "an island is not Iceland");
}

#[test]
fn news_are_placed_in_the_country_they_are_about() {
    let captures = [
        ("news_rss/fast-news-reader/bbc.xml", XML, 27),
        ("news_rss/fast-news-reader/tagesschau.xml", XML, 40),
        ("news_rss/fast-news-reader/heise.xml", XML, 150),
        ("federal_register/monument-watch_2026/federal_register.json", JSON_FEDREG, 5),
    ];
    let spots = [
        ("armed groups launch co-ordinated attacks across Mali", "ML"),
        ("Russian attack on Ukraine", "UA"),
        ("Slowakei: Proteste", "SK"),
    ];
    placed("2026-04-25T19:00:00Z", &captures, &spots);
    let spots = [
        ("northern India", "IN"),
        ("Lebanon boat", "LB"),
        ("Protests spread in Iran", "IR"),
        ("Typhoon Talas lashes Japan", "JP"),
    ];
    placed("2022-09-25T10:00:00Z", &[("news_rss/feeder/rss_theguardian.xml", XML, 54)], &spots);
    let spots = [("обстріл Херсона", "UA"), ("атаки на Київ", "UA")];
    placed("2023-12-22T00:00:00Z", &[("news_rss/feeder/rss_ukrnet.xml", XML, 20)], &spots);
    placed("2020-12-17T15:00:00Z", &[("news_rss/feeder/rss_geekpark.xml", XML, 30)], &[]);
    placed("2018-02-11T14:00:00Z", &[("news_rss/feeder/rss_lemonde.xml", XML, 21)], &[("près de Moscou", "RU")]);
}

#[test]
fn official_documents_and_alerts_give_items() {
    let captures = [
        ("govuk/tinata_2014/foreign-travel-advice.json", JSON_GOVUK, 225),
        ("govuk/publishing-api/travel_advice_index/frontend/index.json", JSON_GOVUK, 7),
        ("govuk/publishing-api/travel_advice/frontend/full-country.json", JSON_GOVUK, 1),
        ("govuk/publishing-api/travel_advice/frontend/alt-country.json", JSON_GOVUK, 1),
        ("govuk/publishing-api/travel_advice/frontend/no-parts.json", JSON_GOVUK, 1),
        ("federal_register/areed1192_2020/documents.jsonc", JSON_FEDREG, 2),
        ("federal_register/areed1192_2020/public_documents_current.jsonc", JSON_FEDREG, 100),
        ("usgs/son-depremler/emsc.json", JSON_EMSC, 430),
        ("gdacs/hdx/xml-rss.xml", XML, 2),
        ("worldmonitor_fixtures/alberta-emergency-alert.atom", XML, 1),
    ];
    placed("2026-11-22T12:00:00Z", &captures, &[]);
}

#[test]
fn alerts_of_the_common_protocol_are_read_alone_and_in_atom() {
    let captures = [
        ("cap/google_cap_library/earthquake.cap", XML, 1),
        ("cap/google_cap_library/weather.cap", XML, 1),
        ("cap/google_cap_library/invalid.cap", XML, 1),
        ("cap/google_cap_library/earthquake_index.atom", XML, 1),
    ];
    let spots = [("Flash Flood Watch issued", "US"), ("Neiafu, Tonga", "TO")];
    placed("2010-08-31T06:00:00Z", &captures, &spots);
    let more = [
        ("cap/google_cap_library/australia.cap", XML, 1),
        ("cap/google_cap_library/bushfire_valid.edxlde", XML, 7),
        ("cap/google_cap_library/canada_signed.atom", XML, 1),
        ("cap/google_cap_library/earthquake-iso8859-1.cap", XML, 1),
        ("cap/google_cap_library/wcatwc-warning.cap", XML, 1),
    ];
    placed("2013-08-19T12:00:00Z", &more, &[("rainfall warning in effect", "CA")]);
}

/// Reads captures at a moment and compares what each gives; gives the report, or nothing when they are not there.
fn placed(now: &str, captures: &[Capture], spots: &[Spot]) -> Value {
    let Some(folder) = folder() else { return Value::Null };
    let desk = Desk::empty();
    let own = desk.path("config/feeds/own.toml");
    for (number, (path, more, _)) in captures.iter().enumerate() {
        let entry = feed(&format!("capture-{number}"), &format!("file:{}", folder.join(path).display()), more);
        std::fs::write(&own, std::fs::read_to_string(&own).unwrap() + &entry).unwrap();
    }
    let run = desk.run_at(now, &["fetch", "--format", "json"]).ends(0);
    let counts: Vec<u64> =
        run.out().lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["items"].as_u64().unwrap()).collect();
    assert_eq!(counts, captures.iter().map(|(.., items)| *items).collect::<Vec<_>>(), "{}", run.out());
    let report = desk.json(now, &["report", "--no-fetch", "--format", "json"]);
    for (words, country) in spots {
        let told = incidents(&report).find(|incident| {
            let titles = incident["items"].as_array().unwrap().iter().chain([*incident]);
            titles.into_iter().any(|one| one["title"].as_str().unwrap().contains(words))
        });
        let told = told.unwrap_or_else(|| panic!("no incident tells of `{words}`"));
        assert_eq!(told["countries"][0], *country, "{words}: {}", told["countries"]);
    }
    report
}

fn incidents(report: &Value) -> impl Iterator<Item = &Value> {
    report["incidents"].as_array().into_iter().flatten()
}

fn folder() -> Option<PathBuf> {
    let shared = std::env::var_os("FENGHUO_SHARED").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")));
    let folder = shared.join("data/feeds");
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return None;
    }
    Some(folder)
}
