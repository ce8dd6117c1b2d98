//! The pure pipeline in one value: items in, and at each evaluation levels, transitions and candidates out.
//!
//! It does no IO and reads no clock, so a replay of the same items is the same. Fetching and storing are left to the
//! engine, showing to [`super::picture`].

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::assess::{Assessment, Assessor};
use crate::cluster::{Clusterer, Joined, Prepared};
use crate::domain::country::CountryCode;
use crate::domain::feed::{Feed, FeedState};
use crate::domain::id::{IncidentId, ItemId};
use crate::domain::impact::{LevelState, Rating, Subject, Transition};
use crate::domain::incident::Incident;
use crate::domain::item::Item;
use crate::domain::level::Check;
use crate::domain::model::Model;
use crate::domain::picture::Reading;
use crate::domain::rule::Candidate;
use crate::domain::silence::Silence;
use crate::domain::time::Timestamp;
use crate::warn::Memo;

use super::advice::AdviceBook;
use super::reading::{read_all, side_by_side};
use super::records::Records;
use super::rulings::Rulings;
use super::series::{ItemCounts, Rates, ScoreHistory};
use super::shelf::{LeftOutBefore, Shelf};
use super::stages::{Stages, Unready};
use super::structure::StructureBook;
use super::workers::Cores;

/// Items that name no country, and items that were set aside, are kept for a person to look at: the latest so many.
pub(super) const LEFT_OUT_KEPT: usize = 500;

/// A feed with what is remembered of it.
pub type Watched = (Arc<Feed>, FeedState);

/// An incident with its last rating.
pub type Rated = (Arc<Incident>, Arc<Rating>);

/// What to remember, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// What is still alive, with its items: for a desk without a store, and for a report.
    Desk,
    /// The same with its items left in the store: for a desk that goes on watching.
    Stored,
    /// The same without its items: for a round that nobody looks at.
    Unshown,
    /// Every incident that ever was, without items: for a replay.
    Everything,
}

/// The stages with all they remember between two evaluations.
pub struct Pipeline {
    pub(super) stages: Arc<Stages>,
    pub(super) memory: Memory,
    pub(super) clusterer: Clusterer,
    pub(super) assessor: Assessor,
    pub(super) assessment: Assessment,
    pub(super) shelf: Shelf,
    /// Joined since the incidents were last brought up to date.
    unsettled: Vec<Unsettled>,
    /// What was left out before a restart, to be read from the store for showing.
    pub(super) left_out_before: LeftOutBefore,
    pub(super) unattributed: VecDeque<Arc<Reading>>,
    pub(super) set_aside: VecDeque<Arc<Reading>>,
    pub(super) drops: BTreeMap<String, u64>,
    pub(super) items: u64,
    pub(super) advice: AdviceBook,
    pub(super) rates: Rates,
    pub(super) records: Records,
    pub(super) structure: StructureBook,
    pub(super) counts: ItemCounts,
    pub(super) levels: BTreeMap<Subject, LevelState>,
    pub(super) history: ScoreHistory,
    pub(super) transitions: Vec<Transition>,
    pub(super) candidates: Vec<Candidate>,
    /// What the rules proposed at the last evaluation.
    pub(super) proposed: Memo,
    pub(super) silences: Vec<Silence>,
    pub(super) rulings: Rulings,
    /// Feeds as they were at the last evaluation.
    pub(super) watched: Vec<Watched>,
    pub(super) checks: BTreeMap<CountryCode, (Check, (u32, u32))>,
    /// What was rated at the last evaluation, by id; for a pipeline that remembers everything.
    pub(super) rated: Vec<Rated>,
    /// What was rated before and is known no more.
    pub(super) archive: BTreeMap<IncidentId, Rated>,
    pub(super) watching_since: Timestamp,
}

/// A run through everything has thousands of items at a time, and room.
fn clusterer(model: &Model, memory: Memory) -> Clusterer {
    let clusterer = Clusterer::new(model);
    if memory == Memory::Everything { clusterer.remembering() } else { clusterer }
}

