//! Schema migrations: numbered files, each run once, none ever edited. Making the backup first is done here too.

use rusqlite::{Connection, TransactionBehavior, params};

use super::Place;
use super::fault::Fault;
use crate::domain::time::Timestamp;
use crate::store::error::StoreError;

/// The migrations, the first of which makes schema 1.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_items_feeds_levels.sql"),
    include_str!("migrations/0002_notices_audit_outbox.sql"),
    include_str!("migrations/0003_aliases_by_item.sql"),
    include_str!("migrations/0004_rulings.sql"),
    include_str!("migrations/0005_plain_words.sql"),
];

/// Marks a database as fenghuo's in its header: "Feng" in ASCII.
const APPLICATION_ID: i32 = 0x4665_6e67;

/// The latest schema this program knows.
pub(super) fn latest() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

/// The schema of a database; 0 for an empty one.
pub(super) fn version(connection: &Connection) -> Result<u32, Fault> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Brings a database to the latest schema; gives a note when that meant changing one with content.
pub(super) fn migrate(connection: &mut Connection, place: &Place, now: Timestamp) -> Result<Option<String>, Fault> {
    let found = version(connection)?;
    refuse_strangers(connection, place, found)?;
    if found == latest() {
        return Ok(None);
    }
    let note = if found == 0 { None } else { back_up(connection, place, found, now)? };
    up_to(connection, latest())?;
    Ok(note)
}

/// Runs the migrations that are still missing up to a schema.
pub(super) fn up_to(connection: &mut Connection, schema: u32) -> Result<(), Fault> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have migrated while this one waited for the lock.
    let done = version(&tx)?;
    for (_, migration) in (1..=schema).zip(MIGRATIONS).skip_while(|(number, _)| *number <= done) {
        tx.execute_batch(migration)?;
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", schema.max(done))?;
    Ok(tx.commit()?)
}

/// Whether a database is a store of this program, of a schema known here.
pub(super) fn is_known(connection: &Connection) -> Result<bool, Fault> {
    let application: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    Ok(application == APPLICATION_ID && (1..=latest()).contains(&version(connection)?))
}

fn refuse_strangers(connection: &Connection, place: &Place, found: u32) -> Result<(), Fault> {
    let application: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let tables: u32 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let path = place.name();
    if tables > 0 && application != APPLICATION_ID {
        return Err(StoreError::Foreign { path }.into());
    }
    if found > latest() {
        return Err(StoreError::Newer { path, found, known: latest() }.into());
    }
    Ok(())
}

fn back_up(connection: &Connection, place: &Place, found: u32, now: Timestamp) -> Result<Option<String>, Fault> {
    let Place::File(path) = place else { return Ok(None) };
    let backup = format!("{}.schema{found}-{}.bak", path.display(), now.format("%Y%m%dT%H%M%SZ"));
    if !std::path::Path::new(&backup).exists() {
        connection.execute("VACUUM INTO ?1", params![backup])?;
    }
    Ok(Some(format!("the store was brought from schema {found} to {}; the one before is kept as `{backup}`", latest())))
}
