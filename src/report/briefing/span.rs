//! The weekly report, and the monthly edition for the public, which names no asset, person or unit and repeats no text
//! of a feed.

use std::collections::BTreeMap;

use super::page::{Entry, PageSection};
use super::parts::{feeds, histories, section, table, text, undated};
use crate::domain::briefing::{Due, DueWhat, Minutes, Monthly, Replies, Share, Weekly};
use crate::domain::hazard::Hazard;
use crate::domain::level::Level;
use crate::report::say::Voice;

pub(super) fn weekly(voice: &Voice<'_>, weekly: &Weekly) -> Vec<PageSection> {
    let mut calendar = section(voice, "calendar", weekly.calendar.iter().map(|one| due(voice, one)).collect());
    calendar.notes.push(voice.word("briefing.calendar_source"));
    calendar.notes.extend(undated(voice, weekly.undated));
    vec![
        counts(voice, weekly),
        histories(voice, &weekly.history),
        replies(voice, weekly),
        skill(voice, weekly),
        feeds(voice, &weekly.feeds, &weekly.missed),
        calendar,
    ]
}

pub(super) fn monthly(voice: &Voice<'_>, monthly: &Monthly) -> Vec<PageSection> {
    let states = [("in_force", monthly.in_force), ("lifted", monthly.lifted)];
    let states = states.map(|(key, n)| Entry::plain(voice.fill(&format!("briefing.{key}"), &[("n", &n.to_string())])));
    let issued = [by_level(voice, "issued", &monthly.issued), by_hazard(voice, "issued_by_hazard", &monthly.hazards)];
    let mut warnings = section(voice, "warnings", issued.into_iter().chain(states).collect());
    warnings.notes.push(voice.word("briefing.public"));
    let advice = |hazard: &Hazard| {
        let values =
            [("hazard", &*voice.word(&format!("hazard.{hazard}"))), ("text", &voice.word(&format!("watch.{hazard}")))];
        Entry::plain(voice.fill("briefing.advice", &values))
    };
    vec![
        warnings,
        histories(voice, &monthly.countries),
        section(voice, "incidents", vec![by_hazard(voice, "incidents", &monthly.incidents)]),
        section(voice, "advice", monthly.advised.iter().map(advice).collect()),
    ]
}

fn counts(voice: &Voice<'_>, weekly: &Weekly) -> PageSection {
    let outcomes = parts(voice, weekly.candidates.iter().map(|(key, n)| (format!("briefing.outcome.{key}"), *n)));
    let kinds = parts(voice, weekly.kinds.iter().map(|(key, n)| (format!("briefing.kind.{key}"), *n)));
    let states = parts(voice, weekly.deliveries.iter().map(|(key, n)| (format!("briefing.delivery.{key}"), *n)));
    let exercises = weekly.exercises.to_string();
    let entries = vec![
        by_hazard(voice, "incidents", &weekly.incidents),
        tally(voice, "candidates", weekly.candidates.values().sum(), &outcomes),
        by_level(voice, "issued", &weekly.issued),
        tally(voice, "kinds", weekly.kinds.values().sum(), &kinds),
        tally(voice, "deliveries", weekly.deliveries.values().sum(), &states),
        Entry::plain(voice.fill("briefing.exercises", &[("n", &exercises)])),
    ];
    section(voice, "counts", entries)
}

/// `name 3, name 1`.
fn parts(voice: &Voice<'_>, counts: impl Iterator<Item = (String, usize)>) -> String {
    voice.list(counts.map(|(key, n)| format!("{} {n}", voice.word(&key))))
}

/// A total with its parts.
fn tally(voice: &Voice<'_>, key: &str, all: usize, parts: &str) -> Entry {
    let total = voice.fill(&format!("briefing.count.{key}"), &[("n", &all.to_string())]);
    let values = [("total", total.as_str()), ("parts", parts)];
    Entry::plain(if parts.is_empty() { total.clone() } else { voice.fill("briefing.tally", &values) })
}

