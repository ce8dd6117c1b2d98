//! Schedule → fetch → parse → clean. The only inbound network. Knows feeds, not their meaning.
//!
//! What the words of an item mean is left to `annotate`; keeping items and feed states, to `store`. Everything that
//! leaves here has passed [`clean`]: no other layer sees raw feed text.

pub mod clean;

pub mod level;

pub mod event;

pub mod identity;

pub mod lines;

pub mod country;

pub mod filters;

pub mod read;

pub mod check;

pub mod fetch;

pub mod health;

pub mod schedule;

pub mod discover;

pub mod opml;

/// A feed for tests: half-hourly, of no one in particular.
#[cfg(test)]
pub(crate) fn test_feed() -> crate::domain::feed::Feed {
    use crate::domain::feed::{Feed, Format};

    Feed {
        id: "f".into(),
        title: String::new(),
        group: String::new(),
        url: "https://feeds.example/feed".into(),
        format: Format::Auto,
        filter: None,
        preset: None,
        lang: None,
        countries: Vec::new(),
        hazards: Vec::new(),
        reliability: crate::domain::source::Reliability::B,
        family: "f".into(),
        every_minutes: 30,
        enabled: true,
        register: false,
        headers: std::collections::BTreeMap::new(),
        allow_private: false,
        max_body: None,
        note: String::new(),
        terms: String::new(),
    }
}
