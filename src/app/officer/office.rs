//! The office behind the desk: who issues, who receives, by which routes, with which key, in which templates.
//!
//! The values come from the configuration; the demo brings its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::Duration;

use crate::app::stages::Stages;
use crate::config::Problem;
use crate::domain::asset::Asset;
use crate::domain::delivery::{Recipient, Route};
use crate::domain::level::Level;
use crate::domain::outgoing::Outgoing;
use crate::warn::{AuditSettings, NoticeSettings};

/// Length of an Ed25519 key in bytes.
const KEY_BYTES: usize = 32;

/// What notices are written, numbered, signed and sent with.
#[derive(Clone)]
pub struct Office {
    /// The stages with their configuration.
    pub stages: Arc<Stages>,
    /// Who gets notices.
    pub recipients: Vec<Recipient>,
    /// Which notices go to whom.
    pub routes: Vec<Route>,
    /// What the issuer has settled.
    pub notice: NoticeSettings,
    /// The issuer's own number with `{year}` and `{n}`.
    pub document_number: Option<String>,
    /// What audit entries are signed with.
    pub key: Option<[u8; KEY_BYTES]>,
    /// Made-up data.
    pub made_up: bool,
}

impl Office {
    /// The office of a configuration. `env` gives the variables that secrets are kept in.
    pub fn new(stages: Arc<Stages>, env: &dyn Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let config = Arc::clone(&stages.config);
        let audit = config.read_with_secrets::<AuditSettings>("warn.toml", "audit", env).map_err(told)?;
        Ok(Self {
            recipients: config.read("fenghuo.toml", "recipient").map_err(told)?.unwrap_or_default(),
            routes: config.read("fenghuo.toml", "route").map_err(told)?.unwrap_or_default(),
            notice: settings(&stages),
            document_number: config.settings.desk.document_number.clone(),
            key: audit.map(|audit| key(audit.secret.reveal())).transpose()?,
            made_up: false,
            stages,
        })
    }

    /// How long a condition has to be false before a warning of this level may be lifted.
    pub fn dwell(&self, level: Level) -> Duration {
        let hours: &BTreeMap<Level, f64> = &self.stages.config.model.levels.dwell_hours;
        #[expect(clippy::cast_possible_truncation, reason = "a span of hours, far below the limit")]
        hours.get(&level).map_or(Duration::zero(), |hours| Duration::minutes((hours * 60.0) as i64))
    }

    /// A recipient by its id.
    pub fn recipient(&self, id: &crate::domain::id::RecipientId) -> Option<&Recipient> {
        self.recipients.iter().find(|recipient| recipient.id == *id)
    }

    /// The registry, as routes look at it.
    pub(super) fn registry(&self) -> Vec<Asset> {
        self.stages.config.assets.iter().map(|asset| Asset::clone(asset)).collect()
    }
}

/// How deliveries are sent.
pub fn outgoing(stages: &Stages, env: &dyn Fn(&str) -> Option<String>) -> anyhow::Result<Outgoing> {
    let read = stages.config.read_with_secrets("deliver.toml", "", env).map_err(told)?;
    read.context("`deliver.toml` is empty; take the shipped one")
}

/// A mistake in the configuration, with its place.
#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
fn told(problem: Box<Problem>) -> anyhow::Error {
    anyhow::anyhow!("{problem}")
}

/// What the desk's settings say of every notice.
fn settings(stages: &Stages) -> NoticeSettings {
    let desk = &stages.config.settings.desk;
    NoticeSettings {
        issuer: desk.issuer.clone(),
        contacts: desk.contacts.clone(),
        recipients: desk.addressees.clone(),
        copies: desk.copies.clone(),
        secrecy: desk.secrecy,
    }
}

fn key(text: &str) -> anyhow::Result<[u8; KEY_BYTES]> {
    let bytes = STANDARD.decode(text.trim()).context("`audit.secret` of `warn.toml` is not base64")?;
    let length = bytes.len();
    bytes.try_into().map_err(|_| anyhow::anyhow!("`audit.secret` of `warn.toml` has {length} bytes; give {KEY_BYTES}"))
}
