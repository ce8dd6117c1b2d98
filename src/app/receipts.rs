//! What became of the notices in force at their recipients, out of the ledger.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::domain::delivery::Recipient;
use crate::domain::id::NoticeId;
use crate::domain::notice::Notice;
use crate::domain::receipt::Receipt;
use crate::domain::time::Timestamp;
use crate::store::{Store, StoreError};

/// The receipts of each notice in force.
pub(super) fn in_force(
    store: &Store,
    notices: &[Notice],
    recipients: &[Recipient],
    now: Timestamp,
) -> Result<BTreeMap<NoticeId, Vec<Receipt>>, StoreError> {
    let mut receipts = BTreeMap::new();
    for notice in notices.iter().filter(|notice| notice.is_in_force(now)) {
        let gathered = Receipt::gather(&store.ledger_of(&notice.id)?, recipients);
        receipts.insert(notice.id.clone(), gathered);
    }
    Ok(receipts)
}

/// Who is configured to get notices; their names are all that is wanted here, mistakes are told elsewhere.
pub(super) fn recipients(config: &Config) -> Vec<Recipient> {
    config.read("fenghuo.toml", "recipient").ok().flatten().unwrap_or_default()
}
