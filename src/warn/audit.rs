//! The audit log: entries chained by hash, so that a change, a deletion or a new order is found, and signed with the
//! desk's key, so that a log written anew is found as well.
//!
//! Keeping the entries is left to `store`, keeping the key to `config`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use super::canonical::{canonical_json, digest};
use crate::domain::id::Person;
use crate::domain::time::Timestamp;

/// Hash before the first entry.
const START: &str = "";

/// What was done, by whom, to what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Person,
    /// What: `notice.approve`, `candidate.dismiss`, `silence.add`.
    pub action: String,
    /// To what, by its name.
    pub subject: String,
    /// With what: hashes, reasons, states.
    pub detail: Value,
}

/// A record in its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place, from one, without gaps.
    pub n: u64,
    /// What was done.
    #[serde(flatten)]
    pub record: Record,
    /// The hash of the entry before; empty for the first.
    pub previous: String,
    /// SHA-256 over `previous` and the canonical JSON of place and record, in hex.
    pub hash: String,
    /// Ed25519 signature of the hash, in base64, when the desk has a key.
    pub signature: Option<String>,
}

/// What is wrong with a log, and at which entry.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AuditFault {
    /// The entry's record is not what was hashed.
    #[error("entry {0} was changed")]
    Changed(u64),
    /// An entry is missing, doubled or in the wrong place.
    #[error("entry {expected} is missing or out of order; entry {found} stands in its place")]
    Order {
        /// The place.
        expected: u64,
        /// What stands there.
        found: u64,
    },
    /// The entry does not go on from the one before.
    #[error("entry {0} does not follow the one before it")]
    Broken(u64),
    /// The log ends before it should.
    #[error("the log ends at entry {found}, but entry {expected} was written")]
    CutShort {
        /// The last entry known to have been written.
        expected: u64,
        /// The last entry there is.
        found: u64,
    },
    /// The signature is not the desk's.
    #[error("the signature of entry {0} is not by the desk's key")]
    BadSignature(u64),
    /// An unsigned entry after signed ones, or none is signed.
    #[error("entry {0} is not signed")]
    Unsigned(u64),
    /// The bytes are no public key.
    #[error("the public key is not an Ed25519 key")]
    BadKey,
}

/// What a log has to hold up to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Anchor<'a> {
    /// Place and hash of an entry that is known from elsewhere, to find a log cut short or written anew.
    pub known: Option<(u64, &'a str)>,
    /// The desk's public key.
    pub public_key: Option<&'a [u8; 32]>,
}

/// The entry for a record, after the last one; signed when a secret key is given.
pub fn append(last: Option<&Entry>, record: Record, secret_key: Option<&[u8; 32]>) -> Entry {
    let n = last.map_or(1, |entry| entry.n + 1);
    let previous = last.map_or_else(|| START.to_owned(), |entry| entry.hash.clone());
    let hash = hash(n, &record, &previous);
    let sign = |key: &[u8; 32]| STANDARD.encode(SigningKey::from_bytes(key).sign(hash.as_bytes()).to_bytes());
    let signature = secret_key.map(sign);
    Entry { n, record, previous, hash, signature }
}

/// The public half of a secret key.
pub fn public_key(secret_key: &[u8; 32]) -> [u8; 32] {
    SigningKey::from_bytes(secret_key).verifying_key().to_bytes()
}

/// Checks a whole log; the first fault found.
pub fn verify(entries: &[Entry], anchor: Anchor<'_>) -> Result<(), AuditFault> {
    let key = anchor.public_key.map(VerifyingKey::from_bytes).transpose().map_err(|_| AuditFault::BadKey)?;
    let mut previous = START;
    let mut signed = false;
    for (expected, entry) in (1..).zip(entries) {
        if entry.n != expected {
            return Err(AuditFault::Order { expected, found: entry.n });
        }
        if entry.hash != hash(entry.n, &entry.record, &entry.previous) {
            return Err(AuditFault::Changed(entry.n));
        }
        if entry.previous != previous {
            return Err(AuditFault::Broken(entry.n));
        }
        if let Some(key) = &key {
            signed = check_signature(entry, key, signed)?;
        }
        previous = &entry.hash;
    }
    if let (Some(_), false, Some(first)) = (&key, signed, entries.first()) {
        return Err(AuditFault::Unsigned(first.n));
    }
    anchor.known.map_or(Ok(()), |known| check_known(entries, known))
}

