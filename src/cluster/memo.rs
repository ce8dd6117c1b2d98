//! What the words of two groups said when they were last looked at, so that it is not reckoned again while both have
//! the same items as then.
//!
//! Nodes that are looked at together hour after hour are mostly the same, and so are most of the groups that they pass
//! through. What words say is left to `evidence`.

use std::collections::HashMap;
use std::sync::Arc;

use super::digest::fnv;
use super::index::Quick;

/// What stands for a set of nodes: the same in whatever order they came together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sign(u64);

impl Sign {
    /// For one node, by its key.
    pub(super) fn of(key: u64) -> Self {
        Self(fnv(key, b"group"))
    }

    /// For the nodes of both.
    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }

    /// For two sets of nodes, whichever comes first.
    const fn beside(self, other: Self) -> u64 {
        let (less, more) = if self.0 < other.0 { (self.0, other.0) } else { (other.0, self.0) };
        (less.rotate_left(29) ^ more).wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(more)
    }
}

/// Evidence by pairs of groups; not a number where the words share too little to say anything.
pub(super) type Known = HashMap<u64, f64, Quick>;

/// What is known of the nodes of each part, by the part's number.
#[derive(Debug, Default)]
pub(super) struct Memos {
    parts: HashMap<u64, Arc<Known>, Quick>,
    is_kept: bool,
}

impl Memos {
    /// From now on what is known is kept from one time to the next.
    pub(super) fn keep(&mut self) {
        self.is_kept = true;
    }

    /// What is known of nodes that were of some parts, all of which are made anew.
    pub(super) fn take(&mut self, parts: &[u64], nodes: usize) -> Memo {
        let before: Vec<_> = parts.iter().filter_map(|part| self.parts.remove(part)).collect();
        Memo::new(before, self.is_kept && nodes >= MANY)
    }

    pub(super) fn put(&mut self, part: u64, known: Option<Arc<Known>>) {
        self.parts.extend(known.map(|known| (part, known)));
    }
}

/// So many nodes are worth a memo.
const MANY: usize = 16;

/// What is known from before, and what will be known after.
#[derive(Debug, Default)]
pub(super) struct Memo {
    before: Vec<Arc<Known>>,
    after: Option<Known>,
}

impl Memo {
    /// With what was known of the nodes; `keeps` tells whether what is asked for is worth keeping.
    pub(super) fn new(before: Vec<Arc<Known>>, keeps: bool) -> Self {
        let room = before.iter().map(|known| known.len()).sum();
        let after = keeps.then(|| Known::with_capacity_and_hasher(room, Quick::default()));
        Self { before, after }
    }

    /// The evidence for two groups, reckoned only when it is not known.
    pub(super) fn recall(&mut self, (one, other): (Sign, Sign), reckon: impl FnOnce() -> Option<f64>) -> Option<f64> {
        let Some(after) = &mut self.after else { return reckon() };
        let key = one.beside(other);
        let known = self.before.iter().find_map(|known| known.get(&key).copied());
        let evidence = *after.entry(key).or_insert_with(|| known.unwrap_or_else(|| reckon().unwrap_or(f64::NAN)));
        (!evidence.is_nan()).then_some(evidence)
    }

    /// What is known now.
    pub(super) fn into_known(self) -> Option<Arc<Known>> {
        self.after.map(Arc::new)
    }
}
