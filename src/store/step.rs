//! A step at the notice desk: everything that one act changes, stored whole or not at all.
//!
//! Which steps are allowed is left to `warn`; this only says what belongs together.

use crate::domain::audit::AuditEntry;
use crate::domain::delivery::Delivery;
use crate::domain::disposition::Disposition;
use crate::domain::id::{CandidateId, NoticeId};
use crate::domain::notice::Notice;
use crate::domain::rule::Candidate;
use crate::domain::ruling::Ruling;
use crate::domain::silence::Silence;
use crate::domain::time::Timestamp;

/// The numbers a step needs. They are drawn in the transaction that stores the step, so that a step that fails or
/// a process that dies leaves no gap, and no two processes draw the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draw {
    /// A machine number for a new notice, of the year of this moment in Beijing.
    pub notice: Option<Timestamp>,
    /// The next of the issuer's own numbers (发文字号): its series, and a moment of its year.
    pub document: Option<(String, Timestamp)>,
}

/// What was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The machine number, if one was asked for.
    pub notice: Option<NoticeId>,
    /// The issuer's number, if one was asked for.
    pub document: Option<u32>,
    /// The last entry of the audit log, which the step's entries follow.
    pub tip: Option<AuditEntry>,
}

/// A notice as it was and as it shall be.
#[derive(Clone, Debug, PartialEq)]
pub struct NoticeStep {
    /// As the person saw it; none for a new one. If it is another by now, the step fails.
    pub before: Option<Notice>,
    /// As it shall be.
    pub after: Notice,
}

/// What a new document was decided on: how many documents on its matter the person saw. If there are more by now, the
/// step fails, so that no two persons draft the same thing at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The matter.
    pub matter: Matter,
    /// Documents on it, in whatever state.
    pub documents: usize,
}

/// What documents may be about together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matter {
    /// A candidate.
    Candidate(CandidateId),
    /// A series that no candidate stands behind.
    Series(NoticeId),
}

/// What one act changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// What a new document among them was decided on.
    pub seen: Option<Seen>,
    /// Notices.
    pub notices: Vec<NoticeStep>,
    /// Entries that follow the log's tip.
    pub audit: Vec<AuditEntry>,
    /// Deliveries for the outbox; one whose key is there already is left as it is.
    pub deliveries: Vec<Delivery>,
    /// Candidates judged.
    pub candidates: Vec<Candidate>,
    /// Silences set or ended.
    pub silences: Vec<Silence>,
    /// Decisions about items.
    pub rulings: Vec<Ruling>,
    /// Decisions.
    pub dispositions: Vec<Disposition>,
}
