//! Why an order was not carried out: in English for programs and logs, in the officer's language for screens.

use thiserror::Error;

use crate::domain::id::{CandidateId, NoticeId, RecipientId, SilenceId};
use crate::domain::time::beijing;
use crate::domain::words::Words;
use crate::report::{DocxFault, TemplateFault};
use crate::store::StoreError;
use crate::warn::Refusal;

use super::order::DISMISSALS;

/// Why an order was not carried out.
#[derive(Debug, Error)]
pub enum Refused {
    /// The notice's way does not lead there.
    #[error(transparent)]
    Way(#[from] Refusal),
    /// No such notice.
    #[error("there is no notice {0}; `fenghuo notice list` names them all")]
    NoNotice(NoticeId),
    /// No such candidate.
    #[error("there is no candidate {0}; `fenghuo notice list` names them all")]
    NoCandidate(CandidateId),
    /// No such silence.
    #[error("there is no silence {0} in force; `fenghuo silence list` names them all")]
    NoSilence(SilenceId),
    /// The notice did not go to them.
    #[error("notice {notice} was not sent to {recipient}")]
    NotSentTo {
        /// The notice.
        notice: NoticeId,
        /// Who it was not sent to.
        recipient: RecipientId,
    },
    /// A document about it waits already.
    #[error("notice {0} on this waits already; finish or reject it first")]
    Waiting(NoticeId),
    /// Nothing says why.
    #[error("a reason is needed; say it in words")]
    NoReason,
    /// No ruling in force says that these items are no risk.
    #[error("no ruling in force says that this is no risk")]
    NoRuling,
    /// No such reason code.
    #[error("`{given}` is no reason: {}", DISMISSALS.join(", "))]
    BadReason {
        /// What was given.
        given: String,
    },
    /// No such fact.
    #[error("the notice has no fact {0}")]
    NoFact(usize),
    /// The silence is too long, or no time at all.
    #[error("a silence of {hours} h may not be set; 1 to {most} h may")]
    BadSpan {
        /// Hours asked for.
        hours: u32,
        /// Hours allowed.
        most: u64,
    },
    /// A template.
    #[error("the notice could not be laid out: {0}")]
    Template(#[from] TemplateFault),
    /// The Word document.
    #[error(transparent)]
    Docx(#[from] DocxFault),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refused {
    /// The same in the officer's language.
    pub fn say(&self, words: &Words) -> String {
        match self {
            Self::Way(refusal) => say_way(refusal, words),
            Self::NoNotice(id) => words.fill("officer.refused.no_notice", &[("id", id.as_str())]),
            Self::NoCandidate(id) => words.fill("officer.refused.no_candidate", &[("id", id.as_str())]),
            Self::NoSilence(id) => words.fill("officer.refused.no_silence", &[("id", id.as_str())]),
            Self::NotSentTo { notice, recipient } => {
                words.fill("officer.refused.not_sent", &[("id", notice.as_str()), ("to", recipient.as_str())])
            }
            Self::BadReason { given } => {
                let known = DISMISSALS.join(words.get("notice.name_separator"));
                words.fill("officer.refused.bad_reason", &[("given", given), ("known", &known)])
            }
            Self::NoFact(number) => words.fill("officer.refused.no_fact", &[("n", &number.to_string())]),
            Self::Template(fault) => words.fill("officer.refused.template", &[("why", &fault.to_string())]),
            Self::Waiting(id) => words.fill("officer.refused.waiting", &[("id", id.as_str())]),
            Self::NoRuling => words.get("officer.refused.no_ruling").to_owned(),
            Self::NoReason => words.get("officer.refused.no_reason").to_owned(),
            Self::BadSpan { most, .. } => words.fill("officer.refused.span", &[("most", &most.to_string())]),
            Self::Store(StoreError::Conflict { .. }) => words.get("officer.refused.conflict").to_owned(),
            Self::Store(StoreError::Full { path }) => words.fill("officer.refused.full", &[("path", path)]),
            Self::Docx(_) | Self::Store(_) => self.to_string(),
        }
    }
}

fn say_way(refusal: &Refusal, words: &Words) -> String {
    let time = |at| beijing(at).format("%m-%d %H:%M").to_string();
    let key = |key: &str| format!("officer.refused.{key}");
    match refusal {
        Refusal::WrongState { id, state, .. } => {
            let state = words.get(&format!("notice_state.{state}")).to_owned();
            words.fill(&key("state"), &[("id", id.as_str()), ("state", &state)])
        }
        Refusal::Incomplete { id, missing } => {
            let missing: Vec<_> = missing.iter().map(|gap| words.get(&format!("missing.{gap}")).to_owned()).collect();
            let missing = missing.join(words.get("notice.name_separator"));
            words.fill(&key("incomplete"), &[("id", id.as_str()), ("missing", &missing)])
        }
        Refusal::OwnDraft { by, .. } => words.fill(&key("own_draft"), &[("by", by.as_str())]),
        Refusal::ExpiresTooSoon { expires, .. } => words.fill(&key("expires"), &[("time", &time(*expires))]),
        Refusal::ClockBehind { signed, .. } => words.fill(&key("clock"), &[("time", &time(*signed))]),
        Refusal::NotOpen { other, .. } => words.fill(&key("not_open"), &[("id", other.as_str())]),
        Refusal::StillHolds { dwell_hours, .. } => words.fill(&key("holds"), &[("hours", &dwell_hours.to_string())]),
        Refusal::NumberUsed(id) => words.fill(&key("number_used"), &[("id", id.as_str())]),
        Refusal::StillValid { id, expires } => {
            words.fill(&key("still_valid"), &[("id", id.as_str()), ("time", &time(*expires))])
        }
    }
}
