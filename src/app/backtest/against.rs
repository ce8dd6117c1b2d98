//! How good warnings were against a list of real events: detection, false alarms, lead time, with their intervals.
//!
//! An event is hit when a warning of at least yellow began in its country between seven days before and two days after
//! it. Few events make wide intervals, and the interval is told, not the point alone.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use serde::Serialize;

use crate::app::replay::rounded;
use crate::domain::country::CountryCode;
use crate::domain::impact::Subject;
use crate::domain::level::Level;
use crate::domain::time::{Timestamp, parse};

use super::Side;

/// A warning this long before an event still counts for it.
const BEFORE: TimeDelta = TimeDelta::days(7);
/// And this long after it.
const AFTER: TimeDelta = TimeDelta::days(2);
/// Warnings about a country that follow each other within this time are one.
const SAME: TimeDelta = TimeDelta::days(7);
/// Of the standard normal distribution, for 95 in a hundred.
const Z: f64 = 1.96;

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// Where.
    pub country: CountryCode,
    /// When; noon of the day where only the day is known.
    pub at: Timestamp,
}

/// A share with the interval in which it lies, 95 times in a hundred (Wilson).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Share {
    /// The share; none when there is nothing to take it of.
    pub value: Option<f64>,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// How good one side was.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Skill {
    /// Events within the span of the items.
    pub events: usize,
    /// Events that were warned of.
    pub hits: usize,
    /// Events that were not.
    pub misses: usize,
    /// Warnings, those that follow each other within a week taken as one.
    pub warnings: usize,
    /// Warnings without an event.
    pub false_alarms: usize,
    /// Probability of detection: hits of all events.
    pub pod: Share,
    /// False alarm ratio: warnings without an event, of all warnings.
    pub far: Share,
    /// Critical success index: hits of hits, misses and false alarms together.
    pub csi: Share,
    /// Median of the hours by which warnings came before their events; below zero for after.
    pub lead_hours: Option<f64>,
}

/// Reads events from CSV with a head that names `country` (ISO 3166-1 alpha-2) and `date` (a day or RFC 3339); other
/// columns are passed over. Each line that does not read is named.
pub fn read(text: &str) -> Result<Vec<Event>, Vec<String>> {
    let mut lines = text.trim_start_matches('\u{feff}').lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    let head = lines.next().map(|(line, _)| cells(line)).unwrap_or_default();
    let column = |name: &str| head.iter().position(|cell| cell.eq_ignore_ascii_case(name));
    let (Some(country), Some(date)) = (column("country"), column("date")) else {
        return Err(vec!["line 1: the head must name the columns `country` and `date`".to_owned()]);
    };
    let (mut events, mut wrong) = (Vec::new(), Vec::new());
    for (line, number) in lines {
        let cells = cells(line);
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        match event(cell(country), cell(date)) {
            Ok(event) => events.push(event),
            Err(why) => wrong.push(format!("line {number}: {why}")),
        }
    }
    events.sort_unstable();
    if wrong.is_empty() { Ok(events) } else { Err(wrong) }
}

/// The cells of a line; a cell in quotes may hold commas, and two quotes stand for one.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    cells.push(cell);
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

fn event(country: &str, date: &str) -> Result<Event, String> {
    let code = CountryCode::new(country).ok_or_else(|| format!("`{country}` is not a two-letter country code"))?;
    let noon = || {
        let day: NaiveDate = date.parse().ok()?;
        Some(day.and_time(NaiveTime::from_hms_opt(12, 0, 0)?).and_utc())
    };
    let at = parse(date).or_else(noon).ok_or_else(|| format!("`{date}` is not a day such as 2026-03-01"))?;
    Ok(Event { country: code, at })
}

/// How good one side was against events between two moments.
pub fn skill(side: &Side, events: &[Event], (from, to): (Timestamp, Timestamp)) -> Skill {
    let warnings = warnings(side);
    let events: Vec<&Event> = events.iter().filter(|event| (from..=to).contains(&event.at)).collect();
    measured(&warnings, &events)
}

fn measured(warnings: &[Event], events: &[&Event]) -> Skill {
    let fits = |warning: &Event, event: &Event| {
        let early = event.at - warning.at;
        warning.country == event.country && early <= BEFORE && early >= -AFTER
    };
    let leads = events.iter().filter_map(|event| {
        let warning = warnings.iter().filter(|warning| fits(warning, event)).map(|warning| warning.at).min()?;
        Some((event.at - warning).num_minutes() as f64 / 60.0)
    });
    let leads: Vec<f64> = leads.collect();
    let (hits, misses) = (leads.len(), events.len() - leads.len());
    let false_alarms = warnings.iter().filter(|warning| !events.iter().any(|event| fits(warning, event))).count();
    Skill {
        events: events.len(),
        hits,
        misses,
        warnings: warnings.len(),
        false_alarms,
        pod: share(hits, events.len()),
        far: share(false_alarms, warnings.len()),
        csi: share(hits, hits + misses + false_alarms),
        lead_hours: median(leads),
    }
}

