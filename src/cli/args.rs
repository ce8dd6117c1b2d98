//! The command line: every command, option and example, in one place.
//!
//! What commands do is left to `command/`; help texts, completions and the man page all come from here.

mod care;
mod feeds;
mod officer;

mod tuning;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::domain::level::Level;
use crate::domain::time::{self, Timestamp};
use crate::domain::words::Lang;

pub(super) use self::care::StoreCommand;
pub(super) use self::feeds::{AddArgs, EntryArgs, ExportFormat, FeedsCommand, ImportArgs, MoveArgs};
pub(super) use self::officer::{
    ByArgs, ChangeArgs, NoticeCommand, NoticeFormat, RoutesArgs, RulesCommand, ShowArgs, SilenceArgs, SilenceCommand,
    WhyNotArgs,
};
pub(super) use self::tuning::{BacktestArgs, EditArgs, WatchCommand};

const EXIT_CODES: &str = "\
Exit codes:
  0   done
  1   failed
  2   wrong usage or invalid configuration
  10  with --exit-code: candidates or notices at or above --min-level since the last run
  20  with --exit-code: coverage is degraded (10 wins; the JSON says both)";

/// Watches the risks of working abroad and drafts early-warning notices.
#[derive(Debug, Parser)]
#[command(name = "fenghuo", version, about, max_term_width = 100, after_long_help = EXIT_CODES)]
pub(super) struct Cli {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options that every command understands.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct Globals {
    /// Folder with configuration files that overlay the shipped ones
    #[arg(long, global = true, value_name = "DIR", env = "FENGHUO_CONFIG")]
    pub config: Option<PathBuf>,
    /// Where to keep what was read: a path, `sqlite:PATH`, or `memory:`
    #[arg(long, global = true, value_name = "URL", env = "FENGHUO_STORE")]
    pub store: Option<String>,
    /// Language of screens, reports and messages: en, zh-Hans or zh-Hant
    #[arg(long, global = true, value_name = "LANG", env = "FENGHUO_LANG")]
    pub lang: Option<Lang>,
    /// Take this moment for now (RFC 3339), for tests and replays
    #[arg(long, global = true, value_name = "TIME", value_parser = read_time)]
    pub now: Option<Timestamp>,
}

/// What to do; without one, the terminal dashboard starts.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show the dashboard on a bundled, made-up fortnight; no network, no files written
    #[command(after_help = "Examples:\n  fenghuo demo\n  fenghuo demo --headless --format json")]
    Demo(DemoArgs),
    /// Ask feeds once and print what came of it
    #[command(after_help = "Examples:\n  fenghuo fetch\n  fenghuo fetch gdacs-rss usgs-45-week --format json")]
    Fetch(FetchArgs),
    /// Ask all due feeds once, then print the alert report, a handover note or a brief
    #[command(
        after_help = "Examples:\n  fenghuo report --since 24h\n  fenghuo report --kind handover --no-fetch --format html --output shift.html\n  fenghuo report --format json --output report.json --exit-code\n  fenghuo report --no-fetch --format md"
    )]
    Report(ReportArgs),
    /// Read items as JSON Lines from stdin, print annotations as JSON Lines
    #[command(after_help = "Example:\n  echo '{\"id\":\"1\",\"title\":\"Protests in Tbilisi\"}' | fenghuo annotate")]
    Annotate,
    /// Run the whole pipeline over stored items with the clock driven by their times
    #[command(after_help = "Example:\n  fenghuo replay --items items.jsonl --step 1h > replay.json")]
    Replay(ReplayArgs),
    /// Print the terms of a score: of a country (UA), an asset, an incident or an item
    #[command(after_help = "Examples:\n  fenghuo explain UA\n  fenghuo explain yantai-paton --format json")]
    Explain(ExplainArgs),
    /// Say which gate stopped an item from becoming a warning, with the numbers
    #[command(after_help = "Example:\n  fenghuo why-not demo-rumour-1 --demo")]
    WhyNot(WhyNotArgs),
    /// The notice desk: draft, approve, issue, update, lift, acknowledge, verify
    Notice {
        #[command(subcommand)]
        command: NoticeCommand,
    },
    /// Hold candidates for a time, with a reason
    Silence {
        #[command(subcommand)]
        command: SilenceCommand,
    },
    /// Look at the rules: what they look for, whether their scenarios hold, how good they were
    Rules {
        #[command(subcommand)]
        command: RulesCommand,
    },
    /// Send a marked, made-up warning the whole way to the recipients, and tell each step's time
    #[command(after_help = "Example:\n  fenghuo drill --by li")]
    Drill(ByArgs),
    /// Watch without a terminal: ask due feeds, evaluate, send the outbox; ends in order on SIGTERM and SIGINT
    #[command(
        after_help = "Example:\n  fenghuo run --config /etc/fenghuo --metrics /var/lib/node_exporter/fenghuo.prom 2>>/var/log/fenghuo.log"
    )]
    Run(RunArgs),
    /// Look at feeds and keep their list: health, what an address would give, adding, moving, import and export
    Feeds {
        #[command(subcommand)]
        command: FeedsCommand,
    },
    /// Tell what the configuration in force would have done on past items, beside another
    #[command(
        after_help = "Examples:\n  fenghuo backtest --config edited --since 30d\n  fenghuo backtest --config new --base old --items items.jsonl --format json\n  fenghuo backtest --items 2025.jsonl --against raises.csv"
    )]
    Backtest(BacktestArgs),
    /// The watchlist: list, add, set, remove countries; your files keep their comments
    Watch {
        #[command(subcommand)]
        command: WatchCommand,
    },
    /// Care of the store: check, compact, backup, restore, export
    Store {
        #[command(subcommand)]
        command: StoreCommand,
    },
    /// Write, check and show the configuration
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Look at configuration, store, clock, feeds, recipients, secrets and terminal, and say what to do
    #[command(
        after_help = "Exit code 1 when anything fails.\n\nExamples:\n  fenghuo doctor\n  fenghuo doctor --format json"
    )]
    Doctor {
        /// Text for people or JSON (`fenghuo.doctor/1`)
        #[arg(long, value_enum, default_value_t = TextFormat::Text)]
        format: TextFormat,
    },
    /// Print a completion script for a shell
    #[command(after_help = "Example:\n  fenghuo completions bash > ~/.local/share/bash-completion/completions/fenghuo")]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    #[command(after_help = "Example:\n  fenghuo man | man -l -")]
    Man,
}

