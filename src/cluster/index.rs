//! Where a node finds those that it may have to do with: nodes that share two of its heaviest words, at about its time
//! and not in other countries alone.
//!
//! It finds too many rather than too few; how alike two nodes are is left to `node`.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use super::node::{Node, STEPS};
use crate::domain::country::CountryCode;

/// Shelves for countries; countries that stand on one shelf are told apart by the nodes themselves.
const COUNTRY_SHELVES: u8 = 16;

/// The shelf of nodes of no country, which may have to do with any.
const NO_COUNTRY: u8 = COUNTRY_SHELVES;

/// The shelf on which nodes stand under the names by which alone their country was read.
const PINNED: u8 = NO_COUNTRY + 1;

/// Words that two nodes share at least.
const SHARED: u8 = 2;

/// Added to the shelf of nodes in which no hazard was read. They have nothing to do with each other, so that most of
/// what is read, which is no risk, is never compared with the rest of it.
const UNREAD: u8 = 0x80;

/// Nodes by stretch of time, heavy word, and shelf.
#[derive(Debug, Default)]
pub(super) struct Index {
    stretches: BTreeMap<i64, Stretch>,
}

/// Nodes of one stretch of time.
#[derive(Debug, Default)]
struct Stretch {
    shelves: HashMap<Key, Vec<u32>, Quick>,
    /// Nodes by the names by which alone their country was read, each with the shelves of its countries.
    pinned: HashMap<Key, Vec<(u32, Shelves)>, Quick>,
}

/// From so many nodes of a stretch that go at once, it is cheaper to look through all of it than for each.
const MANY: usize = 64;

/// A set of shelves, a bit each.
type Shelves = u32;

/// A word and a shelf in eight bytes, which are all there is to hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key(u64);

impl Key {
    fn new(word: u32, shelf: u8) -> Self {
        Self(u64::from(word) << 8 | u64::from(shelf))
    }
}

impl Stretch {
    fn put(&mut self, node: &Node, place: u32) {
        for key in keys(node) {
            self.shelves.entry(key).or_default().push(place);
        }
        let shelves = set(&asked(node));
        for key in pins(node) {
            self.pinned.entry(key).or_default().push((place, shelves));
        }
    }

    fn take(&mut self, node: &Node, place: u32) {
        for key in keys(node) {
            thin_out(&mut self.shelves, key, |known| *known != place);
        }
        for key in pins(node) {
            thin_out(&mut self.pinned, key, |(known, _)| *known != place);
        }
    }

    fn sweep(&mut self, is_gone: impl Fn(u32) -> bool) {
        let stays = |place: u32| !is_gone(place);
        self.shelves.retain(|_, places| {
            places.retain(|place| stays(*place));
            !places.is_empty()
        });
        self.pinned.retain(|_, places| {
            places.retain(|(place, _)| stays(*place));
            !places.is_empty()
        });
    }
}

/// Takes some values off one list, and an empty list away.
fn thin_out<T>(lists: &mut HashMap<Key, Vec<T>, Quick>, key: Key, stays: impl Fn(&T) -> bool) {
    let Some(list) = lists.get_mut(&key) else { return };
    list.retain(stays);
    if list.is_empty() {
        lists.remove(&key);
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
            if stretch.shelves.is_empty() {
                self.stretches.remove(&at);
            }
        }
    }

    /// Adds the places of nodes that may share two heavy words with this one.
    pub(super) fn find(&self, node: &Node, counts: &mut Counts, found: &mut Vec<u32>) {
        let stretches = stretches(node);
        let shelves = sides(node, asked(node));
        for (_, stretch) in self.stretches.range(stretches.start() - 1..=stretches.end() + 1) {
            for (at, word) in (0..).zip(node.features.heaviest()) {
                let keys = shelves.iter().map(|&shelf| Key::new(word, shelf));
                for places in keys.filter_map(|key| stretch.shelves.get(&key)) {
                    counts.count(places, at);
                }
            }
            counts.take(found);
        }
    }

    /// Adds the places of nodes on other shelves that share a name with this one by which alone one of the two had its
    /// country read.
    pub(super) fn find_pinned(&self, node: &Node, found: &mut Vec<u32>) {
        let own = asked(node);
        let elsewhere = sides(node, (0..NO_COUNTRY).filter(|shelf| !own.contains(shelf)).collect());
        let (own, pinned, stretches) = (set(&own), sides(node, vec![PINNED]), stretches(node));
        for (_, stretch) in self.stretches.range(stretches.start() - 1..=stretches.end() + 1) {
            for word in node.features.heaviest().chain(node.pins.iter().copied()) {
                let known = pinned.iter().filter_map(|&shelf| stretch.pinned.get(&Key::new(word, shelf)));
                found.extend(known.flatten().filter(|(_, shelves)| shelves & own == 0).map(|(place, _)| place));
            }
            for &word in &*node.pins {
                let named = elsewhere.iter().filter_map(|&shelf| stretch.shelves.get(&Key::new(word, shelf)));
                found.extend(named.flatten());
            }
        }
    }
}

/// Shelves as a set, but for the one that every node asks for.
fn set(shelves: &[u8]) -> Shelves {
    shelves.iter().filter(|shelf| **shelf != NO_COUNTRY).fold(0, |set, shelf| set | 1 << shelf)
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

/// Where a node stands by its heavy words.
fn keys(node: &Node) -> Vec<Key> {
    let (side, shelves) = (side(node), own(node));
    let keys = |word: u32| shelves.iter().map(move |shelf| Key::new(word, shelf | side));
    node.features.heaviest().flat_map(keys).collect()
}

/// Where it stands by the names by which alone its country was read.
fn pins(node: &Node) -> impl Iterator<Item = Key> {
    let shelf = PINNED | side(node);
    node.pins.iter().map(move |&word| Key::new(word, shelf))
}

const fn side(node: &Node) -> u8 {
    if node.hazards == 0 { UNREAD } else { 0 }
}

/// Shelves as they are asked for by a node: those of nodes in which no hazard was read only when one was read in it.
fn sides(node: &Node, mut shelves: Vec<u8>) -> Vec<u8> {
    if node.hazards != 0 {
        shelves.extend_from_within(..);
        let half = shelves.len() / 2;
        shelves.iter_mut().take(half).for_each(|shelf| *shelf |= UNREAD);
    }
    shelves
}

/// The shelves a node stands on, but for the side.
fn own(node: &Node) -> Vec<u8> {
    let mut shelves: Vec<u8> = node.countries.iter().copied().map(shelf).collect();
    if shelves.is_empty() {
        shelves.push(NO_COUNTRY);
    }
    shelves.sort_unstable();
    shelves.dedup();
    shelves
}

/// The shelves on which nodes may stand that a node has to do with.
fn asked(node: &Node) -> Vec<u8> {
    if node.countries.is_empty() {
        return (0..=NO_COUNTRY).collect();
    }
    let mut shelves = own(node);
    shelves.push(NO_COUNTRY);
    shelves
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
