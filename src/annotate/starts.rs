//! At which places of a text a word of a list can begin, told from a few bytes at a glance: most places are none, and
//! need not be followed. At the others it says how far the bytes seen lead.
//!
//! Following the word from there is left to [`trie`](super::trie).

use super::trie::{At, Trie};

/// Bytes that are looked at, from the place on.
pub(super) const LOOKED_AT: usize = 8;

/// The shortest beginning that has its list of lengths by its first four bytes.
const LONG: usize = 4;

/// Some word is of one or two bytes.
const SHORT: u8 = 1;
/// A word of one byte, or two, that must stand alone.
const WHOLE: [u8; 2] = [1 << 1, 1 << 2];
/// Some word is of three bytes.
const THREE: u8 = 1 << 3;
/// Some word is longer.
const LONGER: u8 = 1 << 4;

/// Sets the beginnings that must stand alone apart from others.
const ALONE: u64 = 0x5851_f42d_4c95_7f2d;

/// What the words of a list begin with.
#[derive(Debug)]
pub(super) struct Starts {
    /// By the first two bytes.
    pairs: Box<[u8]>,
    /// By the first four bytes, which lengths there are: four to eight, and from the eighth bit those that must stand
    /// alone.
    lengths: Box<[u16]>,
    /// Beginnings of three bytes and more.
    bits: Box<[u64]>,
    /// Where these lead.
    jumps: Box<[Jump]>,
}

/// A beginning, and where it leads.
#[derive(Clone, Copy, Debug, Default)]
struct Jump {
    /// Its bytes, zeros after them.
    start: u64,
    to: At,
    /// How many they are; 0 in an empty place of the table.
    length: u8,
    whole: bool,
}

/// The bytes of a text from a place on, zeros after its end.
#[inline]
pub(super) fn window(text: &[u8], at: usize) -> u64 {
    let rest = text.get(at..).unwrap_or_default();
    match rest.first_chunk::<LOOKED_AT>() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => rest.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte)),
    }
}

/// The same for every place of a text.
#[inline]
pub(super) fn windows(text: &[u8]) -> impl Iterator<Item = u64> {
    let mut next = window(text, 0);
    let ahead = text.get(LOOKED_AT..).unwrap_or_default().iter().copied().chain(std::iter::repeat(0));
    ahead.map(move |byte| {
        let here = next;
        next = here >> 8 | u64::from(byte) << 56;
        here
    })
}

impl Starts {
    /// Takes what each word of a trie begins with, and whether nothing may follow that goes on with it.
    pub(super) fn new(trie: &Trie, words: &[(&[u8], bool)]) -> Self {
        let room = words.len().max(256).next_power_of_two();
        let mut starts = Self {
            pairs: vec![0; 1 << 16].into(),
            lengths: vec![0; room * 4].into(),
            bits: vec![0; room / 4].into(),
            jumps: vec![Jump::default(); room * 2].into(),
        };
        for (word, whole) in words {
            let (beginning, whole) = (word.get(..LOOKED_AT).unwrap_or(word), *whole && word.len() < LOOKED_AT);
            starts.add(trie, beginning, whole);
        }
        starts
    }

    /// How far the first word that may begin with these bytes is reached, of which `run` go on without a break: the
    /// state of the trie and the bytes that lead to it. Longer words are reached from there.
    #[inline]
    pub(super) fn reached(&self, window: u64, run: usize) -> Option<(At, usize)> {
        let pair = self.pairs.get((window & 0xffff) as usize).copied().unwrap_or_default();
        if pair == 0 { None } else { self.reached_further(pair, window, run) }
    }

    fn reached_further(&self, pair: u8, window: u64, run: usize) -> Option<(At, usize)> {
        if pair & SHORT != 0 || WHOLE.get(run.wrapping_sub(1)).is_some_and(|whole| pair & whole != 0) {
            return Some((At::default(), 0));
        }
        let three = if pair & THREE != 0 { self.jump(window, 3, run) } else { None };
        three.or_else(|| if pair & LONGER != 0 { self.reached_late(window, run) } else { None })
    }

    fn reached_late(&self, window: u64, run: usize) -> Option<(At, usize)> {
        let lengths = self.lengths.get(self.slot(window)).copied().unwrap_or_default();
        let whole = if (LONG..LOOKED_AT).contains(&run) { lengths >> 8 & 1 << (run - LONG) } else { 0 };
        let mut left = lengths & 0xff | whole;
        while left != 0 {
            let found = self.jump(window, LONG + left.trailing_zeros() as usize, run);
            if found.is_some() {
                return found;
            }
            left &= left - 1;
        }
        None
    }

    /// Where a beginning leads.
    fn jump(&self, window: u64, length: usize, run: usize) -> Option<(At, usize)> {
        let of = |whole: bool| {
            let bit = self.bit(window, length, whole);
            let there = self.bits.get(bit / 64).is_some_and(|bits| bits >> (bit % 64) & 1 == 1);
            there.then(|| self.look_up(first(window, length), length, whole)).flatten()
        };
        let to = of(false).or_else(|| if run == length { of(true) } else { None });
        to.map(|to| (to, length))
    }

