//! What every command starts from: the configuration in force, the language, the moment.
//!
//! Reading files is left to `config`. The clock of this process is read here, and handed down as a value.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use chrono::Utc;
use tokio::runtime::{Builder, Runtime};

use crate::app::background::give_way;
use crate::app::care::{self, Store};
use crate::app::engine::Engine;
use crate::app::officer::Office;
use crate::app::officer::office::outgoing;
use crate::app::officer::send::Postman;
use crate::app::session::Session;
use crate::app::stages::Stages;
use crate::config::{Config, Loaded, load};
use crate::domain::id::Person;
use crate::domain::time::Timestamp;
use crate::domain::words::{Lang, Words};

use crate::tui;

use super::Failure;
use super::args::{ByArgs, Globals};
use super::printer::say;

/// What the dashboard opens with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// The board, to look around.
    Board,
    /// What changed since the officer's last visit, when anything did.
    Changes,
}

/// The options every command understands, and what follows from them.
pub(super) struct Context {
    globals: Globals,
}

impl Context {
    /// Takes the options; nothing is read yet, so that `completions` and `man` work whatever the configuration.
    pub(super) const fn new(globals: Globals) -> Self {
        Self { globals }
    }

    /// The moment: `--now`, else the clock's.
    pub(super) fn now(&self) -> Timestamp {
        self.globals.now.unwrap_or_else(Utc::now)
    }

    /// The folder with the operator's files, if one was named.
    pub(super) fn config_dir(&self) -> Option<&Path> {
        self.globals.config.as_deref()
    }

    /// Loads the configuration; its problems are said, and errors end the command.
    pub(super) fn config(&self) -> Result<Arc<Config>, Failure> {
        let Loaded { config, problems } = Self::load(self.config_dir());
        for problem in problems.iter().filter(|problem| config.is_none() || problem.is_error()) {
            say(&problem.to_string());
        }
        let mut config = config.ok_or(Failure::Configuration)?;
        if let Some(lang) = self.globals.lang {
            config.words = config.words.speaking(lang);
        }
        Ok(Arc::new(config))
    }

    /// Loads the configuration of a folder with everything that is wrong with it.
    pub(super) fn load(dir: Option<&Path>) -> Loaded {
        load(dir, &Self::env)
    }

    /// A variable of the environment.
    pub(super) fn env(name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    /// The stages, ready to run.
    pub(super) fn stages(&self) -> Result<Arc<Stages>, Failure> {
        Ok(Stages::new(self.config()?).map_err(anyhow::Error::from)?)
    }

    /// Where items are kept: `--store`, else the configuration's.
    pub(super) fn store_url(&self, config: &Config) -> String {
        self.globals.store.clone().unwrap_or_else(|| config.settings.store.url.clone())
    }

    /// The store alone, which must be there; nothing is read from it yet.
    pub(super) fn store(&self, config: &Config) -> Result<Store, Failure> {
        let (store, notes) = care::open(&self.store_url(config), self.now())?;
        for note in &notes {
            say(note);
        }
        Ok(store)
    }

    /// The engine on the configured feeds, going on where the store ended.
    pub(super) fn engine(&self) -> Result<Engine, Failure> {
        self.opened(self.stages()?, Session::open)
    }

    /// The same for a desk that goes on watching.
    pub(super) fn engine_lean(&self) -> Result<Engine, Failure> {
        self.opened(self.stages()?, Session::open_lean)
    }

    /// The same, asleep until something new comes.
    pub(super) fn engine_asleep(&self) -> Result<Engine, Failure> {
        let stages = Stages::waiting(self.config()?).map_err(anyhow::Error::from)?;
        self.opened(stages, Session::open_asleep)
    }

    fn opened(
        &self,
        stages: Arc<Stages>,
        open: impl Fn(Arc<Stages>, &str, Timestamp) -> anyhow::Result<Session>,
    ) -> Result<Engine, Failure> {
        let url = self.store_url(&stages.config);
        let Session { engine, notes } = open(stages, &url, self.now())?;
        for note in &notes {
            say(note);
        }
        Ok(engine)
    }

    /// The engine, evaluated at this moment without asking any feed or storing anything.
    pub(super) fn engine_at_rest(&self) -> Result<Engine, Failure> {
        let mut engine = self.engine()?;
        engine.evaluate_unstored(self.now());
        Ok(engine)
    }

    /// The person at the desk: the configuration's, else the user of the system.
    pub(super) fn person(config: &Config) -> Person {
        let system = || std::env::var("USER").ok().filter(|name| !name.is_empty()).map(Person::from);
        config.settings.desk.officer.clone().or_else(system).unwrap_or_else(|| Person::new("unnamed"))
    }

    /// The person who decides: the one named, else the one at the desk.
    pub(super) fn decider(by: &ByArgs, config: &Config) -> Person {
        by.by.as_ref().map_or_else(|| Self::person(config), Person::new)
    }

    /// The office of the configuration.
    pub(super) fn office(stages: &Arc<Stages>) -> Result<Arc<Office>, Failure> {
        Ok(Arc::new(Office::new(Arc::clone(stages), &Self::env)?))
    }

    /// Who sends the outbox.
    pub(super) fn postman(stages: &Stages) -> Result<Postman, Failure> {
        Ok(Postman::new(outgoing(stages, &Self::env)?)?)
    }

    /// The clock of this process: `--now` stands still.
    pub(super) fn clock(&self) -> impl Fn() -> Timestamp + Clone + use<> {
        let fixed = self.globals.now;
        move || fixed.unwrap_or_else(Utc::now)
    }

    /// What the terminal needs of the configuration.
    pub(super) fn tui_deps(&self, config: &Config, opening: Opening) -> tui::Deps {
        let settings = &config.settings.tui;
        let text = |path: &str| config.texts.get(path).cloned().unwrap_or_default();
        let themes = config.texts.iter().filter_map(|(path, text)| {
            let name = path.strip_prefix("themes/")?.strip_suffix(".toml")?;
            Some((name.to_owned(), text.clone()))
        });
        tui::Deps {
            keymap_text: text("keymap.toml"),
            theme_texts: themes.collect(),
            words: self.words(config),
            theme: settings.theme.clone(),
            color: color_wanted(),
            ascii: settings.ascii,
            mouse: settings.mouse,
            shift: None,
            officer: Self::person(config),
            changes_first: opening == Opening::Changes,
            made_up: opening == Opening::Board,
            zone: config.settings.desk.timezone,
        }
    }

    /// The runtime of commands that wait for feeds or for keys.
    pub(super) fn runtime() -> Result<Runtime, Failure> {
        Ok(Runtime::new().context("starting the runtime")?)
    }

    /// The same with all that runs behind the screen giving way to what draws it.
    pub(super) fn runtime_behind_a_screen() -> Result<Runtime, Failure> {
        let runtime = Builder::new_multi_thread().enable_all().on_thread_start(give_way).build();
        Ok(runtime.context("starting the runtime")?)
    }

    /// Words in the language asked for.
    pub(super) fn words(&self, config: &Config) -> Words {
        self.globals.lang.map_or_else(|| config.words.clone(), |lang: Lang| config.words.speaking(lang))
    }
}

/// `NO_COLOR` with any value, or a terminal that has none, means no colour.
pub(super) fn color_wanted() -> bool {
    let none = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    !none && !dumb
}
