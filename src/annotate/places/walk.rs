//! Follows one stretch of text through the index of names, letter by letter.
//!
//! A hyphen counts as a space and a dot before a space may be missing; in Cyrillic each word may have an ending that
//! the index does not hold. What to make of the names met is left to [`scan`](super::scan).

use fst::raw::{Fst, Node, Output};

use super::spelling::Script;
use super::table::Table;
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
    /// Reports each name that the text begins with at `from`, as the byte after it and the value of the index.
    /// `instead` is put before the text. Gives the byte up to which the text decided.
    pub(super) fn names(&self, table: &Table, instead: &str, report: &mut dyn FnMut(usize, u64)) -> usize {
        let fst = table.index.as_fst();
        let mut node = fst.root();
        let mut output = Output::zero();
        for byte in instead.bytes() {
            let Some(next) = step(fst, &node, output, byte) else { return self.from };
            (node, output) = next;
        }
        self.follow(fst, node, output, self.from, report)
    }

    fn follow<'f>(
        &self,
        fst: &'f Fst<Vec<u8>>,
        mut node: Node<'f>,
        mut output: Output,
        mut at: usize,
        report: &mut dyn FnMut(usize, u64),
    ) -> usize {
        let mut reach = 0;
        let bytes = self.text.as_bytes();
        let mut after_dot = false;
        loop {
            if node.is_final() && at > self.from && !after_dot {
                report(at, output.cat(node.final_output()).value());
            }
            if self.script == Script::Cyrillic && at > self.from {
                reach = reach.max(self.over_ending(fst, &node, output, at, report));
            }
            let Some(byte) = bytes.get(at).copied() else { return reach.max(at) };
            let byte = if byte == b'-' { b' ' } else { byte };
            match step(fst, &node, output, byte) {
                Some(next) => {
                    (node, output) = next;
                    after_dot = false;
                }
                // The dot of "St. Louis", which the index does not hold.
                None if byte == b'.' && bytes.get(at + 1) == Some(&b' ') => after_dot = true,
                None => return reach.max(at),
            }
            at += 1;
        }
    }

    /// Goes on with the next word of the name after an ending of this one. Gives the byte up to which the text decided.
    fn over_ending<'f>(
        &self,
        fst: &'f Fst<Vec<u8>>,
        node: &Node<'f>,
        output: Output,
        at: usize,
        report: &mut dyn FnMut(usize, u64),
    ) -> usize {
        let Some(next) = step(fst, node, output, b' ') else { return at };
        let rest = rest_of_word(self.text, at);
        let after = at + rest.len();
        let space = matches!(self.text.as_bytes().get(after), Some(b' ' | b'-'));
        if !rest.is_empty() && space && rest.chars().count() <= INNER_ENDING {
            return self.follow(fst, next.0, next.1, after + 1, report);
        }
        // The letter after the word was looked at whole.
        after + 3
    }
}

fn step<'f>(fst: &'f Fst<Vec<u8>>, node: &Node<'f>, output: Output, byte: u8) -> Option<(Node<'f>, Output)> {
    let transition = node.transition(node.find_input(byte)?);
    Some((fst.node(transition.addr), output.cat(transition.out)))
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
