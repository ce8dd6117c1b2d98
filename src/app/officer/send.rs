//! Sending what waits in the outbox: each due delivery tried once, and its outcome noted in the ledger.
//!
//! At least once: a sender that dies leaves its deliveries to be tried again under the same keys.

use anyhow::Context as _;
use chrono::TimeDelta;
use futures_util::StreamExt as _;
use futures_util::stream;

use crate::deliver::schedule::after_failure;
use crate::deliver::{Courier, SendError};
use crate::domain::delivery::Delivery;
use crate::domain::outgoing::Outgoing;
use crate::domain::time::Timestamp;
use crate::store::Store;

/// What came of a round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// Accepted by the other side.
    pub sent: usize,
    /// Failed, to be tried again.
    pub again: usize,
    /// Given up.
    pub failed: usize,
}

/// Sends deliveries of an outbox.
pub struct Postman {
    courier: Courier,
    outgoing: Outgoing,
}

impl Postman {
    /// Makes ready to send; nothing is contacted yet.
    pub fn new(outgoing: Outgoing) -> anyhow::Result<Self> {
        Ok(Self { courier: Courier::new(&outgoing).context("making ready to send")?, outgoing })
    }

    /// Tries everything that is due once. `told` hears of each try.
    pub async fn round(
        &self,
        store: &Store,
        clock: &impl Fn() -> Timestamp,
        mut told: impl FnMut(&Delivery, Option<&SendError>),
    ) -> anyhow::Result<Sent> {
        let mut sent = Sent::default();
        loop {
            let lease = TimeDelta::seconds(i64::try_from(self.outgoing.lease_seconds).unwrap_or(i64::MAX / 1000));
            let now = clock();
            let due = store.claim_due(now, now + lease, self.outgoing.at_once).await.context("reading the outbox")?;
            if due.is_empty() {
                return Ok(sent);
            }
            let tries = stream::iter(due).map(|delivery| async move {
                let answer = self.courier.send(&delivery, now).await;
                (delivery, answer)
            });
            let answers: Vec<_> = tries.buffer_unordered(self.outgoing.at_once.max(1)).collect().await;
            for (delivery, answer) in answers {
                told(&delivery, answer.as_ref().err());
                self.note(store, &delivery, answer, clock(), &mut sent).await?;
            }
        }
    }

    async fn note(
        &self,
        store: &Store,
        delivery: &Delivery,
        answer: Result<(), SendError>,
        now: Timestamp,
        sent: &mut Sent,
    ) -> anyhow::Result<()> {
        let Err(error) = answer else {
            sent.sent += 1;
            return store.mark_sent(&delivery.key, now).await.context("noting what was sent");
        };
        let next = after_failure(delivery, &error, &self.outgoing.retry, now, fastrand::f64()).at();
        if next.is_some() {
            sent.again += 1;
        } else {
            sent.failed += 1;
        }
        store.mark_failed(&delivery.key, now, next, &error.to_string()).await.context("noting what failed")
    }
}
