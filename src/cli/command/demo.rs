//! `demo`: the bundled fortnight on the dashboard, or its report.

use std::sync::Arc;
use std::time::Instant;

use chrono::Duration;

use crate::app::briefing::laid_out;
use crate::app::demo::{Demo, opens};
use crate::app::play::play;
use crate::cli::args::DemoArgs;
use crate::cli::context::{Context, Opening};
use crate::cli::printer::Printer;
use crate::cli::{Ending, Failure};
use crate::config::Config;
use crate::domain::time::Timestamp;

use super::output;
use super::watch::dashboard;

/// Plays the demo. Nothing is fetched and nothing is written.
pub(super) fn run(args: &DemoArgs, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let config = context.config()?;
    if args.headless {
        printer.write(report(args, &config, context)?.as_bytes())?;
        return Ok(Ending::Done);
    }
    let clock = clock(args.speed).map_err(anyhow::Error::from)?;
    let shared = Arc::clone(&config);
    dashboard(context, (&config, Opening::Board), clock.clone(), move |desk, effects| async move {
        let demo = tokio::task::spawn_blocking(move || Demo::new(&shared)).await??;
        play(demo, clock, desk, effects).await;
        Ok(())
    })
}

/// The report, or a briefing, of the fortnight.
fn report(args: &DemoArgs, config: &Config, context: &Context) -> Result<String, Failure> {
    let words = context.words(config);
    let Some(kind) = output::briefing_kind(args.kind) else {
        let demo = Demo::new(config).map_err(anyhow::Error::from)?;
        return output::render(&demo.picture(), args.format, config, &words);
    };
    let form = output::briefing_form(args.format)?;
    let demo = Demo::new(config).map_err(anyhow::Error::from)?;
    Ok(laid_out(&demo.briefing(kind)?, form, config, &words)?)
}

/// A clock that starts when the demo opens and runs `speed` times as fast as this machine's.
fn clock(speed: u32) -> Result<impl Fn() -> Timestamp + Clone, crate::app::demo::DemoError> {
    let (opens, started) = (opens()?, Instant::now());
    Ok(move || {
        let elapsed = Duration::from_std(started.elapsed()).unwrap_or_default();
        let speed = i32::try_from(speed).unwrap_or(i32::MAX);
        opens + elapsed.checked_mul(speed).unwrap_or_default()
    })
}
