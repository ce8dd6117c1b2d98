//! From the bytes of an answer to clean items: decode, tell the format, read, clean, name.
//!
//! Pure and bounded: no clock, no network, no answer that takes longer than its bytes. Asking the server is left to
//! `fetch`, judging the state of the feed to `health`.

pub(crate) mod dates;
mod decode;
mod draft;
mod entry;
mod extension;
mod json;
mod known;
mod labels;
mod markup;
mod mend;
mod outline;
mod page;
mod rows;
mod shape;
mod sheet;
mod spaces;
mod strict;
mod xml_presets;

use std::collections::BTreeMap;

use serde_json::Value;
use thiserror::Error;
use url::Url;

use crate::domain::feed::{Feed, Format, Outcome};
use crate::domain::item::Item;
use crate::domain::time::Timestamp;

use super::clean::clean_text;
use super::filters::{FilterError, Filters, XML_PRESETS, code, nesting, preset, preset_names};
use draft::{Draft, Setting, language};
use shape::{ENTRIES_LIMIT, Shape, Space};

pub use draft::FUTURE_DATE;
pub(crate) use outline::{link_elements, outlines};

/// Longest title of a feed or page, in characters.
const TITLE_LIMIT: usize = 300;

/// Longest list of the keys of an unknown document, in characters.
const KEYS_LIMIT: usize = 120;

/// Deepest nesting of JSON that is read.
const DEPTH_LIMIT: usize = 100;

/// An answer as it came.
#[derive(Clone, Copy, Debug)]
pub struct Body<'a> {
    /// After decompression.
    pub bytes: &'a [u8],
    /// The header of that name.
    pub content_type: Option<&'a str>,
    /// Where it came from, to complete relative links.
    pub url: &'a str,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// The feed's own title, clean; may be empty.
    pub title: String,
    /// The items, in the order of the document.
    pub items: Vec<Item>,
    /// Entries that the document has, those that gave no item included.
    pub entries: usize,
    /// Entries that gave no item, by reason: `no_text`, `duplicate`, `bad_row`, `over_limit`.
    pub dropped: BTreeMap<String, u32>,
    /// What it was taken for: `rss 2.0`, `atom`, `cap`, `json feed`, `filter`, the name of a preset.
    pub format: String,
    /// Encoding of the bytes.
    pub encoding: String,
    /// Language the feed states.
    pub lang: Option<String>,
    /// Minutes between requests that the publisher asks for.
    pub ttl_minutes: Option<u32>,
    /// Hours of the day (UTC) in which the publisher asks not to be asked.
    pub skip_hours: Vec<u8>,
    /// Days, 0 for Monday, on which the publisher asks not to be asked.
    pub skip_days: Vec<u8>,
}

/// Why nothing was read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    /// The answer is something else.
    #[error("not a feed but {found}; open the address in a browser to see what the publisher answers")]
    NotAFeed {
        /// What it is: `a login page: "Sign in"`.
        found: String,
    },
    /// JSON that nothing tells how to read.
    #[error(
        "JSON of another kind, with the keys: {keys}; it needs a `preset` ({list}) or a `filter` in its entry",
        list = preset_names().join(", ")
    )]
    NoPreset {
        /// Its first keys.
        keys: String,
    },
    /// A document that cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// The filter does not fit.
    #[error(transparent)]
    Filter(#[from] FilterError),
}

impl ReadError {
    /// The outcome that a feed gets for it.
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::NotAFeed { .. } | Self::NoPreset { .. } => Outcome::NotAFeed,
            Self::Unreadable(_) | Self::Filter(_) => Outcome::ParseError,
        }
    }
}

/// Reads an answer. What is no feed is an error that says what it is; a feed without entries is none.
pub fn read(feed: &Feed, body: &Body<'_>, now: Timestamp, filters: &Filters) -> Result<Document, ReadError> {
    let decoded = decode::decode(body.bytes, body.content_type);
    let text = decoded.text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\0' | '\u{feff}'));
    let found = find(feed, text, filters)?;
    let mut document = found.finish(feed, body.url, now);
    decoded.encoding.clone_into(&mut document.encoding);
    Ok(document)
}

/// The text of an answer, whatever it is.
pub(crate) fn text_of(body: &Body<'_>) -> String {
    decode::decode(body.bytes, body.content_type).text.into_owned()
}

/// A document with its entries still raw.
#[derive(Default)]
struct Found {
    title: String,
    drafts: Vec<Draft>,
    entries: usize,
    /// Rows that were no objects.
    bad_rows: u32,
    format: String,
    lang: Option<String>,
    ttl_minutes: Option<u32>,
    skip_hours: Vec<u8>,
    skip_days: Vec<u8>,
}

