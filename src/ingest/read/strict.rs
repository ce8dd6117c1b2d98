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

/// How a declaration of XML begins.
const DECLARATION: &str = "<?xml";

/// All of them; none when there is no memory for so few words.
static MARKS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::new(TAGS.iter().chain(&[DECLARATION]).chain(EXTENSIONS)).ok());

/// Entries beyond which its model would cost too much memory.
const ENTRIES_LIMIT: usize = 10_000;

/// A document as feed-rs reads it, with where its first entry starts; `None` where it refuses, or where it would lose
/// something.
pub(super) fn parse(text: &str) -> Option<(Feed, usize)> {
    let body = without_declaration(text);
    let Seen { tags, first } = look_over(body)?;
    if tags > ENTRIES_LIMIT {
        return None;
    }
    let parser = Builder::new()
        .sanitize_content(false)
        // An id of our own is made where the publisher gives none.
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(date)
        .build();
    let feed = parser.parse(body.as_bytes()).ok()?;
    (feed.entries.len() == tags).then_some((feed, text.len() - body.len() + first))
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

/// What the markup speaks of.
struct Seen {
    /// How many entries.
    tags: usize,
    /// Where the first starts; the end when there is none.
    first: usize,
}

/// Looks for all marks at once, because feeds are long. None where an extension stands, or a declaration, which may stand
/// at the beginning alone: the reader below panics when one comes late and names another encoding.
fn look_over(body: &str) -> Option<Seen> {
    let mut seen = Seen { tags: 0, first: body.len() };
    for found in MARKS.as_ref()?.find_iter(body) {
        let next = body.get(found.end()..)?.chars().next();
        let is_spaced = next.is_some_and(char::is_whitespace);
        match found.pattern().as_usize() {
            tag if tag < TAGS.len() => {
                seen.tags += usize::from(is_spaced || matches!(next, Some('>' | '/')));
                seen.first = seen.first.min(found.start());
            }
            // What merely begins like a declaration, such as a style sheet, is none.
            declaration if declaration == TAGS.len() && !is_spaced => {}
            _ => return None,
        }
    }
    Some(seen)
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