fn by_hazard(voice: &Voice<'_>, key: &str, counts: &BTreeMap<Hazard, usize>) -> Entry {
    let parts = parts(voice, counts.iter().map(|(hazard, n)| (format!("hazard.{hazard}"), *n)));
    tally(voice, key, counts.values().sum(), &parts)
}

fn by_level(voice: &Voice<'_>, key: &str, counts: &BTreeMap<Level, usize>) -> Entry {
    let parts = parts(voice, counts.iter().rev().map(|(level, n)| (format!("level.{level}"), *n)));
    tally(voice, key, counts.values().sum(), &parts)
}

fn replies(voice: &Voice<'_>, weekly: &Weekly) -> PageSection {
    let number = |minutes: Option<Minutes>, of: fn(&Minutes) -> f64| {
        minutes.map_or("–".to_owned(), |minutes| voice.span(of(&minutes) / 60.0))
    };
    let row = |(level, replies): (&Level, &Replies)| {
        vec![
            voice.level(*level),
            replies.asked.to_string(),
            replies.got.to_string(),
            replies.late.to_string(),
            number(replies.minutes, |minutes| minutes.median),
            number(replies.minutes, |minutes| minutes.longest),
        ]
    };
    let columns = ["level", "asked", "got", "late", "median", "longest"];
    let mut section = table(voice, "replies", &columns, weekly.replies.iter().rev().map(row).collect());
    section.notes.extend(weekly.timeliness.map(|spans| {
        let (cases, median, longest) =
            (spans.cases.to_string(), voice.span(spans.median / 60.0), voice.span(spans.longest / 60.0));
        voice.fill("briefing.timeliness", &[("n", &cases), ("median", &median), ("longest", &longest)])
    }));
    section
}

fn skill(voice: &Voice<'_>, weekly: &Weekly) -> PageSection {
    let skill = &weekly.skill;
    let share = |key: &str, cases: usize, of: usize, share: Option<Share>| {
        let value = share.map_or_else(
            || voice.word("briefing.no_cases"),
            |share| {
                let percent = |value: f64| format!("{:.0} %", 100.0 * value);
                let (value, low, high) = (percent(share.value), percent(share.low), percent(share.high));
                let (cases, of) = (cases.to_string(), of.to_string());
                let values = [("value", &*value), ("low", &low), ("high", &high), ("n", &cases), ("all", &of)];
                voice.fill("briefing.share", &values)
            },
        );
        Entry::plain(voice.fill(&format!("briefing.{key}"), &[("share", &value)]))
    };
    let entries = vec![
        share("pod", skill.hits, skill.hits + skill.misses, skill.pod),
        share("far", skill.false_alarms, skill.hits + skill.false_alarms, skill.far),
    ];
    let mut section = section(voice, "skill", entries);
    section.notes.push(voice.word("briefing.skill_source"));
    section
}

fn due(voice: &Voice<'_>, due: &Due) -> Entry {
    let say = |key: &str, values: &[(&str, &str)]| voice.fill(&format!("briefing.due.{key}"), values);
    let what = match &due.what {
        DueWhat::NoticeEnds { notice, subject } => {
            say("notice_ends", &[("id", notice.as_str()), ("subject", &text(voice, subject))])
        }
        DueWhat::SilenceEnds { reason, by } => say("silence_ends", &[("reason", reason), ("by", by.as_str())]),
        DueWhat::AdviceEnds { country, government } => {
            say("advice_ends", &[("country", &voice.country(*country)), ("government", government)])
        }
        DueWhat::Begins { name } => say("begins", &[("name", &text(voice, name))]),
        DueWhat::Ends { name } => say("ends", &[("name", &text(voice, name))]),
    };
    let values = [("time", &*voice.time(due.at)), ("what", &what)];
    Entry::plain(voice.fill("briefing.due_line", &values))
}
