//! Reading the scoring model and checking its numbers against each other.

use serde::Deserialize;

use crate::domain::model::Model;

use super::docs::Docs;
use super::log::{Finding, Log};
use super::node::{Entry, Kind, Node, Table};
use super::source::Spot;
use super::suggest::nearest;

/// Between what each number must lie. The longest path that fits decides.
const RANGES: &[(&str, f64, f64)] = &[
    ("reliability", 0.0, 1.0),
    ("credibility", 0.0, 1.0),
    ("certainty", 0.0, 1.0),
    ("certainty.possible_points", 0.0, 100.0),
    ("severity", 0.0, 1.0),
    ("severity.magnitude", 0.0, 10.0),
    ("exposure", 0.0, 1.0),
    ("exposure.half_km", 0.1, 20_000.0),
    ("exposure.quake_slope", 0.0, 5.0),
    ("exposure.quake_offset", -10.0, 10.0),
    ("exposure.sector_match", 0.0, 10.0),
    ("worth", 0.0, 1.0),
    ("worth.value_reference", 1.0, 1e9),
    ("worth.head_reference", 1.0, 1e9),
    ("half_life_hours", 0.1, 100_000.0),
    ("score", 0.0, 1.0),
    ("score.norm", 1.0, 20.0),
    ("score.advice_points", 0.0, 100.0),
    ("score.ministry_floor", 0.0, 100.0),
    ("score.consensus_floor", 0.0, 100.0),
    ("score.consensus_red_situation", 0.0, 100.0),
    ("levels.threshold", 0.0, 100.0),
    ("levels.deadband", 0.0, 50.0),
    ("levels.dwell_hours", 0.0, 10_000.0),
    ("levels.raise_after", 1.0, 100.0),
    ("levels.fast_severity", 0.0, 1.0),
    ("levels.stale_hours", 0.1, 10_000.0),
    ("cluster.window_hours", 0.1, 10_000.0),
    ("cluster.similarity", 0.0, 1.0),
    ("cluster.place_km", 0.0, 20_000.0),
    ("cluster.structured_km", 0.0, 20_000.0),
    ("cluster.shared_names", 0.0, 100.0),
    ("cluster.usual_words", 1.0, 1000.0),
    ("cluster.words", 1e-6, 1000.0),
];

/// Any other number lies between zero and this.
const MOST: f64 = 1e9;

/// Numbers that rise: each list of paths in its order.
const RISING: &[&[&str]] = &[
    &["levels.threshold.blue", "levels.threshold.yellow", "levels.threshold.orange", "levels.threshold.red"],
    &["certainty.possible", "certainty.likely", "certainty.observed", "certainty.ceiling"],
    &["severity.advisory.0", "severity.advisory.1", "severity.advisory.2", "severity.advisory.3"],
    &["score.advice_points.0", "score.advice_points.1", "score.advice_points.2", "score.advice_points.3"],
    &["score.ministry_floor.0", "score.ministry_floor.1", "score.ministry_floor.2"],
    &["score.consensus_floor.0", "score.consensus_floor.1"],
];

/// Tables in which a new key is a word of the field, not a mistake.
const OPEN: [&str; 4] = ["severity.kind", "exposure.half_km", "severity.cap", "severity.gdacs"];

/// The model, if its shape is right.
pub(super) fn read(docs: &Docs, log: &Log) -> Option<Model> {
    let known = same_shape("", &docs.model, &docs.shipped_model, log);
    docs.model.leaves("", &mut |path, node| {
        if is_open(path) || docs.shipped_model.walk(path).is_some() {
            in_range(path, node, log);
        }
    });
    rising(docs, log);
    if !known {
        return None;
    }
    let model = Model::deserialize(docs.model.plain());
    let model = model.map_err(|error| log.error(docs.model.spot, error.message().replace('\n', ", ")));
    model.ok().map(Model::stamped)
}

/// Whether keys and sorts of values are those of the shipped model.
fn same_shape(path: &str, node: &Node, shipped: &Node, log: &Log) -> bool {
    let (Some(table), Some(known)) = (node.table(), shipped.table()) else {
        let same = node.what() == shipped.what() || numbers(node, shipped);
        if !same {
            log.error(node.spot, format!("expected {}, found {}", shipped.what(), node.what()));
        }
        return same;
    };
    let mut same = true;
    for entry in &table.0 {
        let path = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
        same &= match known.get(&entry.key) {
            Some(shipped) => same_shape(&path, &entry.value, shipped, log),
            None => is_open(&path) || unknown(entry, known, log),
        };
    }
    same
}

/// Whether a key that the shipped model has not may stand at this path.
fn is_open(path: &str) -> bool {
    OPEN.iter().any(|open| path.starts_with(open))
}

/// Logs a key that means nothing; it is never right.
fn unknown(entry: &Entry, known: &Table, log: &Log) -> bool {
    let finding = Finding::error(entry.spot, format!("unknown key `{}`", entry.key));
    log.push(finding.or_meant(nearest(&entry.key, known.0.iter().map(|entry| entry.key.as_str()))));
    false
}

fn numbers(a: &Node, b: &Node) -> bool {
    let number = |node: &Node| matches!(node.kind, Kind::Integer(_) | Kind::Float(_));
    number(a) && number(b)
}

fn in_range(path: &str, node: &Node, log: &Log) {
    let fits = |prefix: &str| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let range = RANGES.iter().filter(|(prefix, ..)| fits(prefix)).max_by_key(|(prefix, ..)| prefix.len());
    let (low, high) = range.map_or((0.0, MOST), |(_, low, high)| (*low, *high));
    for (spot, number) in all_numbers(node) {
        if !(low..=high).contains(&number) {
            log.error(spot, format!("{number} is not between {low} and {high}"));
        }
    }
}

/// The numbers in a value, those of nested lists too.
fn all_numbers(node: &Node) -> Vec<(Spot, f64)> {
    match &node.kind {
        Kind::Integer(number) => vec![(node.spot, *number as f64)],
        Kind::Float(number) => vec![(node.spot, *number)],
        Kind::List(list) => list.iter().flat_map(all_numbers).collect(),
        _ => Vec::new(),
    }
}

fn rising(docs: &Docs, log: &Log) {
    for paths in RISING {
        let found: Vec<_> = paths.iter().filter_map(|path| Some((*path, docs.model.walk(path)?))).collect();
        for pair in found.windows(2) {
            let [(low, below), (high, above)] = pair else { continue };
            let values = all_numbers(below).into_iter().zip(all_numbers(above)).next();
            if let Some(((_, a), (spot, b))) = values.filter(|((_, a), (_, b))| b < a) {
                log.error(spot, format!("`{high}` is {b}, which is below `{low}`, {a}"));
            }
        }
    }
}
