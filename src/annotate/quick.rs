//! Tables that are made at start from the configuration's own words: texts from outside only ask them, so that nothing has
//! to be kept from choosing what falls together.

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
        self.write_u64(few(rest) | (rest.len() as u64) << 56);
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

/// The first eight bytes, or as many as there are, as one number, the first lowest.
#[inline]
pub(super) fn few(bytes: &[u8]) -> u64 {
    if let Some(eight) = bytes.first_chunk::<8>() {
        return u64::from_le_bytes(*eight);
    }
    let low = |byte: Option<&u8>, place: usize| byte.map_or(0, |byte| u64::from(*byte) << (8 * place));
    match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        // What both hold stands in the same place.
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << (8 * (bytes.len() - 4))
        }
        _ => low(bytes.first(), 0) | low(bytes.get(1), 1) | low(bytes.get(2), 2),
    }
}

/// Values by numbers other than 0.
#[derive(Debug, Default)]
pub(super) struct ByNumber<V> {
    /// A power of two of places, of which half are free: these have no number.
    places: Box<[(u64, V)]>,
}

impl<V: Copy + Default> ByNumber<V> {
    /// Takes the values, each of another number.
    pub(super) fn new(values: &[(u64, V)]) -> Self {
        let room = (values.len() * 2).max(2).next_power_of_two();
        let mut table = Self { places: vec![(0, V::default()); room].into() };
        for (number, value) in values.iter().copied() {
            let place = table.search(number).filter(|_| number != 0);
            place.and_then(|at| table.places.get_mut(at)).into_iter().for_each(|place| *place = (number, value));
        }
        table
    }

    /// The value of a number.
    #[inline]
    pub(super) fn get(&self, number: u64) -> Option<V> {
        let (known, value) = self.places.get(self.search(number)?)?;
        (*known == number && number != 0).then_some(*value)
    }

    /// Where a number is, or would be.
    #[inline]
    fn search(&self, number: u64) -> Option<usize> {
        let mask = self.places.len().checked_sub(1)?;
        let mut at = (number.wrapping_mul(SPREAD) >> 32) as usize & mask;
        while self.places.get(at).is_some_and(|(known, _)| *known != 0 && *known != number) {
            at = (at + 1) & mask;
        }
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_their_numbers_and_no_others() {
        let table = ByNumber::new(&(1..100_u64).map(|number| (number * 7, number)).collect::<Vec<_>>());
        for number in 0..1000 {
            assert_eq!(table.get(number), (number > 0 && number % 7 == 0 && number < 700).then_some(number / 7));
        }
        assert_eq!(ByNumber::<u64>::default().get(1), None);
    }

    #[test]
    fn a_few_bytes_are_one_number() {
        let bytes = *b"abcdefgh";
        for length in 0..=8 {
            let by_hand = bytes[..length].iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte));
            assert_eq!(few(&bytes[..length]), by_hand);
        }
    }
}
