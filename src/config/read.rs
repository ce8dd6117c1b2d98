//! Turning located values into typed ones. Every mistake is logged; reading goes on with the next key.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::time::Duration;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};

use super::log::{Finding, Log};
use super::node::{Kind, Node, Table};
use super::source::Spot;
use super::suggest::nearest;

/// A type that can be read from a value. `None` after logging why not.
pub(super) trait FromNode: Sized {
    fn from_node(node: &Node, log: &Log) -> Option<Self>;
}

/// Reads the keys of one table, each once, and then says which it did not know.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    table: &'a Table,
    spot: Spot,
    log: &'a Log,
    asked: Vec<&'static str>,
}

impl<'a> Reader<'a> {
    /// A reader of a table; logs when it is none.
    pub(super) fn new(node: &'a Node, log: &'a Log) -> Option<Self> {
        match &node.kind {
            Kind::Table(table) => Some(Self { table, spot: node.spot, log, asked: Vec::new() }),
            _ => wrong(node, log, "a table"),
        }
    }

    /// The value of a key, unread.
    pub(super) fn node(&mut self, key: &'static str) -> Option<&'a Node> {
        self.asked.push(key);
        self.table.get(key)
    }

    /// A key that may be left out.
    pub(super) fn opt<T: FromNode>(&mut self, key: &'static str) -> Option<T> {
        let log = self.log;
        self.node(key).and_then(|node| T::from_node(node, log))
    }

    /// A key that may be left out, with the type's own empty value in its place.
    pub(super) fn or_empty<T: FromNode + Default>(&mut self, key: &'static str) -> T {
        self.opt(key).unwrap_or_default()
    }

    /// A key that must be there.
    pub(super) fn need<T: FromNode>(&mut self, key: &'static str) -> Option<T> {
        let log = self.log;
        let node = self.node(key);
        if node.is_none() {
            log.error(self.spot, format!("`{key}` is missing"));
        }
        node.and_then(|node| T::from_node(node, log))
    }

    /// A number that must be there and lie in a range.
    pub(super) fn within<T>(&mut self, key: &'static str, range: RangeInclusive<T>) -> Option<T>
    where
        T: FromNode + PartialOrd + Display + Copy,
    {
        let number: T = self.need(key)?;
        if range.contains(&number) {
            return Some(number);
        }
        let spot = self.table.get(key).map_or(self.spot, |node| node.spot);
        let (low, high) = range.into_inner();
        self.log.error(spot, format!("`{key}` is {number}, which is not between {low} and {high}"));
        None
    }

    /// A span of time that must be there, as a whole number of `unit` seconds in a range.
    pub(super) fn span(&mut self, key: &'static str, unit: u64, range: RangeInclusive<u64>) -> Option<Duration> {
        self.within(key, range).map(|number| Duration::from_secs(number * unit))
    }

    /// Logs the keys that nobody asked for.
    pub(super) fn finish(self) {
        for entry in &self.table.0 {
            if !self.asked.iter().any(|known| *known == entry.key) {
                let meant = nearest(&entry.key, self.asked.iter().copied());
                let known = format!("known here: {}", self.asked.join(", "));
                let finding = Finding::error(entry.spot, format!("unknown key `{}`", entry.key));
                self.log.push(finding.with_hint(known).or_meant(meant));
            }
        }
    }
}

/// A value that remembers where it stands.
#[derive(Clone, Debug)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) spot: Spot,
}

impl<T: FromNode> FromNode for At<T> {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        T::from_node(node, log).map(|value| Self { value, spot: node.spot })
    }
}

/// Logs that a value is of the wrong sort.
pub(super) fn wrong<T>(node: &Node, log: &Log, wanted: &str) -> Option<T> {
    log.error(node.spot, format!("expected {wanted}, found {}", node.what()));
    None
}

/// Reads a word of a closed list through the type's own names.
pub(super) fn word<T: for<'de> Deserialize<'de>>(node: &Node, log: &Log) -> Option<T> {
    let text = String::from_node(node, log)?;
    let deserializer: StrDeserializer<'_, ValueError> = text.as_str().into_deserializer();
    T::deserialize(deserializer)
        .map_err(|error| {
            let message = error.to_string().replace("unknown variant", "unknown value");
            let names = message.split('`').skip(3).step_by(2);
            let meant = nearest(&text, names).map(str::to_owned);
            log.push(Finding::error(node.spot, message).or_meant(meant.as_deref()));
        })
        .ok()
}

impl FromNode for String {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        match &node.kind {
            Kind::Text(text) => Some(text.clone()),
            _ => wrong(node, log, "a text"),
        }
    }
}

impl FromNode for bool {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        match node.kind {
            Kind::Boolean(on) => Some(on),
            _ => wrong(node, log, "true or false"),
        }
    }
}

impl FromNode for f64 {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        match node.kind {
            Kind::Float(number) if number.is_finite() => Some(number),
            Kind::Integer(number) => Some(number as Self),
            _ => wrong(node, log, "a number"),
        }
    }
}

macro_rules! whole {
    ($($number:ty),*) => {$(
        impl FromNode for $number {
            fn from_node(node: &Node, log: &Log) -> Option<Self> {
                let Kind::Integer(number) = node.kind else { return wrong(node, log, "a whole number") };
                let fits = Self::try_from(number).ok();
                if fits.is_none() {
                    log.error(node.spot, format!("{number} is not between {} and {}", Self::MIN, Self::MAX));
                }
                fits
            }
        }
    )*};
}
whole!(u8, u32, u64, usize);

impl<T: FromNode> FromNode for Vec<T> {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let Kind::List(list) = &node.kind else { return wrong(node, log, "a list") };
        let read: Vec<Option<T>> = list.iter().map(|node| T::from_node(node, log)).collect();
        read.into_iter().collect()
    }
}

impl<T: FromNode> FromNode for BTreeMap<String, T> {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let Kind::Table(table) = &node.kind else { return wrong(node, log, "a table") };
        let read = table.0.iter().map(|entry| Some((entry.key.clone(), T::from_node(&entry.value, log)?)));
        read.collect::<Vec<_>>().into_iter().collect()
    }
}
