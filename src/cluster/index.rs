//! Where a node finds those that it may have to do with: nodes that share two of its heaviest words, at about its time
//! and not in other countries alone.
//!
//! It finds too many rather than too few; how alike two nodes are is left to `node`.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use super::node::Node;
use super::report::STEPS;
use super::shelves::{Shelves, Words};
use crate::domain::country::CountryCode;

/// Shelves for countries; countries that stand on one shelf are told apart by the nodes themselves.
const COUNTRY_SHELVES: u8 = 16;

/// The shelf of nodes of no country, which may have to do with any.
const NO_COUNTRY: u8 = COUNTRY_SHELVES;

/// Words that two nodes share at least.
const SHARED: u8 = 2;

/// Added to the shelf of nodes in which no hazard was read. They have nothing to do with each other, so that most of
/// what is read, which is no risk, is never compared with the rest of it.
const UNREAD: u8 = NO_COUNTRY + 1;

/// Nodes by stretch of time, heavy word, and shelf.
#[derive(Debug, Default)]
pub(super) struct Index {
    stretches: BTreeMap<i64, Stretch>,
}

/// Nodes of one stretch of time.
#[derive(Debug, Default)]
struct Stretch {
    words: Words,
    /// Nodes by the names by which alone their country was read, each with the shelves of its countries and whether no
    /// hazard was read in it.
    pinned: HashMap<u32, Vec<Pinned>, Quick>,
}

/// A node under a name.
type Pinned = (u32, Shelves, bool);

/// From so many nodes of a stretch that go at once, it is cheaper to look through all of it than for each.
const MANY: usize = 64;

impl Stretch {
    fn put(&mut self, node: &Node, place: u32) {
        for shelf in own(node) {
            node.features.heaviest().for_each(|word| self.words.put(word, shelf + side(node), place));
        }
        for &word in &*node.pins {
            self.pinned.entry(word).or_default().push((place, of_countries(node), is_unread(node)));
        }
    }

    fn take(&mut self, node: &Node, place: u32) {
        node.features.heaviest().for_each(|word| self.words.take(word, place));
        for &word in &*node.pins {
            thin_out(&mut self.pinned, word, |(known, ..)| *known != place);
        }
    }

    fn sweep(&mut self, is_gone: impl Fn(u32) -> bool) {
        let stays = |place: u32| !is_gone(place);
        self.words.retain(stays);
        self.pinned.retain(|_, places| {
            places.retain(|(place, ..)| stays(*place));
            !places.is_empty()
        });
    }
}

/// Takes some values off one list, and an empty list away.
fn thin_out<T>(lists: &mut HashMap<u32, Vec<T>, Quick>, word: u32, stays: impl Fn(&T) -> bool) {
    let Some(list) = lists.get_mut(&word) else { return };
    list.retain(stays);
    if list.is_empty() {
        lists.remove(&word);
    }
}

impl Index {
    /// Puts a node where others find it.
    pub(super) fn put(&mut self, node: &Node, place: u32) {
        for stretch in stretches(node) {
            self.stretches.entry(stretch).or_default().put(node, place);
        }
    }

    /// Takes nodes out again; `is_gone` tells them.
    pub(super) fn take(&mut self, gone: &[(u32, Node)], is_gone: impl Fn(u32) -> bool) {
        let mut by_stretch: BTreeMap<i64, Vec<&(u32, Node)>> = BTreeMap::new();
        for one in gone {
            stretches(&one.1).for_each(|stretch| by_stretch.entry(stretch).or_default().push(one));
        }
        for (at, gone) in by_stretch {
            let Some(stretch) = self.stretches.get_mut(&at) else { continue };
            if gone.len() < MANY {
                for (place, node) in gone {
                    stretch.take(node, *place);
                }
            } else {
                stretch.sweep(&is_gone);
            }
            if stretch.words.is_empty() {
                self.stretches.remove(&at);
            }
        }
    }

    /// Adds the places of nodes that may share two heavy words with this one.
    pub(super) fn find(&self, node: &Node, counts: &mut Counts, found: &mut Vec<u32>) {
        let shelves = sides(node, asked(node));
        for stretch in self.near(node) {
            for (at, word) in (0..).zip(node.features.heaviest()) {
                stretch.words.each(word, shelves, |places| counts.count(places, at));
            }
            counts.take(found);
        }
    }

