//! The text index: filled in small batches when nothing else is to be written, asked by entries of words.

use rusqlite::{Connection, params};

use super::fault::Fault;
use super::items;
use crate::domain::picture::Reading;
use crate::store::words::{self, Term};

/// Texts indexed at a time: few enough that a write waits some milliseconds at most.
pub(super) const BATCH: usize = 500;

/// The same where hardly a write is to come: each batch is a part of the index by itself, to be merged with others later.
pub(super) const LONG_BATCH: usize = 4000;

/// Hits of the index looked at for each hit wanted, since pairs in another order are hits too.
const LOOKED_AT: usize = 8;

/// Indexes up to so many of the texts that wait; gives how many.
pub(in crate::store) fn index_some(tx: &Connection, most: usize) -> Result<usize, Fault> {
    let waiting: Vec<(i64, String)> = tx
        .prepare_cached(
            "SELECT u.key, items.title || char(10) || items.summary
             FROM unindexed u JOIN items ON items.key = u.key ORDER BY u.key LIMIT ?1",
        )?
        .query_map([items::rows(most)], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut add = tx.prepare_cached("INSERT INTO words (rowid, text) VALUES (?1, ?2)")?;
    let mut replace = tx.prepare_cached("INSERT OR REPLACE INTO words (rowid, text) VALUES (?1, ?2)")?;
    let last_indexed = last_indexed(tx)?;
    for (key, text) in &waiting {
        let index = if *key > last_indexed { &mut add } else { &mut replace };
        index.execute(params![key, words::entries(&words::fold(text))])?;
    }
    if let Some((last, _)) = waiting.last() {
        tx.prepare_cached("DELETE FROM unindexed WHERE key <= ?1")?.execute([last])?;
    }
    Ok(waiting.len())
}

/// The last key in the index, or 0: what comes after it is not there yet, and need not be taken out first.
fn last_indexed(tx: &Connection) -> Result<i64, Fault> {
    let sql = "SELECT coalesce(max(id), 0) FROM words_docsize";
    Ok(tx.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// Indexes all that wait, each batch in a transaction of its own; gives how many.
pub(in crate::store) fn index_all(connection: &mut Connection) -> Result<u64, Fault> {
    let mut count = 0;
    loop {
        let tx = connection.transaction()?;
        let indexed = index_some(&tx, LONG_BATCH)?;
        tx.commit()?;
        count += indexed as u64;
        if indexed < LONG_BATCH {
            return Ok(count);
        }
    }
}

/// Readings whose title or summary holds every part of the query, latest first. Texts that still wait for the index
/// are looked through one by one, so that what is stored is found from that moment on.
pub(in crate::store) fn search(connection: &Connection, query: &str, limit: usize) -> Result<Vec<Reading>, Fault> {
    let query = words::fold(query);
    let terms = words::terms(&query);
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT {} FROM items WHERE key IN
         (SELECT rowid FROM (SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY rowid DESC LIMIT ?2)
          UNION SELECT value FROM json_each(?3))
         ORDER BY coalesce(published, seen) DESC, key DESC",
        items::COLUMNS
    );
    let asked = items::rows(limit.saturating_mul(LOOKED_AT));
    let waiting = serde_json::to_string(&waiting(connection, &query, limit)?)?;
    let mut readings = items::all(connection, &sql, params![expression(&terms), asked, waiting])?;
    readings.retain(|reading| {
        let text = format!("{}\n{}", reading.item.title, reading.item.summary);
        words::holds(&words::fold(&text), &query)
    });
    readings.truncate(limit);
    Ok(readings)
}

/// Texts that wait for the index and hold the query, the last to come first.
fn waiting(connection: &Connection, folded_query: &str, limit: usize) -> Result<Vec<i64>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT u.key, items.title || char(10) || items.summary
         FROM unindexed u JOIN items ON items.key = u.key ORDER BY u.key DESC",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()?.filter(|_| found.len() < limit) {
        let text = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        if words::holds(&words::fold(text), folded_query) {
            found.push(row.get(0)?);
        }
    }
    Ok(found)
}

/// The terms in the index's own language: quoted, so that no word of the query is taken for an operator.
fn expression(terms: &[Term]) -> String {
    let quoted = terms.iter().map(|term| {
        let star = if term.prefix { "*" } else { "" };
        format!("\"{}\"{star}", term.entry)
    });
    quoted.collect::<Vec<_>>().join(" ")
}
