//! The names of a table in a compiled form: in order, each after the first without what it shares with the one before, and
//! with the number of its entries.
//!
//! Finding them in a text is left to the trie that is made of them.

use super::bytes::{Reader, Writer};

/// Names in order.
#[derive(Debug, Default)]
pub(super) struct Names {
    bytes: Vec<u8>,
    count: usize,
}

/// Names one after the other, each with where it ends and how many entries it has.
#[derive(Debug, Default)]
pub(super) struct Spelled {
    letters: String,
    ends: Vec<(usize, u8)>,
}

impl Names {
    /// Takes names in the order of their bytes, none twice.
    pub(super) fn new<'n>(names: impl Iterator<Item = (&'n str, u8)>) -> Self {
        let (mut writer, mut before, mut count) = (Writer::new(&[]), "", 0);
        for (name, entries) in names {
            let shared = name.bytes().zip(before.bytes()).take(0xff).take_while(|(one, other)| one == other).count();
            let rest = name.as_bytes().get(shared..).unwrap_or_default();
            writer.u8(u8::try_from(shared).unwrap_or_default());
            writer.u16(u16::try_from(rest.len()).unwrap_or_default());
            writer.u8(entries);
            writer.raw(rest);
            (before, count) = (name, count + 1);
        }
        Self { bytes: writer.done(), count }
    }

    /// Takes what was written, and reads it; none if it is damaged.
    pub(super) fn read(bytes: &[u8]) -> Option<(Self, Spelled)> {
        let mut reader = Reader::new(bytes);
        let mut letters: Vec<u8> = Vec::with_capacity(bytes.len() * 2);
        let (mut ends, mut before) = (Vec::with_capacity(bytes.len() / 8), 0..0);
        while let Some(shared) = reader.u8() {
            let shared = usize::from(shared);
            let (length, entries) = (reader.u16()?, reader.u8()?);
            let rest = reader.raw(usize::from(length))?;
            let last = letters.get(before.clone())?;
            // Out of order they could not be followed.
            if last.len() < shared || rest.first()? <= last.get(shared).unwrap_or(&0) {
                return None;
            }
            let start = letters.len();
            letters.extend_from_within(before.start..before.start + shared);
            letters.extend_from_slice(rest);
            before = start..letters.len();
            ends.push((letters.len(), entries));
        }
        let spelled = Spelled { letters: String::from_utf8(letters).ok()?, ends };
        Some((Self { bytes: bytes.to_vec(), count: spelled.ends.len() }, spelled))
    }

    /// As they are written.
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        self.count
    }
}

impl Spelled {
    /// The names, each with the number of its first entry above the count of them, in eight bits.
    pub(super) fn values(&self) -> impl Iterator<Item = (&str, u32)> {
        let (mut from, mut first) = (0, 0_u32);
        self.ends.iter().map(move |(end, entries)| {
            let (name, value) = (self.letters.get(from..*end).unwrap_or_default(), first << 8 | u32::from(*entries));
            (from, first) = (*end, first + u32::from(*entries));
            (name, value)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_were_written() {
        let names = [("mali", 1), ("malibu", 2), ("man", 255), ("基辅", 1), ("基韦斯特", 3)];
        let written = Names::new(names.into_iter());
        let (read, spelled) = Names::read(written.as_bytes()).unwrap();
        assert_eq!((read.len(), written.len()), (5, 5));
        let values = [1, 1 << 8 | 2, 3 << 8 | 255, 258 << 8 | 1, 259 << 8 | 3];
        assert!(spelled.values().eq(names.map(|(name, _)| name).into_iter().zip(values)));
    }

    #[test]
    fn names_cut_short_or_out_of_order_are_refused() {
        let written = Names::new([("mali", 1), ("man", 2)].into_iter());
        for cut in 1..written.as_bytes().len() {
            let whole_name = cut == 8;
            assert_eq!(Names::read(&written.as_bytes()[..cut]).is_none(), !whole_name, "{cut}");
        }
        for names in [["man", "mali"], ["mali", "mali"]] {
            assert!(Names::read(Names::new(names.map(|name| (name, 1)).into_iter()).as_bytes()).is_none());
        }
    }
}
