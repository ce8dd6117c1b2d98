//! Moments remembered by name, and counts of items that gave no incident.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::fault::Fault;
use super::items::{instant, micros};
use crate::domain::time::Timestamp;

/// The moment remembered under a name.
pub(in crate::store) fn mark(connection: &Connection, name: &str) -> Result<Option<Timestamp>, Fault> {
    let mut statement = connection.prepare_cached("SELECT at FROM marks WHERE name = ?1")?;
    let at: Option<i64> = statement.query_row([name], |row| row.get(0)).optional()?;
    at.map(instant).transpose()
}

/// Remembers a moment under a name.
pub(in crate::store) fn set_mark(tx: &Connection, name: &str, at: Timestamp) -> Result<(), Fault> {
    let sql = "INSERT OR REPLACE INTO marks (name, at) VALUES (?1, ?2)";
    tx.prepare_cached(sql)?.execute(params![name, micros(at)])?;
    Ok(())
}

/// Adds to the counts of a day.
pub(in crate::store) fn add_drops(tx: &Connection, at: Timestamp, counts: &BTreeMap<String, u64>) -> Result<(), Fault> {
    let mut add = tx.prepare_cached(
        "INSERT INTO drops (day, reason, count) VALUES (?1, ?2, ?3)
         ON CONFLICT (day, reason) DO UPDATE SET count = count + excluded.count",
    )?;
    for (reason, count) in counts {
        add.execute(params![day(at), reason, i64::try_from(*count).unwrap_or(i64::MAX)])?;
    }
    Ok(())
}

/// The counts by reason, from the day of `since` on.
pub(in crate::store) fn drops_since(connection: &Connection, since: Timestamp) -> Result<BTreeMap<String, u64>, Fault> {
    let mut statement =
        connection.prepare_cached("SELECT reason, sum(count) FROM drops WHERE day >= ?1 GROUP BY reason")?;
    let rows = statement.query_map([day(since)], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Raises one count to at least this.
pub(super) fn raise_drop(tx: &Connection, day: &str, reason: &str, count: u64) -> Result<(), Fault> {
    let sql = "INSERT INTO drops (day, reason, count) VALUES (?1, ?2, ?3)
               ON CONFLICT (day, reason) DO UPDATE SET count = max(count, excluded.count)";
    tx.prepare_cached(sql)?.execute(params![day, reason, i64::try_from(count).unwrap_or(i64::MAX)])?;
    Ok(())
}

fn day(at: Timestamp) -> String {
    at.format("%Y-%m-%d").to_string()
}
