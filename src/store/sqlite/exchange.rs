//! Every table as records and back.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::fault::Fault;
use super::items::{self, instant, micros};
use super::{audit, feeds, marks, notices, outbox, turns};
use crate::domain::audit::AuditEntry;
use crate::domain::id::{FeedId, ItemId};
use crate::domain::impact::Advice;
use crate::domain::notice::Notice;
use crate::domain::picture::Reading;
use crate::domain::time::Timestamp;
use crate::store::error::StoreError;
use crate::store::exchange::Record;

/// Gives all records of one kind.
type Kind = fn(&Connection) -> Result<Vec<Record>, Fault>;

/// Every kind besides readings, in an order in which what is pointed to comes first.
pub(in crate::store) const KINDS: [Kind; 18] = [
    aliases,
    feed_states,
    |c| documents(c, "SELECT fetch FROM fetches ORDER BY key", |fetch| Record::Fetch(Box::new(fetch))),
    levels,
    |c| documents(c, "SELECT transition FROM transitions ORDER BY key", |one| Record::Transition(Box::new(one))),
    scores,
    advice,
    |c| documents(c, "SELECT candidate FROM candidates ORDER BY id", |one| Record::Candidate(Box::new(one))),
    numbers,
    |c| documents(c, "SELECT notice FROM notices ORDER BY id", |one| Record::Notice(Box::new(one))),
    |c| documents(c, "SELECT silence FROM silences ORDER BY id", |one| Record::Silence(Box::new(one))),
    |c| documents(c, "SELECT ruling FROM rulings ORDER BY key", |one| Record::Ruling(Box::new(one))),
    |c| documents(c, "SELECT disposition FROM dispositions ORDER BY key", |one| Record::Disposition(Box::new(one))),
    |c| documents(c, "SELECT entry FROM audit ORDER BY seq", |one| Record::Audit(Box::new(one))),
    |c| documents(c, "SELECT delivery FROM outbox ORDER BY queued, key", |one| Record::Delivery(Box::new(one))),
    |c| documents(c, "SELECT attempt FROM attempts ORDER BY key", Record::Attempt),
    moments,
    drops,
];

/// A page of readings after a key, each item's earlier wordings before its present one; with the key to go on from.
pub(in crate::store) fn readings(
    connection: &Connection,
    after: i64,
    limit: usize,
) -> Result<(Vec<Record>, i64), Fault> {
    let (page, last) = items::page(connection, after, limit)?;
    let mut records = Vec::with_capacity(page.len());
    for current in page {
        if current.item.revision > 1 {
            let history = items::history(connection, &current.item.id)?;
            records.extend(history.into_iter().flat_map(|history| history.earlier).map(reading_record));
        }
        records.push(reading_record(current));
    }
    Ok((records, last))
}

/// Adds records, leaving alone what is there already.
pub(in crate::store) fn put(tx: &Connection, batch: &[Record]) -> Result<(), Fault> {
    batch.iter().try_for_each(|record| put_one(tx, record))
}

fn put_one(tx: &Connection, record: &Record) -> Result<(), Fault> {
    match record {
        Record::Reading(reading) => put_reading(tx, reading),
        Record::Alias { id, item } => items::put_alias(tx, id, item),
        Record::Feed { feed, state } => feeds::put_state(tx, feed, state),
        Record::Fetch(fetch) => {
            let feed = text(fetch.feed.as_str());
            add_once(tx, "fetches", [("feed", feed), ("at", time(fetch.at)), ("fetch", json(fetch)?)])
        }
        Record::Level { subject, state } => turns::put_levels(tx, &[(subject.clone(), state.clone())]),
        Record::Transition(one) => add_once(tx, "transitions", [("at", time(one.at)), ("transition", json(one)?)]),
        Record::Score { subject, at, score } => turns::put_scores(tx, &[(subject.clone(), *at, *score)]),
        Record::Advice { at, advice, in_force } => put_advice(tx, *at, advice, *in_force),
        Record::Candidate(candidate) => turns::put_candidates(tx, std::slice::from_ref(candidate)),
        Record::Number { series, year, last } => notices::raise_number(tx, series, *year, *last),
        Record::Notice(notice) => put_notice(tx, notice),
        Record::Silence(silence) => notices::put_silence(tx, silence),
        Record::Ruling(ruling) => notices::put_ruling(tx, ruling),
        Record::Disposition(one) => add_once(tx, "dispositions", [("at", time(one.at)), ("disposition", json(one)?)]),
        Record::Audit(entry) => put_audit(tx, entry),
        Record::Delivery(delivery) => outbox::enqueue(tx, std::slice::from_ref(delivery)),
        Record::Attempt(attempt) => {
            add_once(tx, "attempts", [("delivery", text(&attempt.key)), ("attempt", json(attempt)?)])
        }
        Record::Mark { name, at } => marks::set_mark(tx, name, *at),
        Record::Drop { day, reason, count } => marks::raise_drop(tx, day, reason, *count),
    }
}

/// Adds a row of these columns and values, unless the same is there.
fn add_once<const N: usize>(tx: &Connection, table: &str, row: [(&str, Value); N]) -> Result<(), Fault> {
    let names = row.each_ref().map(|(name, _)| *name).join(", ");
    let places = (1..=N).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "INSERT INTO {table} ({names}) SELECT {places}
         WHERE NOT EXISTS (SELECT 1 FROM {table} WHERE ({names}) = ({places}))"
    );
    tx.prepare_cached(&sql)?.execute(params_from_iter(row.map(|(_, value)| value)))?;
    Ok(())
}

