//! What a person may want done with a notice, and why it was not done.
//!
//! Carrying it out is left to [`super::apply`].

use chrono::Duration;
use thiserror::Error;

use crate::domain::id::{NoticeId, Person};
use crate::domain::level::Level;
use crate::domain::notice::{Notice, NoticeContent, NoticeState};
use crate::domain::time::{Timestamp, rfc3339};
use crate::domain::words::LocalText;

/// What a person wants done with a notice.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Replace the text of a draft; whoever does so is its drafter from then on.
    Edit(Box<NoticeContent>),
    /// Hand a draft in for approval.
    Submit,
    /// Hand it back to the drafter.
    Return,
    /// Approve it.
    Approve,
    /// Turn it down for good.
    Reject,
    /// Send it out.
    Issue {
        /// The issuer's own number, if it has one.
        document_number: Option<String>,
        /// The earlier documents of its series, as stored.
        series: Vec<Notice>,
    },
    /// Draft an update; the level decides whether it is one, a raise or a lowering.
    Follow {
        /// The new document's number.
        id: NoticeId,
        /// What it says.
        content: Box<NoticeContent>,
        /// Which follow-up of the series it is, from one: see [`next_follow_up`](super::next_follow_up).
        number: u32,
    },
    /// Draft the end of the warning.
    Lift {
        /// The new document's number.
        id: NoticeId,
        /// What stays in force, and on what evidence it ends.
        remark: LocalText,
        /// Since when the rule's condition has not held; none while it holds or nobody looks.
        quiet_since: Option<Timestamp>,
        /// How long it has to stay so.
        dwell: Duration,
    },
    /// Draft a correction.
    Correct {
        /// The new document's number.
        id: NoticeId,
        /// What is right.
        content: Box<NoticeContent>,
        /// The wrong words, quoted.
        remark: LocalText,
    },
    /// Close a notice whose validity ran out.
    Expire,
}

/// Why a command was not carried out.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum Refusal {
    /// The notice is not in a state for it.
    #[error("notice {id} is {state}; this needs {needed}")]
    WrongState {
        /// The notice.
        id: NoticeId,
        /// Its state.
        state: NoticeState,
        /// The states that would do.
        needed: &'static str,
    },
    /// Something is missing; keys of `missing.<key>`.
    #[error("notice {id} lacks {}; fill it in and submit again", missing.join(", "))]
    Incomplete {
        /// The notice.
        id: NoticeId,
        /// What is missing.
        missing: Vec<&'static str>,
    },
    /// The drafter may not approve this level.
    #[error("{by} drafted notice {id}; {level} needs another approver")]
    OwnDraft {
        /// The notice.
        id: NoticeId,
        /// The person.
        by: Person,
        /// The level that needs another.
        level: Level,
    },
    /// It would end before it is sent.
    #[error("notice {id} would run out at {}, before it is sent; set a later end", rfc3339(*expires))]
    ExpiresTooSoon {
        /// The notice.
        id: NoticeId,
        /// Its end.
        expires: Timestamp,
    },
    /// The clock is behind what was already signed.
    #[error("the clock says {}, before {} when an earlier step was signed; set the clock right", rfc3339(*now), rfc3339(*signed))]
    ClockBehind {
        /// The clock.
        now: Timestamp,
        /// The earlier step.
        signed: Timestamp,
    },
    /// A document it refers to is not open any more, or not known.
    #[error("notice {id} refers to {other}, which is not in force; draft it anew from the latest document")]
    NotOpen {
        /// The notice.
        id: NoticeId,
        /// The document referred to.
        other: NoticeId,
    },
    /// The warning's condition still holds, or nobody looked.
    #[error("the condition of notice {id} has not been false for {dwell_hours} h; wait, or lower the level")]
    StillHolds {
        /// The notice.
        id: NoticeId,
        /// Hours it has to be false.
        dwell_hours: i64,
    },
    /// A number that belongs to another document.
    #[error("number {0} is already used; take a new one")]
    NumberUsed(NoticeId),
    /// It is still valid.
    #[error("notice {id} is valid until {}", rfc3339(*expires))]
    StillValid {
        /// The notice.
        id: NoticeId,
        /// Its end.
        expires: Timestamp,
    },
}