fn find(feed: &Feed, text: &str, filters: &Filters) -> Result<Found, ReadError> {
    let text = mend::unguarded(text);
    if text.trim().is_empty() {
        return Err(not_a_feed("an empty answer"));
    }
    if let Some(name) = feed.preset.as_deref().filter(|name| XML_PRESETS.contains(name)) {
        return by_xml_preset(name, text);
    }
    if feed.format == Format::Csv {
        return table(feed, text, filters);
    }
    if let Some(code) = code(feed)? {
        return by_filter(code, feed.preset.as_deref().unwrap_or("filter"), text, filters);
    }
    match text.chars().next() {
        Some('{' | '[') => json_document(text, filters),
        _ if feed.format == Format::Json => Err(FilterError::Missing.into()),
        _ => xml_document(text).or_else(|error| of_a_known_publisher(text, filters).unwrap_or(Err(error))),
    }
}

/// A document that is no feed, read by the preset that its root or its columns tell of.
fn of_a_known_publisher(text: &str, filters: &Filters) -> Option<Result<Found, ReadError>> {
    if text.starts_with('<') {
        return known::of_xml(text).map(|name| by_xml_preset(name, text));
    }
    let (name, rows) = known::of_table(text)?;
    Some(by_filter(preset(name)?, name, &rows, filters))
}

fn by_xml_preset(name: &str, text: &str) -> Result<Found, ReadError> {
    let drafts = xml_presets::drafts(name, text).unwrap_or_default();
    if drafts.is_empty() {
        let shape = shape::shape(text);
        return Err(
            page::unlike_a_feed(text, &shape).unwrap_or_else(|| not_a_feed("XML without the rows that are expected"))
        );
    }
    Ok(Found { entries: drafts.len(), drafts, format: name.to_owned(), ..Found::default() })
}

fn table(feed: &Feed, text: &str, filters: &Filters) -> Result<Found, ReadError> {
    let code = code(feed)?.ok_or(FilterError::Missing)?;
    if text.starts_with('<') {
        return Err(not_a_feed(&page::page(text)));
    }
    let rows = sheet::json(text).ok_or_else(|| not_a_feed("text without columns"))?;
    by_filter(code, feed.preset.as_deref().unwrap_or("filter"), &rows, filters)
}

fn by_filter(code: &str, name: &str, text: &str, filters: &Filters) -> Result<Found, ReadError> {
    if text.starts_with('<') {
        return Err(not_a_feed(&page::page(text)));
    }
    match filters.rows(code, text) {
        Err(FilterError::Json(error)) => {
            let mended = mend::mended(text).ok_or(FilterError::Json(error))?;
            let rows = filters.rows(code, &mended.text)?;
            Ok(of_rows(&rows, name).and_cut_off(mended.cut_off))
        }
        rows => Ok(of_rows(&rows?, name)),
    }
}

fn of_rows(rows: &[Value], name: &str) -> Found {
    let drafts: Vec<Draft> = rows.iter().filter_map(rows::draft).collect();
    let bad_rows = u32::try_from(rows.len() - drafts.len()).unwrap_or(u32::MAX);
    Found { entries: rows.len(), drafts, bad_rows, format: name.to_owned(), ..Found::default() }
}

fn json_document(text: &str, filters: &Filters) -> Result<Found, ReadError> {
    if nesting(text) > DEPTH_LIMIT {
        return Err(ReadError::Unreadable(format!("JSON nested deeper than {DEPTH_LIMIT} levels")));
    }
    let document: Value = match serde_json::from_str(text) {
        Ok(document) => document,
        Err(error) => return mended_document(text, &error, filters),
    };
    match json::recognise(&document) {
        Some(json::Known::Feed(head, items)) => Ok(Found {
            title: head.get("title").and_then(Value::as_str).unwrap_or_default().to_owned(),
            drafts: items.iter().take(ENTRIES_LIMIT).map(json::draft).collect(),
            entries: items.len(),
            format: "json feed".to_owned(),
            lang: head.get("language").and_then(Value::as_str).map(str::to_owned),
            ..Found::default()
        }),
        Some(json::Known::Preset(name)) => {
            drop(document);
            by_filter(preset(name).unwrap_or_default(), name, text, filters)
        }
        None => Err(ReadError::NoPreset { keys: clean_text(&known::keys(&document).join(", "), KEYS_LIMIT) }),
    }
}

