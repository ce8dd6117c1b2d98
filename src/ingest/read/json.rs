//! JSON Feed, read item by item, so that one odd item does not cost the rest.
//!
//! Other JSON is left to jq filters; which preset fits it, to `known`.

use serde_json::Value;

use super::dates::date;
use super::draft::Draft;
use super::known;

/// A JSON document that needs no filter of the operator's.
pub(super) enum Known<'a> {
    /// JSON Feed, any version.
    Feed(&'a Value, &'a [Value]),
    /// The shipped preset that reads it.
    Preset(&'static str),
}

/// What a JSON document is, if it can be told from its shape.
pub(super) fn recognise(document: &Value) -> Option<Known<'_>> {
    let version = document.get("version").and_then(Value::as_str).unwrap_or_default();
    if let Some(items) = document.get("items").and_then(Value::as_array) {
        let is_item =
            |item: &Value| ["url", "content_text", "content_html", "title"].iter().any(|key| item.get(key).is_some());
        if version.contains("jsonfeed.org") || items.iter().any(is_item) {
            return Some(Known::Feed(document, items));
        }
    }
    known::of_json(document).map(Known::Preset)
}

/// One item of a JSON Feed; whatever has the wrong type is passed over.
pub(super) fn draft(item: &Value) -> Draft {
    let text = |key: &str| match item.get(key) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let either = |keys: &[&str]| keys.iter().find_map(|key| text(key).filter(|text| !text.trim().is_empty()));
    let tags = item.get("tags").and_then(Value::as_array).into_iter().flatten();
    Draft {
        guid: text("id"),
        title: text("title").unwrap_or_default(),
        summary: either(&["summary", "content_text", "content_html"]).unwrap_or_default(),
        link: either(&["url", "external_url"]),
        published: either(&["date_published", "date_modified"]).and_then(|text| date(&text)),
        categories: tags.filter_map(|tag| tag.as_str().map(str::to_owned)).collect(),
        lang: text("language"),
        ..Draft::default()
    }
}
