//! Names of one or more words, found wherever a text has them but for the inside of plain words: the first and longest, one
//! after the other.
//!
//! Whether a name stands there as a word of its own is left to the readers.

use std::ops::Range;

use super::starts::{Starts, window};
use super::text::Text;
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
        let trie = Trie::new(&names);
        let starts = Starts::new(&trie, &beginnings);
        Self { trie, starts }
    }

    /// The names of a text, with where each stands in its folded form.
    pub(super) fn find<'a>(&'a self, text: &'a Text) -> impl Iterator<Item = (Range<usize>, usize)> + 'a {
        let bytes = text.folded().as_bytes();
        let mut from = 0;
        text.marks().not_inside().filter_map(move |at| {
            let may_be = at >= from && bytes.get(at).is_some_and(|byte| self.starts.may_be(*byte));
            let (state, length) = if may_be { self.starts.reached(window(bytes, at), 0)? } else { return None };
            let (end, number) = self.longest(bytes, state, at + length)?;
            from = end;
            Some((at..end, number))
        })
    }

    /// The longest name in a text that was followed to a place.
    fn longest(&self, bytes: &[u8], state: At, from: usize) -> Option<(usize, usize)> {
        let mut best = None;
        let rest = bytes.get(from..).unwrap_or_default();
        self.trie.follow(state, rest, |taken, number| best = Some((from + taken, number as usize)));
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_longest_name_is_found_and_none_within_it() {
        let phrases = Phrases::new(["eu", "european union", "union", "eu"].map(str::to_owned).into_iter());
        let found: Vec<_> = phrases.find(&Text::new("the european union, eu union", "")).collect();
        assert_eq!(found, [(4..18, 1), (20..22, 0), (23..28, 2)]);
    }
}
