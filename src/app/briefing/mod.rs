//! Briefings: the handover of a shift, the daily brief, the weekly report, the monthly edition for the public.
//!
//! [`Engine::briefing`](crate::app::engine::Engine::briefing) and the demo's twin gather the facts, [`laid_out`] puts
//! them into words. Wording and layout are left to `report` and its templates.

mod day;

mod gather;

mod shift;

mod span;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use anyhow::Context as _;
use chrono::Duration;
use serde::Deserialize;

use crate::config::Config;
use crate::domain::briefing::{Body, Briefing, BriefingKind};
use crate::domain::id::Person;
use crate::domain::picture::Picture;
use crate::domain::time::Timestamp;
use crate::domain::words::Words;
use crate::report::{Template, briefing_html, briefing_json, briefing_markdown};
use crate::store::Store;

use super::engine::Engine;
use super::pipeline::Pipeline;

use self::gather::Material;

/// Where the numbers of briefings are.
const NUMBERS: &str = "briefing.toml";

/// Numbers of briefings (`config/briefing.toml`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Numbers {
    span_hours: BTreeMap<String, i64>,
    show: Show,
}

/// How much is shown.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Show {
    visit_hours: i64,
    watch_hours: i64,
    calendar_days: i64,
    incidents: usize,
    currencies: usize,
    currency_least: f64,
    lines: usize,
    unconfirmed: usize,
    unconfirmed_severity: f64,
}

/// A form of a briefing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Markdown.
    Markdown,
    /// A page to read or print.
    Html,
    /// `fenghuo.briefing/1`.
    Json,
}

/// Since when a briefing tells things, when nothing else is asked for.
pub fn usual_since(kind: BriefingKind, config: &Config, now: Timestamp) -> anyhow::Result<Timestamp> {
    let hours = numbers(config)?.span_hours.get(kind.key()).copied();
    let hours = hours.with_context(|| format!("`span_hours.{}` is missing in `{NUMBERS}`", kind.key()))?;
    anyhow::ensure!((1..=8760).contains(&hours), "`span_hours.{}` of `{NUMBERS}` must be 1 to 8760", kind.key());
    Ok(now - Duration::hours(hours))
}

/// A briefing in a form, in the words' language. Fails when a template of the operator's does.
pub fn laid_out(briefing: &Briefing, form: Form, config: &Config, words: &Words) -> anyhow::Result<String> {
    let template = |name: &'static str| Template { name, source: config.text(&format!("templates/{name}")) };
    Ok(match form {
        Form::Markdown => briefing_markdown(briefing, words, template("briefing.md.j2"))?,
        Form::Html => briefing_html(briefing, words, template("briefing.html.j2"), config.text("templates/page.css"))?,
        Form::Json => format!("{:#}\n", briefing_json(briefing)),
    })
}

fn numbers(config: &Config) -> anyhow::Result<Numbers> {
    let read = config.read(NUMBERS, "").map_err(|problem| anyhow::anyhow!("{problem}"))?;
    read.with_context(|| format!("`{NUMBERS}` is empty; take the shipped one"))
}

impl Engine {
    /// A briefing as of this moment; `by` hands over. Tells what happened since a moment, or over the usual span.
    pub fn briefing(
        &self,
        kind: BriefingKind,
        since: Option<Timestamp>,
        by: &Person,
        now: Timestamp,
    ) -> anyhow::Result<Briefing> {
        let since = since.map_or_else(|| usual_since(kind, &self.stages().config, now), Ok)?;
        let picture = self.picture(since, now)?;
        of(kind, self.pipeline(), &picture, self.store(), by)
    }
}

/// A briefing on a picture, whose `since` says how far back it tells.
pub(super) fn of(
    kind: BriefingKind,
    pipeline: &Pipeline,
    picture: &Picture,
    store: &Store,
    by: &Person,
) -> anyhow::Result<Briefing> {
    let config = &pipeline.stages.config;
    let material = Material {
        picture,
        config,
        show: numbers(config)?.show,
        deliveries: store.deliveries().context("reading the ledger")?,
        dispositions: store.dispositions_since(Timestamp::UNIX_EPOCH).context("reading decisions")?,
        rates: pipeline.rates.series(),
        statistics: &pipeline.stages.warn.statistics,
        watching_since: pipeline.watching_since,
    };
    Ok(Briefing {
        at: picture.at,
        since: picture.since,
        zone: picture.zone,
        watching_since: Some(pipeline.watching_since).filter(|began| *began > picture.since),
        made_up: picture.made_up,
        model: picture.model.clone(),
        coverage: material.coverage(),
        body: match kind {
            BriefingKind::Handover => Body::Handover(Box::new(material.handover(by))),
            BriefingKind::Daily => Body::Daily(Box::new(material.daily())),
            BriefingKind::Weekly => Body::Weekly(Box::new(material.weekly())),
            BriefingKind::Monthly => Body::Monthly(Box::new(material.monthly())),
        },
    })
}
