//! The same day through the whole engine and its store: a desk that is started again, sleeps, whose clock jumps, and
//! whose officer pauses feeds and asks some at once.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::Duration;
use fenghuo::app::engine::Engine;
use fenghuo::app::pulse::Pulse;
use fenghuo::app::stages::Stages;
use fenghuo::config::shipped;
use fenghuo::domain::feed::Outcome;
use fenghuo::domain::id::FeedId;
use fenghuo::domain::time::Timestamp;
use fenghuo::store::Store;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer};

use crate::{EVERY_MINUTES, Publishers, Script, ends_in, feed, pace, script, start};

const FEEDS: usize = 20;

/// A desk as the watching loop drives it, with the moments at which each feed was asked.
struct Desk {
    stages: Arc<Stages>,
    engine: Engine,
    pulse: Pulse,
    clock: Arc<AtomicI64>,
    now: Timestamp,
    asked: BTreeMap<FeedId, Vec<Timestamp>>,
}

impl Desk {
    fn open(server: &str, folder: &Path, clock: &Arc<AtomicI64>) -> Self {
        let mut config = shipped().config.unwrap();
        config.feeds = (0..FEEDS).map(|n| Arc::new(feed(n, server))).collect();
        let stages = Stages::new(Arc::new(config)).unwrap();
        let engine = engine(&stages, folder, start());
        let (clock, asked) = (Arc::clone(clock), BTreeMap::new());
        Self { stages, engine, pulse: Pulse::default(), clock, now: start(), asked }
    }

    /// Ends and starts again on the same store.
    fn restarted(self, folder: &Path) -> Self {
        let Self { stages, engine: old, clock, now, asked, .. } = self;
        drop(old);
        let engine = engine(&stages, folder, now);
        Self { stages, engine, pulse: Pulse::default(), clock, now, asked }
    }

    /// Lets the clock run, asking what is due as the loop does: it looks at least once a minute.
    async fn runs_for(&mut self, span: Duration) {
        let end = self.now + span;
        while self.now < end {
            self.pulse.after_wait(&mut self.engine, self.now);
            let due = self.engine.due(self.now);
            self.asks(&due).await;
            self.pulse.before_wait(self.now);
            let next = self.engine.next_due().unwrap_or(end);
            self.now = next.clamp(self.now + Duration::seconds(1), self.now + Duration::minutes(1)).min(end);
        }
    }

    async fn asks(&mut self, ids: &[FeedId]) {
        self.clock.store(self.now.timestamp(), Ordering::SeqCst);
        for fetch in self.engine.ask(ids, self.now, |_| ()).await.unwrap() {
            self.asked.entry(fetch.feed).or_default().push(self.now);
        }
    }

    /// The machine sleeps, or its clock is set: no time passes for the loop.
    fn jumps(&mut self, span: Duration) {
        self.now += span;
    }

    fn outcome(&self, n: usize) -> Option<Outcome> {
        self.engine.feed(&id(n)).unwrap().1.outcome
    }

    /// Moments since then at which any feed was asked, in order.
    fn asked_since(&self, from: Timestamp) -> Vec<Timestamp> {
        let mut all: Vec<_> = self.asked.values().flatten().copied().filter(|at| *at >= from).collect();
        all.sort_unstable();
        all
    }

    fn asked_of(&self, n: usize) -> &[Timestamp] {
        self.asked.get(&id(n)).map_or(&[], Vec::as_slice)
    }
}

fn engine(stages: &Arc<Stages>, folder: &Path, now: Timestamp) -> Engine {
    let url = format!("sqlite:{}", folder.join("desk.db").display());
    let store = Store::open(&url, now).unwrap().store;
    Engine::open(Arc::clone(stages), store, now).unwrap()
}

fn id(n: usize) -> FeedId {
    FeedId::new(format!("f{n}"))
}

/// Most requests in one second.
fn busiest(moments: &[Timestamp]) -> usize {
    moments.chunk_by(|a, b| a.timestamp() == b.timestamp()).map(<[_]>::len).max().unwrap_or_default()
}

async fn desk(folder: &Path) -> (Desk, MockServer) {
    let clock = Arc::new(AtomicI64::new(0));
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(Publishers { clock: Arc::clone(&clock) }).mount(&server).await;
    (Desk::open(&server.uri(), folder, &clock), server)
}

/// Feeds of scripts that answer well all day, so that what is looked at is the desk and not the publisher.
fn steady() -> impl Iterator<Item = usize> {
    (0..FEEDS).filter(|n| matches!(script(*n), Script::Well | Script::Still))
}

#[tokio::test]
async fn a_day_of_the_whole_engine_ends_as_scripted_and_is_in_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let (mut desk, _server) = desk(folder.path()).await;
    desk.runs_for(Duration::hours(24)).await;
    let desk = desk.restarted(folder.path());
    for n in 0..FEEDS {
        let outcome = desk.outcome(n).unwrap();
        assert!(ends_in(script(n)).contains(&outcome), "feed {n}, {:?}, ended {outcome:?}", script(n));
        let gaps = desk.asked_of(n).windows(2).map(|pair| pair[1] - pair[0]);
        assert!(gaps.min().unwrap() >= Duration::minutes(EVERY_MINUTES.into()), "feed {n} was asked too early");
    }
}

