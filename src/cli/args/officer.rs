//! The command line of the notice desk: notices, silences, rules, drills, the unattended desk.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::domain::country::CountryCode;
use crate::domain::hazard::Hazard;
use crate::domain::level::Level;
use crate::domain::time::Timestamp;

use super::{TableFormat, TextFormat, read_time};

const DRAFT_EXAMPLE: &str = "Example:\n  fenghuo notice list\n  fenghuo notice draft c-6fa813d7168baa86 --by li";
const SUBMIT_EXAMPLE: &str = "Example:\n  fenghuo notice submit N-2026-0007 --assessment '短期内再次遭袭可能性大' --assessment-en 'more strikes are likely'";
const SHOW_EXAMPLE: &str = "Examples:\n  fenghuo notice show N-2026-0007 --lang en\n  fenghuo notice show N-2026-0007 --format docx --output notice.docx\n  fenghuo notice show N-2026-0007 --format cap | xmllint --noout --schema cap12.xsd -";

/// What to do at the notice desk.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum NoticeCommand {
    /// List notices, and the candidates that wait
    List {
        /// Table for people or one JSON object per line
        #[arg(long, value_enum, default_value_t = TableFormat::Table)]
        format: TableFormat,
    },
    /// Print a notice
    #[command(after_help = SHOW_EXAMPLE)]
    Show(ShowArgs),
    /// Draft a notice on a candidate; where one on it is in force, the next of that series
    #[command(after_help = DRAFT_EXAMPLE)]
    Draft {
        /// The candidate
        candidate: String,
        #[command(flatten)]
        by: ByArgs,
    },
    /// Change a draft; whoever changes it is its drafter from then on
    #[command(after_help = "Example:\n  fenghuo notice edit N-2026-0007 --fact 2='…' --recipient 各市科技局")]
    Edit {
        /// The draft
        notice: String,
        #[command(flatten)]
        changes: ChangeArgs,
        #[command(flatten)]
        by: ByArgs,
    },
    /// Change a draft, if anything is given, and hand it in for approval
    #[command(after_help = SUBMIT_EXAMPLE)]
    Submit {
        /// The draft
        notice: String,
        #[command(flatten)]
        changes: ChangeArgs,
        #[command(flatten)]
        by: ByArgs,
    },
    /// Hand a notice back to its drafter for changes
    #[command(after_help = "Example:\n  fenghuo notice return N-2026-0007 --remark '请补充第二来源'")]
    Return {
        /// The notice, handed in or approved
        notice: String,
        /// What to change
        #[arg(long, value_name = "TEXT")]
        remark: String,
        #[command(flatten)]
        by: ByArgs,
    },
    /// Approve a notice; orange and red need somebody other than the drafter
    #[command(after_help = "Example:\n  fenghuo notice approve N-2026-0007 --by wang")]
    Approve {
        /// The notice
        notice: String,
        #[command(flatten)]
        by: ByArgs,
    },
    /// Issue an approved notice: frozen, numbered, and put into the outbox
    #[command(after_help = "Example:\n  fenghuo notice issue N-2026-0007 && fenghuo notice send")]
    Issue {
        /// The notice
        notice: String,
        #[command(flatten)]
        by: ByArgs,
    },
    /// Draft an update of a notice in force, from the facts as they are now; another level raises or lowers it
    #[command(after_help = "Example:\n  fenghuo notice update N-2026-0007 --level yellow")]
    Update {
        /// The notice in force
        notice: String,
        /// The new level; the candidate's own when not given
        #[arg(long, value_name = "LEVEL")]
        level: Option<Level>,
        #[command(flatten)]
        changes: ChangeArgs,
        #[command(flatten)]
        by: ByArgs,
    },
    /// Draft the end of a warning, once its condition has been false for the dwell time
    #[command(after_help = "Example:\n  fenghuo notice lift N-2026-0007 --remark '连续72小时无新情况'")]
    Lift {
        /// The notice in force
        notice: String,
        /// On what evidence it ends, and what stays in force
        #[arg(long, value_name = "TEXT")]
        remark: String,
        #[command(flatten)]
        by: ByArgs,
    },
    /// Turn a notice down before issue
    #[command(after_help = "Example:\n  fenghuo notice reject N-2026-0007 --reason '与昨日通报重复'")]
    Reject {
        /// The notice
        notice: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        by: ByArgs,
    },
    /// Draft a correction of a notice in force
    #[command(after_help = "Example:\n  fenghuo notice correct N-2026-0007 --remark '原文“9人”有误' --fact 2='…12人…'")]
    Correct {
        /// The notice in force
        notice: String,
        /// The wrong words, quoted
        #[arg(long, value_name = "TEXT")]
        remark: String,
        #[command(flatten)]
        changes: ChangeArgs,
        #[command(flatten)]
        by: ByArgs,
    },
    /// Set a candidate aside
    #[command(after_help = "Example:\n  fenghuo notice dismiss c-6fa813d7168baa86 --reason false_alarm")]
    Dismiss {
        /// The candidate
        candidate: String,
        /// Reason code: `false_alarm`, `not_ours`, `known` or `late`
        #[arg(long, value_name = "CODE")]
        reason: String,
        /// In words
        #[arg(long, value_name = "TEXT", default_value = "")]
        note: String,
        #[command(flatten)]
        by: ByArgs,
    },
    /// Note a recipient's acknowledgement
    #[command(after_help = "Example:\n  fenghuo notice ack N-2026-0007 kjj-yantai --note '已通知两名访问学者'")]
    Ack {
        /// The notice
        notice: String,
        /// Who answered
        recipient: String,
        /// What they said
        #[arg(long, value_name = "TEXT", default_value = "")]
        note: String,
        #[command(flatten)]
        by: ByArgs,
    },
    /// List deliveries with their state and acknowledgement
    Ledger {
        /// Only this notice's
        notice: Option<String>,
        /// Table for people or one JSON object per line
        #[arg(long, value_enum, default_value_t = TableFormat::Table)]
        format: TableFormat,
    },
    /// Say whom the routes lead to for such a warning, sending nothing
    #[command(
        after_help = "Example:\n  fenghuo notice routes --country UA --hazard armed_conflict --level orange --asset yantai-paton"
    )]
    Routes(RoutesArgs),
    /// Send what is due in the outbox once
    Send,
    /// Check that notices and the audit log are as they were written
    #[command(after_help = "Example:\n  fenghuo notice verify --known 41:9f2c…")]
    Verify {
        /// An entry noted elsewhere, as PLACE:HASH, to find a log cut short or written anew
        #[arg(long, value_name = "PLACE:HASH", value_parser = read_known)]
        known: Option<(u64, String)>,
    },
    /// Write the evidence pack of an incident, for an insurer
    #[command(after_help = "Example:\n  fenghuo notice evidence i-28997012f2d17b96 --output kyiv.zip")]
    Evidence {
        /// The incident
        incident: String,
        /// The archive to write
        #[arg(long, value_name = "PATH")]
        output: PathBuf,
    },
}

