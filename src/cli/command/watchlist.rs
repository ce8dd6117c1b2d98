//! `watch`: the watchlist and changes to it.

use crate::app::watchlist::{Change, Refused, draft, value};
use crate::cli::args::{EditArgs, TableFormat, WatchCommand};
use crate::cli::context::Context;
use crate::cli::printer::{Printer, say};
use crate::cli::{Ending, Failure};
use crate::config::{Config, folder};
use crate::domain::country::Country;
use crate::domain::words::Words;

use super::table;

const HEAD: [&str; 6] = ["code", "name", "tier", "sites", "from", "why"];

/// Lists or changes the watchlist.
pub(super) fn run(command: WatchCommand, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let typed = |keys: Vec<(String, String)>| keys.into_iter().map(|(key, text)| (key, value(&text))).collect();
    match command {
        WatchCommand::List { format } => list(format, context, printer),
        WatchCommand::Add { country, tier, keys, edit } => {
            change(Change::Add { code: country, tier, values: typed(keys) }, edit, context, printer)
        }
        WatchCommand::Set { country, keys, edit } => {
            change(Change::Set { code: country, values: typed(keys) }, edit, context, printer)
        }
        WatchCommand::Remove { country, edit } => change(Change::Remove { code: country }, edit, context, printer),
    }
}

fn change(change: Change, edit: EditArgs, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let config = context.config()?;
    let folder = folder(context.config_dir(), &Context::env)
        .ok_or_else(|| Failure::Usage("there is no folder for your configuration; give --config DIR".to_owned()))?;
    let draft = draft(&folder, &config, change, &Context::env).map_err(refused)?;
    if !draft.is_changed() {
        say("nothing to change");
    } else if edit.dry_run {
        printer.line(draft.diff().trim_end())?;
    } else {
        draft.write().map_err(anyhow::Error::from)?;
        printer.line(&draft.path().display().to_string())?;
    }
    Ok(Ending::Done)
}

fn refused(refused: Refused) -> Failure {
    match refused {
        Refused::Watched(_) | Refused::Unwatched(_) => Failure::Usage(refused.to_string()),
        Refused::Invalid(ref problems) => {
            for problem in problems {
                say(&problem.to_string());
            }
            say(&refused.to_string());
            Failure::Configuration
        }
        Refused::Edit(error) => Failure::Failed(error.into()),
    }
}

fn list(format: TableFormat, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let config = context.config()?;
    let words = context.words(&config);
    match format {
        TableFormat::Json => {
            for country in &config.countries {
                printer.json(&line(country, &config))?;
            }
        }
        TableFormat::Table => {
            let rows: Vec<_> = config.countries.iter().map(|country| row(country, &config, &words)).collect();
            for line in table::lines(&HEAD, &rows) {
                printer.line(&line)?;
            }
        }
    }
    Ok(Ending::Done)
}

fn line(country: &Country, config: &Config) -> serde_json::Value {
    let facts = config.facts.get(&country.code);
    serde_json::json!({
        "schema": "fenghuo.watch/1",
        "code": country.code,
        "name": country.name,
        "tier": country.tier,
        "why": facts.map(|facts| facts.why.as_str()),
        "groups": facts.map(|facts| &facts.groups),
        "sectors": facts.map(|facts| &facts.sectors),
        "currency": country.currency,
        "sites": sites(country, config),
        "from": origin(country, config),
    })
}

fn row(country: &Country, config: &Config, words: &Words) -> Vec<String> {
    let why = config.facts.get(&country.code).map(|facts| facts.why.clone());
    vec![
        country.code.to_string(),
        country.name.get(words.lang()).to_owned(),
        country.tier.to_string(),
        sites(country, config).to_string(),
        origin(country, config),
        why.unwrap_or_default(),
    ]
}

/// Registered sites and projects that hang on it.
fn sites(country: &Country, config: &Config) -> usize {
    config.assets.iter().filter(|asset| asset.hangs_on(country.code)).count()
}

/// The file and line in which the entry, or the last change to it, stands.
fn origin(country: &Country, config: &Config) -> String {
    let place = config.locate("countries.toml", country.code.as_str(), "code");
    place.map_or_else(String::new, |place| format!("{}:{}", place.file, place.line))
}
