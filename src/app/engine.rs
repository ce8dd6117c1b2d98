//! The live engine: feeds asked, items read, levels moved, everything stored; one turn at a time.
//!
//! When to turn is left to whoever holds it: a headless run turns once, the watching desk goes on turning. What it
//! shows is the pipeline's picture.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use anyhow::Context as _;

use crate::domain::country::CountryCode;
use crate::domain::delivery::Recipient;
use crate::domain::feed::{Feed, FeedState, Fetch};
use crate::domain::id::FeedId;
use crate::domain::impact::{LevelState, Subject};
use crate::domain::picture::Picture;
use crate::domain::rule::Candidate;
use crate::domain::time::Timestamp;
use crate::ingest::fetch::{Fetcher, HttpSettings};
use crate::ingest::schedule::first_due;
use crate::store::{Store, Turn};

use super::advice::{Again, advice_waits, set_advice_waits};
use super::http::settings;
use super::picture::{Frame, sole_sources};
use super::pipeline::{Memory, Pipeline, Watched};
use super::receipts::{receipts, recipients};
use super::restore::watching_since;
use super::round::Unstored;
use super::stages::Stages;

/// Requests shown of each feed.
const FETCHES_SHOWN: usize = 24;
/// The engine with its store and its feeds.
pub struct Engine {
    pub(super) stages: Arc<Stages>,
    pub(super) pipeline: Pipeline,
    pub(super) store: Store,
    pub(super) fetcher: Arc<Fetcher>,
    pub(super) feeds: Vec<Watched>,
    /// Where each feed stands in the list.
    places: HashMap<FeedId, usize>,
    /// The last requests of each feed, oldest first; read when first shown.
    fetches: OnceLock<BTreeMap<FeedId, Vec<Fetch>>>,
    /// Who may get notices, for their names.
    recipients: Vec<Recipient>,
    /// Whether what earlier runs read is still to be put together.
    pub(super) asleep: bool,
    /// What is still to be stored, within a round.
    pub(super) unstored: Unstored,
    /// Rows of registers that fetches showed again, and that the next evaluation takes note of.
    pub(super) again: Vec<Again>,
    /// Whether advice was seen once and waits for another fetch, as the store knows it.
    pub(super) advice_waits: bool,
    stored_levels: BTreeMap<Subject, LevelState>,
    stored_candidates: BTreeMap<String, Candidate>,
    stored_transitions: usize,
    stored_drops: BTreeMap<String, u64>,
    /// Whether every stored item is known to have been read by the words in force.
    pub(super) all_reread: bool,
}

impl Engine {
    /// An engine that goes on where the store ended.
    pub fn open(stages: Arc<Stages>, store: Store, now: Timestamp) -> anyhow::Result<Self> {
        let mut engine = Self::with_memory(Memory::Desk, stages, store, now)?;
        engine.wake(now)?;
        Ok(engine)
    }

    /// The same for a desk that goes on watching: items are left in the store, and read from there when looked at.
    pub fn open_lean(stages: Arc<Stages>, store: Store, now: Timestamp) -> anyhow::Result<Self> {
        let mut engine = Self::with_memory(Memory::Stored, stages, store.clone(), now)?;
        engine.pipeline.leave_readings_in(store);
        engine.wake(now)?;
        Ok(engine)
    }

    /// An engine that knows its feeds, and puts together what earlier runs read only once something new comes: a
    /// round in which nothing is new costs no more than the asking. It keeps no items, so its picture has none.
    pub fn asleep(stages: Arc<Stages>, store: Store, now: Timestamp) -> anyhow::Result<Self> {
        Self::with_memory(Memory::Unshown, stages, store, now)
    }

    fn with_memory(memory: Memory, stages: Arc<Stages>, store: Store, now: Timestamp) -> anyhow::Result<Self> {
        let known = store.feed_states().context("reading the store")?;
        let since = watching_since(&store, now).context("reading the store")?;
        let advice_waits = advice_waits(&store).context("reading the store")?;
        let fetcher = Fetcher::new(&settings(&stages.config)).context("setting up HTTP")?;
        let feeds = watched(&stages.config.feeds, known);
        Ok(Self {
            pipeline: Pipeline::new(Arc::clone(&stages), memory, since),
            recipients: recipients(&stages.config),
            stages,
            store,
            fetcher: Arc::new(fetcher),
            places: feeds.iter().enumerate().map(|(place, (feed, _))| (feed.id.clone(), place)).collect(),
            feeds,
            fetches: OnceLock::new(),
            asleep: true,
            unstored: Unstored::default(),
            again: Vec::new(),
            advice_waits,
            stored_levels: BTreeMap::new(),
            stored_candidates: BTreeMap::new(),
            stored_transitions: 0,
            stored_drops: BTreeMap::new(),
            all_reread: false,
        })
    }

    /// Whether anything new has come since the engine was opened asleep.
    pub const fn is_asleep(&self) -> bool {
        self.asleep
    }

