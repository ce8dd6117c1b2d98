//! Reports, the nodes they make, and which nodes are linked, kept up as reports come and go.
//!
//! A link depends on its two nodes alone. The links are kept by `ties`; what they amount to is left to `settle`.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use smallvec::{SmallVec, smallvec};

use crate::domain::id::ItemId;
use crate::domain::model::ClusterModel;
use crate::domain::place::Place;

use super::digest::{digest_of, fnv};
use super::gist::Lang;
use super::index::{Counts, Index, Quick, stretches};
use super::node::Node;
use super::places::{Places, Positions};
use super::report::Report;
use super::ties::{Brief, Link, Ties};
use super::workers::Workers;

/// How many nodes one worker links at a time.
const SHARE: usize = 128;

/// So many nodes are worth linking before somebody asks for the incidents.
const MANY: usize = 1024;

/// Nodes of each language.
type ByLang = Vec<(Lang, Vec<u32>)>;

/// All that is known, by place.
#[derive(Debug, Default)]
pub(super) struct Web {
    pub(super) reports: Slab<Report>,
    pub(super) nodes: Slab<Node>,
    pub(super) ties: Ties,
    by_item: HashMap<ItemId, u32>,
    by_key: HashMap<u64, u32, Quick>,
    /// Nodes by what they may be found by.
    index: Index,
    /// Nodes with a provider's event and a point, by cell of the globe and stretch of time.
    placed: HashMap<(Cell, i64), Vec<u32>>,
    /// Nodes by what they say in any language and stretch of time, each language by itself.
    by_gist: HashMap<(u64, i64), ByLang>,
    /// Places that were named, each once: thousands of reports name the same few.
    named: HashMap<u64, Arc<Place>, Quick>,
    /// Nodes that are not linked yet, in the order in which they came.
    fresh: Vec<u32>,
    /// Nodes whose links have changed.
    pub(super) changed: BTreeSet<u32>,
    /// Nodes whose reports have changed.
    pub(super) touched: BTreeSet<u32>,
    /// Groups that lost a node.
    pub(super) broken: BTreeSet<u32>,
}

impl Web {
    /// Takes a report in; an older revision of a known item is left aside. It has no links before [`Self::link`].
    pub(super) fn add(&mut self, mut report: Report, model: &ClusterModel) {
        if self.is_newer_known(&report) {
            return;
        }
        self.share_place(&mut report);
        self.remove_item(&report.member.item.clone(), model);
        let (key, item) = (report.key, report.member.item.clone());
        let place = self.reports.insert(report);
        self.by_item.insert(item, place);
        match self.by_key.get(&key).copied() {
            Some(node) => self.join(node, place, model),
            None => self.create(smallvec![place], model),
        }
    }

    /// Makes a report name the place that others name.
    fn share_place(&mut self, report: &mut Report) {
        let Some(place) = Arc::get_mut(&mut report.annotation).and_then(|facts| facts.place.as_mut()) else { return };
        let key = fnv(digest_of(&place.name), place.code.as_str().as_bytes());
        let known = self.named.entry(key).or_insert_with(|| Arc::clone(place));
        if known == place {
            *place = Arc::clone(known);
        }
    }

    fn is_newer_known(&self, report: &Report) -> bool {
        let known = self.report_of(&report.member.item);
        known.is_some_and(|known| known.member.revision > report.member.revision)
    }

    /// The report of an item.
    pub(super) fn report_of(&self, item: &ItemId) -> Option<&Report> {
        self.by_item.get(item).and_then(|place| self.reports.get(*place))
    }

    /// The node an item is in.
    pub(super) fn node_of(&self, item: &ItemId) -> Option<&Node> {
        self.nodes.get(self.place_of(item)?)
    }

    /// The place of the node an item is in.
    pub(super) fn place_of(&self, item: &ItemId) -> Option<u32> {
        self.by_key.get(&self.report_of(item)?.key).copied()
    }

    /// Takes an item out again.
    pub(super) fn remove_item(&mut self, item: &ItemId, model: &ClusterModel) {
        let Some(place) = self.by_item.remove(item) else { return };
        let Some(report) = self.reports.remove(place) else { return };
        let Some(&node) = self.by_key.get(&report.key) else { return };
        let left: SmallVec<[u32; 4]> = self
            .nodes
            .get(node)
            .map_or(SmallVec::new(), |n| n.reports.iter().copied().filter(|r| *r != place).collect());
        self.replace(node, left, model);
    }

    fn join(&mut self, node: u32, place: u32, model: &ClusterModel) {
        let (Some(known), Some(report)) = (self.nodes.get(node), self.reports.get(place)) else { return };
        let rank = |place: &u32| self.reports.get(*place).map(Report::rank);
        let at = known.reports.partition_point(|known| rank(known) < rank(&place));
        if at > 0 && known.is_unchanged_by(report) {
            self.touched.insert(node);
            if let Some(known) = self.nodes.get_mut(node) {
                known.reports.insert(at, place);
            }
            return;
        }
        let mut places = known.reports.clone();
        places.insert(at, place);
        self.replace(node, places, model);
    }

