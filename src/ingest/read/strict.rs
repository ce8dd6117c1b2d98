//! The first reader: feed-rs, for documents that keep to the rules and carry no extension it would drop.
//!
//! It refuses a whole feed for one bad byte and reads some dialects as empty; then `shape` takes over.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use feed_rs::model::{Entry, Feed, FeedType};
use feed_rs::parser::Builder;

use super::dates::date;
use super::draft::Draft;

/// Marks of vocabularies that feed-rs passes over: place, level, event, alerts.
const EXTENSIONS: &[&str] = &[
    "georss",
    "gml",
    "wgs84_pos",
    "gdacs",
    "emergency:cap",
    "ta:",
    "<source",
    "<!ENTITY",
    "base64",
    "octet-stream",
    "dc:subject",
];

/// How entries begin.
const TAGS: &[&str] = &["<item", "<entry"];

/// Both; none when there is no memory for so few words.
static MARKS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(TAGS.iter().chain(EXTENSIONS)).ok());

/// Entries beyond which its model would cost too much memory.
const ENTRIES_LIMIT: usize = 10_000;

/// A document as feed-rs reads it; `None` where it refuses, or where it would lose something.
pub(super) fn parse(text: &str) -> Option<Feed> {
    let tags = entry_tags(text)?;
    let body = without_declaration(text);
    if tags > ENTRIES_LIMIT || declares_again(body) {
        return None;
    }
    let parser = Builder::new()
        .sanitize_content(false)
        // An id of our own is made where the publisher gives none.
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(date)
        .build();
    let feed = parser.parse(body.as_bytes()).ok()?;
    (feed.entries.len() == tags).then_some(feed)
}

/// The name of a dialect.
pub(super) const fn dialect(kind: &FeedType) -> &'static str {
    match kind {
        FeedType::Atom => "atom",
        FeedType::JSON => "json feed",
        FeedType::RSS0 => "rss 0.9x",
        FeedType::RSS1 => "rss 1.0",
        FeedType::RSS2 => "rss 2.0",
    }
}

/// The text is decoded already; a declaration of another encoding would have it decoded again.
fn without_declaration(text: &str) -> &str {
    let body = text.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
    body.map_or(text, |(_, body)| body)
}

/// Whether a declaration stands where none may: the reader below panics when one comes late and names another encoding.
fn declares_again(body: &str) -> bool {
    let is_declaration =
        |tail: &str| tail.strip_prefix("<?xml").is_some_and(|tail| tail.starts_with(char::is_whitespace));
    body.match_indices("<?xml").any(|(at, _)| body.get(at..).is_some_and(is_declaration))
}

/// How many entries the markup speaks of; none when it carries an extension. All are looked for at once, because feeds are
/// long.
fn entry_tags(text: &str) -> Option<usize> {
    let is_name_end = |tail: &str| tail.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
    let mut tags = 0;
    for found in MARKS.as_ref()?.find_iter(text) {
        if found.pattern().as_usize() >= TAGS.len() {
            return None;
        }
        tags += usize::from(text.get(found.end()..).is_some_and(is_name_end));
    }
    Some(tags)
}

/// One entry as feed-rs reads it.
pub(super) fn draft(entry: Entry) -> Draft {
    let content = entry.content.and_then(|content| content.body);
    let page = entry.links.iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"));
    Draft {
        link: page.or_else(|| entry.links.first()).map(|link| link.href.clone()).or_else(|| permalink(&entry.id)),
        guid: Some(entry.id).filter(|id| !id.is_empty()),
        title: entry.title.map(|title| title.content).unwrap_or_default(),
        summary: entry
            .summary
            .map(|text| text.content)
            .filter(|text| !text.trim().is_empty())
            .or(content)
            .unwrap_or_default(),
        published: entry.published.or(entry.updated),
        categories: entry.categories.into_iter().map(|category| category.label.unwrap_or(category.term)).collect(),
        lang: entry.language,
        ..Draft::default()
    }
}

fn permalink(id: &str) -> Option<String> {
    id.starts_with("http").then(|| id.to_owned())
}
