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
