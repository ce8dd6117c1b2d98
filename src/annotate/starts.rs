//! At which places of a text a word of a list can begin, told from a few bytes at a glance: most places are none, and
//! need not be followed. At the others it says how far the bytes seen lead.
//!
//! Following the word from there is left to [`trie`](super::trie).

use super::quick::few;
use super::trie::{At, Trie};

/// Bytes that are looked at, from the place on.
pub(super) const LOOKED_AT: usize = 8;

/// The shortest beginning of which is kept where it leads; words of fewer bytes are followed from their first.
const THREE: usize = 3;
/// Longer words are cut to beginnings of these lengths: two letters of one byte or two say little.
const FOUR: usize = 4;
const SIX: usize = 6;

/// In the marks of two bytes: a word of one or two bytes begins so.
const SHORT: u16 = 1;
/// Or a beginning of so many.
const OF_THREE: u16 = 1 << 1;
const OF_FOUR: u16 = 1 << 2;
const OF_SIX: u16 = 1 << 3;
/// Or one that must stand alone, of one byte, of two, and so on from this bit; of eight stands for more.
const WHOLE: usize = 8;

/// Sets the beginnings that must stand alone apart from others.
const ALONE: u64 = 0x5851_f42d_4c95_7f2d;

/// What the words of a list begin with.
#[derive(Debug)]
pub(super) struct Starts {
    /// By the first byte, whether there is any.
    firsts: Box<[bool; 1 << 8]>,
    /// By the first two bytes.
    pairs: Box<[u16]>,
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
    /// The state, in few bytes: many jumps fill the caches.
    node: u32,
    done: u8,
    /// How many bytes; 0 in an empty place of the table.
    length: u8,
    whole: bool,
}

/// The bytes of a text from a place on, zeros after its end.
#[inline]
pub(super) fn window(text: &[u8], at: usize) -> u64 {
    few(text.get(at..).unwrap_or_default())
}

impl Starts {
    /// Takes what each word of a trie begins with, in the order of their bytes, and whether nothing may follow that goes on
    /// with it.
    pub(super) fn new(trie: &Trie, words: &[(&[u8], bool)]) -> Self {
        let mut beginnings: Vec<_> = words.iter().map(|(word, whole)| (cut(word, *whole), *whole)).collect();
        beginnings.dedup();
        let room = beginnings.len().max(64).next_power_of_two();
        let mut starts = Self {
            firsts: Box::new([false; 1 << 8]),
            pairs: vec![0; 1 << 16].into(),
            bits: vec![0; room / 4].into(),
            jumps: vec![Jump::default(); room * 2].into(),
        };
        let mut path = Path::default();
        for (word, whole) in beginnings {
            starts.add(word, whole, path.to(trie, word));
        }
        starts
    }

    /// Whether a word may begin with a byte.
    #[inline]
    pub(super) fn may_be(&self, byte: u8) -> bool {
        self.firsts[usize::from(byte)]
    }

    /// How far the first word that may begin with these bytes is reached, of which `run` go on without a break: the
    /// state of the trie and the bytes that lead to it. Longer words are reached from there.
    #[inline]
    pub(super) fn reached(&self, window: u64, run: usize) -> Option<(At, usize)> {
        let pair = self.pairs.get((window & 0xffff) as usize).copied().unwrap_or_default();
        if pair == 0 { None } else { self.reached_further(pair, window, run) }
    }

    fn reached_further(&self, pair: u16, window: u64, run: usize) -> Option<(At, usize)> {
        let run = run.min(LOOKED_AT);
        let whole = run > 0 && pair >> (WHOLE + run - 1) & 1 == 1;
        if pair & SHORT != 0 || whole && run < THREE {
            return Some((At::default(), 0));
        }
        let open = |mark: u16, length: usize| if pair & mark == 0 { None } else { self.jump(window, length, false) };
        let open = open(OF_THREE, THREE).or_else(|| open(OF_FOUR, FOUR)).or_else(|| open(OF_SIX, SIX));
        let alone = if whole { self.jump(window, run, true) } else { None };
        // Both lead to all words from there on.
        match (open, alone) {
            (Some((_, length)), Some((_, shorter))) if shorter < length => alone,
            _ => open.or(alone),
        }
    }

    /// Where a beginning leads.
    #[inline]
    fn jump(&self, window: u64, length: usize, whole: bool) -> Option<(At, usize)> {
        let start = first(window, length);
        let mixed = mix(start, length, whole);
        let bit = mixed & (self.bits.len() * 64 - 1);
        let there = self.bits.get(bit / 64).is_some_and(|bits| bits >> (bit % 64) & 1 == 1);
        let found = if there { self.look_up(start, length, whole, mixed) } else { None };
        found.map(|to| (to, length))
    }

