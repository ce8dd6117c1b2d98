//! The dashboard on the configured feeds.

use std::future::Future;
use std::sync::Arc;

use chrono::Utc;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::app::desk::{Effect, Message};
use crate::app::engine::Engine;
use crate::app::watch::watch;
use crate::cli::context::Context;
use crate::cli::{Ending, Failure};
use crate::config::Config;
use crate::tui;

/// Messages and effects that may wait between the desk and what stands behind it.
const WAITING: usize = 256;

/// Starts the dashboard; the first frame comes before the store is read and before any feed is asked.
pub fn run(context: &Context) -> Result<Ending, Failure> {
    let config = context.config()?;
    let store = context.store_url(&config);
    let person = context.person(&config);
    dashboard(context, &config, move |desk, effects, config| async move {
        let (engine, since) = tokio::task::spawn_blocking(move || open(config, &store, &person)).await??;
        watch(engine, since.0, since.1, Utc::now, desk, effects).await
    })
}

/// Runs the terminal's loop with something behind it that sends pictures and carries out effects.
pub fn dashboard<F, B>(context: &Context, config: &Arc<Config>, behind: B) -> Result<Ending, Failure>
where
    F: Future<Output = anyhow::Result<()>> + Send + 'static,
    B: FnOnce(Sender<Message>, Receiver<Effect>, Arc<Config>) -> F,
{
    let runtime = context.runtime()?;
    let (desk, messages) = channel(WAITING);
    let (sender, effects) = channel(WAITING);
    let failed = desk.clone();
    let task = behind(desk, effects, Arc::clone(config));
    let deps = context.tui_deps(config);
    runtime.block_on(async move {
        let engine = tokio::spawn(async move {
            let ended = task.await;
            if let Err(error) = &ended {
                failed.send(Message::Failed(format!("{error:#}"))).await.ok();
            }
            ended
        });
        let shown = tui::run(deps, messages, sender, Utc::now).await;
        let ended = engine.await;
        shown?;
        ended?
    })?;
    Ok(Ending::Done)
}
