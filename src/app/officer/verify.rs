//! Whether notices and the log of what was done are as they were written: chain, signatures, and frozen contents.

use std::collections::BTreeMap;

use crate::domain::audit::AuditEntry;
use crate::domain::notice::Notice;
use crate::store::{Store, StoreError};
use crate::warn::audit::{self, Anchor};
use crate::warn::lifecycle::is_intact;

use super::office::Office;

/// What was checked, and what is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Entries of the log.
    pub entries: usize,
    /// Whether signatures were checked, for which a key is needed.
    pub signatures: bool,
    /// Issued notices.
    pub issued: usize,
    /// The last entry, by which a later check finds a log cut short: place and hash.
    pub tip: Option<(u64, String)>,
    /// What is wrong, one line each.
    pub faults: Vec<String>,
}

/// Checks everything. `known` is an entry noted elsewhere: its place and hash.
pub fn verify(store: &Store, office: &Office, known: Option<(u64, &str)>) -> Result<Verified, StoreError> {
    let (log, notices) = (store.audit()?, store.notices()?);
    let public = office.key.as_ref().map(audit::public_key);
    let anchor = Anchor { known, public_key: public.as_ref() };
    let mut faults: Vec<_> = audit::verify(&log, anchor).err().map(|fault| fault.to_string()).into_iter().collect();
    faults.extend(of_notices(&log, &notices));
    Ok(Verified {
        entries: log.len(),
        signatures: public.is_some(),
        issued: notices.iter().filter(|notice| notice.sent.is_some()).count(),
        tip: log.last().map(|entry| (entry.seq, entry.hash.clone())),
        faults,
    })
}

/// Notices that are not as they were issued, were issued unseen by the log, or are gone.
fn of_notices(log: &[AuditEntry], notices: &[Notice]) -> Vec<String> {
    let issues = log.iter().filter(|entry| entry.act.action == "notice.issued");
    let mut logged: BTreeMap<&str, &str> =
        issues.map(|entry| (entry.act.subject.as_str(), entry.act.detail.as_str())).collect();
    let mut faults = Vec::new();
    for notice in notices {
        let in_log = logged.remove(notice.id.as_str());
        if !is_intact(notice) {
            faults.push(format!("notice {} was changed after it was issued", notice.id));
        } else if notice.hash.as_deref() != in_log {
            faults.push(format!("notice {} is not the one that the log says was issued", notice.id));
        }
    }
    faults.extend(logged.keys().map(|id| format!("notice {id} was issued and is gone")));
    faults
}
