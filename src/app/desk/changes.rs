//! What is new since the officer last looked, in the order in which it is to be walked through.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::domain::impact::Subject;
use crate::domain::notice::{Notice, NoticeState};
use crate::domain::picture::{FeedLine, Picture};

use super::queue::silent;
use super::state::{Row, RowKey};

/// How many things of each sort changed or wait, for the strip on the board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Levels that changed.
    pub levels: usize,
    /// Candidates that wait for a person.
    pub candidates: usize,
    /// Notices being written.
    pub drafts: usize,
    /// Notices that wait for approval or issue.
    pub notices: usize,
    /// Replies to notices in force that are overdue.
    pub overdue: usize,
    /// Feeds that show nothing.
    pub feeds: usize,
    /// Countries that nobody looked at.
    pub unchecked: usize,
}

/// Counts what changed or waits.
pub fn counts(picture: &Picture) -> Counts {
    Counts {
        levels: picture.transitions.len(),
        candidates: picture.open_candidates().count(),
        drafts: picture.notices.iter().filter(|notice| notice.state == NoticeState::Draft).count(),
        notices: picture.notices.iter().filter(|notice| is_to_sign(notice.state)).count(),
        overdue: picture.notices.iter().map(|notice| silent(picture, notice, picture.at)).sum(),
        feeds: picture.feeds.iter().filter(|line| is_down(line)).count(),
        unchecked: picture.unchecked().count(),
    }
}

/// The changes as rows: levels that rose or fell, candidates, notices that wait or wait for a reply, countries nobody
/// looked at.
pub(super) fn rows(picture: &Picture) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut met = BTreeSet::new();
    let mut levels: Vec<_> = picture.transitions.iter().enumerate().collect();
    levels.sort_by_key(|(_, moved)| (matches!(moved.subject, Subject::Asset(_)), Reverse(moved.to)));
    rows.extend(levels.into_iter().map(|(at, moved)| Row { key: RowKey::Level(moved.subject.clone(), moved.at), at }));
    let candidates = picture.candidates.iter().enumerate().filter(|(_, candidate)| candidate.outcome.is_open());
    let mut candidates: Vec<_> = candidates.collect();
    candidates.sort_by_key(|(_, candidate)| Reverse(candidate.level));
    rows.extend(candidates.into_iter().map(|(at, candidate)| Row { key: RowKey::Candidate(candidate.id.clone()), at }));
    let acts = |notice: &Notice| notice.state.is_waiting() || silent(picture, notice, picture.at) > 0;
    let notices = picture.notices.iter().enumerate().filter(|(_, notice)| acts(notice));
    rows.extend(notices.map(|(at, notice)| Row { key: RowKey::Notice(notice.id.clone()), at }));
    let blind = picture.countries.iter().enumerate().filter(|(_, line)| line.score.check.is_unchecked());
    rows.extend(blind.map(|(at, line)| Row { key: RowKey::Country(line.country.code), at }));
    rows.retain(|row| met.insert(row.key.clone()));
    rows
}

/// Whether a notice waits for approval or issue.
pub(super) const fn is_to_sign(state: NoticeState) -> bool {
    matches!(state, NoticeState::InReview | NoticeState::Approved)
}

/// Whether a feed shows nothing of its countries, though it was asked and is not paused.
pub fn is_down(line: &FeedLine) -> bool {
    !line.state.paused && line.state.outcome.is_some_and(|outcome| !outcome.is_sighted())
}
