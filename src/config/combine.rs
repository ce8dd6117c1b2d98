//! Putting one layer of configuration over another: keys one by one, list entries by their id.

use std::collections::{BTreeMap, BTreeSet};

use super::node::{Entry, Kind, Node, Table};

/// A value that another layer's may be put over.
pub(super) trait Combine {
    /// What holds when `over` is put over `self`.
    #[must_use]
    fn combine(self, over: Self) -> Self;
}

impl Combine for Table {
    fn combine(mut self, over: Self) -> Self {
        for Entry { key, spot, value } in over.0 {
            match self.0.iter_mut().find(|entry| entry.key == key) {
                Some(entry) => {
                    entry.spot = spot;
                    let below = std::mem::replace(&mut entry.value, Node::empty());
                    entry.value = below.combine(value);
                }
                None => self.0.push(Entry { key, spot, value }),
            }
        }
        self
    }
}

impl Combine for Node {
    /// Tables key by key; anything else, lists too, is replaced whole.
    fn combine(self, over: Self) -> Self {
        let spot = over.spot;
        match (self.kind, over.kind) {
            (Kind::Table(below), Kind::Table(above)) => Self { kind: Kind::Table(below.combine(above)), spot },
            (_, kind) => Self { kind, spot },
        }
    }
}

/// List entries that carry an id under `key`.
#[derive(Clone, Debug)]
pub(super) struct ById {
    pub(super) key: &'static str,
    pub(super) entries: Vec<Node>,
}

impl ById {
    /// The id of an entry as a text, whole numbers included.
    pub(super) fn id(&self, entry: &Node) -> Option<String> {
        match &entry.get(self.key)?.kind {
            Kind::Text(text) => Some(text.clone()),
            Kind::Integer(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// Splits off the entries whose id `other` knows.
    pub(super) fn split_known(self, other: &Self) -> (Self, Self) {
        let known: BTreeSet<Option<String>> = other.entries.iter().map(|entry| other.id(entry)).collect();
        let by_key = |entries| Self { key: self.key, entries };
        let named = by_key(Vec::new());
        let (in_other, rest) = self.entries.into_iter().partition(|entry| known.contains(&named.id(entry)));
        (by_key(in_other), by_key(rest))
    }
}

impl Combine for ById {
    /// An entry of the same id changes the keys it gives; a new id is added.
    fn combine(mut self, over: Self) -> Self {
        let mut at: BTreeMap<String, usize> =
            self.entries.iter().enumerate().filter_map(|(at, entry)| Some((self.id(entry)?, at))).collect();
        let named = Self { key: over.key, entries: Vec::new() };
        for entry in over.entries {
            let below = named.id(&entry).and_then(|id| {
                let next = self.entries.len();
                let found = *at.entry(id).or_insert(next);
                self.entries.get_mut(found)
            });
            match below {
                Some(below) => *below = std::mem::replace(below, Node::empty()).combine(entry),
                None => self.entries.push(entry),
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::super::node::parse;
    use super::*;

    fn list(text: &str) -> ById {
        let Some(Node { kind: Kind::List(entries), .. }) = parse(0, text, &mut Vec::new()).get("x").cloned() else {
            return ById { key: "id", entries: Vec::new() };
        };
        ById { key: "id", entries }
    }

    fn plain(list: &ById) -> String {
        list.entries.iter().map(|entry| entry.plain().to_string()).collect::<Vec<_>>().join(" ")
    }

    const BELOW: &str = "x = [{ id = 'a', n = 1, t = { p = 1, q = [1] } }, { id = 'b' }]";

    #[test]
    fn entries_are_changed_key_by_key_and_lists_whole() {
        let over = list("x = [{ id = 'c' }, { id = 'a', t = { q = [2, 3] } }]");
        let combined = plain(&list(BELOW).combine(over));
        assert_eq!(
            combined,
            plain(&list("x = [{ id = 'a', n = 1, t = { p = 1, q = [2, 3] } }, { id = 'b' }, { id = 'c' }]"))
        );
    }

    #[test]
    fn putting_the_same_layer_over_twice_changes_nothing_more() {
        let over = || list("x = [{ id = 'b', n = 2 }, { id = 'd', n = 3 }]");
        let once = list(BELOW).combine(over());
        assert_eq!(plain(&once.clone().combine(over())), plain(&once));
        assert_eq!(plain(&list(BELOW).combine(list(""))), plain(&list(BELOW)));
    }
}
