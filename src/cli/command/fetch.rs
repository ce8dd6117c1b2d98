//! `fetch`: one round of fetching, and what came of it per feed.

use crate::cli::args::{FetchArgs, TableFormat};
use crate::cli::context::Context;
use crate::cli::printer::Printer;
use crate::cli::{Ending, Failure};
use crate::domain::feed::Fetch;
use crate::domain::id::FeedId;
use crate::domain::words::Words;

use super::table;

/// Asks the feeds named, or all enabled ones, whether due or not.
pub(super) fn run(args: &FetchArgs, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let mut engine = context.engine_asleep()?;
    let named: Vec<FeedId> = args.feeds.iter().map(FeedId::new).collect();
    if let Some(unknown) = named.iter().find(|id| engine.feed(id).is_none()) {
        return Err(Failure::Usage(format!("no feed `{unknown}`; `fenghuo feeds list` names them all")));
    }
    let asked = if named.is_empty() { engine.enabled() } else { named };
    let now = context.now();
    let runtime = Context::runtime()?;
    let mut fetches = runtime.block_on(async {
        let fetches = engine.ask(&asked, now, |_| ()).await?;
        // Without news there is nothing to move a level up, and whoever looks next evaluates anyway.
        if !engine.is_asleep() {
            engine.evaluate(now).await?;
        }
        anyhow::Ok(fetches)
    })?;
    fetches.sort_by(|a, b| a.feed.cmp(&b.feed));
    match args.format {
        TableFormat::Json => {
            for fetch in &fetches {
                printer.json(fetch)?;
            }
        }
        TableFormat::Table => {
            let words = context.words(&engine.stages().config);
            for line in table::lines(&HEAD, &rows(&fetches, &words)) {
                printer.line(&line)?;
            }
        }
    }
    engine.leave();
    // Nothing runs on its threads any more; to have each tidy up would keep whoever waits for the command.
    std::mem::forget(runtime);
    Ok(Ending::Done)
}

const HEAD: [&str; 8] = ["feed", "outcome", "status", "items", "new", "changed", "ms", "error"];

fn rows(fetches: &[Fetch], words: &Words) -> Vec<Vec<String>> {
    let row = |fetch: &Fetch| {
        vec![
            fetch.feed.to_string(),
            words.get(&format!("outcome.{}", fetch.outcome)).to_owned(),
            fetch.status.map_or_else(String::new, |status| status.to_string()),
            fetch.items.to_string(),
            fetch.new.to_string(),
            fetch.changed.to_string(),
            fetch.ms.to_string(),
            fetch.error.clone().unwrap_or_default(),
        ]
    };
    fetches.iter().map(row).collect()
}
