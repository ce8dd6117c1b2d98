//! The desk: what an officer looks at and does, as a pure state machine.
//!
//! `update(&mut State, Message, now)` changes the state and returns what is to be done as data. Drawing the state is
//! left to `tui`, doing the effects to the engine; nothing here reads a clock or touches a terminal.

pub mod state;

pub mod message;

pub mod command;

pub mod keymap;

pub mod query;

pub mod changes;

pub mod queue;

pub mod form;

mod act;
mod facts;
mod fuzzy;
mod go;
mod overlay;
mod pages;
mod rows;
mod rule;
mod update;

pub use act::{applies, may_approve};
pub use command::Command;
pub use form::Field;
pub use go::{notice_of, selected_country};
pub use keymap::{Binding, Chord, Context, Key, Keymap, KeymapError, Named, key_table};
pub use message::{Effect, FetchSummary, Message, Mouse, Progress, Target};
pub use overlay::{help_rows, matches};
pub use state::{Asked, Explained, FeedOrder, Focus, Options, Overlay, Purpose, Row, RowKey, Screen, State, View};
pub use update::update;

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;
