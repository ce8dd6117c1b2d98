//! Incidents out of the web of nodes: whatever a change reaches is grouped anew, the rest is left as it is.
//!
//! Nodes that hang together by links of at least the model's `reach` are grouped together by `group`; where too many
//! do, `reach` is raised for them step by step. Reports in which no hazard was read take part, so that the words they
//! share with others count; a group of nothing but such reports makes no incident.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::domain::id::IncidentId;
use crate::domain::incident::Incident;
use crate::domain::model::Model;
use crate::domain::time::Timestamp;

use super::group::group;
use super::incident::incident;
use super::index::Quick;
use super::node::{Node, Report};
use super::web::{Slab, Web};
use super::words::{fnv, narrow};

/// A set of places.
type Places = HashSet<u32, Quick>;

/// By how much `reach` is raised where too many nodes hang together.
const RAISE: f32 = 1.25;

/// The incidents, by place and by id.
#[derive(Debug, Default)]
pub(super) struct Incidents {
    groups: Slab<Grouped>,
    pub(super) by_id: BTreeMap<IncidentId, Arc<Incident>>,
    pub(super) regrouped: Vec<Regrouping>,
}

/// What became of an incident that was merged, split, renamed or taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regrouping {
    /// The incident as it was.
    pub from: IncidentId,
    /// The incidents its items are in now: one when it was merged or renamed, several when it was split (it may be
    /// among them), none when its items are of no incident any more.
    pub to: BTreeSet<IncidentId>,
}

/// The nodes of one incident.
#[derive(Debug, Default)]
struct Grouped {
    nodes: Vec<u32>,
    id: Option<IncidentId>,
}

impl Incidents {
    /// The id of the incident at a place.
    pub(super) fn id(&self, place: u32) -> Option<&IncidentId> {
        self.groups.get(place)?.id.as_ref()
    }

    /// Brings the incidents up to date with the web.
    pub(super) fn settle(&mut self, web: &mut Web, model: &Model) {
        let changed: Vec<u32> = std::mem::take(&mut web.changed).into_iter().collect();
        let mut affected: BTreeSet<u32> = std::mem::take(&mut web.broken);
        for part in parts(web, &changed, model) {
            if is_as_it_was(&part, web, &changed) {
                continue;
            }
            dissolve(&part, web, &mut affected);
            self.form(&part, web, model, &mut affected);
        }
        self.mend(web, &affected);
        let touched = std::mem::take(&mut web.touched);
        affected.extend(touched.iter().filter_map(|place| web.nodes.get(*place)?.group));
        self.rebuild(&affected, web, model);
    }

    /// Groups nodes that hang together.
    fn form(&mut self, part: &[u32], web: &mut Web, model: &Model, affected: &mut BTreeSet<u32>) {
        let nodes: Vec<&Node> = part.iter().filter_map(|place| web.nodes.get(*place)).collect();
        let marks: Vec<_> = nodes.iter().map(|node| node.marks()).collect();
        let pairs = pairs(part, &nodes);
        let labels = group(&marks, &pairs, &model.cluster);
        for group in grouped(part, &labels) {
            let members = group.nodes.clone();
            let place = self.groups.insert(group);
            affected.insert(place);
            for node in members {
                if let Some(node) = web.nodes.get_mut(node) {
                    node.group = Some(place);
                }
            }
        }
    }

    /// Drops from groups the nodes that are no longer theirs.
    fn mend(&mut self, web: &Web, affected: &BTreeSet<u32>) {
        for place in affected {
            if let Some(group) = self.groups.get_mut(*place) {
                group.nodes.retain(|node| web.nodes.get(*node).is_some_and(|node| node.group == Some(*place)));
            }
        }
    }

    /// Puts the incidents of groups together anew, and drops those of groups that are no more.
    fn rebuild(&mut self, affected: &BTreeSet<u32>, web: &Web, model: &Model) {
        let mut old: BTreeMap<IncidentId, (u32, Arc<Incident>)> = BTreeMap::new();
        for place in affected {
            let id = self.groups.get_mut(*place).and_then(|group| group.id.take());
            let known = id.and_then(|id| self.by_id.remove_entry(&id));
            old.extend(known.map(|(id, incident)| (id, (*place, incident))));
        }
        for place in affected {
            let Some(group) = self.groups.get_mut(*place) else { continue };
            let Some(made) = incident(&reports(group, web), model) else {
                if group.nodes.is_empty() {
                    self.groups.remove(*place);
                }
                continue;
            };
            group.id = Some(made.id.clone());
            let id = made.id.clone();
            let incident = match old.get(&id) {
                Some((_, known)) if **known == made => Arc::clone(known),
                _ => Arc::new(made),
            };
            self.by_id.insert(id, incident);
        }
        self.record(old, web);
    }

