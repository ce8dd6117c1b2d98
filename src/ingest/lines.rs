//! Items as JSON Lines, the machine format that `annotate` and `replay` read.
//!
//! Offsets of annotations count in the text as it stood in the line, so clean text is taken over unchanged: nothing
//! is folded, decoded or cut, only forbidden characters go. Unknown keys, nulls and odd types are passed over.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use thiserror::Error;

use crate::domain::country::CountryCode;
use crate::domain::id::{Family, FeedId, ItemId};
use crate::domain::item::{Item, Provider};
use crate::domain::place::Point;
use crate::domain::source::{Credibility, Reliability};
use crate::domain::time::{self, Timestamp};

use super::clean::{clean_link, scrub};
use super::identity::{Marks, item_id};
use super::{event, level};

/// Longest id, language tag and category, in characters.
const SHORT: usize = 200;

/// Magnitudes that an earthquake can have.
const MAGNITUDES: std::ops::RangeInclusive<f64> = 0.0..=10.0;

/// What a line that does not say is taken to have.
#[derive(Clone, Debug)]
pub struct LineDefaults {
    /// When the items are read.
    pub now: Timestamp,
    /// The feed of items that name none.
    pub feed: FeedId,
    /// The publisher family of items that name none.
    pub publisher: Family,
    /// The reliability of items that state none.
    pub reliability: Reliability,
}

impl LineDefaults {
    /// Items of no known feed, which cannot be judged.
    pub fn at(now: Timestamp) -> Self {
        Self { now, feed: FeedId::new("stdin"), publisher: Family::new("unknown"), reliability: Reliability::F }
    }
}

