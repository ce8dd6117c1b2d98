//! Opening a database file whatever its state: locked, read-only, damaged, older, newer, of another program.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::fault::Fault;
use super::{Place, migrate, salvage};
use crate::domain::time::Timestamp;
use crate::store::error::StoreError;

/// How long a lock held by another program is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// Databases up to this size are checked whole at each start; it costs a few milliseconds. Larger ones only after
/// damage was met, or first frame and start would wait for the disk.
const CHECKED_AT_START: u64 = 8 << 20;

/// Cache of the connection that writes, in KiB (negative, as the pragma wants it): room for the inner pages of the
/// indexes over a million items, so that an insert rarely waits for the disk.
const CACHE_KIB: i32 = -4 * 1024;

/// Size of a page of a new file, in bytes: of the usual 4096 a third stays empty, since an item takes more than a third of
/// it.
const PAGE: i32 = 8192;

/// Pages of log after which they are moved into the file. More than the default of 1000, because index pages are
/// written again and again by successive batches and are moved only once; not many more, because whoever closes the
/// store waits for the rest.
const LOG_PAGES: i32 = 2000;

/// Statements kept prepared per connection.
const STATEMENTS: usize = 64;

/// The connection that writes, with what an operator should know.
pub(super) fn open(place: &Place, now: Timestamp) -> Result<(Connection, Vec<String>), StoreError> {
    match open_patiently(place, now) {
        Err(StoreError::Corrupt { path, why }) => {
            let Place::File(file) = place else { return Err(StoreError::Corrupt { path, why }) };
            let aside = set_aside(file, "damaged", now)?;
            let (connection, mut notes) = open_patiently(place, now)?;
            let carried = salvage::carry_over(&connection, &aside).map_err(|fault| fault.at(place))?;
            let note = format!(
                "the store `{path}` was damaged ({why}); it is set aside as `{}` and a new one begun; {carried}",
                aside.display()
            );
            notes.insert(0, note);
            Ok((connection, notes))
        }
        opened => opened,
    }
}

/// A connection that only reads.
pub(super) fn reader(path: &Path) -> Result<Connection, Fault> {
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    ready(&connection)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// What holds for every connection.
fn ready(connection: &Connection) -> Result<(), Fault> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // A prepared query would be planned anew for the values bound to it, which costs more than to look an item up.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// The file whose presence asks for a full check at the next start.
pub(super) fn suspicion(path: &Path) -> PathBuf {
    with_suffix(path, ".suspect")
}

/// Two programs that create the same store may lock each other out for a moment in which nothing
/// waits by itself.
pub(super) fn open_patiently(place: &Place, now: Timestamp) -> Result<(Connection, Vec<String>), StoreError> {
    let start = Instant::now();
    loop {
        match try_open(place, now).map_err(|fault| fault.at(place)) {
            Err(StoreError::Locked { .. }) if start.elapsed() < PATIENCE => {
                thread::sleep(Duration::from_millis(20));
            }
            answer => return answer,
        }
    }
}

fn try_open(place: &Place, now: Timestamp) -> Result<(Connection, Vec<String>), Fault> {
    let mut connection = connect(place)?;
    ready(&connection)?;
    // The first look at the file: says whether it is a database at all.
    migrate::version(&connection)?;
    if connection.is_readonly("main")? {
        return Err(StoreError::ReadOnly { path: place.name() }.into());
    }
    check_if_due(&connection, place)?;
    connection.pragma_update(None, "page_size", PAGE)?;
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", CACHE_KIB)?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    let note = migrate::migrate(&mut connection, place, now)?;
    // A lock or a missing permission is better said now than at the first batch.
    connection.transaction_with_behavior(TransactionBehavior::Immediate)?.rollback()?;
    Ok((connection, note.into_iter().collect()))
}

fn connect(place: &Place) -> Result<Connection, Fault> {
    let Place::File(path) = place else { return Ok(Connection::open_in_memory()?) };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)
            .map_err(|error| StoreError::Unreachable { path: place.name(), why: error.to_string() })?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(path, flags)?)
}

fn check_if_due(connection: &Connection, place: &Place) -> Result<(), Fault> {
    let Place::File(path) = place else { return Ok(()) };
    let suspicion = suspicion(path);
    let size = fs::metadata(path).map_or(0, |file| file.len());
    if size > CHECKED_AT_START && !suspicion.exists() {
        return Ok(());
    }
    let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        let why = found.lines().next_back().unwrap_or_default().to_owned();
        return Err(StoreError::Corrupt { path: place.name(), why }.into());
    }
    // Nobody minds if it was not there.
    fs::remove_file(suspicion).ok();
    Ok(())
}

/// Moves the file and its log out of the way under a name that is not taken.
pub(super) fn set_aside(path: &Path, why: &str, now: Timestamp) -> Result<PathBuf, StoreError> {
    let aside = free_name(path, &format!(".{why}-{}", now.format("%Y%m%dT%H%M%SZ")));
    let rename = |from: &Path, to: &Path| match fs::rename(from, to) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::Unreachable { path: from.display().to_string(), why: error.to_string() })
        }
        _ => Ok(()),
    };
    rename(path, &aside)?;
    rename(&with_suffix(path, "-wal"), &with_suffix(&aside, "-wal"))?;
    rename(&with_suffix(path, "-shm"), &with_suffix(&aside, "-shm"))?;
    fs::remove_file(suspicion(path)).ok();
    Ok(aside)
}

/// The path with a suffix that no file has yet.
fn free_name(path: &Path, suffix: &str) -> PathBuf {
    let mut name = with_suffix(path, suffix);
    while name.exists() {
        name = with_suffix(&name, "-again");
    }
    name
}

/// The path with more behind its name.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
