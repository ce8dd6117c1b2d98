//! Who may ask next: so many at a time of one host, and so many in all.
//!
//! A redirect to another host waits its turn there like any other request. What is asked is left to `round` and
//! `transport`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

/// The turns at all hosts.
#[derive(Debug)]
pub(super) struct Turns {
    /// Requests at a time, in all and to one host.
    global: usize,
    per_host: usize,
    places: Arc<Semaphore>,
    hosts: Mutex<HashMap<String, Arc<Semaphore>>>,
}

/// A turn at a host, with a place among all that ask.
#[derive(Debug)]
pub(super) struct Turn {
    host: String,
    at_host: Option<OwnedSemaphorePermit>,
    place: Option<OwnedSemaphorePermit>,
    /// How long it waited at hosts that others led to.
    pub(super) waited: Duration,
}

impl Turns {
    pub(super) fn new(per_host: usize, global: usize) -> Self {
        let (per_host, global) = (per_host.max(1), global.max(1));
        Self { global, per_host, places: Arc::new(Semaphore::new(global)), hosts: Mutex::default() }
    }

    /// How many may ask a host at a time. Files have no host and need no politeness.
    pub(super) const fn at(&self, host: &str) -> usize {
        if host.is_empty() { self.global } else { self.per_host }
    }

    /// Waits for a turn at a host.
    pub(super) async fn take(&self, host: &str) -> Option<Turn> {
        let queue = self.queue(host);
        // The host's turn comes first, so that a slow host holds no place that others could use.
        let at_host = queue.acquire_owned().await.ok()?;
        let place = Arc::clone(&self.places).acquire_owned().await.ok()?;
        Some(Turn { host: host.to_owned(), at_host: Some(at_host), place: Some(place), waited: Duration::ZERO })
    }

    /// Waits for a turn at the host of an address to which the one that was asked has led. Everything is given back
    /// before: who waits while holding what others wait for may wait for ever.
    pub(super) async fn pass(&self, turn: &mut Turn, to: &Url) {
        let host = to.host_str().unwrap_or_default();
        if turn.host == host {
            return;
        }
        let start = Instant::now();
        let waited = turn.waited;
        turn.end();
        turn.place = None;
        if let Some(next) = self.take(host).await {
            *turn = Turn { waited: waited + start.elapsed(), ..next };
        }
    }

    /// The turns at a host, the same for all who ask it.
    fn queue(&self, host: &str) -> Arc<Semaphore> {
        let most = self.at(host);
        let mut hosts = self.hosts();
        if let Some(queue) = hosts.get(host) {
            return Arc::clone(queue);
        }
        Arc::clone(hosts.entry(host.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(most))))
    }

    /// Lets go of hosts that nobody asks: redirects can lead to ever new ones.
    pub(super) fn forget_idle(&self) {
        self.hosts().retain(|_, queue| Arc::strong_count(queue) > 1);
    }

    fn hosts(&self) -> MutexGuard<'_, HashMap<String, Arc<Semaphore>>> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// Gives back the turn at the host, and keeps the place.
    pub(super) fn end(&mut self) {
        self.at_host = None;
    }
}