    /// Gives a node other reports; links it anew if that changes what its links depend on.
    fn replace(&mut self, node: u32, places: SmallVec<[u32; 4]>, model: &ClusterModel) {
        let made = self.make(places.clone());
        let Some(known) = self.nodes.get_mut(node) else { return };
        match made {
            Some(made) if made.links_like(known) => {
                known.reports = made.reports;
                known.features = made.features;
                self.touched.insert(node);
            }
            _ => {
                self.unlink(node, model);
                self.create(places, model);
            }
        }
    }

    fn make(&self, places: SmallVec<[u32; 4]>) -> Option<Node> {
        let reports: Vec<&Report> = places.iter().filter_map(|place| self.reports.get(*place)).collect();
        Node::of(places, &reports)
    }

    fn create(&mut self, places: SmallVec<[u32; 4]>, model: &ClusterModel) {
        let Some(node) = self.make(places) else { return };
        let (key, stretches, cell) = (node.key, stretches(&node), cell(&node));
        let gist = node.gist().map(|gist| (gist.lang, gist.keys(model)));
        let place = self.nodes.insert(node);
        self.by_key.insert(key, place);
        if let Some(node) = self.nodes.get(place) {
            self.index.put(node, place);
        }
        for stretch in stretches {
            if let Some(cell) = cell {
                self.placed.entry((cell, stretch)).or_default().push(place);
            }
            for (lang, key) in gist.iter().flat_map(|(lang, keys)| keys.iter().map(|key| (*lang, *key))) {
                tell(self.by_gist.entry((key, stretch)).or_default(), lang, place);
            }
        }
        self.fresh.push(place);
        self.changed.insert(place);
    }

    /// Links what came since the last time if that is worth the lists of all places which it takes.
    pub(super) fn link_if_many(&mut self, model: &ClusterModel, workers: &impl Workers) {
        if self.fresh.len() >= MANY {
            self.link(model, workers);
        }
    }

    /// Links what came since the last time.
    pub(super) fn link(&mut self, model: &ClusterModel, workers: &impl Workers) {
        let fresh = std::mem::take(&mut self.fresh);
        let mut order = Positions::default();
        order.note(&fresh);
        let web = &*self;
        let linked = workers.each(fresh.chunks(SHARE).collect(), |share: &[u32]| {
            let mut counts = Counts::new(web.nodes.room());
            let links = |place: &u32| {
                let own = order.of(*place, &fresh);
                let came_before = |other: u32| order.of(other, &fresh).is_none_or(|at| Some(at) < own);
                web.nodes.get(*place).map(|node| (brief(node), web.links(node, came_before, &mut counts, model)))
            };
            share.iter().map(links).collect::<Vec<_>>()
        });
        for (place, tied) in fresh.iter().zip(linked.into_iter().flatten()) {
            let Some((brief, links)) = tied else { continue };
            self.changed.extend(self.ties.tie(*place, brief, &links));
        }
    }

    /// The links of a node to those that came before it.
    fn links(
        &self,
        node: &Node,
        came_before: impl Fn(u32) -> bool,
        counts: &mut Counts,
        model: &ClusterModel,
    ) -> Vec<Link> {
        let mut found: Vec<u32> = Vec::new();
        self.index.find(node, counts, &mut found);
        let mut pinned = Vec::new();
        self.index.find_pinned(node, &mut pinned);
        let is_like = |other: &Node| node.is_elsewhere(other) && node.features.shares_key(&other.features);
        pinned.retain(|place| self.nodes.get(*place).is_some_and(is_like));
        found.append(&mut pinned);
        self.find_without_words(node, &mut found, model);
        found.retain(|place| came_before(*place));
        found.sort_unstable();
        found.dedup();
        let probe = node.probe();
        let link = |other: u32| Some((other, node.link(self.nodes.get(other)?, &probe, model)?));
        found.into_iter().filter_map(link).collect()
    }

    /// Adds nodes that say the same in other languages, and other providers' events nearby.
    fn find_without_words(&self, node: &Node, found: &mut Vec<u32>, model: &ClusterModel) {
        let gist = node.gist().map(|gist| (gist.lang, gist.keys(model)));
        let stretches = stretches(node);
        for stretch in stretches.start() - 1..=stretches.end() + 1 {
            for (lang, key) in gist.iter().flat_map(|(lang, keys)| keys.iter().map(|key| (*lang, *key))) {
                let telling = self.by_gist.get(&(key, stretch)).into_iter().flatten();
                found.extend(telling.filter(|(other, _)| *other != lang).flat_map(|(_, places)| places));
            }
            let nearby = cell(node).into_iter().flat_map(around);
            found.extend(nearby.filter_map(|cell| self.placed.get(&(cell, stretch))).flatten());
        }
    }

    /// Takes a node out, with its links and its words.
    fn unlink(&mut self, place: u32, model: &ClusterModel) {
        let gone: Vec<_> = self.drop_node(place, model).map(|node| (place, node)).into_iter().collect();
        self.index.take(&gone, |known| known == place);
        self.changed.extend(self.ties.untie(&[place], |known| known == place));
    }

