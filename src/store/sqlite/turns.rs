//! Levels, scores, advice and candidates: what a turn of the engine leaves behind.

use std::collections::BTreeMap;

use chrono::NaiveTime;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::fault::Fault;
use super::items::{instant, micros};
use crate::domain::country::CountryCode;
use crate::domain::id::AssetId;
use crate::domain::impact::{Advice, LevelState, Subject, Transition};
use crate::domain::rule::Candidate;
use crate::domain::time::{Timestamp, beijing};
use crate::store::values::Turn;

/// Stores a turn.
pub(in crate::store) fn put(tx: &Connection, turn: &Turn) -> Result<(), Fault> {
    put_levels(tx, &turn.levels)?;
    put_transitions(tx, &turn.transitions)?;
    put_scores(tx, &turn.scores)?;
    if let Some(advice) = &turn.advice {
        put_advice(tx, turn.at, advice)?;
    }
    put_candidates(tx, &turn.candidates)
}

/// Adds or replaces candidates.
pub(in crate::store) fn put_candidates(tx: &Connection, candidates: &[Candidate]) -> Result<(), Fault> {
    let mut put = tx.prepare_cached(
        "INSERT INTO candidates (id, updated, candidate) VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET updated = excluded.updated, candidate = excluded.candidate",
    )?;
    for candidate in candidates {
        let text = serde_json::to_string(candidate)?;
        put.execute(params![candidate.id.as_str(), micros(candidate.updated), text])?;
    }
    Ok(())
}

/// The levels in force.
pub(in crate::store) fn levels(connection: &Connection) -> Result<BTreeMap<Subject, LevelState>, Fault> {
    let mut statement = connection.prepare_cached("SELECT subject, state FROM levels")?;
    let rows = statement.query_and_then([], |row| {
        let (subject, state): (String, String) = (row.get(0)?, row.get(1)?);
        Ok((subject_of(&subject)?, serde_json::from_str(&state)?))
    })?;
    rows.collect()
}

/// Levels that moved since then, oldest first.
pub(in crate::store) fn transitions_since(connection: &Connection, since: Timestamp) -> Result<Vec<Transition>, Fault> {
    let sql = "SELECT transition FROM transitions WHERE at >= ?1 ORDER BY at, key";
    super::values(connection, sql, [micros(since)])
}

/// The scores of one subject since then, oldest first.
pub(in crate::store) fn scores_of(
    connection: &Connection,
    subject: &Subject,
    since: Timestamp,
) -> Result<Vec<(Timestamp, f64)>, Fault> {
    let sql = "SELECT at, score FROM scores WHERE subject = ?1 AND at >= ?2 ORDER BY at";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement
        .query_and_then(params![key_of(subject), micros(since)], |row| Ok((instant(row.get(0)?)?, row.get(1)?)))?;
    rows.collect()
}

/// The last score of every subject on each day since then, oldest first.
pub(in crate::store) fn day_scores_since(
    connection: &Connection,
    since: Timestamp,
) -> Result<BTreeMap<Subject, Vec<(Timestamp, f64)>>, Fault> {
    let mut next = connection.prepare_cached("SELECT min(subject) FROM scores WHERE subject > ?1")?;
    let mut scores = BTreeMap::new();
    let mut last = String::new();
    while let Some(key) = next.query_row([&last], |row| row.get::<_, Option<String>>(0))? {
        scores.insert(subject_of(&key)?, day_scores(connection, &key, micros(since))?);
        last = key;
    }
    scores.retain(|_, days: &mut Vec<_>| !days.is_empty());
    Ok(scores)
}

/// The last score of each day, oldest first. Each is looked up by itself: a day has a hundred that are not wanted.
fn day_scores(connection: &Connection, subject: &str, since: i64) -> Result<Vec<(Timestamp, f64)>, Fault> {
    let sql = "SELECT at, score FROM scores WHERE subject = ?1 AND at >= ?2 AND at < ?3 ORDER BY at DESC LIMIT 1";
    let mut latest = connection.prepare_cached(sql)?;
    let mut before = i64::MAX;
    let mut scores = Vec::new();
    while let Some((at, score)) =
        latest.query_row(params![subject, since, before], |row| Ok((row.get(0)?, row.get(1)?))).optional()?
    {
        scores.push((instant(at)?, score));
        before = start_of_day(instant(at)?);
    }
    scores.reverse();
    Ok(scores)
}

/// The moment at which the day of a moment begins in Beijing.
fn start_of_day(at: Timestamp) -> i64 {
    let since_midnight = beijing(at).time().signed_duration_since(NaiveTime::MIN);
    micros(at - since_midnight)
}

