//! A configured feed, what came of asking it, and how healthy that makes it.
//!
//! Asking is left to `ingest`, keeping the answers to `store`; which countries a sick feed leaves blind, to `assess`.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::country::CountryCode;
use super::hazard::Hazard;
use super::id::{Family, FeedId};
use super::source::Reliability;
use super::time::Timestamp;

/// How a feed's body is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// RSS, Atom, JSON Feed or CAP, found out from the body.
    #[default]
    Auto,
    /// Any JSON, through the feed's jq filter or preset.
    Json,
    /// XML that is no feed, through a preset.
    Xml,
    /// Text that a preset reads.
    Csv,
}

/// One configured source: where it is, how to read it, whose word it is and how far to trust it.
#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    /// The operator's name for it.
    pub id: FeedId,
    /// Its title on screens.
    pub title: String,
    /// The heading it is listed under: `World news`.
    pub group: String,
    /// `http(s)://` or `file:`; placeholders such as `{fcdo}` are filled before it gets here.
    pub url: String,
    /// How to read the body.
    pub format: Format,
    /// A jq filter that turns the body into items, for [`Format::Json`].
    pub filter: Option<String>,
    /// The name of a shipped way to read the body (`usgs`, `govuk-advice`), in place of a filter.
    pub preset: Option<String>,
    /// BCP 47 tag of its language; none when it has several.
    pub lang: Option<String>,
    /// The countries it is about; empty for the whole world.
    pub countries: Vec<CountryCode>,
    /// Hazards it mainly speaks of; empty for all.
    pub hazards: Vec<Hazard>,
    /// How far its publisher is trusted.
    pub reliability: Reliability,
    /// Whose word it is; feeds of one family corroborate nothing among themselves.
    pub family: Family,
    /// Minutes between two requests.
    pub every_minutes: u32,
    /// Whether it is asked at all.
    pub enabled: bool,
    /// A standing list (government advisories): a row that is missing has not been lifted.
    pub register: bool,
    /// Further request headers; a value `env:NAME` or `file:PATH` is read from there and never printed.
    pub headers: BTreeMap<String, String>,
    /// Whether addresses on this machine or a private network may be asked.
    pub allow_private: bool,
    /// Largest body in bytes after decompression; none for the default of the settings.
    pub max_body: Option<u64>,
    /// What is known of its state, for people.
    pub note: String,
    /// Terms of use, for people.
    pub terms: String,
}

/// What came of one request to one feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Read, with items.
    Ok,
    /// The server said that nothing changed since the last good read.
    NotModified,
    /// Read, no items, and it never had many.
    Empty,
    /// Read, no items, though it had some before.
    SuspectEmpty,
    /// Read, but its newest item is far older than its usual gap.
    Frozen,
    /// Read, but no item carries a date.
    Undated,
    /// An answer that is no feed: a login page, a captcha, an error page.
    NotAFeed,
    /// A feed that could not be read.
    ParseError,
    /// Any other HTTP or transport failure.
    HttpError,
    /// No full answer in the time allowed.
    Timeout,
    /// The body was over the limit.
    TooLarge,
    /// 401, 403, 451, or an address that may not be asked.
    Blocked,
    /// 404 or 410.
    Gone,
}

impl Feed {
    /// A feed of which only the address is known: read as whatever it turns out to be, and trusted no further than that.
    pub fn unknown(id: FeedId, url: String) -> Self {
        Self {
            title: id.to_string(),
            family: Family::new(id.as_str()),
            id,
            group: String::new(),
            url,
            format: Format::Auto,
            filter: None,
            preset: None,
            lang: None,
            countries: Vec::new(),
            hazards: Vec::new(),
            reliability: Reliability::F,
            every_minutes: 60,
            enabled: true,
            register: false,
            headers: BTreeMap::new(),
            allow_private: false,
            max_body: None,
            note: String::new(),
            terms: String::new(),
        }
    }

    /// The address to ask at this moment: `{year}`, `{date}` (`2026-11-22`, UTC) and `{unix}` (seconds) filled in, with
    /// `{date-N}` N days and `{unix-N}` N seconds back. Anything else in braces stays.
    pub fn url_at(&self, now: Timestamp) -> String {
        let mut pieces = self.url.split('{');
        let mut url = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let filled = piece.split_once('}').and_then(|(word, rest)| Some((moment(word, now)?, rest)));
            match filled {
                Some((moment, rest)) => url.extend([moment.as_str(), rest]),
                None => url.extend(["{", piece]),
            }
        }
        url
    }
}

/// What a word of a URL stands for at this moment.
fn moment(word: &str, now: Timestamp) -> Option<String> {
    let (name, back) = word.split_once('-').unwrap_or((word, "0"));
    let back = back.parse::<u32>().ok()?;
    match name {
        "year" => Some(now.format("%Y").to_string()),
        "date" => {
            let then = now.checked_sub_signed(TimeDelta::days(i64::from(back)))?;
            Some(then.format("%Y-%m-%d").to_string())
        }
        "unix" => Some((now.timestamp() - i64::from(back)).to_string()),
        _ => None,
    }
}

impl Outcome {
    /// All, in the order of the contract.
    pub const ALL: [Self; 13] = [
        Self::Ok,
        Self::NotModified,
        Self::Empty,
        Self::SuspectEmpty,
        Self::Frozen,
        Self::Undated,
        Self::NotAFeed,
        Self::ParseError,
        Self::HttpError,
        Self::Timeout,
        Self::TooLarge,
        Self::Blocked,
        Self::Gone,
    ];

