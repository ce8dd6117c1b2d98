//! Warning levels, and the word for "nobody looked", which is not a level.
//!
//! Where a score crosses from one level to the next is left to [`Model`](super::model::Model), and how a level
//! moves over time to `assess`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::time::Timestamp;

/// The four colours of the Emergency Response Law, and none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Checked, and nothing calls for a warning.
    #[default]
    None,
    /// 蓝色, 一般, IV.
    Blue,
    /// 黄色, 较重, III.
    Yellow,
    /// 橙色, 严重, II.
    Orange,
    /// 红色, 特别严重, I.
    Red,
}

/// A text that names no level.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is not a level: none, blue, yellow, orange or red")]
pub struct BadLevel(pub String);

impl Level {
    /// From the lowest to the highest.
    pub const ALL: [Self; 5] = [Self::None, Self::Blue, Self::Yellow, Self::Orange, Self::Red];

    /// The key used in configuration, machine formats and locale tables.
    pub const fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Blue => "blue",
            Self::Yellow => "yellow",
            Self::Orange => "orange",
            Self::Red => "red",
        }
    }

    /// One letter, so that a level is legible without colour: `–` for none.
    pub const fn letter(self) -> char {
        match self {
            Self::None => '–',
            Self::Blue => 'B',
            Self::Yellow => 'Y',
            Self::Orange => 'O',
            Self::Red => 'R',
        }
    }

    /// The law's grade in Roman numerals; none has no grade.
    pub const fn roman(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Blue => "Ⅳ",
            Self::Yellow => "Ⅲ",
            Self::Orange => "Ⅱ",
            Self::Red => "Ⅰ",
        }
    }

    /// 0 for none to 4 for red.
    pub const fn rank(self) -> usize {
        self as usize
    }

    /// One step down; none stays none.
    #[must_use]
    pub const fn lower(self) -> Self {
        match self {
            Self::None | Self::Blue => Self::None,
            Self::Yellow => Self::Blue,
            Self::Orange => Self::Yellow,
            Self::Red => Self::Orange,
        }
    }

    /// Whether a notice at this level needs a named approver other than the drafter.
    pub const fn needs_approver(self) -> bool {
        matches!(self, Self::Orange | Self::Red)
    }
}

impl FromStr for Level {
    type Err = BadLevel;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|level| level.key() == text).ok_or_else(|| BadLevel(text.to_owned()))
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.key())
    }
}

/// Whether a country was looked at. Unchecked is not quiet, and is never drawn or counted as quiet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "check", rename_all = "snake_case")]
pub enum Check {
    /// Every needed feed was read lately.
    Checked {
        /// When the country was last read by any of them.
        at: Timestamp,
    },
    /// Some needed feeds are down.
    Partly {
        /// When the country was last read by any feed.
        at: Timestamp,
    },
    /// No needed feed gave a fresh answer.
    Unchecked {
        /// The last good answer, if there ever was one.
        since: Option<Timestamp>,
    },
}

impl Check {
    /// Whether the country's silence may be taken for quiet.
    pub const fn is_unchecked(&self) -> bool {
        matches!(self, Self::Unchecked { .. })
    }

    /// When the country was last read, whatever the state.
    pub const fn last(&self) -> Option<Timestamp> {
        match self {
            Self::Checked { at } | Self::Partly { at } => Some(*at),
            Self::Unchecked { since } => *since,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_rise_in_order() {
        assert!(Level::ALL.is_sorted());
        assert_eq!(Level::Red.lower(), Level::Orange);
        assert_eq!(Level::None.lower(), Level::None);
    }

    #[test]
    fn every_level_reads_back_from_its_key() {
        for level in Level::ALL {
            assert_eq!(level.key().parse(), Ok(level));
        }
        assert!("amber".parse::<Level>().is_err());
    }
}
