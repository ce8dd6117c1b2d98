//! Values that only the store's border speaks of: batches in, outcomes out. None of them knows a backend.

use crate::domain::id::ItemId;
use crate::domain::impact::{Advice, LevelState, Subject, Transition};
use crate::domain::picture::Reading;
use crate::domain::rule::Candidate;
use crate::domain::time::Timestamp;

use super::Store;

/// A store with what had to be done to open it.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// What an operator should know: a damaged store was set aside, a backup was made before migrating.
    pub notes: Vec<String>,
}

/// What became of a batch of readings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PutOutcome {
    /// Never seen before.
    pub new: u32,
    /// Seen before with other words; the earlier wording is kept.
    pub changed: u32,
    /// Seen before just so, perhaps under another id.
    pub same: u32,
}

/// Whether an item was seen before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Never.
    New,
    /// Yes, with other words: it becomes this revision of that item.
    Changed {
        /// The id it was first seen under, which is the one to go on with.
        id: ItemId,
        /// The revision it will be.
        revision: u32,
    },
    /// Yes, with the same words.
    Same {
        /// The id it was first seen under, which differs when the feed re-published it.
        id: ItemId,
        /// The revision it is.
        revision: u32,
        /// Version of the lexicon that read it.
        lexicon: String,
    },
}

/// An item with its earlier wordings.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// As it reads now.
    pub current: Reading,
    /// As it read before, oldest first.
    pub earlier: Vec<Reading>,
}

/// What one turn of the engine leaves behind, written in one transaction.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The moment of the turn.
    pub at: Timestamp,
    /// Levels with their memory; replace what was there.
    pub levels: Vec<(Subject, LevelState)>,
    /// Levels that moved; added to the record.
    pub transitions: Vec<Transition>,
    /// Scores; added to the record.
    pub scores: Vec<(Subject, Timestamp, f64)>,
    /// All travel advice in force: what is missing from it has ended, what differs enters the history. None when
    /// nothing about advice was found out.
    pub advice: Option<Vec<Advice>>,
    /// Candidates that are new or changed.
    pub candidates: Vec<Candidate>,
}

impl Turn {
    /// A turn in which nothing happened.
    pub const fn quiet(at: Timestamp) -> Self {
        Self {
            at,
            levels: Vec::new(),
            transitions: Vec::new(),
            scores: Vec::new(),
            advice: None,
            candidates: Vec::new(),
        }
    }
}

/// How much the store holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Version of the schema.
    pub schema: u32,
    /// Size in bytes, log included; 0 in memory.
    pub bytes: u64,
    /// Items.
    pub items: u64,
    /// Items whose words are not yet in the text index.
    pub unindexed: u64,
    /// Records of requests.
    pub fetches: u64,
    /// Candidates.
    pub candidates: u64,
    /// Notices.
    pub notices: u64,
    /// Deliveries that wait to be sent.
    pub waiting: u64,
}

/// What `compact` may throw away: what is older than these moments. Notices, decisions, candidates, the audit log and
/// deliveries never go, nor do items that a notice cites. Items without a date of their own stay too, and so do entries
/// of registers: their feed may still list them, and would bring them back as news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// Items published and seen since then.
    pub items_since: Timestamp,
    /// Records of requests since then.
    pub fetches_since: Timestamp,
    /// Scores since then.
    pub scores_since: Timestamp,
    /// Whether the room is given back to the disk.
    pub room: Room,
}

/// When the file is written anew without its gaps, for which the disk needs the same room once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Now.
    GiveBack,
    /// Only when a quarter of the file is gaps.
    GiveBackWhenMuch,
}

/// What `compact` threw away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Items, with all their wordings.
    pub items: u64,
    /// Records of requests.
    pub fetches: u64,
    /// Scores.
    pub scores: u64,
    /// Items as old that stayed, because a notice cites them or their feed may bring them back.
    pub stayed: u64,
    /// Bytes of the file before; 0 in memory.
    pub bytes_before: u64,
    /// Bytes of the file after.
    pub bytes_after: u64,
}
