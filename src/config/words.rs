//! Reading the words of the field: codes, names, texts in three languages, points, times; and the locale tables.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use chrono_tz::Tz;

use crate::domain::asset::{AssetKind, Confidence, Precision, Role};
use crate::domain::country::CountryCode;
use crate::domain::feed::Format;
use crate::domain::hazard::Hazard;
use crate::domain::id::{AssetId, Family, FeedId, Person, RecipientId, Sector};
use crate::domain::level::Level;
use crate::domain::notice::Secrecy;
use crate::domain::place::Point;
use crate::domain::source::Reliability;
use crate::domain::time::{Timestamp, parse};
use crate::domain::words::{Lang, LocalText};

use super::log::{Finding, Log};
use super::node::{Kind, Node, Table};
use super::read::{FromNode, Reader, word, wrong};
use super::suggest::nearest;

impl FromNode for CountryCode {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let text = String::from_node(node, log)?;
        let code = Self::new(&text).filter(|code| log.codes.contains(code) && code.as_str() == text);
        if code.is_none() {
            let upper = text.to_uppercase();
            let known = Self::new(&upper).filter(|code| log.codes.contains(code)).map(|code| code.to_string());
            let finding = Finding::error(node.spot, format!("`{text}` is no country code of ISO 3166-1"));
            let hint = "two capital letters, as in UA; the codes are listed in config/locale/countries.toml";
            log.push(finding.with_hint(hint).or_meant(known.as_deref()));
        }
        code
    }
}

/// Reads words that have a list of their own, and suggests the nearest.
macro_rules! listed {
    ($($type:ty: $what:literal),*) => {$(
        impl FromNode for $type {
            fn from_node(node: &Node, log: &Log) -> Option<Self> {
                let text = String::from_node(node, log)?;
                let found = Self::from_str(&text).ok();
                if found.is_none() {
                    let names = Self::ALL.map(Self::key);
                    let finding = Finding::error(node.spot, format!("`{text}` is no {}", $what));
                    let known = format!("one of: {}", names.join(", "));
                    log.push(finding.with_hint(known).or_meant(nearest(&text, names)));
                }
                found
            }
        }
    )*};
}
listed!(Hazard: "hazard", Level: "level");

/// Reads words through their names in machine formats.
macro_rules! named {
    ($($type:ty),*) => {$(
        impl FromNode for $type {
            fn from_node(node: &Node, log: &Log) -> Option<Self> {
                word(node, log)
            }
        }
    )*};
}
named!(AssetKind, Confidence, Format, Precision, Role, Secrecy);

/// Reads ids; an empty one is none.
macro_rules! ids {
    ($($type:ty),*) => {$(
        impl FromNode for $type {
            fn from_node(node: &Node, log: &Log) -> Option<Self> {
                let text = String::from_node(node, log)?;
                if text.trim().is_empty() || text.chars().any(char::is_control) {
                    log.error(node.spot, "an id may not be empty");
                    return None;
                }
                Some(Self::from(text))
            }
        }
    )*};
}
ids!(AssetId, Family, FeedId, Person, RecipientId, Sector);

impl FromNode for Reliability {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let text = String::from_node(node, log)?;
        let found = Self::ALL.into_iter().find(|letter| letter.to_string() == text);
        if found.is_none() {
            let finding = Finding::error(node.spot, format!("`{text}` is no reliability"));
            log.push(
                finding.with_hint("a letter from A (completely reliable) to E (unreliable), or F (cannot be judged)"),
            );
        }
        found
    }
}

impl FromNode for Lang {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let text = String::from_node(node, log)?;
        Self::from_str(&text).map_err(|message| log.error(node.spot, message)).ok()
    }
}

impl FromNode for Tz {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let text = String::from_node(node, log)?;
        let found = Self::from_str(&text).ok();
        if found.is_none() {
            let names = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
            let finding = Finding::error(node.spot, format!("`{text}` is no time zone"));
            log.push(finding.with_hint("an IANA name, as in Asia/Shanghai").or_meant(nearest(&text, names)));
        }
        found
    }
}

