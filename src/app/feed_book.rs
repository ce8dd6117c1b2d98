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
use crate::ingest::discover::{Proposal, propose, slug};
use crate::ingest::fetch::{Fetcher, Look};
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
    let asked = |url: &str| Feed { allow_private: wishes.allow_private, ..Feed::at("new", url) };
    let (document, url, others) = find(&fetcher, &asked(address), asked, now).await?;
    if let Some(known) = config.feeds.iter().find(|feed| Url::parse(&feed.url).as_ref() == Ok(&url)) {
        bail!("`{}` reads {url} already", known.id);
    }
    let proposal = propose(&document, &url, &ids(config));
    let titles = document.items.iter().map(|item| item.title.clone()).collect();
    Ok(Added { feed: entry(&url, proposal, wishes), titles, others })
}

/// The feed at an address; for a page, the first that it offers and that can be read, with the others.
async fn find(
    fetcher: &Fetcher,
    feed: &Feed,
    asked: impl Fn(&str) -> Feed,
    now: Timestamp,
) -> anyhow::Result<(Document, Url, Vec<String>)> {
    if feed.url.starts_with("file:") {
        return in_file(fetcher, feed, now).await;
    }
    let offers = match fetcher.look(feed, now).await.with_context(|| format!("asking {}", feed.shown_url()))? {
        Look::Feed(document, url) => return Ok((*document, url, Vec::new())),
        Look::Page(offers) => offers,
    };
    let mut found: Option<(Document, Url)> = None;
    let mut others = Vec::new();
    for offer in offers.iter().take(OFFERS_TRIED) {
        match (&found, fetcher.look(&asked(&offer.url), now).await) {
            (None, Ok(Look::Feed(document, url))) => found = Some((*document, url)),
            (Some(_), Ok(Look::Feed(_, url))) => others.push(url.into()),
            _ => {}
        }
    }
    let Some((document, url)) = found else {
        bail!("{} is no feed, and no feed was found on it; name the feed's own address", feed.shown_url());
    };
    Ok((document, url, others))
}

async fn in_file(fetcher: &Fetcher, feed: &Feed, now: Timestamp) -> anyhow::Result<(Document, Url, Vec<String>)> {
    let answer = fetcher.fetch(feed, &FeedState::default(), now).await;
    let Some(title) = answer.title else { bail!("{}", answer.fetch.error.unwrap_or_default()) };
    let url = Url::parse(&feed.url).with_context(|| format!("`{}` is no address", feed.url))?;
    Ok((Document { title, items: answer.items, ..Document::default() }, url, Vec::new()))
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
