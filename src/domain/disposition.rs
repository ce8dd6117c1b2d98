//! What an officer decided about a candidate, so that a rule's precision can be counted.
//!
//! Counting is left to `warn`.

use serde::{Deserialize, Serialize};

use super::id::{CandidateId, NoticeId, Person, RuleId};
use super::time::Timestamp;

/// A decision about a candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disposition {
    /// The candidate.
    pub candidate: CandidateId,
    /// The rule that proposed it.
    pub rule: RuleId,
    /// When it was decided.
    pub at: Timestamp,
    /// Who decided.
    pub by: Person,
    /// Reason code: `relevant`, `false_alarm`, `not_ours`, `known`, `late`.
    pub reason: String,
    /// In words.
    pub note: String,
    /// The notice made of it, if one was.
    pub notice: Option<NoticeId>,
    /// About an exercise: never counted.
    pub exercise: bool,
}
