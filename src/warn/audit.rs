//! Signing and checking the audit log: entries are chained by hash, so that a change, a deletion or a new order is
//! found, and signed with the desk's key, so that a log written anew is found as well.
//!
//! The chain itself is `domain`'s, keeping it is left to `store`, keeping the key to `config`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use thiserror::Error;

use crate::domain::audit::{self, Act, AuditEntry, Broken};

/// What is wrong with a log, and at which entry.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AuditFault {
    /// The chain does not hold.
    #[error("entry {seq}: {why}")]
    Broken {
        /// The entry.
        seq: u64,
        /// What is wrong there.
        why: &'static str,
    },
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

/// The entry for an act, after the last one; signed when a secret key is given.
pub fn append(last: Option<&AuditEntry>, act: Act, secret_key: Option<&[u8; 32]>) -> AuditEntry {
    let mut entry = AuditEntry::after(last, act);
    let sign = |key: &[u8; 32]| STANDARD.encode(SigningKey::from_bytes(key).sign(entry.hash.as_bytes()).to_bytes());
    entry.signature = secret_key.map(sign);
    entry
}

/// The public half of a secret key.
pub fn public_key(secret_key: &[u8; 32]) -> [u8; 32] {
    SigningKey::from_bytes(secret_key).verifying_key().to_bytes()
}

/// Checks a whole log; the first fault found.
pub fn verify(log: &[AuditEntry], anchor: Anchor<'_>) -> Result<(), AuditFault> {
    audit::verify(log).map_err(|Broken { seq, why }| AuditFault::Broken { seq, why })?;
    if let Some(key) = anchor.public_key {
        check_signatures(log, &VerifyingKey::from_bytes(key).map_err(|_| AuditFault::BadKey)?)?;
    }
    anchor.known.map_or(Ok(()), |known| check_known(log, known))
}

/// Entries from before the desk had a key may be unsigned, later ones may not.
fn check_signatures(log: &[AuditEntry], key: &VerifyingKey) -> Result<(), AuditFault> {
    let mut signed = false;
    for entry in log {
        match &entry.signature {
            Some(signature) if holds(entry, signature, key) => signed = true,
            Some(_) => return Err(AuditFault::BadSignature(entry.seq)),
            None if signed => return Err(AuditFault::Unsigned(entry.seq)),
            None => {}
        }
    }
    match log.first() {
        Some(first) if !signed => Err(AuditFault::Unsigned(first.seq)),
        _ => Ok(()),
    }
}

fn holds(entry: &AuditEntry, signature: &str, key: &VerifyingKey) -> bool {
    let bytes = STANDARD.decode(signature).ok();
    let signature = bytes.and_then(|bytes| Signature::from_slice(&bytes).ok());
    signature.is_some_and(|signature| key.verify_strict(entry.hash.as_bytes(), &signature).is_ok())
}

fn check_known(log: &[AuditEntry], (seq, hash): (u64, &str)) -> Result<(), AuditFault> {
    let found = log.last().map_or(0, |entry| entry.seq);
    match log.iter().find(|entry| entry.seq == seq) {
        None => Err(AuditFault::CutShort { expected: seq, found }),
        Some(entry) if entry.hash != hash => Err(AuditFault::Broken { seq, why: "the entry was written anew" }),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;

    const SECRET: [u8; 32] = [7; 32];

    fn log(length: u64, key: Option<&[u8; 32]>) -> Vec<AuditEntry> {
        let mut entries: Vec<AuditEntry> = Vec::new();
        for n in 0..length {
            let act = Act {
                at: sample::now(),
                by: "li".into(),
                action: "notice.approved".into(),
                subject: format!("N-2026-{n:04}"),
                detail: "orange".into(),
            };
            entries.push(append(entries.last(), act, key));
        }
        entries
    }

    fn broken_at(entries: &[AuditEntry]) -> Option<u64> {
        match verify(entries, Anchor::default()) {
            Err(AuditFault::Broken { seq, .. }) => Some(seq),
            _ => None,
        }
    }

    #[test]
    fn an_untouched_log_holds_and_survives_being_stored() {
        let entries = log(5, Some(&SECRET));
        let stored: Vec<AuditEntry> = serde_json::from_str(&serde_json::to_string(&entries).unwrap()).unwrap();
        let public = public_key(&SECRET);
        let anchor = Anchor { known: Some((5, &entries[4].hash)), public_key: Some(&public) };
        assert_eq!(verify(&stored, anchor), Ok(()));
        assert_eq!(verify(&[], Anchor { known: None, public_key: Some(&public) }), Ok(()));
    }

    #[test]
    fn any_change_deletion_or_new_order_is_found() {
        let entries = log(5, None);
        let mut changed = entries.clone();
        changed[2].act.by = "wang".into();
        assert_eq!(broken_at(&changed), Some(3));
        let mut deleted = entries.clone();
        deleted.remove(1);
        assert_eq!(broken_at(&deleted), Some(3));
        let mut swapped = entries.clone();
        swapped.swap(1, 3);
        assert_eq!(broken_at(&swapped), Some(4));
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
        let act = entries[0].act.clone();
        entries.push(append(entries.last(), act, Some(&SECRET)));
        let public = public_key(&SECRET);
        assert_eq!(verify(&entries, Anchor { known: None, public_key: Some(&public) }), Ok(()));
    }
}
