//! The live engine: feeds asked, items read, levels moved, everything stored; one turn at a time.
//!
//! When to turn is left to whoever holds it: a headless run turns once, the watching desk goes on turning. What it
//! shows is the pipeline's picture.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context as _;
use chrono::Duration;
use tokio::sync::mpsc;

use crate::domain::feed::{Feed, FeedState, Fetch};
use crate::domain::id::FeedId;
use crate::domain::impact::{LevelState, Subject};
use crate::domain::item::Item;
use crate::domain::picture::{Picture, Reading};
use crate::domain::rule::Candidate;
use crate::domain::time::Timestamp;
use crate::ingest::fetch::{Fetched, Fetcher};
use crate::store::{Reply, Sight, Store, Turn};

use super::http::settings;
use super::picture::Frame;
use super::pipeline::{Memory, Pipeline, Watched};
use super::restore::Stored;
use super::stages::Stages;

/// Requests shown of each feed.
const FETCHES_SHOWN: usize = 24;
/// Answers handled together: one look into the store and one write for all of them.
const ANSWERS_AT_ONCE: usize = 256;

/// The engine with its store and its feeds.
pub struct Engine {
    pub(super) stages: Arc<Stages>,
    pub(super) pipeline: Pipeline,
    pub(super) store: Store,
    fetcher: Arc<Fetcher>,
    pub(super) feeds: Vec<Watched>,
    fetches: BTreeMap<FeedId, Vec<Fetch>>,
    stored_levels: BTreeMap<Subject, LevelState>,
    stored_candidates: BTreeMap<String, Candidate>,
    stored_transitions: usize,
    stored_drops: BTreeMap<String, u64>,
}

impl Engine {
    /// An engine that goes on where the store ended.
    pub fn open(stages: Arc<Stages>, store: Store, now: Timestamp) -> anyhow::Result<Self> {
        let stored = Stored::read(&store, &stages.config, now).context("reading the store")?;
        let fetcher = Fetcher::new(&settings(&stages.config)).context("setting up HTTP")?;
        let feeds = watched(&stages.config.feeds, &stored.feed_states);
        let mut pipeline = Pipeline::new(Arc::clone(&stages), Memory::Desk, stored.watching_since);
        let recent = recent_fetches(&store, &feeds)?;
        let stored_levels = stored.levels.clone();
        let stored_candidates = by_id(&stored.candidates);
        pipeline.restore(stored);
        Ok(Self {
            stored_transitions: pipeline.transitions().len(),
            stored_drops: pipeline.drops().clone(),
            stages,
            pipeline,
            store,
            fetcher: Arc::new(fetcher),
            feeds,
            fetches: recent,
            stored_levels,
            stored_candidates,
        })
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
        self.feeds.iter().find(|(feed, _)| feed.id == *id)
    }

    /// All configured feeds with their state.
    pub fn feeds(&self) -> &[Watched] {
        &self.feeds
    }

    /// Asks feeds once, whether due or not, and takes in what they answer. `told` hears of each answer.
    pub async fn ask(
        &mut self,
        ids: &[FeedId],
        now: Timestamp,
        mut told: impl FnMut(&Fetch),
    ) -> anyhow::Result<Vec<Fetch>> {
        let asked: Vec<Watched> = ids.iter().filter_map(|id| self.feed(id).cloned()).collect();
        let (sender, mut answers) = mpsc::channel(ANSWERS_AT_ONCE);
        let fetcher = Arc::clone(&self.fetcher);
        let round = tokio::spawn(async move { fetcher.round(asked, now, sender).await });
        let (mut records, mut writes) = (Vec::new(), Vec::new());
        let mut batch = Vec::new();
        while answers.recv_many(&mut batch, ANSWERS_AT_ONCE).await > 0 {
            let done = self.take_answers(std::mem::take(&mut batch), &mut writes).await?;
            done.iter().for_each(&mut told);
            records.extend(done);
        }
        round.await.context("asking feeds")?;
        for write in writes {
            write.await.context("storing what feeds answered")?;
        }
        Ok(records)
    }

    /// Evaluates at this moment and leaves the store as it is.
    pub fn evaluate_unstored(&mut self, now: Timestamp) {
        let feeds = std::mem::take(&mut self.feeds);
        self.pipeline.evaluate_watching(&feeds, now);
        self.feeds = feeds;
    }

    /// Evaluates at this moment and stores what changed.
    pub async fn evaluate(&mut self, now: Timestamp) -> anyhow::Result<()> {
        self.evaluate_unstored(now);
        let turn = self.turn(now);
        self.store.put_turn(turn).await.context("storing levels")?;
        self.store.add_drops(now, self.new_drops()).await.context("storing what was left out")?;
        self.remember_stored();
        Ok(())
    }

