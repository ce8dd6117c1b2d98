//! Asks feeds, politely and within limits, and turns each answer into items and a new state.
//!
//! Reading is left to `read`, judging health to `health`, when to ask to `schedule`. Keeping what comes out, and
//! telling new items from known ones, is left to `app` and `store`.

mod clients;
mod files;
mod guard;
mod headers;
mod look;
mod reader;
mod round;
mod transport;
mod turns;
pub(crate) mod unpack;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::ClientBuilder;
use reqwest::header::{HeaderValue, InvalidHeaderValue};
use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

use crate::domain::feed::{Courtesy, Feed, FeedState, Fetch, Outcome};
use crate::domain::item::Item;
use crate::domain::pace::Pace;
use crate::domain::time::{Timestamp, hours_between};

use super::catch_up;
use super::check::ERROR_LIMIT;
use super::clean::clean_text;
use super::filters::Filters;
use super::health;
use super::read::{Document, ReadError};
use super::schedule::{Hints, next_due};
use clients::{Clients, Dress};
pub use look::{Look, LookError, preset_of};
use reader::{Reader, Reading, Source};
use transport::{Answer, Request};
use turns::{Turn, Turns};

/// Bodies larger than a usual feed that are held at a time.
const LARGE_AT_ONCE: usize = 16;

/// Bytes of a body that are read where they came: it takes less than to wake another thread and be woken by it is worth.
const SMALL: usize = 64 << 10;

/// What the operator allows; every value comes from the settings.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpSettings {
    /// Who asks, with a way to reach them.
    pub user_agent: String,
    /// Longest wait for a connection.
    pub connect_timeout: Duration,
    /// Longest wait from the request to the head of the answer, for each hop.
    pub first_byte_timeout: Duration,
    /// Longest time for the whole exchange.
    pub total_timeout: Duration,
    /// Largest body in bytes, before and after unpacking.
    pub max_body: u64,
    /// Redirects followed.
    pub max_redirects: u8,
    /// Requests at a time to one host.
    pub per_host: usize,
    /// Requests at a time.
    pub global: usize,
    /// Hours after which a request is made without conditions.
    pub full_every_hours: u32,
    /// When to ask, and from when silence counts as a fault.
    pub pace: Pace,
    /// Makes the spread of requests differ between installations.
    pub seed: u64,
}

/// What came of asking one feed.
#[derive(Clone, Debug, PartialEq)]
pub struct Fetched {
    /// The record; `new` and `changed` are left at 0 for whoever knows the stored items.
    pub fetch: Fetch,
    /// What is now known of the feed.
    pub state: FeedState,
    /// The items read; empty when nothing changed or nothing could be read.
    pub items: Vec<Item>,
    /// The feed's own title, when it was read.
    pub title: Option<String>,
}

/// Why no request can be made at all.
#[derive(Debug, Error)]
pub enum FetchError {
    /// No request can say who asks.
    #[error("the user agent cannot be sent: {0}; leave it out of the settings, or write it in plain letters")]
    UserAgent(#[from] InvalidHeaderValue),
}

/// Asks feeds; cheap to clone.
#[derive(Clone, Debug)]
pub struct Fetcher {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    settings: HttpSettings,
    clients: Clients,
    filters: Filters,
    turns: Turns,
    /// Large bodies held at a time, so that as many answers as are asked for at once never all grow to the limit.
    large: Arc<Semaphore>,
    /// Bodies read at a time, until somebody takes what they held: more than there are cores only costs memory.
    readers: Arc<Semaphore>,
}

/// Why one feed could not be asked or read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) outcome: Outcome,
    pub(crate) message: String,
}

impl Failure {
    const fn http(message: String) -> Self {
        Self { outcome: Outcome::HttpError, message }
    }

    const fn too_large(message: String) -> Self {
        Self { outcome: Outcome::TooLarge, message }
    }

    const fn blocked(message: String) -> Self {
        Self { outcome: Outcome::Blocked, message }
    }

    const fn gone(message: String) -> Self {
        Self { outcome: Outcome::Gone, message }
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        Self { outcome: error.outcome(), message: error.to_string() }
    }
}

