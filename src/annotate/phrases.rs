//! Names of one or more words, found wherever a text has them: the first and longest, one after the other.
//!
//! Whether a name stands there as a word of its own is left to the readers.

use std::ops::Range;

use super::starts::{Starts, windows};
use super::trie::{At, Trie};

/// Finds names by their number.
#[derive(Debug)]
pub(super) struct Phrases {
    trie: Trie,
    starts: Starts,
}

impl Phrases {
    /// Takes folded names; of two that are the same the first counts.
    pub(super) fn new(names: impl Iterator<Item = String>) -> Self {
        let mut names: Vec<(String, u32)> = names.zip(0..).filter(|(name, _)| !name.is_empty()).collect();
        names.sort();
        names.dedup_by(|next, kept| next.0 == kept.0);
        let beginnings: Vec<_> = names.iter().map(|(name, _)| (name.as_bytes(), false)).collect();
        let starts = Starts::new(&beginnings);
        Self { trie: Trie::new(&names), starts }
    }

    /// The names of a folded text, with where each stands.
    pub(super) fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (Range<usize>, usize)> + 'a {
        let bytes = text.as_bytes();
        let mut from = 0;
        let mut starts = windows(bytes).zip(0..bytes.len());
        std::iter::from_fn(move || {
            let mut may_start = starts.by_ref().filter(|(start, at)| *at >= from && self.starts.may(*start, 0));
            let found = may_start.find_map(|(_, at)| Some((at, self.longest(bytes, at)?)));
            let (at, (end, number)) = found?;
            from = end;
            Some((at..end, number))
        })
    }

    fn longest(&self, bytes: &[u8], from: usize) -> Option<(usize, usize)> {
        let mut state = At::default();
        let mut best = None;
        for (byte, end) in bytes.get(from..).unwrap_or_default().iter().zip(from + 1..) {
            let Some(next) = self.trie.step(state, *byte) else { break };
            state = next;
            best = self.trie.value(state).map(|number| (end, number as usize)).or(best);
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_longest_name_is_found_and_none_within_it() {
        let phrases = Phrases::new(["eu", "european union", "union", "eu"].map(str::to_owned).into_iter());
        let found: Vec<_> = phrases.find("the european union, eu union").collect();
        assert_eq!(found, [(4..18, 1), (20..22, 0), (23..28, 2)]);
    }
}
