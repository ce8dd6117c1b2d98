//! Follows one stretch of text through the index of names, letter by letter.
//!
//! A hyphen counts as a space and a dot before a space may be missing; in Cyrillic each word may have an ending that
//! the index does not hold. What to make of the names met is left to [`scan`](super::scan).

use super::spelling::Script;
use crate::annotate::bits::leading;
use crate::annotate::starts::{LOOKED_AT, window};
use crate::annotate::trie::{At, Trie};
use crate::domain::letters::is_alphanumeric;

/// A byte of the text from which to look for names.
#[derive(Clone, Copy)]
pub(super) struct Walk<'x> {
    pub(super) text: &'x str,
    pub(super) from: usize,
    pub(super) script: Script,
}

/// Endings that an inner word of a Cyrillic name may have, in letters.
const INNER_ENDING: usize = 3;

impl Walk<'_> {
    /// The bytes from which can be told whether any name begins here, and how many of them go on without a break. Names of
    /// scripts without spaces are looked for whatever goes on.
    pub(super) fn beginning(&self) -> (u64, usize) {
        let bytes = self.text.as_bytes();
        let window = window(bytes, self.from);
        if matches!(self.script, Script::Han | Script::Kana) {
            return (window, 0);
        }
        let mut run = leading(window);
        if run < LOOKED_AT && bytes.get(self.from + run).is_some_and(|byte| !byte.is_ascii()) {
            for c in self.text.get(self.from + run..).unwrap_or_default().chars() {
                if run >= LOOKED_AT || !is_alphanumeric(c) {
                    break;
                }
                run += c.len_utf8();
            }
        }
        (window, run)
    }

    /// Reports each name that the text begins with at `from`, as the byte after it and the value of the index. The first
    /// bytes have led to a state of the trie.
    pub(super) fn names(&self, trie: &Trie, (state, length): (At, usize), report: &mut impl FnMut(usize, u64)) {
        self.follow(trie, state, self.from + length, report);
    }

    fn follow(&self, trie: &Trie, mut state: At, mut at: usize, report: &mut impl FnMut(usize, u64)) {
        let bytes = self.text.as_bytes();
        let mut after_dot = false;
        loop {
            if let Some(value) = trie.value(state).filter(|_| at > self.from && !after_dot) {
                report(at, u64::from(value));
            }
            if self.script == Script::Cyrillic && at > self.from {
                self.over_ending(trie, state, at, report);
            }
            let Some(byte) = bytes.get(at).copied() else { return };
            let byte = if byte == b'-' { b' ' } else { byte };
            match trie.step(state, byte) {
                Some(next) => {
                    state = next;
                    after_dot = false;
                }
                // The dot of "St. Louis", which the index does not hold.
                None if byte == b'.' && bytes.get(at + 1) == Some(&b' ') => after_dot = true,
                None => return,
            }
            at += 1;
        }
    }

    /// Goes on with the next word of the name after an ending of this one.
    fn over_ending(&self, trie: &Trie, state: At, at: usize, report: &mut impl FnMut(usize, u64)) {
        let Some(next) = trie.step(state, b' ') else { return };
        let rest = rest_of_word(self.text, at);
        let after = at + rest.len();
        let space = matches!(self.text.as_bytes().get(after), Some(b' ' | b'-'));
        if !rest.is_empty() && space && rest.chars().count() <= INNER_ENDING {
            self.follow(trie, next, after + 1, report);
        }
    }
}

/// Whether no word goes on across a byte.
pub(super) fn at_boundary(text: &str, at: usize) -> bool {
    rest_of_word(text, at).is_empty()
}

/// The letters from a byte to the end of its word.
pub(super) fn rest_of_word(text: &str, at: usize) -> &str {
    let inside = text.get(..at).and_then(|before| before.chars().next_back()).is_some_and(is_alphanumeric);
    let rest = text.get(at..).unwrap_or_default();
    if !inside {
        return "";
    }
    let length = rest.find(|c: char| !is_alphanumeric(c)).unwrap_or(rest.len());
    rest.get(..length).unwrap_or_default()
}
