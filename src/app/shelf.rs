//! Where the readings behind incidents are kept for whoever shows them or drafts on them: held, or left in the store
//! and read from there when somebody asks.
//!
//! A desk that watches for months would hold hundreds of megabytes of text nobody looks at; a replay and the demo have
//! no store to leave them in.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::cluster::Joined;
use crate::domain::id::{Family, ItemId};
use crate::domain::picture::Reading;
use crate::domain::time::Timestamp;
use crate::store::{Store, StoreError};

use super::pipeline::{LEFT_OUT_KEPT, Pipeline, keep_latest};

/// Where readings are kept.
#[derive(Debug, Default)]
pub(super) enum Shelf {
    /// Nowhere: nobody looks.
    #[default]
    Nowhere,
    /// Here, as the rulings have them.
    Held(BTreeMap<ItemId, Arc<Reading>>),
    /// In the store, as they were read.
    Stored(Store),
}

/// Items that were left out before a restart, oldest first: the latest of them are shown.
#[derive(Debug, Default)]
pub(super) struct LeftOutBefore {
    unattributed: VecDeque<ItemId>,
    set_aside: VecDeque<ItemId>,
}

impl LeftOutBefore {
    /// Notes what became of an item whose reading is not at hand.
    pub(super) fn note(&mut self, item: ItemId, set_aside: bool, joined: &Joined) {
        match joined {
            Joined::Unattributed(_) => keep_last(&mut self.unattributed, item),
            Joined::NotARisk if set_aside => keep_last(&mut self.set_aside, item),
            _ => {}
        }
    }
}

fn keep_last(list: &mut VecDeque<ItemId>, item: ItemId) {
    list.push_back(item);
    if list.len() > LEFT_OUT_KEPT {
        list.pop_front();
    }
}

impl Shelf {
    /// Puts a reading on it, if it is one that holds.
    pub(super) fn put(&mut self, reading: &Arc<Reading>) {
        if let Self::Held(held) = self {
            held.insert(reading.item.id.clone(), Arc::clone(reading));
        }
    }

    /// A reading that it holds.
    pub(super) fn held(&self, id: &ItemId) -> Option<&Arc<Reading>> {
        match self {
            Self::Held(held) => held.get(id),
            Self::Nowhere | Self::Stored(_) => None,
        }
    }

    /// Everything that it holds.
    pub(super) fn all_held(&self) -> impl Iterator<Item = &Arc<Reading>> {
        let held = match self {
            Self::Held(held) => Some(held.values()),
            Self::Nowhere | Self::Stored(_) => None,
        };
        held.into_iter().flatten()
    }

    /// Lets go of what is older than a moment.
    pub(super) fn forget_before(&mut self, before: Timestamp) {
        if let Self::Held(held) = self {
            held.retain(|_, reading| reading.item.published.unwrap_or(reading.item.seen) >= before);
        }
    }
}

impl Pipeline {
    /// Leaves the readings behind incidents in a store that has them all.
    pub(super) fn leave_readings_in(&mut self, store: Store) {
        self.shelf = Shelf::Stored(store);
    }

    /// Fetches for showing what was left out before a restart.
    pub(super) fn show_left_out_before(&mut self) -> Result<(), StoreError> {
        let LeftOutBefore { unattributed, set_aside } = std::mem::take(&mut self.left_out_before);
        for reading in self.readings_of(unattributed.iter())? {
            keep_latest(&mut self.unattributed, &reading);
        }
        for reading in self.readings_of(set_aside.iter())? {
            keep_latest(&mut self.set_aside, &reading);
        }
        Ok(())
    }

    /// Readings of some items, as the rulings have them, in the order asked; what nobody has is left out.
    pub(super) fn readings_of<'a>(
        &self,
        items: impl Iterator<Item = &'a ItemId>,
    ) -> Result<Vec<Arc<Reading>>, StoreError> {
        match &self.shelf {
            Shelf::Nowhere => Ok(Vec::new()),
            Shelf::Held(held) => Ok(items.filter_map(|item| held.get(item)).cloned().collect()),
            Shelf::Stored(store) => Ok(self.rulings.all_as_ruled(store.readings(items.cloned().collect())?)),
        }
    }

    /// Readings from a moment on that fit.
    pub(super) fn readings_since(
        &self,
        since: Timestamp,
        fits: impl Fn(&Reading) -> bool,
    ) -> Result<Vec<Arc<Reading>>, StoreError> {
        let recent = |reading: &&Arc<Reading>| reading.item.published.unwrap_or(reading.item.seen) >= since;
        let mut readings = match &self.shelf {
            Shelf::Nowhere => Vec::new(),
            Shelf::Held(held) => held.values().filter(recent).cloned().collect(),
            Shelf::Stored(store) => self.rulings.all_as_ruled(store.readings_since(since, usize::MAX)?),
        };
        readings.retain(|reading| fits(reading));
        Ok(readings)
    }

    /// What was left in the store of some items, as it was read.
    pub(super) fn stored<'a>(&self, items: impl Iterator<Item = &'a ItemId>) -> Result<Vec<Arc<Reading>>, StoreError> {
        let Shelf::Stored(store) = &self.shelf else { return Ok(Vec::new()) };
        Ok(store.readings(items.cloned().collect())?.into_iter().map(Arc::new).collect())
    }

    /// What was left in the store of a family since the oldest incident began, as it was read.
    pub(super) fn stored_by(&self, family: &Family) -> Result<Vec<Arc<Reading>>, StoreError> {
        let oldest = self.clusterer.incidents().map(|incident| incident.first).min();
        let (Shelf::Stored(store), Some(oldest)) = (&self.shelf, oldest) else { return Ok(Vec::new()) };
        Ok(store.readings_by(family, oldest)?.into_iter().map(Arc::new).collect())
    }
}
