//! Where the sentences of a folded text end, so that words of different sentences are not taken together.

use std::ops::Range;

/// The ends of a text's sentences.
#[derive(Debug)]
pub(super) struct Sentences {
    ends: Vec<usize>,
}

impl Sentences {
    /// Splits at line breaks, full stops before a space, and the full-width marks.
    pub(super) fn new(text: &str) -> Self {
        let mut ends = Vec::new();
        let bytes = text.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            let ends_here = match byte {
                b'\n' => true,
                b'.' | b'!' | b'?' => matches!(bytes.get(at + 1), None | Some(b' ' | b'\n')),
                // The full-width 。！？； all end in these bytes.
                0x82 => text.get(at.saturating_sub(2)..=at) == Some("。"),
                0x81 | 0x9f | 0x9b => matches!(text.get(at.saturating_sub(2)..=at), Some("！" | "？" | "；")),
                _ => false,
            };
            if ends_here {
                ends.push(at + 1);
            }
        }
        Self { ends }
    }

    /// The number of the sentence a place lies in.
    pub(super) fn of(&self, at: usize) -> usize {
        self.ends.partition_point(|end| *end <= at)
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.ends.len() + 1
    }

    /// Whether two stretches lie in one sentence.
    pub(super) fn together(&self, one: &Range<usize>, other: &Range<usize>) -> bool {
        self.of(one.start) == self.of(other.start)
    }
}

/// The last place at or before `at` where a character of the text begins, or the text's end.
pub(super) fn char_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
