//! Incidents out of the web of nodes: whatever a change reaches is grouped anew, the rest is left as it is.
//!
//! Which nodes are looked at together is left to `parts`, how these fall into groups to `group`. Reports in which no hazard was read take part beside those in which one
//! was; a group of nothing but such reports makes no incident.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::id::IncidentId;
use crate::domain::incident::Incident;
use crate::domain::model::{ClusterModel, Model};
use crate::domain::time::Timestamp;

use super::digest::fnv;
use super::group::group;
use super::incident::incident;
use super::memo::{Known, Memo, Memos};
use super::node::Node;
use super::parts::Walk;
use super::report::Report;
use super::scale::Scale;
use super::thin::{Pair, thinned};
use super::ties::Ties;
use super::web::{Slab, Web};
use super::workers::Workers;

/// The incidents, by place and by id.
#[derive(Debug, Default)]
pub(super) struct Incidents {
    groups: Slab<Grouped>,
    pub(super) by_id: BTreeMap<IncidentId, Arc<Incident>>,
    pub(super) regrouped: Vec<Regrouping>,
    /// Groups by when they end.
    ends: BTreeSet<End>,
    walk: Walk,
    pub(super) memos: Memos,
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
    /// When its last report is from.
    last: Option<Timestamp>,
}

impl Grouped {
    /// Where it stands among those that are to be forgotten.
    fn end(&self, place: u32) -> Option<End> {
        self.last.map(|last| (self.id.is_some(), last, place))
    }
}

/// Whether a group is an incident, when its last report is from, and its place.
type End = (bool, Timestamp, u32);

impl Incidents {
    /// The id of the incident at a place.
    pub(super) fn id(&self, place: u32) -> Option<&IncidentId> {
        self.groups.get(place)?.id.as_ref()
    }

    /// Brings the incidents up to date with the web.
    pub(super) fn settle(&mut self, web: &mut Web, scale: &Scale, model: &Model, workers: &impl Workers) {
        web.link(&model.cluster, workers);
        let changed: Vec<u32> = std::mem::take(&mut web.changed).into_iter().collect();
        let mut affected: BTreeSet<u32> = std::mem::take(&mut web.broken);
        self.memos.turn();
        let mut parts = Vec::new();
        for nodes in self.walk.parts(&mut web.ties, &changed, &model.cluster) {
            let (sign, before) = sign(&nodes, &mut web.ties);
            if before != [sign] || nodes.iter().any(|place| changed.binary_search(place).is_ok()) {
                let nodes = in_order(&web.ties, nodes);
                let pairs = self.walk.pairs(&nodes, &web.ties);
                let memo = self.memos.take(&before, nodes.len());
                parts.push(Part { sign, nodes, pairs, memo });
            }
        }
        for (sign, groups, known) in workers.each(parts, |part| part.formed(web, scale, &model.cluster)) {
            self.memos.put(sign, known);
            for nodes in groups {
                if !self.is_known(&nodes, web) {
                    self.file(nodes, web, &mut affected);
                }
            }
        }
        self.mend(web, &affected);
        let touched = std::mem::take(&mut web.touched);
        affected.extend(touched.iter().filter_map(|place| web.nodes.get(*place)?.group));
        self.rebuild(&affected, web, model);
    }

    /// Whether a group's nodes are those of one that is known: it stays that group.
    fn is_known(&self, nodes: &[u32], web: &Web) -> bool {
        let group_of = |place: &u32| web.nodes.get(*place).and_then(|node| node.group);
        let Some(group) = nodes.first().and_then(group_of) else { return false };
        nodes.iter().all(|place| group_of(place) == Some(group))
            && self.groups.get(group).is_some_and(|known| known.nodes.len() == nodes.len())
    }

