//! Rows as jq filters make them, to drafts. The keys are the contract between a filter and this program:
//!
//! `id`, `title`, `summary`, `link`, `published` (text, or seconds or milliseconds since 1970), `lang`, `lat`, `lon`,
//! `categories[]`, `level` (as written), `event`, `kind`, `hazard`, `countries[]` (two- or three-letter codes),
//! `country_names[]`, `magnitude`, `pager`, `gdacs`, `cap_severity`, `cap_certainty`, `advisory` (1 to 4), `regional`,
//! `fatalities`, `current`, `expires`, `status`, `source`, `values{}`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::domain::item::Provider;
use crate::domain::place::Point;
use crate::domain::time::Timestamp;

use super::dates::{date, unix};
use super::draft::Draft;
use super::extension::countries;

/// Reads one row; `None` when it is no object.
pub(super) fn draft(row: &Value) -> Option<Draft> {
    let row = Row(row.as_object()?);
    Some(Draft {
        guid: row.text("id"),
        title: row.text("title").unwrap_or_default(),
        summary: row.text("summary").unwrap_or_default(),
        link: row.text("link"),
        published: row.date("published"),
        categories: row.words("categories"),
        lang: row.text("lang"),
        point: row.number("lat").zip(row.number("lon")).and_then(|(lat, lon)| Point::new(lat, lon)),
        level: row.text("level"),
        provider: provider(&row),
    })
}

fn provider(row: &Row<'_>) -> Provider {
    Provider {
        event: row.text("event"),
        kind: row.text("kind"),
        hazard: row.text("hazard").and_then(|hazard| hazard.parse().ok()),
        countries: countries(row.words("countries").iter().map(String::as_str)),
        country_names: row.words("country_names"),
        magnitude: row.number("magnitude"),
        pager: row.text("pager"),
        gdacs: row.text("gdacs"),
        cap_severity: row.text("cap_severity"),
        cap_certainty: row.text("cap_certainty"),
        advisory: row
            .count("advisory")
            .and_then(|level| u8::try_from(level).ok())
            .filter(|level| (1..=4).contains(level)),
        regional: row.flag("regional").unwrap_or_default(),
        fatalities: row.count("fatalities"),
        current: row.flag("current"),
        expires: row.date("expires"),
        status: row.text("status"),
        source: row.text("source"),
        values: row.values("values"),
        ..Provider::default()
    }
}

struct Row<'a>(&'a Map<String, Value>);

impl Row<'_> {
    /// A text or a number, which publishers use for each other.
    fn text(&self, key: &str) -> Option<String> {
        match self.0.get(key)? {
            Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    fn number(&self, key: &str) -> Option<f64> {
        match self.0.get(key)? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    fn count(&self, key: &str) -> Option<u32> {
        self.0.get(key)?.as_u64().and_then(|count| u32::try_from(count).ok())
    }

    fn flag(&self, key: &str) -> Option<bool> {
        match self.0.get(key)? {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    fn date(&self, key: &str) -> Option<Timestamp> {
        match self.0.get(key)? {
            Value::Number(number) => unix(number.as_f64()?),
            Value::String(text) => date(text),
            _ => None,
        }
    }

    fn words(&self, key: &str) -> Vec<String> {
        match self.0.get(key) {
            Some(Value::Array(words)) => words.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect(),
            Some(Value::String(word)) => vec![word.clone()],
            _ => Vec::new(),
        }
    }

    fn values(&self, key: &str) -> BTreeMap<String, f64> {
        let values = self.0.get(key).and_then(Value::as_object);
        values.into_iter().flatten().filter_map(|(key, value)| Some((key.clone(), value.as_f64()?))).collect()
    }
}
