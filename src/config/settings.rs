//! The settings of the desk: `fenghuo.toml` as values. Defaults are in the shipped file, and only there.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono_tz::Tz;

use crate::domain::country::CountryCode;
use crate::domain::id::{Family, Person};
use crate::domain::notice::Secrecy;
use crate::domain::pace::Pace;
use crate::domain::words::{Lang, LocalText};

/// All settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Language of screens and reports.
    pub language: Lang,
    /// Who the desk is.
    pub desk: Desk,
    /// When things are done.
    pub schedule: Schedule,
    /// How feeds are asked.
    pub http: Http,
    /// Where things are kept.
    pub store: StoreSettings,
    /// What reports look back on.
    pub report: ReportSettings,
    /// How the screen looks.
    pub tui: TuiSettings,
    /// Publisher families that are party to a conflict, by conflict.
    pub parties: BTreeMap<String, Vec<Family>>,
}

/// Who the desk is.
#[derive(Clone, Debug, PartialEq)]
pub struct Desk {
    /// Its name.
    pub name: LocalText,
    /// Who issues notices; none until configured.
    pub issuer: Option<LocalText>,
    /// The issuer's own number with `{year}` and `{n}`; none until configured.
    pub document_number: Option<String>,
    /// The province whose units are served.
    pub province: LocalText,
    /// The person at the desk; none for the user name of the system.
    pub officer: Option<Person>,
    /// The wall clock.
    pub timezone: Tz,
    /// The home country.
    pub home: CountryCode,
    /// Family of the home country's foreign ministry.
    pub ministry: Family,
    /// Secrecy of notices.
    pub secrecy: Secrecy,
    /// Main recipients.
    pub addressees: Vec<LocalText>,
    /// Copies to.
    pub copies: Vec<LocalText>,
    /// Whom to call.
    pub contacts: LocalText,
    /// Longest silence that an officer may set.
    pub silence_max: Duration,
}

/// When things are done.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// Between two evaluations of all levels.
    pub evaluate: Duration,
    /// How eagerly feeds are asked, and from when silence counts as a fault.
    pub pace: Pace,
}

/// How feeds are asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Http {
    /// Sent with every request; version and contact filled in.
    pub user_agent: String,
    /// For connecting.
    pub connect: Duration,
    /// Until the first byte of the answer.
    pub first_byte: Duration,
    /// For the whole answer.
    pub total: Duration,
    /// Largest body in bytes after decompression.
    pub max_body: u64,
    /// Redirects followed.
    pub redirects: usize,
    /// Requests at once to one host.
    pub per_host: usize,
    /// Requests at once in all.
    pub at_once: usize,
    /// After which a feed is asked without conditions.
    pub full_fetch: Duration,
}

/// Where things are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreSettings {
    /// Address of the store, folders of the system filled in.
    pub url: String,
    /// How long items and scores are kept.
    pub keep_items: Duration,
    /// How long the records of single requests are kept.
    pub keep_fetches: Duration,
    /// Copies kept beside it.
    pub backups: usize,
}

/// What reports look back on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportSettings {
    /// Span of a report.
    pub since: Duration,
    /// Days of history.
    pub history_days: usize,
}

/// How the screen looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TuiSettings {
    /// A file of `themes/`, without its ending.
    pub theme: String,
    /// Whether the mouse is used.
    pub mouse: bool,
    /// Plain ASCII symbols.
    pub ascii: bool,
}
