//! Reading rules and the catalogue of measures. Whether a condition compiles is left to `warn`.

use crate::domain::notice::Advised;
use crate::domain::rule::{Raise, Rule};

use super::docs::Docs;
use super::log::Log;
use super::node::Node;
use super::read::{FromNode, Reader, wrong};

/// Addressees of measures, in the order of the notice.
const ADDRESSEES: [&str; 3] = ["people", "projects", "finance"];

/// All rules, disabled ones too.
pub(super) fn rules(docs: &Docs, log: &Log) -> Vec<Rule> {
    docs.entries("rule").iter().filter_map(|node| Rule::from_node(node, log)).collect()
}

/// The catalogue of measures.
pub(super) fn measures(docs: &Docs, log: &Log) -> Vec<Advised> {
    docs.entries("measure").iter().filter_map(|node| Advised::from_node(node, log)).collect()
}

impl FromNode for Rule {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let mut keys = Reader::new(node, log)?;
        let (id, subject, hazard) = (keys.need("id"), keys.need("subject"), keys.opt("hazard"));
        let (title, why) = (keys.need("title"), keys.need("why"));
        let (when, level, raise) = (keys.need("when"), keys.need("level"), keys.or_empty("raise"));
        let (example, counter_example) = (keys.need("example"), keys.need("counter_example"));
        let needs = keys.or_empty("needs");
        let enabled = keys.opt("enabled").unwrap_or(true);
        keys.finish();
        Some(Self {
            id: id?,
            subject: subject?,
            hazard,
            title: title?,
            why: why?,
            when: when?,
            level: level?,
            raise,
            example: example?,
            counter_example: counter_example?,
            needs,
            enabled,
        })
    }
}

impl FromNode for Raise {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let mut keys = Reader::new(node, log)?;
        let (when, level) = (keys.need("when"), keys.need("level"));
        keys.finish();
        Some(Self { when: when?, level: level? })
    }
}

impl FromNode for Advised {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let mut keys = Reader::new(node, log)?;
        let _: Option<String> = keys.need("id");
        let (level, hazards) = (keys.need("level"), keys.or_empty("hazards"));
        let (addressee, text) = (keys.need::<String>("addressee"), keys.need("text"));
        let _: Option<bool> = keys.opt("enabled");
        if let (Some(node), Some(who)) = (keys.node("addressee"), &addressee) {
            if !ADDRESSEES.contains(&who.as_str()) {
                let _: Option<()> = wrong(node, log, &format!("one of {}", ADDRESSEES.join(", ")));
            }
        }
        keys.finish();
        Some(Self { level: level?, hazards, addressee: addressee?, text: text? })
    }
}
