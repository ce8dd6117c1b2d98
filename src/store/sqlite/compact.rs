//! Throwing away what is too old to matter, and giving the room back to the disk.
//!
//! What is too old is left to `app`; what must stay whatever its age is known here, because it is a matter of which
//! row points to which.

use rusqlite::{Connection, params};

use super::fault::Fault;
use super::items::micros;
use crate::domain::time::Timestamp;
use crate::store::values::{Keep, Removed, Room};

/// Items removed in one transaction: few enough that another program waits some tens of milliseconds at most.
const BATCH: usize = 1000;

/// The file is written anew when more than one page in so many is empty.
const GAPS: i64 = 4;

/// Items that a notice cites, by whatever id it knew them.
const CITED: &str = "
    CREATE TEMP TABLE cited AS
        SELECT json_extract(source.value, '$.item') AS id
        FROM notices, json_each(notice, '$.content.sources') AS source;
    INSERT INTO cited SELECT items.id FROM aliases JOIN items ON items.key = aliases.item
        WHERE aliases.id IN (SELECT id FROM cited);
    CREATE INDEX temp.cited_by_id ON cited (id);";

/// Items dated and seen before a moment, oldest first; whether each may go.
const OLD: &str = "
    SELECT key, published IS NOT NULL AND json_extract(rest, '$.provider.advisory') IS NULL
                AND id NOT IN (SELECT id FROM cited WHERE id IS NOT NULL)
    FROM items WHERE coalesce(published, seen) < ?1 AND seen < ?1";

/// Throws away what may go; says how much of what.
pub(in crate::store) fn compact(connection: &mut Connection, keep: Keep) -> Result<Removed, Fault> {
    let (old, stayed) = old_items(connection, keep.items_since)?;
    for keys in old.chunks(BATCH) {
        remove_items(connection, keys)?;
    }
    let tx = connection.transaction()?;
    let fetches = tx.execute("DELETE FROM fetches WHERE at < ?1", [micros(keep.fetches_since)])?;
    let scores = tx.execute("DELETE FROM scores WHERE at < ?1", [micros(keep.scores_since)])?;
    tx.execute("INSERT INTO words (words) VALUES ('optimize')", [])?;
    tx.commit()?;
    if keep.room == Room::GiveBack || is_full_of_gaps(connection)? {
        connection.execute_batch("VACUUM")?;
    }
    connection.execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);")?;
    let count = |rows: usize| u64::try_from(rows).unwrap_or(u64::MAX);
    Ok(Removed {
        items: count(old.len()),
        fetches: count(fetches),
        scores: count(scores),
        stayed,
        ..Removed::default()
    })
}

/// Items from before a moment that may go, and how many may not.
fn old_items(connection: &Connection, before: Timestamp) -> Result<(Vec<i64>, u64), Fault> {
    connection.execute_batch(CITED)?;
    let found = connection
        .prepare(OLD)?
        .query_map([micros(before)], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<Vec<(i64, bool)>, _>>();
    connection.execute_batch("DROP TABLE temp.cited")?;
    let (go, stay): (Vec<_>, Vec<_>) = found?.into_iter().partition(|(_, may_go)| *may_go);
    Ok((go.into_iter().map(|(key, _)| key).collect(), stay.len() as u64))
}

/// Earlier wordings and aliases go with their item, by reference.
fn remove_items(connection: &mut Connection, keys: &[i64]) -> Result<(), Fault> {
    let tx = connection.transaction()?;
    for sql in [
        "DELETE FROM words WHERE rowid = ?1",
        "DELETE FROM unindexed WHERE key = ?1",
        "DELETE FROM items WHERE key = ?1",
    ] {
        let mut delete = tx.prepare_cached(sql)?;
        for key in keys {
            delete.execute(params![key])?;
        }
    }
    Ok(tx.commit()?)
}

fn is_full_of_gaps(connection: &Connection) -> Result<bool, Fault> {
    let pragma = |name: &str| connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0));
    Ok(pragma("freelist_count")? * GAPS > pragma("page_count")?)
}
