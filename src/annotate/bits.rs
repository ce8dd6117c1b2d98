//! Which bytes of a text are of words, told eight at a time and kept as bits, so that every reader goes from word to word
//! without looking at each byte again.
//!
//! What the words are is left to the readers.

use std::ops::Range;

use super::quick::few;

const ONES: u64 = 0x0101_0101_0101_0101;
/// The top bit of each of eight bytes.
const TOP: u64 = 0x80 * ONES;

/// What the bytes of a folded text are, by the places of their bits.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    bits: Vec<Bits>,
    length: usize,
}

/// Of 64 bytes, which are what.
#[derive(Clone, Copy, Debug, Default)]
struct Bits {
    /// Letters and digits of ASCII and whatever is not of ASCII.
    words: u64,
    /// Letters of ASCII.
    letters: u64,
    /// Bytes of a character after its first.
    further: u64,
}

impl Marks {
    /// Takes the bytes of a folded text.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let of = |part: &[u8]| {
            let mut bits = Bits::default();
            for (eight, place) in part.chunks(8).zip((0..64).step_by(8)) {
                let eight = few(eight);
                bits.words |= gathered(of_words(eight)) << place;
                bits.letters |= gathered(letters(eight)) << place;
                bits.further |= gathered(eight & !(eight << 1) & TOP) << place;
            }
            bits
        };
        Self { bits: bytes.chunks(64).map(of).collect(), length: bytes.len() }
    }

    /// The words: runs of letters and digits of ASCII and of whatever is not of ASCII, in order.
    pub(super) fn runs(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut from = 0;
        std::iter::from_fn(move || {
            let start = self.next_word(from, 0)?;
            from = self.next_word(start, u64::MAX).unwrap_or(self.length);
            Some(start..from)
        })
    }

    /// How many letters of ASCII come before a byte.
    pub(super) fn letters_before(&self, end: usize) -> usize {
        let whole = self.bits.iter().take(end / 64).map(|bits| bits.letters.count_ones()).sum::<u32>();
        let rest = self.bits.get(end / 64).map_or(0, |bits| (bits.letters & ((1 << (end % 64)) - 1)).count_ones());
        (whole + rest) as usize
    }

    /// The bytes that follow no letter of ASCII.
    pub(super) fn after_no_letter(&self) -> impl Iterator<Item = usize> + '_ {
        self.places(|_, before| !before)
    }

    /// The first bytes of all characters but for letters of ASCII that follow another.
    pub(super) fn not_inside(&self) -> impl Iterator<Item = usize> + '_ {
        self.places(|bits, before| !(bits.letters & before | bits.further))
    }

    /// The bytes chosen by what they are, and whether a letter comes before them.
    fn places(&self, choose: impl Fn(&Bits, u64) -> u64) -> impl Iterator<Item = usize> {
        let (mut rest, mut left, mut carry, mut place) = (self.bits.iter(), 0, 0, 0_usize.wrapping_sub(64));
        std::iter::from_fn(move || {
            while left == 0 {
                let bits = rest.next()?;
                left = choose(bits, bits.letters << 1 | carry);
                carry = bits.letters >> 63;
                place = place.wrapping_add(64);
            }
            let at = place + left.trailing_zeros() as usize;
            left &= left - 1;
            (at < self.length).then_some(at)
        })
    }

    /// The next byte that is of a word, or the other way round.
    fn next_word(&self, from: usize, unlike: u64) -> Option<usize> {
        let mut at = from / 64;
        let mut left = (self.bits.get(at)?.words ^ unlike) >> (from % 64) << (from % 64);
        while left == 0 {
            at += 1;
            left = self.bits.get(at)?.words ^ unlike;
        }
        Some(at * 64 + left.trailing_zeros() as usize).filter(|at| *at < self.length)
    }
}

/// Sets the top bits of those of eight bytes that are small letters of ASCII.
pub(super) const fn letters(bytes: u64) -> u64 {
    between(bytes, b'a', b'z')
}

/// Of those that are letters or digits of ASCII, the letters small.
pub(super) const fn alphanumeric(bytes: u64) -> u64 {
    between(bytes, b'0', b'9') | letters(bytes)
}

/// Of those that are, or belong to a character that is not of ASCII.
pub(super) const fn of_words(bytes: u64) -> u64 {
    alphanumeric(bytes) | bytes & TOP
}

/// How many of eight bytes, from the first on, are letters or digits of ASCII, the letters small.
pub(super) const fn leading(bytes: u64) -> usize {
    (!alphanumeric(bytes) & TOP).trailing_zeros() as usize / 8
}

const fn between(bytes: u64, first: u8, last: u8) -> u64 {
    let low = bytes & !TOP;
    let from_first = low + (0x80 - first as u64) * ONES;
    let after_last = low + (0x7f - last as u64) * ONES;
    from_first & !after_last & !bytes & TOP
}

/// The top bits of eight bytes side by side, that of the first lowest.
const fn gathered(top: u64) -> u64 {
    (top >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_told_as_one_by_one() {
        for byte in 0..=u8::MAX {
            for at in 0..8 {
                let mut bytes = *b"-z09Kyi ";
                bytes[at] = byte;
                let expected = |is: fn(&u8) -> bool| -> Vec<bool> { bytes.iter().map(is).collect() };
                let told = |top: u64| -> Vec<bool> { (0..8).map(|place| gathered(top) >> place & 1 == 1).collect() };
                let all = u64::from_le_bytes(bytes);
                assert_eq!(told(letters(all)), expected(u8::is_ascii_lowercase));
                assert_eq!(
                    told(of_words(all)),
                    expected(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b >= 0x80)
                );
                let first = bytes.iter().position(|b| !(b.is_ascii_lowercase() || b.is_ascii_digit()));
                assert_eq!(leading(all), first.unwrap_or(8));
            }
        }
    }

    #[test]
    fn words_are_stretches_of_bytes_wherever_they_stand() {
        for before in 0..140 {
            let text = format!("{}kyiv héé{}", "-".repeat(before), "x".repeat(before));
            let marks = Marks::of(text.as_bytes());
            assert_eq!(marks.runs().collect::<Vec<_>>(), [before..before + 4, before + 5..before * 2 + 10]);
            assert_eq!((marks.letters_before(before + 6), marks.letters_before(text.len())), (5, 5 + before));
            let after: Vec<_> = (0..=before).chain([before + 5]).chain(before + 7..=before + 10).collect();
            assert_eq!(marks.after_no_letter().collect::<Vec<_>>(), after[..after.len() - usize::from(before == 0)]);
            let starts: Vec<_> = (0..=before).chain([4, 5, 6, 8, 10].map(|at| before + at)).collect();
            assert_eq!(marks.not_inside().collect::<Vec<_>>(), starts[..starts.len() - usize::from(before == 0)]);
        }
        assert_eq!(Marks::of(b"").runs().count(), 0);
    }
}
