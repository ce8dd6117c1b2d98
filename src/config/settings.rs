//! The settings of the desk: `fenghuo.toml` as values. Defaults are in the shipped file, and only there.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use chrono_tz::Tz;

use crate::domain::country::CountryCode;
use crate::domain::hazard::Hazard;
use crate::domain::id::{Family, Person, RecipientId, Sector};
use crate::domain::level::Level;
use crate::domain::notice::Secrecy;
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
    /// How notices go out.
    pub deliver: Deliver,
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
    /// Share of an interval by which requests are spread, 0 to 0.5.
    pub jitter: f64,
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
    /// Further tries within one round.
    pub retries: u32,
    /// Wait after a first failure.
    pub backoff: Duration,
    /// Longest wait after failures.
    pub backoff_max: Duration,
    /// After which a feed is asked without conditions.
    pub full_fetch: Duration,
}

/// Where things are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreSettings {
    /// Address of the store, folders of the system filled in.
    pub url: String,
    /// How long items and incidents are kept.
    pub keep_items: Duration,
    /// How long single requests are kept.
    pub keep_fetches: Duration,
    /// Copies kept.
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

/// How notices go out.
#[derive(Clone, Debug, PartialEq)]
pub struct Deliver {
    /// Hours between which only orange and red go out; none when always.
    pub quiet: Option<(u8, u8)>,
    /// Tries for one recipient before an officer is told.
    pub tries: u32,
    /// The mail server; none until configured.
    pub smtp: Option<Smtp>,
    /// Receivers.
    pub recipients: Vec<Recipient>,
    /// Who gets what.
    pub routes: Vec<Route>,
}

/// A mail server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Smtp {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u32,
    /// The account, if it wants one.
    pub user: Option<String>,
    /// The account's password.
    pub password: Option<Secret>,
    /// The sender's address.
    pub from: String,
}

/// A receiver of notices.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipient {
    /// As routes name it.
    pub id: RecipientId,
    /// What it is called.
    pub name: LocalText,
    /// How it is reached.
    pub channel: Channel,
    /// A folder, an address or a URL, by channel.
    pub to: String,
    /// The language of its notices.
    pub language: Lang,
    /// The key that signs a webhook.
    pub secret: Option<Secret>,
}

/// How a receiver is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Written into a folder.
    File,
    /// Sent by mail.
    Mail,
    /// Posted to a URL.
    Webhook,
}

/// Which notices go to whom. A key that is empty fits all.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Its name.
    pub id: String,
    /// From this level.
    pub min_level: Level,
    /// Countries.
    pub countries: Vec<CountryCode>,
    /// Hazards.
    pub hazards: Vec<Hazard>,
    /// Fields of co-operation of assets hit.
    pub sectors: Vec<Sector>,
    /// Cities of home bases of assets hit, in any language.
    pub host_cities: Vec<String>,
    /// Units that answer for assets hit.
    pub host_organisations: Vec<String>,
    /// Who gets it.
    pub recipients: Vec<RecipientId>,
}

/// Where a secret is kept. The secret itself is never part of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Secret {
    /// In a variable of the environment.
    Env(String),
    /// In a file.
    File(PathBuf),
}

impl Secret {
    /// Reads `env:NAME` or `file:PATH`.
    pub fn parse(text: &str) -> Option<Self> {
        let name = |rest: &str| (!rest.is_empty()).then(|| rest.to_owned());
        let env = text.strip_prefix("env:").and_then(name).map(Self::Env);
        env.or_else(|| text.strip_prefix("file:").and_then(name).map(|path| Self::File(path.into())))
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Env(name) => write!(f, "env:{name}"),
            Self::File(path) => write!(f, "file:{}", path.display()),
        }
    }
}
