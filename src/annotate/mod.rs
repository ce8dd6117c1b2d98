//! Item → annotation. Pure, total, never fails, allocates little.
//!
//! The readers stand side by side: places and countries, registered assets, and what happened. None fetches, stores
//! or scores; those are left to the other stages.

mod bits;

mod hanzi;

pub mod hazards;

pub mod text;

pub mod places;

pub mod mentions;

pub mod blocs;

mod phrases;

mod quick;

mod starts;

mod trie;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use thiserror::Error;

use crate::domain::annotation::{Annotation, PlaceFinding};
use crate::domain::asset::{Asset, SectorInfo};
use crate::domain::country::{AmbiguousForm, Bloc, CountryCode};
use crate::domain::feed::Feed;
use crate::domain::fingerprint::Fingerprint;
use crate::domain::id::FeedId;
use crate::domain::item::Item;
use crate::domain::model::Model;
use crate::domain::place::{PlaceKind, Scope};
use blocs::BlocReader;
use hazards::{HazardReader, LexiconError};
use mentions::MentionReader;
use places::{PlaceReader, PlacesError};
use text::Text;

/// The file of the lexicon that holds the curated places.
const PLACES_FILE: &str = "places.toml";

/// The folder of the lexicon that holds the words of hazards, one file a language.
const HAZARDS_FOLDER: &str = "hazards/";

/// The file of the lexicon that holds everyday words of English.
const WORDS_FILE: &str = "words_en.txt";

/// Everything the readers are made from.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// The compiled gazetteer, `config/lexicon/places.bin`.
    pub gazetteer: &'a [u8],
    /// The files of the lexicon, each with its name.
    pub lexicon: &'a [(&'a str, &'a str)],
    /// The scoring model, for what severities words stand for.
    pub model: &'a Model,
    /// The registry.
    pub assets: &'a [Arc<Asset>],
    /// Fields of co-operation.
    pub sectors: &'a [SectorInfo],
    /// Short forms that never count alone.
    pub ambiguous: &'a [AmbiguousForm],
    /// Groups of countries.
    pub blocs: &'a [Bloc],
    /// The feeds, for the countries each is about.
    pub feeds: &'a [Arc<Feed>],
}

/// Why no annotator could be made.
#[derive(Debug, Error)]
pub enum AnnotateError {
    /// A file of the lexicon is not there.
    #[error("the lexicon has no file `{0}`: restore it with `fenghuo config init`")]
    Missing(&'static str),
    /// The tables of places.
    #[error(transparent)]
    Places(#[from] PlacesError),
    /// The words of hazards.
    #[error("the words of hazards")]
    Hazards(#[from] LexiconError),
}

/// Reads items.
#[derive(Debug)]
pub struct Annotator {
    places: PlaceReader,
    mentions: MentionReader,
    hazards: HazardReader,
    blocs: BlocReader,
    priors: HashMap<FeedId, Vec<CountryCode>>,
    version: String,
}

impl Annotator {
    /// Makes the readers; the tables are copied, so the inputs may go.
    pub fn new(inputs: &Inputs<'_>) -> Result<Self, AnnotateError> {
        let file = |wanted: &'static str| {
            let found = inputs.lexicon.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, text)| *text).ok_or(AnnotateError::Missing(wanted))
        };
        let places = PlaceReader::new(inputs.gazetteer, file(PLACES_FILE)?, file(WORDS_FILE)?)?;
        let mentions = MentionReader::new(inputs.assets, inputs.ambiguous);
        let blocs = BlocReader::new(inputs.blocs, |name| places.knows(name));
        let about = |feed: &Arc<Feed>| (feed.id.clone(), feed.countries.clone());
        let priors = inputs.feeds.iter().map(about).filter(|(_, countries)| !countries.is_empty()).collect();
        let hazards = HazardReader::new(&under(inputs.lexicon, HAZARDS_FOLDER), inputs.model, inputs.sectors)?;
        let version = format!("{}+{}", places.version(), fingerprint(inputs));
        Ok(Self { places, mentions, hazards, blocs, priors, version })
    }

    /// Version of everything that decides what an annotation says, but for the countries each feed is about: those hold
    /// from its next item on.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Every name and word that is looked for in texts, folded, in order: what a bare search would have to look for to
    /// be measured against.
    pub fn patterns(&self) -> Vec<String> {
        let mut patterns: Vec<String> = self.places.names().chain(self.hazards.terms()).collect();
        patterns.sort_unstable();
        patterns.dedup();
        patterns
    }

    /// Reads one item.
    pub fn annotate(&self, item: &Item) -> Annotation {
        let text = Text::new(&item.title, &item.summary);
        let prior = self.priors.get(&item.feed).map(Vec::as_slice).unwrap_or_default();
        let dangers = self.hazards.read(item, &text);
        let lang = dangers.lang.as_deref().or(item.lang.as_deref());
        let mut places = self.places.read(item, &text, lang, prior);
        if places.countries.is_empty() {
            places.countries.extend(self.blocs.read(&text));
        }
        let mut reasons = dangers.reasons;
        reasons.extend(places.reasons);
        Annotation {
            id: item.id.clone(),
            revision: item.revision,
            version: self.version.clone(),
            lang: dangers.lang,
            scope: dangers.scope.unwrap_or_else(|| scope_of(&places.places)),
            countries: places.countries,
            places: places.places,
            hazards: dangers.hazards,
            kinds: dangers.kinds,
            severity: dangers.severity,
            fatalities: dangers.fatalities,
            injured: dangers.injured,
            mentions: self.mentions.read(&text),
            sectors: dangers.sectors,
            chinese_affected: dangers.chinese_affected,
            reasons,
        }
    }
}

/// Of this program, the words, the gazetteer, the scales of severity and the registry.
fn fingerprint(inputs: &Inputs<'_>) -> String {
    let program = Fingerprint::default().with(env!("CARGO_PKG_VERSION").as_bytes()).with(inputs.gazetteer);
    let words =
        inputs.lexicon.iter().fold(program, |all, (name, text)| all.with(name.as_bytes()).with(text.as_bytes()));
    let assets = inputs.assets.iter().fold(words, |all, asset| all.with_value(asset.as_ref()));
    let registry = assets.with_value(&inputs.sectors).with_value(&inputs.ambiguous).with_value(&inputs.blocs);
    registry.with_value(&inputs.model.severity).short()
}

/// The files of a folder of the lexicon, without the folder's name.
fn under<'a>(lexicon: &[(&'a str, &'a str)], folder: &str) -> Vec<(&'a str, &'a str)> {
    lexicon.iter().filter_map(|(name, text)| Some((name.strip_prefix(folder)?, *text))).collect()
}

/// Where the words do not say how far it reaches, the narrowest place named does.
fn scope_of(places: &[PlaceFinding]) -> Scope {
    let narrow = |kind: PlaceKind| match kind {
        PlaceKind::City | PlaceKind::Capital => Some(Scope::Local),
        PlaceKind::Admin => Some(Scope::Subnational),
        _ => None,
    };
    places.iter().filter_map(|found| narrow(found.place.kind)).min().unwrap_or(Scope::Unknown)
}
