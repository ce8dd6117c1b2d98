//! A round of asking: each answer is looked up, read and made ready for grouping where it came, on as many threads as
//! there are cores, and put together and stored here.
//!
//! Asking itself is left to `ingest`, what is known of items to `store`, when to ask to whoever holds the engine.

use std::collections::{BTreeSet, VecDeque};
use std::mem::take;
use std::sync::Arc;

use anyhow::Context as _;
use tokio::sync::mpsc;

use crate::cluster::Prepared;
use crate::domain::feed::{FeedState, Fetch};
use crate::domain::id::FeedId;
use crate::domain::item::Item;
use crate::domain::picture::Reading;
use crate::domain::time::Timestamp;
use crate::ingest::fetch::Fetched;
use crate::store::{PutOutcome, Reply, Sight, Store};

use super::advice::{Again, shown_again};
use super::engine::Engine;
use super::pipeline::Watched;
use super::stages::Stages;

/// Answers that may wait to be put together.
const ANSWERS_WAITING: usize = 16;

/// News stored together. More would save little, and each is held until it is stored.
const NEWS_AT_ONCE: usize = 1000;

/// Records of requests that brought nothing wait for so many others: each write costs as much as some hundred of them.
const RECORDS_AT_ONCE: usize = 512;

/// Writes on the way to the disk at a time; each holds what it writes.
const WRITES_AT_ONCE: usize = 1;

impl Engine {
    /// Asks feeds once, whether due or not, and takes in what they answer. `told` hears of each answer.
    pub async fn ask(
        &mut self,
        ids: &[FeedId],
        now: Timestamp,
        mut told: impl FnMut(&Fetch),
    ) -> anyhow::Result<Vec<Fetch>> {
        let asked = self.once_each(ids);
        let (sender, mut answers) = mpsc::channel(ANSWERS_WAITING);
        let (fetcher, desk) = (Arc::clone(&self.fetcher), Arc::new(self.reading_desk(&asked, now)));
        let round =
            tokio::spawn(async move { fetcher.round(asked, now, move |answer| desk.read(answer), sender).await });
        let (mut records, mut writes) = (Vec::new(), Writes::default());
        while let Some(answer) = answers.recv().await {
            let record = self.take_in(answer?, now)?;
            told(&record);
            records.push(record);
            writes.put(self.unstored.write_if_many(&self.store)).await?;
        }
        round.await.context("asking feeds")?;
        writes.put(self.unstored.write(&self.store)).await?;
        writes.finish().await?;
        self.store.calm();
        Ok(records)
    }

    /// The feeds to be asked. Two answers of one feed would be looked up side by side, and neither know of the other.
    fn once_each(&self, ids: &[FeedId]) -> Vec<Watched> {
        let mut met = BTreeSet::new();
        ids.iter().filter(|id| met.insert(*id)).filter_map(|id| self.feed(id).cloned()).collect()
    }

    fn reading_desk(&self, asked: &[Watched], now: Timestamp) -> ReadingDesk {
        let registers = asked.iter().filter(|(feed, _)| feed.register).map(|(feed, _)| feed.id.clone()).collect();
        ReadingDesk { stages: Arc::clone(&self.stages), store: self.store.clone(), registers, now }
    }

    /// Puts an answer together with what is known.
    fn take_in(&mut self, answer: Answer, now: Timestamp) -> anyhow::Result<Fetch> {
        let Answer { fetch, state, again, readings, prepared } = answer;
        if self.asleep && (!readings.is_empty() || self.advice_waits && again.is_some()) {
            self.wake(now)?;
        }
        self.again.extend(again);
        self.pipeline.take_prepared(&readings, prepared);
        self.unstored.readings.extend(readings);
        self.unstored.records.push((fetch.clone(), state.clone()));
        Ok(self.note(fetch, state))
    }
}

/// What a round brought and is still to be stored.
#[derive(Default)]
pub(super) struct Unstored {
    readings: Vec<Arc<Reading>>,
    records: Vec<(Fetch, FeedState)>,
}

impl Unstored {
    fn write_if_many(&mut self, store: &Store) -> Option<Reply<PutOutcome>> {
        let many = self.readings.len() >= NEWS_AT_ONCE || self.records.len() >= RECORDS_AT_ONCE;
        if many { self.write(store) } else { None }
    }

    /// Hands everything to the store, in one write: a record without its items would have them skipped the next time.
    fn write(&mut self, store: &Store) -> Option<Reply<PutOutcome>> {
        let Self { readings, records } = take(self);
        (!records.is_empty()).then(|| store.put_answers(readings, records))
    }
}

/// Writes that were asked for and may still fail.
#[derive(Default)]
struct Writes(VecDeque<Reply<PutOutcome>>);

impl Writes {
    /// Waits for the oldest when there are too many.
    async fn put(&mut self, write: Option<Reply<PutOutcome>>) -> anyhow::Result<()> {
        self.0.extend(write);
        self.wait(WRITES_AT_ONCE).await
    }

    async fn finish(mut self) -> anyhow::Result<()> {
        self.wait(0).await
    }

    async fn wait(&mut self, most: usize) -> anyhow::Result<()> {
        while self.0.len() > most {
            if let Some(oldest) = self.0.pop_front() {
                oldest.await.context("storing what feeds answered")?;
            }
        }
        Ok(())
    }
}

/// What reading answers needs, taken along to other threads.
struct ReadingDesk {
    stages: Arc<Stages>,
    store: Store,
    /// The registers among the feeds that are asked.
    registers: BTreeSet<FeedId>,
    now: Timestamp,
}

/// An answer as it is put together and stored.
struct Answer {
    fetch: Fetch,
    state: FeedState,
    again: Option<Again>,
    /// News, with what grouping needs of each.
    readings: Vec<Arc<Reading>>,
    prepared: Vec<Prepared>,
}

impl ReadingDesk {
    fn read(&self, answer: Fetched) -> anyhow::Result<Answer> {
        let Fetched { mut fetch, state, items, .. } = answer;
        let (items, sights) = self.known(items)?;
        let is_register = self.registers.contains(&fetch.feed);
        let again = is_register.then(|| shown_again(&fetch, &sights, self.now)).flatten();
        let readings = self.stages.read_alone(news(&mut fetch, items, &sights)).context("reading items")?;
        let prepared = readings.iter().map(|reading| self.stages.prepare(reading)).collect();
        Ok(Answer { fetch, state, again, readings, prepared })
    }

    /// Which items were seen before; the items come back with the answer.
    fn known(&self, items: Vec<Item>) -> anyhow::Result<(Vec<Item>, Vec<Sight>)> {
        if items.is_empty() {
            return Ok((items, Vec::new()));
        }
        let items = Arc::new(items);
        let sights = self.store.known(Arc::clone(&items)).context("looking up items")?;
        Ok((Arc::unwrap_or_clone(items), sights))
    }
}

/// What was not seen before, under the id it is known by; counted in the record of its request.
fn news(fetch: &mut Fetch, items: Vec<Item>, sights: &[Sight]) -> Vec<Item> {
    let mut news = Vec::new();
    for (mut item, sight) in items.into_iter().zip(sights) {
        match sight {
            Sight::New => fetch.new += 1,
            Sight::Changed { id, revision } => {
                fetch.changed += 1;
                item.id = id.clone();
                item.revision = *revision;
            }
            Sight::Same { .. } => continue,
        }
        news.push(item);
    }
    news
}
