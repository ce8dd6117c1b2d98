//! Country codes: ISO 3166-1 alpha-2, plus `EU` for the union, which ISO reserves.
//!
//! Names, demonyms and cities are data (`config/`), and finding them in a text is left to `annotate`.

use std::fmt;
use std::str::FromStr;

use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::place::Point;
use super::words::LocalText;

/// Two capital letters. That the code is assigned to a country is checked where names are known, in `config`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryCode([u8; 2]);

/// A text that is not two letters.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is not a two-letter country code")]
pub struct BadCountryCode(pub String);

impl CountryCode {
    /// Reads two ASCII letters of either case.
    pub fn new(text: &str) -> Option<Self> {
        match text.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Some(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => None,
        }
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }
}

impl FromStr for CountryCode {
    type Err = BadCountryCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text).ok_or_else(|| BadCountryCode(text.to_owned()))
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for CountryCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CountryCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A country on the watchlist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Country {
    /// Its code.
    pub code: CountryCode,
    /// Its name in three languages.
    pub name: LocalText,
    /// 1: named in the policy or partner of a named site; 2: of a group that the policy names.
    pub tier: u8,
    /// Its capital's place, where the map puts its letter.
    pub capital: Option<Point>,
    /// ISO 4217 code of its currency.
    pub currency: Option<String>,
    /// The currency is pegged, so that a small move is news.
    pub pegged: bool,
    /// The wall clock of its capital, with its summer time.
    pub zone: Option<Tz>,
}

/// A group of countries that texts speak of as one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bloc {
    /// `EU`, `ASEAN`, `CENTRAL_ASIA`.
    pub key: String,
    /// Its name in three languages.
    pub name: LocalText,
    /// Other names, in any language.
    pub aliases: Vec<String>,
    /// Its members.
    pub members: Vec<CountryCode>,
}

/// A short form that names several countries, or none, and so never counts alone: 中新.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AmbiguousForm {
    /// The form.
    pub form: String,
    /// What it may stand for.
    pub candidates: Vec<CountryCode>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_two_letters_in_capitals() {
        assert_eq!(CountryCode::new("ua").unwrap().as_str(), "UA");
        for bad in ["", "U", "UKR", "U1", "乌克"] {
            assert_eq!(CountryCode::new(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_bad_code_says_which() {
        let error = "UKR".parse::<CountryCode>().unwrap_err();
        assert_eq!(error.to_string(), "`UKR` is not a two-letter country code");
    }
}
