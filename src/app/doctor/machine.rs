//! What this machine gives: a terminal, a character set, a way to the network.

use super::{Line, Patient};

/// The smallest terminal that the dashboard is made for.
const COLUMNS: u16 = 80;
const ROWS: u16 = 24;
/// What is asked for the character set, the first that is set decides.
const LOCALE: [&str; 3] = ["LC_ALL", "LC_CTYPE", "LANG"];
/// Proxies, as programs name them.
const PROXIES: [&str; 6] = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

pub(super) fn lines(patient: &Patient<'_>) -> Vec<Line> {
    vec![terminal(patient), characters(patient), proxy(patient)]
}

fn terminal(patient: &Patient<'_>) -> Line {
    let Some((columns, rows)) = patient.terminal.size else {
        return Line::ok("terminal", "none: `run` and `report` need none, the dashboard does");
    };
    let color = if patient.terminal.color { "colours" } else { "no colours: the theme is mono" };
    let found = format!("{columns}×{rows}, {color}");
    if columns < COLUMNS || rows < ROWS {
        return Line::warn("terminal", found, format!("make it at least {COLUMNS}×{ROWS}"));
    }
    Line::ok("terminal", found)
}

fn characters(patient: &Patient<'_>) -> Line {
    let set = LOCALE.iter().find_map(|name| (patient.env)(name).filter(|text| !text.is_empty()));
    let locale = set.unwrap_or_else(|| "C".to_owned());
    let plain = locale.to_ascii_lowercase().replace('-', "");
    if plain.ends_with("utf8") || patient.terminal.size.is_none() {
        return Line::ok("characters", locale);
    }
    let advice = "set LANG to one that ends in UTF-8, or `ascii = true` under [tui]";
    Line::warn("characters", format!("{locale}: Chinese and line drawing may not show"), advice)
}

/// Which proxy stands in the way. Its user and password are left out.
fn proxy(patient: &Patient<'_>) -> Line {
    let set = |name: &&str| (patient.env)(name).filter(|text| !text.is_empty());
    let found: Vec<_> =
        PROXIES.iter().filter_map(|name| Some(format!("{name}={}", without_user(&set(name)?)))).collect();
    let found = if found.is_empty() { "none".to_owned() } else { found.join(", ") };
    Line::ok("proxy", found)
}

fn without_user(address: &str) -> String {
    match (address.split_once("://"), address.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        (None, Some((_, host))) => format!("…@{host}"),
        _ => address.to_owned(),
    }
}