    /// Notes what became of incidents whose items are no longer together under the same id.
    fn record(&mut self, old: BTreeMap<IncidentId, (u32, Arc<Incident>)>, web: &Web) {
        for (from, (place, incident)) in old {
            let grown = self.by_id.get(&from).is_some_and(|now| has_all(now, &incident));
            if grown || self.id(place) == Some(&from) {
                continue;
            }
            let now = |item| self.id(web.node_of(item)?.group?).cloned();
            let to: BTreeSet<IncidentId> = incident.members.iter().filter_map(|member| now(&member.item)).collect();
            if !to.iter().eq([&from]) {
                self.regrouped.push(Regrouping { from, to });
            }
        }
    }

    /// Forgets incidents whose last item is older than `at`, and what makes no incident when it is older than `idle`.
    pub(super) fn forget(&mut self, web: &mut Web, at: Timestamp, idle: Timestamp, model: &Model) {
        let is_old = |node: &Node, at: Timestamp| {
            node.reports.iter().filter_map(|r| web.reports.get(*r)).all(|report| report.member.at < at)
        };
        let mut gone: Vec<u32> = Vec::new();
        for (_, group) in self.groups.iter() {
            let before = if group.id.is_none() { idle } else { at };
            if group.nodes.iter().filter_map(|place| web.nodes.get(*place)).all(|node| is_old(node, before)) {
                gone.extend(&group.nodes);
            }
        }
        web.forget(&gone, &model.cluster);
        let affected = std::mem::take(&mut web.broken);
        self.mend(web, &affected);
        let known = self.regrouped.len();
        self.rebuild(&affected, web, model);
        self.regrouped.truncate(known);
    }
}

/// Whether an incident has all items of an earlier version of it, both being in order.
fn has_all(now: &Incident, before: &Incident) -> bool {
    let mut items = now.members.iter().map(|member| &member.item);
    before.members.iter().all(|member| items.any(|item| *item == member.item))
}

/// Takes nodes out of their groups, and notes with whom they are looked at.
fn dissolve(nodes: &[u32], web: &mut Web, affected: &mut BTreeSet<u32>) {
    let part = fingerprint(nodes, web);
    for place in nodes {
        if let Some(node) = web.nodes.get_mut(*place) {
            affected.extend(node.group.take());
            node.part = part;
        }
    }
}

/// Whether some nodes, given in order, were looked at together before, none more or less, and none has changed since:
/// their groups are then as they were.
fn is_as_it_was(part: &[u32], web: &Web, changed: &[u32]) -> bool {
    let known = part.first().and_then(|place| web.nodes.get(*place)).map_or(0, |node| node.part);
    let same = |place: &u32| web.nodes.get(*place).is_some_and(|node| node.part == known);
    known != 0
        && part.iter().all(same)
        && known == fingerprint(part, web)
        && !part.iter().any(|place| changed.binary_search(place).is_ok())
}

/// Nearly the same for no two sets of nodes; the nodes are given in order.
fn fingerprint(part: &[u32], web: &Web) -> u64 {
    let keys = part.iter().filter_map(|place| web.nodes.get(*place)).map(|node| node.key);
    keys.fold(part.len() as u64, |state, key| fnv(state, &key.to_be_bytes())).max(1)
}

/// The links among some nodes as pairs of their positions, each once, in order.
fn pairs(part: &[u32], nodes: &[&Node]) -> Vec<(usize, usize, f32)> {
    let position: HashMap<u32, usize, Quick> = part.iter().enumerate().map(|(at, place)| (*place, at)).collect();
    let mut pairs = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        let later = |(other, likeness): &(u32, f32)| {
            position.get(other).filter(|other| **other > at).map(|other| (at, *other, *likeness))
        };
        pairs.extend(node.links.iter().filter_map(later));
    }
    pairs.sort_unstable_by_key(|(one, other, _)| (*one, *other));
    pairs
}

/// The groups that labels make.
fn grouped(part: &[u32], labels: &[usize]) -> Vec<Grouped> {
    let mut groups: BTreeMap<usize, Grouped> = BTreeMap::new();
    for (place, label) in part.iter().zip(labels) {
        groups.entry(*label).or_default().nodes.push(*place);
    }
    groups.into_values().collect()
}

