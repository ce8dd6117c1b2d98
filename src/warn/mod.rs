//! From a picture to a document: rules propose candidates, gates sort them, a person drafts, and a notice goes its way.
//!
//! Pure: no IO, no clock, no threads. Delivering is left to `deliver`, keeping to `store`, laying out to `report`.

pub mod scene;

pub mod statistics;

pub mod fx;

mod fields;

mod condition;

mod compile;

mod memo;

pub mod book;

mod worldwide;

pub mod gate;

pub mod lifecycle;

pub mod audit;

pub mod scenario;

pub mod why_not;

pub mod stats;

pub mod canonical;

pub mod draft;

mod sources;

pub use book::{RuleBook, candidate_id};
pub use compile::RuleProblem;
pub use draft::{DraftInputs, NoticeNumbers, NoticeSettings, draft};
pub use gate::{Arming, GateLimits, GateSettings, gate};
pub use lifecycle::{Command, Refusal};
pub use memo::Memo;
pub use scene::{AdviceChange, DailyCounts, RateSeries, Scene, StatisticsSettings};

use serde::{Deserialize, Serialize};

use crate::domain::outgoing::Secret;

/// The numbers of this stage (`config/warn.toml`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WarnSettings {
    /// What the gates do.
    pub gate: GateLimits,
    /// What is unusual.
    pub statistics: StatisticsSettings,
    /// What notices start with.
    pub notice: NoticeNumbers,
    /// How audit entries are signed; none leaves them unsigned.
    #[serde(default)]
    pub audit: Option<AuditSettings>,
}

/// How audit entries are signed (`config/warn.toml`, table `audit`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditSettings {
    /// The desk's Ed25519 secret key: 32 bytes in base64.
    pub secret: Secret,
}

#[cfg(test)]
mod tests;
