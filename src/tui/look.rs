//! What every drawing function needs: the state, its picture, the colours and the words.

use std::cell::Cell;

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::desk::State;
use crate::domain::country::CountryCode;
use crate::domain::level::Level;
use crate::domain::picture::Picture;
use crate::domain::telling::Telling;
use crate::domain::time::Timestamp;
use crate::domain::words::{Lang, Words};

use super::theme::{Meaning, Theme};

/// What every drawing function needs.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    pub(super) state: &'a State,
    pub(super) picture: &'a Picture,
    pub(super) theme: &'a Theme,
    pub(super) words: &'a Words,
    /// How far the pane beside the list can be scrolled, as far as it has been drawn.
    pub(super) furthest: &'a Cell<usize>,
}

impl<'a> Look<'a> {
    /// A word of the interface.
    pub(super) fn word(&self, key: &'a str) -> &'a str {
        self.words.get(key)
    }

    /// Sums in words.
    pub(super) const fn telling(&self) -> Telling<'a> {
        Telling { words: self.words, picture: self.picture }
    }

    /// The moment.
    pub(super) const fn now(&self) -> Timestamp {
        self.state.now()
    }

    /// The language spoken.
    pub(super) const fn lang(&self) -> Lang {
        self.words.lang()
    }

    /// Month, day, hour and minute on the desk's clock: `11-22 16:42`.
    pub(super) fn date_time(&self, at: Timestamp) -> String {
        at.with_timezone(&self.picture.zone).format("%m-%d %H:%M").to_string()
    }

    /// Hour and minute on the desk's clock.
    pub(super) fn clock(&self, at: Timestamp) -> String {
        at.with_timezone(&self.picture.zone).format("%H:%M").to_string()
    }

    /// Hour and minute at the capital of a country, with the name of its clock: `10:42 Kyiv`; none when not known, or
    /// the same as the desk's.
    pub(super) fn there(&self, code: CountryCode, at: Timestamp) -> Option<String> {
        let zone = self.picture.country(code)?.country.zone?;
        let time = at.with_timezone(&zone).format("%m-%d %H:%M").to_string();
        (time != self.date_time(at)).then(|| self.words.fill("tui.clock.there", &[("time", &time)]))
    }

    /// The style of a meaning.
    pub(super) fn style(&self, meaning: Meaning) -> Style {
        self.theme.of(meaning)
    }

    /// A piece of text with a meaning.
    pub(super) fn piece(&self, meaning: Meaning, text: impl Into<String>) -> Span<'static> {
        Span::styled(text.into(), self.style(meaning))
    }

    /// Ordinary text as a line.
    pub(super) fn line(&self, text: impl Into<String>) -> Line<'static> {
        Line::from(self.piece(Meaning::Text, text))
    }

    /// Second text as a line.
    pub(super) fn dim(&self, text: impl Into<String>) -> Line<'static> {
        Line::from(self.piece(Meaning::Dim, text))
    }

    /// The head of a section.
    pub(super) fn heading(&self, key: &str) -> Line<'static> {
        Line::from(self.piece(Meaning::Heading, self.words.get(key)))
    }

    /// A level as word and letter: `橙O`.
    pub(super) fn level(&self, level: Level) -> Span<'static> {
        let key = format!("tui.level.{}", level.key());
        Span::styled(self.words.get(&key).to_owned(), self.theme.level(level))
    }

    /// A change from level to level: `黄Y→橙O`; none is a word here, as a dash before an arrow is hard to see.
    pub(super) fn moved(&self, from: Level, to: Level) -> Vec<Span<'static>> {
        let told = |level: Level| match level {
            Level::None => Span::styled(self.word("level.none").to_owned(), self.theme.level(level)),
            level => self.level(level),
        };
        vec![told(from), self.piece(Meaning::Dim, "→"), told(to)]
    }

    /// The mark of what nobody looked at, in place of a level.
    pub(super) fn unchecked(&self) -> Span<'static> {
        self.piece(Meaning::Unchecked, "?")
    }
}
