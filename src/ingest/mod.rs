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

mod catch_up;

pub mod discover;

pub mod opml;

/// A feed for tests: half-hourly, of no one in particular.
#[cfg(test)]
pub(crate) fn test_feed() -> crate::domain::feed::Feed {
    let reliability = crate::domain::source::Reliability::B;
    let feed = crate::domain::feed::Feed::at("f", "https://feeds.example/feed");
    crate::domain::feed::Feed { reliability, family: "f".into(), every_minutes: 30, ..feed }
}
