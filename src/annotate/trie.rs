//! Words to be followed letter by letter: what may come next, and which word ends here.
//!
//! Where in a text a word can begin at all is left to [`starts`](super::starts); what a word stands for, to the readers.

use std::collections::VecDeque;

/// Stands for "no word ends here".
const NONE: u32 = u32::MAX;

/// Words with a number each. The letters after which only one word is left are kept in one piece.
#[derive(Debug, Default)]
pub(super) struct Trie {
    nodes: Vec<Node>,
    /// The letter that leads to each node; the nodes after one node stand side by side, in the order of their letters.
    labels: Vec<u8>,
    /// For the nodes that have many after them: by letter, which of these it leads to, from one; 0 for none.
    tables: Vec<[u8; 256]>,
    tails: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    /// The number of the word that ends here; in a node of one word only, at the end of the tail.
    value: u32,
    /// The first of the nodes after this one; in a node of one word only, the first letter of its tail.
    first: u32,
    /// What comes after it, in the upper bits, and how much of that.
    after: u32,
    /// The first letters of the tail once more: mostly it has no others, and these are at hand.
    near: [u8; NEAR],
}

/// So many nodes come after it.
const FEW: u32 = 0;
/// The nodes of a table do, by its number.
const MANY: u32 = 1 << 30;
/// The tail of the only word does, so many letters.
const TAIL: u32 = 1 << 31;
/// The bits of how much.
const SIZE: u32 = MANY - 1;

/// Letters of a tail that a node holds.
const NEAR: usize = 4;

/// From so many nodes after a node on, they have a table.
const ENOUGH: usize = 6;

/// How far a text was followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct At {
    node: u32,
    /// Letters of the tail.
    done: u32,
}

impl At {
    /// A state that was taken apart.
    pub(super) const fn new(node: u32, done: u32) -> Self {
        Self { node, done }
    }

    /// Its two numbers, the second no more than the bytes that led to it.
    pub(super) const fn parts(self) -> (u32, u32) {
        (self.node, self.done)
    }
}

/// A node that is still to be filled: its words, and how many letters of them lead to it.
struct Task {
    node: usize,
    words: std::ops::Range<usize>,
    depth: usize,
}

impl Trie {
    /// Takes words in the order of their bytes, none twice, with a number below [`u32::MAX`].
    pub(super) fn new<W: AsRef<str>>(words: &[(W, u32)]) -> Self {
        let mut trie = Self::default();
        trie.push(0);
        let mut tasks = VecDeque::from([Task { node: 0, words: 0..words.len(), depth: 0 }]);
        while let Some(task) = tasks.pop_front() {
            trie.fill(words, task, &mut tasks);
        }
        trie
    }

    /// The state after one more byte of the text; none when no word goes on so.
    #[inline]
    pub(super) fn step(&self, at: At, byte: u8) -> Option<At> {
        let node = self.nodes.get(at.node as usize)?;
        let size = node.after & SIZE;
        let next = match node.after & !SIZE {
            TAIL => {
                let goes_on = at.done < size && self.letter(node, at.done) == Some(byte);
                return goes_on.then_some(At { node: at.node, done: at.done + 1 });
            }
            MANY => {
                let which = *self.tables.get(size as usize)?.get(usize::from(byte))?;
                u32::from(which.checked_sub(1)?)
            }
            _ => {
                let first = node.first as usize;
                let labels = self.labels.get(first..first + size as usize)?;
                u32::try_from(labels.iter().position(|label| *label == byte)?).ok()?
            }
        };
        Some(At { node: node.first + next, done: 0 })
    }

    /// Goes on from a state with the bytes that follow, and reports every word that they end, with how many they are.
    #[inline]
    pub(super) fn follow(&self, mut at: At, bytes: &[u8], mut report: impl FnMut(usize, u32)) {
        let mut taken = 0;
        while let Some(node) = self.nodes.get(at.node as usize) {
            if node.after & TAIL != 0 {
                if self.ends_so(node, at.done, bytes.get(taken..).unwrap_or_default()) && node.value != NONE {
                    report(taken + ((node.after & SIZE) - at.done) as usize, node.value);
                }
                return;
            }
            if node.value != NONE {
                report(taken, node.value);
            }
            let Some(next) = bytes.get(taken).and_then(|byte| self.step(at, *byte)) else { return };
            at = next;
            taken += 1;
        }
    }

    /// Whether some bytes begin with what is left of a tail.
    #[inline]
    fn ends_so(&self, node: &Node, done: u32, bytes: &[u8]) -> bool {
        let size = (node.after & SIZE) as usize;
        let (done, first) = (done as usize, node.first as usize);
        let tail = if size <= NEAR { node.near.get(done..size) } else { self.tails.get(first + done..first + size) };
        tail.is_some_and(|tail| bytes.starts_with(tail))
    }