    #[inline]
    fn look_up(&self, start: u64, length: usize, whole: bool, mixed: usize) -> Option<At> {
        let mut place = mixed & (self.jumps.len() - 1);
        loop {
            let jump = self.jumps.get(place).filter(|jump| jump.length != 0)?;
            if jump.start == start && usize::from(jump.length) == length && jump.whole == whole {
                return Some(At::new(jump.node, u32::from(jump.done)));
            }
            place = (place + 1) & (self.jumps.len() - 1);
        }
    }

    fn add(&mut self, word: &[u8], whole: bool, to: At) {
        let start = window(word, 0);
        let mark = match word.len() {
            length if whole && length > 0 => 1 << (WHOLE + length - 1),
            0..THREE => SHORT,
            THREE => OF_THREE,
            FOUR => OF_FOUR,
            _ => OF_SIX,
        };
        let firsts = if word.is_empty() { 0..1 << 8 } else { (start & 0xff) as usize..(start & 0xff) as usize + 1 };
        self.firsts.get_mut(firsts).into_iter().for_each(|firsts| firsts.fill(true));
        let pairs = self.pairs.iter_mut().skip((start & 0xffff) as usize);
        // Of one byte or none, whatever the next.
        let (step, count) = [(1, 1 << 16), (1 << 8, 1 << 8)].get(word.len()).copied().unwrap_or((1, 1));
        pairs.step_by(step).take(count).for_each(|pair| *pair |= mark);
        if word.len() >= THREE {
            self.set(start, word.len(), whole, to);
        }
    }

    fn set(&mut self, start: u64, length: usize, whole: bool, to: At) {
        let mixed = mix(start, length, whole);
        if self.look_up(start, length, whole, mixed).is_some() {
            return;
        }
        let bit = mixed & (self.bits.len() * 64 - 1);
        self.bits.get_mut(bit / 64).into_iter().for_each(|bits| *bits |= 1 << (bit % 64));
        // Half of the places stay empty.
        let mut place = mixed & (self.jumps.len() - 1);
        while self.jumps.get(place).is_some_and(|jump| jump.length != 0) {
            place = (place + 1) & (self.jumps.len() - 1);
        }
        if let Some(free) = self.jumps.get_mut(place) {
            let (node, done) = to.parts();
            let small = |bytes: usize| u8::try_from(bytes).unwrap_or_default();
            *free = Jump { start, node, done: small(done as usize), length: small(length), whole };
        }
    }
}

/// The beginning of a word that is looked at.
fn cut(word: &[u8], whole: bool) -> &[u8] {
    let length = match word {
        _ if whole => LOOKED_AT,
        [0x80..=0xff, ..] if word.len() >= SIX => SIX,
        // One character of three bytes, and something else.
        [0xe0..=0xff, ..] => THREE,
        _ => FOUR,
    };
    word.get(..length).unwrap_or(word)
}

/// The states of a trie on the way to a beginning: the next beginning mostly shares some of them.
#[derive(Default)]
struct Path<'w> {
    word: &'w [u8],
    states: Vec<At>,
}

impl<'w> Path<'w> {
    fn to(&mut self, trie: &Trie, word: &'w [u8]) -> At {
        let shared = self.word.iter().zip(word).take_while(|(one, other)| one == other).count();
        self.states.truncate(shared);
        self.word = word;
        for byte in word.iter().skip(shared) {
            let state = self.states.last().copied().unwrap_or_default();
            self.states.extend(trie.step(state, *byte));
        }
        self.states.last().copied().unwrap_or_default()
    }
}

const fn mix(start: u64, length: usize, whole: bool) -> usize {
    let apart = if whole { ALONE } else { 0 };
    spread(start ^ apart.wrapping_add(length as u64))
}

/// The first bytes of a window.
pub(super) const fn first(window: u64, length: usize) -> u64 {
    window & (u64::MAX >> (64 - 8 * length))
}

/// The upper half, which every bit of the input reaches.
const fn spread(bytes: u64) -> usize {
    (bytes.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(words: &[(&str, bool)]) -> (Trie, Starts) {
        let mut words = words.to_vec();
        words.sort_unstable();
        let trie = Trie::new(&words.iter().map(|(word, _)| *word).zip(0..).collect::<Vec<_>>());
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
    fn other_texts_are() {
        let (_, starts) = made(&[("war", false), ("mali", true), ("niger", true)]);
        for text in ["", "w", "wa", "wander", "malice", "nigeria", "the"] {
            assert!(starts.reached(window(text.as_bytes(), 0), run(text)).is_none(), "{text}");
        }
    }
}
