//! `run`: the unattended desk, with a line on stderr for each turn in which something was done.

use tokio::signal::unix::{SignalKind, signal};

use anyhow::Context as _;

use crate::app::daemon::{Beat, Told, run as watch};
use crate::app::metrics::Meter;
use crate::cli::args::RunArgs;
use crate::cli::context::Context;
use crate::cli::printer::say;
use crate::cli::{Ending, Failure};
use crate::domain::time::rfc3339;

/// Runs until SIGTERM or SIGINT.
pub(super) fn run(args: &RunArgs, context: &Context) -> Result<Ending, Failure> {
    let engine = context.engine_lean()?;
    let office = Context::office(engine.stages())?;
    let postman = Context::postman(engine.stages())?;
    let clock = context.clock();
    let meter = args.metrics.as_ref().map(Meter::new);
    Context::runtime()?.block_on(async move {
        let mut term = signal(SignalKind::terminate()).context("listening for SIGTERM")?;
        let mut int = signal(SignalKind::interrupt()).context("listening for SIGINT")?;
        let stop = async move {
            tokio::select! {
                _ = term.recv() => {}
                _ = int.recv() => {}
            }
        };
        watch(engine, office, postman, clock, stop, meter, |told| match told {
            Told::Turn(beat) => say(&line(beat)),
            Told::Trouble(trouble) => say(&trouble),
        })
        .await
    })?;
    say("stopped in order");
    Ok(Ending::Done)
}

fn line(beat: &Beat) -> String {
    format!(
        "{} feeds={} failed={} items={} open={} expired={} escalated={} sent={} again={} given_up={}",
        rfc3339(beat.at),
        beat.asked,
        beat.failed,
        beat.new_items,
        beat.open,
        beat.closed,
        beat.escalated,
        beat.sent.sent,
        beat.sent.again,
        beat.sent.failed,
    ) + &care(beat)
}

/// What the daily care of the store gave, on the days that it was due.
fn care(beat: &Beat) -> String {
    match &beat.care {
        None => String::new(),
        Some(Ok(removed)) => format!(
            " compacted items={} fetches={} scores={} bytes={}",
            removed.items, removed.fetches, removed.scores, removed.bytes_after
        ),
        Some(Err(why)) => format!(" care of the store failed: {why}"),
    }
}