    fn look_up(&self, start: u64, length: usize, whole: bool) -> Option<At> {
        let from = self.place(start, length, whole);
        let places = self.jumps.iter().skip(from).chain(self.jumps.iter().take(from));
        let mut taken = places.take_while(|jump| jump.length != 0);
        taken.find(|jump| jump.start == start && usize::from(jump.length) == length && jump.whole == whole).map(|j| j.to)
    }

    fn add(&mut self, trie: &Trie, word: &[u8], whole: bool) {
        let start = window(word, 0);
        match word.len() {
            0 => self.pairs.fill(SHORT),
            1 => {
                let first = usize::from(u8::try_from(start & 0xff).unwrap_or_default());
                self.pairs.iter_mut().skip(first).step_by(1 << 8).for_each(|pair| *pair |= short(1, whole));
            }
            2 => self.mark(start, short(2, whole)),
            3 => {
                self.mark(start, THREE);
                self.set(trie, word, whole);
            }
            length => {
                self.mark(start, LONGER);
                let slot = self.slot(start);
                if let Some(lengths) = self.lengths.get_mut(slot) {
                    *lengths |= 1 << (length - LONG + if whole { 8 } else { 0 });
                }
                self.set(trie, word, whole);
            }
        }
    }

    fn mark(&mut self, start: u64, mark: u8) {
        if let Some(pair) = self.pairs.get_mut((start & 0xffff) as usize) {
            *pair |= mark;
        }
    }

    fn set(&mut self, trie: &Trie, word: &[u8], whole: bool) {
        let start = window(word, 0);
        let Some(to) = trie.reach(word).filter(|_| self.look_up(start, word.len(), whole).is_none()) else { return };
        let bit = self.bit(start, word.len(), whole);
        if let Some(bits) = self.bits.get_mut(bit / 64) {
            *bits |= 1 << (bit % 64);
        }
        let from = self.place(start, word.len(), whole);
        let (before, after) = self.jumps.split_at_mut(from);
        if let Some(free) = after.iter_mut().chain(before).find(|jump| jump.length == 0) {
            *free = Jump { start, to, length: u8::try_from(word.len()).unwrap_or_default(), whole };
        }
    }

    /// All tables have a power of two of places.
    fn slot(&self, window: u64) -> usize {
        spread(first(window, LONG)) & (self.lengths.len() - 1)
    }

    fn bit(&self, window: u64, length: usize, whole: bool) -> usize {
        mix(first(window, length), length, whole) & (self.bits.len() * 64 - 1)
    }

    fn place(&self, start: u64, length: usize, whole: bool) -> usize {
        mix(start, length, whole) & (self.jumps.len() - 1)
    }
}

const fn short(length: usize, whole: bool) -> u8 {
    match (whole, length) {
        (false, _) => SHORT,
        (true, 1) => WHOLE[0],
        (true, _) => WHOLE[1],
    }
}

const fn mix(start: u64, length: usize, whole: bool) -> usize {
    let apart = if whole { ALONE } else { 0 };
    spread(start ^ apart.wrapping_add(length as u64))
}

/// The first bytes of a window.
const fn first(window: u64, length: usize) -> u64 {
    window & (u64::MAX >> (64 - 8 * length))
}

#[expect(clippy::cast_possible_truncation, reason = "the upper half, which every bit of the input reaches")]
const fn spread(bytes: u64) -> usize {
    (bytes.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(words: &[(&str, bool)]) -> (Trie, Starts) {
        let mut sorted: Vec<(&str, u32)> = words.iter().map(|(word, _)| *word).zip(0..).collect();
        sorted.sort_unstable();
        let trie = Trie::new(&sorted);
        let bytes: Vec<_> = words.iter().map(|(word, whole)| (word.as_bytes(), *whole)).collect();
        let starts = Starts::new(&trie, &bytes);
        (trie, starts)
    }

    fn run(text: &str) -> usize {
        text.chars().take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum()
    }

    #[test]
    fn a_text_that_begins_with_a_word_is_never_denied() {
        let words = ["a", "uk", "war", "mali", "niger", "russia", "ukraine", "slovenia", "switzerland", "基", "基辅"];
        for whole in [false, true] {
            for word in words {
                let (trie, starts) = made(&words.map(|word| (word, whole)));
                for after in ["", " ", "-and more", "s", "ns and more"].iter().take(if whole { 3 } else { 5 }) {
                    let text = format!("{word}{after}");
                    let (at, length) = starts.reached(window(text.as_bytes(), 0), run(&text)).unwrap();
                    let rest = word.as_bytes().iter().skip(length);
                    let end = rest.fold(at, |at, byte| trie.step(at, *byte).unwrap());
                    assert!(trie.value(end).is_some(), "{text}");
                }
            }
        }
    }

    #[test]
    fn windows_are_those_of_every_place() {
        for text in [&b""[..], b"war", b"wars and more"] {
            let each: Vec<u64> = (0..text.len()).map(|at| window(text, at)).collect();
            assert_eq!(windows(text).take(text.len()).collect::<Vec<_>>(), each);
        }
    }

    #[test]
    fn other_texts_are() {
        let (_, starts) = made(&[("war", false), ("mali", true), ("niger", true)]);
        for text in ["", "w", "wa", "wander", "malice", "nigeria", "the"] {
            assert!(starts.reached(window(text.as_bytes(), 0), run(text)).is_none(), "{text}");
        }
    }
}