impl FromNode for Point {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let numbers = Vec::<f64>::from_node(node, log)?;
        let [lat, lon] = numbers.as_slice() else {
            log.error(node.spot, "a point is two numbers: [latitude, longitude]");
            return None;
        };
        let point = Self::new(*lat, *lon);
        if point.is_none() {
            let finding = Finding::error(node.spot, format!("[{lat}, {lon}] is no point on the globe"));
            let swapped = Self::new(*lon, *lat).map(|_| "latitude comes first: did you swap them?");
            let hint = swapped.unwrap_or("latitude −90 to 90, then longitude −180 to 180");
            log.push(finding.with_hint(hint));
        }
        point
    }
}

impl FromNode for Timestamp {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let (Kind::Text(text) | Kind::Date(text)) = &node.kind else { return wrong(node, log, "a time") };
        let found = parse(text).or_else(|| parse(&format!("{text}T00:00:00+08:00")));
        if found.is_none() {
            let finding = Finding::error(node.spot, format!("`{text}` is no time"));
            log.push(finding.with_hint("as in 2026-11-22T08:00:00+08:00, or 2026-11-22 for its start in Beijing"));
        }
        found
    }
}

impl FromNode for LocalText {
    /// A table of three languages, or one text for all. A language left out is a warning, and takes the nearest one.
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        if let Kind::Text(text) = &node.kind {
            return Some(Self { en: text.clone(), zh_hans: text.clone(), zh_hant: text.clone() });
        }
        let mut keys = Reader::new(node, log)?;
        let (en, simplified, traditional) = (keys.opt("en"), keys.opt("zh-Hans"), keys.opt("zh-Hant"));
        keys.finish();
        let missing: Vec<&str> = [("en", &en), ("zh-Hans", &simplified), ("zh-Hant", &traditional)]
            .into_iter()
            .filter(|(_, text)| text.is_none())
            .map(|(tag, _)| tag)
            .collect();
        if !missing.is_empty() {
            log.push(Finding::warning(node.spot, format!("no translation: {}", missing.join(", "))));
        }
        let any: String = simplified.clone().or_else(|| traditional.clone()).or_else(|| en.clone())?;
        Some(Self {
            en: en.unwrap_or_else(|| any.clone()),
            zh_hant: traditional.unwrap_or_else(|| any.clone()),
            zh_hans: simplified.unwrap_or(any),
        })
    }
}

/// Codes that have a name in the locale tables: all that may be named.
pub(super) fn codes(tables: &[Node]) -> BTreeSet<CountryCode> {
    let named = tables.iter().filter_map(|node| node.get("country")?.table());
    named.flat_map(|table| &table.0).filter_map(|entry| CountryCode::new(&entry.key)).collect()
}

/// The locale tables as one, later ones over earlier ones. Tables in tables make dotted keys.
pub(super) fn table(tables: &[Node], log: &Log) -> BTreeMap<String, LocalText> {
    let mut words = BTreeMap::new();
    for node in tables {
        node.table().into_iter().for_each(|table| gather("", table, log, &mut words));
    }
    words
}

fn gather(prefix: &str, table: &Table, log: &Log, words: &mut BTreeMap<String, LocalText>) {
    for entry in &table.0 {
        let key = if prefix.is_empty() { entry.key.clone() } else { format!("{prefix}.{}", entry.key) };
        match entry.value.table() {
            Some(inner) if !is_text(inner) => gather(&key, inner, log, words),
            _ => words.extend(LocalText::from_node(&entry.value, log).map(|text| (key, text))),
        }
    }
}

/// Whether a table is a text in languages rather than a table of such.
fn is_text(table: &Table) -> bool {
    Lang::ALL.into_iter().any(|lang| table.get(lang.tag()).is_some_and(|node| matches!(node.kind, Kind::Text(_))))
}