/// Whether the entry is signed. Entries from before the desk had a key may be unsigned, later ones may not.
fn check_signature(entry: &Entry, key: &VerifyingKey, signed: bool) -> Result<bool, AuditFault> {
    let Some(signature) = &entry.signature else {
        return if signed { Err(AuditFault::Unsigned(entry.n)) } else { Ok(false) };
    };
    let bytes = STANDARD.decode(signature).ok();
    let signature = bytes.and_then(|bytes| Signature::from_slice(&bytes).ok());
    let holds = signature.is_some_and(|signature| key.verify_strict(entry.hash.as_bytes(), &signature).is_ok());
    if holds { Ok(true) } else { Err(AuditFault::BadSignature(entry.n)) }
}

fn check_known(entries: &[Entry], (n, hash): (u64, &str)) -> Result<(), AuditFault> {
    let found = entries.last().map_or(0, |entry| entry.n);
    match entries.iter().find(|entry| entry.n == n) {
        None => Err(AuditFault::CutShort { expected: n, found }),
        Some(entry) if entry.hash != hash => Err(AuditFault::Changed(n)),
        Some(_) => Ok(()),
    }
}

fn hash(n: u64, record: &Record, previous: &str) -> String {
    digest(format!("{previous}\n{}", canonical_json(&(n, record))).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;
    use serde_json::json;

    const SECRET: [u8; 32] = [7; 32];

    fn log(length: u64, key: Option<&[u8; 32]>) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        for n in 0..length {
            let record = Record {
                at: sample::now(),
                by: "li".into(),
                action: "notice.approve".into(),
                subject: format!("N-2026-{n:04}"),
                detail: json!({ "level": "orange" }),
            };
            entries.push(append(entries.last(), record, key));
        }
        entries
    }

    fn check(entries: &[Entry]) -> Result<(), AuditFault> {
        verify(entries, Anchor::default())
    }

    #[test]
    fn an_untouched_log_holds_and_survives_being_stored() {
        let entries = log(5, Some(&SECRET));
        let stored: Vec<Entry> = serde_json::from_str(&serde_json::to_string(&entries).unwrap()).unwrap();
        let public = public_key(&SECRET);
        let anchor = Anchor { known: Some((5, &entries[4].hash)), public_key: Some(&public) };
        assert_eq!(verify(&stored, anchor), Ok(()));
        assert_eq!(check(&[]), Ok(()));
    }

    #[test]
    fn any_change_deletion_or_new_order_is_found() {
        let entries = log(5, None);
        let mut changed = entries.clone();
        changed[2].record.by = "wang".into();
        assert_eq!(check(&changed), Err(AuditFault::Changed(3)));
        changed[2].hash = hash(3, &changed[2].record, &changed[2].previous);
        assert_eq!(check(&changed), Err(AuditFault::Broken(4)), "a new hash breaks the chain after it");
        let mut deleted = entries.clone();
        deleted.remove(1);
        assert_eq!(check(&deleted), Err(AuditFault::Order { expected: 2, found: 3 }));
        let mut swapped = entries.clone();
        swapped.swap(1, 3);
        assert_eq!(check(&swapped), Err(AuditFault::Order { expected: 2, found: 4 }));
        let known = Anchor { known: Some((5, &entries[4].hash)), public_key: None };
        assert_eq!(verify(&entries[..3], known), Err(AuditFault::CutShort { expected: 5, found: 3 }));
    }

    #[test]
    fn a_log_written_anew_without_the_key_is_found() {
        let public = public_key(&SECRET);
        let anchor = Anchor { known: None, public_key: Some(&public) };
        assert_eq!(verify(&log(3, None), anchor), Err(AuditFault::Unsigned(1)));
        assert_eq!(verify(&log(3, Some(&[8; 32])), anchor), Err(AuditFault::BadSignature(1)));
        let mut stripped = log(3, Some(&SECRET));
        stripped[2].signature = None;
        assert_eq!(verify(&stripped, anchor), Err(AuditFault::Unsigned(3)));
    }

    #[test]
    fn entries_from_before_the_key_stay_good() {
        let mut entries = log(2, None);
        let record = entries[0].record.clone();
        entries.push(append(entries.last(), record, Some(&SECRET)));
        let public = public_key(&SECRET);
        assert_eq!(verify(&entries, Anchor { known: None, public_key: Some(&public) }), Ok(()));
    }
}
