//! The only ratatui and crossterm: one file per screen.
//!
//! What is on the screens and what keys do to it is left to `app::desk`; here it is drawn, and the terminal is kept.

pub mod text;

pub mod theme;

mod ascii;
mod capture;
mod input;
mod layout;
mod look;
mod run;
mod say;
mod signals;
mod terminal;
mod view;
mod why;
mod widget;

pub use run::{Deps, run};
pub use terminal::size;
pub use view::draw;

#[cfg(test)]
mod tests;
