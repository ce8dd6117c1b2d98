//! The only SQL: one narrow handle that takes and gives whole domain values in batches.
//!
//! The handle names no backend's types, so that a shared server can stand beside the folder `sqlite` later. Writes go to one
//! thread in the order in which they were asked and answer by [`Reply`]; reads run beside them and block, so tasks
//! call them through `spawn_blocking`. What values mean, and when to store them, is left to `app`.

mod error;

mod reply;

mod values;

mod words;

mod step;

mod desk;

mod exchange;

mod sqlite;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::domain::annotation::Annotation;
use crate::domain::feed::{FeedState, Fetch};
use crate::domain::id::{Family, FeedId, ItemId, Person};
use crate::domain::impact::{Advice, LevelState, Subject, Transition};
use crate::domain::item::Item;
use crate::domain::picture::Reading;
use crate::domain::rule::Candidate;
use crate::domain::time::Timestamp;

use self::sqlite::{Durability, Place, Sqlite, backup, care, feeds, items, marks, search, turns};

pub use self::error::StoreError;
pub use self::exchange::{ExchangeError, Record};
pub use self::reply::Reply;
pub use self::step::{Draw, Given, Matter, NoticeStep, Seen, Step};
pub use self::values::{History, Keep, Opened, PutOutcome, Removed, Room, Sight, Stats, Turn};

/// Readings and records taken at a time when the whole store is walked.
const PAGE: usize = 1000;

/// Readings taken at a time where what is done with a page costs more than the page itself.
const LONG_PAGE: usize = 512;

/// A handle to the store; cloning it is cheap, and the last one to go waits until everything asked is stored.
#[derive(Clone, Debug)]
pub struct Store {
    desk: Arc<Sqlite>,
}

impl Store {
    /// Opens a store, making it when it is not there: `sqlite:PATH`, a plain path, or `memory:` for one that leaves
    /// nothing behind. A damaged file is set aside under another name and a new store begun.
    pub fn open(url: &str, now: Timestamp) -> Result<Opened, StoreError> {
        let (desk, notes) = Sqlite::open(place(url)?, now)?;
        Ok(Opened { store: Self { desk: Arc::new(desk) }, notes })
    }
}

impl Store {
    /// Opens the store of a file that is there, without putting anything right: a damaged file stays where it lies.
    pub fn open_existing(url: &str, now: Timestamp) -> Result<Opened, StoreError> {
        let (desk, notes) = Sqlite::open_existing(place(url)?, now)?;
        Ok(Opened { store: Self { desk: Arc::new(desk) }, notes })
    }

    /// Whether there is a file at an address.
    pub fn is_there(url: &str) -> Result<bool, StoreError> {
        Ok(matches!(place(url)?, Place::File(path) if path.exists()))
    }
}

/// Items and what reading them found.
impl Store {
    /// Stores readings: unknown items are added, changed ones become a new revision, the rest is left as it is.
    pub fn put_readings(&self, batch: Vec<Reading>) -> Reply<PutOutcome> {
        self.desk.write(Durability::Process, move |tx| items::put(tx, &batch))
    }

    /// Tells of each item whether it was seen before, in the order asked, so that only news need be read.
    pub fn known(&self, items: impl AsRef<Vec<Item>> + Send + 'static) -> Result<Vec<Sight>, StoreError> {
        self.desk.read(move |connection| items::known(connection, items.as_ref()))
    }

    /// Replaces what reading found in items that have not changed since; gives how many.
    pub fn put_annotations(&self, annotations: Vec<Annotation>) -> Reply<u32> {
        self.desk.write(Durability::Process, move |tx| items::annotate(tx, &annotations))
    }

    /// The latest `limit` readings from `since` on, oldest first.
    pub fn readings_since(&self, since: Timestamp, limit: usize) -> Result<Vec<Reading>, StoreError> {
        self.desk.read(move |connection| items::since(connection, since, limit))
    }

    /// Walks the latest `limit` readings from `since` on, oldest first, a page at a time, so that never more than a page
    /// of them is held here. Stops at the first error of `visit`.
    pub fn pages_since<E: From<StoreError>>(
        &self,
        since: Timestamp,
        limit: usize,
        mut visit: impl FnMut(Vec<Reading>) -> Result<(), E>,
    ) -> Result<(), E> {
        let oldest = self.desk.read(move |connection| items::oldest_of(connection, since, limit))?;
        let mut last = (oldest, i64::MIN);
        loop {
            let (readings, next) =
                self.desk.read(move |connection| items::page_of_time(connection, last, LONG_PAGE))?;
            if readings.is_empty() {
                return Ok(());
            }
            visit(readings)?;
            last = next;
        }
    }

    /// Readings of some items, in the order asked; what is not there is left out.
    pub fn readings(&self, items: Vec<ItemId>) -> Result<Vec<Reading>, StoreError> {
        self.desk.read(move |connection| items::of_items(connection, &items))
    }

    /// Readings of one publisher family from `since` on, oldest first.
    pub fn readings_by(&self, family: &Family, since: Timestamp) -> Result<Vec<Reading>, StoreError> {
        let family = family.clone();
        self.desk.read(move |connection| items::of_family(connection, &family, since))
    }