impl Fetcher {
    /// Checks the settings; nothing is asked yet.
    pub fn new(settings: &HttpSettings) -> Result<Self, FetchError> {
        Self::dressed(settings, Box::new(|client: ClientBuilder| client))
    }

    /// The same with something done to the clients before they are built.
    fn dressed(settings: &HttpSettings, dress: Dress) -> Result<Self, FetchError> {
        HeaderValue::from_str(&settings.user_agent)?;
        let inner = Inner {
            clients: Clients::new(settings, dress),
            filters: Filters::default(),
            turns: Turns::new(settings.per_host, settings.global),
            large: Arc::new(Semaphore::new(LARGE_AT_ONCE)),
            readers: Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from))),
            settings: settings.clone(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Asks one feed and says all that came of it. Never fails: a failure is an outcome.
    pub async fn fetch(&self, feed: &Feed, state: &FeedState, now: Timestamp) -> Fetched {
        self.exchange(feed, Url::parse(&feed.url), state, now, None).await.0
    }

    /// Asks one feed. Its turn at the host ends with the answer; its place among those that read is handed back with what
    /// came of it.
    async fn exchange(
        &self,
        feed: &Feed,
        address: Result<Url, url::ParseError>,
        state: &FeedState,
        now: Timestamp,
        turn: Option<&mut Turn>,
    ) -> (Fetched, Option<OwnedSemaphorePermit>) {
        let (start, settings) = (Instant::now(), &self.inner.settings);
        let asked_feed = at_its_moment(feed, catch_up::moment(feed, state, &settings.pace, now));
        let mut asked = if feed.url.starts_with("file:") {
            self.inner.ask_files(&asked_feed, state, now).await
        } else {
            let address = if feed.is_asked_at_its_moment() { Url::parse(&asked_feed.url) } else { address };
            self.inner.ask_server(&asked_feed, address, state, now, turn).await
        };
        let place = asked.place.take();
        let took = asked.took.unwrap_or_else(|| start.elapsed());
        let mut fetched = asked.finish(&asked_feed, state, settings, now, took);
        catch_up::settle(feed, state, &mut fetched.state, &fetched.items, &settings.pace, now);
        fetched.fetch.next = fetched.state.next;
        (fetched, place)
    }
}

impl Inner {
    async fn ask_server(
        self: &Arc<Self>,
        feed: &Feed,
        address: Result<Url, url::ParseError>,
        state: &FeedState,
        now: Timestamp,
        mut turn: Option<&mut Turn>,
    ) -> Asked {
        let conditions = self.conditions(feed, state, now).then_some(state);
        let request = Request { inner: self, feed, address, conditions, now };
        let start = Instant::now();
        let answer = request.run(turn.as_deref_mut()).await;
        let waited = turn.as_deref().map(|turn| turn.waited).unwrap_or_default();
        let took = Some(start.elapsed().saturating_sub(waited));
        if let Some(turn) = turn {
            turn.end();
        }
        let answer = match answer {
            Ok(answer) => answer,
            Err(failure) => return Asked { result: Err(failure), took, ..Asked::default() },
        };
        let asked = Asked {
            status: Some(answer.status),
            took,
            bytes: answer.body.len() as u64,
            hints: Hints { retry_after: answer.retry_after, max_age_seconds: answer.max_age, ..Hints::default() },
            validators: Some(Validators::of(&answer, conditions.is_none())),
            ..Asked::default()
        };
        match judge_status(answer.status) {
            Err(failure) => Asked { result: Err(failure), ..asked },
            Ok(false) => Asked { result: Ok(Reading::Unchanged), ..asked },
            Ok(true) => {
                let (result, place) = self.read_answer(feed, state, answer, now).await;
                Asked { result, place, ..asked }
            }
        }
    }

    /// Whether conditions may be sent: only with validators of this very address, not after a failure (a 304 would
    /// prove nothing), and not when the last full answer is too old.
    fn conditions(&self, feed: &Feed, state: &FeedState, now: Timestamp) -> bool {
        let has_validators = state.etag.is_some() || state.last_modified.is_some();
        let is_recent = state.last_full.is_some_and(|full| {
            let age = hours_between(full, now);
            (0.0..f64::from(self.settings.full_every_hours)).contains(&age)
        });
        let was_read = state.outcome.is_some_and(|outcome| !outcome.is_failure());
        has_validators && is_recent && was_read && state.validators_url.as_deref() == Some(feed.url.as_str())
    }

