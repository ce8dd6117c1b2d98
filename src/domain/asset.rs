//! What is at stake: registered sites, projects, programmes and visits, each with the places it hangs on.
//!
//! The registry is data (`config/registry.toml`), and reading it is left to `config`.

use serde::{Deserialize, Serialize};

use super::country::CountryCode;
use super::hazard::Hazard;
use super::id::{AssetId, Sector};
use super::place::Point;
use super::time::Timestamp;
use super::words::LocalText;

/// What sort of asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssetKind {
    /// A park, institute or centre.
    Site,
    /// A piece of work with partners.
    Project,
    /// A programme or fund.
    Programme,
    /// A conference, delegation or tour: exposure for a limited time.
    Visit,
}

/// A place's part in an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The home base in the province.
    Host,
    /// The foreign partner's seat.
    Partner,
    /// Own people or premises abroad.
    Overseas,
}

/// How exactly a place is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// Only the country.
    Country,
    /// The city.
    City,
    /// The spot.
    Exact,
}

/// How sure it is that the asset hangs on the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Not checked; distance to it is never used.
    Unverified,
    /// Follows from something that was checked.
    Inferred,
    /// Checked against a source.
    Verified,
}

/// A place of an asset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Locus {
    /// Its part.
    pub role: Role,
    /// Its country.
    pub country: CountryCode,
    /// Its city in three languages, where known.
    pub city: Option<LocalText>,
    /// Where it is, where known.
    pub point: Option<Point>,
    /// How exactly.
    pub precision: Precision,
    /// How surely.
    pub confidence: Confidence,
    /// The partner organisation there, if it is named.
    pub organisation: Option<String>,
}

impl Locus {
    /// The point, if distance to it may be used: city precision or better, and not unverified.
    pub fn usable_point(&self) -> Option<Point> {
        (self.precision >= Precision::City && self.confidence > Confidence::Unverified).then_some(self.point).flatten()
    }
}

/// Something the department has abroad, or with partners abroad.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asset {
    /// The registry's name for it.
    pub id: AssetId,
    /// What sort.
    pub kind: AssetKind,
    /// Its name in three languages.
    pub name: LocalText,
    /// Other names by which texts speak of it or of its partner organisations, in any language.
    pub aliases: Vec<String>,
    /// Fields of co-operation.
    pub sectors: Vec<Sector>,
    /// Articles of the policy it comes from.
    pub articles: Vec<u8>,
    /// Places it hangs on.
    pub loci: Vec<Locus>,
    /// Persons there now; none when not known, which is not zero.
    pub headcount: Option<u32>,
    /// Value at stake in million CNY; none when not known.
    pub value_cny_m: Option<f64>,
    /// Keys of the insurance and guarantee instruments it has.
    pub instruments: Vec<String>,
    /// For a visit: first and last moment.
    pub period: Option<(Timestamp, Timestamp)>,
    /// Registered unit that answers for it, for routes.
    pub host_organisation: Option<String>,
    /// When it was registered; incidents before that are listed, never warned of.
    pub since: Option<Timestamp>,
    /// `named`, `planned` or `category`, as the policy speaks of it.
    pub status: String,
}

impl Asset {
    /// The countries it hangs on, home country left out.
    pub fn foreign_countries(&self) -> impl Iterator<Item = CountryCode> + '_ {
        self.loci.iter().filter(|locus| locus.role != Role::Host).map(|locus| locus.country)
    }

    /// Whether any place of it that is not the home base lies in the country.
    pub fn hangs_on(&self, country: CountryCode) -> bool {
        self.foreign_countries().any(|code| code == country)
    }
}

/// A field of co-operation, with the words by which texts speak of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SectorInfo {
    /// The registry's name for it.
    pub key: Sector,
    /// Its name in three languages.
    pub name: LocalText,
    /// Words of any language that speak of it.
    pub keywords: Vec<String>,
    /// First digits of the US Commerce Control List categories that cover it.
    pub control_categories: Vec<String>,
}

/// An insurance or guarantee instrument of article 18.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Instrument {
    /// The registry's name for it: `overseas_investment_insurance`.
    pub key: String,
    /// Its name in three languages.
    pub name: LocalText,
    /// Hazards it may respond to.
    pub hazards: Vec<Hazard>,
    /// What to know of it.
    pub note: String,
}
