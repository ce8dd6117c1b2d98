//! Care of the store: what may be thrown away when, what a check looks at, and the daily round of an unattended desk.
//!
//! How rows are removed and files copied is left to `store`; who asks for it to `cli` and the daemon.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono::{Duration, TimeDelta};

use crate::config::Config;
use crate::domain::notice::NoticeState;
use crate::domain::time::Timestamp;
use crate::store::{ExchangeError, Keep, Opened, Room, Stats, StoreError};

pub use crate::store::{Removed, Store};

use super::officer::Office;
use super::officer::verify::{Verified, verify};

/// The mark of the last daily round.
const CARED: &str = "cared_for";
/// Between two daily rounds.
const DAY: TimeDelta = TimeDelta::days(1);
/// News that led to a warning are a little older than the warning.
const BEFORE_A_WARNING: TimeDelta = TimeDelta::days(7);

/// Opens a store that is there, and leaves a damaged one where it lies; with what had to be done to open it.
pub fn open(url: &str, now: Timestamp) -> anyhow::Result<(Store, Vec<String>)> {
    let Opened { store, notes } = Store::open_existing(url, now)?;
    Ok((store, notes))
}

/// Copies the store to a file, or beside it, where the oldest copies make room; gives the path.
pub fn backup(config: &Config, store: &Store, to: Option<&Path>, now: Timestamp) -> anyhow::Result<PathBuf> {
    Ok(match to {
        Some(path) => store.backup(path).map(|()| path.to_owned())?,
        None => store.backup_beside(config.settings.store.backups, now)?,
    })
}

/// Whether there is a store at an address already.
pub fn is_there(url: &str) -> anyhow::Result<bool> {
    Ok(Store::is_there(url)?)
}

/// Puts a backup in the place of a store; says what was done.
pub fn restore(url: &str, backup: &Path, now: Timestamp) -> anyhow::Result<Vec<String>> {
    Ok(Store::restore(url, backup, now)?.notes)
}

/// Throws away what the settings no longer keep, and gives the room back.
pub fn compact(config: &Config, store: &Store, now: Timestamp) -> anyhow::Result<Removed> {
    Ok(store.compact(keep(config, store, Room::GiveBack, now)?).wait()?)
}

/// Writes everything as JSON Lines; gives how many. A reader that has gone is told apart from a failure.
pub fn export(store: &Store, out: &mut dyn Write) -> Result<u64, io::Error> {
    store.export(out).map_err(|error| match error {
        ExchangeError::Io(error) => error,
        other => io::Error::other(other),
    })
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// How much there is.
    pub stats: Stats,
    /// Records that were read back, of every kind.
    pub records: u64,
    /// Notices and the audit log.
    pub verified: Verified,
    /// What is wrong, one line each: pages, references, values that cannot be read, the log, issued notices.
    pub faults: Vec<String>,
}

/// Looks at everything there is: pages and references, every stored value, the chain of the audit log, the hashes of
/// issued notices.
pub fn check(store: &Store, office: &Office) -> Result<Checked, StoreError> {
    let mut faults = store.check()?;
    let records = match store.export(&mut io::sink()) {
        Ok(records) => records,
        Err(ExchangeError::Store(error @ StoreError::Unreadable { .. })) => {
            faults.push(error.to_string());
            0
        }
        Err(ExchangeError::Store(error)) => return Err(error),
        Err(error) => return Err(StoreError::Unreadable { why: error.to_string() }),
    };
    let verified = verify(store, office, None)?;
    faults.extend(verified.faults.iter().cloned());
    Ok(Checked { stats: store.stats()?, records, verified, faults })
}

/// What to keep at this moment, by the settings; never less than what may still matter: what the model looks back on,
/// and what lies behind a warning that is not over.
pub fn keep(config: &Config, store: &Store, room: Room, now: Timestamp) -> Result<Keep, StoreError> {
    let settings = &config.settings.store;
    let span = |kept| now - Duration::from_std(kept).unwrap_or(Duration::MAX / 2);
    let alive = now - config.model.reach_back();
    let matters = open_since(store)?.map_or(alive, |open| alive.min(open - BEFORE_A_WARNING));
    Ok(Keep {
        items_since: span(settings.keep_items).min(matters),
        fetches_since: span(settings.keep_fetches),
        scores_since: span(settings.keep_items).min(alive),
        room,
    })
}

