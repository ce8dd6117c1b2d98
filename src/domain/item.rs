//! An item: one entry of a feed as published, cleaned, with what the provider itself says in fields.
//!
//! What the words mean is left to `annotate`. Text here has passed the border of `ingest` (or of the command
//! line) and holds no control characters.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::country::CountryCode;
use super::hazard::Hazard;
use super::id::{Family, FeedId, ItemId};
use super::place::Point;
use super::source::{Credibility, Reliability};
use super::time::Timestamp;

/// One entry as published. A changed entry is a new revision of the same item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Stable over revisions and re-publishing.
    pub id: ItemId,
    /// 1 at first sight, one more at each change of its text.
    pub revision: u32,
    /// The feed that brought it.
    pub feed: FeedId,
    /// Whose word it is.
    pub publisher: Family,
    /// How far the publisher is trusted.
    pub reliability: Reliability,
    /// How far this report is believed; six until someone judges it.
    pub credibility: Credibility,
    /// Plain text.
    pub title: String,
    /// Plain text; empty when there is none.
    pub summary: String,
    /// BCP 47 tag as the feed or the item says; none when neither does.
    pub lang: Option<String>,
    /// An http(s) address.
    pub link: Option<String>,
    /// When it was published; none when the feed does not say.
    pub published: Option<Timestamp>,
    /// When this program first saw it.
    pub seen: Timestamp,
    /// Where, if the provider says so.
    pub point: Option<Point>,
    /// The provider's own categories.
    pub categories: Vec<String>,
    /// What the provider says in fields rather than words.
    pub provider: Provider,
    /// An exercise: goes the whole way, marked, never counted.
    #[serde(default)]
    pub exercise: bool,
}

/// What a provider says in fields; these outrank what its words seem to say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Provider {
    /// Its own level as written: `Orange`, `3/5`, `avoid_all_travel_to_parts`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Its own id of the happening, with a prefix: `gdacs:EQ1234`, `usgs:us7000abcd`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Its own kind: `EQ`, `TC`, a CAP category, a CAMEO code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The hazard its kind stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hazard: Option<Hazard>,
    /// Countries it gives by code.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<CountryCode>,
    /// Countries it gives by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub country_names: Vec<String>,
    /// Magnitude of an earthquake.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub magnitude: Option<f64>,
    /// PAGER colour: green, yellow, orange, red.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pager: Option<String>,
    /// GDACS alert: green, orange, red.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gdacs: Option<String>,
    /// CAP severity: Extreme, Severe, Moderate, Minor, Unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap_severity: Option<String>,
    /// CAP certainty: Observed, Likely, Possible, Unlikely, Unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap_certainty: Option<String>,
    /// A government's travel advice on the common scale, 1 to 4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advisory: Option<u8>,
    /// Whether the advice is for a part of the country only.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub regional: bool,
    /// Deaths it gives as a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fatalities: Option<u32>,
    /// Whether the happening goes on: GDACS `iscurrent`, an advisory or rule in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<bool>,
    /// Validity end it gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
    /// CAP status, when it is not a real alert: Exercise, Test, Draft, System.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The publisher as an aggregator names it, to grade instead of the aggregator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// A number the provider gives for a series (a rate, an index), with its key.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, f64>,
}

impl Provider {
    /// The kind of a row of numbers that its provider gives no narrower name.
    pub const SERIES: &str = "series";

    /// Whether it is a row of a list of rates or indices: a value at a moment, and no happening.
    pub fn is_series(&self) -> bool {
        let kinds = [Self::SERIES, "rates", "index"];
        !self.values.is_empty() && self.kind.as_deref().is_some_and(|kind| kinds.contains(&kind))
    }
}

/// What an item says, as 64 bits of a SHA-256: enough to know a changed entry from an unchanged one in one feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContentHash(pub u64);

impl Item {
    /// The hash of what the item says in words and in fields. Links, categories and times are left out, because
    /// publishers change them without saying anything new.
    pub fn content_hash(&self) -> ContentHash {
        let mut hasher = Sha256::new();
        for part in [&self.title, &self.summary] {
            hasher.update(part.as_bytes());
            hasher.update([0]);
        }
        if self.provider != Provider::default() {
            hasher.update(serde_json::to_vec(&self.provider).unwrap_or_default());
        }
        let mut first = [0; 8];
        first.iter_mut().zip(hasher.finalize()).for_each(|(byte, hashed)| *byte = hashed);
        ContentHash(u64::from_be_bytes(first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item() -> Item {
        let seen = crate::domain::time::from_unix(0).unwrap();
        Item {
            id: ItemId::new("a"),
            revision: 1,
            feed: FeedId::new("f"),
            publisher: Family::new("p"),
            reliability: Reliability::C,
            credibility: Credibility::UNJUDGED,
            title: "Strike".into(),
            summary: String::new(),
            lang: None,
            link: None,
            published: None,
            seen,
            point: None,
            categories: Vec::new(),
            provider: Provider::default(),
            exercise: false,
        }
    }

    #[test]
    fn a_new_link_says_nothing_new() {
        let other = Item { link: Some("https://a.example/?token=2".into()), ..item() };
        assert_eq!(other.content_hash(), item().content_hash());
    }

    #[test]
    fn a_raised_provider_level_says_something_new() {
        let provider = Provider { gdacs: Some("orange".into()), ..Provider::default() };
        assert_ne!(Item { provider, ..item() }.content_hash(), item().content_hash());
    }

    #[test]
    fn words_do_not_slide_from_title_to_summary() {
        let slid = Item { title: "Stri".into(), summary: "ke".into(), ..item() };
        assert_ne!(slid.content_hash(), item().content_hash());
    }
}