    /// Plans each feed's next request anew, after a start, a sleep of the machine or a jump of its clock: what is overdue
    /// is spread, and what the clock made absurd starts again.
    pub fn plan(&mut self, now: Timestamp) {
        let HttpSettings { pace, seed, .. } = settings(&self.stages.config);
        for (feed, state) in &mut self.feeds {
            state.next = Some(first_due(feed, state, &pace, seed, now));
        }
    }

    /// Feeds that may be asked now: enabled, not paused, and due.
    pub fn due(&self, now: Timestamp) -> Vec<FeedId> {
        let is_due =
            |(feed, state): &&Watched| feed.enabled && !state.paused && state.next.is_none_or(|next| next <= now);
        self.feeds.iter().filter(is_due).map(|(feed, _)| feed.id.clone()).collect()
    }

    /// All feeds that are enabled and not paused, due or not.
    pub fn enabled(&self) -> Vec<FeedId> {
        let asked = |(feed, state): &&Watched| feed.enabled && !state.paused;
        self.feeds.iter().filter(asked).map(|(feed, _)| feed.id.clone()).collect()
    }

    /// When the next feed is due.
    pub fn next_due(&self) -> Option<Timestamp> {
        let asked = self.feeds.iter().filter(|(feed, state)| feed.enabled && !state.paused);
        asked.filter_map(|(_, state)| state.next).min()
    }

    /// A configured feed with its state.
    pub fn feed(&self, id: &FeedId) -> Option<&Watched> {
        self.feeds.get(*self.places.get(id)?)
    }

    /// For each feed the watched countries that it names and no other sighted feed does.
    pub fn sole_sources(&self) -> BTreeMap<FeedId, Vec<CountryCode>> {
        let watchlist: Vec<CountryCode> = self.stages.config.countries.iter().map(|country| country.code).collect();
        sole_sources(&self.feeds, &watchlist)
    }

    /// All configured feeds with their state.
    pub fn feeds(&self) -> &[Watched] {
        &self.feeds
    }

    /// Evaluates at this moment and leaves the store as it is.
    pub fn evaluate_unstored(&mut self, now: Timestamp) {
        let feeds = std::mem::take(&mut self.feeds);
        self.pipeline.evaluate_watching(&feeds, now);
        self.feeds = feeds;
    }

    /// Evaluates at this moment and stores what changed.
    pub async fn evaluate(&mut self, now: Timestamp) -> anyhow::Result<()> {
        if self.asleep {
            self.wake(now)?;
        }
        self.catch_up(now).context("reading what others decided")?;
        for again in std::mem::take(&mut self.again) {
            self.pipeline.advice.confirm(&again);
        }
        self.evaluate_unstored(now);
        let turn = self.store.put_turn(self.turn(now));
        let drops = self.store.add_drops(now, self.new_drops());
        turn.await.context("storing levels")?;
        drops.await.context("storing what was left out")?;
        self.remember_stored();
        self.remember_waiting(now).await
    }

    /// Remembers for the next run whether advice waits for another fetch.
    async fn remember_waiting(&mut self, now: Timestamp) -> anyhow::Result<()> {
        let waits = self.pipeline.advice.is_waiting();
        if waits != self.advice_waits {
            set_advice_waits(&self.store, waits, now).await.context("storing what waits")?;
            self.advice_waits = waits;
        }
        Ok(())
    }

    /// The picture of this moment.
    pub fn picture(&self, since: Timestamp, now: Timestamp) -> anyhow::Result<Picture> {
        let history_days = self.stages.config.settings.report.history_days;
        let notices = self.store.notices().context("reading notices")?;
        let mut picture = self.pipeline.picture(&Frame {
            now,
            since,
            made_up: false,
            feeds: &self.feeds,
            fetches: self.recent_fetches()?,
            receipts: receipts(&self.store, &notices, &self.recipients, now).context("reading deliveries")?,
            notices,
            history_days: u64::try_from(history_days).unwrap_or(u64::MAX),
        });
        picture.drops = self.drops_since(since)?;
        Ok(picture)
    }

    /// What gave no incident since a moment, by reason: what earlier runs stored, and what this one has yet to store.
    fn drops_since(&self, since: Timestamp) -> anyhow::Result<BTreeMap<String, u64>> {
        let mut drops = self.store.drops_since(since).context("reading what was left out")?;
        for (reason, count) in self.new_drops() {
            *drops.entry(reason).or_default() += count;
        }
        Ok(drops)
    }

    /// The store, for what the pipeline does not hold.
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// The stages, for what the pipeline does not show.
    pub const fn stages(&self) -> &Arc<Stages> {
        &self.stages
    }

