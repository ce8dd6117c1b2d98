//! The operator's list of feeds: one added from an address, many taken over from a list, all given away, an address
//! changed where a publisher moved.
//!
//! Asking is left to `ingest`, editing the files to `config`. Nothing here is written by itself: each use case ends in
//! an edit that its caller shows, checks and writes.

use std::path::Path;

use anyhow::{Context as _, bail};
use url::Url;

use crate::config::{Config, Draft, add_feeds, set_feed_url};
use crate::domain::country::CountryCode;
use crate::domain::feed::{Feed, FeedState};
use crate::domain::id::{Family, FeedId};
use crate::domain::source::Reliability;
use crate::domain::time::Timestamp;
use crate::ingest::discover::{Offer, Proposal, propose, slug};
use crate::ingest::fetch::{Fetcher, Look, preset_of};
use crate::ingest::filters::{FilterError, preset_format, preset_names};
use crate::ingest::opml::{self, Outline};
use crate::ingest::read::Document;

use super::http::settings;
use super::pipeline::Watched;

/// Feeds of a page that are tried.
const OFFERS_TRIED: usize = 8;

/// What an operator wants of a new feed; what is left out is proposed.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// Its name.
    pub id: Option<String>,
    /// Whose word it is.
    pub family: Option<String>,
    /// The heading it is listed under.
    pub group: String,
    /// The shipped preset to read it with; none to find out.
    pub preset: Option<String>,
    /// Its language.
    pub lang: Option<String>,
    /// Minutes between two requests.
    pub every_minutes: Option<u32>,
    /// The countries it is about; none for the whole world.
    pub countries: Vec<CountryCode>,
    /// How far its publisher is trusted; none for one that cannot be judged.
    pub reliability: Option<Reliability>,
    /// Whether addresses of this machine or a private network may be asked.
    pub allow_private: bool,
}

/// A feed as it would be written, with what was found at its address.
#[derive(Clone, Debug)]
pub struct Added {
    /// The entry.
    pub feed: Feed,
    /// Titles of the items it has now.
    pub titles: Vec<String>,
    /// Further feeds that the page offers.
    pub others: Vec<String>,
}

/// What became of a list.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The entries to write.
    pub feeds: Vec<Feed>,
    /// Addresses that are configured already.
    pub known: usize,
    /// Addresses that are none.
    pub refused: usize,
}

/// Finds the feed at an address, or on the page there, and proposes an entry for it.
pub async fn add(config: &Config, address: &str, wishes: &Wishes, now: Timestamp) -> anyhow::Result<Added> {
    let fetcher = Fetcher::new(&settings(config)).context("setting up HTTP")?;
    let asked = asked(address, wishes)?;
    let Seen { document, url, others } = find(&fetcher, config, &asked, now).await?;
    if let Some(known) = config.feeds.iter().find(|feed| Url::parse(&feed.url).as_ref() == Ok(&url)) {
        bail!("`{}` reads {url} already", known.id);
    }
    let proposal = propose(&document, &url, &ids(config));
    let titles = document.items.iter().map(|item| item.title.clone()).collect();
    let preset = asked.preset.or_else(|| preset_of(&document));
    let feed = match preset {
        Some(preset) => of_preset(config, &preset, &url, proposal, wishes),
        None => entry(&url, proposal, wishes),
    };
    Ok(Added { feed, titles, others })
}

/// What stands at an address or was found from it.
struct Seen {
    document: Document,
    url: Url,
    others: Vec<String>,
}

/// The feed as it is asked before anything is known of it.
fn asked(address: &str, wishes: &Wishes) -> anyhow::Result<Feed> {
    let feed = Feed { allow_private: wishes.allow_private, ..Feed::at("new", address) };
    Ok(match wishes.preset.as_deref() {
        Some(name) => with_preset(feed, name).ok_or_else(|| FilterError::UnknownPreset(name.to_owned()))?,
        None => feed,
    })
}

fn with_preset(feed: Feed, name: &str) -> Option<Feed> {
    Some(Feed { format: preset_format(name)?, preset: Some(name.to_owned()), ..feed })
}

/// The feed at an address; for a page, the first that it offers and that can be read, with the others.
async fn find(fetcher: &Fetcher, config: &Config, feed: &Feed, now: Timestamp) -> anyhow::Result<Seen> {
    if feed.url.starts_with("file:") {
        return in_file(fetcher, feed, now).await;
    }
    match fetcher.look(feed, now).await.with_context(|| format!("asking {}", feed.shown_url()))? {
        Look::Feed(document, url) => Ok(Seen { document: *document, url, others: Vec::new() }),
        Look::Unknown { keys, url } => by_host(fetcher, config, feed, url, &keys, now).await,
        Look::Page(offers) => offered(fetcher, feed, &offers, now).await,
    }
}

