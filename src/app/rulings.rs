//! Rulings applied to readings, so that the stages after reading see items as a person decided.
//!
//! Grouping needs no rule of its own for it: it takes a provider's same event for one happening and its different
//! events for different ones, and a desk that rules is such a provider. Keeping rulings is left to `store`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::annotation::Reason;
use crate::domain::id::{Family, ItemId, RulingId};
use crate::domain::picture::Reading;
use crate::domain::ruling::{Ruling, Verdict};
use crate::domain::source::Reliability;

use super::pipeline::Pipeline;

/// Code of the reason why an item that a person ruled out is no risk.
const OFFICER: &str = "officer";

/// What holds of all rulings so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Rulings {
    known: Vec<RulingId>,
    /// The happening an item was ruled to report.
    events: BTreeMap<ItemId, String>,
    /// Items ruled to be no risk, with the reason.
    no_risk: BTreeMap<ItemId, String>,
    /// How far families are trusted.
    grades: BTreeMap<Family, Reliability>,
}

impl Rulings {
    /// Takes a ruling over; says whether it is news.
    fn take(&mut self, ruling: &Ruling) -> bool {
        if self.known.contains(&ruling.id) {
            return false;
        }
        self.known.push(ruling.id.clone());
        let event = |part: &str| format!("desk:{}{part}", ruling.id);
        match &ruling.verdict {
            Verdict::Together { items } => self.events.extend(items.iter().map(|item| (item.clone(), event("")))),
            Verdict::Apart { items, others } => {
                self.events.extend(others.iter().map(|item| (item.clone(), event("/rest"))));
                self.events.extend(items.iter().map(|item| (item.clone(), event("/off"))));
            }
            Verdict::NoRisk { items } => {
                self.no_risk.extend(items.iter().map(|item| (item.clone(), ruling.reason.clone())));
            }
            Verdict::Regrade { family, reliability } => {
                self.grades.insert(family.clone(), *reliability);
            }
        }
        true
    }

    fn touches(&self, reading: &Reading) -> bool {
        let item = &reading.item;
        self.events.contains_key(&item.id)
            || self.no_risk.contains_key(&item.id)
            || self.grades.contains_key(&item.publisher)
    }

    /// The reading as the rulings have it; the same one where none is about it.
    pub(super) fn applied(&self, reading: &Arc<Reading>) -> Arc<Reading> {
        if self.known.is_empty() || !self.touches(reading) {
            return Arc::clone(reading);
        }
        let mut ruled = Reading::clone(reading);
        if let Some(event) = self.events.get(&ruled.item.id) {
            ruled.item.provider.event = Some(event.clone());
        }
        if let Some(reliability) = self.grades.get(&ruled.item.publisher) {
            ruled.item.reliability = *reliability;
        }
        if let Some(reason) = self.no_risk.get(&ruled.item.id) {
            ruled.annotation.hazards.clear();
            ruled.annotation.reasons.insert(0, Reason { code: OFFICER.to_owned(), text: reason.clone() });
        }
        Arc::new(ruled)
    }
}

impl Pipeline {
    /// Takes rulings over that are not known yet, in their order, and puts the items they are about together anew.
    /// Says whether there were any.
    pub(super) fn rule(&mut self, rulings: &[Ruling]) -> bool {
        let mut news = false;
        for ruling in rulings {
            let is_new = self.rulings.take(ruling);
            news |= is_new;
            if let (true, Verdict::NoRisk { items }) = (is_new, &ruling.verdict) {
                *self.drops.entry(OFFICER.to_owned()).or_default() += items.len() as u64;
            }
        }
        if news {
            // What was joined a moment ago can be ruled on too.
            self.settle();
            let known = self.readings.values().chain(&self.unattributed);
            let about: Vec<_> = known.filter(|reading| self.rulings.touches(reading)).collect();
            let ruled: Vec<_> = about.into_iter().map(|reading| self.rulings.applied(reading)).collect();
            self.regroup(&ruled);
        }
        news
    }

    fn regroup(&mut self, ruled: &[Arc<Reading>]) {
        let clusterer = &self.clusterer;
        let prepared: Vec<_> =
            ruled.iter().map(|reading| clusterer.prepare(&reading.item, &reading.annotation)).collect();
        self.clusterer.extend_prepared(prepared);
        for reading in ruled {
            if let Some(known) = self.readings.get_mut(&reading.item.id) {
                *known = Arc::clone(reading);
            }
        }
    }
}
