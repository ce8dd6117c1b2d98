//! Items with their readings and earlier wordings.

use std::borrow::Borrow;

use chrono::DateTime;
use rusqlite::{CachedStatement, Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::annotations;
use super::fault::Fault;
use crate::domain::annotation::Annotation;
use crate::domain::id::{Family, FeedId, ItemId};
use crate::domain::item::{Item, Provider};
use crate::domain::picture::Reading;
use crate::domain::place::Point;
use crate::domain::source::{Credibility, Reliability};
use crate::domain::time::Timestamp;
use crate::store::values::{History, PutOutcome, Sight};

/// The columns a reading is made of, in the order that [`reading`] wants them.
pub(super) const COLUMNS: &str = "id, feed, revision, published, seen, title, summary, rest, annotation";

/// Stores a batch; gives how many were new, changed, the same.
pub(in crate::store) fn put(tx: &Connection, batch: &[impl Borrow<Reading>]) -> Result<PutOutcome, Fault> {
    let mut lookup = Lookup::new(tx)?;
    let mut outcome = PutOutcome::default();
    for reading in batch.iter().map(Borrow::borrow) {
        let hash = hash_of(&reading.item);
        let count = match lookup.find(&reading.item, hash)? {
            None => {
                add(tx, reading, hash)?;
                &mut outcome.new
            }
            Some(found) if found.hash == hash => {
                keep_same(tx, &found, reading)?;
                &mut outcome.same
            }
            Some(found) => {
                revise(tx, &found, reading, hash)?;
                &mut outcome.changed
            }
        };
        *count += 1;
    }
    Ok(outcome)
}

/// Remembers a further id of an item.
pub(super) fn put_alias(tx: &Connection, id: &ItemId, item: &ItemId) -> Result<(), Fault> {
    let sql = "INSERT OR IGNORE INTO aliases (id, item) SELECT ?1, key FROM items WHERE id = ?2";
    tx.prepare_cached(sql)?.execute(params![id.as_str(), item.as_str()])?;
    Ok(())
}

/// Tells of each item whether it was seen before.
pub(in crate::store) fn known(connection: &Connection, items: &[Item]) -> Result<Vec<Sight>, Fault> {
    // One view of the database for all: each query by itself would lock the file anew.
    let _view = connection.unchecked_transaction()?;
    let mut lookup = Lookup::new(connection)?;
    let sight = |item: &Item| {
        let hash = hash_of(item);
        Ok(match lookup.find(item, hash)? {
            None => Sight::New,
            Some(Found { id, revision, lexicon, hash: stored, .. }) if stored == hash => {
                Sight::Same { id, revision, lexicon }
            }
            Some(Found { id, revision, .. }) => Sight::Changed { id, revision: revision + 1 },
        })
    };
    items.iter().map(sight).collect()
}

/// How often looking items up had to be planned again.
#[cfg(test)]
pub(super) fn times_prepared_anew(connection: &Connection) -> i32 {
    let lookup = connection.prepare_cached(LOOKUP).unwrap();
    lookup.get_status(rusqlite::StatementStatus::RePrepare)
}

/// Replaces what reading found, for items whose revision is still the one that was read; gives how many.
pub(in crate::store) fn annotate(tx: &Connection, annotations: &[Annotation]) -> Result<u32, Fault> {
    let mut update =
        tx.prepare_cached("UPDATE items SET lexicon = ?3, annotation = ?4 WHERE id = ?1 AND revision = ?2")?;
    let mut count = 0;
    for annotation in annotations {
        let text = annotations::written(annotation)?;
        count += update.execute(params![annotation.id.as_str(), annotation.revision, annotation.version, text])?;
    }
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The latest readings from `since` on, oldest first.
pub(in crate::store) fn since(connection: &Connection, since: Timestamp, limit: usize) -> Result<Vec<Reading>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM items WHERE coalesce(published, seen) >= ?1
         ORDER BY coalesce(published, seen) DESC, key DESC LIMIT ?2"
    );
    let mut readings = all(connection, &sql, params![micros(since), rows(limit)])?;
    readings.reverse();
    Ok(readings)
}