/// When warnings of at least yellow began, by country: levels that rose to it and candidates of it.
fn warnings(side: &Side) -> Vec<Event> {
    let rises = side.transitions.iter().filter(|one| one.to >= Level::Yellow && one.from < Level::Yellow);
    let rises = rises.filter_map(|one| match one.subject {
        Subject::Country(country) => Some(Event { country, at: one.at }),
        Subject::Asset(_) => None,
    });
    let candidates = side.alarms().filter(|one| one.level >= Level::Yellow);
    let candidates = candidates.filter_map(|one| Some(Event { country: one.country?, at: one.at }));
    once(rises.chain(candidates).collect())
}

/// Those that follow each other within a week are one, which began with the first.
fn once(mut warnings: Vec<Event>) -> Vec<Event> {
    warnings.sort_unstable();
    let mut last: BTreeMap<CountryCode, Timestamp> = BTreeMap::new();
    warnings.retain(|warning| last.insert(warning.country, warning.at).is_none_or(|last| warning.at - last > SAME));
    warnings
}

/// The share of `part` in `all`, with Wilson's interval.
fn share(part: usize, all: usize) -> Share {
    if all == 0 {
        return Share { value: None, low: 0.0, high: 1.0 };
    }
    let (n, p) = (all as f64, part as f64 / all as f64);
    let middle = p + Z * Z / (2.0 * n);
    let spread = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + Z * Z / n;
    let end = |value: f64| rounded((value / whole).clamp(0.0, 1.0));
    Share { value: Some(rounded(p)), low: end(middle - spread), high: end(middle + spread) }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let (low, high) = (values.get(values.len().checked_sub(1)? / 2)?, values.get(values.len() / 2)?);
    Some(rounded(f64::midpoint(*low, *high)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(country: &str, at: &str) -> Event {
        super::event(country, at).unwrap()
    }

    #[test]
    fn events_are_read_by_the_names_of_their_columns() {
        let text = "event,date,country\n\"clashes, border\",2025-05-10,PK\n\"a \"\"b\"\"\",2025-06-13T06:00:00Z,IL\n\n";
        let read = read(text).unwrap();
        assert_eq!(read, [event("IL", "2025-06-13T06:00:00Z"), event("PK", "2025-05-10")]);
    }

    #[test]
    fn every_line_that_does_not_read_is_named() {
        let wrong = read("country,date\nPK,2025-05-10\nPakistan,2025-05-10\nIL,June\n").unwrap_err();
        assert_eq!(wrong.len(), 2);
        assert!(wrong[0].starts_with("line 3: `Pakistan`") && wrong[1].starts_with("line 4: `June`"), "{wrong:?}");
        assert!(read("").is_err() && read("land,tag\n").is_err());
    }

    #[test]
    fn a_warning_counts_for_an_event_from_a_week_before_to_two_days_after() {
        let happened = event("PK", "2025-05-10");
        let hits = |at: &str| measured(&[event("PK", at)], &[&happened]).hits;
        assert_eq!(["2025-05-02", "2025-05-03", "2025-05-12", "2025-05-13"].map(hits), [0, 1, 1, 0]);
        assert_eq!(measured(&[event("IN", "2025-05-10")], &[&happened]).hits, 0);
    }

    #[test]
    fn the_figures_of_a_known_case() {
        let events = [event("PK", "2025-05-10"), event("IL", "2025-06-13"), event("NP", "2025-09-10")];
        let warnings = [event("PK", "2025-05-08"), event("IL", "2025-06-14"), event("EG", "2025-07-16")];
        let skill = measured(&warnings, &events.iter().collect::<Vec<_>>());
        assert_eq!((skill.hits, skill.misses, skill.false_alarms), (2, 1, 1));
        assert_eq!((skill.pod.value, skill.far.value, skill.csi.value), (Some(0.6667), Some(0.3333), Some(0.5)));
        assert_eq!(skill.lead_hours, Some(12.0), "two days before, one after");
    }

    #[test]
    fn wilsons_interval_of_few_cases_is_wide() {
        // 8 of 10: Wilson 1927, 95 %.
        let share = share(8, 10);
        assert_eq!((share.value, share.low, share.high), (Some(0.8), 0.4902, 0.9433));
        assert_eq!(super::share(0, 0).value, None);
    }

    #[test]
    fn warnings_within_a_week_of_each_other_are_one() {
        let all = ["2025-05-01", "2025-05-07", "2025-05-13", "2025-05-21"].map(|at| event("PK", at));
        assert_eq!(once(all.to_vec()), [all[0], all[3]]);
    }
}