impl Pipeline {
    /// A pipeline that has seen nothing.
    pub fn new(stages: Arc<Stages>, memory: Memory, watching_since: Timestamp) -> Self {
        let model = stages.config.model.clone();
        Self {
            clusterer: clusterer(&model, memory),
            assessor: Assessor::new(model),
            stages,
            memory,
            assessment: Assessment::default(),
            shelf: if memory == Memory::Desk { Shelf::Held(BTreeMap::new()) } else { Shelf::default() },
            unsettled: Vec::new(),
            left_out_before: LeftOutBefore::default(),
            unattributed: VecDeque::new(),
            set_aside: VecDeque::new(),
            drops: BTreeMap::new(),
            items: 0,
            advice: AdviceBook::default(),
            rates: Rates::default(),
            records: Records::default(),
            structure: StructureBook::default(),
            counts: ItemCounts::default(),
            levels: BTreeMap::new(),
            history: ScoreHistory::default(),
            transitions: Vec::new(),
            candidates: Vec::new(),
            proposed: Memo::default(),
            silences: Vec::new(),
            rulings: Rulings::default(),
            watched: Vec::new(),
            checks: BTreeMap::new(),
            rated: Vec::new(),
            archive: BTreeMap::new(),
            watching_since,
        }
    }

    /// Reads items and puts them together with what is known.
    pub fn take(&mut self, items: Vec<Item>) -> Result<(), Unready> {
        let readings = self.read(items)?;
        self.take_read(&readings);
        Ok(())
    }

    /// Reads items, in their order, and leaves what is known as it is.
    pub fn read(&self, items: Vec<Item>) -> Result<Vec<Arc<Reading>>, Unready> {
        if items.is_empty() {
            return Ok(Vec::new());
        }
        Ok(read_all(self.stages.annotator()?, items))
    }

    /// Puts readings of items that are news together with what is known.
    pub fn take_read(&mut self, readings: &[Arc<Reading>]) {
        let prepared = side_by_side(readings.iter().collect(), |reading| self.stages.prepare(reading));
        self.take_prepared(readings, prepared);
    }

    /// The same with readings that were made ready for grouping, each in its place.
    pub fn take_prepared(&mut self, readings: &[Arc<Reading>], prepared: Vec<Prepared>) {
        for reading in readings {
            self.advice.observe(reading);
        }
        let shown = matches!(self.memory, Memory::Desk | Memory::Stored);
        // A changed item was counted when it was new.
        self.put_together(readings, prepared, |reading| reading.item.revision <= 1, shown);
    }

    /// Puts readings together with what is known. Advice is left aside: what an earlier run stored of it is a state,
    /// and old items told over again would look like changes.
    pub fn join(&mut self, readings: &[Arc<Reading>], prepared: Vec<Prepared>) {
        self.put_together(readings, prepared, |_| true, self.memory == Memory::Desk);
    }

    /// `shown`: whether the readings are held until it is known what became of them.
    fn put_together(
        &mut self,
        readings: &[Arc<Reading>],
        prepared: Vec<Prepared>,
        is_counted: impl Fn(&Reading) -> bool,
        shown: bool,
    ) {
        let mut joining = Vec::with_capacity(prepared.len());
        for (as_read, prepared) in readings.iter().zip(prepared) {
            let reading = self.rulings.applied(as_read);
            self.items += 1;
            if is_counted(&reading) {
                self.counts.put(&reading);
            }
            self.keep_record(&reading);
            // What a ruling is about says something else than what was read.
            let is_ruled = !Arc::ptr_eq(&reading, as_read);
            joining.push(if is_ruled { self.stages.prepare(&reading) } else { prepared });
            self.unsettled.push(Unsettled::of(&reading, shown));
        }
        self.clusterer.link_prepared(joining, &Cores);
    }

    /// Brings the incidents up to date with what was joined since the last time. Grouping costs as much after a few
    /// items as after many, so it waits until somebody asks.
    pub(super) fn settle(&mut self) {
        let unsettled = std::mem::take(&mut self.unsettled);
        if unsettled.is_empty() {
            return;
        }
        self.clusterer.settle(&Cores);
        for one in unsettled {
            let joined = self.clusterer.joined(&one.item);
            self.remember(one, &joined);
        }
    }

    /// Keeps what a row of a register, a rate list or an index says, however old it is: it stands until the next.
    pub(super) fn keep_record(&mut self, reading: &Arc<Reading>) {
        self.rates.put(reading);
        self.records.put(reading);
        self.structure.put(reading);
    }

