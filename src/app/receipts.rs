//! Who got the notices of late, and who answered, for the picture.

use chrono::Duration;

use crate::domain::delivery::Receipt;
use crate::domain::notice::Notice;
use crate::domain::time::Timestamp;
use crate::store::{Store, StoreError};

/// Notices that ran out longer ago are shown without their receipts.
const SHOWN: Duration = Duration::days(30);

/// The receipts of the notices that are in force, or were of late.
pub(super) fn receipts(store: &Store, notices: &[Notice], now: Timestamp) -> Result<Vec<Receipt>, StoreError> {
    let mut receipts = Vec::new();
    let recent = |notice: &&Notice| notice.content.expires > now - SHOWN;
    for notice in notices.iter().filter(recent) {
        receipts.extend(Receipt::of(&store.deliveries_of(&notice.id)?));
    }
    Ok(receipts)
}