/// Since when the oldest warning runs that is not over: candidates that wait for a person, notices not ended.
fn open_since(store: &Store) -> Result<Option<Timestamp>, StoreError> {
    let candidates = store.candidates_since(Timestamp::MIN_UTC)?.into_iter().filter(|one| one.outcome.is_open());
    let candidates = candidates.map(|one| one.basis.happened.map_or(one.at, |happened| happened.min(one.at)));
    let is_alive = |state| {
        use NoticeState::{Approved, Draft, InReview, Issued};
        matches!(state, Draft | InReview | Approved | Issued)
    };
    let notices = store.notices()?.into_iter().filter(|notice| is_alive(notice.state));
    let notices = notices.map(|notice| notice.content.onset.min(notice.drafted));
    Ok(candidates.chain(notices).min())
}

/// The daily round: a copy, if copies are wanted, and then what is too old goes. None when the last round is less than a
/// day ago; the first is a day after the store began.
pub async fn daily(config: &Config, store: &Store, now: Timestamp) -> anyhow::Result<Option<Removed>> {
    let last = store.mark(CARED).context("reading the store")?;
    if last.is_some_and(|last| last <= now && now - last < DAY) {
        return Ok(None);
    }
    store.set_mark(CARED, now).await.context("writing to the store")?;
    if last.is_none() {
        return Ok(None);
    }
    let copies = config.settings.store.backups;
    if copies > 0 && store.file().is_some() {
        let store = store.clone();
        let made = tokio::task::spawn_blocking(move || store.backup_beside(copies, now)).await;
        made.context("copying the store")?.context("copying the store")?;
    }
    let keep = keep(config, store, Room::GiveBackWhenMuch, now).context("reading the store")?;
    Ok(Some(store.compact(keep).await.context("compacting the store")?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::shipped;
    use crate::domain::rule::{Candidate, CandidateOutcome};
    use crate::domain::sample;

    fn memory() -> Store {
        Store::open("memory:", sample::now()).unwrap().store
    }

    fn config(days: u64) -> Config {
        let mut config = shipped().config.unwrap();
        config.settings.store.keep_items = std::time::Duration::from_secs(days * 86_400);
        config
    }

    fn kept(store: &Store, days: u64) -> TimeDelta {
        let keep = keep(&config(days), store, Room::GiveBack, sample::now()).unwrap();
        sample::now() - keep.items_since
    }

    #[test]
    fn items_are_kept_as_long_as_settled_and_never_shorter_than_the_model_looks_back() {
        assert_eq!(kept(&memory(), 730), TimeDelta::days(730));
        assert_eq!(kept(&memory(), 30), TimeDelta::days(60), "twice the longest half-life");
    }

    #[test]
    fn what_lies_behind_an_open_candidate_is_kept_until_it_is_judged() {
        let store = memory();
        let open = Candidate {
            at: sample::now() - TimeDelta::days(400),
            outcome: CandidateOutcome::Open,
            ..sample::candidate()
        };
        store.put_candidates(vec![open.clone()]).wait().unwrap();
        assert!(kept(&store, 90) >= TimeDelta::days(400));
        store.put_candidates(vec![Candidate { outcome: CandidateOutcome::Expired, ..open }]).wait().unwrap();
        assert_eq!(kept(&store, 90), TimeDelta::days(90));
    }

    #[tokio::test]
    async fn the_daily_round_comes_once_a_day_and_first_a_day_after_the_start() {
        let (store, config) = (memory(), config(730));
        let mut rounds = Vec::new();
        for hours in [0, 23, 24, 25, 47, 48] {
            let at = sample::now() + TimeDelta::hours(hours);
            rounds.push(daily(&config, &store, at).await.unwrap().is_some());
        }
        assert_eq!(rounds, [false, false, true, false, false, true]);
    }
}
