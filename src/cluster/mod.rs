//! Items and what reading them found → incidents. Pure, incremental, and independent of the order of the items.
//!
//! How alike two items are depends on the two alone, never on what else was seen; the incidents are a function of the
//! set of items. Items of a provider's same event are one happening, its different events are not; otherwise words,
//! names, figures, places, hazards, countries and time decide.
//!
//! * An item without a country is put together with others all the same; an incident that thereby has no country is
//!   *unattributed* and waits for a person.
//! * An item in which no hazard was read makes no incident, but is part of the one whose words it shares.
//! * Travel advice makes a country's standing, and neither makes an incident nor corroborates one, unless it
//!   orders a departure, which is a happening.
//!
//! What an incident is worth is left to `assess`.

mod digest;
mod evidence;
mod features;
mod gist;
mod group;
mod incident;
mod index;
mod memo;
mod node;
mod parts;
mod places;
mod report;
mod scale;
mod settle;
mod shelves;
#[cfg(test)]
mod tests;
mod thin;
mod ties;
mod tokens;
mod web;
mod words;
mod workers;

pub use settle::Regrouping;
pub use workers::{Alone, Workers};

use std::sync::{Arc, OnceLock};

use crate::domain::annotation::Annotation;
use crate::domain::id::{IncidentId, ItemId};
use crate::domain::incident::Incident;
use crate::domain::item::Item;
use crate::domain::model::{ClusterModel, Model};
use crate::domain::time::Timestamp;

use report::Report;
use scale::Scale;
use settle::Incidents;
use web::Web;
use words::{Lexicon, features};

/// What became of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joined {
    /// It is one of several items of an incident.
    Incident(IncidentId),
    /// It is the only item of an incident.
    New(IncidentId),
    /// It is of an incident that no country is known of.
    Unattributed(IncidentId),
    /// It is of no incident: no hazard, or only travel advice, was read in it.
    NotARisk,
}

/// An item made ready for grouping.
#[derive(Clone, Debug)]
pub struct Prepared {
    item: ItemId,
    /// None when it can be part of no incident.
    report: Option<Report>,
}

/// Makes items ready for grouping.
#[derive(Debug)]
pub struct Preparer {
    model: ClusterModel,
    lexicon: Lexicon,
}

impl Preparer {
    /// For one version of the model.
    pub fn new(model: &Model) -> Self {
        Self { model: model.cluster.clone(), lexicon: Lexicon::shipped() }
    }

    /// What an item says as far as grouping needs it. It depends on the item alone, so that many can be prepared side
    /// by side for [`Clusterer::extend_prepared`].
    pub fn prepare(&self, item: &Item, annotation: &Annotation) -> Prepared {
        let features = features(item, annotation, &self.lexicon, &self.model);
        let report = Report::new(item, annotation, features, &self.model);
        Prepared { item: item.id.clone(), report }
    }
}

/// Puts items together to incidents.
#[derive(Debug)]
pub struct Clusterer {
    model: Model,
    scale: Scale,
    /// For items that were not prepared by somebody else.
    preparer: OnceLock<Preparer>,
    web: Web,
    incidents: Incidents,
}

impl Clusterer {
    /// An empty clusterer for one version of the model.
    pub fn new(model: &Model) -> Self {
        Self {
            model: model.clone(),
            scale: Scale::new(&model.cluster),
            preparer: OnceLock::new(),
            web: Web::default(),
            incidents: Incidents::default(),
        }
    }

    /// Keeps what it reckoned from one time to the next: for a run through many days at once, which takes in thousands
    /// of items at a time and has room for it.
    #[must_use]
    pub fn remembering(mut self) -> Self {
        self.incidents.memos.keep();
        self
    }

    /// A clusterer that has seen these items: the same as one that saw them as they came.
    pub fn restore<'a>(model: &Model, read: impl Iterator<Item = (&'a Item, &'a Annotation)>) -> Self {
        let mut clusterer = Self::new(model);
        clusterer.extend(read);
        clusterer
    }

    /// Takes in an item; a new revision replaces the one before.
    pub fn add(&mut self, item: &Item, annotation: &Annotation) -> Joined {
        self.take_in(item, annotation);
        self.settle(&Alone);
        self.joined(&item.id)
    }

    /// Takes in many items at once, which is cheaper than one by one and gives the same.
    pub fn extend<'a>(&mut self, read: impl Iterator<Item = (&'a Item, &'a Annotation)>) {
        for (item, annotation) in read {
            self.take_in(item, annotation);
        }
        self.settle(&Alone);
    }

    /// Takes in many prepared items at once: the same as [`Self::extend`].
    pub fn extend_prepared(&mut self, prepared: impl IntoIterator<Item = Prepared>, workers: &impl Workers) {
        self.link_prepared(prepared, workers);
        self.settle(workers);
    }

    /// Takes in prepared items, and links them to what is known once they are many; the incidents stay as they are
    /// until [`Self::settle`], which links the rest and costs the same for few items as for many.
    pub fn link_prepared(&mut self, prepared: impl IntoIterator<Item = Prepared>, workers: &impl Workers) {
        for prepared in prepared {
            self.take_prepared(prepared);
        }
        self.web.link_if_many(&self.model.cluster, workers);
    }

    /// Brings the incidents up to date with all items taken in.
    pub fn settle(&mut self, workers: &impl Workers) {
        self.incidents.settle(&mut self.web, &self.scale, &self.model, workers);
    }

    /// The incidents, by id. An incident that did not change is the same `Arc` as before.
    pub fn incidents(&self) -> impl Iterator<Item = &Arc<Incident>> {
        self.incidents.by_id.values()
    }

    /// One incident.
    pub fn incident(&self, id: &IncidentId) -> Option<&Arc<Incident>> {
        self.incidents.by_id.get(id)
    }

    /// The incident an item is part of.
    pub fn incident_of(&self, item: &ItemId) -> Option<&IncidentId> {
        self.incidents.id(self.web.node_of(item)?.group?)
    }

    /// What became of an item; an unknown one is no risk.
    pub fn joined(&self, item: &ItemId) -> Joined {
        let incident = self.incident_of(item).and_then(|id| self.incidents.by_id.get(id));
        match incident {
            None => Joined::NotARisk,
            Some(incident) if incident.countries.is_empty() => Joined::Unattributed(incident.id.clone()),
            Some(incident) if incident.members.len() == 1 => Joined::New(incident.id.clone()),
            Some(incident) => Joined::Incident(incident.id.clone()),
        }
    }

    /// Incidents that were merged, split, renamed or taken back since this was last asked, in order.
    pub fn take_regroupings(&mut self) -> Vec<Regrouping> {
        std::mem::take(&mut self.incidents.regrouped)
    }

    /// Forgets incidents whose last item is older than `at`; items of no incident are forgotten when they are older
    /// than `idle`, since news has nothing to do with them any more.
    pub fn forget_before(&mut self, at: Timestamp, idle: Timestamp) {
        self.incidents.forget(&mut self.web, at, idle.max(at), &self.model);
    }

    fn take_in(&mut self, item: &Item, annotation: &Annotation) {
        let preparer = self.preparer.get_or_init(|| Preparer::new(&self.model));
        self.take_prepared(preparer.prepare(item, annotation));
    }

    fn take_prepared(&mut self, Prepared { item, report }: Prepared) {
        match report {
            Some(report) => self.web.add(report, &self.model.cluster),
            None => self.web.remove_item(&item, &self.model.cluster),
        }
    }
}
