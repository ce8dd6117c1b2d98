//! A hash for tables that are made at start from the configuration's own words: texts from outside only ask them, so that
//! nothing has to be kept from choosing what falls together.

use std::hash::{BuildHasherDefault, Hasher};

/// Makes [`Quick`] hashes.
pub(super) type BuildQuick = BuildHasherDefault<Quick>;

/// Eight bytes at a time.
#[derive(Debug, Default)]
pub(super) struct Quick(u64);

/// Odd, its bits without a pattern: the golden ratio.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

impl Hasher for Quick {
    #[inline]
    fn finish(&self) -> u64 {
        // Tables take the place from the low bits, which multiplying leaves as they were.
        self.0 ^ self.0 >> 32
    }

    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (eights, rest) = bytes.as_chunks::<8>();
        for eight in eights {
            self.write_u64(u64::from_le_bytes(*eight));
        }
        let last = rest.iter().rev().fold(rest.len() as u64, |all, byte| all << 8 | u64::from(*byte));
        self.write_u64(last);
    }

    #[inline]
    fn write_u8(&mut self, _end_of_text: u8) {}

    #[inline]
    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    #[inline]
    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }

    #[inline]
    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(23) ^ value).wrapping_mul(SPREAD);
    }
}