/// Options of `run`.
#[derive(Debug, Args)]
pub(super) struct RunArgs {
    /// File to write metrics to at each turn, as Prometheus reads them from a folder of text files
    #[arg(long, value_name = "PATH")]
    pub metrics: Option<PathBuf>,
}

/// Options of `demo`.
#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// Print the report of the demo instead of starting the dashboard
    #[arg(long)]
    pub headless: bool,
    /// Which report, with --headless
    #[arg(long, value_enum, default_value_t = ReportKind::Alert)]
    pub kind: ReportKind,
    /// Format of the report, with --headless
    #[arg(long, value_enum, default_value_t = ReportFormat::Md)]
    pub format: ReportFormat,
    /// How many times faster than a real clock the demo's clock runs
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub speed: u32,
}

/// Options of `fetch`.
#[derive(Debug, Args)]
pub(super) struct FetchArgs {
    /// Feeds to ask, by id; all enabled ones when none is named
    #[arg(value_name = "FEED")]
    pub feeds: Vec<String>,
    /// Table for people or one JSON object per line
    #[arg(long, value_enum, default_value_t = TableFormat::Table)]
    pub format: TableFormat,
}

/// Options of `report`.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// Which report
    #[arg(long, value_enum, default_value_t = ReportKind::Alert)]
    pub kind: ReportKind,
    /// How far back to tell changes: 90m, 24h, 7d; the span of its kind when not given
    #[arg(long, value_name = "SPAN", value_parser = read_span)]
    pub since: Option<chrono::Duration>,
    /// Format of the report
    #[arg(long, value_enum, default_value_t = ReportFormat::Md)]
    pub format: ReportFormat,
    /// Write to this file instead of stdout
    #[arg(long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Do not ask any feed; report what is stored
    #[arg(long)]
    pub no_fetch: bool,
    #[command(flatten)]
    pub exit: ExitArgs,
}

