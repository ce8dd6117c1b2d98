//! The outbox and its ledger.

use super::at;
use super::notices::draft;
use crate::domain::delivery::{Acknowledgement, Channel, Delivery, DeliveryState, Parcel};
use crate::domain::id::{NoticeId, Person, RecipientId};
use crate::domain::level::Level;
use crate::store::{Store, StoreError};

fn store_with(deliveries: &[Delivery]) -> Store {
    let store = Store::open("memory:", at(0)).unwrap().store;
    store.new_notice(at(0), draft).wait().unwrap();
    store.enqueue(deliveries.to_vec()).wait().unwrap();
    store
}

pub(super) fn delivery(recipient: &str, minute: i64) -> Delivery {
    let (notice, recipient) = (NoticeId::new("N-2026-0001"), RecipientId::new(recipient));
    let channel = Channel::Webhook { url: "https://a.example/hook".into() };
    Delivery {
        key: Delivery::key_of(&notice, &recipient, &channel),
        notice,
        level: Level::Orange,
        recipient,
        channel,
        parcel: Parcel {
            subject: "N-2026-0001".into(),
            name: "N-2026-0001.json".into(),
            media: "application/json".into(),
            body: "{}".into(),
            attachments: Vec::new(),
        },
        queued: at(0),
        state: DeliveryState::Waiting,
        attempts: 0,
        next_try: Some(at(minute)),
        sent: None,
        error: None,
        acknowledge_by: Some(at(30)),
        acknowledged: None,
        exercise: false,
    }
}

fn only(store: &Store) -> Delivery {
    store.deliveries_of(&NoticeId::new("N-2026-0001")).unwrap().remove(0)
}

fn claimed(store: &Store, minute: i64) -> usize {
    store.claim_due(at(minute), at(minute + 5), 10).wait().unwrap().len()
}

#[test]
fn what_is_put_in_twice_is_there_once() {
    let store = store_with(&[delivery("paton", 0)]);
    let again = Delivery { queued: at(9), ..delivery("paton", 9) };
    store.enqueue(vec![again]).wait().unwrap();
    assert_eq!(store.deliveries().unwrap(), [delivery("paton", 0)]);
}

#[test]
fn what_is_due_is_given_to_one_sender_until_its_lease_ends() {
    let store = store_with(&[delivery("paton", 0), delivery("membrane", 3)]);
    assert_eq!(claimed(&store, 0), 1);
    assert_eq!(claimed(&store, 1), 0);
    assert_eq!(claimed(&store, 4), 1, "the other is due now");
    assert_eq!(claimed(&store, 5), 1, "the first lease ended without an answer");
}

#[test]
fn a_failure_waits_for_its_next_try_and_a_success_is_over() {
    let store = store_with(&[delivery("paton", 0)]);
    let key = delivery("paton", 0).key;
    store.mark_failed(&key, at(1), Some(at(8)), "503").wait().unwrap();
    assert_eq!(claimed(&store, 7), 0);
    assert_eq!(claimed(&store, 8), 1);
    store.mark_sent(&key, at(9)).wait().unwrap();
    let sent = only(&store);
    assert_eq!((sent.state, sent.attempts, sent.sent, sent.error), (DeliveryState::Sent, 2, Some(at(9)), None));
    assert_eq!(claimed(&store, 500), 0);
    let errors: Vec<_> = store.attempts(&key).unwrap().into_iter().map(|attempt| attempt.error).collect();
    assert_eq!(errors, [Some("503".to_owned()), None]);
}

#[test]
fn a_late_failure_does_not_undo_a_success() {
    let store = store_with(&[delivery("paton", 0)]);
    let key = delivery("paton", 0).key;
    store.mark_sent(&key, at(1)).wait().unwrap();
    store.mark_failed(&key, at(2), None, "timeout").wait().unwrap();
    assert_eq!(only(&store).state, DeliveryState::Sent);
}

#[test]
fn what_is_given_up_is_failed_and_never_due() {
    let store = store_with(&[delivery("paton", 0)]);
    store.mark_failed(&delivery("paton", 0).key, at(1), None, "410").wait().unwrap();
    assert_eq!((only(&store).state, only(&store).error.as_deref()), (DeliveryState::Failed, Some("410")));
    assert_eq!(claimed(&store, 500), 0);
}

#[test]
fn the_first_reply_stands_and_ends_the_clock() {
    let store = store_with(&[delivery("paton", 0)]);
    assert!(only(&store).is_overdue(at(31)));
    let reply = |minute, by: &str| Acknowledgement { at: at(minute), by: Person::new(by), note: String::new() };
    let key = delivery("paton", 0).key;
    store.acknowledge(&key, reply(40, "chen")).wait().unwrap();
    store.acknowledge(&key, reply(50, "sun")).wait().unwrap();
    assert_eq!(only(&store).acknowledged, Some(reply(40, "chen")));
    assert!(!only(&store).is_overdue(at(60)));
}

#[test]
fn an_unknown_key_is_said() {
    let store = store_with(&[]);
    let missing = store.mark_sent("nothing", at(0)).wait();
    assert_eq!(missing, Err(StoreError::Missing { what: "delivery `nothing`".into() }));
}
