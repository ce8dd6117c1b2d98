//! `demo`: the bundled fortnight on the dashboard, or its report.

use crate::app::demo::Demo;
use crate::app::watch::play;
use crate::cli::args::DemoArgs;
use crate::cli::context::Context;
use crate::cli::printer::Printer;
use crate::cli::{Ending, Failure};

use super::{output, watch};

/// Plays the demo. Nothing is fetched and nothing is written.
pub fn run(args: &DemoArgs, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let config = context.config()?;
    if args.headless {
        let demo = Demo::new(&config).map_err(anyhow::Error::from)?;
        let text = output::render(&demo.picture(), args.format, &context.words(&config))?;
        printer.write(text.as_bytes())?;
        return Ok(Ending::Done);
    }
    let speed = args.speed;
    watch::dashboard(context, &config, move |desk, effects, config| async move {
        let demo = tokio::task::spawn_blocking(move || Demo::new(&config)).await??;
        play(demo, speed, desk, effects).await;
        Ok(())
    })
}
