//! What can be carried over from a store that was set aside: above all the notice numbers, which are never given twice.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use regex::bytes::Regex;
use rusqlite::{Connection, params};

use super::fault::Fault;
use super::notices::{self, NOTICE_SERIES};
use super::open::with_suffix;

/// Tables carried over, whole or not at all, those that others point to first.
const DESK: [&str; 7] = ["numbers", "notices", "silences", "dispositions", "audit", "outbox", "attempts"];

/// Bytes looked at together, and how many of them once more with the next: longer than any number.
const CHUNK: usize = 1 << 20;
const OVERLAP: usize = 64;

/// Copies the desk's tables from the file set aside into the new store, as far as they can be read; says what came
/// over and what did not.
pub(super) fn carry_over(connection: &Connection, aside: &Path) -> Result<String, Fault> {
    let attached = connection.execute("ATTACH ?1 AS old", params![aside.display().to_string()]).is_ok();
    let lost: Vec<&str> = DESK.into_iter().filter(|table| !attached || copy(connection, table).is_err()).collect();
    if attached {
        connection.execute_batch("DETACH old")?;
    }
    if lost.contains(&"numbers") {
        let files = [aside.to_owned(), with_suffix(aside, "-wal")];
        let found = files.iter().filter_map(|file| numbers_in(file).ok());
        for (year, last) in found.flatten() {
            notices::raise_number(connection, NOTICE_SERIES, year, last)?;
        }
    }
    Ok(match lost.as_slice() {
        [] => "notices, audit log and outbox were carried over".to_owned(),
        lost => format!("not readable in it, and so not carried over: {}", lost.join(", ")),
    })
}

/// Takes the numbers of another store where they are higher.
pub(super) fn raise_from(connection: &Connection, other: &Path) -> Result<(), Fault> {
    connection.execute("ATTACH ?1 AS old", params![other.display().to_string()])?;
    let sql = "INSERT INTO main.numbers SELECT * FROM old.numbers WHERE true
               ON CONFLICT (series, year) DO UPDATE SET last = max(last, excluded.last)";
    let raised = connection.execute(sql, []);
    connection.execute_batch("DETACH old")?;
    raised?;
    Ok(())
}

fn copy(connection: &Connection, table: &str) -> Result<(), Fault> {
    connection.execute(&format!("INSERT OR IGNORE INTO main.{table} SELECT * FROM old.{table}"), [])?;
    Ok(())
}

/// The highest notice number of each year among the bytes of a file, whatever state it is in.
fn numbers_in(file: &Path) -> io::Result<BTreeMap<i32, u32>> {
    let mut highest = BTreeMap::new();
    let Ok(id) = Regex::new(&format!(r#""id":"{NOTICE_SERIES}-(\d{{4}})-(\d{{4,6}})""#)) else { return Ok(highest) };
    let (mut file, mut bytes) = (File::open(file)?, Vec::new());
    loop {
        if file.by_ref().take(CHUNK as u64).read_to_end(&mut bytes)? == 0 {
            return Ok(highest);
        }
        for found in id.captures_iter(&bytes) {
            let number = |part: usize| std::str::from_utf8(found.get(part)?.as_bytes()).ok()?.parse::<u32>().ok();
            if let (Some(year), Some(n)) = (number(1).and_then(|year| i32::try_from(year).ok()), number(2)) {
                highest.entry(year).and_modify(|last: &mut u32| *last = n.max(*last)).or_insert(n);
            }
        }
        bytes.drain(..bytes.len().saturating_sub(OVERLAP));
    }
}
