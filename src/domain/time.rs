//! Time as this program uses it: one instant type in UTC, and how it is read and written.
//!
//! Nothing here reads a clock. Only the rim (`cli`, `tui`, the engine's loop) asks the system what time it is.

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use serde::Serializer;

/// An instant, in UTC.
pub type Timestamp = DateTime<Utc>;

/// Seconds east of UTC of the officers' wall clock (Beijing, no daylight saving since 1991).
const BEIJING_OFFSET_SECONDS: i32 = 8 * 3600;

/// Reads an RFC 3339 instant such as `2026-11-22T08:42:00Z`; `None` when it is not one.
pub fn parse(text: &str) -> Option<Timestamp> {
    DateTime::parse_from_rfc3339(text.trim()).ok().map(|at| at.with_timezone(&Utc))
}

/// Writes an instant as RFC 3339 in UTC, to the second.
pub fn rfc3339(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Serializes an instant as it serializes by itself, but in one piece: letter by letter it costs more than all else in a
/// record of a few times.
pub(super) fn whole<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

/// The same where there may be none.
#[allow(clippy::ref_option, reason = "serde hands over the field as it is")]
pub(super) fn whole_if_any<S: Serializer>(at: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => whole(at, serializer),
        None => serializer.serialize_none(),
    }
}

/// Hours from `earlier` to `later`; negative when they are the other way round.
pub fn hours_between(earlier: Timestamp, later: Timestamp) -> f64 {
    (later - earlier).as_seconds_f64() / 3600.0
}

/// The instant `seconds` after 1970-01-01T00:00:00Z; `None` outside the calendar.
pub fn from_unix(seconds: i64) -> Option<Timestamp> {
    DateTime::from_timestamp(seconds, 0)
}

/// The same instant on Beijing's wall clock.
pub fn beijing(at: Timestamp) -> DateTime<FixedOffset> {
    match FixedOffset::east_opt(BEIJING_OFFSET_SECONDS) {
        Some(offset) => at.with_timezone(&offset),
        None => at.fixed_offset(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_survives_being_written_and_read() {
        let at = parse("2026-11-22T16:42:00+08:00").unwrap();
        assert_eq!(rfc3339(at), "2026-11-22T08:42:00Z");
        assert_eq!(beijing(at).format("%H:%M").to_string(), "16:42");
    }

    #[test]
    fn an_instant_in_one_piece_is_the_same_text() {
        for text in ["2026-11-22T16:42:00+08:00", "0999-01-01T00:00:00.5Z", "2026-11-22T08:00:00.123456789Z"] {
            let at = parse(text).unwrap();
            assert_eq!(whole(&at, serde_json::value::Serializer).unwrap(), serde_json::to_value(at).unwrap());
        }
        let far = DateTime::<Utc>::MAX_UTC;
        assert_eq!(whole(&far, serde_json::value::Serializer).unwrap(), serde_json::to_value(far).unwrap());
    }

    #[test]
    fn what_is_not_an_instant_is_none() {
        assert_eq!(parse("yesterday"), None);
        assert_eq!(parse(""), None);
    }

    #[test]
    fn hours_run_backwards_too() {
        let (a, b) = (from_unix(0).unwrap(), from_unix(5400).unwrap());
        assert!((hours_between(a, b) - 1.5).abs() < 1e-12);
        assert!((hours_between(b, a) + 1.5).abs() < 1e-12);
    }
}
