//! Reading the settings: keys, units, ranges, and the few that are filled from the system.

use std::collections::BTreeSet;

use crate::domain::id::RecipientId;
use crate::domain::words::Lang;

use super::log::{Finding, Log};
use super::node::{Kind, Node};
use super::read::{At, FromNode, Reader, word};
use super::settings::{
    Channel, Deliver, Desk, Http, Recipient, ReportSettings, Route, Schedule, Secret, Settings, Smtp, StoreSettings,
    TuiSettings,
};
use super::suggest::nearest;

const MINUTE: u64 = 60;
const HOUR: u64 = 3600;
const DAY: u64 = 86_400;

/// Variables that name the system's language, first found first.
const LOCALE: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// All settings. The environment gives the language and the folders of the system.
pub(super) fn read(node: &Node, env: &dyn Fn(&str) -> Option<String>, log: &Log) -> Option<Settings> {
    let mut keys = Reader::new(node, log)?;
    let language = language(&mut keys, env, log);
    let (desk, schedule, http) = (keys.need("desk"), keys.need("schedule"), keys.need("http"));
    let (store, report) = (keys.need::<StoreSettings>("store"), keys.need("report"));
    let (tui, deliver, parties) = (keys.need("tui"), keys.need("deliver"), keys.or_empty("parties"));
    keys.finish();
    let store = store.map(|store| StoreSettings { url: in_folders(&store.url, env), ..store });
    Some(Settings {
        language,
        desk: desk?,
        schedule: schedule?,
        http: http?,
        store: store?,
        report: report?,
        tui: tui?,
        deliver: deliver?,
        parties,
    })
}

fn language(keys: &mut Reader<'_>, env: &dyn Fn(&str) -> Option<String>, log: &Log) -> Lang {
    let system = || LOCALE.iter().find_map(|name| env(name).filter(|text| !text.is_empty()));
    match keys.node("language") {
        Some(Node { kind: Kind::Text(text), .. }) if text == "auto" => system().and_then(|text| text.parse().ok()),
        Some(node) => Lang::from_node(node, log),
        None => None,
    }
    .unwrap_or_default()
}

/// An address with the data folder of the system filled in.
fn in_folders(url: &str, env: &dyn Fn(&str) -> Option<String>) -> String {
    let set = |name: &str| env(name).filter(|value| !value.is_empty());
    let home = || set("HOME").map(|home| format!("{home}/.local/share"));
    let folder = set("XDG_DATA_HOME").or_else(home).unwrap_or_else(|| ".".to_owned());
    url.replace("${XDG_DATA_HOME}", &folder)
}

impl FromNode for Desk {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let mut keys = Reader::new(node, log)?;
        let (name, province, contacts) = (keys.need("name"), keys.need("province"), keys.need("contacts"));
        let (issuer, document_number) = (keys.opt("issuer"), keys.opt("document_number"));
        let officer: Option<String> = keys.need("officer");
        let (timezone, home, ministry) = (keys.need("timezone"), keys.need("home"), keys.need("ministry"));
        let (secrecy, addressees, copies) =
            (keys.need("secrecy"), keys.or_empty("addressees"), keys.or_empty("copies"));
        let silence_max = keys.span("silence_max_hours", HOUR, 1..=720);
        keys.finish();
        Some(Self {
            name: name?,
            issuer,
            document_number,
            province: province?,
            officer: officer.filter(|name| !name.trim().is_empty()).map(Into::into),
            timezone: timezone?,
            home: home?,
            ministry: ministry?,
            secrecy: secrecy?,
            addressees,
            copies,
            contacts: contacts?,
            silence_max: silence_max?,
        })
    }
}

impl FromNode for Schedule {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let mut keys = Reader::new(node, log)?;
        let evaluate = keys.span("evaluate_minutes", MINUTE, 1..=1440);
        let jitter = keys.within("jitter", 0.0..=0.5);
        keys.finish();
        Some(Self { evaluate: evaluate?, jitter: jitter? })
    }
}