/// Options of `notice routes`.
#[derive(Debug, Args)]
pub(in crate::cli) struct RoutesArgs {
    /// A country it is about; may be given more than once
    #[arg(long, value_name = "CODE", required = true)]
    pub country: Vec<CountryCode>,
    /// Its hazard
    #[arg(long, value_name = "HAZARD")]
    pub hazard: Hazard,
    /// Its level
    #[arg(long, value_name = "LEVEL", default_value_t = Level::Orange)]
    pub level: Level,
    /// A registered asset in its way; may be given more than once
    #[arg(long, value_name = "ID")]
    pub asset: Vec<String>,
    /// Table for people or one JSON object per line
    #[arg(long, value_enum, default_value_t = TableFormat::Table)]
    pub format: TableFormat,
}

/// Options of `notice show`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ShowArgs {
    /// The notice
    pub notice: String,
    /// How it is laid out
    #[arg(long, value_enum, default_value_t = NoticeFormat::Md)]
    pub format: NoticeFormat,
    /// Write to this file instead of stdout
    #[arg(long, value_name = "PATH")]
    pub output: Option<PathBuf>,
}

/// Who decides.
#[derive(Debug, Args)]
pub(in crate::cli) struct ByArgs {
    /// Who decides; the configured officer when not given
    #[arg(long, value_name = "PERSON")]
    pub by: Option<String>,
}

/// What to change of a draft.
#[derive(Debug, Args)]
pub(in crate::cli) struct ChangeArgs {
    /// Judgement and trend, in simplified Chinese; other languages take it over until given
    #[arg(long, value_name = "TEXT")]
    pub assessment: Option<String>,
    /// The same in English
    #[arg(long, value_name = "TEXT")]
    pub assessment_en: Option<String>,
    /// The same in traditional Chinese
    #[arg(long, value_name = "TEXT")]
    pub assessment_zh_hant: Option<String>,
    /// Say a fact in other words: its number, =, the words
    #[arg(long = "fact", value_name = "N=TEXT", value_parser = read_fact)]
    pub facts: Vec<(usize, String)>,
    /// Main recipients, each with its own option; replaces them all
    #[arg(long = "recipient", value_name = "NAME")]
    pub recipients: Vec<String>,
    /// Copies to, each with its own option; replaces them all
    #[arg(long = "copy", value_name = "NAME")]
    pub copies: Vec<String>,
    /// Until when it holds (RFC 3339)
    #[arg(long, value_name = "TIME", value_parser = read_time)]
    pub expires: Option<Timestamp>,
}

