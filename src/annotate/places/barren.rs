//! Remembers beginnings of text with which no name begins, so that the many words that are no names are followed through
//! the index once and not each time.
//!
//! A beginning is kept as the bytes that it is, so that none is taken for another: what is found does not depend on what
//! was read before.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Places for beginnings: a power of two, some hundred kilobytes in all.
const SLOTS: usize = 1 << 15;

/// Bytes of a beginning.
const BYTES: usize = 8;

/// Beginnings of no name; a later one may take the place of an earlier one.
#[derive(Debug)]
pub(super) struct Barren {
    slots: Box<[AtomicU64]>,
}

impl Default for Barren {
    fn default() -> Self {
        Self { slots: (0..SLOTS).map(|_| AtomicU64::default()).collect() }
    }
}

impl Barren {
    /// The beginning of a stretch of text; none when the text ends before.
    pub(super) fn beginning(text: &str, from: usize) -> Option<u64> {
        let bytes = text.as_bytes().get(from..)?.first_chunk::<BYTES>()?;
        Some(u64::from_le_bytes(*bytes))
    }

    /// Whether no name is known to begin so.
    pub(super) fn holds(&self, beginning: u64) -> bool {
        self.slot(beginning).is_some_and(|slot| slot.load(Relaxed) == beginning)
    }

    /// Remembers a beginning in which no name was found, if the search ended `length` bytes after it began: the byte there
    /// and the one after it may have been looked at.
    pub(super) fn keep(&self, beginning: u64, length: usize) {
        if let Some(slot) = self.slot(beginning).filter(|_| length < BYTES - 1) {
            slot.store(beginning, Relaxed);
        }
    }

    fn slot(&self, beginning: u64) -> Option<&AtomicU64> {
        let spread = beginning.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
        self.slots.get(usize::try_from(spread).unwrap_or_default() % SLOTS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_is_kept_as_it_is_and_no_other() {
        let barren = Barren::default();
        let one = Barren::beginning("the government", 4).unwrap();
        barren.keep(one, 6);
        assert!(barren.holds(one));
        assert!(!barren.holds(Barren::beginning("governed", 0).unwrap()));
        assert_eq!(Barren::beginning("the end", 4), None);
    }

    #[test]
    fn what_was_followed_to_its_end_is_not_kept() {
        let barren = Barren::default();
        let one = Barren::beginning("governor", 0).unwrap();
        barren.keep(one, 7);
        assert!(!barren.holds(one), "the next byte could make it a name");
    }
}
