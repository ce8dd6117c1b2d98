//! Headers, both ways: secrets of the feed into the request, hints of the publisher out of the answer.
//!
//! A secret is never part of a message.

use chrono::Duration;
use reqwest::header::{CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};

use crate::domain::feed::Feed;
use crate::domain::time::Timestamp;
use crate::ingest::read::dates::date;

use super::Failure;

/// The further headers of a feed, with `env:NAME` and `file:PATH` filled in.
pub(super) fn of_feed(feed: &Feed) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    for (name, value) in &feed.headers {
        let bad = |what: &str| Failure::http(format!("header `{name}` of the feed {what}"));
        let key: HeaderName = name.parse().map_err(|_| bad("has no valid name"))?;
        let secret = resolve(value).ok_or_else(|| bad(&format!("wants `{}`, which is not set", source(value))))?;
        let mut value = HeaderValue::from_str(secret.trim()).map_err(|_| bad("has a value that no header may have"))?;
        value.set_sensitive(true);
        headers.insert(key, value);
    }
    Ok(headers)
}

fn resolve(value: &str) -> Option<String> {
    match (value.strip_prefix("env:"), value.strip_prefix("file:")) {
        (Some(name), _) => std::env::var(name).ok(),
        (_, Some(path)) => std::fs::read_to_string(path).ok(),
        _ => Some(value.to_owned()),
    }
}

/// Where a secret comes from may be said; a value written in the open may not.
fn source(value: &str) -> &str {
    if value.starts_with("env:") || value.starts_with("file:") { value } else { "a value" }
}

/// When the server allows the next request, by seconds or by date.
pub(super) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Timestamp> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    match text.parse::<u32>() {
        Ok(seconds) => now.checked_add_signed(Duration::seconds(i64::from(seconds))),
        Err(_) => date(text),
    }
}

/// Seconds for which the server says the answer stays fresh.
pub(super) fn max_age(headers: &HeaderMap) -> Option<u32> {
    let text = headers.get(CACHE_CONTROL)?.to_str().ok()?;
    let mut parts = text.split(',').map(|part| part.trim().to_ascii_lowercase());
    parts.find_map(|part| part.strip_prefix("max-age=")?.trim_matches('"').parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::parse;

    fn headers(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn retry_after_is_read_as_seconds_and_as_date() {
        let now = parse("2026-11-22T00:00:00Z").unwrap();
        let at = |value| retry_after(&headers(RETRY_AFTER, value), now);
        assert_eq!(at("120"), parse("2026-11-22T00:02:00Z"));
        assert_eq!(at("Sun, 22 Nov 2026 01:00:00 GMT"), parse("2026-11-22T01:00:00Z"));
        assert_eq!(at("soon"), None);
    }

    #[test]
    fn max_age_is_found_among_others() {
        assert_eq!(max_age(&headers(CACHE_CONTROL, "public, Max-Age=600, must-revalidate")), Some(600));
        assert_eq!(max_age(&headers(CACHE_CONTROL, "no-cache")), None);
    }
}
