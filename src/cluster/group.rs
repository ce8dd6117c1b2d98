//! Which of some items are one happening: groups merge while the words of two speak for one happening rather than two.
//!
//! A function of the items and the likeness of their pairs alone: the items come in an order made from their content,
//! and ties are broken by it. Which items are looked at together is left to `parts`, what words tell to `evidence`.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use crate::domain::country::CountryCode;
use crate::domain::model::ClusterModel;

use super::evidence::Tally;
use super::features::Features;
use super::gist::Lang;
use super::index::Quick;
use super::memo::{Memo, Sign};
use super::node::related;
use super::report::weighty;
use super::scale::Scale;
use super::words::narrow;

/// Countries, each with how much is said of it.
type Votes = Vec<(CountryCode, f64)>;

/// What an item says, and what keeps it, and the group it is in, apart from others.
#[derive(Clone, Debug)]
pub(super) struct Marks {
    /// What stands for the item.
    pub(super) sign: Sign,
    pub(super) features: Arc<Features>,
    /// Hazards, a bit each.
    pub(super) hazards: u16,
    /// The language, where known; words are not compared across languages.
    pub(super) langs: Vec<Lang>,
    /// Countries; two groups that are both about some must share one.
    pub(super) countries: Votes,
    /// Names by which alone a country was read.
    pub(super) pins: Vec<u32>,
    /// Providers' ids, as provider and event; a provider's two events are two happenings.
    pub(super) events: Vec<(u64, u64)>,
}

/// Groups items; gives each item its group, groups numbered by their first item.
///
/// `pairs` are `(a, b, likeness)` with `a < b`, each pair once; `memo` is what is known of the words of groups.
pub(super) fn group(
    items: &[Marks],
    pairs: &[(usize, usize, f32)],
    memo: &mut Memo,
    (scale, model): (&Scale, &ClusterModel),
) -> Vec<usize> {
    let mut groups = Groups::new(items, pairs, scale, model);
    groups.merge_all(pairs, memo);
    let mut label = vec![0; items.len()];
    for group in groups.all.iter().flatten() {
        let first = group.items.iter().min().copied().unwrap_or_default();
        for item in &group.items {
            if let Some(label) = label.get_mut(*item) {
                *label = first;
            }
        }
    }
    label
}

struct Group {
    items: Vec<usize>,
    sign: Sign,
    version: u32,
    /// Likeness summed over pairs with each group that it has to do with.
    neighbours: HashMap<usize, f64, Quick>,
    tally: Tally,
    hazards: u16,
    langs: Vec<Lang>,
    countries: Votes,
    /// The countries it is about, without those only mentioned beside them.
    about: Vec<CountryCode>,
    pins: Vec<u32>,
    events: Vec<(u64, u64)>,
}

struct Groups<'a> {
    all: Vec<Option<Group>>,
    scale: &'a Scale,
    model: &'a ClusterModel,
}

/// A pair of groups that may merge, the surest first, then the first by content.
#[derive(PartialEq)]
struct Merge {
    strength: f64,
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
        self.strength.total_cmp(&other.strength).then_with(by_content)
    }
}

impl<'a> Groups<'a> {
    fn new(items: &[Marks], pairs: &[(usize, usize, f32)], scale: &'a Scale, model: &'a ClusterModel) -> Self {
        let single = |(index, marks): (usize, &Marks)| Group {
            items: vec![index],
            sign: marks.sign,
            version: 0,
            neighbours: HashMap::default(),
            tally: Tally::of(&marks.features.clues(model), scale),
            hazards: marks.hazards,
            langs: marks.langs.clone(),
            countries: marks.countries.clone(),
            about: weighty(marks.countries.iter().copied(), model),
            pins: marks.pins.clone(),
            events: marks.events.clone(),
        };
        let mut all: Vec<Option<Group>> = items.iter().enumerate().map(single).map(Some).collect();
        for &(a, b, likeness) in pairs {
            for (one, other) in [(a, b), (b, a)] {
                if let Some(Some(group)) = all.get_mut(one) {
                    group.neighbours.insert(other, f64::from(likeness));
                }
            }
        }
        Self { all, scale, model }
    }

    fn merge_all(&mut self, pairs: &[(usize, usize, f32)], memo: &mut Memo) {
        let mut queue: BinaryHeap<Merge> = pairs.iter().filter_map(|(a, b, _)| self.proposal(*a, *b, memo)).collect();
        while let Some(next) = queue.pop() {
            if self.versions(next.pair) != Some(next.versions) {
                continue;
            }
            let merged = self.merge(next.pair);
            let neighbours: Vec<usize> =
                self.get(merged).map_or(Vec::new(), |g| g.neighbours.keys().copied().collect());
            let proposal = |other: usize| self.proposal(merged.min(other), merged.max(other), memo);
            queue.extend(neighbours.into_iter().filter_map(proposal));
        }
    }

    fn get(&self, index: usize) -> Option<&Group> {
        self.all.get(index).and_then(Option::as_ref)
    }

    fn versions(&self, pair: (usize, usize)) -> Option<(u32, u32)> {
        Some((self.get(pair.0)?.version, self.get(pair.1)?.version))
    }