/// A line that is no item.
#[derive(Debug, Error)]
pub enum LineError {
    /// Not a JSON object.
    #[error("not an item: {}; one JSON object with `id` and `title` is wanted on each line", in_line(.0))]
    Json(#[from] serde_json::Error),
    /// JSON, but a list or a bare value.
    #[error("not an item: one JSON object with `id` and `title` is wanted on each line")]
    NoObject,
}

/// What the reader of JSON says, without the number of the line, which for it is always the first.
fn in_line(error: &serde_json::Error) -> String {
    error.to_string().replace(" at line 1 column ", " at column ")
}

/// Reads one line as an item, cleaned. A date that cannot be read leaves the item undated.
pub fn parse_line(text: &str, defaults: &LineDefaults) -> Result<Item, LineError> {
    if !text.trim_start().starts_with('{') {
        return Err(LineError::NoObject);
    }
    let fields: Line<'_> = serde_json::from_str(text)?;
    let published = fields.published.text().and_then(time::parse);
    let link = fields.link.text().and_then(|link| clean_link(link, None));
    let provider = provider(&fields, link.as_deref());
    let title = fields.title.cleaned();
    let feed = fields.feed.text().map_or_else(|| defaults.feed.clone(), |feed| FeedId::from(short(feed)));
    let id = match fields.id.as_id() {
        Some(id) => ItemId::new(short(&id)),
        None => item_id(&feed, &Marks { guid: None, link: link.as_deref(), title: &title, published }),
    };
    Ok(Item {
        id,
        revision: 1,
        publisher: fields.publisher.text().map_or_else(|| defaults.publisher.clone(), |p| Family::from(short(p))),
        reliability: fields.reliability.text().and_then(letter).unwrap_or(defaults.reliability),
        credibility: Credibility::UNJUDGED,
        summary: fields.summary.cleaned(),
        lang: fields.lang.text().map(short).filter(|lang| !lang.is_empty()),
        published,
        seen: published.unwrap_or(defaults.now),
        point: fields.lat.number().zip(fields.lon.number()).and_then(|(lat, lon)| Point::new(lat, lon)),
        categories: fields.categories.0.iter().map(|category| short(category)).collect(),
        provider,
        exercise: false,
        feed,
        title,
        link,
    })
}

fn provider(fields: &Line<'_>, link: Option<&str>) -> Provider {
    let magnitude = fields.magnitude.number().filter(|magnitude| MAGNITUDES.contains(magnitude));
    let values = series(&fields.values);
    let kind = (!values.is_empty()).then(|| Provider::SERIES.to_owned());
    let mut provider = Provider { kind, magnitude, values, ..Provider::default() };
    if let Some(link) = link {
        event::set_from_link(&mut provider, link);
    }
    if let Some(level) = fields.level.as_id() {
        level::set_level(&mut provider, &short(&level));
    }
    provider.countries = fields.countries.0.iter().filter_map(|code| CountryCode::new(code)).collect();
    provider
}

/// The numbers of an object by their keys; whatever else stands there is passed over.
fn series(values: &serde_json::Value) -> BTreeMap<String, f64> {
    let entries = values.as_object().into_iter().flatten();
    entries.filter_map(|(key, value)| Some((short(key), value.as_f64()?))).collect()
}

/// The letter of the Admiralty code at the start of a grade such as `B2`.
fn letter(grade: &str) -> Option<Reliability> {
    let first = grade.chars().next()?.to_ascii_uppercase();
    Reliability::ALL.into_iter().find(|reliability| reliability.letter() == first)
}

fn short(text: &str) -> String {
    let text = scrub(text.trim());
    match text.char_indices().nth(SHORT) {
        None => text.into_owned(),
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned(),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Line<'a> {
    #[serde(borrow)]
    id: Field<'a>,
    #[serde(borrow)]
    title: Field<'a>,
    #[serde(borrow)]
    summary: Field<'a>,
    #[serde(borrow)]
    lang: Field<'a>,
    #[serde(borrow)]
    link: Field<'a>,
    #[serde(borrow)]
    published: Field<'a>,
    #[serde(borrow)]
    feed: Field<'a>,
    #[serde(borrow)]
    publisher: Field<'a>,
    #[serde(borrow)]
    reliability: Field<'a>,
    #[serde(borrow)]
    level: Field<'a>,
    lat: Field<'a>,
    lon: Field<'a>,
    magnitude: Field<'a>,
    values: serde_json::Value,
    #[serde(borrow)]
    categories: Words<'a>,
    #[serde(borrow)]
    countries: Words<'a>,
}

/// A value of whatever type the writer of the line chose.
#[derive(Default)]
enum Field<'a> {
    #[default]
    Nothing,
    Text(Cow<'a, str>),
    Number(f64),
}

impl Field<'_> {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Nothing | Self::Number(_) => None,
        }
    }

    fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Nothing => None,
        }
    }

    /// The value as a name: numbers are names too.
    fn as_id(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) if !text.trim().is_empty() => Some(Cow::Borrowed(text)),
            Self::Number(number) => Some(Cow::Owned(number.to_string())),
            _ => None,
        }
    }

    fn cleaned(self) -> String {
        match self {
            Self::Text(text) => match scrub(&text) {
                Cow::Owned(clean) => clean,
                Cow::Borrowed(_) => text.into_owned(),
            },
            Self::Number(number) => number.to_string(),
            Self::Nothing => String::new(),
        }
    }
}

/// A list of words; one word stands for a list of one.
#[derive(Default)]
struct Words<'a>(Vec<Cow<'a, str>>);

impl<'de: 'a, 'a> Deserialize<'de> for Field<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FieldVisitor)
    }
}

struct FieldVisitor;

impl<'de> Visitor<'de> for FieldVisitor {
    type Value = Field<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Field::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Field::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Field::Number(number))
    }

    #[expect(clippy::cast_precision_loss, reason = "ids beyond 2^53 would be written as strings")]
    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Field::Number(number as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "ids beyond 2^53 would be written as strings")]
    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Field::Number(number as f64))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Field::Nothing)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Field::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Self::Value, A::Error> {
        while values.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Field::Nothing)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Field::Nothing)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Words<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WordsVisitor)
    }
}

struct WordsVisitor;

