//! A round over many feeds: no host beyond its limit, and no more at once than is allowed in all.
//!
//! What one exchange is, is left to the parent module, what is made of an answer, to whoever asked for the round.

use std::collections::{BTreeMap, VecDeque};
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use url::{ParseError, Url};

use crate::domain::feed::{Feed, FeedState};
use crate::domain::time::Timestamp;

use super::{Fetched, Fetcher, Inner};

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
    turns: Arc<Semaphore>,
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
            let turns = self.inner.turns(&host);
            let most = turns.available_permits().max(1).saturating_mul(TASKS_A_TURN);
            let count = due.len().min(most).min(self.inner.settings.global.max(1));
            let queue = Arc::new(Queue { turns, due: Mutex::new(due) });
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
            // The host's turn comes first, so that a slow host holds no place that others could use.
            let (Ok(turn), Ok(_place)) =
                (Arc::clone(&queue.turns).acquire_owned().await, self.inner.global.acquire().await)
            else {
                return;
            };
            // Kept until the answer is taken: what was read waits here in one piece for each core, and no more.
            let (result, _read) = self.exchange(&feed, address, &state, now, turn).await;
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

impl Inner {
    /// The turns at a host, the same for every round.
    fn turns(&self, host: &str) -> Arc<Semaphore> {
        // Files have no host and need no politeness.
        let turns = if host.is_empty() { self.settings.global } else { self.settings.per_host };
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(hosts.entry(host.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(turns.max(1)))))
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
