//! Who the desk is: what notices and requests carry.

use crate::config::Config;

use super::{Line, is_shipped};

/// Without an issuer no notice goes out.
pub(super) fn issuer(config: &Config) -> Line {
    match &config.settings.desk.issuer {
        Some(issuer) => Line::ok("issuer", issuer.zh_hans.clone()),
        None => Line::warn("issuer", "not set: no notice can be issued", "set `issuer` under [desk] in fenghuo.toml"),
    }
}

/// Publishers block clients that cannot be asked.
pub(super) fn contact(config: &Config) -> Line {
    if is_shipped(config, "http", "contact") {
        let advice = "set `contact` under [http] in fenghuo.toml to an address or a page";
        return Line::warn("contact", "not set: publishers may block a client that cannot be asked", advice);
    }
    Line::ok("contact", config.settings.http.user_agent.clone())
}

/// Decisions carry a name.
pub(super) fn officer(config: &Config) -> Line {
    match &config.settings.desk.officer {
        Some(officer) => Line::ok("officer", officer.to_string()),
        None => Line::ok("officer", "not set: decisions carry the user name of the system, or --by"),
    }
}

/// The wall clock by which days and quiet hours are counted.
pub(super) fn timezone(config: &Config) -> Line {
    Line::ok("timezone", config.settings.desk.timezone.to_string())
}