#[tokio::test]
async fn a_restart_asks_nobody_before_the_time() {
    let folder = tempfile::tempdir().unwrap();
    let (mut desk, _server) = desk(folder.path()).await;
    desk.runs_for(Duration::minutes(90)).await;
    let mut desk = desk.restarted(folder.path());
    let restart = desk.now;
    desk.runs_for(Duration::minutes(5)).await;
    let overdue = desk.asked_since(restart).len();
    assert!(overdue < FEEDS / 2, "{overdue} feeds were asked because of the restart");
    for n in 0..FEEDS {
        let gaps = desk.asked_of(n).windows(2).map(|pair| pair[1] - pair[0]);
        assert!(gaps.min().is_none_or(|gap| gap >= Duration::minutes(EVERY_MINUTES.into())), "feed {n}");
    }
}

#[tokio::test]
async fn a_machine_that_slept_wakes_without_a_stampede() {
    let folder = tempfile::tempdir().unwrap();
    let (mut desk, _server) = desk(folder.path()).await;
    desk.runs_for(Duration::hours(2)).await;
    desk.jumps(Duration::hours(7));
    let woke = desk.now;
    desk.runs_for(Duration::seconds(i64::from(pace().spread_seconds) + 1)).await;
    let asked = desk.asked_since(woke);
    let waiting = (0..FEEDS).filter(|n| script(*n) == Script::Ttl).count();
    assert!(asked.len() + waiting >= FEEDS, "all that are due are asked within the spread: {}", asked.len());
    assert!(busiest(&asked) <= 6, "{} feeds were asked in one second", busiest(&asked));
}

#[tokio::test]
async fn a_clock_set_back_stops_nothing_and_presses_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let (mut desk, _server) = desk(folder.path()).await;
    desk.runs_for(Duration::hours(3)).await;
    desk.jumps(Duration::days(-400));
    let jumped = desk.now;
    desk.runs_for(Duration::hours(3)).await;
    for n in steady() {
        let since: Vec<_> = desk.asked_of(n).iter().filter(|at| **at >= jumped && **at < start()).collect();
        assert!((2..=4).contains(&since.len()), "feed {n} was asked {} times in three hours", since.len());
    }
}

#[tokio::test]
async fn a_paused_feed_rests_through_a_restart_and_goes_on_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let (mut desk, _server) = desk(folder.path()).await;
    desk.runs_for(Duration::hours(1)).await;
    desk.engine.pause(&id(0), true).await.unwrap();
    let paused = desk.now;
    desk.runs_for(Duration::hours(2)).await;
    let mut desk = desk.restarted(folder.path());
    desk.runs_for(Duration::hours(2)).await;
    assert!(desk.asked_of(0).iter().all(|at| *at < paused), "a paused feed was asked");
    assert!(desk.asked_of(10).iter().any(|at| *at >= paused), "the others go on");
    desk.engine.pause(&id(0), false).await.unwrap();
    let resumed = desk.now;
    desk.runs_for(Duration::minutes(5)).await;
    assert_eq!(desk.asked_of(0).iter().filter(|at| **at >= resumed).count(), 1);
}

#[tokio::test]
async fn a_feed_asked_by_hand_is_asked_at_once_and_then_waits_its_interval() {
    let folder = tempfile::tempdir().unwrap();
    let (mut desk, _server) = desk(folder.path()).await;
    desk.runs_for(Duration::minutes(30)).await;
    let by_hand = desk.now;
    desk.asks(&[id(0)]).await;
    desk.runs_for(Duration::hours(2)).await;
    let since: Vec<_> = desk.asked_of(0).iter().filter(|at| **at >= by_hand).collect();
    assert_eq!(*since[0], by_hand);
    assert!(*since[1] - by_hand >= Duration::minutes(EVERY_MINUTES.into()), "{}", *since[1] - by_hand);
}

#[tokio::test]
async fn a_plan_keeps_what_lies_ahead_and_spreads_what_is_overdue() {
    let folder = tempfile::tempdir().unwrap();
    let (mut desk, _server) = desk(folder.path()).await;
    desk.runs_for(Duration::minutes(10)).await;
    let ahead: Vec<_> = desk.engine.feeds().iter().map(|(_, state)| state.next).collect();
    desk.engine.plan(desk.now);
    assert_eq!(desk.engine.feeds().iter().map(|(_, state)| state.next).collect::<Vec<_>>(), ahead);
    let late = desk.now + Duration::hours(9);
    desk.engine.plan(late);
    let spread = late + Duration::seconds(pace().spread_seconds.into());
    let mut next: Vec<_> = desk.engine.feeds().iter().filter_map(|(_, state)| state.next).collect();
    next.sort_unstable();
    assert!(next.iter().all(|at| *at >= late && *at < spread) && busiest(&next) <= 6, "{next:?}");
}
