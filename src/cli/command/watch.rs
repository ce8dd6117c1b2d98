//! The dashboard: the terminal's loop, with something behind it that sends pictures and carries out effects.

use std::fs::File;
use std::future::Future;
use std::io::{IsTerminal as _, stdin, stdout};
use std::sync::Arc;

use chrono::Utc;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::app::desk::{Effect, Message};
use crate::app::engine::Engine;
use crate::app::officer::{Clerk, Office};
use crate::app::session::Session;
use crate::app::stages::Stages;
use crate::app::watch::watch;
use crate::cli::context::{Context, Opening};
use crate::cli::{Ending, Failure};
use crate::config::{Config, folder};
use crate::domain::id::Person;
use crate::domain::time::Timestamp;
use crate::tui;

/// Messages and effects that may wait between the desk and what stands behind it.
const WAITING: usize = 256;

const NO_TERMINAL: &str = "the dashboard needs a terminal; `fenghuo report` prints what it shows, and `fenghuo demo \
                           --headless` the demo";

/// The dashboard on the configured feeds.
pub(super) fn run(context: &Context) -> Result<Ending, Failure> {
    let config = context.config()?;
    let (url, person, words) = (context.store_url(&config), Context::person(&config), context.words(&config));
    let shared = Arc::clone(&config);
    let folder = folder(context.config_dir(), &Context::env);
    dashboard(context, (&config, Opening::Changes), Utc::now, move |desk, effects| async move {
        let officer = person.clone();
        let (engine, since) = tokio::task::spawn_blocking(move || open(shared, &url, &officer)).await??;
        let office = Office::new(Arc::clone(engine.stages()), &Context::env)?;
        let clerk = Clerk { office: Arc::new(office), by: person, words, folder };
        watch(engine, clerk, since, Utc::now, desk, effects).await
    })
}

/// The engine, and when this officer last looked.
fn open(config: Arc<Config>, url: &str, person: &Person) -> anyhow::Result<(Engine, Timestamp)> {
    let now = Utc::now();
    let session = Session::open_lean(Stages::new(config)?, url, now)?;
    let since = session.engine.last_visit(person, now)?;
    Ok((session.engine, since))
}

/// Runs the terminal's loop. The first frame comes before `behind` has done anything.
pub(super) fn dashboard<F>(
    context: &Context,
    (config, opening): (&Config, Opening),
    clock: impl Fn() -> Timestamp,
    behind: impl FnOnce(Sender<Message>, Receiver<Effect>) -> F,
) -> Result<Ending, Failure>
where
    F: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    if !has_terminal() {
        return Err(Failure::Usage(NO_TERMINAL.to_owned()));
    }
    let (desk, messages) = channel(WAITING);
    let (sender, effects) = channel(WAITING);
    let told = desk.clone();
    let task = behind(desk, effects);
    let deps = context.tui_deps(config, opening);
    Context::runtime_behind_a_screen()?.block_on(async move {
        let task = tokio::spawn(async move {
            let ended = task.await;
            if let Err(error) = &ended {
                told.send(Message::Note(format!("{error:#}"))).await.ok();
            }
            ended
        });
        let shown = tui::run(deps, messages, sender, clock).await;
        let ended = task.await?;
        shown.and(ended)
    })?;
    Ok(Ending::Done)
}

/// Whether there is a terminal to draw on and one to read keys from: stdin may be a pipe, the terminal is asked then.
fn has_terminal() -> bool {
    stdout().is_terminal() && (stdin().is_terminal() || File::open("/dev/tty").is_ok())
}
