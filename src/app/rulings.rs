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
use crate::store::StoreError;

use super::pipeline::{Pipeline, keep_latest};
use super::workers::Cores;

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
    /// Those items as they were read, for when the ruling is withdrawn.
    before: BTreeMap<ItemId, Arc<Reading>>,
    /// How far families are trusted.
    grades: BTreeMap<Family, Reliability>,
}

impl Rulings {
    /// All of some rulings.
    pub(super) fn of(rulings: &[Ruling]) -> Self {
        let mut of = Self::default();
        for ruling in rulings {
            of.take(ruling);
        }
        of
    }

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
            Verdict::Risk { items } => self.no_risk.retain(|item, _| !items.contains(item)),
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
            || is_ruled_out(reading)
    }

    /// The reading as the rulings have it; the same one where none is about it.
    pub(super) fn applied(&mut self, reading: &Arc<Reading>) -> Arc<Reading> {
        let id = &reading.item.id;
        if self.no_risk.contains_key(id) && !is_ruled_out(reading) {
            self.before.insert(id.clone(), Arc::clone(reading));
        }
        self.as_ruled(reading)
    }

    /// Readings from the store as the rulings have them.
    pub(super) fn all_as_ruled(&self, stored: Vec<Reading>) -> Vec<Arc<Reading>> {
        stored.into_iter().map(|reading| self.as_ruled(&Arc::new(reading))).collect()
    }

    fn as_ruled(&self, reading: &Arc<Reading>) -> Arc<Reading> {
        if self.known.is_empty() || !self.touches(reading) {
            return Arc::clone(reading);
        }
        let id = &reading.item.id;
        let before = self.before.get(id).filter(|_| is_ruled_out(reading));
        let mut ruled = Reading::clone(before.unwrap_or(reading));
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
    pub(super) fn rule(&mut self, rulings: &[Ruling]) -> Result<bool, StoreError> {
        let news: Vec<&Ruling> = rulings.iter().filter(|ruling| self.rulings.take(ruling)).collect();
        for ruling in &news {
            self.count_ruled_out(&ruling.verdict);
        }
        if news.is_empty() {
            return Ok(false);
        }
        // What was joined a moment ago can be ruled on too.
        self.settle();
        let stored = self.stored_about(&news)?;
        let shown = self.set_aside.iter().chain(&self.unattributed);
        let touched = shown.chain(self.shelf.all_held()).filter(|reading| self.rulings.touches(reading));
        let about = stored.iter().chain(touched).cloned();
        let about: BTreeMap<ItemId, Arc<Reading>> = about.map(|one| (one.item.id.clone(), one)).collect();
        let ruled: Vec<_> = about.values().map(|reading| self.rulings.applied(reading)).collect();
        self.regroup(&ruled);
        Ok(true)
    }

    /// What was left in the store of the incidents that rulings are about.
    fn stored_about(&self, news: &[&Ruling]) -> Result<Vec<Arc<Reading>>, StoreError> {
        let mut stored = Vec::new();
        for ruling in news {
            stored.extend(match &ruling.verdict {
                Verdict::Regrade { family, .. } => self.stored_by(family)?,
                Verdict::Together { items } | Verdict::NoRisk { items } | Verdict::Risk { items } => {
                    self.stored(items.iter())?
                }
                Verdict::Apart { items, others } => self.stored(items.iter().chain(others))?,
            });
        }
        // What is long past is not brought back.
        let is_alive = |id: &ItemId| self.clusterer.incident_of(id).is_some() || self.rulings.before.contains_key(id);
        stored.retain(|reading| is_alive(&reading.item.id));
        Ok(stored)
    }

    fn regroup(&mut self, ruled: &[Arc<Reading>]) {
        let prepared: Vec<_> = ruled.iter().map(|reading| self.stages.prepare(reading)).collect();
        self.clusterer.extend_prepared(prepared, &Cores);
        for reading in ruled {
            self.show_ruled(reading);
        }
    }

    /// What is ruled out is shown among what was set aside, where the ruling can be withdrawn.
    fn show_ruled(&mut self, reading: &Arc<Reading>) {
        let id = &reading.item.id;
        let shown = self.set_aside.len();
        self.set_aside.retain(|known| known.item.id != *id || !is_ruled_out(known));
        if is_ruled_out(reading) {
            keep_latest(&mut self.set_aside, reading);
        } else if self.set_aside.len() < shown || self.shelf.held(id).is_some() {
            self.shelf.put(reading);
        }
    }

    fn count_ruled_out(&mut self, verdict: &Verdict) {
        let count = self.drops.entry(OFFICER.to_owned()).or_default();
        match verdict {
            Verdict::NoRisk { items } => *count += items.len() as u64,
            Verdict::Risk { items } => *count = count.saturating_sub(items.len() as u64),
            _ => {}
        }
        if *count == 0 {
            self.drops.remove(OFFICER);
        }
    }
}

/// Whether a person ruled the item to be no risk.
pub(super) fn is_ruled_out(reading: &Reading) -> bool {
    reading.annotation.reasons.first().is_some_and(|reason| reason.code == OFFICER)
}
