//! The whole store as JSON Lines and back: for other programs, and to carry a store to another backend or desk.

use std::io::{BufRead, Write};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::domain::audit::AuditEntry;
use crate::domain::delivery::{Attempt, Delivery};
use crate::domain::disposition::Disposition;
use crate::domain::feed::{FeedState, Fetch};
use crate::domain::id::{FeedId, ItemId};
use crate::domain::impact::{Advice, LevelState, Subject, Transition};
use crate::domain::notice::Notice;
use crate::domain::picture::Reading;
use crate::domain::rule::Candidate;
use crate::domain::ruling::Ruling;
use crate::domain::silence::Silence;
use crate::domain::time::Timestamp;

use super::error::StoreError;
use super::sqlite::{Durability, exchange};
use super::{PAGE, Store};

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "schema")]
pub enum Record {
    /// An item as it read at one revision, earlier revisions first.
    #[serde(rename = "fenghuo.reading/1")]
    Reading(Box<Reading>),
    /// A further id under which a feed re-published an item.
    #[serde(rename = "fenghuo.alias/1")]
    Alias {
        /// The further id.
        id: ItemId,
        /// The item.
        item: ItemId,
    },
    /// What is remembered of a feed.
    #[serde(rename = "fenghuo.feed/1")]
    Feed {
        /// The feed.
        feed: FeedId,
        /// Its state.
        state: Box<FeedState>,
    },
    /// A request.
    #[serde(rename = "fenghuo.fetch/1")]
    Fetch(Box<Fetch>),
    /// A level in force.
    #[serde(rename = "fenghuo.level/1")]
    Level {
        /// Of what.
        subject: Subject,
        /// The level with its memory.
        state: LevelState,
    },
    /// A level that moved.
    #[serde(rename = "fenghuo.transition/1")]
    Transition(Box<Transition>),
    /// A score.
    #[serde(rename = "fenghuo.score/1")]
    Score {
        /// Of what.
        subject: Subject,
        /// When.
        at: Timestamp,
        /// 0 to 100.
        score: f64,
    },
    /// A wording of travel advice, when it was met, and whether it is in force.
    #[serde(rename = "fenghuo.advice/1")]
    Advice {
        /// When it was met.
        at: Timestamp,
        /// The advice.
        advice: Advice,
        /// Whether it is in force.
        in_force: bool,
    },
    /// A candidate.
    #[serde(rename = "fenghuo.candidate/1")]
    Candidate(Box<Candidate>),
    /// The last number given of a series and year.
    #[serde(rename = "fenghuo.number/1")]
    Number {
        /// The series.
        series: String,
        /// The year.
        year: i32,
        /// The last number.
        last: u32,
    },
    /// A notice.
    #[serde(rename = "fenghuo.notice/1")]
    Notice(Box<Notice>),
    /// A silence.
    #[serde(rename = "fenghuo.silence/1")]
    Silence(Box<Silence>),
    /// A decision about items.
    #[serde(rename = "fenghuo.ruling/1")]
    Ruling(Box<Ruling>),
    /// A decision.
    #[serde(rename = "fenghuo.disposition/1")]
    Disposition(Box<Disposition>),
    /// An entry of the audit log.
    #[serde(rename = "fenghuo.audit/1")]
    Audit(Box<AuditEntry>),
    /// A delivery.
    #[serde(rename = "fenghuo.delivery/1")]
    Delivery(Box<Delivery>),
    /// A try to send.
    #[serde(rename = "fenghuo.attempt/1")]
    Attempt(Attempt),
    /// A moment remembered by name.
    #[serde(rename = "fenghuo.mark/1")]
    Mark {
        /// The name.
        name: String,
        /// The moment.
        at: Timestamp,
    },
    /// A count of items that gave no incident.
    #[serde(rename = "fenghuo.drop/1")]
    Drop {
        /// The day (UTC), `2026-11-22`.
        day: String,
        /// The reason.
        reason: String,
        /// How many.
        count: u64,
    },
}

/// Why an export or import stopped.
#[derive(Debug, Error)]
pub enum ExchangeError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file or pipe.
    #[error("the file could not be read or written ({0}); check the path and the disk")]
    Io(#[from] std::io::Error),
    /// A line that is no record.
    #[error("line {number} is no record of a store ({why}); nothing after line {stored} was stored")]
    Line {
        /// Which, from one.
        number: usize,
        /// The last line that was stored.
        stored: usize,
        /// Why not.
        why: String,
    },
}

impl Store {
    /// Writes everything, one record a line, in an order that can be imported; gives how many.
    pub fn export(&self, out: &mut dyn Write) -> Result<u64, ExchangeError> {
        let mut count = 0;
        let mut last = 0;
        loop {
            let (records, next) = self.desk.read(move |connection| exchange::readings(connection, last, PAGE))?;
            if next == last {
                break;
            }
            count += write_lines(out, &records)?;
            last = next;
        }
        for kind in exchange::KINDS {
            let records = self.desk.read(kind)?;
            count += write_lines(out, &records)?;
        }
        out.flush()?;
        Ok(count)
    }

    /// Adds every record of an export; what is there already is left as it is, so that a second import adds nothing.
    /// Gives how many lines were read. Stops at the first line that is no record or that contradicts the store.
    pub fn import(&self, lines: impl BufRead) -> Result<u64, ExchangeError> {
        let (mut batch, mut stored) = (Vec::with_capacity(PAGE), 0);
        for (line, number) in lines.lines().zip(1..) {
            let record = serde_json::from_str(&line?);
            batch.push(record.map_err(|error| ExchangeError::Line { number, stored, why: error.to_string() })?);
            if batch.len() == PAGE {
                self.import_batch(std::mem::take(&mut batch))?;
                stored = number;
            }
        }
        let count = stored + batch.len();
        self.import_batch(batch)?;
        Ok(count as u64)
    }

    fn import_batch(&self, batch: Vec<Record>) -> Result<(), StoreError> {
        self.desk.write(Durability::Power, move |tx| exchange::put(tx, &batch)).wait()
    }
}

fn write_lines(out: &mut dyn Write, records: &[Record]) -> Result<u64, ExchangeError> {
    for record in records {
        serde_json::to_writer(&mut *out, record).map_err(std::io::Error::from)?;
        out.write_all(b"\n")?;
    }
    Ok(records.len() as u64)
}
