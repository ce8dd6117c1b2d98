//! At which places of a text a word of a list can begin, told from a few bytes at a glance: most places are none, and
//! need not be followed.
//!
//! It may say yes where no word begins, never no where one does. Following the word is left to [`trie`](super::trie).

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
    /// Takes what each word begins with, and whether nothing may follow that goes on with it.
    pub(super) fn new(words: &[(&[u8], bool)]) -> Self {
        let room = words.len().max(256).next_power_of_two();
        let mut starts = Self {
            pairs: vec![0; 1 << 16].into(),
            lengths: vec![0; room * 4].into(),
            bits: vec![0; room / 4].into(),
        };
        words.iter().for_each(|(word, whole)| starts.add(word, *whole && word.len() < LOOKED_AT));
        starts
    }

    /// Whether a word may begin with these bytes, of which `run` go on without a break.
    #[inline]
    pub(super) fn may(&self, window: u64, run: usize) -> bool {
        let pair = self.pairs.get((window & 0xffff) as usize).copied().unwrap_or_default();
        pair != 0 && self.may_further(pair, window, run)
    }

    fn may_further(&self, pair: u8, window: u64, run: usize) -> bool {
        pair & SHORT != 0
            || WHOLE.get(run.wrapping_sub(1)).is_some_and(|whole| pair & whole != 0)
            || pair & THREE != 0 && (self.has(window, 3, false) || run == 3 && self.has(window, 3, true))
            || pair & LONGER != 0 && self.may_be_longer(window, run)
    }

    fn may_be_longer(&self, window: u64, run: usize) -> bool {
        let lengths = self.lengths.get(self.slot(window)).copied().unwrap_or_default();
        let mut left = lengths & 0xff;
        while left != 0 {
            if self.has(window, LONG + left.trailing_zeros() as usize, false) {
                return true;
            }
            left &= left - 1;
        }
        (LONG..LOOKED_AT).contains(&run) && lengths >> (8 + run - LONG) & 1 == 1 && self.has(window, run, true)
    }

    fn add(&mut self, word: &[u8], whole: bool) {
        let start = window(word, 0);
        match word.len().min(LOOKED_AT) {
            0 => self.pairs.fill(SHORT),
            1 => {
                let first = usize::from(u8::try_from(start & 0xff).unwrap_or_default());
                self.pairs.iter_mut().skip(first).step_by(1 << 8).for_each(|pair| *pair |= short(1, whole));
            }
            2 => self.mark(start, short(2, whole)),
            3 => {
                self.mark(start, THREE);
                self.set(start, 3, whole);
            }
            length => {
                self.mark(start, LONGER);
                let slot = self.slot(start);
                if let Some(lengths) = self.lengths.get_mut(slot) {
                    *lengths |= 1 << (length - LONG + if whole { 8 } else { 0 });
                }
                self.set(start, length, whole);
            }
        }
    }

    fn mark(&mut self, start: u64, mark: u8) {
        if let Some(pair) = self.pairs.get_mut((start & 0xffff) as usize) {
            *pair |= mark;
        }
    }

    fn set(&mut self, start: u64, length: usize, whole: bool) {
        let bit = self.bit(start, length, whole);
        if let Some(bits) = self.bits.get_mut(bit / 64) {
            *bits |= 1 << (bit % 64);
        }
    }

    #[inline]
    fn has(&self, window: u64, length: usize, whole: bool) -> bool {
        let bit = self.bit(window, length, whole);
        self.bits.get(bit / 64).is_some_and(|bits| bits >> (bit % 64) & 1 == 1)
    }

    /// Both tables have a power of two of places.
    fn slot(&self, window: u64) -> usize {
        spread(first(window, LONG)) & (self.lengths.len() - 1)
    }

    fn bit(&self, window: u64, length: usize, whole: bool) -> usize {
        let apart = if whole { ALONE } else { 0 };
        spread(first(window, length) ^ apart.wrapping_add(length as u64)) & (self.bits.len() * 64 - 1)
    }
}

const fn short(length: usize, whole: bool) -> u8 {
    match (whole, length) {
        (false, _) => SHORT,
        (true, 1) => WHOLE[0],
        (true, _) => WHOLE[1],
    }
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

    fn may(starts: &Starts, text: &str) -> bool {
        let run = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
        starts.may(window(text.as_bytes(), 0), run)
    }

    #[test]
    fn a_text_that_begins_with_a_word_is_never_denied() {
        let words = ["a", "uk", "war", "mali", "niger", "russia", "ukraine", "slovenia", "switzerland", "基", "基辅"];
        let of = |whole: bool| Starts::new(&words.map(|word| (word.as_bytes(), whole)));
        let (starts, wholes) = (of(false), of(true));
        for word in words {
            for after in ["", " ", "s", "ns and more"] {
                assert!(may(&starts, &format!("{word}{after}")), "{word}{after}");
            }
            for after in ["", " ", "-and more"] {
                let text = format!("{word}{after}");
                assert!(wholes.may(window(text.as_bytes(), 0), word.len().min(LOOKED_AT)), "{text}");
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
    fn other_texts_mostly_are() {
        let starts = Starts::new(&[(b"war", false), (b"mali", true), (b"niger", true)]);
        for text in ["", "w", "wa", "wander", "malice", "nigeria", "the"] {
            assert!(!may(&starts, text), "{text}");
        }
    }
}
