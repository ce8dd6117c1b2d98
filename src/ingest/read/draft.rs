//! An entry as its reader found it, still raw, and the one way from there to a clean item.
//!
//! What stands where in a format is left to the readers; what items mean, to `annotate`.

use std::collections::BTreeMap;

use chrono::Duration;
use url::Url;

use crate::domain::feed::Feed;
use crate::domain::item::{Item, Provider};
use crate::domain::place::Point;
use crate::domain::source::Credibility;
use crate::domain::time::Timestamp;

use crate::ingest::clean::{clean_link, clean_text};
use crate::ingest::identity::{Marks, item_id};
use crate::ingest::{event, level};

/// Longest title, in characters.
const TITLE_LIMIT: usize = 1000;

/// Longest summary, in characters.
pub(crate) const SUMMARY_LIMIT: usize = 600;

/// Longest id, name or category, in characters.
const WORD_LIMIT: usize = 200;

/// Categories, countries and values kept of one entry.
const LIST_LIMIT: usize = 40;

/// How far ahead of our clock a date may lie; a publisher's clock is never quite ours.
const AHEAD: Duration = Duration::hours(1);

/// The category that marks an item whose date lay in the future and was brought back to when it was seen.
pub const FUTURE_DATE: &str = "future-date";

/// An entry as found; all text is raw.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub(crate) guid: Option<String>,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) link: Option<String>,
    pub(crate) published: Option<Timestamp>,
    pub(crate) categories: Vec<String>,
    pub(crate) lang: Option<String>,
    pub(crate) point: Option<Point>,
    /// The provider's level as written; read onto the common scales on the way out.
    pub(crate) level: Option<String>,
    pub(crate) provider: Provider,
}

/// What all entries of a document share.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting<'a> {
    pub(crate) feed: &'a Feed,
    pub(crate) now: Timestamp,
    pub(crate) base: Option<&'a Url>,
    pub(crate) lang: Option<&'a str>,
}

impl Draft {
    /// The clean item; an entry that says nothing and leads nowhere gives the reason instead.
    pub(crate) fn finish(mut self, setting: &Setting<'_>) -> Result<Item, &'static str> {
        let mut summary = clean_text(&self.summary, SUMMARY_LIMIT);
        let mut title = clean_text(&self.title, TITLE_LIMIT);
        let link = self.link.as_deref().and_then(|link| clean_link(link, setting.base));
        if title.is_empty() {
            title = clean_text(&summary, WORD_LIMIT);
        }
        if title.is_empty() {
            title = link.clone().ok_or("no_text")?;
        }
        if summary == title {
            summary.clear();
        }
        let mut categories = words(&self.categories);
        let published = self.published.map(|at| settle_date(at, setting.now, &mut categories));
        let guid = self.guid.as_deref().map(|guid| clean_text(guid, LINK_AS_GUID));
        let marks = Marks { guid: guid.as_deref(), link: link.as_deref(), title: &title, published: self.published };
        let id = item_id(&setting.feed.id, &marks);
        self.settle_provider(setting.feed, link.as_deref(), &title);
        if setting.feed.register {
            summary = with_level(&self.provider, &title, summary);
        }
        let exercise = matches!(self.provider.status.as_deref(), Some("Exercise" | "Test"));
        Ok(Item {
            id,
            revision: 1,
            feed: setting.feed.id.clone(),
            publisher: setting.feed.family.clone(),
            reliability: setting.feed.reliability,
            credibility: Credibility::UNJUDGED,
            title,
            summary,
            lang: language(self.lang.as_deref()).or_else(|| setting.lang.map(str::to_owned)),
            link,
            published,
            seen: setting.now,
            point: self.point,
            categories,
            provider: self.provider,
            exercise,
        })
    }

    fn settle_provider(&mut self, feed: &Feed, link: Option<&str>, title: &str) {
        let provider = &mut self.provider;
        if let Some(link) = link {
            event::set_from_link(provider, link);
        }
        if let Some(written) = self.level.as_deref() {
            level::set_level(provider, &clean_text(written, WORD_LIMIT));
        }
        let is_open = feed.register && provider.advisory.is_none();
        if let Some((advisory, regional)) = is_open.then(|| level::advice(&title.to_lowercase())).flatten() {
            provider.advisory = Some(advisory);
            provider.regional |= regional;
        }
        let texts = [&mut provider.kind, &mut provider.event, &mut provider.source, &mut provider.status];
        for text in texts.into_iter().flatten() {
            *text = clean_text(text, WORD_LIMIT);
        }
        provider.country_names = words(&provider.country_names);
        provider.countries.sort_unstable();
        provider.countries.dedup();
        provider.countries.truncate(LIST_LIMIT);
        provider.values = values(std::mem::take(&mut provider.values));
    }
}

/// GUIDs are often addresses, which are long.
const LINK_AS_GUID: usize = 1000;

/// A language tag as the feed states it, if it has the form of one.
pub(crate) fn language(tag: Option<&str>) -> Option<String> {
    let tag = tag?.trim().replace('_', "-");
    let sound = (2..=20).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    sound.then_some(tag)
}

/// A date that cannot be true yet becomes the moment of reading, and the item is marked.
fn settle_date(at: Timestamp, now: Timestamp, categories: &mut Vec<String>) -> Timestamp {
    if at <= now + AHEAD {
        return at;
    }
    categories.push(FUTURE_DATE.to_owned());
    now
}

/// A row of a register says its level in its text, so that a changed level is a changed text.
fn with_level(provider: &Provider, title: &str, summary: String) -> String {
    let Some(advisory) = provider.advisory.filter(|_| level::advice(&title.to_lowercase()).is_none()) else {
        return summary;
    };
    let scope = if provider.regional { ", for parts of the country" } else { "" };
    clean_text(&format!("Advice level {advisory} of 4{scope}. {summary}"), SUMMARY_LIMIT)
}

fn words(raw: &[String]) -> Vec<String> {
    let clean = raw.iter().map(|word| clean_text(word, WORD_LIMIT)).filter(|word| !word.is_empty());
    clean.take(LIST_LIMIT).collect()
}

fn values(raw: BTreeMap<String, f64>) -> BTreeMap<String, f64> {
    let sound = raw.into_iter().filter(|(_, value)| value.is_finite());
    sound.map(|(key, value)| (clean_text(&key, WORD_LIMIT), value)).take(LIST_LIMIT).collect()
}
