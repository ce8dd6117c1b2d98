//! A number together with the sum that made it, so that any score on a screen can be opened.
//!
//! Terms are values, not sentences: their words are made where they are shown, in the reader's language.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::asset::Role;
use super::country::CountryCode;
use super::hazard::Hazard;
use super::id::{Family, IncidentId};

/// A number and the terms it is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sum {
    /// What it is called in the formula: `I`, `X`, `R`, `A`, `C`.
    pub symbol: Cow<'static, str>,
    /// The number.
    pub value: f64,
    /// The formula in symbols: `100·S·C·E·W·T`.
    pub formula: Cow<'static, str>,
    /// The terms, in the formula's order.
    pub terms: Vec<Term>,
}

/// One term of a sum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// What it is called in the formula.
    pub symbol: Cow<'static, str>,
    /// The number.
    pub value: f64,
    /// What it was taken from.
    pub why: Why,
}

/// What a term was taken from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    /// Severity: what decided, as the annotation says.
    Severity {
        /// `12 dead`, `GDACS orange`, `coup`.
        because: Arc<str>,
    },
    /// Certainty: the families that carry it.
    Families {
        /// Each family once.
        families: Arc<[Family]>,
        /// Those that report a denial of it, and add nothing.
        #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
        denied_by: Arc<[Family]>,
    },
    /// Exposure by distance to a locus.
    Distance {
        /// The locus's part.
        role: Role,
        /// How far, in kilometres.
        km: f64,
        /// Where the weight halves.
        half_km: f64,
    },
    /// Exposure because the item names the asset or its partner.
    Named {
        /// The locus's part.
        role: Role,
    },
    /// Exposure because the happening is of national reach.
    National {
        /// The locus's part.
        role: Role,
        /// The locus's country.
        country: CountryCode,
    },
    /// Exposure with the place of the happening, or of the locus, not known better.
    PlaceUnknown {
        /// The locus's part.
        role: Role,
        /// The locus's country.
        country: CountryCode,
    },
    /// Nothing of the asset is in the way.
    NotExposed,
    /// Sector match or miss.
    Sector {
        /// Whether it meets the asset's.
        matches: bool,
    },
    /// Worth by money and people.
    Worth {
        /// Million CNY.
        value_cny_m: Option<f64>,
        /// Persons.
        headcount: Option<u32>,
    },
    /// Neither money nor people are known.
    Assumed,
    /// Decay with age.
    Age {
        /// Hours since the last corroborating item.
        hours: f64,
        /// Hours in which the weight halves.
        half_life: f64,
    },
    /// No decay, because it goes on.
    Ongoing,
    /// Reach of an incident in its country.
    Reach {
        /// Local, subnational, unknown or national, as a key.
        scope: Cow<'static, str>,
    },
    /// Consensus of travel advice.
    Advice {
        /// Governments with their common level.
        levels: Vec<(String, u8)>,
        /// The consensus.
        consensus: u8,
    },
    /// Structural risk: what is known of it.
    Structure {
        /// INFORM risk index, 0 to 10.
        inform: Option<f64>,
        /// Political stability, −2.5 (worst) to 2.5.
        stability: Option<f64>,
    },
    /// Incidents combined by a norm.
    Incidents {
        /// How many count.
        count: usize,
        /// How many are merely possible, and capped together.
        possible: usize,
        /// How many are unconfirmed and kept out.
        unconfirmed: usize,
    },
    /// One incident among those combined.
    Incident {
        /// Which.
        incident: IncidentId,
    },
    /// A floor that holds the score up.
    Floor {
        /// Which: `ministry`, `consensus`.
        by: String,
        /// The level that sets it.
        level: u8,
    },
    /// A sum of its own.
    Sum {
        /// The sum.
        sum: Box<Sum>,
    },
    /// A plain factor of the model.
    Constant {
        /// Its name in `config/model.toml`.
        name: String,
    },
    /// One hazard's share.
    OfHazard {
        /// The hazard.
        hazard: Hazard,
    },
}

impl fmt::Display for Sum {
    /// The sum on one line of plain English, for logs and machine formats.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:.1} = {}", self.symbol, self.value, self.formula)?;
        let mut separator = ": ";
        for term in &self.terms {
            write!(f, "{separator}{} {} ({})", term.symbol, short(term.value), term.why)?;
            separator = ", ";
        }
        Ok(())
    }
}

/// Two decimals for shares, one for points.
fn short(value: f64) -> String {
    if value.abs() <= 1.0 { format!("{value:.2}") } else { format!("{value:.1}") }
}

/// Names of families, for a list in a sentence.
pub(super) fn names(families: &[Family]) -> String {
    families.iter().map(Family::as_str).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Severity { because } => f.write_str(because),
            Self::Families { families, denied_by } => {
                write!(f, "{} families: {}", families.len(), names(families))?;
                if denied_by.is_empty() { Ok(()) } else { write!(f, "; denied by {}", names(denied_by)) }
            }
            Self::Distance { role, km, half_km } => write!(f, "{} {km:.0} km, half at {half_km:.0} km", role.key()),
            Self::Named { role } => write!(f, "{} named", role.key()),
            Self::National { role, country } => write!(f, "{} in {country}, national", role.key()),
            Self::PlaceUnknown { role, country } => write!(f, "{} in {country}, place not known", role.key()),
            Self::NotExposed => f.write_str("not exposed"),
            Self::Sector { matches: true } => f.write_str("same sector"),
            Self::Sector { matches: false } => f.write_str("other sector"),
            Self::Worth { value_cny_m, headcount } => {
                let value = value_cny_m.map_or("value not known".to_owned(), |v| format!("{v} million CNY"));
                let heads = headcount.map_or("headcount not known".to_owned(), |n| format!("{n} persons"));
                write!(f, "{value}, {heads}")
            }
            Self::Assumed => f.write_str("assumed"),
            Self::Age { hours, half_life } => write!(f, "{hours:.0} h old, half at {half_life:.0} h"),
            Self::Ongoing => f.write_str("goes on"),
            Self::Reach { scope } => f.write_str(scope),
            Self::Advice { levels, consensus } => {
                let said: Vec<_> = levels.iter().map(|(who, level)| format!("{who} {level}")).collect();
                write!(f, "advice {consensus} of {}", if said.is_empty() { "none".to_owned() } else { said.join(", ") })
            }
            Self::Structure { inform, stability } => {
                let known = [("INFORM", inform), ("political stability", stability)];
                let said = known.iter().filter_map(|(name, value)| value.map(|value| format!("{name} {value:.1}")));
                f.write_str(&said.collect::<Vec<_>>().join(", "))
            }
            Self::Incidents { count, possible, unconfirmed } => {
                write!(f, "{count} incidents, {possible} possible, {unconfirmed} unconfirmed left out")
            }
            Self::Incident { incident } => write!(f, "incident {incident}"),
            Self::Floor { by, level } => write!(f, "floor by {by} at {level}"),
            Self::Sum { sum } => write!(f, "{sum}"),
            Self::Constant { name } => f.write_str(name),
            Self::OfHazard { hazard } => write!(f, "{hazard}"),
        }
    }
}

impl Role {
    /// The key used in machine formats and locale tables (`role.<key>`).
    pub const fn key(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Partner => "partner",
            Self::Overseas => "overseas",
        }
    }
}
