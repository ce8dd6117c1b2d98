//! Checking receivers and routes: that every route leads to somebody who can be reached.
//!
//! Their values are read by the types of those who deliver, through [`Config::read`](super::Config::read).

use std::collections::BTreeSet;

use serde::Deserialize;
use url::Url;

use crate::domain::country::CountryCode;
use crate::domain::hazard::Hazard;
use crate::domain::id::{RecipientId, Sector};
use crate::domain::level::Level;
use crate::domain::words::{Lang, LocalText};

use super::log::{Finding, Log};
use super::node::{Kind, Node};
use super::read::{At, FromNode, Reader, word};
use super::suggest::nearest;

/// How a receiver is reached.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Channel {
    File,
    Email,
    Webhook,
}

impl FromNode for Channel {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        word(node, log)
    }
}

/// Checks `[[recipient]]` and `[[route]]`.
pub(super) fn check(keys: &mut Reader<'_>, log: &Log) {
    let (recipients, routes) = (tables(keys.node("recipient"), log), tables(keys.node("route"), log));
    let mut known = BTreeSet::new();
    for id in recipients.iter().filter_map(|node| node.text("id")) {
        if !known.insert(id.to_owned()) {
            let twice = recipients.iter().rev().find(|node| node.text("id") == Some(id));
            log.error(twice.map(|node| node.spot).unwrap_or_default(), format!("recipient `{id}` is there twice"));
        }
    }
    for node in recipients {
        let _: Option<()> = recipient(node, &known, log);
    }
    for node in routes {
        let _: Option<()> = route(node, &known, log);
    }
}

/// The tables of a list.
fn tables<'a>(node: Option<&'a Node>, log: &Log) -> &'a [Node] {
    match node {
        Some(Node { kind: Kind::List(list), .. }) => list,
        Some(node) => {
            log.error(node.spot, "expected a list, written with two brackets");
            &[]
        }
        None => &[],
    }
}

fn recipient(node: &Node, known: &BTreeSet<String>, log: &Log) -> Option<()> {
    let mut keys = Reader::new(node, log)?;
    let _: (Option<RecipientId>, Option<LocalText>) = (keys.need("id"), keys.need("name"));
    let _: Option<Lang> = keys.opt("lang");
    if let Some(other) = keys.opt::<At<RecipientId>>("escalate_to") {
        is_known(&other, known, "this recipient escalates", log);
    }
    if let Some(mut hours) = keys.node("quiet").and_then(|node| Reader::new(node, log)) {
        let _: (Option<u32>, Option<u32>) = (hours.within("from", 0..=1439), hours.within("until", 0..=1439));
        hours.finish();
    }
    let channels = tables(keys.node("channels"), log);
    keys.finish();
    if channels.is_empty() {
        let finding = Finding::error(node.spot, "this recipient cannot be reached");
        log.push(finding.with_hint("add `channels`, as in [{ channel = \"email\", to = \"duty@example.org\" }]"));
    }
    channels.iter().try_for_each(|node| channel(node, log))
}

/// Each channel has an address of its own sort.
fn channel(node: &Node, log: &Log) -> Option<()> {
    let mut keys = Reader::new(node, log)?;
    let (key, fits): (_, fn(&str) -> bool) = match keys.need::<Channel>("channel")? {
        Channel::File => ("folder", |folder| !folder.trim().is_empty()),
        Channel::Email => {
            ("to", |to| to.split_once('@').is_some_and(|(who, host)| !who.is_empty() && !host.is_empty()))
        }
        Channel::Webhook => ("url", |url| Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))),
    };
    let address = keys.need::<At<String>>(key);
    keys.finish();
    let address = address?;
    if !fits(&address.value) {
        log.error(address.spot, format!("`{}` is no address for this channel", address.value));
    }
    Some(())
}

fn route(node: &Node, known: &BTreeSet<String>, log: &Log) -> Option<()> {
    let mut keys = Reader::new(node, log)?;
    let _: (Option<String>, Option<Level>) = (keys.need("name"), keys.opt("min_level"));
    let _: (Option<Vec<CountryCode>>, Option<Vec<Hazard>>) = (keys.opt("countries"), keys.opt("hazards"));
    let _: (Option<Vec<Sector>>, Option<Vec<String>>) = (keys.opt("sectors"), keys.opt("host_cities"));
    let _: Option<Vec<String>> = keys.opt("organisations");
    let recipients: Vec<At<RecipientId>> = keys.or_empty("recipients");
    keys.finish();
    if recipients.is_empty() {
        let finding = Finding::error(node.spot, "this route leads to nobody");
        log.push(finding.with_hint("give it `recipients`, or take it away"));
    }
    for recipient in &recipients {
        is_known(recipient, known, "this route leads", log);
    }
    Some(())
}

fn is_known(id: &At<RecipientId>, known: &BTreeSet<String>, what: &str, log: &Log) {
    if !known.contains(id.value.as_str()) {
        let meant = nearest(id.value.as_str(), known.iter().map(String::as_str));
        let finding = Finding::error(id.spot, format!("{what} to `{}`, who is no recipient", id.value));
        log.push(finding.with_hint("add a [[recipient]] of this id").or_meant(meant));
    }
}