    /// The key used in machine formats and locale tables (`outcome.<key>`).
    pub const fn key(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::NotModified => "not_modified",
            Self::Empty => "empty",
            Self::SuspectEmpty => "suspect_empty",
            Self::Frozen => "frozen",
            Self::Undated => "undated",
            Self::NotAFeed => "not_a_feed",
            Self::ParseError => "parse_error",
            Self::HttpError => "http_error",
            Self::Timeout => "timeout",
            Self::TooLarge => "too_large",
            Self::Blocked => "blocked",
            Self::Gone => "gone",
        }
    }

    /// Whether this answer shows what its countries are like now.
    pub const fn is_sighted(self) -> bool {
        matches!(self, Self::Ok | Self::NotModified | Self::Empty | Self::Undated)
    }

    /// Whether the feed could not be read at all.
    pub const fn is_failure(self) -> bool {
        !matches!(self, Self::Ok | Self::NotModified | Self::Empty | Self::SuspectEmpty | Self::Frozen | Self::Undated)
    }
}

impl FromStr for Outcome {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|o| o.key() == text).ok_or_else(|| format!("`{text}` is not an outcome"))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.key())
    }
}

/// The record of one request, as `fenghuo fetch --format json` prints it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fetch {
    /// The feed asked.
    pub feed: FeedId,
    /// The address asked, secrets left out.
    pub url: String,
    /// What came of it.
    pub outcome: Outcome,
    /// The HTTP status, if there was one.
    pub status: Option<u16>,
    /// Items read from the body.
    pub items: u32,
    /// Items not seen before.
    pub new: u32,
    /// Items seen before whose text changed.
    pub changed: u32,
    /// Entries that gave no item, by reason.
    pub dropped: BTreeMap<String, u32>,
    /// Bytes on the wire.
    pub bytes: u64,
    /// How long it took, in milliseconds.
    pub ms: u64,
    /// What went wrong and what to do about it, cleaned.
    pub error: Option<String>,
    /// When it was asked.
    pub at: Timestamp,
    /// Since when the feed has had this outcome.
    pub since: Option<Timestamp>,
    /// The last time it was read well.
    pub last_success: Option<Timestamp>,
    /// When it will be asked next.
    pub next: Option<Timestamp>,
}

/// What is remembered of a feed between requests: enough to ask politely and to know when it has gone silent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FeedState {
    /// The latest outcome; none before the first request.
    pub outcome: Option<Outcome>,
    /// Since when it has been so.
    pub since: Option<Timestamp>,
    /// The last request.
    pub last_try: Option<Timestamp>,
    /// The last answer that showed what its countries are like.
    pub last_success: Option<Timestamp>,
    /// When it is due next.
    pub next: Option<Timestamp>,
    /// The newest item's time.
    pub newest_item: Option<Timestamp>,
    /// The usual gap between its items, in hours.
    pub usual_gap_hours: Option<f64>,
    /// Items in the last body that had any.
    pub usual_items: u32,
    /// Failed requests in a row.
    pub failures: u32,
    /// Validator of the last 200, byte for byte.
    pub etag: Option<String>,
    /// Validator of the last 200, byte for byte.
    pub last_modified: Option<String>,
    /// The address the validators belong to.
    pub validators_url: Option<String>,
    /// The last request without conditions.
    pub last_full: Option<Timestamp>,
    /// Hash of the last body, to know an unchanged one without parsing it.
    pub body_hash: Option<String>,
    /// Where a permanent redirect points; proposed as an edit, never followed silently for good.
    pub moved_to: Option<String>,
    /// What went wrong last.
    pub error: Option<String>,
    /// HTTP status of the last answer.
    pub status: Option<u16>,
    /// Whether an officer paused it.
    pub paused: bool,
    /// What its publisher asks of those who ask it, as the last body said: an answer without one changes nothing.
    #[serde(default, skip_serializing_if = "Courtesy::is_none")]
    pub courtesy: Courtesy,
}

/// What a publisher asks of those who ask it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Courtesy {
    /// Minutes between requests (`ttl`).
    pub ttl_minutes: Option<u32>,
    /// Hours of the day (UTC) not to ask in.
    pub skip_hours: Vec<u8>,
    /// Days not to ask on, 0 for Monday.
    pub skip_days: Vec<u8>,
}

impl Courtesy {
    fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_reads_back_from_its_key() {
        for outcome in Outcome::ALL {
            assert_eq!(outcome.key().parse(), Ok(outcome));
        }
    }

    #[test]
    fn an_address_is_asked_at_its_moment() {
        let now = crate::domain::time::parse("2026-11-22T08:42:00Z").unwrap();
        for (word, filled) in [
            ("{year}", "2026"),
            ("{date-22}", "2026-10-31"),
            ("{unix-60}", "1795336860"),
            ("{date-4294967295}", "{date-4294967295}"),
            ("{nothing}", "{nothing}"),
            ("{date", "{date"),
        ] {
            assert_eq!(
                feed(&format!("https://a.example/{word}?x=1")).url_at(now),
                format!("https://a.example/{filled}?x=1")
            );
        }
    }

    fn feed(url: &str) -> Feed {
        Feed {
            id: FeedId::new("f"),
            title: String::new(),
            group: String::new(),
            url: url.to_owned(),
            format: Format::Auto,
            filter: None,
            preset: None,
            lang: None,
            countries: Vec::new(),
            hazards: Vec::new(),
            reliability: Reliability::F,
            family: Family::new("f"),
            every_minutes: 60,
            enabled: true,
            register: false,
            headers: BTreeMap::new(),
            allow_private: false,
            max_body: None,
            note: String::new(),
            terms: String::new(),
        }
    }

    #[test]
    fn an_emptied_or_frozen_feed_sees_nothing_though_it_answered() {
        for outcome in [Outcome::SuspectEmpty, Outcome::Frozen, Outcome::NotAFeed, Outcome::Blocked] {
            assert!(!outcome.is_sighted(), "{outcome}");
        }
    }
}
