//! Reading rules and the catalogue of measures. Whether a condition compiles is left to `warn`.

use serde::Deserialize;
use toml::Value;

use crate::domain::notice::Advised;
use crate::domain::rule::Rule;
use crate::domain::words::LocalText;

use super::blame::blamed;
use super::docs::Docs;
use super::log::Log;
use super::node::Node;
use super::read::{FromNode, Reader, wrong};

/// Addressees of measures, in the order of the notice.
const ADDRESSEES: [&str; 3] = ["people", "projects", "finance"];

/// All rules, disabled ones too.
pub(super) fn rules(docs: &Docs, log: &Log) -> Vec<Rule> {
    docs.entries("rule").iter().filter_map(|node| rule(node, log)).collect()
}

/// The catalogue of measures.
pub(super) fn measures(docs: &Docs, log: &Log) -> Vec<Advised> {
    docs.entries("measure").iter().filter_map(|node| measure(node, log)).collect()
}

/// A rule, read by its own type, so that a rule knows one list of keys only.
fn rule(node: &Node, log: &Log) -> Option<Rule> {
    let mut value = node.plain();
    for key in ["title", "why"] {
        let text = node.get(key).and_then(|text| LocalText::from_node(text, log));
        if let (Some(text), Value::Table(table)) = (text.and_then(|text| Value::try_from(text).ok()), &mut value) {
            table.insert(key.to_owned(), text);
        }
    }
    Rule::deserialize(value).map_err(|error| log.push(blamed(error.message(), node))).ok()
}

fn measure(node: &Node, log: &Log) -> Option<Advised> {
    let mut keys = Reader::new(node, log)?;
    let _: Option<String> = keys.need("id");
    let (level, hazards) = (keys.need("level"), keys.or_empty("hazards"));
    let (addressee, text) = (keys.need::<String>("addressee"), keys.need("text"));
    let _: Option<bool> = keys.opt("enabled");
    let stray = addressee.as_ref().filter(|who| !ADDRESSEES.contains(&who.as_str()));
    if let (Some(node), Some(_)) = (keys.node("addressee"), stray) {
        let _: Option<()> = wrong(node, log, &format!("one of {}", ADDRESSEES.join(", ")));
    }
    keys.finish();
    Some(Advised { level: level?, hazards, addressee: addressee?, text: text? })
}