    /// The pipeline, for what the picture does not show.
    pub const fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }

    /// Candidates ever proposed and not yet forgotten.
    pub fn candidates(&self) -> &[Candidate] {
        self.pipeline.candidates()
    }

    /// Whether the store holds a candidate just so, as far as this engine knows.
    pub(super) fn is_remembered(&self, candidate: &Candidate) -> bool {
        self.stored_candidates.get(candidate.id.as_str()) == Some(candidate)
    }

    /// Remembers that the store holds these candidates just so.
    pub(super) fn remember_candidates(&mut self, stored: &[Candidate]) {
        self.stored_candidates.extend(by_id(stored));
    }

    /// Waits until everything is stored, and leaves the rest to the system: a process that ends need not take its tables
    /// apart.
    pub fn leave(self) {
        let Self { store, stages, pipeline, feeds, stored_candidates, .. } = self;
        std::mem::forget((stages, pipeline, feeds, stored_candidates));
        drop(store);
    }

    /// Pauses a feed, or lets it go on.
    pub async fn pause(&mut self, id: &FeedId, paused: bool) -> anyhow::Result<()> {
        let Some((_, state)) = self.feed_mut(id) else { return Ok(()) };
        state.paused = paused;
        let state = state.clone();
        self.store.put_feed_state(id.clone(), state).await.context("storing the pause")
    }

    /// Asks a feed at another address from now on.
    pub fn readdress(&mut self, id: &FeedId, url: &str) {
        if let Some((feed, _)) = self.feed_mut(id) {
            *feed = Arc::new(Feed { url: url.to_owned(), ..Feed::clone(feed) });
        }
    }

    /// Puts together what earlier runs read.
    pub(super) fn wake(&mut self, now: Timestamp) -> anyhow::Result<()> {
        self.pipeline.restore(&self.store, now).context("reading the store")?;
        self.remember_stored();
        self.asleep = false;
        Ok(())
    }

    fn feed_mut(&mut self, id: &FeedId) -> Option<&mut Watched> {
        self.feeds.get_mut(*self.places.get(id)?)
    }

    fn recent_fetches(&self) -> anyhow::Result<&BTreeMap<FeedId, Vec<Fetch>>> {
        if let Some(known) = self.fetches.get() {
            return Ok(known);
        }
        let asked = self.feeds.iter().filter(|(_, state)| state.last_try.is_some());
        let asked = asked.map(|(feed, _)| feed.id.clone()).collect();
        let fetches = self.store.last_fetches(asked, FETCHES_SHOWN).context("reading the last requests")?;
        Ok(self.fetches.get_or_init(|| fetches))
    }

    pub(super) fn note(&mut self, fetch: Fetch, state: FeedState) -> Fetch {
        if let Some((_, known)) = self.feed_mut(&fetch.feed) {
            *known = state;
        }
        if let Some(fetches) = self.fetches.get_mut() {
            let recent = fetches.entry(fetch.feed.clone()).or_default();
            recent.push(fetch.clone());
            let excess = recent.len().saturating_sub(FETCHES_SHOWN);
            recent.drain(..excess);
        }
        fetch
    }

    fn turn(&self, now: Timestamp) -> Turn {
        let changed = |(subject, state): &(&Subject, &LevelState)| self.stored_levels.get(*subject) != Some(*state);
        let levels: Vec<_> = self.pipeline.levels.iter().filter(changed).collect();
        Turn {
            at: now,
            levels: levels.into_iter().map(|(subject, state)| (subject.clone(), state.clone())).collect(),
            transitions: self.pipeline.transitions().get(self.stored_transitions..).unwrap_or_default().to_vec(),
            scores: self.pipeline.scores(now),
            advice: Some(self.pipeline.advice.in_force(now)),
            candidates: self
                .pipeline
                .candidates()
                .iter()
                .filter(|candidate| self.stored_candidates.get(candidate.id.as_str()) != Some(*candidate))
                .cloned()
                .collect(),
        }
    }

    fn new_drops(&self) -> BTreeMap<String, u64> {
        let stored = |reason: &str| self.stored_drops.get(reason).copied().unwrap_or_default();
        let drops = self.pipeline.drops().iter();
        drops.map(|(reason, count)| (reason.clone(), count - stored(reason))).filter(|(_, count)| *count > 0).collect()
    }

    fn remember_stored(&mut self) {
        self.stored_levels.clone_from(&self.pipeline.levels);
        self.stored_candidates = by_id(self.pipeline.candidates());
        self.stored_transitions = self.pipeline.transitions().len();
        self.stored_drops.clone_from(self.pipeline.drops());
    }
}

fn by_id(candidates: &[Candidate]) -> BTreeMap<String, Candidate> {
    candidates.iter().map(|candidate| (candidate.id.to_string(), candidate.clone())).collect()
}

fn watched(feeds: &[Arc<Feed>], mut states: BTreeMap<FeedId, FeedState>) -> Vec<Watched> {
    feeds.iter().map(|feed| (Arc::clone(feed), states.remove(&feed.id).unwrap_or_default())).collect()
}
