//! What the words of two groups said when they were last looked at, so that it is not reckoned again while both have
//! the same items as then.
//!
//! Nodes that are looked at together hour after hour are mostly the same, and so are most of the groups that they pass
//! through. What words say is left to `evidence`.

use std::collections::HashMap;

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

/// What is known of the nodes of each part, by the part's number, with the round in which that was put down.
#[derive(Debug, Default)]
pub(super) struct Memos {
    parts: HashMap<u64, (u32, Known), Quick>,
    round: u32,
    is_kept: bool,
}

/// A part that was not looked at for so many rounds is rarely looked at again.
const ROUNDS: u32 = 48;

impl Memos {
    /// From now on what is known is kept from one time to the next.
    pub(super) fn keep(&mut self) {
        self.is_kept = true;
    }

    /// What is known of nodes that were of some parts, all of which are made anew.
    pub(super) fn take(&mut self, parts: &[u64], nodes: usize) -> Memo {
        let before = parts.iter().filter_map(|part| self.parts.remove(part)).map(|(_, known)| known);
        Memo::new(before.collect(), self.is_kept && nodes >= MANY)
    }

    pub(super) fn put(&mut self, part: u64, known: Option<Known>) {
        self.parts.extend(known.map(|known| (part, (self.round, known))));
    }

    /// Begins a round, and forgets what was not asked for in a long time.
    pub(super) fn turn(&mut self) {
        self.round += 1;
        let oldest = self.round.saturating_sub(ROUNDS);
        self.parts.retain(|_, (round, _)| *round >= oldest);
    }
}

/// So many nodes are worth a memo.
const MANY: usize = 16;

/// What is known from before, and what will be known after.
#[derive(Debug, Default)]
pub(super) struct Memo {
    before: Vec<Known>,
    after: Option<Known>,
}

impl Memo {
    /// With what was known of the nodes; `keeps` tells whether what is asked for is worth keeping.
    pub(super) fn new(before: Vec<Known>, keeps: bool) -> Self {
        let room = before.iter().map(HashMap::len).sum();
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
    pub(super) fn into_known(self) -> Option<Known> {
        self.after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recalled(memos: &mut Memos) -> Option<f64> {
        let pair = (Sign::of(1), Sign::of(2));
        memos.take(&[7], MANY).recall(pair, || None)
    }

    fn put_down() -> Memos {
        let mut memos = Memos::default();
        memos.keep();
        let mut memo = memos.take(&[], MANY);
        memo.recall((Sign::of(2), Sign::of(1)), || Some(3.5));
        memos.put(7, memo.into_known());
        memos
    }

    #[test]
    fn what_was_put_down_is_recalled_whichever_group_comes_first() {
        assert_eq!(recalled(&mut put_down()), Some(3.5));
    }

    #[test]
    fn what_nobody_asks_for_is_forgotten_after_so_many_rounds() {
        let mut memos = put_down();
        (0..ROUNDS).for_each(|_| memos.turn());
        assert_eq!(memos.parts.len(), 1);
        memos.turn();
        assert_eq!((memos.parts.len(), recalled(&mut memos)), (0, None));
    }
}
