//! How far a source is trusted, and how far one report of it: the two halves of the Admiralty code, judged apart.
//!
//! What a letter is worth as a number is left to [`Model`](super::model::Model).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Reliability of a source, A (completely reliable) to F (cannot be judged).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Reliability {
    /// Completely reliable: instruments, governments on their own acts.
    A,
    /// Usually reliable.
    B,
    /// Fairly reliable.
    C,
    /// Not usually reliable.
    D,
    /// Unreliable.
    E,
    /// Cannot be judged.
    #[default]
    F,
}

impl Reliability {
    /// From A to F.
    pub const ALL: [Self; 6] = [Self::A, Self::B, Self::C, Self::D, Self::E, Self::F];

    /// The letter.
    pub const fn letter(self) -> char {
        match self {
            Self::A => 'A',
            Self::B => 'B',
            Self::C => 'C',
            Self::D => 'D',
            Self::E => 'E',
            Self::F => 'F',
        }
    }
}

impl fmt::Display for Reliability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.letter())
    }
}

/// Credibility of one report, 1 (confirmed) to 6 (cannot be judged, which is what an unread item is).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Credibility(u8);

impl Credibility {
    /// Confirmed: instruments and a body's own acts.
    pub const CONFIRMED: Self = Self(1);
    /// Contradicted: what an item retells only to deny it.
    pub const IMPROBABLE: Self = Self(5);
    /// Nobody assessed it.
    pub const UNJUDGED: Self = Self(6);

    /// A grade from 1 to 6.
    pub fn new(grade: u8) -> Option<Self> {
        (1..=6).contains(&grade).then_some(Self(grade))
    }

    /// The grade, 1 to 6.
    pub const fn grade(self) -> u8 {
        self.0
    }
}

impl Default for Credibility {
    fn default() -> Self {
        Self::UNJUDGED
    }
}

impl TryFrom<u8> for Credibility {
    type Error = String;

    fn try_from(grade: u8) -> Result<Self, Self::Error> {
        Self::new(grade).ok_or_else(|| format!("credibility `{grade}` is not from 1 to 6"))
    }
}

impl From<Credibility> for u8 {
    fn from(credibility: Credibility) -> Self {
        credibility.0
    }
}

impl fmt::Display for Credibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for Reliability {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_it = |one: &Self| text.trim().eq_ignore_ascii_case(one.letter().encode_utf8(&mut [0; 4]));
        Self::ALL.into_iter().find(is_it).ok_or_else(|| format!("`{text}` is not a letter from A to F"))
    }
}
