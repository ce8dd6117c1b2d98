//! The demo: a bundled, made-up fortnight played through the real pipeline, with a clock that runs.
//!
//! Nothing is fetched and nothing is written. The items and feeds are data (`fixtures/demo`); what they lead to is
//! computed like anything else.

mod script;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use chrono::Duration;
use serde::Deserialize;
use thiserror::Error;

use crate::config::Config;
use crate::domain::briefing::{Briefing, BriefingKind};
use crate::domain::country::CountryCode;
use crate::domain::feed::{Feed, FeedState, Fetch, Outcome};
use crate::domain::id::{Family, FeedId, ItemId};
use crate::domain::item::Item;
use crate::domain::picture::{Picture, Reading};
use crate::domain::source::Reliability;
use crate::domain::time::Timestamp;
use crate::domain::words::Words;
use crate::store::StoreError;
use crate::warn::Refusal;

use super::advice::Again;
use super::briefing::{self, usual_since};
use super::desk::Effect;
use super::lines::Lines;
use super::officer::tell::told;
use super::officer::{Order, Refused};
use super::picture::Frame;
use super::pipeline::{Memory, Pipeline, Watched};
use super::receipts::receipts;
use super::stages::{Stages, StagesError, Unready};

use self::script::Desk;

const ITEMS: &str = include_str!("../../fixtures/demo/items.jsonl");
const FEEDS: &str = include_str!("../../fixtures/demo/feeds.toml");

/// Requests shown of each feed.
const FETCHES_SHOWN: i32 = 24;
/// The last day is evaluated as often as a desk would, the days before it hourly.
const FINE_STEP: Duration = Duration::minutes(15);
const COARSE_STEP: Duration = Duration::hours(1);
const FINE_SPAN: Duration = Duration::hours(24);