    /// Every reading of one feed, oldest first.
    pub fn readings_of(&self, feed: &FeedId) -> Result<Vec<Reading>, StoreError> {
        let feed = feed.clone();
        self.desk.read(move |connection| items::of_feed(connection, &feed))
    }

    /// Readings made by another lexicon than this, latest first.
    pub fn stale_readings(&self, lexicon: &str, limit: usize) -> Result<Vec<Reading>, StoreError> {
        let lexicon = lexicon.to_owned();
        self.desk.read(move |connection| items::stale(connection, &lexicon, limit))
    }

    /// Walks all readings in the order in which they came, a page at a time. Stops at the first error of `visit`.
    pub fn each_reading<E: From<StoreError>>(&self, mut visit: impl FnMut(Reading) -> Result<(), E>) -> Result<(), E> {
        let mut last = 0;
        loop {
            let (readings, next) = self.desk.read(move |connection| items::page(connection, last, PAGE))?;
            if readings.is_empty() {
                return Ok(());
            }
            readings.into_iter().try_for_each(&mut visit)?;
            last = next;
        }
    }

    /// An item with its earlier wordings, by any id it was published under.
    pub fn item(&self, id: &ItemId) -> Result<Option<History>, StoreError> {
        let id = id.clone();
        self.desk.read(move |connection| items::history(connection, &id))
    }

    /// Readings whose title or summary holds every blank-separated part of the query, latest first.
    pub fn search(&self, query: &str, limit: usize) -> Result<Vec<Reading>, StoreError> {
        let query = query.to_owned();
        self.desk.read(move |connection| search::search(connection, &query, limit))
    }

    /// Says that a round is over and little is to be written soon: texts that wait for the index need not wait longer. Those
    /// of a usual round are indexed before the store is closed.
    pub fn calm(&self) {
        self.desk.calm();
    }

    /// Indexes all texts that wait for it, which otherwise happens in quiet moments; gives how many.
    pub fn settle(&self) -> Reply<u64> {
        self.desk.tend(search::index_all)
    }
}

/// Feeds.
impl Store {
    /// Adds requests to the record, with the state each leaves its feed in.
    pub fn put_fetches(&self, batch: Vec<(Fetch, FeedState)>) -> Reply<()> {
        self.desk.write(Durability::Process, move |tx| feeds::put(tx, &batch))
    }

    /// Stores what feeds answered, all of it or nothing: a record of a request whose items were not stored would make
    /// the next request skip them.
    pub fn put_answers(&self, readings: Vec<Arc<Reading>>, records: Vec<(Fetch, FeedState)>) -> Reply<PutOutcome> {
        self.desk.write(Durability::Process, move |tx| {
            let outcome = items::put(tx, &readings)?;
            feeds::put(tx, &records)?;
            Ok(outcome)
        })
    }

    /// Replaces the state of one feed.
    pub fn put_feed_state(&self, feed: FeedId, state: FeedState) -> Reply<()> {
        self.desk.write(Durability::Process, move |tx| feeds::put_state(tx, &feed, &state))
    }

    /// What is remembered of every feed ever asked.
    pub fn feed_states(&self) -> Result<BTreeMap<FeedId, FeedState>, StoreError> {
        self.desk.read(feeds::states)
    }

    /// The last `n` requests to a feed, oldest first.
    pub fn fetches(&self, feed: &FeedId, n: usize) -> Result<Vec<Fetch>, StoreError> {
        let feed = feed.clone();
        self.desk.read(move |connection| feeds::fetches(connection, &feed, n))
    }

    /// The last `n` requests to each of some feeds, oldest first.
    pub fn last_fetches(&self, of: Vec<FeedId>, n: usize) -> Result<BTreeMap<FeedId, Vec<Fetch>>, StoreError> {
        self.desk.read(move |connection| {
            of.into_iter().map(|feed| feeds::fetches(connection, &feed, n).map(|fetches| (feed, fetches))).collect()
        })
    }
}

/// Levels, scores, advice, candidates.
impl Store {
    /// Stores what a turn of the engine leaves behind, all of it or nothing.
    pub fn put_turn(&self, turn: Turn) -> Reply<()> {
        self.desk.write(Durability::Process, move |tx| turns::put(tx, &turn))
    }

    /// Adds or replaces candidates, when a person judged them between turns.
    pub fn put_candidates(&self, candidates: Vec<Candidate>) -> Reply<()> {
        self.desk.write(Durability::Power, move |tx| turns::put_candidates(tx, &candidates))
    }

    /// The levels in force, with their memory.
    pub fn levels(&self) -> Result<BTreeMap<Subject, LevelState>, StoreError> {
        self.desk.read(turns::levels)
    }

    /// Levels that moved since then, oldest first.
    pub fn transitions_since(&self, since: Timestamp) -> Result<Vec<Transition>, StoreError> {
        self.desk.read(move |connection| turns::transitions_since(connection, since))
    }

