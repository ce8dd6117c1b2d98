//! A silence: a timed, reasoned hold on candidates. It never hides red.
//!
//! Applying it is left to `warn`.

use serde::{Deserialize, Serialize};

use super::country::CountryCode;
use super::hazard::Hazard;
use super::id::{AssetId, IncidentId, Person, RuleId, SilenceId};
use super::level::Level;
use super::rule::Candidate;
use super::time::Timestamp;

/// A hold on the candidates that match every part of its scope that is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    /// Its name.
    pub id: SilenceId,
    /// Only this rule's.
    pub rule: Option<RuleId>,
    /// Only this country's.
    pub country: Option<CountryCode>,
    /// Only this hazard's.
    pub hazard: Option<Hazard>,
    /// Only this asset's.
    pub asset: Option<AssetId>,
    /// Only this incident's.
    pub incident: Option<IncidentId>,
    /// Why.
    pub reason: String,
    /// Who set it.
    pub by: Person,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// Ended early.
    pub ended: Option<Timestamp>,
}

impl Silence {
    /// Whether it is in force.
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.from <= now && now < self.ended.unwrap_or(self.until)
    }

    /// Whether it holds a candidate back at this moment.
    pub fn holds(&self, candidate: &Candidate, now: Timestamp) -> bool {
        let fits = |wanted: bool, given: bool| !given || wanted;
        candidate.level < Level::Red
            && self.is_active(now)
            && fits(self.rule.as_ref() == Some(&candidate.rule), self.rule.is_some())
            && fits(self.country == candidate.country, self.country.is_some())
            && fits(self.hazard == Some(candidate.hazard), self.hazard.is_some())
            && fits(self.incident == candidate.incident, self.incident.is_some())
            && self.asset.as_ref().is_none_or(|asset| candidate.assets.contains(asset))
    }
}