    /// Adds the places of nodes on other shelves that share a name with this one by which alone one of the two had its
    /// country read.
    pub(super) fn find_pinned(&self, node: &Node, found: &mut Vec<u32>) {
        let own = asked(node);
        let elsewhere = sides(node, ALL & !own);
        let fits = |&&(_, shelves, unread): &&Pinned| shelves & own == 0 && !(unread && is_unread(node));
        for stretch in self.near(node) {
            for word in node.features.heaviest().chain(node.pins.iter().copied()) {
                let known = stretch.pinned.get(&word).into_iter().flatten().filter(fits);
                found.extend(known.map(|(place, ..)| place));
            }
            for &word in &*node.pins {
                stretch.words.each(word, elsewhere, |places| found.extend(places));
            }
        }
    }

    /// The stretches of time in which nodes are that a node may have to do with.
    fn near(&self, node: &Node) -> impl Iterator<Item = &Stretch> {
        let stretches = stretches(node);
        self.stretches.range(stretches.start() - 1..=stretches.end() + 1).map(|(_, stretch)| stretch)
    }
}

/// Words shared with the node asked for, and which was the last, by place; no words between two questions.
#[derive(Debug)]
pub(super) struct Counts {
    times: Vec<(u8, u8)>,
    met: Vec<u32>,
}

impl Counts {
    /// For so many places.
    pub(super) fn new(room: usize) -> Self {
        Self { times: vec![(0, 0); room], met: Vec::new() }
    }

    /// Counts a word for the nodes that have it. Nodes of several countries stand on several shelves with one word.
    fn count(&mut self, places: &[u32], word: u8) {
        for &place in places {
            let Some((times, last)) = self.times.get_mut(place as usize) else { continue };
            if *times == 0 {
                self.met.push(place);
            } else if *last == word {
                continue;
            }
            *times = times.saturating_add(1);
            *last = word;
        }
    }

    /// Gives the nodes that share enough, and begins anew.
    fn take(&mut self, found: &mut Vec<u32>) {
        for place in self.met.drain(..) {
            let Some((times, _)) = self.times.get_mut(place as usize) else { continue };
            if std::mem::take(times) >= SHARED {
                found.push(place);
            }
        }
    }
}

/// Stretches of time, a window each, in which a node is looked for.
pub(super) fn stretches(node: &Node) -> std::ops::RangeInclusive<i64> {
    node.span.0.div_euclid(STEPS)..=node.span.1.div_euclid(STEPS)
}

const fn is_unread(node: &Node) -> bool {
    node.hazards == 0
}

const fn side(node: &Node) -> u8 {
    if is_unread(node) { UNREAD } else { 0 }
}

/// Shelves as they are asked for by a node: those of nodes in which no hazard was read only when one was read in it.
const fn sides(node: &Node, shelves: Shelves) -> Shelves {
    if is_unread(node) { shelves } else { shelves | shelves << UNREAD }
}

/// The shelves of countries.
const ALL: Shelves = (1 << NO_COUNTRY) - 1;

/// The shelves of a node's countries.
fn of_countries(node: &Node) -> Shelves {
    node.countries.iter().fold(0, |shelves, country| shelves | 1 << shelf(*country))
}

/// The shelves a node stands on, but for the side.
fn own(node: &Node) -> impl Iterator<Item = u8> {
    let own = of_countries(node);
    (0..=NO_COUNTRY).filter(move |shelf| if own == 0 { *shelf == NO_COUNTRY } else { own >> shelf & 1 != 0 })
}

/// The shelves on which nodes may stand that a node has to do with.
fn asked(node: &Node) -> Shelves {
    let own = of_countries(node);
    (if own == 0 { ALL } else { own }) | 1 << NO_COUNTRY
}

fn shelf(country: CountryCode) -> u8 {
    country.as_str().bytes().fold(0u8, |mixed, byte| mixed.wrapping_mul(5).wrapping_add(byte)) % COUNTRY_SHELVES
}

/// Hashing for keys that are hashes of words already, or short: the keys are no one's to choose freely.
pub(super) type Quick = BuildHasherDefault<Mixer>;

/// A multiplicative hash.
#[derive(Debug, Default)]
pub(super) struct Mixer(u64);

const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u8(&mut self, value: u8) {
        self.write_u64(u64::from(value));
    }

    fn write_u16(&mut self, value: u16) {
        self.write_u64(u64::from(value));
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_i64(&mut self, value: i64) {
        self.write_u64(value.cast_unsigned());
    }

    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(MIX);
    }
}