    /// The picture of this moment.
    pub fn picture(&self, since: Timestamp, now: Timestamp) -> anyhow::Result<Picture> {
        let history_days = self.stages.config.settings.report.history_days;
        let mut picture = self.pipeline.picture(&Frame {
            now,
            since,
            made_up: false,
            feeds: &self.feeds,
            fetches: &self.fetches,
            notices: self.store.notices().context("reading notices")?,
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

    /// Pauses a feed, or lets it go on.
    pub async fn pause(&mut self, id: &FeedId, paused: bool) -> anyhow::Result<()> {
        let Some((_, state)) = self.feeds.iter_mut().find(|(feed, _)| feed.id == *id) else { return Ok(()) };
        state.paused = paused;
        let state = state.clone();
        self.store.put_feed_state(id.clone(), state).await.context("storing the pause")
    }

    /// Takes in some answers: news are read and joined, and everything is handed to the store.
    async fn take_answers(&mut self, answers: Vec<Fetched>, writes: &mut Vec<Reply<()>>) -> anyhow::Result<Vec<Fetch>> {
        let (mut fetched, items) = apart(answers);
        let store = self.store.clone();
        let asked = items.clone();
        let sights = tokio::task::spawn_blocking(move || store.known(asked)).await.context("looking up items")??;
        let news = count_news(&mut fetched, items, &sights);
        let readings = self.pipeline.take(news);
        let owned: Vec<Reading> = readings.iter().map(|reading| Reading::clone(reading)).collect();
        // Items first: a record of a request that stored nothing would make the next one skip them.
        self.store.put_readings(owned).await.context("storing items")?;
        let records: Vec<(Fetch, FeedState)> = fetched.into_iter().map(|f| (f.fetch, f.state)).collect();
        for (fetch, state) in &records {
            self.note(fetch, state);
        }
        writes.push(self.store.put_fetches(records.clone()));
        Ok(records.into_iter().map(|(fetch, _)| fetch).collect())
    }

    fn note(&mut self, fetch: &Fetch, state: &FeedState) {
        if let Some((_, known)) = self.feeds.iter_mut().find(|(feed, _)| feed.id == fetch.feed) {
            *known = state.clone();
        }
        let recent = self.fetches.entry(fetch.feed.clone()).or_default();
        recent.push(fetch.clone());
        let excess = recent.len().saturating_sub(FETCHES_SHOWN);
        recent.drain(..excess);
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

fn watched(feeds: &[Arc<Feed>], states: &BTreeMap<FeedId, FeedState>) -> Vec<Watched> {
    feeds.iter().map(|feed| (Arc::clone(feed), states.get(&feed.id).cloned().unwrap_or_default())).collect()
}

fn recent_fetches(store: &Store, feeds: &[Watched]) -> anyhow::Result<BTreeMap<FeedId, Vec<Fetch>>> {
    let asked = feeds.iter().filter(|(_, state)| state.last_try.is_some());
    asked.map(|(feed, _)| Ok((feed.id.clone(), store.fetches(&feed.id, FETCHES_SHOWN)?))).collect()
}

/// Answers without their items, and all items with the answer they came with.
fn apart(mut answers: Vec<Fetched>) -> (Vec<Fetched>, Vec<Item>) {
    let items = answers.iter_mut().flat_map(|answer| std::mem::take(&mut answer.items)).collect();
    (answers, items)
}

/// What was not seen before, under the id it is known by; counted in the record of its request.
fn count_news(fetched: &mut [Fetched], items: Vec<Item>, sights: &[Sight]) -> Vec<Item> {
    let mut records: BTreeMap<FeedId, &mut Fetch> =
        fetched.iter_mut().map(|answer| (answer.fetch.feed.clone(), &mut answer.fetch)).collect();
    let mut news = Vec::new();
    for (mut item, sight) in items.into_iter().zip(sights) {
        let record = records.get_mut(&item.feed);
        match sight {
            Sight::New => {
                if let Some(fetch) = record {
                    fetch.new += 1;
                }
                news.push(item);
            }
            Sight::Changed { id, revision } => {
                if let Some(fetch) = record {
                    fetch.changed += 1;
                }
                item.id = id.clone();
                item.revision = *revision;
                news.push(item);
            }
            Sight::Same { .. } => {}
        }
    }
    news
}

/// How far back stored readings may still matter: twice the longest half-life.
pub(super) fn reach_back(longest_half_life_hours: f64) -> Duration {
    #[expect(clippy::cast_possible_truncation, reason = "a span of hours, far below the limit")]
    Duration::hours((2.0 * longest_half_life_hours) as i64)
}