/// The advice in force.
pub(in crate::store) fn advice(connection: &Connection) -> Result<Vec<Advice>, Fault> {
    super::values(connection, "SELECT advice FROM advice ORDER BY subject", [])
}

/// Every wording that advice has had since then, with the moment it was first met, oldest first.
pub(in crate::store) fn advice_since(
    connection: &Connection,
    since: Timestamp,
) -> Result<Vec<(Timestamp, Advice)>, Fault> {
    let sql = "SELECT at, advice FROM advice_history WHERE at >= ?1 ORDER BY at, key";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_and_then([micros(since)], |row| {
        let advice: String = row.get(1)?;
        Ok((instant(row.get(0)?)?, serde_json::from_str(&advice)?))
    })?;
    rows.collect()
}

/// Candidates that changed since then, in the order in which they changed.
pub(in crate::store) fn candidates_since(connection: &Connection, since: Timestamp) -> Result<Vec<Candidate>, Fault> {
    let sql = "SELECT candidate FROM candidates WHERE updated >= ?1 ORDER BY updated, id";
    super::values(connection, sql, [micros(since)])
}

pub(super) fn put_levels(tx: &Connection, levels: &[(Subject, LevelState)]) -> Result<(), Fault> {
    let mut put = tx.prepare_cached(
        "INSERT INTO levels (subject, state) VALUES (?1, ?2)
         ON CONFLICT (subject) DO UPDATE SET state = excluded.state WHERE state <> excluded.state",
    )?;
    for (subject, state) in levels {
        put.execute(params![key_of(subject), serde_json::to_string(state)?])?;
    }
    Ok(())
}

fn put_transitions(tx: &Connection, transitions: &[Transition]) -> Result<(), Fault> {
    let mut add = tx.prepare_cached("INSERT INTO transitions (at, transition) VALUES (?1, ?2)")?;
    for transition in transitions {
        add.execute(params![micros(transition.at), serde_json::to_string(transition)?])?;
    }
    Ok(())
}

pub(super) fn put_scores(tx: &Connection, scores: &[(Subject, Timestamp, f64)]) -> Result<(), Fault> {
    let mut put = tx.prepare_cached("INSERT OR REPLACE INTO scores (subject, at, score) VALUES (?1, ?2, ?3)")?;
    for (subject, at, score) in scores {
        put.execute(params![key_of(subject), micros(*at), score])?;
    }
    Ok(())
}

fn put_advice(tx: &Connection, at: Timestamp, advice: &[Advice]) -> Result<(), Fault> {
    let mut stored: BTreeMap<String, String> = tx
        .prepare_cached("SELECT subject, advice FROM advice")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for one in advice {
        let (subject, text) = (advice_key(one), serde_json::to_string(one)?);
        if stored.remove(&subject).as_ref() != Some(&text) {
            put_advice_in_force(tx, one)?;
            let add = "INSERT INTO advice_history (at, subject, advice) VALUES (?1, ?2, ?3)";
            tx.prepare_cached(add)?.execute(params![micros(at), subject, text])?;
        }
    }
    let mut end = tx.prepare_cached("DELETE FROM advice WHERE subject = ?1")?;
    for subject in stored.keys() {
        end.execute([subject])?;
    }
    Ok(())
}

/// Puts one piece of advice in force.
pub(super) fn put_advice_in_force(tx: &Connection, advice: &Advice) -> Result<(), Fault> {
    let sql = "INSERT INTO advice (subject, advice) VALUES (?1, ?2)
               ON CONFLICT (subject) DO UPDATE SET advice = excluded.advice";
    tx.prepare_cached(sql)?.execute(params![advice_key(advice), serde_json::to_string(advice)?])?;
    Ok(())
}

pub(super) fn advice_key(advice: &Advice) -> String {
    let part = if advice.regional { "part" } else { "whole" };
    format!("{}/{}/{part}", advice.country, advice.government)
}

fn key_of(subject: &Subject) -> String {
    match subject {
        Subject::Country(code) => format!("country:{code}"),
        Subject::Asset(id) => format!("asset:{id}"),
    }
}

pub(super) fn subject_of(key: &str) -> Result<Subject, Fault> {
    let country = |code: &str| CountryCode::new(code).map(Subject::Country);
    let asset = |id: &str| Some(Subject::Asset(AssetId::new(id)));
    let subject = match key.split_once(':') {
        Some(("country", code)) => country(code),
        Some(("asset", id)) => asset(id),
        _ => None,
    };
    subject.ok_or_else(|| Fault::Value(format!("`{key}` is no subject of a level")))
}
