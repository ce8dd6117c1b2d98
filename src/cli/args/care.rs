//! The command line of care for the store.

use std::path::PathBuf;

use clap::Subcommand;

use super::TextFormat;

/// What to do with the store.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum StoreCommand {
    /// Look at all of it: pages, references, every stored value, the chain of the audit log, issued notices
    #[command(after_help = "Examples:\n  fenghuo store check\n  fenghuo store check --format json")]
    Check {
        /// Text for people or JSON (`fenghuo.store_check/1`)
        #[arg(long, value_enum, default_value_t = TextFormat::Text)]
        format: TextFormat,
    },
    /// Throw away what `[store]` in fenghuo.toml no longer keeps, and give the room back to the disk
    #[command(after_help = "Examples:\n  fenghuo store compact\n  fenghuo store compact --format json")]
    Compact {
        /// Text for people or JSON (`fenghuo.store_compact/1`)
        #[arg(long, value_enum, default_value_t = TextFormat::Text)]
        format: TextFormat,
    },
    /// Write a copy while the store is in use, read it back, and print its path
    #[command(
        after_help = "Without FILE the copy lies beside the store, and the oldest of such copies make room.\n\nExamples:\n  fenghuo store backup\n  fenghuo store backup /mnt/usb/fenghuo.db"
    )]
    Backup {
        /// A file that is not there yet
        file: Option<PathBuf>,
    },
    /// Put a backup in the place of the store; what was there is kept under another name
    #[command(after_help = "Example:\n  fenghuo store restore /mnt/usb/fenghuo.db --yes")]
    Restore {
        /// The backup
        file: PathBuf,
        /// Do it though there is a store already
        #[arg(long)]
        yes: bool,
    },
    /// Write everything as JSON Lines, one record a line, each with its schema
    #[command(after_help = "Examples:\n  fenghuo store export > all.jsonl\n  fenghuo store export --output all.jsonl")]
    Export {
        /// Write to this file instead of stdout
        #[arg(long, value_name = "PATH")]
        output: Option<PathBuf>,
    },
}
