//! A configured feed, what came of asking it, and how healthy that makes it.
//!
//! Asking is left to `ingest`, keeping the answers to `store`; which countries a sick feed leaves blind, to `assess`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::country::CountryCode;
use super::gap::Gap;
use super::hazard::Hazard;
use super::id::{Family, FeedId};
use super::source::Reliability;
use super::time::{Timestamp, whole, whole_if_any};

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
    /// A table in text, through the feed's jq filter or preset.
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
    /// The address to ask at this moment: `{year}`, `{date}` (`2026-11-22`, UTC), `{unix}` (seconds) and `{quarter}` (the
    /// last full quarter of an hour, `20261122084500`) filled in, with `{date-N}` N days, `{unix-N}` N seconds and
    /// `{quarter-N}` N minutes back. Anything else in braces stays.
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

const QUARTER_SECONDS: i64 = 900;

impl Feed {
    /// A feed of which no more is known than its address, by a publisher who cannot be judged.
    pub fn at(id: impl Into<FeedId>, url: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            title: String::new(),
            group: String::new(),
            url: url.into(),
            format: Format::Auto,
            filter: None,
            preset: None,
            lang: None,
            countries: Vec::new(),
            hazards: Vec::new(),
            reliability: Reliability::F,
            family: Family::new("unknown"),
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

    /// The address without user name and password, which are secrets.
    pub fn shown_url(&self) -> Cow<'_, str> {
        let without = || {
            let (scheme, rest) = self.url.split_once("://")?;
            let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
            let (_, host) = host.rsplit_once('@')?;
            Some(format!("{scheme}://{host}{path}"))
        };
        without().map_or(Cow::Borrowed(&self.url), Cow::Owned)
    }

    /// Where the publisher says that the feed has gone for good, if that is not where it is asked already.
    pub fn proposed_url<'s>(&self, state: &'s FeedState) -> Option<&'s str> {
        state.moved_to.as_deref().filter(|moved| *moved != self.url)
    }

    /// Whether its address is made anew at each request, so that no address that was asked can stand for it.
    pub fn is_asked_at_its_moment(&self) -> bool {
        self.url.contains('{')
    }

    /// Whether it writes a file each quarter of an hour, so that each address brings other items.
    pub fn is_in_files(&self) -> bool {
        self.url.contains("{quarter")
    }

    /// How far back an answer reaches, where the address says so.
    pub fn window(&self) -> Option<TimeDelta> {
        let spans = self.url.split('{').skip(1).filter_map(|piece| {
            let (name, back) = piece.split_once('}')?.0.split_once('-')?;
            let back = i64::from(back.parse::<u32>().ok()?);
            match name {
                "unix" => Some(TimeDelta::seconds(back)),
                "date" => Some(TimeDelta::days(back)),
                _ => None,
            }
        });
        spans.max()
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
        "quarter" => {
            let then = now.timestamp() - 60 * i64::from(back);
            let full = DateTime::from_timestamp(then - then.rem_euclid(QUARTER_SECONDS), 0)?;
            Some(full.format("%Y%m%d%H%M%S").to_string())
        }
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
    #[serde(serialize_with = "whole")]
    pub at: Timestamp,
    /// Since when the feed has had this outcome.
    #[serde(serialize_with = "whole_if_any")]
    pub since: Option<Timestamp>,
    /// The last time it was read well.
    #[serde(serialize_with = "whole_if_any")]
    pub last_success: Option<Timestamp>,
    /// When it will be asked next.
    #[serde(serialize_with = "whole_if_any")]
    pub next: Option<Timestamp>,
}

/// What is remembered of a feed between requests: enough to ask politely and to know when it has gone silent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FeedState {
    /// The latest outcome; none before the first request.
    pub outcome: Option<Outcome>,
    /// Since when it has been so.
    #[serde(serialize_with = "whole_if_any")]
    pub since: Option<Timestamp>,
    /// The last request.
    #[serde(serialize_with = "whole_if_any")]
    pub last_try: Option<Timestamp>,
    /// The last answer that showed what its countries are like.
    #[serde(serialize_with = "whole_if_any")]
    pub last_success: Option<Timestamp>,
    /// When it is due next.
    #[serde(serialize_with = "whole_if_any")]
    pub next: Option<Timestamp>,
    /// The newest item's time.
    #[serde(serialize_with = "whole_if_any")]
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
    #[serde(serialize_with = "whole_if_any")]
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
    /// Stretches of which items may have been missed, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<Gap>,
    /// The moment of the last file that was read, for a feed in files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_up_to: Option<Timestamp>,
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
    fn an_address_is_shown_without_its_secrets() {
        for (url, shown) in [
            ("https://li:pw@a.example/x@y?z", "https://a.example/x@y?z"),
            ("https://a.example:8/x@y", "https://a.example:8/x@y"),
            ("https://li@a.example", "https://a.example"),
            ("file:/srv/a@b", "file:/srv/a@b"),
        ] {
            assert_eq!(feed(url).shown_url(), shown);
        }
    }

    #[test]
    fn an_address_is_asked_at_its_moment() {
        let now = crate::domain::time::parse("2026-11-22T08:42:00Z").unwrap();
        for (word, filled) in [
            ("{year}", "2026"),
            ("{date-22}", "2026-10-31"),
            ("{unix-60}", "1795336860"),
            ("{quarter}", "20261122083000"),
            ("{quarter-15}", "20261122081500"),
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
        Feed::at("f", url)
    }

    #[test]
    fn an_emptied_or_frozen_feed_sees_nothing_though_it_answered() {
        for outcome in [Outcome::SuspectEmpty, Outcome::Frozen, Outcome::NotAFeed, Outcome::Blocked] {
            assert!(!outcome.is_sighted(), "{outcome}");
        }
    }
}
