//! `feeds add`, `feeds import`, `feeds export` and `feeds move`.
//!
//! Finding and proposing is left to `app`, editing files to `config`. What would be or was written goes to stdout.

use std::path::PathBuf;

use anyhow::{Context as _, anyhow};

use crate::app::feed_book::{self, Move, Wishes};
use crate::cli::args::{AddArgs, EntryArgs, ExportFormat, ImportArgs, MoveArgs};
use crate::cli::context::Context;
use crate::cli::printer::{Printer, say};
use crate::cli::{Ending, Failure};
use crate::config::{Draft, feed_text, folder};
use crate::domain::feed::Feed;
use crate::domain::source::Reliability;

/// Titles shown of a new feed.
const TITLES_SHOWN: usize = 5;

/// Finds a feed and writes its entry.
pub(super) fn add(args: &AddArgs, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let config = context.config()?;
    let wishes = Wishes {
        id: args.id.clone(),
        family: args.family.clone(),
        preset: args.preset.clone(),
        lang: args.language.clone(),
        every_minutes: args.every,
        countries: args.countries.clone(),
        ..wishes(&args.entry)
    };
    let added = Context::runtime()?.block_on(feed_book::add(&config, &args.url, &wishes, context.now()))?;
    for title in added.titles.iter().take(TITLES_SHOWN) {
        say(&format!("read: {title}"));
    }
    if added.titles.is_empty() {
        say("read: nothing is in it now");
    }
    for other in &added.others {
        say(&format!("also offered: {other}"));
    }
    written(&[added.feed], &args.entry, context, printer)?;
    Ok(Ending::Done)
}

/// Writes entries for the feeds of a list.
pub(super) fn import(args: &ImportArgs, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let config = context.config()?;
    let text = std::fs::read_to_string(&args.file).with_context(|| format!("cannot read `{}`", args.file.display()))?;
    let imported = feed_book::import(&config, &text, &wishes(&args.entry));
    if !imported.feeds.is_empty() {
        written(&imported.feeds, &args.entry, context, printer)?;
    }
    let (new, known, refused) = (imported.feeds.len(), imported.known, imported.refused);
    say(&format!("{new} new, {known} configured already, {refused} without a usable address"));
    Ok(if refused > 0 || new + known == 0 { Ending::Partly } else { Ending::Done })
}

/// Prints the feeds that are asked.
pub(super) fn export(format: ExportFormat, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let config = context.config()?;
    match format {
        ExportFormat::Opml => feed_book::export(&config).lines().try_for_each(|line| printer.line(line))?,
        ExportFormat::Json => {
            for feed in config.feeds.iter().filter(|feed| feed.enabled) {
                printer.json(&exported(feed))?;
            }
        }
    }
    Ok(Ending::Done)
}

/// Writes the addresses that publishers proposed.
pub(super) fn accept(args: &MoveArgs, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let engine = context.engine_asleep()?;
    let proposed = feed_book::moves(engine.feeds());
    let wanted = |one: &&Move| args.all || args.feeds.iter().any(|id| *id == one.feed.as_str());
    for id in &args.feeds {
        if !proposed.iter().any(|one| *id == one.feed.as_str()) {
            return Err(Failure::Usage(format!(
                "no publisher moved a feed `{id}`; `fenghuo feeds list` shows who did"
            )));
        }
    }
    let mut refused = false;
    for one in proposed.iter().filter(wanted) {
        if let Some(why) = one.refused {
            say(&format!("{}: {why}", one.feed));
            refused = true;
            continue;
        }
        printer.line(&format!("{}: {} → {}", one.feed, one.from, one.to))?;
        if !args.dry_run {
            write(&feed_book::moving(&target(context)?, one)?)?;
        }
    }
    Ok(if refused { Ending::Partly } else { Ending::Done })
}

fn wishes(args: &EntryArgs) -> Wishes {
    Wishes {
        group: args.group.clone(),
        reliability: Some(args.reliability),
        allow_private: args.allow_private,
        ..Wishes::default()
    }
}

/// Prints the entries, and writes them unless that is not wanted.
fn written(feeds: &[Feed], args: &EntryArgs, context: &Context, printer: &mut Printer) -> Result<(), Failure> {
    if args.reliability == Reliability::F {
        say("reliability F: who cannot be judged counts for little; grade the publisher with --reliability");
    }
    for feed in feeds {
        feed_text(feed).lines().try_for_each(|line| printer.line(line))?;
    }
    let edit = feed_book::adding(&target(context)?, feeds)?;
    checked(&edit)?;
    if args.dry_run { Ok(()) } else { write(&edit) }
}

/// A change that would leave the configuration invalid is not made.
fn checked(edit: &Draft) -> Result<(), Failure> {
    let loaded = edit.check(&Context::env);
    for problem in loaded.problems.iter().filter(|problem| problem.is_error()) {
        say(&problem.to_string());
    }
    if loaded.has_errors() { Err(Failure::Configuration) } else { Ok(()) }
}

fn write(edit: &Draft) -> Result<(), Failure> {
    checked(edit)?;
    edit.write().map_err(anyhow::Error::from)?;
    say(&format!("written to {}", edit.path().display()));
    Ok(())
}

/// The operator's folder, there or not.
fn target(context: &Context) -> Result<PathBuf, Failure> {
    let found = folder(context.config_dir(), &Context::env);
    Ok(found.ok_or_else(|| anyhow!("there is no folder for the configuration; name one with --config"))?)
}

/// What another program needs to ask the feed; secrets are left out.
fn exported(feed: &Feed) -> serde_json::Value {
    serde_json::json!({
        "schema": "fenghuo.feed_entry/1",
        "id": feed.id,
        "title": feed.title,
        "group": feed.group,
        "url": feed.shown_url(),
        "format": feed.format,
        "preset": feed.preset,
        "lang": feed.lang,
        "countries": feed.countries,
        "hazards": feed.hazards,
        "reliability": feed.reliability,
        "family": feed.family,
        "every_minutes": feed.every_minutes,
        "register": feed.register,
        "terms": feed.terms,
    })
}
