//! Notices, their numbers, and what is written with them in one transaction: audit, outbox, judgements.

use rusqlite::{Connection, OptionalExtension, params};

use super::fault::Fault;
use super::{audit, items, outbox, turns};
use crate::domain::audit::AuditEntry;
use crate::domain::disposition::Disposition;
use crate::domain::id::NoticeId;
use crate::domain::notice::Notice;
use crate::domain::ruling::Ruling;
use crate::domain::silence::Silence;
use crate::domain::time::{self, Timestamp};
use crate::store::error::StoreError;
use crate::store::step::{Draw, Given, Matter, NoticeStep, Seen, Step};

/// The series that machine numbers of notices are drawn from.
pub(super) const NOTICE_SERIES: &str = "N";

/// Draws what is asked for, has the step made with it, and stores the step. A step that fails gives its numbers back.
pub(in crate::store) fn step(tx: &Connection, draw: &Draw, make: impl FnOnce(Given) -> Step) -> Result<Step, Fault> {
    let notice = draw.notice.map(|now| next_id(tx, now)).transpose()?;
    let document = draw.document.as_ref().map(|(series, now)| next_number(tx, series, *now)).transpose()?;
    let step = make(Given { notice, document, tip: audit::tip(tx)? });
    put(tx, &step)?;
    Ok(step)
}

fn put(tx: &Connection, step: &Step) -> Result<(), Fault> {
    if let Some(seen) = &step.seen {
        is_still_so(tx, seen)?;
    }
    for notice in &step.notices {
        put_notice(tx, notice)?;
    }
    audit::append(tx, &step.audit)?;
    outbox::enqueue(tx, &step.deliveries)?;
    turns::put_candidates(tx, &step.candidates)?;
    for silence in &step.silences {
        put_silence(tx, silence)?;
    }
    for ruling in &step.rulings {
        put_ruling(tx, ruling)?;
    }
    for disposition in &step.dispositions {
        put_disposition(tx, disposition)?;
    }
    Ok(())
}

/// Whether no document came to a matter since it was looked at.
fn is_still_so(tx: &Connection, seen: &Seen) -> Result<(), Fault> {
    let (sql, id, what) = match &seen.matter {
        Matter::Candidate(id) => {
            let sql = "SELECT count(*) FROM notices WHERE json_extract(notice, '$.candidate') = ?1";
            (sql, id.as_str(), format!("candidate {id}"))
        }
        Matter::Series(id) => ("SELECT count(*) FROM notices WHERE series = ?1", id.as_str(), format!("notice {id}")),
    };
    let documents: u32 = tx.prepare_cached(sql)?.query_row([id], |row| row.get(0))?;
    if documents as usize == seen.documents { Ok(()) } else { Err(StoreError::Conflict { what }.into()) }
}

fn put_notice(tx: &Connection, step: &NoticeStep) -> Result<(), Fault> {
    let after = &step.after;
    let what = format!("notice {}", after.id);
    let stored = notice(tx, &after.id)?;
    if stored.as_ref() != step.before.as_ref() {
        return Err(StoreError::Conflict { what }.into());
    }
    if stored.is_some_and(|stored| !may_follow(&stored, after)) {
        return Err(StoreError::Frozen { what }.into());
    }
    write(tx, after)
}

/// Writes a notice, whatever was there.
pub(super) fn write(tx: &Connection, notice: &Notice) -> Result<(), Fault> {
    let sql = "INSERT INTO notices (id, series, state, notice) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT (id) DO UPDATE SET state = excluded.state, notice = excluded.notice";
    let text = serde_json::to_string(notice)?;
    tx.prepare_cached(sql)?.execute(params![notice.id.as_str(), notice.series.as_str(), notice.state.key(), text])?;
    Ok(())
}

/// Raises the numbers of a series and year to at least `last`.
pub(super) fn raise_number(tx: &Connection, series: &str, year: i32, last: u32) -> Result<(), Fault> {
    let sql = "INSERT INTO numbers (series, year, last) VALUES (?1, ?2, ?3)
               ON CONFLICT (series, year) DO UPDATE SET last = max(last, excluded.last)";
    tx.execute(sql, params![series, year, last])?;
    Ok(())
}