/// A domain value as its column holds it.
fn json<T: Serialize>(value: &T) -> Result<Value, Fault> {
    Ok(Value::Text(serde_json::to_string(value)?))
}

fn time(at: Timestamp) -> Value {
    Value::Integer(micros(at))
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A wording that the store has, or has gone beyond, is left alone.
fn put_reading(tx: &Connection, reading: &Reading) -> Result<(), Fault> {
    let mut statement = tx.prepare_cached("SELECT revision FROM items WHERE id = ?1")?;
    let stored: Option<u32> = statement.query_row([reading.item.id.as_str()], |row| row.get(0)).optional()?;
    if stored.is_none_or(|stored| stored < reading.item.revision) {
        items::put(tx, std::slice::from_ref(reading))?;
    }
    Ok(())
}

fn put_advice(tx: &Connection, at: Timestamp, advice: &Advice, in_force: bool) -> Result<(), Fault> {
    let subject = text(&turns::advice_key(advice));
    add_once(tx, "advice_history", [("at", time(at)), ("subject", subject), ("advice", json(advice)?)])?;
    if in_force { turns::put_advice_in_force(tx, advice) } else { Ok(()) }
}

fn put_notice(tx: &Connection, notice: &Notice) -> Result<(), Fault> {
    match notices::notice(tx, &notice.id)? {
        Some(stored) if stored == *notice => Ok(()),
        Some(_) => Err(StoreError::Conflict { what: format!("notice {}", notice.id) }.into()),
        None => notices::write(tx, notice),
    }
}

fn put_audit(tx: &Connection, entry: &AuditEntry) -> Result<(), Fault> {
    let mut statement = tx.prepare_cached("SELECT entry FROM audit WHERE seq = ?1")?;
    let seq = i64::try_from(entry.seq).unwrap_or(i64::MAX);
    let stored: Option<String> = statement.query_row([seq], |row| row.get(0)).optional()?;
    if stored.as_deref() == Some(serde_json::to_string(entry)?.as_str()) {
        return Ok(());
    }
    audit::append(tx, std::slice::from_ref(entry))
}

fn reading_record(reading: Reading) -> Record {
    Record::Reading(Box::new(reading))
}

fn documents<T: DeserializeOwned>(c: &Connection, sql: &str, record: fn(T) -> Record) -> Result<Vec<Record>, Fault> {
    Ok(super::values(c, sql, [])?.into_iter().map(record).collect())
}

fn rows(
    connection: &Connection,
    sql: &str,
    record: impl Fn(&Row<'_>) -> Result<Record, Fault>,
) -> Result<Vec<Record>, Fault> {
    connection.prepare_cached(sql)?.query_and_then([], record)?.collect()
}

fn aliases(connection: &Connection) -> Result<Vec<Record>, Fault> {
    let sql = "SELECT aliases.id, items.id FROM aliases JOIN items ON items.key = aliases.item ORDER BY aliases.id";
    let id = |row: &Row<'_>, column| Ok::<_, Fault>(ItemId::from(row.get::<_, String>(column)?));
    rows(connection, sql, |row| Ok(Record::Alias { id: id(row, 0)?, item: id(row, 1)? }))
}

fn feed_states(connection: &Connection) -> Result<Vec<Record>, Fault> {
    let states = feeds::states(connection)?.into_iter();
    Ok(states.map(|(feed, state): (FeedId, _)| Record::Feed { feed, state: Box::new(state) }).collect())
}

fn levels(connection: &Connection) -> Result<Vec<Record>, Fault> {
    Ok(turns::levels(connection)?.into_iter().map(|(subject, state)| Record::Level { subject, state }).collect())
}

fn scores(connection: &Connection) -> Result<Vec<Record>, Fault> {
    let sql = "SELECT subject, at, score FROM scores ORDER BY at, subject";
    rows(connection, sql, |row| {
        let subject = turns::subject_of(&row.get::<_, String>(0)?)?;
        Ok(Record::Score { subject, at: instant(row.get(1)?)?, score: row.get(2)? })
    })
}

fn advice(connection: &Connection) -> Result<Vec<Record>, Fault> {
    let sql = "SELECT h.at, h.advice, h.advice IS (SELECT advice FROM advice WHERE advice.subject = h.subject)
               FROM advice_history h ORDER BY h.key";
    rows(connection, sql, |row| {
        let advice = serde_json::from_str(&row.get::<_, String>(1)?)?;
        Ok(Record::Advice { at: instant(row.get(0)?)?, advice, in_force: row.get(2)? })
    })
}

fn numbers(connection: &Connection) -> Result<Vec<Record>, Fault> {
    rows(connection, "SELECT series, year, last FROM numbers", |row| {
        Ok(Record::Number { series: row.get(0)?, year: row.get(1)?, last: row.get(2)? })
    })
}

fn moments(connection: &Connection) -> Result<Vec<Record>, Fault> {
    rows(connection, "SELECT name, at FROM marks", |row| {
        Ok(Record::Mark { name: row.get(0)?, at: instant(row.get(1)?)? })
    })
}

fn drops(connection: &Connection) -> Result<Vec<Record>, Fault> {
    rows(connection, "SELECT day, reason, count FROM drops", |row| {
        Ok(Record::Drop { day: row.get(0)?, reason: row.get(1)?, count: row.get::<_, i64>(2)?.unsigned_abs() })
    })
}
