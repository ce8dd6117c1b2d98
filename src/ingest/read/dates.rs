//! Dates as feeds write them, in dozens of ways; what cannot be read is no date, never a guess.
//!
//! A time without a zone is taken for UTC, which is what GDACS and most machines mean by it. Whether a date can be
//! true (not in the future) is left to `draft`.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};

use crate::domain::time::Timestamp;

/// Longest text that is looked at as a date, in bytes.
const LIMIT: usize = 80;

/// Years that a date may have; outside them a number was misread or invented.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2100;

/// Seconds since 1970 above which a number counts milliseconds.
const MILLISECONDS_FROM: f64 = 1e11;

/// Zone names of RFC 822 and the commonest others, in minutes east of UTC.
const ZONES: &[(&str, i32)] = &[
    ("utc", 0),
    ("gmt", 0),
    ("ut", 0),
    ("z", 0),
    ("wet", 0),
    ("bst", 60),
    ("cet", 60),
    ("west", 60),
    ("met", 60),
    ("cest", 120),
    ("eet", 120),
    ("mest", 120),
    ("eest", 180),
    ("msk", 180),
    ("trt", 180),
    ("ist", 330),
    ("hkt", 480),
    ("sgt", 480),
    ("cst8", 480),
    ("kst", 540),
    ("jst", 540),
    ("aest", 600),
    ("aedt", 660),
    ("nzst", 720),
    ("nzdt", 780),
    ("est", -300),
    ("edt", -240),
    ("cst", -360),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
    ("akst", -540),
    ("hst", -600),
    ("brt", -180),
    ("art", -180),
    ("clt", -240),
];

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Reads a date; `None` when it is none, or not between 1970 and 2100.
pub(crate) fn date(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() || text.len() > LIMIT {
        return None;
    }
    let read = DateTime::parse_from_rfc2822(text)
        .or_else(|_| DateTime::parse_from_rfc3339(text))
        .map(|at| at.with_timezone(&Utc))
        .ok();
    read.or_else(|| loose(text)).filter(|at| YEARS.contains(&chrono::Datelike::year(at)))
}

/// Reads seconds or milliseconds since 1970.
pub(crate) fn unix(number: f64) -> Option<Timestamp> {
    let seconds = if number.abs() >= MILLISECONDS_FROM { number / 1000.0 } else { number };
    if !(0.0..5e9).contains(&seconds) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the range was just checked")]
    crate::domain::time::from_unix(seconds as i64)
}

/// Takes a date apart into words and numbers, and puts it together again.
fn loose(text: &str) -> Option<Timestamp> {
    let lower = text.to_ascii_lowercase();
    let (day, rest) = iso_day(&lower).or_else(|| worded_day(&lower)).or_else(|| chinese_day(&lower))?;
    let (time, rest) = clock(&rest);
    let minutes = zone(rest.trim());
    let local = NaiveDateTime::new(day, time);
    Utc.from_utc_datetime(&local).checked_sub_signed(chrono::Duration::minutes(i64::from(minutes)))
}

/// `2026-11-22`, `2026/11/22`, `20261122`, `2026-11`, `2026`; the rest is the time.
fn iso_day(text: &str) -> Option<(NaiveDate, String)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 8 {
        let day = NaiveDate::parse_from_str(text.get(..8)?, "%Y%m%d").ok()?;
        return Some((day, compact_time(text.get(8..)?)));
    }
    if digits != 4 {
        return None;
    }
    let year = text.get(..4)?.parse().ok()?;
    let rest = text.get(4..)?;
    let Some((month, rest)) = separated(rest) else { return only_year(year, rest) };
    let (day, rest) = separated(rest).unwrap_or((1, rest));
    Some((NaiveDate::from_ymd_opt(year, month, day)?, rest.trim_start_matches(['t', ' ', ',']).to_owned()))
}

fn only_year(year: i32, rest: &str) -> Option<(NaiveDate, String)> {
    rest.trim().is_empty().then(|| NaiveDate::from_ymd_opt(year, 1, 1).map(|day| (day, String::new())))?
}

/// A number of one or two digits after `-`, `/` or `.`.
fn separated(text: &str) -> Option<(u32, &str)> {
    let rest = text.strip_prefix(['-', '/', '.'])?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest.get(..digits).filter(|_| (1..=2).contains(&digits))?.parse().ok()?;
    Some((number, rest.get(digits..)?))
}