async fn offered(fetcher: &Fetcher, feed: &Feed, offers: &[Offer], now: Timestamp) -> anyhow::Result<Seen> {
    let mut found: Option<(Document, Url)> = None;
    let mut others = Vec::new();
    for offer in offers.iter().take(OFFERS_TRIED) {
        let asked = Feed { url: offer.url.clone(), ..feed.clone() };
        match (&found, fetcher.look(&asked, now).await) {
            (None, Ok(Look::Feed(document, url))) => found = Some((*document, url)),
            (Some(_), Ok(Look::Feed(_, url))) => others.push(url.into()),
            _ => {}
        }
    }
    let Some((document, url)) = found else {
        bail!("{} is no feed, and no feed was found on it; name the feed's own address", feed.shown_url());
    };
    Ok(Seen { document, url, others })
}

/// JSON whose keys tell nothing: the preset of a configured feed on the same host is tried, for an empty list of a
/// known publisher has no keys.
async fn by_host(
    fetcher: &Fetcher,
    config: &Config,
    feed: &Feed,
    url: Url,
    keys: &str,
    now: Timestamp,
) -> anyhow::Result<Seen> {
    let neighbour = neighbour(config, &url);
    if let Some(asked) = neighbour.and_then(|preset| with_preset(feed.clone(), preset))
        && let Ok(Look::Feed(document, url)) = fetcher.look(&asked, now).await
    {
        return Ok(Seen {
            document: Document { format: asked.preset.unwrap_or_default(), ..*document },
            url,
            others: Vec::new(),
        });
    }
    let hint = neighbour.map(|preset| format!(" (`{preset}` reads other answers of this host, not this one)"));
    bail!(
        "{url} is JSON with the keys {keys}, and no preset is known by them{}; name one with --preset: {}; or write an \
         entry with a `filter` in jq",
        hint.unwrap_or_default(),
        preset_names().join(", ")
    )
}

/// The preset by which configured feeds of the same host are read.
fn neighbour<'a>(config: &'a Config, url: &Url) -> Option<&'a str> {
    let host = |address: &str| Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned));
    let known = config.feeds.iter().filter(|feed| feed.preset.is_some());
    let found = known.into_iter().find(|feed| host(&feed.url).as_deref() == url.host_str());
    found.and_then(|feed| feed.preset.as_deref())
}

async fn in_file(fetcher: &Fetcher, feed: &Feed, now: Timestamp) -> anyhow::Result<Seen> {
    let answer = fetcher.fetch(feed, &FeedState::default(), now).await;
    let Some(title) = answer.title else { bail!("{}", answer.fetch.error.unwrap_or_default()) };
    let url = Url::parse(&feed.url).with_context(|| format!("`{}` is no address", feed.url))?;
    let format = fetcher.preset_of_file(feed, now).unwrap_or_default();
    Ok(Seen {
        document: Document { title, format, items: answer.items, ..Document::default() },
        url,
        others: Vec::new(),
    })
}

/// The entry of a feed that a preset reads, with what a configured feed of the same preset knows of such feeds: what it
/// speaks of, how often its publisher may be asked, and whether it is a register.
fn of_preset(config: &Config, preset: &str, url: &Url, proposal: Proposal, wishes: &Wishes) -> Feed {
    let known = config.feeds.iter().find(|feed| feed.preset.as_deref() == Some(preset));
    let mut feed = entry(url, proposal, wishes);
    if let Some(known) = known {
        feed.lang = wishes.lang.clone().or_else(|| known.lang.clone());
        feed.every_minutes = wishes.every_minutes.unwrap_or(known.every_minutes);
        feed.hazards.clone_from(&known.hazards);
        feed.register = known.register;
    }
    with_preset(feed.clone(), preset).unwrap_or(feed)
}

fn ids(config: &Config) -> Vec<&str> {
    config.feeds.iter().map(|feed| feed.id.as_str()).collect()
}

fn entry(url: &Url, proposal: Proposal, wishes: &Wishes) -> Feed {
    let title = if proposal.title.is_empty() { proposal.id.clone() } else { proposal.title };
    Feed {
        title,
        group: wishes.group.clone(),
        lang: wishes.lang.clone().or(proposal.lang),
        countries: wishes.countries.clone(),
        reliability: wishes.reliability.unwrap_or(Reliability::F),
        family: Family::new(wishes.family.clone().unwrap_or(proposal.family)),
        every_minutes: wishes.every_minutes.unwrap_or(proposal.every_minutes),
        allow_private: wishes.allow_private,
        ..Feed::at(wishes.id.clone().unwrap_or(proposal.id), url.as_str())
    }
}

/// Entries for the feeds of an OPML text that are not configured yet. Nothing is asked.
pub fn import(config: &Config, text: &str, wishes: &Wishes) -> Imported {
    let (outlines, refused) = opml::import(text);
    let mut imported = Imported { refused, ..Imported::default() };
    let mut taken: Vec<String> = ids(config).into_iter().map(str::to_owned).collect();
    for outline in outlines {
        if config.feeds.iter().any(|feed| feed.url == outline.url) {
            imported.known += 1;
            continue;
        }
        let Ok(url) = Url::parse(&outline.url) else {
            imported.refused += 1;
            continue;
        };
        let feed = of_outline(outline, &url, wishes, &taken);
        taken.push(feed.id.to_string());
        imported.feeds.push(feed);
    }
    imported
}

