//! The arguments of `feeds`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::domain::country::CountryCode;
use crate::domain::source::Reliability;

use super::TableFormat;

/// What to do with feeds.
#[derive(Debug, Subcommand)]
pub(crate) enum FeedsCommand {
    /// List the configured feeds with their health
    List {
        /// Table for people or one JSON object per line
        #[arg(long, value_enum, default_value_t = TableFormat::Table)]
        format: TableFormat,
    },
    /// Read files, addresses or configured feeds and say what was found, storing nothing
    #[command(after_help = "Examples:\n  fenghuo feeds check feed.xml\n  fenghuo feeds check gdacs-rss --format json")]
    Check {
        /// Files, http(s) addresses or feed ids
        #[arg(required = true, value_name = "FILE|URL|ID")]
        targets: Vec<String>,
        /// Text for people or one JSON object per line
        #[arg(long, value_enum, default_value_t = TableFormat::Table)]
        format: TableFormat,
    },
    /// Find the feed at an address or on the page there, and write an entry for it into feeds/own.toml
    #[command(
        after_help = "Examples:\n  fenghuo feeds add https://www.example.org/news --dry-run\n  fenghuo feeds add https://www.example.org/rss --id example --reliability B --country UA\n  fenghuo feeds add https://api.example.org/quakes.json --preset usgs"
    )]
    Add(AddArgs),
    /// Take over the feeds of an OPML file that are not configured yet
    #[command(after_help = "Example:\n  fenghuo feeds import subscriptions.opml --dry-run")]
    Import(ImportArgs),
    /// Print the feeds that are asked, for another program
    #[command(after_help = "Example:\n  fenghuo feeds export > feeds.opml")]
    Export {
        /// OPML, or one JSON object per line
        #[arg(long, value_enum, default_value_t = ExportFormat::Opml)]
        format: ExportFormat,
    },
    /// Write the new address of feeds whose publishers moved them for good
    #[command(after_help = "Examples:\n  fenghuo feeds move bbc-world\n  fenghuo feeds move --all --dry-run")]
    Move(MoveArgs),
}

/// Options of `feeds add`.
#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// Address of a feed, or of a page that offers one
    pub(crate) url: String,
    /// Its name; from the host when not given
    #[arg(long)]
    pub(crate) id: Option<String>,
    /// Whose word it is; feeds of one family count as one source
    #[arg(long)]
    pub(crate) family: Option<String>,
    /// The shipped way to read JSON, XML or a table that is no feed; found out from its keys when not given
    #[arg(long, value_name = "NAME")]
    pub(crate) preset: Option<String>,
    /// BCP 47 tag of its language; what the feed states when not given
    #[arg(long, value_name = "TAG")]
    pub(crate) language: Option<String>,
    /// Minutes between two requests; from its rhythm when not given
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(1..=43_200))]
    pub(crate) every: Option<u32>,
    /// A country it is about, by its code; may be repeated
    #[arg(long = "country", value_name = "CODE")]
    pub(crate) countries: Vec<CountryCode>,
    #[command(flatten)]
    pub(crate) entry: EntryArgs,
}

/// Options of `feeds import`.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// The OPML file
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) entry: EntryArgs,
}

/// What is said of every new entry.
#[derive(Debug, Args)]
pub(crate) struct EntryArgs {
    /// How far the publisher is trusted, A to F
    #[arg(long, value_name = "LETTER", default_value = "F")]
    pub(crate) reliability: Reliability,
    /// The heading to list it under
    #[arg(long, default_value = "Own feeds")]
    pub(crate) group: String,
    /// Let it ask addresses of this machine or a private network
    #[arg(long)]
    pub(crate) allow_private: bool,
    /// Print the entry and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Options of `feeds move`.
#[derive(Debug, Args)]
pub(crate) struct MoveArgs {
    /// The feeds, by id
    #[arg(value_name = "FEED", required_unless_present = "all")]
    pub(crate) feeds: Vec<String>,
    /// All that were moved
    #[arg(long, conflicts_with = "feeds")]
    pub(crate) all: bool,
    /// Print the moves and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// How the feeds are given away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// A list that feed readers understand
    Opml,
    /// One JSON object per line
    Json,
}