/// Once out, only the state of a notice may change.
fn may_follow(stored: &Notice, after: &Notice) -> bool {
    stored.sent.is_none() || Notice { state: stored.state, ..after.clone() } == *stored
}

/// One notice.
pub(in crate::store) fn notice(connection: &Connection, id: &NoticeId) -> Result<Option<Notice>, Fault> {
    let mut statement = connection.prepare_cached("SELECT notice FROM notices WHERE id = ?1")?;
    let text: Option<String> = statement.query_row([id.as_str()], |row| row.get(0)).optional()?;
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
}

/// All notices, in the order of their numbers.
pub(in crate::store) fn notices(connection: &Connection) -> Result<Vec<Notice>, Fault> {
    super::values(connection, "SELECT notice FROM notices ORDER BY id", [])
}

/// All silences.
pub(in crate::store) fn silences(connection: &Connection) -> Result<Vec<Silence>, Fault> {
    super::values(connection, "SELECT silence FROM silences ORDER BY id", [])
}

/// All rulings, in the order in which they were made.
pub(in crate::store) fn rulings(connection: &Connection) -> Result<Vec<Ruling>, Fault> {
    super::values(connection, "SELECT ruling FROM rulings ORDER BY key", [])
}

/// Decisions since then, oldest first.
pub(in crate::store) fn dispositions_since(
    connection: &Connection,
    since: Timestamp,
) -> Result<Vec<Disposition>, Fault> {
    let sql = "SELECT disposition FROM dispositions WHERE at >= ?1 ORDER BY at, key";
    super::values(connection, sql, [items::micros(since)])
}

/// The latest entry of the audit log and all before it, oldest first.
pub(in crate::store) fn audit_log(connection: &Connection) -> Result<Vec<AuditEntry>, Fault> {
    super::values(connection, "SELECT entry FROM audit ORDER BY seq", [])
}

pub(super) fn put_silence(tx: &Connection, silence: &Silence) -> Result<(), Fault> {
    let sql = "INSERT OR REPLACE INTO silences (id, silence) VALUES (?1, ?2)";
    tx.prepare_cached(sql)?.execute(params![silence.id.as_str(), serde_json::to_string(silence)?])?;
    Ok(())
}

/// Adds a ruling; one that is there already is left as it is.
pub(super) fn put_ruling(tx: &Connection, ruling: &Ruling) -> Result<(), Fault> {
    let sql = "INSERT INTO rulings (id, ruling) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING";
    tx.prepare_cached(sql)?.execute(params![ruling.id.as_str(), serde_json::to_string(ruling)?])?;
    Ok(())
}

fn put_disposition(tx: &Connection, disposition: &Disposition) -> Result<(), Fault> {
    let sql = "INSERT INTO dispositions (at, disposition) VALUES (?1, ?2)";
    tx.prepare_cached(sql)?.execute(params![items::micros(disposition.at), serde_json::to_string(disposition)?])?;
    Ok(())
}

fn next_id(tx: &Connection, now: Timestamp) -> Result<NoticeId, Fault> {
    let number = next_number(tx, NOTICE_SERIES, now)?;
    Ok(NoticeId::from(format!("{NOTICE_SERIES}-{}-{number:04}", year(now))))
}

fn next_number(tx: &Connection, series: &str, now: Timestamp) -> Result<u32, Fault> {
    let sql = "INSERT INTO numbers (series, year, last) VALUES (?1, ?2, 1)
               ON CONFLICT (series, year) DO UPDATE SET last = last + 1 RETURNING last";
    Ok(tx.prepare_cached(sql)?.query_row(params![series, year(now)], |row| row.get(0))?)
}

/// The year on the officers' wall clock.
fn year(now: Timestamp) -> i32 {
    chrono::Datelike::year(&time::beijing(now))
}