/// A feed of a list is named after its title, because many of a list may come from one publisher.
fn of_outline(outline: Outline, url: &Url, wishes: &Wishes, taken: &[String]) -> Feed {
    let taken: Vec<&str> = taken.iter().map(String::as_str).collect();
    let mut proposal = propose(&Document { title: outline.title, ..Document::default() }, url, &taken);
    if let Some(id) = slug(&proposal.title).filter(|id| !taken.contains(&id.as_str())) {
        proposal.id = id;
    }
    let group = if outline.group.is_empty() { wishes.group.clone() } else { outline.group };
    entry(url, proposal, &Wishes { group, lang: wishes.lang.clone().or(outline.lang), ..wishes.clone() })
}

/// The edit that adds entries to the operator's own file.
pub fn adding(dir: &Path, feeds: &[Feed]) -> anyhow::Result<Draft> {
    Ok(add_feeds(dir, feeds)?)
}

/// An OPML text of the feeds that are asked.
pub fn export(config: &Config) -> String {
    let outline = |feed: &&std::sync::Arc<Feed>| Outline {
        title: feed.title.clone(),
        url: feed.shown_url().into_owned(),
        group: feed.group.clone(),
        lang: feed.lang.clone(),
    };
    let feeds: Vec<Outline> = config.feeds.iter().filter(|feed| feed.enabled).map(|feed| outline(&feed)).collect();
    opml::export(config.settings.desk.name.get(config.words.lang()), &feeds)
}

/// A feed whose publisher says that it has another address for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The feed.
    pub feed: FeedId,
    /// Where it is asked.
    pub from: String,
    /// Where it is.
    pub to: String,
    /// Why the new address cannot be written for it.
    pub refused: Option<&'static str>,
}

/// The moves that publishers propose.
pub fn moves(feeds: &[Watched]) -> Vec<Move> {
    let proposed = |(feed, state): &Watched| {
        let to = feed.proposed_url(state)?.to_owned();
        let refused = feed
            .is_asked_at_its_moment()
            .then_some("its address is filled in at each request; put the new one into its entry by hand");
        Some(Move { feed: feed.id.clone(), from: feed.shown_url().into_owned(), to, refused })
    };
    feeds.iter().filter_map(proposed).collect()
}

/// The edit that gives a feed the address that its publisher proposes.
pub fn moving(dir: &Path, accepted: &Move) -> anyhow::Result<Draft> {
    Ok(set_feed_url(dir, accepted.feed.as_str(), &accepted.to)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::shipped;
    use crate::domain::feed::Format;
    use crate::domain::time;

    async fn added(payload: &str, wishes: &Wishes) -> anyhow::Result<Added> {
        let config = shipped().config.unwrap();
        let url = format!("file:{}/fixtures/feeds/{payload}", env!("CARGO_MANIFEST_DIR"));
        add(&config, &url, wishes, time::parse("2026-11-22T00:00:00Z").unwrap()).await
    }

    #[tokio::test]
    async fn the_preset_of_a_payload_is_told_by_its_keys_or_named() {
        for name in preset_names() {
            let ending = match preset_format(name).unwrap() {
                Format::Xml => "xml",
                Format::Csv => "csv",
                _ => "json",
            };
            let payload = format!("presets/{name}.{ending}");
            let named = Wishes { preset: Some(name.to_owned()), ..Wishes::default() };
            for wishes in [Wishes::default(), named] {
                let added = added(&payload, &wishes).await.unwrap();
                assert_eq!(
                    (added.feed.preset.as_deref(), added.feed.format),
                    (Some(name), preset_format(name).unwrap())
                );
                assert!(!added.titles.is_empty(), "{name}");
            }
        }
    }

    #[tokio::test]
    async fn an_entry_takes_over_what_is_known_of_feeds_of_its_preset() {
        let advice = added("presets/canada-advice.json", &Wishes::default()).await.unwrap().feed;
        assert!(advice.register && advice.every_minutes > 60, "{advice:?}");
        let own = Wishes { every_minutes: Some(30), ..Wishes::default() };
        assert_eq!(added("presets/usgs.json", &own).await.unwrap().feed.every_minutes, 30);
        assert_eq!(added("rss-0.91.xml", &own).await.unwrap().feed.preset, None);
    }

    #[tokio::test]
    async fn a_preset_that_does_not_fit_is_refused() {
        let wish = |name: &str| Wishes { preset: Some(name.to_owned()), ..Wishes::default() };
        let unknown = added("presets/usgs.json", &wish("nobody")).await.unwrap_err();
        assert!(unknown.to_string().contains("no preset `nobody`"), "{unknown}");
        assert!(added("rss-0.91.xml", &wish("usgs")).await.is_err());
    }

    #[test]
    fn a_feed_of_the_same_host_tells_the_preset() {
        let config = shipped().config.unwrap();
        let near = |url: &str| neighbour(&config, &Url::parse(url).unwrap()).map(str::to_owned);
        assert_eq!(near("https://earthquake.usgs.gov/x.geojson").as_deref(), Some("usgs"));
        assert_eq!(near("https://example.org/x.json"), None);
    }
}
