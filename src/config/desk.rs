//! Reading the settings: keys, units, ranges, and the few that are filled from the system.

use chrono::TimeDelta;

use crate::domain::pace::Pace;
use crate::domain::words::Lang;

use super::log::{Finding, Log};
use super::node::{Kind, Node};
use super::read::{At, FromNode, Reader};
use super::receivers;
use super::settings::{Desk, Http, ReportSettings, Schedule, Settings, StoreSettings, TuiSettings};

const MINUTE: u64 = 60;
const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

/// Variables that name the system's language, first found first.
const LOCALE: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// All settings. The environment gives the language and the folders of the system.
pub(super) fn read(node: &Node, env: &dyn Fn(&str) -> Option<String>, log: &Log) -> Option<Settings> {
    let mut keys = Reader::new(node, log)?;
    let language = language(&mut keys, env, log);
    let (desk, schedule, http) = (keys.need("desk"), keys.need("schedule"), keys.need("http"));
    let (store, report) = (keys.need::<StoreSettings>("store"), keys.need("report"));
    let (tui, parties) = (keys.need("tui"), keys.or_empty("parties"));
    receivers::check(&mut keys, log);
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
        let pace = pace(&mut keys);
        keys.finish();
        Some(Self { evaluate: evaluate?, pace: pace? })
    }
}

/// Every key is read before one that is missing ends it, so that all mistakes are told.
fn pace(keys: &mut Reader<'_>) -> Option<Pace> {
    let (spread_seconds, jitter) = (keys.within("spread_seconds", 1..=3600), keys.within("jitter", 0.0..=0.5));
    let longest = keys.within("longest_wait_hours", 1..=168u32);
    let longest_passing = keys.within("longest_passing_hours", 1..=168u32);
    let (doublings, slowest) = (keys.within("doublings", 0..=10), keys.within("slowest", 1..=24));
    let slow_rhythm = keys.within("slow_rhythm", 2..=1000);
    let (frozen_gaps, frozen_hours) =
        (keys.within("frozen_gaps", 1.0..=100.0), keys.within("frozen_hours", 1.0..=8760.0));
    let suspect_items = keys.within("suspect_items", 1..=1000);
    let catch_up = keys.within("catch_up_hours", 0..=168u32);
    let catch_up_every = keys.within("catch_up_seconds", 5..=900u32);
    Some(Pace {
        spread_seconds: spread_seconds?,
        jitter: jitter?,
        longest: TimeDelta::hours(longest?.into()),
        longest_passing: TimeDelta::hours(longest_passing?.into()),
        doublings: doublings?,
        slowest: slowest?,
        slow_rhythm: slow_rhythm?,
        frozen_gaps: frozen_gaps?,
        frozen_hours: frozen_hours?,
        suspect_items: suspect_items?,
        catch_up: TimeDelta::hours(catch_up?.into()),
        catch_up_every: TimeDelta::seconds(catch_up_every?.into()),
    })
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
            full_fetch: full_fetch?,
        })
    }
}

impl FromNode for StoreSettings {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let mut keys = Reader::new(node, log)?;
        let url = keys.need::<At<String>>("url");
        let keep_items = keys.span("keep_items_days", DAY, 1..=36_500);
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
