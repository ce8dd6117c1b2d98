//! Nodes by word, and under each word by shelf: mostly one node on one shelf, which takes no room of its own.
//!
//! What a shelf stands for is left to `index`.

use std::collections::HashMap;

use smallvec::{SmallVec, smallvec};

use super::index::Quick;

/// A shelf's number, below 64.
pub(super) type Shelf = u8;

/// A set of shelves, a bit each.
pub(super) type Shelves = u64;

/// Nodes by word and shelf.
#[derive(Debug, Default)]
pub(super) struct Words(HashMap<u32, Entry, Quick>);

#[derive(Debug)]
enum Entry {
    /// One node on one shelf.
    One(Shelf, u32),
    Many(Box<Many>),
}

/// The nodes of some shelves, a list for each bit that is set.
#[derive(Debug)]
struct Many {
    shelves: Shelves,
    lists: Vec<SmallVec<[u32; 4]>>,
}

impl Words {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn put(&mut self, word: u32, on: Shelf, place: u32) {
        self.0
            .entry(word)
            .and_modify(|entry| {
                if let Entry::One(known, one) = *entry {
                    *entry = Entry::Many(Box::new(Many { shelves: 1 << known, lists: vec![smallvec![one]] }));
                }
                if let Entry::Many(many) = entry {
                    many.put(on, place);
                }
            })
            .or_insert(Entry::One(on, place));
    }

    pub(super) fn take(&mut self, word: u32, place: u32) {
        let Some(entry) = self.0.get_mut(&word) else { return };
        if !entry.retain(|known| known != place) {
            self.0.remove(&word);
        }
    }

    /// Keeps the nodes that stay.
    pub(super) fn retain(&mut self, stays: impl Fn(u32) -> bool) {
        self.0.retain(|_, entry| entry.retain(&stays));
    }

    /// Calls with the nodes under a word on some shelves, shelf by shelf.
    pub(super) fn each<'a>(&'a self, word: u32, shelves: Shelves, mut with: impl FnMut(&'a [u32])) {
        match self.0.get(&word) {
            Some(Entry::One(on, place)) if shelves >> on & 1 != 0 => with(std::slice::from_ref(place)),
            Some(Entry::Many(many)) => many.each(shelves, with),
            _ => {}
        }
    }
}

impl Entry {
    /// Keeps the nodes that stay; whether there are any.
    fn retain(&mut self, stays: impl Fn(u32) -> bool) -> bool {
        match self {
            Self::One(_, place) => stays(*place),
            Self::Many(many) => {
                many.lists.iter_mut().for_each(|list| list.retain(|place| stays(*place)));
                many.lists.iter().any(|list| !list.is_empty())
            }
        }
    }
}

impl Many {
    /// Where the list of a shelf stands, or would.
    const fn at(&self, on: Shelf) -> usize {
        (self.shelves & ((1 << on) - 1)).count_ones() as usize
    }

    fn put(&mut self, on: Shelf, place: u32) {
        let at = self.at(on);
        if self.shelves >> on & 1 == 0 {
            self.shelves |= 1 << on;
            self.lists.insert(at, SmallVec::new());
        }
        if let Some(list) = self.lists.get_mut(at) {
            list.push(place);
        }
    }

    fn each<'a>(&'a self, shelves: Shelves, mut with: impl FnMut(&'a [u32])) {
        let mut left = self.shelves & shelves;
        while left != 0 {
            let below = self.shelves & ((1 << left.trailing_zeros()) - 1);
            if let Some(list) = self.lists.get(below.count_ones() as usize) {
                with(list);
            }
            left &= left - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn under(words: &Words, word: u32, shelves: Shelves) -> Vec<u32> {
        let mut found = Vec::new();
        words.each(word, shelves, |places| found.extend(places));
        found
    }

    #[test]
    fn nodes_are_found_on_the_shelves_that_are_asked_for() {
        let mut words = Words::default();
        for (shelf, place) in [(33, 1), (0, 2), (5, 3), (5, 4)] {
            words.put(7, shelf, place);
        }
        words.put(8, 5, 9);
        assert_eq!(under(&words, 7, 1 << 5), [3, 4]);
        assert_eq!(under(&words, 7, 1 << 33 | 1), [2, 1]);
        assert_eq!(under(&words, 7, 1 << 4), [0; 0]);
        assert_eq!((under(&words, 8, 1 << 5), under(&words, 8, 1)), (vec![9], vec![]));
    }

    #[test]
    fn a_word_goes_with_the_last_node_under_it() {
        let mut words = Words::default();
        for (word, place) in [(7, 1), (7, 2), (8, 1)] {
            words.put(word, 3, place);
        }
        words.take(7, 1);
        assert_eq!(under(&words, 7, 1 << 3), [2]);
        words.retain(|place| place != 1);
        assert_eq!((under(&words, 8, 1 << 3), words.is_empty()), (vec![], false));
        words.take(7, 2);
        assert!(words.is_empty());
    }
}
