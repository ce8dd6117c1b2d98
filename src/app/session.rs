//! Opening the store and the engine on it, with what the operator should be told.

use std::sync::Arc;

use anyhow::Context as _;

use crate::domain::id::Person;
use crate::domain::time::Timestamp;
use crate::store::{Opened, Store};

use super::engine::Engine;
use super::stages::Stages;

/// An engine on an open store.
pub struct Session {
    /// The engine, where the store ended.
    pub engine: Engine,
    /// What had to be done to open the store: set aside, backed up.
    pub notes: Vec<String>,
}

impl Session {
    /// Opens a store and an engine on it.
    pub fn open(stages: Arc<Stages>, url: &str, now: Timestamp) -> anyhow::Result<Self> {
        let Opened { store, notes } = open(url, now)?;
        Ok(Self { engine: Engine::open(stages, store, now)?, notes })
    }

    /// Opens a store and an engine on it for a desk that goes on watching.
    pub fn open_lean(stages: Arc<Stages>, url: &str, now: Timestamp) -> anyhow::Result<Self> {
        let Opened { store, notes } = open(url, now)?;
        Ok(Self { engine: Engine::open_lean(stages, store, now)?, notes })
    }

    /// Opens a store and an engine on it that sleeps until something new comes.
    pub fn open_asleep(stages: Arc<Stages>, url: &str, now: Timestamp) -> anyhow::Result<Self> {
        let Opened { store, notes } = open(url, now)?;
        Ok(Self { engine: Engine::asleep(stages, store, now)?, notes })
    }
}

fn open(url: &str, now: Timestamp) -> anyhow::Result<Opened> {
    Store::open(url, now).with_context(|| format!("opening the store `{url}`"))
}

impl Engine {
    /// When a person last looked; for a first visit, as far back as reports look.
    pub fn last_visit(&self, person: &Person, now: Timestamp) -> anyhow::Result<Timestamp> {
        let usual = chrono::Duration::from_std(self.stages.config.settings.report.since).unwrap_or_default();
        Ok(self.store.last_visit(person).context("reading the last visit")?.unwrap_or(now - usual))
    }
}