/// The moment of the oldest of the latest `limit` readings from `since` on.
pub(in crate::store) fn oldest_of(connection: &Connection, since: Timestamp, limit: usize) -> Result<i64, Fault> {
    let sql = "SELECT coalesce(published, seen) FROM items WHERE coalesce(published, seen) >= ?1
               ORDER BY coalesce(published, seen) DESC LIMIT 1 OFFSET ?2";
    let last = params![micros(since), rows(limit.saturating_sub(1))];
    let oldest = connection.prepare_cached(sql)?.query_row(last, |row| row.get(0)).optional()?;
    Ok(oldest.unwrap_or(micros(since)))
}

/// A page of readings in order of time after a moment and a key; with those to go on from.
pub(in crate::store) fn page_of_time(
    connection: &Connection,
    (moment, key): (i64, i64),
    limit: usize,
) -> Result<(Vec<Reading>, (i64, i64)), Fault> {
    let sql = format!(
        "SELECT {COLUMNS}, coalesce(published, seen), key FROM items
         WHERE coalesce(published, seen) >= ?1 AND (coalesce(published, seen) > ?1 OR key > ?2)
         ORDER BY coalesce(published, seen), key LIMIT ?3"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![moment, key, self::rows(limit)])?;
    let (mut readings, mut last) = (Vec::new(), (moment, key));
    while let Some(row) = rows.next()? {
        readings.push(reading(row)?);
        last = (row.get(9)?, row.get(10)?);
    }
    Ok((readings, last))
}

/// A page of all readings in the order in which they came, after a key; with the key to go on from.
pub(in crate::store) fn page(connection: &Connection, after: i64, limit: usize) -> Result<(Vec<Reading>, i64), Fault> {
    let sql = format!("SELECT {COLUMNS}, key FROM items WHERE key > ?1 ORDER BY key LIMIT ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![after, self::rows(limit)])?;
    let (mut readings, mut last) = (Vec::new(), after);
    while let Some(row) = rows.next()? {
        readings.push(reading(row)?);
        last = row.get(9)?;
    }
    Ok((readings, last))
}

/// The readings of some items, in the order asked.
pub(in crate::store) fn of_items(connection: &Connection, items: &[ItemId]) -> Result<Vec<Reading>, Fault> {
    let mut readings = Vec::new();
    for item in items {
        readings.extend(all(connection, &format!("SELECT {COLUMNS} FROM items WHERE id = ?1"), [item.as_str()])?);
    }
    Ok(readings)
}

/// The readings of a publisher family from `since` on, oldest first.
pub(in crate::store) fn of_family(
    connection: &Connection,
    family: &Family,
    since: Timestamp,
) -> Result<Vec<Reading>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM items WHERE coalesce(published, seen) >= ?1 AND json_extract(rest, '$.publisher') = ?2
         ORDER BY coalesce(published, seen), key"
    );
    all(connection, &sql, params![micros(since), family.as_str()])
}

/// Every reading of a feed, oldest first.
pub(in crate::store) fn of_feed(connection: &Connection, feed: &FeedId) -> Result<Vec<Reading>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM items WHERE feed = ?1 ORDER BY coalesce(published, seen), key");
    all(connection, &sql, [feed.as_str()])
}

/// Readings made by another lexicon than this one, latest first.
pub(in crate::store) fn stale(connection: &Connection, lexicon: &str, limit: usize) -> Result<Vec<Reading>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM items WHERE lexicon <> ?1 ORDER BY key DESC LIMIT ?2");
    all(connection, &sql, params![lexicon, rows(limit)])
}

/// One item by any of its ids, with its earlier wordings.
pub(in crate::store) fn history(connection: &Connection, id: &ItemId) -> Result<Option<History>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS}, key FROM items
         WHERE id = ?1 OR key = (SELECT item FROM aliases WHERE aliases.id = ?1)"
    );
    let found = connection.query_row(&sql, [id.as_str()], |row| Ok((reading(row), row.get::<_, i64>(9)?)));
    let Some((current, key)) = found.optional()? else { return Ok(None) };
    let current = current?;
    let sql = "SELECT items.id, items.feed, r.revision, r.published, r.seen, r.title, r.summary, r.rest, r.annotation
               FROM revisions r JOIN items ON items.key = r.item WHERE r.item = ?1 ORDER BY r.revision";
    Ok(Some(History { current, earlier: all(connection, sql, [key])? }))
}

