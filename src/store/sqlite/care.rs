//! Care of the database itself: checking, thinning out, copying, counting.

use std::path::Path;

use rusqlite::{Connection, params};

use super::fault::Fault;
use super::items::micros;
use super::migrate;
use crate::store::values::{Keep, Stats};

/// What is wrong with the pages, indexes and references; empty when nothing is.
pub(in crate::store) fn check(connection: &Connection) -> Result<Vec<String>, Fault> {
    let mut statement = connection.prepare("PRAGMA integrity_check(20)")?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut found: Vec<String> = rows.collect::<Result<_, _>>()?;
    found.retain(|line| line != "ok");
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    for table in rows {
        found.push(format!("a row of `{}` points to nothing", table?));
    }
    Ok(found)
}

/// Throws away what need not be kept, and gives the room back to the disk.
pub(in crate::store) fn compact(connection: &mut Connection, keep: Keep) -> Result<(), Fault> {
    let tx = connection.transaction()?;
    tx.execute("DELETE FROM fetches WHERE at < ?1", [micros(keep.fetches_since)])?;
    tx.execute("DELETE FROM scores WHERE at < ?1", [micros(keep.scores_since)])?;
    tx.execute("INSERT INTO words (words) VALUES ('optimize')", [])?;
    tx.commit()?;
    connection.execute_batch("VACUUM; PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);")?;
    Ok(())
}

/// Writes a whole copy to a file that does not exist yet.
pub(in crate::store) fn backup(connection: &Connection, to: &Path) -> Result<(), Fault> {
    // A copy is no change, but a connection that only reads refuses to make one.
    let reads_only: bool = connection.query_row("PRAGMA query_only", [], |row| row.get(0))?;
    connection.pragma_update(None, "query_only", false)?;
    let copied = connection.execute("VACUUM INTO ?1", params![to.display().to_string()]);
    connection.pragma_update(None, "query_only", reads_only)?;
    copied?;
    Ok(())
}

/// How much there is.
pub(in crate::store) fn stats(connection: &Connection) -> Result<Stats, Fault> {
    let count = |table: &str| -> Result<u64, Fault> {
        Ok(connection
            .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0))?
            .unsigned_abs())
    };
    Ok(Stats {
        schema: migrate::version(connection)?,
        bytes: 0,
        items: count("items")?,
        unindexed: count("unindexed")?,
        fetches: count("fetches")?,
        candidates: count("candidates")?,
        notices: count("notices")?,
        waiting: connection
            .query_row("SELECT count(*) FROM outbox WHERE next_try IS NOT NULL", [], |row| row.get(0))
            .map(i64::unsigned_abs)?,
    })
}