impl FromNode for Http {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let mut keys = Reader::new(node, log)?;
        let (agent, contact) = (keys.need::<String>("user_agent"), keys.need::<String>("contact"));
        let connect = keys.span("connect_seconds", 1, 1..=120);
        let first_byte = keys.span("first_byte_seconds", 1, 1..=300);
        let total = keys.span("total_seconds", 1, 1..=600);
        let (max_body, redirects) = (keys.within("max_body", 1024..=1_073_741_824), keys.within("redirects", 0..=20));
        let (per_host, at_once) = (keys.within("per_host", 1..=8), keys.within("at_once", 1..=1024));
        let (retries, backoff) = (keys.within("retries", 0..=5), keys.span("backoff_minutes", MINUTE, 1..=1440));
        let backoff_max = keys.span("backoff_max_minutes", MINUTE, 1..=10_080);
        let full_fetch = keys.span("full_fetch_hours", HOUR, 1..=720);
        keys.finish();
        let version = env!("CARGO_PKG_VERSION");
        Some(Self {
            user_agent: agent?.replace("{version}", version).replace("{contact}", &contact?),
            connect: connect?,
            first_byte: first_byte?,
            total: total?,
            max_body: max_body?,
            redirects: redirects?,
            per_host: per_host?,
            at_once: at_once?,
            retries: retries?,
            backoff: backoff?,
            backoff_max: backoff_max?,
            full_fetch: full_fetch?,
        })
    }
}

impl FromNode for StoreSettings {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let mut keys = Reader::new(node, log)?;
        let url = keys.need::<At<String>>("url");
        let keep_items = keys.span("keep_items_days", DAY, 30..=36_500);
        let keep_fetches = keys.span("keep_fetches_days", DAY, 1..=3_650);
        let backups = keys.within("backups", 0..=100);
        keys.finish();
        let url = url.filter(|url| {
            let known = url.value.starts_with("sqlite:");
            if !known {
                let finding = Finding::error(url.spot, format!("`{}` is no store", url.value));
                log.push(finding.with_hint("as in sqlite:/srv/fenghuo/fenghuo.db"));
            }
            known
        });
        Some(Self { url: url?.value, keep_items: keep_items?, keep_fetches: keep_fetches?, backups: backups? })
    }
}

impl FromNode for ReportSettings {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let mut keys = Reader::new(node, log)?;
        let (since, history_days) = (keys.span("since_hours", HOUR, 1..=8_760), keys.within("history_days", 2..=365));
        keys.finish();
        Some(Self { since: since?, history_days: history_days? })
    }
}

impl FromNode for TuiSettings {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let mut keys = Reader::new(node, log)?;
        let (theme, mouse, ascii) = (keys.need("theme"), keys.need("mouse"), keys.need("ascii"));
        keys.finish();
        Some(Self { theme: theme?, mouse: mouse?, ascii: ascii? })
    }
}

impl FromNode for Deliver {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let mut keys = Reader::new(node, log)?;
        let (from, until) = (keys.within("quiet_from", 0..=23), keys.within("quiet_until", 0..=23));
        let (tries, smtp) = (keys.within("tries", 1..=100), keys.opt::<At<Smtp>>("smtp"));
        let recipients: Vec<At<Recipient>> = keys.or_empty("recipient");
        let known = recipients.iter().map(|recipient| recipient.value.id.to_string()).collect();
        let routes = routes(keys.node("route"), &known, log);
        keys.finish();
        for recipient in &recipients {
            check_channel(recipient, smtp.is_some(), log);
        }
        let (from, until) = (from?, until?);
        Some(Self {
            quiet: (from != until).then_some((from, until)),
            tries: tries?,
            smtp: smtp.map(|smtp| smtp.value),
            recipients: recipients.into_iter().map(|recipient| recipient.value).collect(),
            routes,
        })
    }
}