/// How a notice is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum NoticeFormat {
    /// Markdown
    Md,
    /// A page to print
    Html,
    /// Plain text
    Txt,
    /// JSON (`fenghuo.notice/1`)
    Json,
    /// One row
    Csv,
    /// Common Alerting Protocol 1.2, in three languages
    Cap,
    /// Word
    Docx,
}

/// What to do with silences.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum SilenceCommand {
    /// Hold candidates for a time; red still comes through
    #[command(
        after_help = "Example:\n  fenghuo silence add --country CL --rule SOC-1 --hours 24 --reason '罢工已掌握'"
    )]
    Add(SilenceArgs),
    /// List silences
    List {
        /// Table for people or one JSON object per line
        #[arg(long, value_enum, default_value_t = TableFormat::Table)]
        format: TableFormat,
    },
    /// End a silence early
    End {
        /// The silence
        silence: String,
        #[command(flatten)]
        by: ByArgs,
    },
}

/// Options of `silence add`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("scope").required(true).multiple(true))]
pub(in crate::cli) struct SilenceArgs {
    /// Only this rule's
    #[arg(long, value_name = "ID", group = "scope")]
    pub rule: Option<String>,
    /// Only this country's
    #[arg(long, value_name = "CODE", group = "scope", value_parser = read_country)]
    pub country: Option<CountryCode>,
    /// Only this hazard's
    #[arg(long, value_name = "HAZARD", group = "scope")]
    pub hazard: Option<Hazard>,
    /// Only this asset's
    #[arg(long, value_name = "ID", group = "scope")]
    pub asset: Option<String>,
    /// Only this incident's
    #[arg(long, value_name = "ID", group = "scope")]
    pub incident: Option<String>,
    /// For how long
    #[arg(long, value_name = "HOURS")]
    pub hours: u32,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub by: ByArgs,
}

/// What to do with rules.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum RulesCommand {
    /// List the rules
    List {
        /// Table for people or one JSON object per line
        #[arg(long, value_enum, default_value_t = TableFormat::Table)]
        format: TableFormat,
    },
    /// Say what a rule looks for, and why
    #[command(after_help = "Example:\n  fenghuo rules explain ARM-1")]
    Explain {
        /// The rule
        rule: String,
    },
    /// Run scenarios over the rules in force and print the reasons
    #[command(after_help = "Examples:\n  fenghuo rules test\n  fenghuo rules test my-scenarios.toml --format json")]
    Test {
        /// Scenario files; the shipped ones when none is named
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Text for people or one JSON object per line
        #[arg(long, value_enum, default_value_t = TextFormat::Text)]
        format: TextFormat,
    },
    /// Tell how good each rule was, from what persons decided
    Stats {
        /// How many days back
        #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=3650))]
        days: u32,
        /// Table for people or one JSON object per line
        #[arg(long, value_enum, default_value_t = TableFormat::Table)]
        format: TableFormat,
    },
}

/// Options of `why-not`.
#[derive(Debug, Args)]
pub(in crate::cli) struct WhyNotArgs {
    /// The item's id
    pub item: String,
    /// Ask about this asset
    #[arg(long, value_name = "ID")]
    pub asset: Option<String>,
    /// Text for people or JSON
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub format: TextFormat,
    /// Ask about an item of the bundled demo instead of the store's
    #[arg(long)]
    pub demo: bool,
}

fn read_country(text: &str) -> Result<CountryCode, String> {
    CountryCode::new(text).ok_or_else(|| format!("`{text}` is not a country code such as UA"))
}

fn read_fact(text: &str) -> Result<(usize, String), String> {
    let parts = text.split_once('=');
    let number = parts.and_then(|(number, words)| Some((number.parse().ok()?, words.to_owned())));
    number.ok_or_else(|| format!("`{text}` is not a number, = and words"))
}

fn read_known(text: &str) -> Result<(u64, String), String> {
    let parts = text.split_once(':');
    let known = parts.and_then(|(place, hash)| Some((place.parse().ok()?, hash.to_owned())));
    known.ok_or_else(|| format!("`{text}` is not a place and a hash, as in 41:9f2c…"))
}
