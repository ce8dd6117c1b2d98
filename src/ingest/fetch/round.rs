//! A round over many feeds, with as many tasks as may ask and read at a time.
//!
//! Whose turn it is, is left to `turns`, what one exchange is, to the parent module, what is made of an answer, to whoever
//! asked for the round.

use std::collections::{BTreeMap, VecDeque};
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use url::{ParseError, Url};

use crate::domain::feed::{Feed, FeedState};
use crate::domain::time::Timestamp;

use super::{Fetched, Fetcher};

/// Tasks for each turn at a host: while one asks, the other reads what came before.
const TASKS_A_TURN: usize = 2;

/// Items of an answer that are worked on where it came; more would keep others from being asked.
const FEW: usize = 100;

/// A feed to be asked.
struct Due {
    feed: Arc<Feed>,
    state: FeedState,
    address: Result<Url, ParseError>,
}

/// The feeds of one host that are still to be asked.
struct Queue {
    host: String,
    due: Mutex<VecDeque<Due>>,
}

impl Queue {
    fn next(&self) -> Option<Due> {
        self.due.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}

impl Fetcher {
    /// Asks all feeds that are due, some at a time, and sends what `work` makes of each answer as soon as it is there.
    /// Ends early when the receiver is gone; panics if the work does.
    pub async fn round<T: Send + 'static>(
        &self,
        due: Vec<(Arc<Feed>, FeedState)>,
        now: Timestamp,
        work: impl Fn(Fetched) -> T + Clone + Send + Sync + 'static,
        sender: mpsc::Sender<T>,
    ) {
        let mut tasks = JoinSet::new();
        for (host, due) in by_host(due) {
            let most = self.inner.turns.at(&host).saturating_mul(TASKS_A_TURN);
            let count = due.len().min(most).min(self.inner.settings.global.max(1));
            let queue = Arc::new(Queue { host, due: Mutex::new(due) });
            for _ in 0..count {
                tasks.spawn(self.clone().work_off(Arc::clone(&queue), now, work.clone(), sender.clone()));
            }
        }
        while let Some(ended) = tasks.join_next().await {
            if let Some(panic) = ended.err().and_then(|error| error.try_into_panic().ok()) {
                resume_unwind(panic);
            }
            if sender.is_closed() {
                tasks.abort_all();
            }
        }
        self.inner.turns.forget_idle();
    }

    /// Asks feeds of one host one after the other.
    async fn work_off<T: Send + 'static>(
        self,
        queue: Arc<Queue>,
        now: Timestamp,
        work: impl Fn(Fetched) -> T + Clone + Send + 'static,
        sender: mpsc::Sender<T>,
    ) {
        while let Some(Due { feed, state, address }) = queue.next() {
            let Some(mut turn) = self.inner.turns.take(&queue.host).await else { return };
            // Kept until the answer is taken: what was read waits here in one piece for each core, and no more.
            let (result, _read) = self.exchange(&feed, address, &state, now, Some(&mut turn)).await;
            let Some(made) = made_of(result, work.clone()).await else { return };
            if sender.send(made).await.is_err() {
                return;
            }
        }
    }
}

/// What is made of an answer; none when the program ends meanwhile.
async fn made_of<T: Send + 'static>(answer: Fetched, work: impl FnOnce(Fetched) -> T + Send + 'static) -> Option<T> {
    if answer.items.len() <= FEW {
        return Some(work(answer));
    }
    match tokio::task::spawn_blocking(move || work(answer)).await {
        Ok(made) => Some(made),
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(_) => None,
        },
    }
}

fn by_host(due: Vec<(Arc<Feed>, FeedState)>) -> BTreeMap<String, VecDeque<Due>> {
    let mut hosts: BTreeMap<String, VecDeque<Due>> = BTreeMap::new();
    for (feed, state) in due {
        let address = Url::parse(&feed.url);
        let host = address.as_ref().ok().and_then(Url::host_str).unwrap_or_default();
        let due = match hosts.get_mut(host) {
            Some(due) => due,
            None => hosts.entry(host.to_owned()).or_default(),
        };
        due.push_back(Due { feed, state, address });
    }
    hosts
}
