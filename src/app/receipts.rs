//! Who got the notices of late, and who answered, for the picture.

use chrono::Duration;

use crate::config::Config;
use crate::domain::delivery::Recipient;
use crate::domain::notice::Notice;
use crate::domain::receipt::Receipt;
use crate::domain::time::Timestamp;
use crate::store::{Store, StoreError};

/// Notices that ran out longer ago are shown without their receipts.
const SHOWN: Duration = Duration::days(30);

/// The receipts of the notices that are in force, or were of late.
pub(super) fn receipts(
    store: &Store,
    notices: &[Notice],
    recipients: &[Recipient],
    now: Timestamp,
) -> Result<Vec<Receipt>, StoreError> {
    let mut receipts = Vec::new();
    let recent = |notice: &&Notice| notice.sent.is_some() && notice.content.expires > now - SHOWN;
    for notice in notices.iter().filter(recent) {
        receipts.extend(Receipt::of(&store.ledger_of(&notice.id)?, recipients));
    }
    Ok(receipts)
}

/// Who is configured to get notices; their names are all that is wanted here, mistakes are told elsewhere.
pub(super) fn recipients(config: &Config) -> Vec<Recipient> {
    config.read("fenghuo.toml", "recipient").ok().flatten().unwrap_or_default()
}
