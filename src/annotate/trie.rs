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
    /// The letter that leads to each node; the nodes after one node stand side by side.
    labels: Vec<u8>,
    tails: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    /// The first of the nodes after this one; in a node of one word only, the first letter of its tail.
    first: u32,
    /// The number of the word that ends here; in a node of one word only, at the end of the tail.
    value: u32,
    /// How many nodes, or letters of the tail.
    size: u32,
    alone: bool,
}

/// How far a text was followed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct At {
    node: u32,
    /// Letters of the tail.
    done: u32,
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
        if node.alone {
            let next = self.tail(node).get(at.done as usize)?;
            return (*next == byte).then_some(At { node: at.node, done: at.done + 1 });
        }
        let first = node.first as usize;
        let labels = self.labels.get(first..first + node.size as usize)?;
        let next = labels.iter().position(|label| *label == byte)?;
        Some(At { node: node.first + u32::try_from(next).ok()?, done: 0 })
    }

    /// The number of the word that ends here.
    #[inline]
    pub(super) fn value(&self, at: At) -> Option<u32> {
        let node = self.nodes.get(at.node as usize)?;
        let ends = node.value != NONE && (!node.alone || at.done == node.size);
        ends.then_some(node.value)
    }

    fn tail(&self, node: &Node) -> &[u8] {
        let first = node.first as usize;
        self.tails.get(first..first + node.size as usize).unwrap_or_default()
    }

    fn fill<W: AsRef<str>>(&mut self, words: &[(W, u32)], mut task: Task, tasks: &mut VecDeque<Task>) {
        let of = |range: std::ops::Range<usize>| words.get(range).unwrap_or_default();
        let Some(first) = of(task.words.clone()).first() else { return };
        if task.words.len() == 1 {
            return self.end(task.node, first.0.as_ref().as_bytes().get(task.depth..).unwrap_or_default(), first.1);
        }
        let mut node = Node { first: count(self.nodes.len()), value: NONE, size: 0, alone: false };
        if first.0.as_ref().len() == task.depth {
            node.value = first.1;
            task.words.start += 1;
        }
        while let Some(letter) = of(task.words.clone()).first().and_then(|word| word.0.as_ref().as_bytes().get(task.depth)) {
            let same = |word: &(W, u32)| word.0.as_ref().as_bytes().get(task.depth) == Some(letter);
            let length = of(task.words.clone()).iter().take_while(|word| same(word)).count();
            let words = task.words.start..task.words.start + length;
            tasks.push_back(Task { node: self.nodes.len(), words, depth: task.depth + 1 });
            self.push(*letter);
            node.size += 1;
            task.words.start += length;
        }
        self.set(task.node, node);
    }

    /// Makes a node the last one of a word.
    fn end(&mut self, at: usize, tail: &[u8], value: u32) {
        let size = count(tail.len());
        self.set(at, Node { first: count(self.tails.len()), value, size, alone: true });
        self.tails.extend_from_slice(tail);
    }

    fn push(&mut self, label: u8) {
        self.labels.push(label);
        self.nodes.push(Node { first: 0, value: NONE, size: 0, alone: false });
    }

    fn set(&mut self, at: usize, node: Node) {
        if let Some(place) = self.nodes.get_mut(at) {
            *place = node;
        }
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
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
    fn no_words_and_one_word_will_do() {
        assert_eq!(ends(&Trie::new::<&str>(&[]), "a"), []);
        assert_eq!(ends(&Trie::new(&[("a", 7)]), "ab"), [(1, 7)]);
    }
}
