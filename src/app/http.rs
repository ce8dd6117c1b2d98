//! The settings of the HTTP client, from the configuration's words to `ingest`'s.

use crate::config::Config;
use crate::ingest::fetch::HttpSettings;

/// The settings in force.
pub(super) fn settings(config: &Config) -> HttpSettings {
    let http = &config.settings.http;
    HttpSettings {
        user_agent: http.user_agent.clone(),
        connect_timeout: http.connect,
        first_byte_timeout: http.first_byte,
        total_timeout: http.total,
        max_body: http.max_body,
        max_redirects: u8::try_from(http.redirects).unwrap_or(u8::MAX),
        per_host: http.per_host,
        global: http.at_once,
        full_every_hours: u32::try_from(http.full_fetch.as_secs() / 3600).unwrap_or(u32::MAX),
        pace: config.settings.schedule.pace.clone(),
        seed: seed(&http.user_agent),
    }
}

/// Spreads installations apart: two desks with different contacts do not ask in step.
fn seed(user_agent: &str) -> u64 {
    user_agent.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
