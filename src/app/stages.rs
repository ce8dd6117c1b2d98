//! The stages with their configuration, built once and shared: annotator, rules, model, registry.
//!
//! Reading files is left to `config`; what a problem means for the exit code, to `cli`.

use std::sync::Arc;

use thiserror::Error;

use crate::annotate::{AnnotateError, Annotator, Inputs};
use crate::config::{Config, shipped_bytes};
use crate::domain::feed::Feed;
use crate::warn::RuleBook;

/// Where the compiled gazetteer lies among the shipped files.
const GAZETTEER: &str = "lexicon/places.bin";

/// Everything that turns items into warnings, ready to run.
pub struct Stages {
    /// The configuration in force.
    pub config: Arc<Config>,
    /// Reads items.
    pub annotator: Annotator,
    /// Proposes warnings.
    pub rules: RuleBook,
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
}

impl Stages {
    /// Builds the stages. Rules that do not compile are left out here; `config check` reports them.
    pub fn new(config: Arc<Config>) -> Result<Arc<Self>, StagesError> {
        let annotator = annotator(&config)?;
        let (rules, _) = RuleBook::compile(&config.rules);
        Ok(Arc::new(Self { config, annotator, rules }))
    }

    /// A configured feed.
    pub fn feed(&self, id: &crate::domain::id::FeedId) -> Option<&Arc<Feed>> {
        self.config.feeds.iter().find(|feed| feed.id == *id)
    }
}

/// The annotator alone, for commands that only read.
pub fn annotator(config: &Config) -> Result<Annotator, StagesError> {
    let lexicon: Vec<(&str, &str)> = config
        .texts
        .iter()
        .filter(|(path, _)| path.starts_with("lexicon/"))
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
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