    /// Makes a group of some nodes, taking them out of those they were in.
    fn file(&mut self, nodes: Vec<u32>, web: &mut Web, affected: &mut BTreeSet<u32>) {
        let place = self.groups.insert(Grouped { nodes: nodes.clone(), ..Grouped::default() });
        affected.insert(place);
        for node in nodes {
            if let Some(node) = web.nodes.get_mut(node) {
                affected.extend(node.group.replace(place));
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
            let Some(group) = self.groups.get_mut(*place) else { continue };
            if let Some(end) = group.end(*place) {
                self.ends.remove(&end);
            }
            let known = group.id.take().and_then(|id| self.by_id.remove_entry(&id));
            old.extend(known.map(|(id, incident)| (id, (*place, incident))));
        }
        for place in affected {
            self.remake(*place, &old, web, model);
        }
        self.record(old, web);
    }

    /// Puts the incident of a group together anew.
    fn remake(&mut self, place: u32, old: &BTreeMap<IncidentId, (u32, Arc<Incident>)>, web: &Web, model: &Model) {
        let Some(group) = self.groups.get_mut(place) else { return };
        let reports = reports(group, web);
        let made = incident(&reports, model);
        group.last = reports.iter().map(|report| report.member.at).max();
        group.id = made.as_ref().map(|made| made.id.clone());
        self.ends.extend(group.end(place));
        match made {
            Some(made) => drop(self.by_id.insert(made.id.clone(), as_before(made, old))),
            None if reports.is_empty() => drop(self.groups.remove(place)),
            None => {}
        }
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
        let quiet = self.ends.range(..(false, idle, 0));
        let over = self.ends.range((true, Timestamp::MIN_UTC, 0)..(true, at, 0));
        let groups = quiet.chain(over).filter_map(|(_, _, place)| self.groups.get(*place));
        let gone: Vec<u32> = groups.flat_map(|group| &group.nodes).copied().collect();
        web.forget(&gone, &model.cluster);
        let affected = std::mem::take(&mut web.broken);
        self.mend(web, &affected);
        let known = self.regrouped.len();
        self.rebuild(&affected, web, model);
        self.regrouped.truncate(known);
    }
}

/// Nodes that are looked at together.
struct Part {
    sign: u64,
    nodes: Vec<u32>,
    pairs: Vec<Pair>,
    memo: Memo,
}

impl Part {
    /// The groups of its nodes.
    fn formed(mut self, web: &Web, scale: &Scale, model: &ClusterModel) -> (u64, Vec<Vec<u32>>, Option<Known>) {
        let nodes: Vec<&Node> = self.nodes.iter().filter_map(|place| web.nodes.get(*place)).collect();
        let marks: Vec<_> = nodes.iter().map(|node| node.marks()).collect();
        let keys: Vec<u64> = nodes.iter().map(|node| node.key).collect();
        let labels = group(&marks, &thinned(self.pairs, &keys), &mut self.memo, (scale, model));
        (self.sign, grouped(&self.nodes, &labels), self.memo.into_known())
    }
}

/// The incident as it was, if nothing about it changed.
fn as_before(made: Incident, old: &BTreeMap<IncidentId, (u32, Arc<Incident>)>) -> Arc<Incident> {
    match old.get(&made.id) {
        Some((_, known)) if **known == made => Arc::clone(known),
        _ => Arc::new(made),
    }
}

/// Whether an incident has all items of an earlier version of it, both being in order.
fn has_all(now: &Incident, before: &Incident) -> bool {
    let mut items = now.members.iter().map(|member| &member.item);
    before.members.iter().all(|member| items.any(|item| *item == member.item))
}

/// Marks some nodes as looked at together; gives the mark, and those that they had before.
fn sign(part: &[u32], ties: &mut Ties) -> (u64, Vec<u64>) {
    let keys = part.iter().filter_map(|place| ties.brief(*place)).map(|brief| brief.key);
    // Nearly the same for no two sets of nodes, and never that of a node that was not looked at.
    let sign = keys.fold(0, |sum: u64, key| sum.wrapping_add(fnv(key, b"part"))).max(1);
    let mut before: Vec<u64> = Vec::new();
    for place in part {
        let known = ties.brief_mut(*place).map(|brief| std::mem::replace(&mut brief.part, sign));
        before.extend(known.filter(|known| before.last() != Some(known)));
    }
    before.sort_unstable();
    before.dedup();
    (sign, before)
}

/// The groups that labels make, in order of the first of each.
fn grouped(part: &[u32], labels: &[usize]) -> Vec<Vec<u32>> {
    let mut groups: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (place, label) in part.iter().zip(labels) {
        groups.entry(*label).or_default().push(*place);
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

/// Nodes in an order made from content.
fn in_order(ties: &Ties, mut part: Vec<u32>) -> Vec<u32> {
    part.sort_by_cached_key(|place| ties.brief(*place).map(|brief| brief.key));
    part
}
