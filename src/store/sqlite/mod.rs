//! The store on `SQLite`: one thread owns the connection that writes, readers have their own.
//!
//! Each file below holds the SQL of one kind of value, as functions over a transaction or a connection. Which
//! values there are is left to the handle in the folder above; this folder knows how they lie in tables.

mod open;

mod migrate;

mod salvage;

mod restore;

mod writer;

mod fault;

mod annotations;

pub(super) mod items;

pub(super) mod search;

pub(super) mod feeds;

pub(super) mod turns;

pub(super) mod marks;

pub(super) mod notices;

pub(super) mod audit;

pub(super) mod outbox;

pub(super) mod care;

mod compact;

pub(super) mod backup;

pub(super) mod exchange;

#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, Params, Transaction};
use serde::de::DeserializeOwned;

use crate::domain::time::Timestamp;

use self::fault::Fault;
use self::writer::Writer;
use super::error::StoreError;
use super::reply::Reply;
use super::values::{Keep, Removed};

/// Idle read connections kept open at most; more are closed after use.
const IDLE_READERS: usize = 4;

/// Where the database lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A file.
    File(PathBuf),
    /// Nowhere: gone when the handle is.
    Memory,
}

/// How surely a commit must be on the disk before it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Durability {
    /// Survives the death of this program; the last moments may go with a power cut.
    Process,
    /// Survives a power cut.
    Power,
}

/// An open database.
#[derive(Debug)]
pub(super) struct Sqlite {
    place: Place,
    writer: Writer,
    idle: Mutex<Vec<Connection>>,
}

impl Sqlite {
    /// Opens, repairs and migrates; gives what an operator should know besides.
    pub(super) fn open(place: Place, now: Timestamp) -> Result<(Self, Vec<String>), StoreError> {
        let opened = open::open(&place, now)?;
        Self::start(place, opened)
    }

    /// Opens a file that is there; a damaged one is left where it lies, and the damage is said.
    pub(super) fn open_existing(place: Place, now: Timestamp) -> Result<(Self, Vec<String>), StoreError> {
        let Place::File(path) = &place else { return Err(StoreError::BadUrl(place.name())) };
        if !path.exists() {
            return Err(StoreError::Nothing { path: place.name() });
        }
        let opened = open::open_patiently(&place, now)?;
        Self::start(place, opened)
    }

    fn start(place: Place, (connection, notes): (Connection, Vec<String>)) -> Result<(Self, Vec<String>), StoreError> {
        let writer = Writer::start(connection, &place)?;
        Ok((Self { place, writer, idle: Mutex::default() }, notes))
    }

    /// Puts a backup in the place of the present file and opens it; see the folder's file of that name.
    pub(super) fn restore(place: Place, backup: &Path, now: Timestamp) -> Result<(Self, Vec<String>), StoreError> {
        let note = restore::restore(&place, backup, now).map_err(|fault| fault.at(&place))?;
        let (desk, mut notes) = Self::open(place, now)?;
        notes.insert(0, note.text);
        if let Some(previous) = note.previous {
            let raised = desk.tend(move |connection| salvage::raise_from(connection, &previous)).wait();
            notes.extend(
                raised.err().map(|error| format!("the numbers given since the backup are not known ({error})")),
            );
        }
        Ok((desk, notes))
    }

    /// Runs a job in one write transaction: all of it is stored, or nothing.
    pub(super) fn write<T, J>(&self, durability: Durability, job: J) -> Reply<T>
    where
        T: Send + 'static,
        J: FnOnce(&Transaction<'_>) -> Result<T, Fault> + Send + 'static,
    {
        self.writer.submit(durability, job)
    }

    /// Runs a job outside any transaction on the connection that writes, after everything asked before.
    pub(super) fn tend<T, J>(&self, job: J) -> Reply<T>
    where
        T: Send + 'static,
        J: FnOnce(&mut Connection) -> Result<T, Fault> + Send + 'static,
    {
        self.writer.submit_bare(job)
    }

    /// Says that nothing more is to be written soon.
    pub(super) fn calm(&self) {
        self.writer.calm();
    }

    /// Runs a query on a connection of its own, beside any write.
    pub(super) fn read<T, Q>(&self, query: Q) -> Result<T, StoreError>
    where
        T: Send + 'static,
        Q: FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    {
        let Place::File(path) = &self.place else {
            return self.tend(|connection| query(connection)).wait();
        };
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = idle.map_or_else(|| open::reader(path), Ok).map_err(|fault| self.place.name_at_work(fault))?;
        let answer = query(&connection).map_err(|fault| self.place.name_at_work(fault));
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_READERS {
            idle.push(connection);
        }
        answer
    }

    /// The file it lies in; none in memory.
    pub(super) fn file(&self) -> Option<&Path> {
        match &self.place {
            Place::File(path) => Some(path),
            Place::Memory => None,
        }
    }

    /// Size of the file and its log, in bytes; 0 in memory.
    pub(super) fn bytes(&self) -> u64 {
        self.place.bytes()
    }

    /// Throws away what may go, on the connection that writes.
    pub(super) fn compact(&self, keep: Keep) -> Reply<Removed> {
        let place = self.place.clone();
        self.tend(move |connection| {
            let bytes_before = place.bytes();
            let removed = compact::compact(connection, keep)?;
            Ok(Removed { bytes_before, bytes_after: place.bytes(), ..removed })
        })
    }
}

impl Place {
    /// Size of the file and its log, in bytes; 0 in memory.
    fn bytes(&self) -> u64 {
        let Self::File(path) = self else { return 0 };
        let files = [path.clone(), open::with_suffix(path, "-wal")];
        files.iter().filter_map(|file| fs::metadata(file).ok()).map(|file| file.len()).sum()
    }

    /// As messages name it.
    fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Memory => "memory:".to_owned(),
        }
    }

    /// Names a failure of an open store. Damage is remembered beside the file, so that the next start checks it whole.
    fn name_at_work(&self, fault: Fault) -> StoreError {
        let error = fault.at(self);
        if let (StoreError::Corrupt { .. }, Self::File(path)) = (&error, self) {
            fs::write(open::suspicion(path), error.to_string()).ok();
        }
        error
    }
}

/// Every value of a query whose first column holds it as JSON.
fn values<T: DeserializeOwned>(connection: &Connection, sql: &str, parameters: impl Params) -> Result<Vec<T>, Fault> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_and_then(parameters, |row| {
        Ok(serde_json::from_str(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?)
    })?;
    rows.collect()
}
