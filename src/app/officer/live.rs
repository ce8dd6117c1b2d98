//! The live home: an engine on a store that others may share. What they decided is taken over before anything is
//! decided here, and again before each evaluation.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::app::engine::Engine;
use crate::domain::id::Person;
use crate::domain::item::Item;
use crate::domain::picture::Reading;
use crate::domain::time::Timestamp;
use crate::store::{Step, StoreError};

use super::carry::{send, settle};
use super::office::Office;
use super::order::Order;
use super::refused::Refused;

/// How far back candidates are looked at that others may have judged.
const LOOK_BACK: TimeDelta = TimeDelta::days(10);
/// Who does what is due without anybody's asking.
const NOBODY: &str = "fenghuo";

impl Engine {
    /// Carries an order out. Silences and rulings act at once, for which everything is evaluated again.
    pub async fn carry_out(
        &mut self,
        office: &Arc<Office>,
        order: &Order,
        by: &Person,
        now: Timestamp,
    ) -> Result<Step, Refused> {
        self.catch_up(now)?;
        let sent = send(&self.store, &self.pipeline, office, order, by, now)?;
        let step = sent.stored().await?;
        settle(&mut self.pipeline, &step)?;
        self.remember_candidates(&step.candidates);
        if !step.silences.is_empty() || !step.rulings.is_empty() {
            self.evaluate_unstored(now);
        }
        Ok(step)
    }

    /// Does what is due without anybody's asking.
    pub async fn tend(&mut self, office: &Arc<Office>, now: Timestamp) -> Result<Step, Refused> {
        self.carry_out(office, &Order::Tend, &Person::new(NOBODY), now).await
    }

    /// Takes over what others who share the store have decided.
    pub(in crate::app) fn catch_up(&mut self, now: Timestamp) -> Result<(), StoreError> {
        self.pipeline.silences = self.store.silences()?;
        self.pipeline.rule(&self.store.rulings()?)?;
        let judged: Vec<_> = self.store.candidates_since(now - LOOK_BACK)?;
        let news: Vec<_> = judged.into_iter().filter(|candidate| !self.is_remembered(candidate)).collect();
        for candidate in &news {
            self.pipeline.candidates.retain(|known| known.id != candidate.id);
            self.pipeline.candidates.push(candidate.clone());
        }
        self.remember_candidates(&news);
        Ok(())
    }

    /// Takes in items that no feed brought, and stores them.
    pub(in crate::app) async fn take(&mut self, items: Vec<Item>) -> anyhow::Result<()> {
        let readings = self.pipeline.read(items)?;
        self.pipeline.take_read(&readings);
        let owned: Vec<Reading> = readings.iter().map(|reading| Reading::clone(reading)).collect();
        self.store.put_readings(owned).await?;
        Ok(())
    }
}
