//! Which bytes of a text are of words, told eight at a time and kept as bits, so that every reader goes from word to word
//! without looking at each byte again.
//!
//! What the words are is left to the readers.

use std::ops::Range;

use super::quick::few;

const ONES: u64 = 0x0101_0101_0101_0101;
/// The top bit of each of eight bytes.
const TOP: u64 = 0x80 * ONES;

/// Bytes by the place of their bit.
#[derive(Clone, Debug, Default)]
pub(super) struct Bits {
    bits: Vec<u64>,
    length: usize,
}

impl Bits {
    /// Takes the bytes of a text, eight at a time, of which some get their top bit set.
    pub(super) fn of(bytes: &[u8], tell: impl Fn(u64) -> u64) -> Self {
        let mut bits = Vec::with_capacity(bytes.len() / 64 + 1);
        for part in bytes.chunks(64) {
            let eights = part.chunks(8).zip((0..64).step_by(8));
            bits.push(eights.fold(0, |all, (eight, place)| all | gathered(tell(few(eight))) << place));
        }
        Self { bits, length: bytes.len() }
    }

    /// The stretches of bytes that have their bit, in order.
    pub(super) fn runs(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut from = 0;
        std::iter::from_fn(move || {
            let start = self.next(from, 0)?;
            from = self.next(start, u64::MAX).unwrap_or(self.length);
            Some(start..from)
        })
    }

    /// How many bytes before one have their bit.
    pub(super) fn count_before(&self, end: usize) -> usize {
        let whole = self.bits.iter().take(end / 64).map(|bits| bits.count_ones()).sum::<u32>();
        let rest = self.bits.get(end / 64).map_or(0, |bits| (bits & ((1 << (end % 64)) - 1)).count_ones());
        (whole + rest) as usize
    }

    /// The bytes that do not follow one which has its bit.
    pub(super) fn after_none(&self) -> impl Iterator<Item = usize> + '_ {
        self.places(|_, before| !before)
    }

    /// The bytes that do not follow one which has its bit, or do not have their own.
    pub(super) fn not_inside(&self) -> impl Iterator<Item = usize> + '_ {
        self.places(|own, before| !(own & before))
    }

    /// The bytes chosen by their bits and those of the bytes before them.
    fn places(&self, choose: impl Fn(u64, u64) -> u64) -> impl Iterator<Item = usize> {
        let mut carry = 0;
        let places = self.bits.iter().zip((0..).step_by(64)).flat_map(move |(bits, place)| {
            let mut left = choose(*bits, bits << 1 | carry);
            carry = bits >> 63;
            std::iter::from_fn(move || {
                let at = (left != 0).then(|| place + left.trailing_zeros() as usize);
                left &= left.wrapping_sub(1);
                at
            })
        });
        places.take_while(|at| *at < self.length)
    }

    /// The next byte whose bit is not that of `unlike`.
    fn next(&self, from: usize, unlike: u64) -> Option<usize> {
        let mut at = from / 64;
        let mut left = (self.bits.get(at)? ^ unlike) >> (from % 64) << (from % 64);
        while left == 0 {
            at += 1;
            left = self.bits.get(at)? ^ unlike;
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
                assert_eq!(told(of_words(all)), expected(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b >= 0x80));
                let first = bytes.iter().position(|b| !(b.is_ascii_lowercase() || b.is_ascii_digit()));
                assert_eq!(leading(all), first.unwrap_or(8));
            }
        }
    }

    #[test]
    fn words_are_stretches_of_bytes_wherever_they_stand() {
        for before in 0..140 {
            let text = format!("{}kyiv hit{}", "-".repeat(before), "x".repeat(before));
            let bits = Bits::of(text.as_bytes(), of_words);
            assert_eq!(bits.runs().collect::<Vec<_>>(), [before..before + 4, before + 5..before * 2 + 8]);
            assert_eq!((0..before + 8).map(|end| bits.count_before(end)).max(), Some(6));
            assert_eq!(bits.count_before(before + 5), 4);
            let firsts: Vec<_> = (0..=before).chain([before + 5]).collect();
            assert_eq!(bits.after_none().collect::<Vec<_>>(), firsts);
            let not_inside: Vec<_> = (0..=before).chain([before + 4, before + 5]).collect();
            assert_eq!(bits.not_inside().collect::<Vec<_>>(), not_inside);
        }
        assert_eq!(Bits::of(b"", of_words).runs().count(), 0);
    }
}