/// A document that strict reading refuses, read as far as it came through whole.
fn mended_document(text: &str, error: &serde_json::Error, filters: &Filters) -> Result<Found, ReadError> {
    let refused = || ReadError::Unreadable(format!("not valid JSON: {error}"));
    let mended = mend::mended(text).filter(|mended| serde_json::from_str::<Value>(&mended.text).is_ok());
    let mended = mended.ok_or_else(refused)?;
    Ok(json_document(&mended.text, filters)?.and_cut_off(mended.cut_off))
}

fn xml_document(text: &str) -> Result<Found, ReadError> {
    if let Some((feed, first)) = strict::parse(text).filter(|(feed, _)| !feed.entries.is_empty()) {
        return Ok(Found {
            title: feed.title.map(|title| title.content).unwrap_or_default(),
            entries: feed.entries.len(),
            drafts: feed.entries.into_iter().map(strict::draft).collect(),
            format: strict::dialect(&feed.feed_type).to_owned(),
            lang: feed.language,
            ttl_minutes: feed.ttl,
            ..hints(&shape::head(text, first))
        });
    }
    let shape = shape::shape(text);
    if let Some(error) = page::unlike_a_feed(text, &shape) {
        return Err(error);
    }
    Ok(Found {
        title: entry::head_title(&shape.head),
        entries: shape.entries.len() + shape.beyond,
        drafts: shape.entries.iter().map(|fields| entry::draft(fields)).collect(),
        format: dialect(&shape),
        lang: entry::lang(&shape.head).or_else(|| markup::attribute(shape.root_attributes, "lang").map(str::to_owned)),
        ..hints(&shape.head)
    })
}

/// What the publisher asks of those who ask it.
fn hints(head: &[shape::Field<'_>]) -> Found {
    let texts = |name: &'static str| {
        let named = head.iter().filter(move |field| field.is(Space::Core, name));
        named.map(|field| field.text().trim().to_ascii_lowercase())
    };
    let day = |text: String| DAYS.iter().position(|day| text.starts_with(day)).and_then(|day| u8::try_from(day).ok());
    Found {
        ttl_minutes: texts("ttl").find_map(|text| text.parse().ok()),
        skip_hours: texts("hour").filter_map(|text| text.parse::<u8>().ok()).map(|hour| hour % 24).collect(),
        skip_days: texts("day").filter_map(day).collect(),
        ..Found::default()
    }
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn dialect(shape: &Shape<'_>) -> String {
    let version = markup::attribute(shape.root_attributes, "version").unwrap_or_default();
    let name = match shape.root.as_str() {
        "feed" | "entry" => "atom",
        "alert" | "edxldistribution" => "cap",
        "channel" if shape.root_space == Some(Space::Core) => "cdf",
        "rdf" => "rss 1.0",
        other => other,
    };
    clean_text(&format!("{name} {version}"), 40)
}

fn not_a_feed(found: &str) -> ReadError {
    ReadError::NotAFeed { found: found.to_owned() }
}

impl Found {
    /// Counts the entry at which the document was cut off, if it was.
    fn and_cut_off(mut self, cut_off: bool) -> Self {
        self.entries += usize::from(cut_off);
        self.bad_rows += u32::from(cut_off);
        self
    }

    fn finish(self, feed: &Feed, url: &str, now: Timestamp) -> Document {
        let base = Url::parse(url).ok();
        let lang = language(self.lang.as_deref());
        let setting = Setting { feed, now, base: base.as_ref(), lang: lang.as_deref().or(feed.lang.as_deref()) };
        let mut dropped = BTreeMap::new();
        count(&mut dropped, "bad_row", self.bad_rows);
        let over = self.entries.saturating_sub(self.drafts.len() + self.bad_rows as usize);
        count(&mut dropped, "over_limit", u32::try_from(over).unwrap_or(u32::MAX));
        let mut items = Vec::with_capacity(self.drafts.len());
        for draft in self.drafts {
            match draft.finish(&setting) {
                Ok(item) => items.push(item),
                Err(reason) => count(&mut dropped, reason, 1),
            }
        }
        let before = items.len();
        let items = super::identity::one_each(items);
        count(&mut dropped, "duplicate", u32::try_from(before - items.len()).unwrap_or(u32::MAX));
        Document {
            title: clean_text(&self.title, TITLE_LIMIT),
            items,
            entries: self.entries,
            dropped,
            format: self.format,
            encoding: String::new(),
            lang,
            ttl_minutes: self.ttl_minutes,
            skip_hours: self.skip_hours,
            skip_days: self.skip_days,
        }
    }
}

fn count(dropped: &mut BTreeMap<String, u32>, reason: &str, times: u32) {
    if times > 0 {
        *dropped.entry(reason.to_owned()).or_default() += times;
    }
}

#[cfg(test)]
mod tests;