    /// The number of the word that ends here.
    #[inline]
    pub(super) fn value(&self, at: At) -> Option<u32> {
        let node = self.nodes.get(at.node as usize)?;
        let inside = node.after & TAIL != 0 && at.done != node.after & SIZE;
        (node.value != NONE && !inside).then_some(node.value)
    }

    /// The state after the beginning of some word.
    pub(super) fn reach(&self, beginning: &[u8]) -> Option<At> {
        beginning.iter().try_fold(At::default(), |at, byte| self.step(at, *byte))
    }

    /// A letter of a node's tail.
    #[inline]
    fn letter(&self, node: &Node, number: u32) -> Option<u8> {
        let near = node.near.get(number as usize);
        near.or_else(|| self.tails.get((node.first + number) as usize)).copied()
    }

    fn fill<W: AsRef<str>>(&mut self, words: &[(W, u32)], mut task: Task, tasks: &mut VecDeque<Task>) {
        let of = |range: std::ops::Range<usize>| words.get(range).unwrap_or_default();
        let Some(first) = of(task.words.clone()).first() else { return };
        if task.words.len() == 1 {
            return self.end(task.node, first.0.as_ref().as_bytes().get(task.depth..).unwrap_or_default(), first.1);
        }
        let first_after = self.nodes.len();
        let mut value = NONE;
        if first.0.as_ref().len() == task.depth {
            value = first.1;
            task.words.start += 1;
        }
        while let Some(letter) =
            of(task.words.clone()).first().and_then(|word| word.0.as_ref().as_bytes().get(task.depth))
        {
            let same = |word: &(W, u32)| word.0.as_ref().as_bytes().get(task.depth) == Some(letter);
            let length = of(task.words.clone()).iter().take_while(|word| same(word)).count();
            let words = task.words.start..task.words.start + length;
            tasks.push_back(Task { node: self.nodes.len(), words, depth: task.depth + 1 });
            self.push(*letter);
            task.words.start += length;
        }
        let after = self.after(first_after);
        self.set(task.node, Node { value, first: count(first_after), after, near: [0; NEAR] });
    }

    /// What comes after a node: the nodes from a number on.
    fn after(&mut self, first: usize) -> u32 {
        let labels = self.labels.get(first..).unwrap_or_default();
        if labels.len() < ENOUGH {
            return FEW | count(labels.len());
        }
        let mut table = [0; 256];
        for (label, which) in labels.iter().zip(1..) {
            if let Some(place) = table.get_mut(usize::from(*label)) {
                *place = which;
            }
        }
        self.tables.push(table);
        MANY | count(self.tables.len() - 1)
    }

    /// Makes a node the last one of a word.
    fn end(&mut self, at: usize, tail: &[u8], value: u32) {
        let mut near = [0; NEAR];
        near.iter_mut().zip(tail).for_each(|(near, letter)| *near = *letter);
        self.set(at, Node { value, first: count(self.tails.len()), after: TAIL | count(tail.len()), near });
        self.tails.extend_from_slice(tail);
    }

    fn push(&mut self, label: u8) {
        self.labels.push(label);
        self.nodes.push(Node { value: NONE, first: 0, after: FEW, near: [0; NEAR] });
    }

    fn set(&mut self, at: usize, node: Node) {
        if let Some(place) = self.nodes.get_mut(at) {
            *place = node;
        }
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(SIZE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(trie: &Trie, text: &str) -> Vec<(usize, u32)> {
        let mut at = At::default();
        let mut ends = Vec::new();
        for (number, byte) in text.bytes().enumerate() {
            let Some(next) = trie.step(at, byte) else { break };
            at = next;
            ends.extend(trie.value(at).map(|value| (number + 1, value)));
        }
        ends
    }

    #[test]
    fn every_word_that_the_text_begins_with_is_met() {
        let trie = Trie::new(&[("mali", 1), ("man", 2), ("manila", 3), ("manila bay", 4), ("乌克兰", 5)]);
        assert_eq!(ends(&trie, "manila bays"), [(3, 2), (6, 3), (10, 4)]);
        assert_eq!(ends(&trie, "manil"), [(3, 2)]);
        assert_eq!(ends(&trie, "乌克兰"), [(9, 5)]);
        assert_eq!(ends(&trie, "oman"), []);
    }

    #[test]
    fn letters_that_are_many_are_told_apart() {
        let words: Vec<(String, u32)> = ('\u{20}'..'\u{17f}').map(|c| format!("a{c}")).zip(0..).collect();
        let trie = Trie::new(&words);
        for (word, number) in &words {
            assert_eq!(ends(&trie, word), [(word.len(), *number)]);
        }
        assert_eq!(ends(&trie, "a\u{180}"), []);
    }

    #[test]
    fn no_words_and_one_word_will_do() {
        assert_eq!(ends(&Trie::new::<&str>(&[]), "a"), []);
        assert_eq!(ends(&Trie::new(&[("a", 7)]), "ab"), [(1, 7)]);
    }
}
