//! Reading feeds, after their URLs were filled from the watchlist.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use url::Url;

use crate::domain::feed::{Feed, Format};
use crate::domain::id::FeedId;

use super::docs::Docs;
use super::log::{Finding, Log};
use super::node::Node;
use super::read::{At, FromNode, Reader};
use super::secret::is_reference;
use super::template::words;

/// Schemes that may be asked.
const SCHEMES: [&str; 3] = ["http", "https", "file"];

/// Header names whose value is a secret, if they hold one of these.
const SECRET: [&str; 6] = ["auth", "cookie", "key", "token", "secret", "password"];

/// Inputs that the desk makes itself from whatever it reads.
const MADE_HERE: [&str; 2] = ["counts", "coverage"];

/// A feed with the inputs that it gives to rules.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub(super) feed: Feed,
    pub(super) provides: Vec<String>,
}

/// All feeds, filled.
pub(super) fn read(docs: &Docs, log: &Log) -> Vec<Read> {
    let feeds: Vec<Read> = docs.entries("feed").iter().filter_map(|node| feed(node, log)).collect();
    same_address(docs, &feeds, log);
    feeds
}

/// The names that a rule may say it needs: what the desk makes, what enabled feeds provide, and their presets, ids and
/// families.
pub(super) fn inputs(feeds: &[Read]) -> BTreeSet<String> {
    let enabled = feeds.iter().filter(|read| read.feed.enabled);
    let names = enabled.flat_map(|read| {
        let own = [read.feed.id.to_string(), read.feed.family.to_string()];
        own.into_iter().chain(read.feed.preset.clone()).chain(read.provides.iter().cloned())
    });
    names.chain(MADE_HERE.map(str::to_owned)).collect()
}

/// What each feed provides, where it says so.
pub(super) fn provided(feeds: &[Read]) -> BTreeMap<FeedId, Vec<String>> {
    feeds.iter().map(|read| (read.feed.id.clone(), read.provides.clone())).filter(|(_, p)| !p.is_empty()).collect()
}

/// The feeds themselves.
pub(super) fn shared(feeds: Vec<Read>) -> Vec<Arc<Feed>> {
    feeds.into_iter().map(|read| Arc::new(read.feed)).collect()
}

fn feed(entry: &Node, log: &Log) -> Option<Read> {
    let mut keys = Reader::new(entry, log)?;
    let (id, title, group) = (keys.need("id"), keys.need("title"), keys.need("group"));
    let url = keys.need::<At<String>>("url");
    let format = keys.opt::<At<Format>>("format");
    let (reliability, family) = (keys.need("reliability"), keys.need("family"));
    let every_minutes = keys.within("every_minutes", 1..=43_200);
    let (lang, countries, hazards) = (keys.opt("lang"), keys.or_empty("countries"), keys.or_empty("hazards"));
    let (filter, preset) = (keys.opt("filter"), keys.opt("preset"));
    let (enabled, register) = (keys.opt("enabled").unwrap_or(true), keys.or_empty("register"));
    let headers = keys.node("headers").and_then(|node| read_headers(node, log)).unwrap_or_default();
    let allow_private = keys.or_empty("allow_private");
    let max_body = keys.node("max_body").and_then(|_| keys.within("max_body", 1024..=1_073_741_824));
    let (note, terms) = (keys.or_empty("note"), keys.or_empty("terms"));
    let provides = keys.or_empty("provides");
    let _: Option<String> = keys.opt("query");
    keys.finish();
    if let Some(url) = &url {
        check_url(url, log);
    }
    let feed = Feed {
        id: id?,
        title: title?,
        group: group?,
        url: url?.value,
        format: format.as_ref().map(|format| format.value).unwrap_or_default(),
        filter,
        preset,
        lang,
        countries,
        hazards,
        reliability: reliability?,
        family: family?,
        every_minutes: every_minutes?,
        enabled,
        register,
        headers,
        allow_private,
        max_body,
        note,
        terms,
    };
    if let Some(format) = format {
        check_format(&feed, &format, log);
    }
    Some(Read { feed, provides })
}

fn read_headers(node: &Node, log: &Log) -> Option<BTreeMap<String, String>> {
    let headers = BTreeMap::<String, String>::from_node(node, log)?;
    for (name, value) in &headers {
        let lower = name.to_lowercase();
        let is_secret = SECRET.iter().any(|word| lower.contains(word));
        if is_secret && !is_reference(value) {
            let spot = node.get(name).map_or(node.spot, |node| node.spot);
            let finding = Finding::warning(spot, format!("the header `{name}` holds a secret in plain text"));
            log.push(finding.with_hint("write \"env:NAME\" or \"file:PATH\" and keep the secret there").hiding());
        }
    }
    Some(headers)
}

fn check_url(url: &At<String>, log: &Log) {
    for word in words(&url.value).filter(|word| !is_of_time(word)) {
        let finding = Finding::error(url.spot, format!("`{{{word}}}` is no word that can be filled in"));
        log.push(finding.with_hint("the words are listed at the top of feeds/advisories.toml"));
    }
    match Url::parse(&url.value) {
        Ok(parsed) if SCHEMES.contains(&parsed.scheme()) => {}
        Ok(parsed) => {
            let finding = Finding::error(url.spot, format!("`{}` addresses are not read", parsed.scheme()));
            log.push(finding.with_hint("an address begins with https://, http:// or file:"));
        }
        Err(error) => {
            let finding = Finding::error(url.spot, format!("`{}` is no address: {error}", url.value));
            log.push(finding.with_hint("an address begins with https://, http:// or file:"));
        }
    }
}

/// Whether a word is filled at each request: `date`, `date-400`, `unix-86400`, `quarter-15`, `year`.
fn is_of_time(word: &str) -> bool {
    let (name, back) = word.split_once('-').unwrap_or((word, "0"));
    matches!(name, "date" | "unix" | "year" | "quarter") && back.parse::<u32>().is_ok()
}

fn check_format(feed: &Feed, format: &At<Format>, log: &Log) {
    let readable = match format.value {
        Format::Auto => true,
        Format::Json | Format::Csv => feed.filter.is_some() || feed.preset.is_some(),
        Format::Xml => feed.preset.is_some(),
    };
    if feed.enabled && !readable {
        let name = format!("{:?}", format.value).to_lowercase();
        let finding = Finding::error(format.spot, format!("{name} cannot be read without knowing where its items are"));
        log.push(finding.with_hint("add `preset = \"…\"`, or for json and csv `filter = \"…\"` in jq"));
    }
}

/// Two enabled feeds that ask the same address.
fn same_address(docs: &Docs, feeds: &[Read], log: &Log) {
    let mut first: BTreeMap<&str, &FeedId> = BTreeMap::new();
    for read in feeds.iter().filter(|read| read.feed.enabled) {
        let Feed { id, url, .. } = &read.feed;
        if let Some(other) = first.insert(url.as_str(), id) {
            let finding =
                Finding::error(docs.spot("feed", id.as_str(), "url"), format!("`{other}` has the same address"));
            log.push(finding.with_hint("remove one, or say `enabled = false`"));
        }
    }
}