    /// The model in force.
    pub fn model(&self) -> &Model {
        &self.stages.config.model
    }

    /// Version of lexicon and gazetteer.
    pub fn lexicon(&self) -> Result<&str, Unready> {
        Ok(self.stages.annotator()?.version())
    }

    /// Changes of levels, oldest first.
    pub fn transitions(&self) -> &[Transition] {
        &self.transitions
    }

    /// Candidates ever proposed and not yet forgotten.
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// Items that gave no incident, by reason.
    pub fn drops(&self) -> &BTreeMap<String, u64> {
        &self.drops
    }

    /// The incident that an item became part of, while it is known.
    pub fn incident_of(&self, item: &ItemId) -> Option<IncidentId> {
        let holds = |incident: &&Arc<Incident>| incident.members.iter().any(|member| member.item == *item);
        self.clusterer.incidents().find(holds).map(|incident| incident.id.clone())
    }

    /// Every incident that was ever seen, with its last rating; for a pipeline that remembers everything.
    pub fn all_incidents(&self) -> BTreeMap<IncidentId, Rated> {
        let rated = self.rated.iter().map(|rated| (rated.0.id.clone(), rated.clone()));
        self.archive.clone().into_iter().chain(rated).collect()
    }

    fn remember(&mut self, one: Unsettled, joined: &Joined) {
        let reason = match joined {
            Joined::Incident(_) | Joined::New(_) => None,
            Joined::Unattributed(_) => Some("unattributed"),
            Joined::NotARisk => Some(one.no_risk.as_ref()),
        };
        if let Some(reason) = reason {
            match self.drops.get_mut(reason) {
                Some(count) => *count += 1,
                None => _ = self.drops.insert(reason.to_owned(), 1),
            }
        }
        let Some(reading) = one.reading else {
            return self.left_out_before.note(one.item, one.set_aside, joined);
        };
        match joined {
            Joined::Unattributed(_) => keep_latest(&mut self.unattributed, &reading),
            Joined::NotARisk if was_set_aside(&reading) => keep_latest(&mut self.set_aside, &reading),
            _ => {}
        }
        if !matches!(joined, Joined::NotARisk) {
            self.shelf.put(&reading);
        }
    }

    /// Forgets what is too old to matter.
    pub(super) fn forget(&mut self, now: Timestamp) {
        let before = now - self.model().reach_back();
        let idle = now - self.model().idle();
        self.clusterer.forget_before(before, idle);
        self.shelf.forget_before(before);
    }
}

pub(super) fn keep_latest(list: &mut VecDeque<Arc<Reading>>, reading: &Arc<Reading>) {
    list.retain(|known| known.item.id != reading.item.id);
    list.push_front(Arc::clone(reading));
    list.truncate(LEFT_OUT_KEPT);
}

/// Whether something in an item was seen and excluded, with a reason that a person may want to check. Rows of registers
/// and series are no news, and an item that speaks of no danger has nothing to check.
fn was_set_aside(reading: &Reading) -> bool {
    let provider = &reading.item.provider;
    provider.advisory.is_none() && !provider.is_series() && !reading.annotation.reasons.is_empty()
}

/// A reading whose incident is yet to be told.
struct Unsettled {
    item: ItemId,
    /// Why it is none, if it should be of no incident.
    no_risk: Cow<'static, str>,
    /// Whether something in it was seen and excluded.
    set_aside: bool,
    /// For whoever shows it.
    reading: Option<Arc<Reading>>,
}

impl Unsettled {
    fn of(reading: &Arc<Reading>, shown: bool) -> Self {
        Self {
            item: reading.item.id.clone(),
            no_risk: no_risk(reading),
            set_aside: was_set_aside(reading),
            reading: shown.then(|| Arc::clone(reading)),
        }
    }
}

/// Why a reading may give no incident: the first thing that was excluded, else what was missing.
fn no_risk(reading: &Reading) -> Cow<'static, str> {
    if reading.item.provider.advisory.is_some() {
        return Cow::Borrowed("advice");
    }
    let reason = reading.annotation.reasons.first().map(|reason| reason.code.clone());
    reason.map_or(Cow::Borrowed("no_hazard"), Cow::Owned)
}
