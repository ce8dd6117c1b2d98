//! The notice desk as a queue: what is to be judged, what is on its way out, what is in force, what is done. In each
//! part what is overdue comes first.
//!
//! Which rows are shown is left to `rows`, telling the time that is left to `tui`.

use std::cmp::Reverse;
use std::ops::Range;

use chrono::TimeDelta;

use crate::domain::level::Level;
use crate::domain::notice::Notice;
use crate::domain::picture::Picture;
use crate::domain::rule::Candidate;
use crate::domain::time::Timestamp;

use super::facts;
use super::query::Query;
use super::state::{Row, RowKey, State};

/// A part of the queue, in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Candidates that wait for a person.
    Judge,
    /// Notices that are being written, or wait for approval or issue.
    Approve,
    /// Notices that receivers should act on.
    InForce,
    /// What is over, and candidates that were set aside.
    Done,
}

/// What a row of the notice desk stands for.
#[derive(Clone, Copy, Debug)]
pub enum Entry<'a> {
    /// A candidate.
    Candidate(&'a Candidate),
    /// A notice.
    Notice(&'a Notice),
}

impl<'a> Entry<'a> {
    /// What a row stands for.
    pub fn of(picture: &'a Picture, row: &Row) -> Option<Self> {
        match row.key {
            RowKey::Candidate(_) => picture.candidates.get(row.at).map(Self::Candidate),
            RowKey::Notice(_) => picture.notices.get(row.at).map(Self::Notice),
            _ => None,
        }
    }

    /// The part it stands in.
    pub fn part(self, now: Timestamp) -> Part {
        match self {
            Self::Candidate(candidate) if candidate.outcome.is_open() => Part::Judge,
            Self::Notice(notice) if notice.state.is_waiting() => Part::Approve,
            Self::Notice(notice) if notice.is_in_force(now) => Part::InForce,
            Self::Candidate(_) | Self::Notice(_) => Part::Done,
        }
    }

    /// Its level.
    pub const fn level(self) -> Level {
        match self {
            Self::Candidate(candidate) => candidate.level,
            Self::Notice(notice) => notice.content.level,
        }
    }

    /// Since when it has been as it is.
    pub fn since(self) -> Timestamp {
        match self {
            Self::Candidate(candidate) => candidate.at,
            Self::Notice(notice) => notice.sent.unwrap_or(notice.drafted),
        }
    }

    /// By when somebody must act: the clock of its level, the first reply that is missing, the end of its validity.
    /// What is done is due never.
    pub fn due(self, picture: &Picture) -> Option<Timestamp> {
        let minutes = i64::from(picture.clocks.get(&self.level()).copied()?);
        match (self.part(picture.at), self) {
            (Part::Judge | Part::Approve, _) => Some(self.since() + TimeDelta::minutes(minutes)),
            (Part::InForce, Self::Notice(notice)) => {
                Some(next_reply(picture, notice).unwrap_or(notice.content.expires))
            }
            _ => None,
        }
    }

    /// Whether somebody should have acted by now, or a delivery was given up.
    pub fn is_overdue(self, picture: &Picture, now: Timestamp) -> bool {
        self.due(picture).is_some_and(|due| due < now) || self.given_up(picture) > 0
    }

    /// Deliveries that were given up.
    pub fn given_up(self, picture: &Picture) -> usize {
        match self {
            Self::Notice(notice) => picture.receipts_of(&notice.id).map(|receipt| receipt.given_up).sum(),
            Self::Candidate(_) => 0,
        }
    }
}

/// When the first reply that is missing is, or was, due.
pub fn next_reply(picture: &Picture, notice: &Notice) -> Option<Timestamp> {
    let missing = picture.receipts_of(&notice.id).filter(|receipt| receipt.acknowledged.is_none());
    missing.filter_map(|receipt| receipt.acknowledge_by).min()
}

/// Recipients of a notice whose reply is overdue.
pub fn silent(picture: &Picture, notice: &Notice, now: Timestamp) -> usize {
    picture.receipts_of(&notice.id).filter(|receipt| receipt.is_overdue(now)).count()
}

/// The rows of the desk, part by part.
pub(super) fn rows(picture: &Picture, query: &Query) -> Vec<Row> {
    let candidates = picture.candidates.iter().enumerate();
    let candidates = candidates
        .filter(|(_, candidate)| query.is_empty() || query.fits(&facts::of_candidate(picture, candidate)))
        .map(|(at, candidate)| Row { key: RowKey::Candidate(candidate.id.clone()), at });
    let notices = picture.notices.iter().enumerate();
    let notices = notices
        .filter(|(_, notice)| query.is_empty() || query.fits(&facts::of_notice(picture, notice)))
        .map(|(at, notice)| Row { key: RowKey::Notice(notice.id.clone()), at });
    let mut rows: Vec<Row> = candidates.chain(notices).collect();
    rows.sort_by_cached_key(|row| Entry::of(picture, row).map(|entry| rank(picture, entry)));
    rows
}

/// Everything that waits for somebody, in the order in which to deal with it: what is to be judged, what is on its way
/// out, and notices in force that nobody has answered in time.
pub fn waiting(picture: &Picture) -> Vec<Entry<'_>> {
    let candidates = picture.candidates.iter().map(Entry::Candidate);
    let mut entries: Vec<Entry<'_>> = candidates.chain(picture.notices.iter().map(Entry::Notice)).collect();
    entries.retain(|entry| match entry.part(picture.at) {
        Part::Judge | Part::Approve => true,
        Part::InForce => entry.is_overdue(picture, picture.at),
        Part::Done => false,
    });
    entries.sort_by_cached_key(|entry| rank(picture, *entry));
    entries
}

type Rank = (Part, bool, Reverse<Level>, Option<Timestamp>, Reverse<Timestamp>);

/// Part, then what is overdue by level, then by what is due first; what is done by what is latest.
fn rank(picture: &Picture, entry: Entry<'_>) -> Rank {
    let overdue = entry.is_overdue(picture, picture.at);
    let level = if overdue { entry.level() } else { Level::None };
    (entry.part(picture.at), !overdue, Reverse(level), entry.due(picture), Reverse(entry.since()))
}

/// Which of the state's rows stand in each part.
pub fn parts(state: &State) -> [Range<usize>; 4] {
    let Some(picture) = state.picture.as_deref() else { return [0..0, 0..0, 0..0, 0..0] };
    let of = |row: &Row| Entry::of(picture, row).map(|entry| entry.part(picture.at));
    let end = |part: Part| state.rows.partition_point(|row| of(row).is_some_and(|found| found <= part));
    let (judge, approve, in_force) = (end(Part::Judge), end(Part::Approve), end(Part::InForce));
    [0..judge, judge..approve, approve..in_force, in_force..state.rows.len()]
}