/// Every reading of a query that selects [`COLUMNS`].
pub(super) fn all(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<Reading>, Fault> {
    connection.prepare_cached(sql)?.query_and_then(parameters, reading)?.collect()
}

/// The reading of a row that starts with [`COLUMNS`].
pub(super) fn reading(row: &Row<'_>) -> Result<Reading, Fault> {
    let rest: Rest = serde_json::from_str(row.get_ref(7)?.as_str().map_err(rusqlite::Error::from)?)?;
    let (id, revision) = (ItemId::from(row.get::<_, String>(0)?), row.get(2)?);
    let annotation = row.get_ref(8)?.as_str().map_err(rusqlite::Error::from)?;
    let annotation = annotations::read(id.clone(), revision, annotation)?;
    let item = Item {
        id,
        feed: FeedId::from(row.get::<_, String>(1)?),
        revision,
        published: row.get::<_, Option<i64>>(3)?.map(instant).transpose()?,
        seen: instant(row.get(4)?)?,
        title: row.get(5)?,
        summary: row.get(6)?,
        publisher: rest.publisher,
        reliability: rest.reliability,
        credibility: rest.credibility,
        lang: rest.lang,
        link: rest.link,
        point: rest.point,
        categories: rest.categories,
        provider: rest.provider,
        exercise: rest.exercise,
    };
    Ok(Reading { item, annotation })
}

/// Microseconds since 1970.
pub(super) const fn micros(at: Timestamp) -> i64 {
    at.timestamp_micros()
}

/// The instant of stored microseconds.
pub(super) fn instant(micros: i64) -> Result<Timestamp, Fault> {
    DateTime::from_timestamp_micros(micros).ok_or_else(|| Fault::Value(format!("`{micros}` is no time")))
}

/// A number of rows, as the database takes it.
pub(super) fn rows(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// A stored item, as far as telling it from others needs.
struct Found {
    key: i64,
    id: ItemId,
    revision: u32,
    hash: i64,
    lexicon: String,
    /// Found by its words under an id not seen before.
    new_id: bool,
}

/// The ways to find an item, in one query: by its id, by an id it was re-published under, by its words in the same feed.
struct Lookup<'c>(CachedStatement<'c>);

/// Tried one after the other until one finds it. The same words on another day are another happening, such as a daily
/// air-raid alert.
const LOOKUP: &str = "SELECT key, id, revision, hash, lexicon, 0 FROM items WHERE id = ?1
    UNION ALL
    SELECT key, items.id, revision, hash, lexicon, 0 FROM aliases JOIN items ON items.key = aliases.item
    WHERE aliases.id = ?1
    UNION ALL
    SELECT key, id, revision, hash, lexicon, 1 FROM items WHERE feed = ?3 AND hash = ?2
    AND (?4 IS NULL OR published IS NULL OR published / 86400000000 = ?4 / 86400000000)
    LIMIT 1";

impl<'c> Lookup<'c> {
    fn new(connection: &'c Connection) -> Result<Self, Fault> {
        Ok(Self(connection.prepare_cached(LOOKUP)?))
    }

    fn find(&mut self, item: &Item, hash: i64) -> Result<Option<Found>, Fault> {
        let by = params![item.id.as_str(), hash, item.feed.as_str(), item.published.map(micros)];
        Ok(self.0.query_row(by, found).optional()?)
    }
}

fn found(row: &Row<'_>) -> rusqlite::Result<Found> {
    Ok(Found {
        key: row.get(0)?,
        id: ItemId::from(row.get::<_, String>(1)?),
        revision: row.get(2)?,
        hash: row.get(3)?,
        lexicon: row.get(4)?,
        new_id: row.get(5)?,
    })
}

/// Stores an item never seen before.
fn add(tx: &Connection, reading: &Reading, hash: i64) -> Result<(), Fault> {
    let sql = "INSERT INTO items (id, feed, revision, hash, published, seen, lexicon, title, summary, rest, annotation)
               VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let key = tx.prepare_cached(sql)?.insert(params![
        reading.item.id.as_str(),
        reading.item.feed.as_str(),
        hash,
        reading.item.published.map(micros),
        micros(reading.item.seen),
        reading.annotation.version,
        reading.item.title,
        reading.item.summary,
        rest_of(&reading.item)?,
        annotations::written(&reading.annotation)?,
    ])?;
    await_index(tx, key)
}

/// Has the words of an item indexed in a quiet moment.
fn await_index(tx: &Connection, key: i64) -> Result<(), Fault> {
    tx.prepare_cached("INSERT OR IGNORE INTO unindexed (key) VALUES (?1)")?.execute([key])?;
    Ok(())
}

/// Nothing was said anew; a new id is remembered, and a newer reading replaces the older one.
fn keep_same(tx: &Connection, found: &Found, reading: &Reading) -> Result<(), Fault> {
    if found.new_id {
        let sql = "INSERT OR IGNORE INTO aliases (id, item) VALUES (?1, ?2)";
        tx.prepare_cached(sql)?.execute(params![reading.item.id.as_str(), found.key])?;
    }
    if found.lexicon != reading.annotation.version {
        let annotation = annotations::written(&reading.annotation)?;
        let sql = "UPDATE items SET lexicon = ?2, annotation = ?3 WHERE key = ?1";
        tx.prepare_cached(sql)?.execute(params![found.key, reading.annotation.version, annotation])?;
    }
    Ok(())
}

/// Files the present wording and puts the new one in its place. When it was first seen stays.
fn revise(tx: &Connection, found: &Found, reading: &Reading, hash: i64) -> Result<(), Fault> {
    let keep = "INSERT INTO revisions (item, revision, published, seen, title, summary, rest, annotation)
                SELECT key, revision, published, seen, title, summary, rest, annotation FROM items WHERE key = ?1";
    tx.prepare_cached(keep)?.execute([found.key])?;
    let replace = "UPDATE items SET revision = ?2, hash = ?3, published = ?4, lexicon = ?5, title = ?6,
                   summary = ?7, rest = ?8, annotation = ?9 WHERE key = ?1";
    let revision = found.revision + 1;
    tx.prepare_cached(replace)?.execute(params![
        found.key,
        revision,
        hash,
        reading.item.published.map(micros),
        reading.annotation.version,
        reading.item.title,
        reading.item.summary,
        rest_of(&reading.item)?,
        annotations::written(&reading.annotation)?,
    ])?;
    await_index(tx, found.key)
}

/// The hash in the same 64 bits as a signed number, which is all there is in the database.
fn hash_of(item: &Item) -> i64 {
    item.content_hash().0.cast_signed()
}

/// What an item holds besides its columns, as it is written.
#[derive(Serialize)]
struct RestOf<'a> {
    publisher: &'a Family,
    reliability: Reliability,
    credibility: Credibility,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    point: Option<Point>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    categories: &'a [String],
    #[serde(skip_serializing_if = "is_silent")]
    provider: &'a Provider,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    exercise: bool,
}

/// The same as it is read.
#[derive(Deserialize)]
struct Rest {
    publisher: Family,
    reliability: Reliability,
    credibility: Credibility,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    link: Option<String>,
    #[serde(default)]
    point: Option<Point>,
    #[serde(default)]
    categories: Vec<String>,
    #[serde(default)]
    provider: Provider,
    #[serde(default)]
    exercise: bool,
}

fn rest_of(item: &Item) -> Result<String, Fault> {
    Ok(serde_json::to_string(&RestOf {
        publisher: &item.publisher,
        reliability: item.reliability,
        credibility: item.credibility,
        lang: item.lang.as_deref(),
        link: item.link.as_deref(),
        point: item.point,
        categories: &item.categories,
        provider: &item.provider,
        exercise: item.exercise,
    })?)
}

fn is_silent(provider: &Provider) -> bool {
    *provider == Provider::default()
}
