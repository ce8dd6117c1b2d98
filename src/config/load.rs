//! From files to one validated configuration, with every problem found on the way.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::domain::asset::{Asset, Instrument, SectorInfo};
use crate::domain::country::{AmbiguousForm, Bloc, Country, CountryCode};
use crate::domain::feed::Feed;
use crate::domain::id::FeedId;
use crate::domain::model::Model;
use crate::domain::notice::Advised;
use crate::domain::place_names::PlaceNames;
use crate::domain::rule::Rule;
use crate::domain::words::{LocalText, Words};

use super::blame::blamed;
use super::countries::CountryFacts;
use super::docs::Docs;
use super::layers::{Layers, folder};
use super::log::{Finding, Log, causes};
use super::node::Node;
use super::problem::{Place, Problem};
use super::registry::{Article, WordPair};
use super::settings::Settings;
use super::shipped::shipped_bytes;
use super::{check, countries, desk, feeds, model, registry, rules, secret, words};

/// Chinese names of places, made by `examples/build_places`.
const PLACE_NAMES: &str = "lexicon/place_names_zh.tsv";

/// The whole configuration, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Settings of the desk.
    pub settings: Settings,
    /// The scoring model.
    pub model: Model,
    /// The watchlist.
    pub countries: Vec<Arc<Country>>,
    /// What else the watchlist says, by country.
    pub facts: BTreeMap<CountryCode, CountryFacts>,
    /// Every code that may be named.
    pub codes: BTreeSet<CountryCode>,
    /// The registry.
    pub assets: Vec<Arc<Asset>>,
    /// Fields of co-operation.
    pub sectors: Vec<SectorInfo>,
    /// Insurance and guarantee instruments.
    pub instruments: Vec<Instrument>,
    /// Groups of countries.
    pub blocs: Vec<Bloc>,
    /// Short forms that never count alone.
    pub ambiguous: Vec<AmbiguousForm>,
    /// Taiwan and mainland wording of the same words.
    pub pairs: Vec<WordPair>,
    /// Articles of the policy.
    pub articles: Vec<Article>,
    /// Feeds, filled from the watchlist; disabled ones too.
    pub feeds: Vec<Arc<Feed>>,
    /// Inputs that a feed gives to rules, where it says so.
    pub provides: BTreeMap<FeedId, Vec<String>>,
    /// Names that a rule may need: what enabled feeds provide, their ids, presets and families.
    pub inputs: BTreeSet<String>,
    /// Warning rules, disabled ones too; whether their conditions compile is not yet known.
    pub rules: Vec<Rule>,
    /// The catalogue of measures.
    pub measures: Vec<Advised>,
    /// Words in the language of the settings.
    pub words: Words,
    /// Other files, shipped or the operator's, by path: `keymap.toml`, `templates/notice.md.j2`.
    pub texts: BTreeMap<String, String>,
    pub(super) docs: Arc<Docs>,
}

/// What came of loading.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The configuration; none when there is any error.
    pub config: Option<Config>,
    /// Everything that is wrong or doubtful, in the order of the files.
    pub problems: Vec<Problem>,
}

impl Loaded {
    /// Whether anything is so wrong that the program may not start.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(Problem::is_error)
    }
}

impl Config {
    /// Where a key of a list entry stands, so that a later check can show it: `("rules.toml", "ARM-1", "when")`. For
    /// `fenghuo.toml` and `model.toml` the id is the table: `("fenghuo.toml", "http", "total_seconds")`.
    pub fn locate(&self, file: &str, id: &str, key: &str) -> Option<Place> {
        self.docs.locate(file, id, key)
    }

    /// The text of a file, the operator's where there is one: `templates/page.css`. Empty for one that is not there.
    pub fn text(&self, path: &str) -> &str {
        self.texts.get(path).map(String::as_str).unwrap_or_default()
    }

    /// Reads a part of `fenghuo.toml`, `model.toml` or a stage's own file (`warn.toml`) by a type of the stage's:
    /// `("fenghuo.toml", "recipient")`, `("warn.toml", "")`. None when there is no such part. Layers are combined, and
    /// a mistake is told where it stands.
    pub fn read<T: DeserializeOwned>(&self, file: &str, path: &str) -> Result<Option<T>, Box<Problem>> {
        self.part(file, path, &mut |_| Ok(()))
    }

