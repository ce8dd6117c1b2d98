//! The stages with their configuration, shared: annotator, rules, model, registry. What only an item needs can wait for
//! the first one: a round in which nothing is new costs no more than the asking.
//!
//! Reading files is left to `config`; what a problem means for the exit code, to `cli`.

use std::sync::{Arc, OnceLock};

use thiserror::Error;

use crate::annotate::{AnnotateError, Annotator, Inputs};
use crate::cluster::{Prepared, Preparer};
use crate::config::{Config, shipped_bytes};
use crate::domain::feed::Feed;
use crate::domain::id::{Family, FeedId};
use crate::domain::item::Item;
use crate::domain::picture::Reading;
use crate::warn::{RuleBook, WarnSettings};

use super::reading;

/// Where the compiled gazetteer lies among the shipped files.
const GAZETTEER: &str = "lexicon/places.bin";
/// The numbers of the gates, of statistics and of notices.
const WARN: &str = "warn.toml";

/// Everything that turns items into warnings, ready to run.
pub struct Stages {
    /// The configuration in force.
    pub config: Arc<Config>,
    annotator: OnceLock<Result<Annotator, Unready>>,
    preparer: OnceLock<Preparer>,
    rules: OnceLock<RuleBook>,
    /// The numbers of the gates and statistics.
    pub warn: WarnSettings,
    /// Publisher families that are party to a conflict, by conflict.
    pub parties: Vec<Vec<Family>>,
}

/// Why a stage that was made late could not be; told to each who needs it.
pub type Unready = Arc<StagesError>;

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
        let stages = Self::waiting(config)?;
        // It is empty, so nothing is turned away.
        stages.annotator.set(Ok(annotator)).ok();
        Ok(stages)
    }

    /// The same with the annotator made when the first item comes. A lexicon that does not read is told then, by
    /// whoever would have read the item.
    pub fn waiting(config: Arc<Config>) -> Result<Arc<Self>, StagesError> {
        let warn = warn_settings(&config)?;
        let parties = config.settings.parties.values().cloned().collect();
        Ok(Arc::new(Self {
            config,
            annotator: OnceLock::new(),
            preparer: OnceLock::new(),
            rules: OnceLock::new(),
            warn,
            parties,
        }))
    }

    /// Reads items.
    pub fn annotator(&self) -> Result<&Annotator, Unready> {
        let made = self.annotator.get_or_init(|| annotator(&self.config).map_err(Arc::new));
        made.as_ref().map_err(Arc::clone)
    }

    /// Reads items one after the other, in their order.
    pub(super) fn read_alone(&self, items: Vec<Item>) -> Result<Vec<Arc<Reading>>, Unready> {
        if items.is_empty() {
            return Ok(Vec::new());
        }
        let annotator = self.annotator()?;
        Ok(items.into_iter().map(|item| reading::read(annotator, item)).collect())
    }

    /// Makes a reading ready for grouping.
    pub(super) fn prepare(&self, reading: &Reading) -> Prepared {
        let preparer = self.preparer.get_or_init(|| Preparer::new(&self.config.model));
        preparer.prepare(&reading.item, &reading.annotation)
    }

    /// Proposes warnings.
    pub fn rules(&self) -> &RuleBook {
        self.rules.get_or_init(|| RuleBook::compile(&self.config.rules).0)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::pipeline::{Memory, Pipeline};
    use crate::config::shipped;
    use crate::domain::sample;

    fn with_a_broken_lexicon() -> Arc<Config> {
        let mut config = shipped().config.unwrap();
        config.texts.insert("lexicon/hazards/en.toml".to_owned(), "[[group]".to_owned());
        Arc::new(config)
    }

    #[test]
    fn a_lexicon_that_does_not_read_is_told_at_start_or_with_the_first_item() {
        assert!(matches!(Stages::new(with_a_broken_lexicon()), Err(StagesError::Lexicon(_))));
        let stages = Stages::waiting(with_a_broken_lexicon()).unwrap();
        let pipeline = Pipeline::new(stages, Memory::Unshown, sample::now());
        assert_eq!(pipeline.read(Vec::new()).unwrap(), [], "without an item nobody needs it");
        for _ in 0..2 {
            assert!(matches!(
                *pipeline.read(vec![sample::reading("wire", 5).item.clone()]).unwrap_err(),
                StagesError::Lexicon(_)
            ));
        }
    }

    #[test]
    fn what_is_made_late_is_what_is_made_at_once() {
        let config = Arc::new(shipped().config.unwrap());
        let (early, late) = (Stages::new(Arc::clone(&config)).unwrap(), Stages::waiting(config).unwrap());
        assert_eq!(early.annotator().unwrap().version(), late.annotator().unwrap().version());
        assert!(early.rules().rules().eq(late.rules().rules()));
    }
}
