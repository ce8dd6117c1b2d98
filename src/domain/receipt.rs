//! What became of a notice at each of its recipients, all ways to one taken together.
//!
//! Keeping the ledger of single deliveries is left to `store`, telling the next person to `deliver`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::delivery::{Acknowledgement, Delivery, DeliveryState, Recipient};
use super::id::{NoticeId, RecipientId};
use super::time::Timestamp;
use super::words::LocalText;

/// What became of a notice at one recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The notice.
    pub notice: NoticeId,
    /// The recipient.
    pub recipient: RecipientId,
    /// Its name; none when it is configured no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<LocalText>,
    /// The best that came of any way to it: sent, else waiting, else failed.
    pub state: DeliveryState,
    /// Ways to it that were given up.
    pub given_up: usize,
    /// What went wrong last, on any way.
    pub error: Option<String>,
    /// When the other side first accepted it.
    pub sent: Option<Timestamp>,
    /// By when to acknowledge; none when no reply is asked.
    pub acknowledge_by: Option<Timestamp>,
    /// The reply.
    pub acknowledged: Option<Acknowledgement>,
    /// Told because others did not answer in time.
    pub escalated: bool,
}

impl Receipt {
    /// The receipts of one notice's deliveries, in the order in which they were put in. What was put in after the first
    /// was put in because somebody did not answer.
    pub fn of(deliveries: &[Delivery], recipients: &[Recipient]) -> Vec<Self> {
        let first = deliveries.iter().map(|delivery| delivery.queued).min();
        let mut places: BTreeMap<&RecipientId, usize> = BTreeMap::new();
        let mut receipts: Vec<Self> = Vec::new();
        for delivery in deliveries {
            let place = *places.entry(&delivery.recipient).or_insert(receipts.len());
            match receipts.get_mut(place) {
                Some(receipt) => receipt.join(delivery),
                None => receipts.push(Self::new(delivery, recipients, first)),
            }
        }
        receipts
    }

    /// Whether the reply is overdue.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.acknowledged.is_none() && self.acknowledge_by.is_some_and(|by| by < now)
    }

    /// Minutes that the reply came too late.
    pub fn minutes_late(&self) -> Option<i64> {
        let late = self.acknowledged.as_ref()?.at - self.acknowledge_by?;
        (late.num_seconds() > 0).then(|| late.num_minutes().max(1))
    }

    fn new(delivery: &Delivery, recipients: &[Recipient], first: Option<Timestamp>) -> Self {
        let known = recipients.iter().find(|recipient| recipient.id == delivery.recipient);
        Self {
            notice: delivery.notice.clone(),
            recipient: delivery.recipient.clone(),
            name: known.map(|recipient| recipient.name.clone()),
            state: delivery.state,
            given_up: usize::from(delivery.state == DeliveryState::Failed),
            error: delivery.error.clone(),
            sent: delivery.sent,
            acknowledge_by: delivery.acknowledge_by,
            acknowledged: delivery.acknowledged.clone(),
            escalated: first.is_some_and(|first| delivery.queued > first),
        }
    }

    /// Takes another way to the same recipient into account.
    fn join(&mut self, other: &Delivery) {
        let best = |state: DeliveryState| match state {
            DeliveryState::Sent => 0,
            DeliveryState::Waiting => 1,
            DeliveryState::Failed => 2,
        };
        if best(other.state) < best(self.state) {
            self.state = other.state;
        }
        self.given_up += usize::from(other.state == DeliveryState::Failed);
        self.error = self.error.take().or_else(|| other.error.clone());
        self.sent = [self.sent, other.sent].into_iter().flatten().min();
        self.acknowledge_by = [self.acknowledge_by, other.acknowledge_by].into_iter().flatten().min();
        self.acknowledged = self.acknowledged.take().or_else(|| other.acknowledged.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::delivery::{Channel, Parcel};
    use crate::domain::level::Level;
    use crate::domain::sample::now;

    fn delivery(recipient: &str, to: &str, state: DeliveryState) -> Delivery {
        let parcel = Parcel {
            subject: String::new(),
            name: String::new(),
            media: String::new(),
            body: String::new(),
            attachments: Vec::new(),
        };
        Delivery {
            key: format!("{recipient} {to}"),
            notice: "N-2026-0001".into(),
            level: Level::Orange,
            recipient: recipient.into(),
            channel: Channel::Email { to: to.into() },
            parcel,
            queued: now(),
            state,
            attempts: 1,
            next_try: None,
            sent: (state == DeliveryState::Sent).then(now),
            error: (state == DeliveryState::Failed).then(|| "refused".to_owned()),
            acknowledge_by: Some(now()),
            acknowledged: None,
            exercise: false,
        }
    }

    #[test]
    fn a_recipient_reached_by_one_of_two_ways_is_reached_and_the_other_way_is_not_forgotten() {
        let ledger = [delivery("a", "x", DeliveryState::Failed), delivery("a", "y", DeliveryState::Sent)];
        let receipts = Receipt::of(&ledger, &[]);
        assert_eq!(receipts.len(), 1);
        assert_eq!((receipts[0].state, receipts[0].given_up), (DeliveryState::Sent, 1));
        assert_eq!(receipts[0].error.as_deref(), Some("refused"));
    }

    #[test]
    fn a_reply_by_any_way_ends_the_wait() {
        let mut ledger = [delivery("a", "x", DeliveryState::Sent), delivery("b", "y", DeliveryState::Sent)];
        let later = now() + chrono::Duration::minutes(1);
        ledger[0].acknowledged = Some(Acknowledgement { at: later, by: "a".into(), note: String::new() });
        let receipts = Receipt::of(&ledger, &[]);
        assert_eq!(receipts.iter().map(|receipt| receipt.is_overdue(later)).collect::<Vec<_>>(), [false, true]);
    }
}
