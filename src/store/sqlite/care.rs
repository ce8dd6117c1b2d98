//! Care of the database itself: checking and counting. Thinning it out is left to `compact`, copying to `backup`.

use rusqlite::Connection;

use super::fault::Fault;
use super::migrate;
use crate::store::values::Stats;

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