/// Options that turn findings into an exit code.
#[derive(Debug, Args)]
pub(super) struct ExitArgs {
    /// Exit 10 for warnings, 20 for degraded coverage
    #[arg(long)]
    pub exit_code: bool,
    /// Lowest level that counts for exit code 10
    #[arg(long, value_name = "LEVEL", default_value = "yellow")]
    pub min_level: Level,
}

/// Options of `replay`.
#[derive(Debug, Args)]
pub(super) struct ReplayArgs {
    /// File of items, one JSON object per line
    #[arg(long, value_name = "FILE")]
    pub items: PathBuf,
    /// Time between two evaluations: 15m, 1h
    #[arg(long, value_name = "SPAN", default_value = "1h", value_parser = read_span)]
    pub step: chrono::Duration,
}

/// Options of `explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// A country code, an asset's, an incident's or an item's id
    pub id: String,
    /// Text for people or JSON
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub format: TextFormat,
    /// Explain a number of the bundled demo instead of the store's
    #[arg(long)]
    pub demo: bool,
}

/// What to do with the configuration.
#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Write the shipped configuration, commented, into a folder
    Init {
        /// The folder; made when it is not there
        dir: PathBuf,
    },
    /// Report every problem at once, with file, line and column
    Check {
        /// The folder; the one of --config when not given
        dir: Option<PathBuf>,
    },
    /// Print the configuration in force, with the origin of each value
    Show,
}

/// Which report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportKind {
    /// What changed and what to do, complete
    Alert,
    /// From one shift to the next, to be signed
    Handover,
    /// Every morning, one page
    Daily,
    /// The week in figures
    Weekly,
    /// For the public: no asset, no person, no unit
    Monthly,
}

/// How a report is laid out; briefings come as md, html and json.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// Markdown
    Md,
    /// JSON (`fenghuo.report/1`)
    Json,
    /// A page to read or print
    Html,
    /// One row per warning
    Csv,
    /// Atom feed of warnings
    Atom,
}

/// A table or its machine form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    /// For people
    Table,
    /// One JSON object per line
    Json,
}

/// A text or its machine form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TextFormat {
    /// For people
    Text,
    /// JSON
    Json,
}

fn read_time(text: &str) -> Result<Timestamp, String> {
    time::parse(text).ok_or_else(|| format!("`{text}` is not a time such as 2026-11-22T08:42:00Z"))
}

fn read_span(text: &str) -> Result<chrono::Duration, String> {
    let unit = text.chars().last().unwrap_or_default();
    let count = text.strip_suffix(unit).and_then(|digits| digits.parse::<u32>().ok()).filter(|count| *count > 0);
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => 0,
    };
    match count {
        Some(count) if seconds > 0 => Ok(chrono::Duration::seconds(i64::from(count) * seconds)),
        _ => Err(format!("`{text}` is not a span such as 90m, 24h or 7d")),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn spans_are_read_with_their_unit() {
        assert_eq!(read_span("90m"), Ok(chrono::Duration::minutes(90)));
        assert_eq!(read_span("7d"), Ok(chrono::Duration::days(7)));
        for bad in ["", "24", "h", "0h", "-1h", "1w", "1时"] {
            assert!(read_span(bad).is_err(), "{bad}");
        }
    }
}
