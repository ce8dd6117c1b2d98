//! The dashboard: the terminal's loop, with something behind it that sends pictures and carries out effects.

use std::future::Future;

use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::app::desk::{Effect, Message};
use crate::cli::context::Context;
use crate::cli::{Ending, Failure};
use crate::config::Config;
use crate::domain::time::Timestamp;
use crate::tui;

/// Messages and effects that may wait between the desk and what stands behind it.
const WAITING: usize = 256;

/// Runs the terminal's loop. The first frame comes before `behind` has done anything.
pub fn dashboard<F>(
    context: &Context,
    config: &Config,
    clock: impl Fn() -> Timestamp,
    behind: impl FnOnce(Sender<Message>, Receiver<Effect>) -> F,
) -> Result<Ending, Failure>
where
    F: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    let (desk, messages) = channel(WAITING);
    let (sender, effects) = channel(WAITING);
    let told = desk.clone();
    let task = behind(desk, effects);
    let deps = context.tui_deps(config);
    context.runtime()?.block_on(async move {
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
