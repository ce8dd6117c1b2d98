//! Copies of the store while it is in use, each read back before it counts as one.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, params};

use super::fault::Fault;
use super::open::with_suffix;
use super::{Place, care, migrate};
use crate::domain::time::Timestamp;
use crate::store::error::StoreError;

/// What stands between the store's name and the moment in the names of copies kept beside it.
const MARK: &str = ".backup-";

/// Writes a whole copy, as of one moment, to a file that does not exist yet. It gets its name only once it was read
/// back and found sound, and is on the disk.
pub(in crate::store) fn backup(connection: &Connection, to: &Path) -> Result<(), Fault> {
    if to.exists() {
        return Err(StoreError::Taken { path: to.display().to_string() }.into());
    }
    let half = with_suffix(to, ".part");
    // Nobody minds if an earlier attempt left none.
    fs::remove_file(&half).ok();
    let made = copy(connection, &half).and_then(|()| require_sound(&half)).and_then(|()| settle(&half, to));
    if made.is_err() {
        fs::remove_file(&half).ok();
    }
    made
}

/// The name of a copy beside the store.
pub(in crate::store) fn name(path: &Path, now: Timestamp) -> PathBuf {
    with_suffix(path, &format!("{MARK}{}", now.format("%Y%m%dT%H%M%SZ")))
}

/// Removes copies beside the store that this program named, all but the latest `keep`; gives those removed.
pub(in crate::store) fn prune(path: &Path, keep: usize) -> Result<Vec<PathBuf>, StoreError> {
    let failed = |error: std::io::Error| StoreError::Io { path: path.display().to_string(), why: error.to_string() };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let start = format!("{}{MARK}", path.file_name().unwrap_or_default().to_string_lossy());
    let is_copy = |file: &Path| {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.strip_prefix(&start).is_some_and(is_moment)
    };
    let files = fs::read_dir(folder).map_err(failed)?.flatten().map(|entry| entry.path());
    let mut copies: Vec<PathBuf> = files.filter(|file| is_copy(file)).collect();
    copies.sort();
    copies.truncate(copies.len().saturating_sub(keep));
    copies.iter().try_for_each(fs::remove_file).map_err(failed)?;
    Ok(copies)
}

/// `20261122T080000Z`: nothing that a person would name a file.
fn is_moment(text: &str) -> bool {
    text.len() == 16
        && text.chars().enumerate().all(|(at, c)| match at {
            8 => c == 'T',
            15 => c == 'Z',
            _ => c.is_ascii_digit(),
        })
}

fn copy(connection: &Connection, to: &Path) -> Result<(), Fault> {
    // A copy is no change, but a connection that only reads refuses to make one.
    let reads_only: bool = connection.query_row("PRAGMA query_only", [], |row| row.get(0))?;
    connection.pragma_update(None, "query_only", false)?;
    let copied = connection.execute("VACUUM INTO ?1", params![to.display().to_string()]);
    connection.pragma_update(None, "query_only", reads_only)?;
    copied?;
    Ok(())
}

fn require_sound(copy: &Path) -> Result<(), Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(copy, flags)?;
    let bad = |why: String| StoreError::BadBackup { path: copy.display().to_string(), why };
    if !migrate::is_known(&connection)? {
        return Err(bad("it is no store".to_owned()).into());
    }
    match care::check(&connection)?.into_iter().next() {
        Some(fault) => Err(bad(fault).into()),
        None => Ok(()),
    }
}

fn settle(half: &Path, to: &Path) -> Result<(), Fault> {
    let place = Place::File(to.to_owned());
    let failed = |error: std::io::Error| StoreError::Io { path: place.name(), why: error.to_string() };
    File::open(half).and_then(|file| file.sync_all()).map_err(failed)?;
    fs::rename(half, to).map_err(failed)?;
    Ok(())
}
