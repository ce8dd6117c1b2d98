//! The outbox and the ledger: deliveries that wait, every try, every reply.

use rusqlite::{Connection, OptionalExtension, params};

use super::fault::Fault;
use super::items::{micros, rows};
use crate::domain::delivery::{Acknowledgement, Attempt, Delivery, DeliveryState};
use crate::domain::id::NoticeId;
use crate::domain::time::Timestamp;
use crate::store::error::StoreError;

/// Puts deliveries in; one whose key is there already is left as it is.
pub(in crate::store) fn enqueue(tx: &Connection, deliveries: &[Delivery]) -> Result<(), Fault> {
    let mut put = tx.prepare_cached(
        "INSERT INTO outbox (key, notice, queued, next_try, delivery) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (key) DO NOTHING",
    )?;
    for delivery in deliveries {
        let text = serde_json::to_string(delivery)?;
        put.execute(params![
            delivery.key,
            delivery.notice.as_str(),
            micros(delivery.queued),
            delivery.next_try.map(micros),
            text
        ])?;
    }
    Ok(())
}

/// Takes deliveries that are due and keeps others from taking them until the lease ends.
pub(in crate::store) fn claim(
    tx: &Connection,
    now: Timestamp,
    lease: Timestamp,
    limit: usize,
) -> Result<Vec<Delivery>, Fault> {
    let sql = "SELECT delivery FROM outbox WHERE next_try <= ?1 ORDER BY next_try, key LIMIT ?2";
    let due: Vec<Delivery> = super::values(tx, sql, params![micros(now), rows(limit)])?;
    for delivery in &due {
        replace(tx, &Delivery { next_try: Some(lease), ..delivery.clone() })?;
    }
    Ok(due)
}

/// The other side accepted it.
pub(in crate::store) fn mark_sent(tx: &Connection, key: &str, at: Timestamp) -> Result<(), Fault> {
    let delivery = delivery(tx, key)?;
    let attempts = delivery.attempts + 1;
    let sent = Delivery {
        state: DeliveryState::Sent,
        attempts,
        next_try: None,
        sent: Some(delivery.sent.unwrap_or(at)),
        error: None,
        ..delivery
    };
    replace(tx, &sent)?;
    add_attempt(tx, &Attempt { key: key.to_owned(), at, error: None })
}

/// It failed; to be tried again then, or given up.
pub(in crate::store) fn mark_failed(
    tx: &Connection,
    key: &str,
    at: Timestamp,
    next_try: Option<Timestamp>,
    error: &str,
) -> Result<(), Fault> {
    let delivery = delivery(tx, key)?;
    // Another process that held the lease before may have got through meanwhile.
    if delivery.state != DeliveryState::Sent {
        let state = if next_try.is_some() { DeliveryState::Waiting } else { DeliveryState::Failed };
        let attempts = delivery.attempts + 1;
        replace(tx, &Delivery { state, attempts, next_try, error: Some(error.to_owned()), ..delivery })?;
    }
    add_attempt(tx, &Attempt { key: key.to_owned(), at, error: Some(error.to_owned()) })
}

/// The recipient replied. The first reply stands.
pub(in crate::store) fn acknowledge(tx: &Connection, key: &str, reply: Acknowledgement) -> Result<(), Fault> {
    let delivery = delivery(tx, key)?;
    match delivery.acknowledged {
        None => replace(tx, &Delivery { acknowledged: Some(reply), ..delivery }),
        Some(_) => Ok(()),
    }
}

/// Deliveries of one notice, or of all, in the order in which they were put in.
pub(in crate::store) fn deliveries(connection: &Connection, notice: Option<&NoticeId>) -> Result<Vec<Delivery>, Fault> {
    let sql = "SELECT delivery FROM outbox WHERE ?1 IS NULL OR notice = ?1 ORDER BY queued, key";
    super::values(connection, sql, [notice.map(NoticeId::as_str)])
}

/// Deliveries of one notice without what was sent, which is long and seldom looked at.
pub(in crate::store) fn ledger(connection: &Connection, notice: &NoticeId) -> Result<Vec<Delivery>, Fault> {
    let sql = "SELECT json_replace(delivery, '$.parcel.body', '', '$.parcel.attachments', json('[]'))
               FROM outbox WHERE notice = ?1 ORDER BY queued, key";
    super::values(connection, sql, [notice.as_str()])
}

/// The tries of one delivery, oldest first.
pub(in crate::store) fn attempts(connection: &Connection, key: &str) -> Result<Vec<Attempt>, Fault> {
    super::values(connection, "SELECT attempt FROM attempts WHERE delivery = ?1 ORDER BY key", [key])
}

fn delivery(tx: &Connection, key: &str) -> Result<Delivery, Fault> {
    let mut statement = tx.prepare_cached("SELECT delivery FROM outbox WHERE key = ?1")?;
    let text: Option<String> = statement.query_row([key], |row| row.get(0)).optional()?;
    let Some(text) = text else { return Err(StoreError::Missing { what: format!("delivery `{key}`") }.into()) };
    Ok(serde_json::from_str(&text)?)
}

fn replace(tx: &Connection, delivery: &Delivery) -> Result<(), Fault> {
    let sql = "UPDATE outbox SET next_try = ?2, delivery = ?3 WHERE key = ?1";
    let text = serde_json::to_string(delivery)?;
    tx.prepare_cached(sql)?.execute(params![delivery.key, delivery.next_try.map(micros), text])?;
    Ok(())
}

fn add_attempt(tx: &Connection, attempt: &Attempt) -> Result<(), Fault> {
    let sql = "INSERT INTO attempts (delivery, attempt) VALUES (?1, ?2)";
    tx.prepare_cached(sql)?.execute(params![attempt.key, serde_json::to_string(attempt)?])?;
    Ok(())
}
