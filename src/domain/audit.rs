//! The audit log: who did what when, each entry chained to the one before by its hash, so that a change, a gap or
//! another order shows.
//!
//! Keeping it is left to `store`, signing entries to whoever holds the desk's key.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::id::Person;
use super::time::{Timestamp, rfc3339};

/// What somebody did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Person,
    /// What: `notice.issued`, `silence.added`.
    pub action: String,
    /// To what: `N-2026-0007`.
    pub subject: String,
    /// What else belongs to it: the content hash of a notice, the reason of a silence.
    pub detail: String,
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Its place, from one, without gaps.
    pub seq: u64,
    /// What was done.
    #[serde(flatten)]
    pub act: Act,
    /// Hash of the entry before; empty for the first.
    pub prev: String,
    /// SHA-256 over place, act and the hash before, in hex.
    pub hash: String,
    /// Signature of the hash by the desk's key, in base64, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
}

/// What the log's verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The place in the log, from one.
    pub seq: u64,
    /// What is wrong there.
    pub why: &'static str,
}

impl AuditEntry {
    /// The entry that follows `tip`, the last one so far; not signed yet.
    pub fn after(tip: Option<&Self>, act: Act) -> Self {
        let seq = tip.map_or(1, |tip| tip.seq + 1);
        let prev = tip.map(|tip| tip.hash.clone()).unwrap_or_default();
        let hash = hash(seq, &act, &prev);
        Self { seq, act, prev, hash, signature: None }
    }

    /// Whether it follows `tip` and says what its hash says.
    pub fn follows(&self, tip: Option<&Self>) -> Result<(), Broken> {
        let broken = |why| Err(Broken { seq: self.seq, why });
        if self.seq != tip.map_or(1, |tip| tip.seq + 1) {
            return broken("an entry is missing or out of order");
        }
        if self.prev != tip.map(|tip| tip.hash.as_str()).unwrap_or_default() {
            return broken("the entry before was changed");
        }
        if self.hash != hash(self.seq, &self.act, &self.prev) {
            return broken("the entry was changed");
        }
        Ok(())
    }
}

/// Checks a whole log from its first entry; gives the first break.
pub fn verify(log: &[AuditEntry]) -> Result<(), Broken> {
    let mut tip = None;
    for entry in log {
        entry.follows(tip)?;
        tip = Some(entry);
    }
    Ok(())
}

/// Every part is preceded by its length, so that no two acts give the same bytes.
fn hash(seq: u64, act: &Act, prev: &str) -> String {
    let mut hasher = Sha256::new();
    let at = act.at.timestamp_micros().to_string();
    for part in [&seq.to_string(), &at, act.by.as_str(), &act.action, &act.subject, &act.detail, prev] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hex(&hasher.finalize())
}

/// Bytes as lower-case hex digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}

impl std::fmt::Display for AuditEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Act { at, by, action, subject, .. } = &self.act;
        write!(f, "{} {} {by} {action} {subject}", self.seq, rfc3339(*at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::from_unix;

    fn log(n: u64) -> Vec<AuditEntry> {
        let mut log: Vec<AuditEntry> = Vec::new();
        for seq in 1..=n {
            let act = Act {
                at: from_unix(1_800_000_000).unwrap(),
                by: Person::new("li"),
                action: "notice.issued".into(),
                subject: format!("N-2026-{seq:04}"),
                detail: String::new(),
            };
            log.push(AuditEntry::after(log.last(), act));
        }
        log
    }

    #[test]
    fn an_untouched_log_verifies() {
        assert_eq!(verify(&log(4)), Ok(()));
        assert_eq!(verify(&[]), Ok(()));
    }

    #[test]
    fn a_change_a_gap_and_a_swap_are_found_where_they_are() {
        let mut changed = log(4);
        changed[1].act.by = Person::new("wang");
        assert_eq!(verify(&changed).unwrap_err().seq, 2);
        let mut gap = log(4);
        gap.remove(1);
        assert_eq!(verify(&gap).unwrap_err().seq, 3);
        let mut swapped = log(4);
        swapped.swap(1, 2);
        assert_eq!(verify(&swapped).unwrap_err().seq, 3);
    }

    #[test]
    fn an_entry_made_anew_breaks_the_next() {
        let mut forged = log(3);
        let act = Act { detail: "other".into(), ..forged[0].act.clone() };
        forged[0] = AuditEntry::after(None, act);
        assert_eq!(verify(&forged), Err(Broken { seq: 2, why: "the entry before was changed" }));
    }
}