    /// The scores of one subject since then, oldest first.
    pub fn score_history(&self, subject: &Subject, since: Timestamp) -> Result<Vec<(Timestamp, f64)>, StoreError> {
        let subject = subject.clone();
        self.desk.read(move |connection| turns::scores_of(connection, &subject, since))
    }

    /// The last score of every subject on each day since then, oldest first.
    pub fn day_scores_since(&self, since: Timestamp) -> Result<BTreeMap<Subject, Vec<(Timestamp, f64)>>, StoreError> {
        self.desk.read(move |connection| turns::day_scores_since(connection, since))
    }

    /// The travel advice in force, by country.
    pub fn advice(&self) -> Result<Vec<Advice>, StoreError> {
        self.desk.read(turns::advice)
    }

    /// Every wording advice has had since then, with the moment it was first met, oldest first.
    pub fn advice_since(&self, since: Timestamp) -> Result<Vec<(Timestamp, Advice)>, StoreError> {
        self.desk.read(move |connection| turns::advice_since(connection, since))
    }

    /// Candidates that changed since then, in the order in which they changed.
    pub fn candidates_since(&self, since: Timestamp) -> Result<Vec<Candidate>, StoreError> {
        self.desk.read(move |connection| turns::candidates_since(connection, since))
    }
}

/// Moments and counts.
impl Store {
    /// When a person last looked.
    pub fn last_visit(&self, person: &Person) -> Result<Option<Timestamp>, StoreError> {
        self.mark(&format!("visit:{person}"))
    }

    /// Remembers that a person looks now.
    pub fn set_visit(&self, person: &Person, at: Timestamp) -> Reply<()> {
        self.set_mark(&format!("visit:{person}"), at)
    }

    /// The moment remembered under a name: the last run, when a rule was armed.
    pub fn mark(&self, name: &str) -> Result<Option<Timestamp>, StoreError> {
        let name = name.to_owned();
        self.desk.read(move |connection| marks::mark(connection, &name))
    }

    /// Remembers a moment under a name.
    pub fn set_mark(&self, name: &str, at: Timestamp) -> Reply<()> {
        let name = name.to_owned();
        self.desk.write(Durability::Process, move |tx| marks::set_mark(tx, &name, at))
    }

    /// Adds to the counts of items that gave no incident.
    pub fn add_drops(&self, at: Timestamp, counts: BTreeMap<String, u64>) -> Reply<()> {
        self.desk.write(Durability::Process, move |tx| marks::add_drops(tx, at, &counts))
    }

    /// Items that gave no incident, by reason, from the day of `since` on.
    pub fn drops_since(&self, since: Timestamp) -> Result<BTreeMap<String, u64>, StoreError> {
        self.desk.read(move |connection| marks::drops_since(connection, since))
    }
}

/// Care.
impl Store {
    /// What is wrong with the store; empty when nothing is.
    pub fn check(&self) -> Result<Vec<String>, StoreError> {
        self.desk.read(care::check)
    }

    /// Throws away what need not be kept, and gives the room back to the disk; says how much of what.
    pub fn compact(&self, keep: Keep) -> Reply<Removed> {
        self.desk.compact(keep)
    }

    /// Writes a whole copy to a file that does not exist yet, and reads it back.
    pub fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let to = to.to_owned();
        self.desk.read(move |connection| backup::backup(connection, &to))
    }

    /// Writes a whole copy beside the store, and removes the oldest such copies, so that `keep` stay; gives its path.
    pub fn backup_beside(&self, keep: usize, now: Timestamp) -> Result<PathBuf, StoreError> {
        let path = self.desk.file().ok_or_else(|| StoreError::BadUrl("memory:".to_owned()))?;
        let to = backup::name(path, now);
        self.backup(&to)?;
        backup::prune(path, keep.max(1))?;
        Ok(to)
    }

    /// The file it lies in; none in memory.
    pub fn file(&self) -> Option<&Path> {
        self.desk.file()
    }

    /// Puts a backup in the place of a store that nobody has open, and opens it. What was there is set aside, and
    /// notice numbers given since the backup stay given.
    pub fn restore(url: &str, backup: &Path, now: Timestamp) -> Result<Opened, StoreError> {
        let (desk, notes) = Sqlite::restore(place(url)?, backup, now)?;
        Ok(Opened { store: Self { desk: Arc::new(desk) }, notes })
    }

    /// How much it holds.
    pub fn stats(&self) -> Result<Stats, StoreError> {
        let stats = self.desk.read(care::stats)?;
        Ok(Stats { bytes: self.desk.bytes(), ..stats })
    }
}

/// Where a URL points.
fn place(url: &str) -> Result<Place, StoreError> {
    let bad = || StoreError::BadUrl(url.to_owned());
    match url.split_once(':') {
        Some(("memory", "")) => Ok(Place::Memory),
        Some(("sqlite", path)) if !path.is_empty() => Ok(Place::File(PathBuf::from(path.trim_start_matches("//")))),
        // One letter before the colon is a drive, not a scheme.
        Some((scheme, rest)) if scheme.len() > 1 && (rest.starts_with("//") || rest.is_empty()) => Err(bad()),
        _ if url.is_empty() => Err(bad()),
        _ => Ok(Place::File(PathBuf::from(url))),
    }
}