/// A recipient that cannot be reached as it is written.
fn check_channel(recipient: &At<Recipient>, has_smtp: bool, log: &Log) {
    let At { value: Recipient { id, channel, to, .. }, spot } = recipient;
    let wrong = match channel {
        Channel::Mail if !has_smtp => Some(("needs a mail server", "add [deliver.smtp]")),
        Channel::Mail if !to.contains('@') => Some(("has no mail address", "`to` is an address such as a@example.org")),
        Channel::Webhook if !to.starts_with("https://") && !to.starts_with("http://") => {
            Some(("has no web address", "`to` begins with https://"))
        }
        Channel::File if to.trim().is_empty() => Some(("has no folder", "`to` is a folder")),
        _ => None,
    };
    if let Some((what, hint)) = wrong {
        log.push(Finding::error(*spot, format!("recipient `{id}` {what}")).with_hint(hint));
    }
}

fn routes(node: Option<&Node>, known: &BTreeSet<String>, log: &Log) -> Vec<Route> {
    let Some(Node { kind: Kind::List(list), .. }) = node else { return Vec::new() };
    list.iter().filter_map(|node| route(node, known, log)).collect()
}

fn route(node: &Node, known: &BTreeSet<String>, log: &Log) -> Option<Route> {
    let mut keys = Reader::new(node, log)?;
    let (id, min_level) = (keys.need::<String>("id"), keys.need("min_level"));
    let recipients: Vec<At<RecipientId>> = keys.or_empty("recipients");
    let (countries, hazards, sectors) =
        (keys.or_empty("countries"), keys.or_empty("hazards"), keys.or_empty("sectors"));
    let (host_cities, host_organisations) = (keys.or_empty("host_cities"), keys.or_empty("host_organisations"));
    keys.finish();
    let route = Route {
        id: id?,
        min_level: min_level?,
        countries,
        hazards,
        sectors,
        host_cities,
        host_organisations,
        recipients: recipients.iter().map(|recipient| recipient.value.clone()).collect(),
    };
    if route.recipients.is_empty() {
        let finding = Finding::error(node.spot, format!("route `{}` leads to nobody", route.id));
        log.push(finding.with_hint("give it `recipients`, or take it away"));
    }
    for recipient in recipients.iter().filter(|recipient| !known.contains(recipient.value.as_str())) {
        let meant = nearest(recipient.value.as_str(), known.iter().map(String::as_str));
        let message = format!("route `{}` leads to `{}`, who is no recipient", route.id, recipient.value);
        log.push(Finding::error(recipient.spot, message).or_meant(meant));
    }
    Some(route)
}

impl FromNode for Recipient {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let mut keys = Reader::new(node, log)?;
        let (id, name, channel) = (keys.need("id"), keys.need("name"), keys.need("channel"));
        let (to, language, secret) = (keys.need("to"), keys.opt("language"), keys.opt("secret"));
        keys.finish();
        Some(Self { id: id?, name: name?, channel: channel?, to: to?, language: language.unwrap_or_default(), secret })
    }
}

impl FromNode for Channel {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        word(node, log)
    }
}

impl FromNode for Smtp {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let mut keys = Reader::new(node, log)?;
        let (host, port, from) = (keys.need("host"), keys.within("port", 1..=65_535), keys.need("from"));
        let (user, password) = (keys.opt("user"), keys.opt("password"));
        keys.finish();
        Some(Self { host: host?, port: port?, user, password, from: from? })
    }
}

impl FromNode for Secret {
    /// The text itself is not repeated: it may be the secret.
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let text = String::from_node(node, log)?;
        let secret = Self::parse(&text);
        if secret.is_none() {
            let finding = Finding::error(node.spot, "a secret is not written into the configuration");
            log.push(finding.with_hint("write \"env:NAME\" or \"file:PATH\" and keep the secret there").hiding());
        }
        secret
    }
}
