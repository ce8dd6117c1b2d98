//! The audit log: appended to, never changed.

use rusqlite::{Connection, OptionalExtension, params};

use super::fault::Fault;
use crate::domain::audit::AuditEntry;
use crate::store::error::StoreError;

/// The last entry.
pub(in crate::store) fn tip(connection: &Connection) -> Result<Option<AuditEntry>, Fault> {
    let mut statement = connection.prepare_cached("SELECT entry FROM audit ORDER BY seq DESC LIMIT 1")?;
    let text: Option<String> = statement.query_row([], |row| row.get(0)).optional()?;
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
}

/// Appends entries, each of which must follow the one before.
pub(in crate::store) fn append(tx: &Connection, entries: &[AuditEntry]) -> Result<(), Fault> {
    let mut last = if entries.is_empty() { None } else { tip(tx)? };
    for entry in entries {
        if entry.follows(last.as_ref()).is_err() {
            return Err(StoreError::Conflict { what: "the audit log".to_owned() }.into());
        }
        let seq = i64::try_from(entry.seq).unwrap_or(i64::MAX);
        let sql = "INSERT INTO audit (seq, entry) VALUES (?1, ?2)";
        tx.prepare_cached(sql)?.execute(params![seq, serde_json::to_string(entry)?])?;
        last = Some(entry.clone());
    }
    Ok(())
}