    async fn read_answer(
        self: &Arc<Self>,
        feed: &Feed,
        state: &FeedState,
        answer: Answer,
        now: Timestamp,
    ) -> (Result<Reading, Failure>, Option<OwnedSemaphorePermit>) {
        let limit = feed.max_body.unwrap_or(self.settings.max_body);
        let Answer { body, content_type, content_encoding, url, .. } = answer;
        let is_quick =
            body.len() <= SMALL && content_encoding.is_none() && feed.preset.is_none() && feed.filter.is_none();
        self.read_with(feed, state, now, is_quick, move |reader| {
            let bytes = unpack::unpack(body, content_encoding.as_deref(), limit)?;
            reader.read(&[Source { bytes, content_type, url }])
        })
        .await
    }

    async fn ask_files(self: &Arc<Self>, feed: &Feed, state: &FeedState, now: Timestamp) -> Asked {
        let limit = feed.max_body.unwrap_or(self.settings.max_body);
        let url = feed.url.clone();
        let result = self.read_with(feed, state, now, false, move |reader| {
            let files = files::contents(&url, limit)?;
            let source = |(name, bytes): (String, Vec<u8>)| {
                let bytes = unpack::unpack(bytes, None, limit)?;
                Ok(Source { bytes, content_type: None, url: format!("file:{name}") })
            };
            let sources: Result<Vec<_>, Failure> = files.into_iter().map(source).collect();
            reader.read(&sources?)
        });
        let (result, place) = result.await;
        Asked { bytes: result.as_ref().map_or(0, Reading::bytes), result, place, ..Asked::default() }
    }

    /// Reads off the async threads unless it is quick: parsing is work, and no time-out stops it.
    async fn read_with(
        self: &Arc<Self>,
        feed: &Feed,
        state: &FeedState,
        now: Timestamp,
        is_quick: bool,
        work: impl FnOnce(&Reader) -> Result<Reading, Failure> + Send + 'static,
    ) -> (Result<Reading, Failure>, Option<OwnedSemaphorePermit>) {
        let place = Arc::clone(&self.readers).acquire_owned().await.ok();
        // After a failure an old body is news: it shows that the feed can be read again.
        let was_read = state.outcome.is_some_and(|outcome| !outcome.is_failure());
        let old_hash = state.body_hash.clone().filter(|_| was_read);
        let reader = Reader { inner: Arc::clone(self), feed: feed.clone(), old_hash, now };
        let done = if is_quick {
            catch_unwind(AssertUnwindSafe(|| work(&reader))).map_err(|_| "it panicked".to_owned())
        } else {
            tokio::task::spawn_blocking(move || work(&reader)).await.map_err(|error| error.to_string())
        };
        let failed = |why| Failure { outcome: Outcome::ParseError, message: format!("the reader failed: {why}") };
        (done.unwrap_or_else(|why| Err(failed(why))), place)
    }
}

/// The feed with the address that stands for a moment.
pub(super) fn at_its_moment(feed: &Feed, moment: Timestamp) -> Cow<'_, Feed> {
    if feed.is_asked_at_its_moment() {
        Cow::Owned(Feed { url: feed.url_at(moment), ..feed.clone() })
    } else {
        Cow::Borrowed(feed)
    }
}

/// Whether a status brings a body; the failure it stands for otherwise.
fn judge_status(status: u16) -> Result<bool, Failure> {
    match status {
        200..=299 => Ok(true),
        304 => Ok(false),
        401 | 403 | 451 => Err(Failure::blocked(format!(
            "the server refuses us (HTTP {status}); a named user agent or a key in `headers` may help"
        ))),
        404 | 410 => Err(Failure::gone(format!(
            "there is nothing at this address any more (HTTP {status}); look for a new one and edit `url`"
        ))),
        429 => Err(Failure::http("the server asks us to slow down (HTTP 429)".to_owned())),
        500..=599 => Err(Failure::http(format!("the server has a fault (HTTP {status}); it will be asked again"))),
        _ => Err(Failure::http(format!("the server answers HTTP {status}, which brings no feed"))),
    }
}

