//! Where the sentences of a folded text end, so that words of different sentences are not taken together.

use std::ops::Range;

/// The ends of a text's sentences.
#[derive(Debug)]
pub(super) struct Sentences {
    ends: Vec<usize>,
}

/// The bytes that may end a sentence; the full-width 。！？； all end in one of the last.
const MAY_END: [bool; 256] = {
    let mut may = [false; 256];
    let ends = *b"\n.!?\x82\x81\x9f\x9b";
    let mut at = 0;
    while at < ends.len() {
        may[ends[at] as usize] = true;
        at += 1;
    }
    may
};

impl Sentences {
    /// Splits at line breaks, full stops before a space, and the full-width marks.
    pub(super) fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let may = bytes.iter().enumerate().filter(|(_, byte)| MAY_END.get(usize::from(**byte)).is_some_and(|may| *may));
        let ends = may.filter_map(|(at, byte)| {
            let ends_here = match byte {
                b'\n' => true,
                b'.' | b'!' | b'?' => matches!(bytes.get(at + 1), None | Some(b' ' | b'\n')),
                _ => matches!(text.get(at.saturating_sub(2)..=at), Some("。" | "！" | "？" | "；")),
            };
            ends_here.then_some(at + 1)
        });
        let ends = ends.collect();
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
