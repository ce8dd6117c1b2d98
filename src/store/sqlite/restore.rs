//! Putting a backup in the place of the present file.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, params};

use super::fault::Fault;
use super::{Place, migrate, open};
use crate::domain::time::Timestamp;
use crate::store::error::StoreError;

/// What was done.
pub(super) struct Note {
    /// In words.
    pub(super) text: String,
    /// Where the file lies that was there before.
    pub(super) previous: Option<PathBuf>,
}

/// Checks the backup, sets the present file aside and puts a copy of the backup in its place. Fails without a change
/// when another program has the present file open.
pub(super) fn restore(place: &Place, backup: &Path, now: Timestamp) -> Result<Note, Fault> {
    let Place::File(path) = place else { return Err(StoreError::BadUrl("memory:".to_owned()).into()) };
    let source = checked(backup).map_err(|why| StoreError::BadBackup { path: backup.display().to_string(), why })?;
    let previous = if path.exists() {
        require_alone(path)?;
        Some(open::set_aside(path, "before-restore", now)?)
    } else {
        None
    };
    source.execute("VACUUM INTO ?1", params![path.display().to_string()])?;
    let kept = previous.as_ref().map(|kept| format!("; what was there before is kept as `{}`", kept.display()));
    Ok(Note { text: format!("restored from `{}`{}", backup.display(), kept.unwrap_or_default()), previous })
}

/// The backup, if it is a whole store of a schema known here.
fn checked(backup: &Path) -> Result<Connection, String> {
    let connection =
        Connection::open_with_flags(backup, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|error| error.to_string())?;
    let found: String =
        connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(|error| error.to_string())?;
    if found != "ok" {
        return Err(found);
    }
    if migrate::is_known(&connection).unwrap_or(false) {
        Ok(connection)
    } else {
        Err("no store of this program, or one of a newer version".to_owned())
    }
}

/// A damaged file is nobody's; any other must be free, or another program would go on writing to what is set aside.
fn require_alone(path: &Path) -> Result<(), Fault> {
    let connection = Connection::open(path)?;
    let alone = connection.execute_batch("PRAGMA locking_mode = exclusive; BEGIN EXCLUSIVE; COMMIT;");
    match alone.map_err(|error| Fault::from(error).at(&Place::File(path.to_owned()))) {
        Err(error @ StoreError::Locked { .. }) => Err(error.into()),
        _ => Ok(()),
    }
}
