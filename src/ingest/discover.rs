//! `feeds add`: the feeds that a page offers, and what to call one of them.
//!
//! Pure: asking for the page is left to `fetch`, writing the configuration to `config`.

use url::{Host, Url};

use crate::domain::time::Timestamp;

use super::clean::{clean_link, clean_text};
use super::health::usual_gap_hours;
use super::read::{Document, link_elements};

/// Shortest and longest interval proposed, in minutes.
const INTERVALS: (f64, f64) = (15.0, 1440.0);

/// Paths at which feeds stand when a page names none.
const USUAL_PATHS: [&str; 6] = ["feed", "feed/", "rss.xml", "atom.xml", "index.xml", "rss"];

/// Longest name made of a title.
const SLUG_LIMIT: usize = 40;

/// Parts of host names that tell nothing of the publisher.
const HOST_PREFIXES: [&str; 5] = ["www", "feeds", "feed", "rss", "news"];

/// Second-level domains under which publishers have their names.
const SHARED_LEVELS: [&str; 8] = ["co", "com", "gov", "gob", "org", "net", "ac", "edu"];

/// A feed that a page offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its address, absolute.
    pub url: String,
    /// What the page calls it; may be empty.
    pub title: String,
}

/// What to write into the configuration for a feed, for a person to correct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// From the host: `bbc`, `auswaertiges-amt`.
    pub id: String,
    /// The publisher's registered name; feeds of one publisher get the same.
    pub family: String,
    /// The feed's own title.
    pub title: String,
    /// The language it states.
    pub lang: Option<String>,
    /// Half its usual gap, within a quarter of an hour and a day.
    pub every_minutes: u32,
}

/// The feeds that a page links to, best first: those it declares, then the usual places.
pub fn offers(page: &str, url: &Url) -> Vec<Offer> {
    let mut offers: Vec<Offer> = link_elements(page)
        .into_iter()
        .filter(|link| {
            is_feed_type(&link.kind) && link.rel.split_whitespace().any(|rel| rel.eq_ignore_ascii_case("alternate"))
        })
        .filter_map(|link| Some(Offer { url: clean_link(&link.href, Some(url))?, title: clean_text(&link.title, 200) }))
        .collect();
    if offers.is_empty() {
        let root = url.join("/").ok();
        let usual = USUAL_PATHS.iter().filter_map(|path| clean_link(path, root.as_ref()));
        offers.extend(usual.map(|url| Offer { url, title: String::new() }));
    }
    offers.dedup_by(|a, b| a.url == b.url);
    offers
}

/// What to call a feed that was read, and how often to ask it. `taken` are the ids already in use.
pub fn propose(document: &Document, url: &Url, taken: &[&str]) -> Proposal {
    let family = family(url);
    let free = |id: &String| !taken.contains(&id.as_str());
    let numbered = (2..).map(|number| format!("{family}-{number}"));
    let id = std::iter::once(family.clone()).chain(numbered).find(free).unwrap_or_else(|| family.clone());
    Proposal {
        id,
        family,
        title: document.title.clone(),
        lang: document.lang.clone(),
        every_minutes: every_minutes(document),
    }
}

/// A name made of a title: `BBC News – World` gives `bbc-news-world`; none when it has too few letters of Latin.
pub fn slug(title: &str) -> Option<String> {
    let lower = title.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = String::new();
    for word in words {
        if slug.len() + word.len() >= SLUG_LIMIT {
            break;
        }
        slug.extend([if slug.is_empty() { "" } else { "-" }, word]);
    }
    let named = title.chars().filter(|c| c.is_alphanumeric()).count() < 2 * slug.len();
    (slug.len() >= 2 && named).then_some(slug)
}

fn is_feed_type(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    ["rss+xml", "atom+xml", "feed+json", "rdf+xml"].iter().any(|known| kind.contains(known))
}

/// The name under which the publisher's domain is registered.
fn family(url: &Url) -> String {
    let host = match url.host() {
        Some(Host::Domain(name)) => name.to_ascii_lowercase(),
        // A bare number names no publisher but the machine.
        Some(address) => return address.to_string(),
        None => return "file".to_owned(),
    };
    let mut parts: Vec<&str> = host.split('.').collect();
    while parts.len() > 2 && parts.first().is_some_and(|part| HOST_PREFIXES.contains(part)) {
        parts.remove(0);
    }
    let from_end = |back: usize| parts.len().checked_sub(back).and_then(|at| parts.get(at)).copied();
    let name = match from_end(2) {
        Some(level) if SHARED_LEVELS.contains(&level) => from_end(3).unwrap_or(level),
        Some(level) => level,
        None => host.as_str(),
    };
    name.to_owned()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the number was clamped to minutes of a day"
)]
fn every_minutes(document: &Document) -> u32 {
    let mut dates: Vec<Timestamp> = document.items.iter().filter_map(|item| item.published).collect();
    dates.sort_unstable_by(|a, b| b.cmp(a));
    let usual = usual_gap_hours(&dates).map_or(60.0, |hours| hours * 30.0);
    let asked = document.ttl_minutes.map_or(0.0, f64::from);
    let minutes = usual.max(asked).clamp(INTERVALS.0, INTERVALS.1);
    ((minutes / 15.0).round() * 15.0) as u32
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn declared_feeds_are_offered_and_else_the_usual_places() {
        let url = Url::parse("https://news.example.org/world/").unwrap();
        let page = "<html><head><link rel=stylesheet href=x.css><LINK REL='alternate' type=\"application/rss+xml\" title='World &amp; more' href='/world.rss'>\
            <link rel=alternate type='application/rss+xml' href='javascript:x'></head>";
        assert_eq!(
            offers(page, &url),
            [Offer { url: "https://news.example.org/world.rss".into(), title: "World & more".into() }]
        );
        let usual = offers("<html></html>", &url);
        assert_eq!(usual.first().map(|offer| offer.url.as_str()), Some("https://news.example.org/feed"));
    }

    #[rstest]
    #[case("https://feeds.bbci.co.uk/news/rss.xml", "bbci")]
    #[case("https://www.auswaertiges-amt.de/opendata", "auswaertiges-amt")]
    #[case("https://cs.mfa.gov.cn/x.xml", "mfa")]
    #[case("https://tass.com/rss", "tass")]
    #[case("http://192.0.2.7:8080/rss", "192.0.2.7")]
    #[case("file:///srv/drop/a.xml", "file")]
    fn a_family_is_named_after_the_registered_domain(#[case] url: &str, #[case] want: &str) {
        assert_eq!(family(&Url::parse(url).unwrap()), want);
    }

    #[rstest]
    #[case("BBC News – World", Some("bbc-news-world"))]
    #[case("联合早报 RSS", None)]
    #[case("…", None)]
    fn a_title_gives_a_name_if_it_can(#[case] title: &str, #[case] name: Option<&str>) {
        assert_eq!(slug(title).as_deref(), name);
    }

    #[test]
    fn a_proposed_id_is_free() {
        let url = Url::parse("https://tass.com/rss").unwrap();
        let proposal = propose(&Document::default(), &url, &["tass", "tass-2"]);
        assert_eq!((proposal.id.as_str(), proposal.family.as_str(), proposal.every_minutes), ("tass-3", "tass", 60));
    }
}
