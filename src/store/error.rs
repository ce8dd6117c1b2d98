//! What can go wrong with a store, each with what to do about it. No backend's own error leaves this module.

use thiserror::Error;

/// Why the store could not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StoreError {
    /// The address names no backend that this program has.
    #[error("`{0}` is no store: give a path, `sqlite:PATH` or `memory:`")]
    BadUrl(String),
    /// Another program holds it for longer than the patience of five seconds.
    #[error(
        "the store `{path}` is locked by another program; wait for it to finish or close it, then start again, \
         or name another store with `--store`"
    )]
    Locked {
        /// Where.
        path: String,
    },
    /// It may be read but not written.
    #[error(
        "the store `{path}` may be read but not written; give yourself write permission on the file and its folder, \
         or name another store with `--store`"
    )]
    ReadOnly {
        /// Where.
        path: String,
    },
    /// It cannot be reached at all.
    #[error(
        "the store `{path}` cannot be opened ({why}); check that its folder exists and may be written, \
         or name another store with `--store`"
    )]
    Unreachable {
        /// Where.
        path: String,
        /// What the system said.
        why: String,
    },
    /// A later version of this program wrote it.
    #[error(
        "the store `{path}` was written by a newer fenghuo (schema {found}, this one knows up to {known}); \
         update this program or name another store with `--store`"
    )]
    Newer {
        /// Where.
        path: String,
        /// Its schema.
        found: u32,
        /// The latest schema known here.
        known: u32,
    },
    /// A database of another program.
    #[error("`{path}` is a database of another program; name another store with `--store`")]
    Foreign {
        /// Where.
        path: String,
    },
    /// Its pages do not hang together.
    #[error(
        "the store `{path}` is damaged ({why}); start again and it will be set aside and a new one begun, \
         or put a backup in its place with `fenghuo store restore`"
    )]
    Corrupt {
        /// Where.
        path: String,
        /// What was found.
        why: String,
    },
    /// No room left.
    #[error("no room left on the disk of the store `{path}`; free some and try again, nothing stored is lost")]
    Full {
        /// Where.
        path: String,
    },
    /// The disk or system failed.
    #[error("the store `{path}` could not be read or written ({why}); check the disk and try again")]
    Io {
        /// Where.
        path: String,
        /// What the system said.
        why: String,
    },
    /// A file that cannot take the store's place.
    #[error("`{path}` cannot be restored ({why}); choose another backup")]
    BadBackup {
        /// Where.
        path: String,
        /// Why not.
        why: String,
    },
    /// A copy would overwrite a file.
    #[error("`{path}` is there already and is not overwritten; name another file, or move it away")]
    Taken {
        /// Where.
        path: String,
    },
    /// There is no file, where one is wanted.
    #[error("there is no store at `{path}`; name one with `--store`, or let `fenghuo fetch` begin it")]
    Nothing {
        /// Where.
        path: String,
    },
    /// A stored value that this version cannot read.
    #[error("a stored value cannot be read ({why}); run `fenghuo store check`")]
    Unreadable {
        /// Which, and why not.
        why: String,
    },
    /// Somebody else changed the same thing first.
    #[error("{what} was changed by somebody else in the meantime; look at it again and repeat")]
    Conflict {
        /// What.
        what: String,
    },
    /// What was issued stays as it was issued.
    #[error("{what} was issued and cannot be changed; draft an update or a correction")]
    Frozen {
        /// What.
        what: String,
    },
    /// Nothing of that name.
    #[error("there is no {what} in the store")]
    Missing {
        /// What.
        what: String,
    },
    /// The store was closed while the request waited.
    #[error("the store was closed before this was done; start again")]
    Closed,
    /// A request that the backend refused: a fault of this program.
    #[error("the store refused a request ({why}); please report this")]
    Refused {
        /// What it said.
        why: String,
    },
}