/// The demo's data cannot be read; a test holds that they can.
#[derive(Debug, Error)]
pub enum DemoError {
    /// The list of feeds.
    #[error("the demo's feeds cannot be read")]
    Feeds(#[from] toml::de::Error),
    /// The items.
    #[error("the demo's items cannot be read: line {line}: {message}")]
    Items {
        /// The line.
        line: u64,
        /// What is wrong with it.
        message: String,
    },
    /// What the officers did.
    #[error("the demo's actions cannot be read")]
    Actions(#[source] toml::de::Error),
    /// The office they act for.
    #[error("the demo's notice desk cannot be set up")]
    Office(#[source] anyhow::Error),
    /// Its store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The stages.
    #[error(transparent)]
    Stages(#[from] StagesError),
    /// The stage that reads.
    #[error(transparent)]
    Reading(#[from] Unready),
}

/// The fortnight, played up to a moment.
pub struct Demo {
    pipeline: Pipeline,
    desk: Desk,
    words: Words,
    script: Script,
    waiting: VecDeque<Item>,
    taken: BTreeMap<ItemId, Item>,
    newest: BTreeMap<FeedId, Timestamp>,
    now: Timestamp,
}

#[derive(Debug, Deserialize)]
struct Script {
    start: Timestamp,
    visit: Timestamp,
    now: Timestamp,
    feed: Vec<FeedScript>,
}

#[derive(Debug, Deserialize)]
struct FeedScript {
    id: FeedId,
    title: String,
    group: String,
    lang: String,
    countries: Vec<CountryCode>,
    reliability: Reliability,
    family: Family,
    every_min: u32,
    #[serde(default)]
    register: bool,
    fault: Option<Fault>,
}

#[derive(Debug, Deserialize)]
struct Fault {
    from: Timestamp,
    outcome: Outcome,
    error: String,
}

/// The moment at which the demo opens.
pub fn opens() -> Result<Timestamp, DemoError> {
    Ok(toml::from_str::<Script>(FEEDS)?.now)
}

impl Demo {
    /// Plays the fortnight up to the moment at which the demo opens, on the registry and rules of a configuration.
    pub fn new(config: &Config) -> Result<Self, DemoError> {
        let script: Script = toml::from_str(FEEDS)?;
        let feeds: Vec<Arc<Feed>> = script.feed.iter().map(|feed| Arc::new(feed.feed())).collect();
        let waiting = items(&feeds, script.start)?;
        let mut config = config.clone();
        config.feeds = feeds;
        let stages = Stages::new(Arc::new(config))?;
        let desk = Desk::new(&stages, script.start)?;
        let words = stages.config.words.clone();
        let pipeline = Pipeline::new(stages, Memory::Desk, script.start);
        let opens = script.now;
        let mut demo = Self {
            now: script.start,
            pipeline,
            desk,
            words,
            script,
            waiting,
            taken: BTreeMap::new(),
            newest: BTreeMap::new(),
        };
        demo.play_to(opens)?;
        Ok(demo)
    }

    /// The demo's own clock.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// The pipeline, for what the picture does not show.
    pub const fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }

    /// What reading an item finds, whatever became of it: read again, reading gives the same.
    pub fn reading(&self, id: &ItemId) -> Option<Reading> {
        let item = self.taken.get(id)?.clone();
        let annotation = self.pipeline.stages.annotator().ok()?.annotate(&item);
        Some(Reading { item, annotation })
    }

    /// Plays on to a later moment, evaluating as a desk would on the way.
    pub fn play_to(&mut self, to: Timestamp) -> Result<(), Unready> {
        while self.now < to {
            let step = if self.script.now - self.now > FINE_SPAN { COARSE_STEP } else { FINE_STEP };
            let acted = self.desk.next().filter(|at| *at > self.now).unwrap_or(to);
            self.now = to.min(self.now + step).min(acted);
            self.take_due()?;
            self.evaluate();
            self.desk.act(&mut self.pipeline, self.now);
        }
        Ok(())
    }

    /// The picture of this moment.
    pub fn picture(&self) -> Picture {
        self.picture_since(self.script.visit)
    }

    /// A briefing of this moment, over the usual span.
    pub fn briefing(&self, kind: BriefingKind) -> anyhow::Result<Briefing> {
        let since = usual_since(kind, &self.pipeline.stages.config, self.now)?;
        let picture = self.picture_since(since);
        briefing::of(kind, &self.pipeline, &picture, &self.desk.store, &self.desk.officer)
    }

    /// A briefing of this moment, in Markdown and the officer's language.
    pub fn written(&self, kind: BriefingKind) -> anyhow::Result<String> {
        let note = self.briefing(kind)?;
        briefing::laid_out(&note, briefing::Form::Markdown, &self.pipeline.stages.config, &self.words)
    }

    fn picture_since(&self, since: Timestamp) -> Picture {
        let feeds = self.feeds();
        let fetches = self.script.feed.iter().map(|feed| (feed.id.clone(), feed.fetches(self.now))).collect();
        let history_days = self.pipeline.stages.config.settings.report.history_days;
        let notices = self.desk.store.notices().unwrap_or_default();
        let recipients = &self.desk.office.recipients;
        self.pipeline.picture(&Frame {
            now: self.now,
            since,
            made_up: true,
            feeds: &feeds,
            fetches: &fetches,
            receipts: receipts(&self.desk.store, &notices, recipients, self.now).unwrap_or_default(),
            notices,
            history_days: u64::try_from(history_days).unwrap_or(u64::MAX),
        })
    }

    /// Carries out what the officer asks for; gives what to tell, where there is something.
    pub fn carry_out(&mut self, effect: &Effect) -> Option<String> {
        match effect {
            Effect::FetchNow(_) | Effect::PauseFeed { .. } | Effect::MoveFeed(_) => {
                Some(self.words.get("tui.demo.no_network").to_owned())
            }
            Effect::SetLang(lang) => {
                self.words = self.words.speaking(*lang);
                None
            }
            effect => Order::of(effect).map(|order| self.decide(&order)),
        }
    }

    /// Nobody may approve an orange or red notice of their own, so a made-up colleague does it.
    fn decide(&mut self, order: &Order) -> String {
        let (officer, colleague) = (self.desk.officer.clone(), self.desk.approver.clone());
        let decided = match self.desk.carry_out(&mut self.pipeline, order, &officer, self.now) {
            Err(Refused::Way(Refusal::OwnDraft { .. })) => {
                let approved = self.desk.carry_out(&mut self.pipeline, order, &colleague, self.now);
                approved.map(|_| self.words.fill("officer.done.colleague", &[("by", colleague.as_str())]))
            }
            Ok(step) => {
                if !step.silences.is_empty() || !step.rulings.is_empty() {
                    self.evaluate();
                }
                Ok(told(order, &step, &self.words))
            }
            Err(refused) => Err(refused),
        };
        decided.unwrap_or_else(|refused| refused.say(&self.words))
    }

    fn evaluate(&mut self) {
        let feeds = self.feeds();
        for (feed, state) in feeds.iter().filter(|(feed, _)| feed.register) {
            if let Some(at) = state.last_success {
                self.pipeline.advice.confirm(&Again { feed: feed.id.clone(), items: None, at });
            }
        }
        self.pipeline.evaluate_watching(&feeds, self.now);
    }

    fn take_due(&mut self) -> Result<(), Unready> {
        let due = self.waiting.partition_point(|item| item.seen <= self.now);
        let items: Vec<Item> = self.waiting.drain(..due).collect();
        for item in &items {
            self.newest.insert(item.feed.clone(), item.seen);
            self.taken.insert(item.id.clone(), item.clone());
        }
        self.pipeline.take(items)
    }

    fn feeds(&self) -> Vec<Watched> {
        let configured = self.pipeline.stages.config.feeds.iter();
        configured
            .zip(&self.script.feed)
            .map(|(feed, script)| {
                (Arc::clone(feed), script.state(self.script.start, self.now, self.newest.get(&feed.id)))
            })
            .collect()
    }
}

fn items(feeds: &[Arc<Feed>], start: Timestamp) -> Result<VecDeque<Item>, DemoError> {
    let mut lines = Lines::of_feeds(feeds.iter().cloned(), start);
    let mut input = ITEMS.as_bytes();
    let batch =
        lines.read(&mut input, usize::MAX).map_err(|error| DemoError::Items { line: 0, message: error.to_string() })?;
    if let Some(problem) = batch.problems.into_iter().next() {
        return Err(DemoError::Items { line: problem.line, message: problem.message });
    }
    let seen = |mut item: Item| {
        item.seen = item.published.unwrap_or(start);
        item.exercise = item.feed.as_str() == "demo-drill";
        item
    };
    let mut items: Vec<Item> = batch.items.into_iter().map(seen).collect();
    items.sort_by(|a, b| (a.seen, &a.id).cmp(&(b.seen, &b.id)));
    Ok(number_revisions(items).into())
}

/// An item that comes again under its id is its next revision. News keep the date they were published on, as feeds do;
/// a register dates each row anew.
fn number_revisions(mut items: Vec<Item>) -> Vec<Item> {
    let mut known: BTreeMap<_, (u32, Option<Timestamp>)> = BTreeMap::new();
    for item in &mut items {
        let (revision, published) = known.entry(item.id.clone()).or_insert((0, item.published));
        *revision += 1;
        item.revision = *revision;
        if item.provider.advisory.is_none() {
            item.published = *published;
        }
    }
    items
}

impl FeedScript {
    fn feed(&self) -> Feed {
        Feed {
            title: self.title.clone(),
            group: self.group.clone(),
            lang: Some(self.lang.clone()),
            countries: self.countries.clone(),
            reliability: self.reliability,
            family: self.family.clone(),
            every_minutes: self.every_min,
            register: self.register,
            ..Feed::at(self.id.clone(), self.url())
        }
    }

    fn url(&self) -> String {
        format!("https://demo.invalid/{}", self.id)
    }

    fn every(&self) -> Duration {
        Duration::minutes(i64::from(self.every_min))
    }

    /// The fault in force at a moment.
    fn fault_at(&self, at: Timestamp) -> Option<&Fault> {
        self.fault.as_ref().filter(|fault| at >= fault.from)
    }

    fn last_try(&self, now: Timestamp) -> Timestamp {
        let every = self.every().num_seconds().max(1);
        now - Duration::seconds(now.timestamp().rem_euclid(every))
    }

    fn state(&self, start: Timestamp, now: Timestamp, newest: Option<&Timestamp>) -> FeedState {
        let last_try = self.last_try(now);
        let fault = self.fault_at(last_try);
        FeedState {
            outcome: Some(fault.map_or(Outcome::Ok, |fault| fault.outcome)),
            since: Some(fault.map_or(start, |fault| fault.from)),
            last_try: Some(last_try),
            last_success: Some(fault.map_or(last_try, |fault| self.last_try(fault.from))),
            next: Some(last_try + self.every()),
            newest_item: newest.copied(),
            usual_items: 25,
            error: fault.map(|fault| fault.error.clone()),
            ..FeedState::default()
        }
    }

    fn fetches(&self, now: Timestamp) -> Vec<Fetch> {
        let last = self.last_try(now);
        (0..FETCHES_SHOWN).rev().map(|back| self.fetch(last - self.every() * back)).collect()
    }

    fn fetch(&self, at: Timestamp) -> Fetch {
        let fault = self.fault_at(at);
        Fetch {
            feed: self.id.clone(),
            url: self.url(),
            outcome: fault.map_or(Outcome::NotModified, |fault| fault.outcome),
            status: None,
            items: 0,
            new: 0,
            changed: 0,
            dropped: BTreeMap::new(),
            bytes: 0,
            ms: 0,
            error: fault.map(|fault| fault.error.clone()),
            at,
            since: None,
            last_success: None,
            next: None,
        }
    }
}

#[cfg(test)]
mod tests;
