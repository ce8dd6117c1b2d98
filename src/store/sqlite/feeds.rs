//! Requests to feeds and what is remembered of each feed.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::fault::Fault;
use super::items::{micros, rows};
use crate::domain::feed::{FeedState, Fetch};
use crate::domain::id::FeedId;

/// Adds requests to the record and replaces the state of their feeds.
pub(in crate::store) fn put(tx: &Connection, batch: &[(Fetch, FeedState)]) -> Result<(), Fault> {
    let mut add = tx.prepare_cached("INSERT INTO fetches (feed, at, fetch) VALUES (?1, ?2, ?3)")?;
    for (fetch, state) in batch {
        add.execute(params![fetch.feed.as_str(), micros(fetch.at), serde_json::to_string(fetch)?])?;
        put_state(tx, &fetch.feed, state)?;
    }
    Ok(())
}

/// Replaces the state of one feed, for example when an officer pauses it.
pub(in crate::store) fn put_state(tx: &Connection, feed: &FeedId, state: &FeedState) -> Result<(), Fault> {
    let sql = "INSERT INTO feeds (feed, state) VALUES (?1, ?2)
               ON CONFLICT (feed) DO UPDATE SET state = excluded.state";
    tx.prepare_cached(sql)?.execute(params![feed.as_str(), serde_json::to_string(state)?])?;
    Ok(())
}

/// What is remembered of every feed ever asked.
pub(in crate::store) fn states(connection: &Connection) -> Result<BTreeMap<FeedId, FeedState>, Fault> {
    let mut statement = connection.prepare_cached("SELECT feed, state FROM feeds")?;
    let rows = statement.query_and_then([], |row| {
        let state: String = row.get(1)?;
        Ok((FeedId::from(row.get::<_, String>(0)?), serde_json::from_str(&state)?))
    })?;
    rows.collect()
}

/// The last requests to a feed, oldest first.
pub(in crate::store) fn fetches(connection: &Connection, feed: &FeedId, last: usize) -> Result<Vec<Fetch>, Fault> {
    let sql = "SELECT fetch FROM fetches WHERE feed = ?1 ORDER BY key DESC LIMIT ?2";
    let mut fetches: Vec<Fetch> = super::values(connection, sql, params![feed.as_str(), rows(last)])?;
    fetches.reverse();
    Ok(fetches)
}
