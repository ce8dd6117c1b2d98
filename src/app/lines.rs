//! Items from JSON Lines, with what the configuration knows of their feeds filled in.
//!
//! The format of a line is `ingest`'s.

use std::collections::HashMap;
use std::io::{self, BufRead};
use std::sync::Arc;

use crate::config::Config;
use crate::domain::feed::Feed;
use crate::domain::item::Item;
use crate::domain::time::Timestamp;
use crate::ingest::lines::{LineDefaults, parse_line};

/// Reads items line by line, numbering the lines.
pub struct Lines {
    feeds: HashMap<String, Arc<Feed>>,
    defaults: LineDefaults,
    number: u64,
}

/// Some lines' items, and what was wrong with the others.
#[derive(Debug, Default)]
pub struct Batch {
    /// The items, in the order of the lines.
    pub items: Vec<Item>,
    /// Lines that are no items.
    pub problems: Vec<LineProblem>,
}

/// A line that is no item.
#[derive(Debug)]
pub struct LineProblem {
    /// Its number, from one.
    pub line: u64,
    /// What is wrong with it.
    pub message: String,
}

impl Lines {
    /// A reader that knows the configured feeds; items without a time were seen `now`.
    pub fn new(config: &Config, now: Timestamp) -> Self {
        Self::of_feeds(config.feeds.iter().cloned(), now)
    }

    /// A reader that knows these feeds.
    pub fn of_feeds(feeds: impl Iterator<Item = Arc<Feed>>, now: Timestamp) -> Self {
        let feeds = feeds.map(|feed| (feed.id.to_string(), feed)).collect();
        Self { feeds, defaults: LineDefaults::at(now), number: 0 }
    }

    /// Reads at most `limit` lines; an empty batch without problems means that the input has ended or held blank lines.
    pub fn read(&mut self, input: &mut impl BufRead, limit: usize) -> io::Result<Batch> {
        let mut batch = Batch::default();
        let mut bytes = Vec::new();
        for _ in 0..limit {
            bytes.clear();
            if input.read_until(b'\n', &mut bytes)? == 0 {
                break;
            }
            self.number += 1;
            self.take(&bytes, &mut batch);
        }
        Ok(batch)
    }

    fn take(&mut self, bytes: &[u8], batch: &mut Batch) {
        // A line cut mid-character is read as far as it goes; the mark for the rest is plain to see.
        let line = String::from_utf8_lossy(bytes);
        let line = line.trim_start_matches('\u{feff}').trim();
        if line.is_empty() {
            return;
        }
        match parse_line(line, &self.defaults) {
            Ok(item) => batch.items.push(self.with_feed(item)),
            Err(error) => batch.problems.push(LineProblem { line: self.number, message: error.to_string() }),
        }
    }

    /// A line that names a configured feed, but neither publisher nor reliability, has that feed's.
    fn with_feed(&self, mut item: Item) -> Item {
        let Some(feed) = self.feeds.get(item.feed.as_str()) else { return item };
        if item.publisher == self.defaults.publisher {
            item.publisher = feed.family.clone();
        }
        if item.reliability == self.defaults.reliability {
            item.reliability = feed.reliability;
        }
        item
    }
}
