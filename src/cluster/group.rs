//! Which of some items are one happening: agglomeration of groups by mean likeness.
//!
//! A function of the items and the likeness of their pairs alone: the items come in an order made from their content,
//! and ties are broken by it. Which items are looked at together is left to `web`.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};

use crate::domain::model::ClusterModel;

use super::gist::Lang;
use super::index::Quick;

/// What keeps two items, and the groups they are in, apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    /// Names and figures.
    pub(super) names: Vec<u32>,
    /// The language, where known; names are not compared across languages.
    pub(super) langs: Vec<Lang>,
    /// Countries; two groups that both have some must share one.
    pub(super) countries: Vec<u32>,
    /// Names by which alone a country was read.
    pub(super) pins: Vec<u32>,
    /// Providers' ids, as provider and event; a provider's two events are two happenings.
    pub(super) events: Vec<(u64, u64)>,
}

/// Groups items; gives each item its group, groups numbered by their first item.
///
/// `pairs` are `(a, b, likeness)` with `a < b`, each pair once.
pub(super) fn group(items: &[Marks], pairs: &[(usize, usize, f32)], model: &ClusterModel) -> Vec<usize> {
    let mut groups = Groups::new(items, pairs, model);
    groups.merge_all(pairs);
    let home = groups.attach_leftovers();
    let mut label = vec![0; items.len()];
    for (index, group) in groups.groups.iter().enumerate() {
        for item in group.iter().flat_map(|group| &group.items) {
            if let Some(label) = label.get_mut(*item) {
                *label = home.get(&index).copied().unwrap_or(index);
            }
        }
    }
    label
}

/// How alike two groups are: mean likeness over pairs, made up half for how alike each is in itself.
///
/// `cross` is the likeness summed over pairs between them, `inner` summed over all pairs within one, each item with
/// itself included.
fn group_likeness(cross: f64, sizes: (usize, usize), inner: (f64, f64)) -> f64 {
    let pairs = (sizes.0 * sizes.1) as f64;
    cross / (pairs * (inner.0 * inner.1).sqrt()).sqrt()
}

struct Group {
    items: Vec<usize>,
    inner: f64,
    version: u32,
    neighbours: HashMap<usize, f64, Quick>,
    names: HashMap<u32, usize, Quick>,
    /// Names that enough of the items have.
    own: Vec<u32>,
    langs: Vec<Lang>,
    countries: Vec<u32>,
    pins: Vec<u32>,
    events: Vec<(u64, u64)>,
}

struct Groups<'a> {
    groups: Vec<Option<Group>>,
    model: &'a ClusterModel,
}

/// A pair of groups that may merge, the most alike first, then the first by content.
#[derive(PartialEq)]
struct Merge {
    likeness: f64,
    pair: (usize, usize),
    versions: (u32, u32),
}

impl Eq for Merge {}

impl PartialOrd for Merge {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Merge {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_content = || (other.pair, other.versions).cmp(&(self.pair, self.versions));
        self.likeness.total_cmp(&other.likeness).then_with(by_content)
    }
}

impl<'a> Groups<'a> {
    fn new(items: &[Marks], pairs: &[(usize, usize, f32)], model: &'a ClusterModel) -> Self {
        let single = |(index, marks): (usize, &Marks)| Group {
            items: vec![index],
            inner: 1.0,
            version: 0,
            neighbours: HashMap::default(),
            names: marks.names.iter().map(|name| (*name, 1)).collect(),
            own: Vec::new(),
            langs: marks.langs.clone(),
            countries: marks.countries.clone(),
            pins: marks.pins.clone(),
            events: marks.events.clone(),
        };
        let mut groups: Vec<Option<Group>> = items.iter().enumerate().map(single).map(Some).collect();
        for &(a, b, likeness) in pairs {
            for (one, other) in [(a, b), (b, a)] {
                if let Some(Some(group)) = groups.get_mut(one) {
                    group.neighbours.insert(other, f64::from(likeness));
                }
            }
        }
        Self { groups, model }
    }

    fn merge_all(&mut self, pairs: &[(usize, usize, f32)]) {
        let mut queue: BinaryHeap<Merge> = pairs.iter().filter_map(|(a, b, _)| self.proposal(*a, *b)).collect();
        while let Some(next) = queue.pop() {
            if self.versions(next.pair) != Some(next.versions) {
                continue;
            }
            let merged = self.merge(next.pair);
            let neighbours: Vec<usize> =
                self.get(merged).map_or(Vec::new(), |g| g.neighbours.keys().copied().collect());
            queue
                .extend(neighbours.into_iter().filter_map(|other| self.proposal(merged.min(other), merged.max(other))));
        }
    }

    fn get(&self, index: usize) -> Option<&Group> {
        self.groups.get(index).and_then(Option::as_ref)
    }

    fn versions(&self, pair: (usize, usize)) -> Option<(u32, u32)> {
        Some((self.get(pair.0)?.version, self.get(pair.1)?.version))
    }

    /// The merge of two groups, if they are alike enough for their size and nothing keeps them apart.
    fn proposal(&self, a: usize, b: usize) -> Option<Merge> {
        let (one, other) = (self.get(a)?, self.get(b)?);
        let larger = one.items.len().max(other.items.len()) as f64;
        let likeness = one.likeness(other, b)? / (1.0 + self.model.small_groups / larger);
        let fits = likeness >= self.model.similarity && !self.apart(one, other);
        fits.then_some(Merge { likeness, pair: (a, b), versions: (one.version, other.version) })
    }