    /// Takes a node out, but for its links and the words by which it is found.
    fn drop_node(&mut self, place: u32, model: &ClusterModel) -> Option<Node> {
        let node = self.nodes.remove(place)?;
        self.by_key.remove(&node.key);
        for stretch in stretches(&node) {
            if let Some(cell) = cell(&node) {
                forget(&mut self.placed, &(cell, stretch), place);
            }
            for key in node.gist().into_iter().flat_map(|gist| gist.keys(model)) {
                untell(&mut self.by_gist, &(key, stretch), place);
            }
        }
        self.fresh.retain(|known| *known != place);
        self.changed.remove(&place);
        self.touched.remove(&place);
        self.broken.extend(node.group);
        Some(node)
    }

    /// Forgets nodes with all their items; what they were linked to stays as it is until it changes itself.
    pub(super) fn forget(&mut self, places: &[u32], model: &ClusterModel) {
        let mut gone = Places::default();
        gone.extend(places);
        let dropped = |place: &u32| Some((*place, self.drop_node(*place, model)?));
        let nodes: Vec<(u32, Node)> = places.iter().filter_map(dropped).collect();
        self.index.take(&nodes, |place| gone.contains(place));
        self.ties.forget(places, |place| gone.contains(place));
        for report in nodes.iter().flat_map(|(_, node)| &node.reports) {
            if let Some(report) = self.reports.remove(*report) {
                self.by_item.remove(&report.member.item);
            }
        }
    }
}

/// What a walk asks of a node.
fn brief(node: &Node) -> Brief {
    Brief { key: node.key, stretch: node.stretch(), is_unread: node.hazards == 0, ..Brief::default() }
}

/// Degrees on a side of the cells in which nodes look for others nearby.
const CELL_DEGREES: f64 = 5.0;

/// Cells once around the globe.
const CELLS_AROUND: i32 = 72;

/// South to north, west to east.
type Cell = (i32, i32);

/// The cell of a node that has a provider's event and a point.
#[expect(clippy::cast_possible_truncation, reason = "degrees are few")]
fn cell(node: &Node) -> Option<Cell> {
    let point = node.point.filter(|_| node.is_event)?;
    Some(((point.lat / CELL_DEGREES).floor() as i32, wrapped((point.lon / CELL_DEGREES).floor() as i32)))
}

const fn wrapped(lon: i32) -> i32 {
    (lon + CELLS_AROUND / 2).rem_euclid(CELLS_AROUND) - CELLS_AROUND / 2
}

/// A cell and those about it.
fn around((lat, lon): Cell) -> impl Iterator<Item = Cell> {
    (lat - 1..=lat + 1).flat_map(move |lat| (lon - 1..=lon + 1).map(move |lon| (lat, wrapped(lon))))
}

fn forget<K: std::hash::Hash + Eq>(index: &mut HashMap<K, Vec<u32>>, key: &K, place: u32) {
    let Some(places) = index.get_mut(key) else { return };
    places.retain(|known| *known != place);
    if places.is_empty() {
        index.remove(key);
    }
}

/// Enters a node under its language.
fn tell(languages: &mut ByLang, lang: Lang, place: u32) {
    match languages.iter_mut().find(|(known, _)| *known == lang) {
        Some((_, places)) => places.push(place),
        None => languages.push((lang, vec![place])),
    }
}

fn untell(index: &mut HashMap<(u64, i64), ByLang>, key: &(u64, i64), place: u32) {
    let Some(languages) = index.get_mut(key) else { return };
    languages.retain_mut(|(_, places)| {
        places.retain(|known| *known != place);
        !places.is_empty()
    });
    if languages.is_empty() {
        index.remove(key);
    }
}

/// Values with a place each; places are used again.
#[derive(Debug)]
pub(super) struct Slab<T> {
    values: Vec<Option<T>>,
    free: Vec<u32>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self { values: Vec::new(), free: Vec::new() }
    }
}

impl<T> Slab<T> {
    pub(super) fn get(&self, place: u32) -> Option<&T> {
        self.values.get(place as usize).and_then(Option::as_ref)
    }

    pub(super) fn get_mut(&mut self, place: u32) -> Option<&mut T> {
        self.values.get_mut(place as usize).and_then(Option::as_mut)
    }

    /// Places that there are, free ones too.
    fn room(&self) -> usize {
        self.values.len()
    }

    pub(super) fn insert(&mut self, value: T) -> u32 {
        if let Some(place) = self.free.pop()
            && let Some(slot) = self.values.get_mut(place as usize)
        {
            *slot = Some(value);
            return place;
        }
        self.values.push(Some(value));
        u32::try_from(self.values.len() - 1).unwrap_or(u32::MAX)
    }

    pub(super) fn remove(&mut self, place: u32) -> Option<T> {
        let value = self.values.get_mut(place as usize).and_then(Option::take);
        self.free.extend(value.is_some().then_some(place));
        value
    }

    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        let placed = self.values.iter().enumerate();
        placed.filter_map(|(place, value)| Some((u32::try_from(place).ok()?, value.as_ref()?)))
    }
}
