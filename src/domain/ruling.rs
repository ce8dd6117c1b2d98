//! A ruling: what a person decided about items that the machine reads otherwise, with the reason.
//!
//! It changes how items are read from then on and undoes nothing that was done. Which ruling of several holds is left
//! to `app`: the latest.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::id::{Family, ItemId, Person, RulingId};
use super::source::Reliability;
use super::time::Timestamp;

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// The items report one happening.
    Together {
        /// The items.
        items: BTreeSet<ItemId>,
    },
    /// Some items report another happening than the rest.
    Apart {
        /// Those broken off.
        items: BTreeSet<ItemId>,
        /// The rest.
        others: BTreeSet<ItemId>,
    },
    /// The items are no risk.
    NoRisk {
        /// The items.
        items: BTreeSet<ItemId>,
    },
    /// That the items are no risk is withdrawn.
    Risk {
        /// The items.
        items: BTreeSet<ItemId>,
    },
    /// A publisher family is trusted otherwise.
    Regrade {
        /// The family.
        family: Family,
        /// How far it is trusted.
        reliability: Reliability,
    },
}

impl Verdict {
    /// The word for it in the audit log and in locale tables.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Together { .. } => "together",
            Self::Apart { .. } => "apart",
            Self::NoRisk { .. } => "no_risk",
            Self::Risk { .. } => "risk",
            Self::Regrade { .. } => "regrade",
        }
    }
}

/// A decision about items, or about who published them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// Its name.
    pub id: RulingId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Person,
    /// Why, in words.
    pub reason: String,
    /// What was decided.
    #[serde(flatten)]
    pub verdict: Verdict,
}
