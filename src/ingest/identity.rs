//! What makes an item the same item at the next request, and what makes two items the same text.
//!
//! Comparing items with stored ones is left to `app` and `store`.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};
use url::Url;

use crate::domain::id::{FeedId, ItemId};
use crate::domain::item::Item;
use crate::domain::time::{Timestamp, rfc3339};

/// Letters and digits a text needs before it alone can tell one story from another.
const TELLING_LENGTH: usize = 30;

/// Query parameters that only tell a publisher where a reader came from.
const TRACKERS: &[&str] = &["fbclid", "gclid", "mc_cid", "mc_eid", "cmpid", "ocid", "yclid", "igshid"];

/// What an entry offers to be known by, best first.
#[derive(Clone, Copy, Debug, Default)]
pub struct Marks<'a> {
    /// The publisher's own id: GUID, Atom id, CAP identifier.
    pub guid: Option<&'a str>,
    /// Its address.
    pub link: Option<&'a str>,
    /// Its title.
    pub title: &'a str,
    /// When it was published.
    pub published: Option<Timestamp>,
}

/// The id of an entry: the same at each request, though the program restarts.
pub fn item_id(feed: &FeedId, marks: &Marks<'_>) -> ItemId {
    let mut hasher = Sha256::new();
    match (marks.guid.map(str::trim).filter(|guid| !guid.is_empty()), marks.link) {
        (Some(guid), _) => part(&mut hasher, "guid", guid),
        (None, Some(link)) => part(&mut hasher, "link", &canonical(link)),
        (None, None) => {
            part(&mut hasher, "title", marks.title);
            part(&mut hasher, "date", &marks.published.map(rfc3339).unwrap_or_default());
        }
    }
    ItemId::from(format!("{feed}:{:016x}", leading(&hasher.finalize()) >> 64))
}

/// The same for two items that carry the same text, whatever their ids and links: 32 hexadecimal digits.
///
/// A text too short to tell one story from another counts together with its link and date.
pub fn content_key(item: &Item) -> String {
    let letters =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let text = letters(&item.title) + "\n" + &letters(&item.summary);
    let mut hasher = Sha256::new();
    part(&mut hasher, "text", &text);
    // A Chinese character says about as much as three letters.
    if text.len() <= TELLING_LENGTH {
        part(&mut hasher, "link", item.link.as_deref().unwrap_or_default());
        part(&mut hasher, "date", &item.published.map(rfc3339).unwrap_or_default());
    }
    format!("{:032x}", leading(&hasher.finalize()))
}

/// The items of one document, each id once. Where a publisher gives one id to different texts, each text gets an id
/// of its own; where it gives one text twice, once is enough.
pub(crate) fn one_each(items: Vec<Item>) -> Vec<Item> {
    let mut seen: HashMap<ItemId, Texts> = HashMap::with_capacity(items.len());
    let mut kept: Vec<Item> = Vec::with_capacity(items.len());
    for mut item in items {
        match seen.entry(item.id.clone()) {
            Entry::Vacant(unseen) => {
                unseen.insert(Texts { first: kept.len(), keys: HashSet::new() });
            }
            Entry::Occupied(mut texts) => {
                let texts = texts.get_mut();
                texts.keys.extend(kept.get(texts.first).map(content_key).filter(|_| texts.keys.is_empty()));
                let key = content_key(&item);
                item.id = ItemId::from(format!("{}-{}", item.id, key.get(..8).unwrap_or_default()));
                if !texts.keys.insert(key) {
                    continue;
                }
            }
        }
        kept.push(item);
    }
    kept
}

/// The texts met under one id. Nearly every id is met once, so the first text gets its key when there is a second.
struct Texts {
    first: usize,
    keys: HashSet<String>,
}

/// An address without what changes from one visit to the next: scheme, trackers, fragment.
fn canonical(link: &str) -> String {
    let Ok(mut url) = Url::parse(link) else { return link.to_owned() };
    url.set_fragment(None);
    let is_tracker = |key: &str| key.starts_with("utm_") || TRACKERS.contains(&key);
    let kept: Vec<(String, String)> =
        url.query_pairs().filter(|(key, _)| !is_tracker(key)).map(|(k, v)| (k.into_owned(), v.into_owned())).collect();
    if kept.is_empty() {
        url.set_query(None);
    } else {
        url.query_pairs_mut().clear().extend_pairs(kept);
    }
    let text = url.as_str();
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    text.strip_prefix("www.").unwrap_or(text).trim_end_matches('/').to_owned()
}

fn part(hasher: &mut Sha256, kind: &str, text: &str) {
    hasher.update(kind);
    hasher.update([0]);
    hasher.update(text);
    hasher.update([0]);
}

/// The first 16 bytes of a hash as a number.
fn leading(bytes: &[u8]) -> u128 {
    bytes.iter().take(16).fold(0, |number, byte| number << 8 | u128::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(marks: Marks<'_>) -> ItemId {
        item_id(&FeedId::new("bbc"), &marks)
    }

    #[test]
    fn an_id_survives_scheme_tracker_and_slash() {
        let a = id(Marks { link: Some("http://www.a.org/x/?utm_source=rss"), ..Marks::default() });
        let b = id(Marks { link: Some("https://a.org/x#top"), ..Marks::default() });
        assert_eq!(a, b);
        assert_ne!(a, id(Marks { link: Some("https://a.org/x?id=2"), ..Marks::default() }));
    }

    #[test]
    fn a_guid_outranks_a_changed_link() {
        let a = id(Marks { guid: Some("g1"), link: Some("https://a.org/1"), ..Marks::default() });
        let b = id(Marks { guid: Some(" g1 "), link: Some("https://a.org/1?token=77"), ..Marks::default() });
        assert_eq!(a, b);
        assert!(a.as_str().starts_with("bbc:") && a.as_str().len() == 20, "{a}");
    }

    #[test]
    fn without_guid_and_link_title_and_date_decide() {
        let a = Marks { title: "Quake", published: crate::domain::time::from_unix(0), ..Marks::default() };
        assert_eq!(id(a), id(a));
        assert_ne!(id(a), id(Marks { published: None, ..a }));
    }
}
