//! Plain values of the field and their rules: what a feed, an item, an incident, an asset, a level and a notice are.
//!
//! No IO, no async, no clock: where time matters, `now` is an argument. Every other module knows this one,
//! and this one knows no other. What values *mean together* (scores, rules, layout) is left to the stages.

pub mod time;

pub mod id;

pub mod country;

pub mod hazard;

pub mod level;

pub mod words;

pub mod place_names;

pub mod place;

pub mod source;

pub mod feed;

pub mod gap;

pub mod pace;

pub mod item;

pub mod fingerprint;

pub mod letters;

pub mod annotation;

pub mod incident;

pub mod asset;

pub mod model;

pub mod explain;

pub mod impact;

pub mod rule;

pub mod silence;

pub mod ruling;

pub mod notice;

pub mod disposition;

pub mod audit;

pub mod delivery;

pub mod receipt;

pub mod outgoing;

pub mod picture;

pub mod briefing;

pub mod telling;

#[cfg(test)]
pub(crate) mod sample;