/// The reports of a group, in order of rank.
fn reports<'a>(group: &Grouped, web: &'a Web) -> Vec<&'a Report> {
    let nodes = group.nodes.iter().filter_map(|place| web.nodes.get(*place));
    let mut reports: Vec<&Report> = nodes.flat_map(|node| &node.reports).filter_map(|r| web.reports.get(*r)).collect();
    reports.sort_by(|a, b| a.rank().cmp(&b.rank()));
    reports
}

/// The sets of nodes to group together anew because of those that changed, each in an order made from content.
///
/// Nodes that hang together are grouped together while they are few enough. Where they are too many, their links
/// count within one stretch of time only, and where they still are, only ever stronger ones.
fn parts(web: &mut Web, changed: &[u32], model: &Model) -> Vec<Vec<u32>> {
    let reach = narrow(model.cluster.reach);
    let (mut seen, mut crowd, mut crowded) = (Places::default(), Places::default(), Vec::new());
    let mut parts = Vec::new();
    for place in changed {
        if seen.contains(place) {
            continue;
        }
        if let Some(part) = few_together(web, *place, reach, &mut crowd, model) {
            mark(web, &part, false);
            seen.extend(part.iter().copied());
            parts.push(in_order(web, part));
        } else {
            let newly = hanging_together(web, *place, reach, &|node| !node.crowded, &mut seen);
            mark(web, &newly, true);
            crowded.extend(newly.into_iter().chain([*place]));
        }
    }
    let mut seen = Places::default();
    for place in crowded {
        let Some(stretch) = web.nodes.get(place).map(Node::stretch) else { continue };
        let part = hanging_together(web, place, reach, &|node| node.stretch() == stretch, &mut seen);
        parts.extend(small_enough(web, part, reach, model));
    }
    parts
}

/// All nodes that hang together with one, or none when they are too many; those met then join the crowd.
fn few_together(web: &Web, from: u32, reach: f32, crowd: &mut Places, model: &Model) -> Option<Vec<u32>> {
    let mut met = Places::from_iter([from]);
    let mut waiting = vec![from];
    while let Some(place) = waiting.pop() {
        for next in neighbours(web, place, reach).filter(|next| !met.contains(next)).collect::<Vec<_>>() {
            met.insert(next);
            waiting.push(next);
        }
        if met.len() > model.cluster.together || crowd.contains(&place) {
            crowd.extend(met);
            return None;
        }
    }
    Some(met.into_iter().collect())
}

fn small_enough(web: &Web, part: Vec<u32>, reach: f32, model: &Model) -> Vec<Vec<u32>> {
    if part.len() <= model.cluster.together || reach >= 1.0 {
        return if part.is_empty() { Vec::new() } else { vec![in_order(web, part)] };
    }
    let inside: HashSet<u64, Quick> =
        part.iter().filter_map(|place| web.nodes.get(*place)).map(|node| node.key).collect();
    let (mut seen, raised) = (Places::default(), reach * RAISE);
    let split = |place: &u32| {
        let smaller = hanging_together(web, *place, raised, &|node| inside.contains(&node.key), &mut seen);
        small_enough(web, smaller, raised, model)
    };
    part.iter().flat_map(split).collect()
}

/// The nodes of a kind that can be reached from one through such by links of at least `reach`; empty when it was
/// seen before.
fn hanging_together(web: &Web, from: u32, reach: f32, fits: &dyn Fn(&Node) -> bool, seen: &mut Places) -> Vec<u32> {
    let fits = |place: &u32| web.nodes.get(*place).is_some_and(fits);
    let mut part = Vec::new();
    let mut waiting = Vec::new();
    if fits(&from) && seen.insert(from) {
        waiting.push(from);
    }
    while let Some(place) = waiting.pop() {
        part.push(place);
        waiting.extend(neighbours(web, place, reach).filter(|next| fits(next) && seen.insert(*next)));
    }
    part
}

/// The nodes linked to one by at least `reach`.
fn neighbours(web: &Web, place: u32, reach: f32) -> impl Iterator<Item = u32> {
    let links = web.nodes.get(place).map_or(&[][..], |node| &node.links);
    links.iter().filter(move |(_, likeness)| *likeness >= reach).map(|(other, _)| *other)
}

fn mark(web: &mut Web, part: &[u32], crowded: bool) {
    for place in part {
        if let Some(node) = web.nodes.get_mut(*place) {
            node.crowded = crowded;
        }
    }
}

fn in_order(web: &Web, mut part: Vec<u32>) -> Vec<u32> {
    part.sort_unstable_by_key(|place| web.nodes.get(*place).map(|node| node.key));
    part
}
