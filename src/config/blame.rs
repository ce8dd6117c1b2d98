//! Putting a message of serde's where the key or the value that it names stands.

use super::log::Finding;
use super::node::{Kind, Node};
use super::source::Spot;
use super::suggest::nearest;

/// The finding for a message about a value.
pub(super) fn blamed(message: &str, node: &Node) -> Finding {
    let message = message.lines().next().unwrap_or_default();
    let mut names = message.split('`').skip(1).step_by(2);
    let name = names.next().unwrap_or_default();
    let spot = key(name, node).or_else(|| value(name, node)).unwrap_or(node.spot);
    let finding = Finding::error(spot, message.replace("field", "key").replace("variant", "value"));
    finding.or_meant(nearest(name, names))
}

/// Where a key of this name stands, at whatever depth.
fn key(name: &str, node: &Node) -> Option<Spot> {
    match &node.kind {
        Kind::Table(table) => {
            let own = table.0.iter().find(|entry| entry.key == name).map(|entry| entry.spot);
            own.or_else(|| table.0.iter().find_map(|entry| key(name, &entry.value)))
        }
        Kind::List(list) => list.iter().find_map(|node| key(name, node)),
        _ => None,
    }
}

/// Where a text like this stands, at whatever depth.
fn value(text: &str, node: &Node) -> Option<Spot> {
    match &node.kind {
        Kind::Text(other) => (other == text).then_some(node.spot),
        Kind::Table(table) => table.0.iter().find_map(|entry| value(text, &entry.value)),
        Kind::List(list) => list.iter().find_map(|node| value(text, node)),
        _ => None,
    }
}