    /// The same with every secret in it revealed: what `env:NAME` and `file:PATH` stand for.
    pub fn read_with_secrets<T: DeserializeOwned>(
        &self,
        file: &str,
        path: &str,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Option<T>, Box<Problem>> {
        self.part(file, path, &mut |node| secret::reveal_all("", node, env))
    }

    fn part<T: DeserializeOwned>(
        &self,
        file: &str,
        path: &str,
        prepare: &mut dyn FnMut(&mut Node) -> Result<(), Finding>,
    ) -> Result<Option<T>, Box<Problem>> {
        let document = self.docs.document(file);
        let found = if path.is_empty() { document } else { document.and_then(|document| document.walk(path)) };
        let Some(mut node) = found.cloned() else { return Ok(None) };
        let told = |finding: Finding| Box::new(finding.told(&self.docs.sources));
        prepare(&mut node).map_err(told)?;
        T::deserialize(node.plain()).map(Some).map_err(|error| told(blamed(error.message(), &node)))
    }
}

/// Loads the shipped configuration and the operator's over it: `dir`, else `$XDG_CONFIG_HOME/fenghuo` if it is there.
pub fn load(dir: Option<&Path>, env: &dyn Fn(&str) -> Option<String>) -> Loaded {
    let layers = Layers::shipped();
    let layers = match folder(dir, env) {
        Some(folder) => layers.with_folder(&folder, dir.is_some()),
        None => layers,
    };
    build(layers, env)
}

/// Loads the shipped configuration alone; a test holds that it has no problems.
pub fn shipped() -> Loaded {
    build(Layers::shipped(), &|_| None)
}

fn place_names() -> PlaceNames {
    let text = shipped_bytes(PLACE_NAMES).and_then(|bytes| std::str::from_utf8(bytes).ok());
    PlaceNames::new(text.unwrap_or_default())
}

pub(super) fn build(mut layers: Layers, env: &dyn Fn(&str) -> Option<String>) -> Loaded {
    let mut findings = Vec::new();
    let docs = Arc::new(Docs::read(&mut layers, env, &mut findings));
    let log = Log::new(findings, words::codes(&docs.words));
    let config = assemble(&docs, env, &log);
    if let Some(config) = &config {
        check::whole(config, &docs, &log);
    }
    let mut problems = std::mem::take(&mut layers.problems);
    problems.extend(causes(log.into_findings()).into_iter().map(|finding| finding.told(&docs.sources)));
    // A mistake in a feed that is filled per country would be told once per country.
    let mut told = Vec::with_capacity(problems.len());
    for problem in problems {
        if !told.contains(&problem) {
            told.push(problem);
        }
    }
    told.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    let config = config.filter(|_| !told.iter().any(Problem::is_error));
    Loaded { config, problems: told }
}

/// Reads every file, so that every problem is found, and then puts the parts together.
fn assemble(docs: &Arc<Docs>, env: &dyn Fn(&str) -> Option<String>, log: &Log) -> Option<Config> {
    let settings = desk::read(&docs.settings, env, log);
    std::iter::once(&docs.settings).chain(docs.stages.values()).for_each(|node| secret::find_plain(node, log));
    let model = model::read(docs, log);
    let (countries, facts) = countries::read(docs, log);
    let registry = registry::read(docs, log);
    let feeds = feeds::read(docs, log);
    let (rules, measures) = (rules::rules(docs, log), rules::measures(docs, log));
    let table = named_by_watchlist(words::table(&docs.words, log), &countries);
    let (settings, model) = (settings?, model?);
    Some(Config {
        words: Words::new(settings.language, Arc::new(table)).with_places(place_names()),
        settings,
        model,
        countries,
        facts,
        codes: log.codes.clone(),
        assets: registry.assets,
        sectors: registry.sectors,
        instruments: registry.instruments,
        blocs: registry.blocs,
        ambiguous: registry.ambiguous,
        pairs: registry.pairs,
        articles: registry.articles,
        inputs: feeds::inputs(&feeds),
        provides: feeds::provided(&feeds),
        feeds: feeds::shared(feeds),
        rules,
        measures,
        texts: docs.texts.clone(),
        docs: Arc::clone(docs),
    })
}

/// A desk speaks of a country by the name its watchlist gives it.
fn named_by_watchlist(
    mut table: BTreeMap<String, LocalText>,
    countries: &[Arc<Country>],
) -> BTreeMap<String, LocalText> {
    table.extend(countries.iter().map(|country| (format!("country.{}", country.code), country.name.clone())));
    table
}
