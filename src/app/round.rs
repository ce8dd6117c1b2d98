//! A round of asking: what feeds answer is looked up, read and made ready for grouping on other threads while more comes,
//! and is put together and stored here in the order in which it came.
//!
//! Asking itself is left to `ingest`, what is known of items to `store`, when to ask to whoever holds the engine.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::num::NonZero;
use std::pin::pin;
use std::sync::Arc;
use std::thread;

use anyhow::Context as _;
use futures_util::stream::{self, StreamExt as _};
use tokio::sync::mpsc::{self, Receiver};

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

/// Answers handled together: one look into the store and one write for all of them. More would save little, and every
/// item on the way is held several times over.
const ANSWERS_AT_ONCE: usize = 16;

/// Records of requests that brought nothing wait for so many others: each write costs as much as some hundred of them.
const RECORDS_AT_ONCE: usize = 512;

/// Writes on the way to the disk at a time; each holds what it writes.
const WRITES_AT_ONCE: usize = 2;

impl Engine {
    /// Asks feeds once, whether due or not, and takes in what they answer. `told` hears of each answer.
    pub async fn ask(
        &mut self,
        ids: &[FeedId],
        now: Timestamp,
        mut told: impl FnMut(&Fetch),
    ) -> anyhow::Result<Vec<Fetch>> {
        let asked = self.once_each(ids);
        let (sender, answers) = mpsc::channel(ANSWERS_AT_ONCE);
        let fetcher = Arc::clone(&self.fetcher);
        let desk = Arc::new(self.reading_desk(&asked, now));
        let round = tokio::spawn(async move { fetcher.round(asked, now, sender).await });
        let batches = stream::unfold(answers, next_batch).map(|batch| read(Arc::clone(&desk), batch));
        let mut batches = pin!(batches.buffered(at_once()));
        let (mut records, mut writes) = (Vec::new(), Writes::default());
        while let Some(batch) = batches.next().await {
            let (done, write) = self.take_in(batch?, now)?;
            writes.put(write).await?;
            done.iter().for_each(&mut told);
            records.extend(done);
        }
        round.await.context("asking feeds")?;
        let rest = std::mem::take(&mut self.unstored);
        writes.put((!rest.is_empty()).then(|| self.store.put_answers(Vec::new(), rest))).await?;
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

    /// Puts a batch together with what is known, and hands it to the store.
    fn take_in(&mut self, batch: Batch, now: Timestamp) -> anyhow::Result<(Vec<Fetch>, Option<Reply<PutOutcome>>)> {
        let Batch { records, again, readings, prepared } = batch;
        if self.asleep && (!readings.is_empty() || self.advice_waits && !again.is_empty()) {
            self.wake(now)?;
        }
        self.again.extend(again);
        self.unstored.extend(records.iter().cloned());
        let due = !readings.is_empty() || self.unstored.len() >= RECORDS_AT_ONCE;
        let write = due.then(|| self.store.put_answers(readings.clone(), std::mem::take(&mut self.unstored)));
        self.pipeline.take_prepared(&readings, prepared);
        let noted = records.into_iter().map(|(fetch, state)| self.note(fetch, state)).collect();
        Ok((noted, write))
    }
}

/// Batches on the way at a time: one for each core, and one that waits to be put together.
fn at_once() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get).saturating_add(1)
}

/// The answers that are there, and where the next will come from.
async fn next_batch(mut answers: Receiver<Fetched>) -> Option<(Vec<Fetched>, Receiver<Fetched>)> {
    let mut batch = Vec::new();
    (answers.recv_many(&mut batch, ANSWERS_AT_ONCE).await > 0).then_some((batch, answers))
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

/// Answers as they are put together and stored.
struct Batch {
    records: Vec<(Fetch, FeedState)>,
    again: Vec<Again>,
    /// News, with what grouping needs of each.
    readings: Vec<Arc<Reading>>,
    prepared: Vec<Prepared>,
}

/// Reads answers; those without items are nobody's work.
async fn read(desk: Arc<ReadingDesk>, answers: Vec<Fetched>) -> anyhow::Result<Batch> {
    if answers.iter().all(|answer| answer.items.is_empty()) {
        return desk.read(answers);
    }
    tokio::task::spawn_blocking(move || desk.read(answers)).await.context("reading items")?
}

impl ReadingDesk {
    fn read(&self, answers: Vec<Fetched>) -> anyhow::Result<Batch> {
        let (mut fetched, items) = apart(answers);
        let (items, sights) = self.known(items)?;
        let again = shown_again(&fetched, &items, &sights, |id| self.registers.contains(id), self.now);
        let readings = self.stages.read_alone(count_news(&mut fetched, items, &sights)).context("reading items")?;
        let prepared = readings.iter().map(|reading| self.stages.prepare(reading)).collect();
        let records = fetched.into_iter().map(|answer| (answer.fetch, answer.state)).collect();
        Ok(Batch { records, again, readings, prepared })
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