/// `t081500z` as GDELT writes it, brought to `08:15:00z`.
fn compact_time(rest: &str) -> String {
    let rest = rest.trim_start_matches(['t', ' ']);
    match (rest.get(..2), rest.get(2..4), rest.get(4..6)) {
        (Some(h), Some(m), Some(s)) if rest.bytes().take(6).all(|b| b.is_ascii_digit()) => {
            format!("{h}:{m}:{s}{}", rest.get(6..).unwrap_or_default())
        }
        _ => rest.to_owned(),
    }
}

/// `Sun, 22 Nov 2026 …`, `22 November 26 …`, `Nov 22, 2026 …`, `Sun Nov 22 08:42:00 2026`.
fn worded_day(text: &str) -> Option<(NaiveDate, String)> {
    let words: Vec<&str> = text.split([' ', ',', '\t', '\n']).filter(|word| !word.is_empty()).collect();
    let words: Vec<&str> = words.iter().flat_map(|word| split_dashes(word)).collect();
    let month_at = words.iter().position(|word| month(word).is_some())?;
    let number = |at: usize| words.get(at).and_then(|word| ordinal(word));
    let day_at = if month_at > 0 && number(month_at - 1).is_some() { month_at - 1 } else { month_at + 1 };
    let year_at = (month_at + 1..words.len())
        .find(|at| *at != day_at && number(*at).is_some_and(|n| n > 31))
        .or_else(|| (month_at + 1..words.len()).find(|at| *at != day_at && number(*at).is_some()))?;
    let day = NaiveDate::from_ymd_opt(full_year(number(year_at)?)?, month(words.get(month_at)?)?, number(day_at)?)?;
    let rest = words.iter().enumerate().filter(|(at, _)| *at > month_at && *at != day_at && *at != year_at);
    Some((day, rest.map(|(_, word)| *word).collect::<Vec<_>>().join(" ")))
}

fn split_dashes(word: &str) -> Vec<&str> {
    let is_date = word.split('-').any(|part| month(part).is_some());
    if is_date { word.split('-').collect() } else { vec![word] }
}

fn month(word: &str) -> Option<u32> {
    let start = word.get(..3).filter(|_| word.bytes().all(|b| b.is_ascii_alphabetic() || b == b'.'))?;
    let index = MONTHS.iter().position(|name| *name == start)?;
    u32::try_from(index + 1).ok()
}

fn ordinal(word: &str) -> Option<u32> {
    let word = ["st", "nd", "rd", "th"].iter().find_map(|suffix| word.strip_suffix(suffix)).unwrap_or(word);
    word.parse().ok().filter(|_| word.len() <= 4)
}

/// Two digits count from 1970 to 2069.
fn full_year(number: u32) -> Option<i32> {
    let number = i32::try_from(number).ok()?;
    Some(match number {
        0..=69 => 2000 + number,
        70..=99 => 1900 + number,
        _ => number,
    })
}

/// `2026年11月22日 08:42`.
fn chinese_day(text: &str) -> Option<(NaiveDate, String)> {
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let (day, rest) = rest.split_once(['日', '号']).unwrap_or((rest, ""));
    let day = NaiveDate::from_ymd_opt(year.trim().parse().ok()?, month.trim().parse().ok()?, day.trim().parse().ok()?)?;
    Some((day, rest.trim().replace(['时', '分'], ":").replace('秒', "")))
}

/// The time of day at the start of a text, midnight when there is none, and what follows it.
fn clock(text: &str) -> (NaiveTime, String) {
    let text = text.trim_start_matches(['t', ' ']);
    let length = text.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b':' | b'.')).count();
    let (digits, rest) = (text.get(..length).unwrap_or_default(), text.get(length..).unwrap_or_default());
    let mut parts = digits.split([':', '.']).map(|part| part.parse::<u32>().ok());
    let mut part = || parts.next().flatten();
    let read = digits.contains(':').then(|| (part(), part(), part()));
    let Some((Some(hour), Some(minute), second)) = read else { return (NaiveTime::MIN, text.to_owned()) };
    let (hour, rest) = afternoon(hour, rest.trim_start());
    let time = NaiveTime::from_hms_opt(hour % 24, minute, second.unwrap_or_default().min(59));
    (time.unwrap_or(NaiveTime::MIN), rest.to_owned())
}

