//! The stages with their configuration, built once and shared: annotator, rules, model, registry.
//!
//! Reading files is left to `config`; what a problem means for the exit code, to `cli`.

use std::sync::Arc;

use thiserror::Error;

use crate::annotate::{AnnotateError, Annotator, Inputs};
use crate::config::{Config, shipped_bytes};
use crate::domain::feed::Feed;
use crate::domain::id::{Family, FeedId};
use crate::warn::{RuleBook, WarnSettings};

/// Where the compiled gazetteer lies among the shipped files.
const GAZETTEER: &str = "lexicon/places.bin";
/// The numbers of the gates, of statistics and of notices.
const WARN: &str = "warn.toml";

/// Everything that turns items into warnings, ready to run.
pub struct Stages {
    /// The configuration in force.
    pub config: Arc<Config>,
    /// Reads items.
    pub annotator: Annotator,
    /// Proposes warnings.
    pub rules: RuleBook,
    /// The numbers of the gates and statistics.
    pub warn: WarnSettings,
    /// Publisher families that are party to a conflict, by conflict.
    pub parties: Vec<Vec<Family>>,
}

/// The stages could not be built.
#[derive(Debug, Error)]
pub enum StagesError {
    /// The binary was built without its gazetteer.
    #[error("the gazetteer `{GAZETTEER}` is not among the shipped files")]
    NoGazetteer,
    /// The lexicon does not read.
    #[error("the lexicon cannot be used")]
    Lexicon(#[from] AnnotateError),
    /// The numbers of the gates do not read.
    #[error("`{WARN}` cannot be read: {0}")]
    Warn(String),
}

impl Stages {
    /// Builds the stages. Rules that do not compile are left out here; `config check` reports them.
    pub fn new(config: Arc<Config>) -> Result<Arc<Self>, StagesError> {
        let annotator = annotator(&config)?;
        let (rules, _) = RuleBook::compile(&config.rules);
        let warn = warn_settings(&config)?;
        let parties = config.settings.parties.values().cloned().collect();
        Ok(Arc::new(Self { config, annotator, rules, warn, parties }))
    }

    /// A configured feed.
    pub fn feed(&self, id: &FeedId) -> Option<&Arc<Feed>> {
        self.config.feeds.iter().find(|feed| feed.id == *id)
    }
}

/// The numbers of the gates, of statistics and of notices.
pub fn warn_settings(config: &Config) -> Result<WarnSettings, StagesError> {
    let read = config.read(WARN, "").map_err(|problem| StagesError::Warn(problem.to_string()))?;
    read.ok_or_else(|| StagesError::Warn("it is empty".to_owned()))
}

/// The annotator alone, for commands that only read.
pub fn annotator(config: &Config) -> Result<Annotator, StagesError> {
    let lexicon: Vec<(&str, &str)> =
        config.texts.iter().filter_map(|(path, text)| Some((path.strip_prefix("lexicon/")?, text.as_str()))).collect();
    let inputs = Inputs {
        gazetteer: shipped_bytes(GAZETTEER).ok_or(StagesError::NoGazetteer)?,
        lexicon: &lexicon,
        model: &config.model,
        assets: &config.assets,
        sectors: &config.sectors,
        ambiguous: &config.ambiguous,
        blocs: &config.blocs,
        feeds: &config.feeds,
    };
    Ok(Annotator::new(&inputs)?)
}
