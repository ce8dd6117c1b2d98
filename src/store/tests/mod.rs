//! One suite against the handle: what any backend must do. What only files do is tested beside their backend.

mod items;

mod turns;

pub(super) mod notices;

mod outbox;

mod exchange;

mod care;

use tempfile::TempDir;

use crate::domain::annotation::Annotation;
use crate::domain::id::{Family, FeedId, ItemId};
use crate::domain::item::{Item, Provider};
use crate::domain::picture::Reading;
use crate::domain::place::Scope;
use crate::domain::source::{Credibility, Reliability};
use crate::domain::time::{self, Timestamp};

use super::{Opened, Store};

/// A place for a store that is opened more than once.
pub(super) struct Home {
    folder: TempDir,
}

impl Home {
    pub(super) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(super) fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("fenghuo.db")
    }

    pub(super) fn url(&self) -> String {
        format!("sqlite:{}", self.path().display())
    }

    pub(super) fn open(&self) -> Store {
        let Opened { store, notes } = Store::open(&self.url(), at(0)).unwrap();
        assert_eq!(notes, [""; 0]);
        store
    }
}

/// The moment `minutes` after the suite's midnight.
pub(super) fn at(minutes: i64) -> Timestamp {
    time::parse("2026-11-22T00:00:00Z").unwrap() + chrono::TimeDelta::minutes(minutes)
}

/// A reading of an item with this id and title, seen and published at minute 0.
pub(super) fn reading(id: &str, title: &str) -> Reading {
    let item = Item {
        id: ItemId::new(id),
        revision: 1,
        feed: FeedId::new("news"),
        publisher: Family::new("press"),
        reliability: Reliability::C,
        credibility: Credibility::UNJUDGED,
        title: title.into(),
        summary: String::new(),
        lang: Some("en".into()),
        link: Some(format!("https://a.example/{id}")),
        published: Some(at(0)),
        seen: at(0),
        point: None,
        categories: vec!["world".into()],
        provider: Provider { gdacs: Some("orange".into()), ..Provider::default() },
        exercise: false,
    };
    Reading { annotation: annotation(&item, "lex-1"), item }
}

pub(super) fn annotation(item: &Item, version: &str) -> Annotation {
    Annotation {
        id: item.id.clone(),
        revision: item.revision,
        version: version.into(),
        lang: Some("en".into()),
        countries: Vec::new(),
        places: Vec::new(),
        hazards: Vec::new(),
        kinds: Vec::new(),
        scope: Scope::Unknown,
        severity: None,
        fatalities: Some(3),
        injured: None,
        mentions: Vec::new(),
        sectors: Vec::new(),
        chinese_affected: false,
        reasons: Vec::new(),
    }
}
