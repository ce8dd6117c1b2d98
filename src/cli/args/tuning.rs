//! The command line of tuning: the watchlist, and what an edited configuration would have done.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::domain::country::CountryCode;

use super::{TableFormat, TextFormat, read_span};

/// What to do with the watchlist.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum WatchCommand {
    /// List the watched countries, with where each entry stands
    #[command(after_help = "Example:\n  fenghuo watch list --format json")]
    List {
        /// Table for people or one JSON object per line (`fenghuo.watch/1`)
        #[arg(long, value_enum, default_value_t = TableFormat::Table)]
        format: TableFormat,
    },
    /// Watch a country
    #[command(
        after_help = "Names come from the program's own tables; other keys are those of config/countries.toml.\n\nExample:\n  fenghuo watch add GE --tier 2 --key why='new partner' --key 'sectors=[\"agriculture\"]' --dry-run"
    )]
    Add {
        /// Its code, ISO 3166-1 alpha-2
        country: CountryCode,
        /// 1 for partners of a site or named in the policy, 2 for others
        #[arg(long, value_parser = clap::value_parser!(u8).range(1..=2))]
        tier: u8,
        /// A further key of its entry
        #[arg(long = "key", value_name = "KEY=VALUE", value_parser = read_pair)]
        keys: Vec<(String, String)>,
        #[command(flatten)]
        edit: EditArgs,
    },
    /// Change keys of a watched country's entry
    #[command(after_help = "Example:\n  fenghuo watch set UA tier=1 name.en=Ukraine --dry-run")]
    Set {
        /// Its code
        country: CountryCode,
        /// Keys with their new values, as TOML or as plain text
        #[arg(required = true, value_name = "KEY=VALUE", value_parser = read_pair)]
        keys: Vec<(String, String)>,
        #[command(flatten)]
        edit: EditArgs,
    },
    /// Watch a country no longer
    #[command(after_help = "Example:\n  fenghuo watch remove GE --dry-run")]
    Remove {
        /// Its code
        country: CountryCode,
        #[command(flatten)]
        edit: EditArgs,
    },
}

/// Options of commands that change the operator's files.
#[derive(Clone, Copy, Debug, Args)]
pub(in crate::cli) struct EditArgs {
    /// Print what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Options of `backtest`.
#[derive(Debug, Args)]
pub(in crate::cli) struct BacktestArgs {
    /// Items to run, one JSON object per line; those of the store when not given
    #[arg(long, value_name = "FILE")]
    pub items: Option<PathBuf>,
    /// Real events (CSV with the columns country and date) to measure both configurations against; travel advice is left
    /// out of the items then, because it is no witness in its own case
    #[arg(long, value_name = "FILE")]
    pub against: Option<PathBuf>,
    /// How far back to take stored items: 7d, 90d; as many days as reports show of history when not given
    #[arg(long, value_name = "SPAN", value_parser = read_span)]
    pub since: Option<chrono::Duration>,
    /// Folder of the configuration as it was; the shipped one when not given
    #[arg(long, value_name = "DIR")]
    pub base: Option<PathBuf>,
    /// Time between two evaluations: 15m, 6h
    #[arg(long, value_name = "SPAN", default_value = "6h", value_parser = read_span)]
    pub step: chrono::Duration,
    /// Text for people or JSON (`fenghuo.backtest/1`)
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub format: TextFormat,
}

fn read_pair(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').filter(|(key, _)| !key.is_empty());
    let pair = pair.map(|(key, value)| (key.trim().to_owned(), value.to_owned()));
    pair.ok_or_else(|| format!("`{text}` is not KEY=VALUE"))
}
