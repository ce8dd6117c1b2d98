//! The unattended desk: due feeds asked, everything evaluated on schedule, the outbox sent, until it is told to stop.
//!
//! What is due without a person is done; what needs one waits for one.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use crate::domain::time::Timestamp;
use crate::store::Removed;

use super::care::daily;
use super::engine::Engine;
use super::gather::Gathered;
use super::metrics::Meter;
use super::officer::Office;
use super::officer::send::{Postman, Sent};
use super::pulse::Pulse;

/// Longest wait before the outbox and the clock are looked at again.
const LONGEST_WAIT: Duration = Duration::from_secs(15);
/// Shortest: a feed that stays due must not make the loop spin.
const SHORTEST_WAIT: Duration = Duration::from_secs(1);

/// Between two batches of items read anew.
const BREATH: Duration = Duration::from_millis(50);

/// One turn of the loop in which something was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beat {
    /// When.
    pub at: Timestamp,
    /// Feeds asked.
    pub asked: usize,
    /// Feeds that failed.
    pub failed: usize,
    /// Items not seen before.
    pub new_items: u32,
    /// Candidates that wait for a person.
    pub open: usize,
    /// Notices closed because they ran out.
    pub closed: usize,
    /// Deliveries put in for the next person, because nobody answered.
    pub escalated: usize,
    /// What the outbox gave.
    pub sent: Sent,
    /// What the daily care of the store gave, when it was due: what was thrown away, or why not.
    pub care: Option<Result<Removed, String>>,
}

/// What the daemon has to say.
#[derive(Debug)]
pub enum Told<'a> {
    /// A turn in which something was done.
    Turn(&'a Beat),
    /// Something that is no reason to stop, and that somebody must mend.
    Trouble(String),
}

/// Runs until `stop`. A turn that has begun is finished first, so that nothing is half done.
pub async fn run(
    mut engine: Engine,
    office: Arc<Office>,
    postman: Postman,
    clock: impl Fn() -> Timestamp,
    stop: impl Future<Output = ()>,
    meter: Option<Meter>,
    mut told: impl FnMut(Told<'_>),
) -> anyhow::Result<()> {
    let mut stop = pin!(stop);
    let mut gathered = Gathered::default();
    let mut pulse = Pulse::default();
    let mut reread = true;
    loop {
        pulse.after_wait(&mut engine, clock());
        if let Some(beat) = turn(&mut engine, &office, &postman, &clock, &mut gathered).await? {
            told(Told::Turn(&beat));
        }
        if let Some(Err(error)) = meter.as_ref().map(|meter| meter.write(&engine, clock())) {
            told(Told::Trouble(format!("the metrics were not written: {error}")));
        }
        reread = reread && engine.reread(clock()).await?;
        pulse.before_wait(clock());
        let wait = if reread { BREATH } else { wait(&engine, clock()) };
        tokio::select! {
            () = &mut stop => return Ok(()),
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// One turn; none when nothing was due.
async fn turn(
    engine: &mut Engine,
    office: &Arc<Office>,
    postman: &Postman,
    clock: &impl Fn() -> Timestamp,
    gathered: &mut Gathered,
) -> anyhow::Result<Option<Beat>> {
    let due = engine.due(clock());
    let fetches = if due.is_empty() { Vec::new() } else { engine.ask(&due, clock(), |_| ()).await? };
    let new_items: u32 = fetches.iter().map(|fetch| fetch.new + fetch.changed).sum();
    let now = clock();
    let every = chrono::Duration::from_std(office.stages.config.settings.schedule.evaluate).unwrap_or_default();
    if new_items > 0 {
        gathered.asked();
    }
    let overdue = gathered.last().is_none_or(|last| now < last || now - last >= every);
    let evaluate = overdue || gathered.is_ripe(engine.next_due(), now);
    let (mut closed, mut escalated) = (0, 0);
    if evaluate {
        engine.evaluate(now).await?;
        gathered.evaluated(now);
    }
    if evaluate || !fetches.is_empty() {
        let step = engine.tend(office, now).await?;
        (closed, escalated) = (step.notices.len(), step.deliveries.len());
    }
    let store = engine.store().clone();
    let sent = postman.round(&store, clock, |_, _| ()).await?;
    // A disk that is full must not end the watch.
    let care = daily(&office.stages.config, &store, now).await.map_err(|error| format!("{error:#}")).transpose();
    let quiet = !evaluate && fetches.is_empty() && sent == Sent::default() && care.is_none();
    Ok((!quiet).then(|| Beat {
        at: now,
        asked: fetches.len(),
        failed: fetches.iter().filter(|fetch| fetch.outcome.is_failure()).count(),
        new_items,
        open: engine.candidates().iter().filter(|candidate| candidate.outcome.is_open()).count(),
        closed,
        escalated,
        sent,
        care,
    }))
}

fn wait(engine: &Engine, now: Timestamp) -> Duration {
    let due = engine.next_due().map_or(LONGEST_WAIT, |next| (next - now).to_std().unwrap_or_default());
    due.clamp(SHORTEST_WAIT, LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::stages::Stages;
    use crate::config::shipped;
    use crate::domain::outgoing::{Outgoing, Retry};
    use crate::domain::sample;
    use crate::store::Store;

    fn outgoing() -> Outgoing {
        let retry = Retry { first_seconds: 5.0, longest_seconds: 60.0, tries: 3 };
        Outgoing { retry, timeout_seconds: 5, lease_seconds: 60, at_once: 2, mail: None, webhook_secret: None }
    }

    #[tokio::test]
    async fn a_clock_set_back_a_day_does_not_hold_the_next_evaluation() {
        let mut config = shipped().config.unwrap();
        config.feeds.clear();
        let stages = Stages::new(Arc::new(config)).unwrap();
        let store = Store::open("memory:", sample::now()).unwrap().store;
        let mut engine = Engine::open(Arc::clone(&stages), store, sample::now()).unwrap();
        let office = Arc::new(Office::new(stages, &|_| None).unwrap());
        let postman = Postman::new(outgoing()).unwrap();
        let mut gathered = Gathered::default();
        for (days_back, is_due) in [(0, true), (0, false), (1, true)] {
            let clock = || sample::now() - chrono::TimeDelta::days(days_back);
            let beat = turn(&mut engine, &office, &postman, &clock, &mut gathered).await.unwrap();
            assert_eq!(beat.is_some(), is_due, "{days_back}");
        }
    }

    #[tokio::test]
    async fn told_to_stop_it_finishes_its_turn_first() {
        let mut config = shipped().config.unwrap();
        config.feeds.clear();
        let stages = Stages::new(Arc::new(config)).unwrap();
        let store = Store::open("memory:", sample::now()).unwrap().store;
        let engine = Engine::open(Arc::clone(&stages), store.clone(), sample::now()).unwrap();
        let office = Arc::new(Office::new(stages, &|_| None).unwrap());
        let mut beats = Vec::new();
        let postman = Postman::new(outgoing()).unwrap();
        run(engine, office, postman, sample::now, std::future::ready(()), None, |told| {
            if let Told::Turn(beat) = told {
                beats.push(beat.clone());
            }
        })
        .await
        .unwrap();
        assert_eq!(beats.iter().map(|beat| (beat.at, beat.asked)).collect::<Vec<_>>(), [(sample::now(), 0)]);
        assert!(!store.levels().unwrap().is_empty(), "the turn was stored");
    }
}
