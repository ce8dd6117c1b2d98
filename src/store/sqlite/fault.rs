//! What `SQLite`, JSON and the jobs say went wrong, turned into what the border says.

use rusqlite::ErrorCode;

use super::Place;
use crate::store::error::StoreError;

/// A failure inside this folder.
#[derive(Debug)]
pub(in crate::store) enum Fault {
    /// The database's.
    Sql(rusqlite::Error),
    /// A stored value in a form that this version does not read.
    Value(String),
    /// One that already says what to do.
    Said(StoreError),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::Value(error.to_string())
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Said(error)
    }
}

impl Fault {
    /// The same with the store's name and what to do about it.
    pub(super) fn at(self, place: &Place) -> StoreError {
        match self {
            Self::Sql(error) => name_fault(&error, place.name()),
            Self::Value(why) => StoreError::Unreadable { why },
            Self::Said(error) => error,
        }
    }
}

fn name_fault(error: &rusqlite::Error, path: String) -> StoreError {
    let why = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Locked { path },
        Some(ErrorCode::ReadOnly) => StoreError::ReadOnly { path },
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => StoreError::Unreachable { path, why },
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Corrupt { path, why },
        Some(ErrorCode::DiskFull) => StoreError::Full { path },
        Some(ErrorCode::SystemIoFailure) => StoreError::Io { path, why },
        _ => StoreError::Refused { why },
    }
}