impl<'de> Visitor<'de> for WordsVisitor {
    type Value = Words<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of words")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Words(vec![Cow::Borrowed(text)]))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Words(vec![Cow::Owned(text.to_owned())]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Self::Value, A::Error> {
        let mut words = Vec::new();
        while let Some(value) = values.next_element::<Field<'de>>()? {
            if let Field::Text(word) = value {
                words.push(word);
            }
        }
        Ok(Words(words))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Words::default())
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Words::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Words::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Words::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Words::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Words::default())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(line: &str) -> Item {
        parse_line(line, &LineDefaults::at(time::parse("2026-11-22T00:00:00Z").unwrap())).unwrap()
    }

    #[test]
    fn a_full_line_becomes_an_item() {
        let item = read(
            r#"{"id":7,"title":"M 6.1","summary":null,"lang":"en","link":"https://www.gdacs.org/report.aspx?eventtype=EQ&eventid=12",
            "published":"2026-11-01T08:00:00+08:00","feed":"gdacs-rss","publisher":"gdacs","reliability":"A2","lat":35.5,"lon":"140",
            "categories":["quake",3],"level":"Orange","more":{"a":[1]}}"#,
        );
        assert_eq!((item.id.as_str(), item.feed.as_str(), item.reliability), ("7", "gdacs-rss", Reliability::A));
        assert_eq!(item.published.map(time::rfc3339).as_deref(), Some("2026-11-01T00:00:00Z"));
        assert_eq!(item.point, Point::new(35.5, 140.0));
        assert_eq!(item.categories, ["quake"]);
        assert_eq!(item.provider.event.as_deref(), Some("gdacs:EQ12"));
        assert_eq!(item.provider.gdacs.as_deref(), Some("orange"));
    }

    #[test]
    fn clean_text_keeps_its_offsets_and_dirty_text_is_cleaned() {
        let item =
            read("{\"id\":\"a\",\"title\":\"Two  spaces\\nand e\\u0301\",\"summary\":\"x\\u001b[31my\\u202ez\"}");
        assert_eq!(item.title, "Two  spaces\nand e\u{301}");
        assert_eq!(item.summary, "x[31myz");
    }

    #[test]
    fn odd_types_are_passed_over() {
        let item = read(
            r#"{"id":"a","title":"t","link":5,"published":"yesterday","lat":[1],"categories":{"a":1},"lang":true}"#,
        );
        assert_eq!((item.link, item.published, item.point, item.lang), (None, None, None, None));
    }

    #[test]
    fn numbers_of_a_provider_are_taken_over() {
        let item = read(r#"{"id":"a","title":"t","magnitude":"6.1","values":{"ARS":190.5,"note":"x","UAH":6}}"#);
        assert_eq!(item.provider.magnitude, Some(6.1));
        assert_eq!(item.provider.values.into_iter().collect::<Vec<_>>(), [("ARS".into(), 190.5), ("UAH".into(), 6.0)]);
        let odd = read(r#"{"id":"a","title":"t","magnitude":61,"values":[1]}"#);
        assert_eq!(odd.provider, Provider::default());
    }

    #[test]
    fn a_line_without_id_gets_a_stable_one() {
        assert_eq!(read(r#"{"title":"t"}"#).id, read(r#"{"title":"t","summary":"s"}"#).id);
    }

    #[test]
    fn what_is_no_object_is_refused_with_advice() {
        let error = parse_line("[1", &LineDefaults::at(time::from_unix(0).unwrap())).unwrap_err();
        assert!(error.to_string().contains("one JSON object"), "{error}");
    }

    proptest! {
        #[test]
        fn no_line_panics(line in any::<String>()) {
            let defaults = LineDefaults::at(time::from_unix(0).unwrap());
            let wrapped = serde_json::json!({"id": &line, "title": &line, "link": &line, "level": &line}).to_string();
            prop_assert!(parse_line(&wrapped, &defaults).is_ok());
            let braced = line.trim_start().starts_with('{');
            prop_assert!(braced || parse_line(&line, &defaults).is_err());
        }
    }
}