    /// The merge of two groups, if they are one happening as far as is known.
    fn proposal(&self, a: usize, b: usize, memo: &mut Memo) -> Option<Merge> {
        let (one, other) = (self.get(a)?, self.get(b)?);
        if one.contradicts(other) || self.named_apart(one, other) {
            return None;
        }
        let by_words = !one.is_foreign_to(other) && (one.events.is_empty() || other.events.is_empty());
        let strength = if by_words { self.by_words(one, other, memo)? } else { self.by_likeness(one, other, b)? };
        Some(Merge { strength, pair: (a, b), versions: (one.version, other.version) })
    }

    /// Whether each of two larger groups has a name of its own that the other lacks.
    fn named_apart(&self, one: &Group, other: &Group) -> bool {
        let model = self.model;
        let large = |group: &Group| group.items.len() >= model.own_names_from;
        let owns = |of: &Group, group: &Group| {
            let limits = (model.own_name * of.items.len() as f64, model.foreign_name * group.items.len() as f64);
            of.tally.has_own_name(&group.tally, (narrow(limits.0), narrow(limits.1)))
        };
        large(one) && large(other) && !one.is_foreign_to(other) && owns(one, other) && owns(other, one)
    }

    /// How strongly words speak for one happening, above 0; none where they speak for two.
    fn by_words(&self, one: &Group, other: &Group, memo: &mut Memo) -> Option<f64> {
        let unrelated = if related(one.hazards, other.hazards) { 0.0 } else { self.model.unrelated_evidence };
        let evidence = memo.recall((one.sign, other.sign), || one.tally.speaks_for(&other.tally, self.scale))?;
        let evidence = evidence - self.model.least_evidence - unrelated;
        let smaller = one.items.len().min(other.items.len()) as f64;
        (evidence > 0.0).then(|| evidence / smaller.powf(self.model.small_first))
    }

    /// How strongly likeness speaks for one happening where words cannot tell: at most 0, since words come first.
    fn by_likeness(&self, one: &Group, other: &Group, at: usize) -> Option<f64> {
        let larger = one.items.len().max(other.items.len()) as f64;
        let likeness = one.likeness(other, at)? / (1.0 + self.model.small_groups / larger);
        (likeness >= self.model.similarity).then_some(likeness.min(1.0) - 1.0)
    }

    /// Puts the group with fewer neighbours into the other; gives the place of the result.
    fn merge(&mut self, pair: (usize, usize)) -> usize {
        let degree = |index| self.get(index).map_or(0, |group| group.neighbours.len());
        let (into, from) = if degree(pair.1) > degree(pair.0) { (pair.1, pair.0) } else { pair };
        let Some(gone) = self.all.get_mut(from).and_then(Option::take) else { return into };
        for (&other, &likeness) in gone.neighbours.iter().filter(|(other, _)| **other != into) {
            if let Some(Some(group)) = self.all.get_mut(other) {
                group.neighbours.remove(&from);
                *group.neighbours.entry(into).or_default() += likeness;
            }
        }
        if let Some(Some(group)) = self.all.get_mut(into) {
            group.absorb(gone, from, into, self.scale, self.model);
        }
        into
    }
}

impl Group {
    /// Likeness summed over the pairs between the two, for each item there is on both sides: not for each pair, since an
    /// item has its translation in one report of another language or a few, not in all.
    fn likeness(&self, other: &Self, at: usize) -> Option<f64> {
        let cross = *self.neighbours.get(&at)?;
        Some(cross / ((self.items.len() * other.items.len()) as f64).sqrt())
    }

    /// Whether the two are known to be in different languages.
    fn is_foreign_to(&self, other: &Self) -> bool {
        !self.langs.is_empty() && !other.langs.is_empty() && !self.langs.iter().any(|lang| other.langs.contains(lang))
    }

    /// Whether countries or a provider's ids say that they are two happenings.
    fn contradicts(&self, other: &Self) -> bool {
        let elsewhere = !self.about.is_empty()
            && !other.about.is_empty()
            && !self.about.iter().any(|country| other.about.contains(country))
            && !self.has_pin_of(other)
            && !other.has_pin_of(self);
        let provider = |(provider, event): &(u64, u64)| {
            let same: Vec<_> = other.events.iter().filter(|(by, _)| by == provider).collect();
            !same.is_empty() && !same.iter().any(|(_, id)| id == event)
        };
        elsewhere || self.events.iter().any(provider)
    }

    /// Whether a name by which alone the other had a country read stands here too.
    fn has_pin_of(&self, other: &Self) -> bool {
        other.pins.iter().any(|pin| self.pins.contains(pin) || self.tally.has(*pin))
    }

    fn absorb(&mut self, gone: Self, from: usize, into: usize, scale: &Scale, model: &ClusterModel) {
        self.neighbours.remove(&from);
        for (other, likeness) in gone.neighbours.into_iter().filter(|(other, _)| *other != into) {
            *self.neighbours.entry(other).or_default() += likeness;
        }
        self.items.extend(gone.items);
        self.sign = self.sign.with(gone.sign);
        self.tally.absorb(&gone.tally, scale);
        self.hazards |= gone.hazards;
        extend_new(&mut self.langs, gone.langs);
        for (country, weight) in gone.countries {
            match self.countries.iter_mut().find(|(known, _)| *known == country) {
                Some((_, sum)) => *sum += weight,
                None => self.countries.push((country, weight)),
            }
        }
        self.about = weighty(self.countries.iter().copied(), model);
        extend_new(&mut self.pins, gone.pins);
        extend_new(&mut self.events, gone.events);
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