    fn apart(&self, one: &Group, other: &Group) -> bool {
        one.contradicts(other) || self.named_apart(one, other)
    }

    /// Whether each of two larger groups has names of its own that the other lacks.
    fn named_apart(&self, one: &Group, other: &Group) -> bool {
        let from = self.model.own_names_from;
        let lacks = |of: &Group, group: &Group| {
            let few = self.model.foreign_name * group.items.len() as f64;
            of.own.iter().any(|name| group.names.get(name).copied().unwrap_or_default() as f64 <= few)
        };
        let large = one.items.len() >= from && other.items.len() >= from;
        large && !one.is_foreign_to(other) && lacks(one, other) && lacks(other, one)
    }

    /// Puts the group with fewer neighbours into the other; gives the place of the result.
    fn merge(&mut self, pair: (usize, usize)) -> usize {
        let degree = |index| self.get(index).map_or(0, |group| group.neighbours.len());
        let (into, from) = if degree(pair.1) > degree(pair.0) { (pair.1, pair.0) } else { pair };
        let Some(gone) = self.groups.get_mut(from).and_then(Option::take) else { return into };
        for (&other, &likeness) in gone.neighbours.iter().filter(|(other, _)| **other != into) {
            if let Some(Some(group)) = self.groups.get_mut(other) {
                group.neighbours.remove(&from);
                *group.neighbours.entry(into).or_default() += likeness;
            }
        }
        if let Some(Some(group)) = self.groups.get_mut(into) {
            group.absorb(gone, from, into, self.model);
        }
        into
    }

    /// Where leftover groups of one or two items belong after all: the best of the larger groups, if it is clearly so.
    fn attach_leftovers(&self) -> HashMap<usize, usize> {
        let is_small = |index: usize| self.get(index).is_some_and(|group| group.items.len() <= LEFTOVER);
        let mut home = HashMap::new();
        for (index, group) in self.groups.iter().enumerate().filter_map(|(i, g)| Some((i, g.as_ref()?))) {
            if !is_small(index) {
                continue;
            }
            let fits = |other: &usize| {
                let fitting = self.get(*other).filter(|found| !is_small(*other) && !group.contradicts(found))?;
                Some((group.likeness(fitting, *other)?, *other))
            };
            if let Some(best) = clear_best(group.neighbours.keys().filter_map(fits).collect(), self.model) {
                home.insert(index, best);
            }
        }
        home
    }
}

/// Groups of so many items are leftovers.
const LEFTOVER: usize = 2;

/// The best of some homes, if it is good enough and clearly better than the second best.
fn clear_best(mut homes: Vec<(f64, usize)>, model: &ClusterModel) -> Option<usize> {
    homes.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let (best, home) = *homes.first()?;
    let second = homes.get(1).map_or(0.0, |(likeness, _)| *likeness);
    (best >= model.attach && best >= model.attach_lead * second).then_some(home)
}

impl Group {
    fn likeness(&self, other: &Self, at: usize) -> Option<f64> {
        let cross = *self.neighbours.get(&at)?;
        Some(group_likeness(cross, (self.items.len(), other.items.len()), (self.inner, other.inner)))
    }

    /// Whether the two are known to be in different languages.
    fn is_foreign_to(&self, other: &Self) -> bool {
        !self.langs.is_empty() && !other.langs.is_empty() && !self.langs.iter().any(|lang| other.langs.contains(lang))
    }

    /// Whether countries or a provider's ids say that they are two happenings.
    fn contradicts(&self, other: &Self) -> bool {
        let elsewhere = !self.countries.is_empty()
            && !other.countries.is_empty()
            && !self.countries.iter().any(|country| other.countries.contains(country))
            && !self.has_pin_of(other)
            && !other.has_pin_of(self);
        let provider = |(provider, event): &(u64, u64)| {
            let same: Vec<_> = other.events.iter().filter(|(by, _)| by == provider).collect();
            !same.is_empty() && !same.iter().any(|(_, id)| id == event)
        };
        elsewhere || self.events.iter().any(provider)
    }

    /// Whether a name by which alone the other had a country read is a name here too.
    fn has_pin_of(&self, other: &Self) -> bool {
        other.pins.iter().any(|pin| self.pins.contains(pin) || self.names.contains_key(pin))
    }

    fn absorb(&mut self, gone: Self, from: usize, into: usize, model: &ClusterModel) {
        self.inner += gone.inner + 2.0 * self.neighbours.remove(&from).unwrap_or_default();
        for (other, likeness) in gone.neighbours.into_iter().filter(|(other, _)| *other != into) {
            *self.neighbours.entry(other).or_default() += likeness;
        }
        self.items.extend(gone.items);
        for (name, count) in gone.names {
            *self.names.entry(name).or_default() += count;
        }
        extend_new(&mut self.langs, gone.langs);
        extend_new(&mut self.countries, gone.countries);
        extend_new(&mut self.pins, gone.pins);
        extend_new(&mut self.events, gone.events);
        let enough = (model.own_name * self.items.len() as f64).max(2.0);
        self.own = self.names.iter().filter(|(_, count)| **count as f64 >= enough).map(|(name, _)| *name).collect();
        self.version += 1;
    }
}

/// Adds what is not there yet.
fn extend_new<T: PartialEq>(known: &mut Vec<T>, more: Vec<T>) {
    for value in more {
        if !known.contains(&value) {
            known.push(value);
        }
    }
}
