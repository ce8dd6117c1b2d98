//! The handle's half for the notice desk: steps, numbers, audit, outbox. Its commits survive a power cut.

use crate::domain::audit::AuditEntry;
use crate::domain::delivery::{Acknowledgement, Attempt, Delivery};
use crate::domain::disposition::Disposition;
use crate::domain::id::NoticeId;
use crate::domain::notice::Notice;
use crate::domain::ruling::Ruling;
use crate::domain::silence::Silence;
use crate::domain::time::Timestamp;

use super::Store;
use super::error::StoreError;
use super::reply::Reply;
use super::sqlite::{Durability, audit, notices, outbox};
use super::step::{Draw, Given, NoticeStep, Step};

/// Notices and judgements.
impl Store {
    /// Draws numbers, has the step made with them, and stores it, in one transaction that no other process comes
    /// between. Fails with [`StoreError::Conflict`] when a notice or the log changed meanwhile, and with
    /// [`StoreError::Frozen`] when it would change an issued notice. `make` runs on the store's thread: it must not
    /// ask the store for anything.
    pub fn step(&self, draw: Draw, make: impl FnOnce(Given) -> Step + Send + 'static) -> Reply<Step> {
        self.desk.write(Durability::Power, move |tx| notices::step(tx, &draw, make))
    }

    /// Stores a new notice under the next number of the year. For steps with an audit entry, see [`Self::step`].
    pub fn new_notice(&self, now: Timestamp, make: impl FnOnce(NoticeId) -> Notice + Send + 'static) -> Reply<Notice> {
        let draw = Draw { notice: Some(now), document: None };
        self.desk.write(Durability::Power, move |tx| {
            let mut step = notices::step(tx, &draw, |given| {
                let notices = given.notice.map(make).map(|after| NoticeStep { before: None, after });
                Step { notices: notices.into_iter().collect(), ..Step::default() }
            })?;
            step.notices.pop().map(|notice| notice.after).ok_or(StoreError::Closed.into())
        })
    }

    /// Replaces a notice by what it became. See [`Self::step`] for how it may fail.
    pub fn put_notice(&self, before: Notice, after: Notice) -> Reply<Step> {
        let notices = vec![NoticeStep { before: Some(before), after }];
        self.step(Draw::default(), move |_| Step { notices, ..Step::default() })
    }

    /// One notice.
    pub fn notice(&self, id: &NoticeId) -> Result<Option<Notice>, StoreError> {
        let id = id.clone();
        self.desk.read(move |connection| notices::notice(connection, &id))
    }

    /// All notices, in the order of their numbers.
    pub fn notices(&self) -> Result<Vec<Notice>, StoreError> {
        self.desk.read(notices::notices)
    }

    /// All silences, ended ones too.
    pub fn silences(&self) -> Result<Vec<Silence>, StoreError> {
        self.desk.read(notices::silences)
    }

    /// All rulings, in the order in which they were made.
    pub fn rulings(&self) -> Result<Vec<Ruling>, StoreError> {
        self.desk.read(notices::rulings)
    }

    /// Sets or ends silences, without an audit entry.
    pub fn put_silences(&self, silences: Vec<Silence>) -> Reply<Step> {
        self.step(Draw::default(), move |_| Step { silences, ..Step::default() })
    }

    /// Decisions since then, oldest first.
    pub fn dispositions_since(&self, since: Timestamp) -> Result<Vec<Disposition>, StoreError> {
        self.desk.read(move |connection| notices::dispositions_since(connection, since))
    }
}

/// The audit log.
impl Store {
    /// The whole log, oldest first.
    pub fn audit(&self) -> Result<Vec<AuditEntry>, StoreError> {
        self.desk.read(notices::audit_log)
    }

    /// The last entry.
    pub fn audit_tip(&self) -> Result<Option<AuditEntry>, StoreError> {
        self.desk.read(audit::tip)
    }

    /// Appends entries that follow the tip; fails with [`StoreError::Conflict`] when they do not.
    pub fn append_audit(&self, entries: Vec<AuditEntry>) -> Reply<()> {
        self.desk.write(Durability::Power, move |tx| audit::append(tx, &entries))
    }
}

/// The outbox and its ledger.
impl Store {
    /// Puts deliveries in; one whose key is there already is left as it is.
    pub fn enqueue(&self, deliveries: Vec<Delivery>) -> Reply<()> {
        self.desk.write(Durability::Power, move |tx| outbox::enqueue(tx, &deliveries))
    }

    /// Takes at most `limit` deliveries that are due. Nobody else is given them before `lease`, by when a sender
    /// that died counts as failed and they are due again, under the same keys.
    pub fn claim_due(&self, now: Timestamp, lease: Timestamp, limit: usize) -> Reply<Vec<Delivery>> {
        self.desk.write(Durability::Power, move |tx| outbox::claim(tx, now, lease, limit))
    }

    /// Notes that the other side accepted a delivery.
    pub fn mark_sent(&self, key: &str, at: Timestamp) -> Reply<()> {
        let key = key.to_owned();
        self.desk.write(Durability::Power, move |tx| outbox::mark_sent(tx, &key, at))
    }

    /// Notes that a try failed, and when to try again; none gives up.
    pub fn mark_failed(&self, key: &str, at: Timestamp, next_try: Option<Timestamp>, error: &str) -> Reply<()> {
        let (key, error) = (key.to_owned(), error.to_owned());
        self.desk.write(Durability::Power, move |tx| outbox::mark_failed(tx, &key, at, next_try, &error))
    }

    /// Notes a recipient's reply; the first one stands.
    pub fn acknowledge(&self, key: &str, reply: Acknowledgement) -> Reply<()> {
        let key = key.to_owned();
        self.desk.write(Durability::Power, move |tx| outbox::acknowledge(tx, &key, reply))
    }

    /// The deliveries of one notice, in the order in which they were put in.
    pub fn deliveries_of(&self, notice: &NoticeId) -> Result<Vec<Delivery>, StoreError> {
        let notice = notice.clone();
        self.desk.read(move |connection| outbox::deliveries(connection, Some(&notice)))
    }

    /// The deliveries of one notice as [`Self::deliveries_of`], but without the documents that were sent.
    pub fn ledger_of(&self, notice: &NoticeId) -> Result<Vec<Delivery>, StoreError> {
        let notice = notice.clone();
        self.desk.read(move |connection| outbox::ledger(connection, &notice))
    }

    /// All deliveries, in the order in which they were put in.
    pub fn deliveries(&self) -> Result<Vec<Delivery>, StoreError> {
        self.desk.read(|connection| outbox::deliveries(connection, None))
    }

    /// The tries of one delivery, oldest first.
    pub fn attempts(&self, key: &str) -> Result<Vec<Attempt>, StoreError> {
        let key = key.to_owned();
        self.desk.read(move |connection| outbox::attempts(connection, &key))
    }
}