fn afternoon(hour: u32, rest: &str) -> (u32, &str) {
    match (rest.strip_prefix("pm"), rest.strip_prefix("am")) {
        (Some(rest), _) => (if hour < 12 { hour + 12 } else { hour }, rest),
        (_, Some(rest)) => (hour % 12, rest),
        _ => (hour, rest),
    }
}

/// Minutes east of UTC of `+0800`, `+08:00`, `gmt+8`, `cet`; 0 when it says nothing that is known.
fn zone(text: &str) -> i32 {
    let name: String = text.chars().take_while(char::is_ascii_alphabetic).collect();
    let offset = text.get(name.len()..).unwrap_or_default();
    let sign = match offset.chars().next() {
        Some('+') => 1,
        Some('-') => -1,
        _ => return ZONES.iter().find(|(known, _)| *known == name).map_or(0, |(_, minutes)| *minutes),
    };
    let digits: String =
        offset.chars().skip(1).take_while(|c| c.is_ascii_digit() || *c == ':').filter(|c| *c != ':').collect();
    let number: i32 = digits.parse().unwrap_or_default();
    let minutes = if digits.len() <= 2 { number * 60 } else { number / 100 * 60 + number % 100 };
    sign * minutes.min(14 * 60)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;
    use crate::domain::time::rfc3339;

    #[rstest]
    #[case("Sun, 22 Nov 2026 08:42:00 GMT", "2026-11-22T08:42:00Z")]
    #[case("Sun, 22 Nov 2026 08:42:00 +0800", "2026-11-22T00:42:00Z")]
    #[case("Mon, 22 Nov 2026 08:42:00 EST", "2026-11-22T13:42:00Z")]
    #[case("22 Nov 26 08:42 PST", "2026-11-22T16:42:00Z")]
    #[case("2026-11-22T08:42:00.123Z", "2026-11-22T08:42:00Z")]
    #[case("2026-11-22T08:42:00", "2026-11-22T08:42:00Z")]
    #[case("2026-11-22 08:42:00 +08:00", "2026-11-22T00:42:00Z")]
    #[case("2026-11-22T08:42+0800", "2026-11-22T00:42:00Z")]
    #[case("2026-11-22", "2026-11-22T00:00:00Z")]
    #[case("2026/11/22 8:42", "2026-11-22T08:42:00Z")]
    #[case("20261122T084200Z", "2026-11-22T08:42:00Z")]
    #[case("November 22, 2026 8:42 PM", "2026-11-22T20:42:00Z")]
    #[case("Sun Nov 22 08:42:00 2026", "2026-11-22T08:42:00Z")]
    #[case("22-Nov-2026", "2026-11-22T00:00:00Z")]
    #[case("2026年11月22日 16:42", "2026-11-22T16:42:00Z")]
    #[case("Sunday, 22 November 2026 12:00 am GMT+8", "2026-11-21T16:00:00Z")]
    fn dates_are_read(#[case] text: &str, #[case] want: &str) {
        assert_eq!(date(text).map(rfc3339).as_deref(), Some(want));
    }

    #[rstest]
    #[case("yesterday")]
    #[case("")]
    #[case("0000-00-00T00:00:00Z")]
    #[case("9999-12-31T23:59:59Z")]
    #[case("0001-01-01T00:00:00Z")]
    #[case("2026-13-22")]
    #[case("Sun, 32 Nov 2026 08:42:00 GMT")]
    #[case("昨天")]
    fn what_is_no_date_is_none(#[case] text: &str) {
        assert_eq!(date(text), None);
    }

    #[test]
    fn seconds_and_milliseconds_are_told_apart() {
        assert_eq!(unix(1_700_000_000.0), unix(1_700_000_000_000.0));
        assert_eq!(unix(f64::NAN), None);
        assert_eq!(unix(-1.0), None);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[0-9TZa-z:+年月 ,./-]{0,40}|.{0,40}") {
            let read = date(&text);
            prop_assert!(read.is_none_or(|at| YEARS.contains(&chrono::Datelike::year(&at))));
        }
    }
}