struct Validators {
    etag: Option<String>,
    last_modified: Option<String>,
    moved_to: Option<String>,
    is_full: bool,
}

impl Validators {
    fn of(answer: &Answer, is_full: bool) -> Self {
        Self {
            etag: answer.etag.clone(),
            last_modified: answer.last_modified.clone(),
            moved_to: answer.moved_to.clone(),
            is_full,
        }
    }

    /// Only a full answer that was read replaces what is kept.
    fn keep(self, feed: &Feed, state: &mut FeedState, now: Timestamp) {
        state.etag = self.etag;
        state.last_modified = self.last_modified;
        state.validators_url = Some(feed.url.clone());
        state.moved_to = self.moved_to;
        if self.is_full || state.last_full.is_none() {
            state.last_full = Some(now);
        }
    }
}

/// An exchange, before it is settled into a record and a state.
struct Asked {
    result: Result<Reading, Failure>,
    status: Option<u16>,
    bytes: u64,
    hints: Hints,
    validators: Option<Validators>,
    /// Until the answer was there; what is read then may wait for others.
    took: Option<Duration>,
    /// Of a body that was read.
    place: Option<OwnedSemaphorePermit>,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            result: Ok(Reading::Unchanged),
            status: None,
            bytes: 0,
            hints: Hints::default(),
            validators: None,
            took: None,
            place: None,
        }
    }
}

impl Asked {
    fn finish(
        self,
        feed: &Feed,
        state: &FeedState,
        settings: &HttpSettings,
        now: Timestamp,
        took: Duration,
    ) -> Fetched {
        let HttpSettings { pace, seed, .. } = settings;
        let mut hints = self.hints;
        let is_success = self.status.is_none_or(|status| status != 304);
        let (mut next, document) = match self.result {
            Ok(Reading::Unchanged) => (health::after_unchanged(feed, state, pace, now), None),
            Ok(Reading::Read { document, hash, .. }) => {
                let mut next = health::after_reading(feed, state, &document, pace, now);
                next.body_hash = Some(hash);
                (next, Some(*document))
            }
            Err(failure) => {
                let message = clean_text(&failure.message, ERROR_LIMIT);
                (health::after_failure(state, failure.outcome, &message, now), None)
            }
        };
        let was_read = next.outcome.is_some_and(|outcome| !outcome.is_failure());
        if let Some(validators) = self.validators.filter(|_| is_success && was_read) {
            validators.keep(feed, &mut next, now);
        }
        next.status = self.status;
        if let Some(document) = &document {
            next.courtesy = Courtesy {
                ttl_minutes: document.ttl_minutes,
                skip_hours: document.skip_hours.clone(),
                skip_days: document.skip_days.clone(),
            };
        }
        hints.ttl_minutes = next.courtesy.ttl_minutes;
        hints.skip_hours.clone_from(&next.courtesy.skip_hours);
        hints.skip_days.clone_from(&next.courtesy.skip_days);
        next.next = Some(next_due(feed, &next, &hints, pace, *seed, now));
        record(feed, next, document, self.bytes, now, took)
    }
}

fn record(
    feed: &Feed,
    state: FeedState,
    document: Option<Document>,
    bytes: u64,
    now: Timestamp,
    took: Duration,
) -> Fetched {
    let (items, title, dropped) = match document {
        Some(document) => (document.items, Some(document.title), document.dropped),
        None => (Vec::new(), None, BTreeMap::new()),
    };
    let fetch = Fetch {
        feed: feed.id.clone(),
        url: feed.shown_url().into_owned(),
        outcome: state.outcome.unwrap_or(Outcome::HttpError),
        status: state.status,
        items: u32::try_from(items.len()).unwrap_or(u32::MAX),
        new: 0,
        changed: 0,
        dropped,
        bytes,
        ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        error: state.error.clone(),
        at: now,
        since: state.since,
        last_success: state.last_success,
        next: state.next,
    };
    Fetched { fetch, state, items, title }
}

#[cfg(test)]
mod tests;
