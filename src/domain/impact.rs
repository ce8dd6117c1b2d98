//! What assessing gives: impacts of incidents on assets, scores of countries and assets, and how levels moved.
//!
//! The arithmetic is left to `assess`; these are its results, each with its sum.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::country::CountryCode;
use super::explain::Sum;
use super::hazard::Hazard;
use super::id::{AssetId, IncidentId};
use super::level::{Check, Level};
use super::time::Timestamp;

/// The word CAP has for a certainty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertaintyWord {
    /// Below the gate: kept out of every score.
    Unlikely,
    /// Counted, but all of them together stay below yellow.
    Possible,
    /// More likely than not.
    Likely,
    /// Established.
    Observed,
}

/// How bad and how sure an incident is, seen by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rating {
    /// The incident.
    pub incident: IncidentId,
    /// How bad, 0 to 1.
    pub severity: f64,
    /// What decided the severity.
    pub severity_why: Arc<str>,
    /// How sure, 0 to 0.98.
    pub certainty: f64,
    /// The same as a word.
    pub certainty_word: CertaintyWord,
    /// What is left of its weight at its age, 0 to 1.
    pub decay: f64,
    /// Points in its country's situation, 0 to 100, with the sum.
    pub points: Sum,
}

/// One incident on one asset, 0 to 100, with its sum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Impact {
    /// The incident.
    pub incident: IncidentId,
    /// The asset.
    pub asset: AssetId,
    /// Distance to the nearest usable locus that is not the home base, in kilometres.
    pub km: Option<f64>,
    /// How far the asset is in the way, 0 to 1.
    pub exposure: f64,
    /// The number and its terms: severity, certainty, exposure, worth, decay.
    pub sum: Sum,
}

/// A government's travel advice in force, on the common scale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Advice {
    /// The government's publisher family: `cn-mfa`, `uk-gov`.
    pub government: String,
    /// The country it is about.
    pub country: CountryCode,
    /// 1 to 4.
    pub level: u8,
    /// For a part of the country only.
    pub regional: bool,
    /// Its own wording: 注意安全, `Level 4`.
    pub wording: String,
    /// When it was first seen at this level.
    pub since: Timestamp,
    /// When it lapses, if it says so.
    pub expires: Option<Timestamp>,
}

/// Structural risk of a country.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Structure {
    /// INFORM risk index, 0 to 10.
    pub inform: Option<f64>,
    /// Political stability of the World Bank's governance indicators, −2.5 to 2.5.
    pub stability: Option<f64>,
}

/// Where a country stands at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountryScore {
    /// The country.
    pub country: CountryCode,
    /// Slow baseline B, 0 to 100, with its sum.
    pub standing: Sum,
    /// What is happening now X, 0 to 100, with its sum.
    pub situation: Sum,
    /// The country's score R, 0 to 100, floors included, with its sum.
    pub score: Sum,
    /// The incident that adds most, if any.
    pub driver: Option<IncidentId>,
    /// An observed incident severe enough to raise the level at once.
    pub fast: bool,
    /// Whether it was looked at.
    pub check: Check,
    /// Needed feeds that are sighted, and needed feeds in all.
    pub coverage: (u32, u32),
}

/// Where an asset stands at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssetScore {
    /// The asset.
    pub asset: AssetId,
    /// The score A, 0 to 100, with its sum.
    pub score: Sum,
    /// The lowest level its countries' levels allow.
    pub floor: Level,
    /// The incident that adds most, if any.
    pub driver: Option<IncidentId>,
    /// An observed incident severe enough to raise the level at once.
    pub fast: bool,
}

/// What a level belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A country.
    Country(CountryCode),
    /// An asset.
    Asset(AssetId),
}

/// A level with the memory that keeps it from flapping.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LevelState {
    /// The level in force.
    pub level: Level,
    /// Since when.
    pub since: Option<Timestamp>,
    /// The lowest higher level seen while waiting to rise, and for how many evaluations.
    pub rising: Option<(Level, u32)>,
    /// Since when the score has been low enough to fall.
    pub low_since: Option<Timestamp>,
    /// Held because the inputs are not fresh.
    pub held: bool,
}

/// A change of level, with the reason that can be computed again from what is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transition {
    /// When.
    pub at: Timestamp,
    /// Of what.
    pub subject: Subject,
    /// The level before.
    pub from: Level,
    /// The level after.
    pub to: Level,
    /// The score that made it.
    pub score: f64,
    /// The sum, and why the level moved now.
    pub why: String,
    /// Version of the model.
    pub model: String,
}

/// Share of a hazard in a country's situation, for screens that break it down.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HazardShare {
    /// The hazard.
    pub hazard: Hazard,
    /// Points, 0 to 100.
    pub points: f64,
}
