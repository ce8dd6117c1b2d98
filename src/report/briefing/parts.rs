//! What several briefings say: happenings in sentences, visits, sick feeds, level histories, sections.

use super::page::{Entry, PageSection};
use crate::domain::briefing::{Happening, LevelHistory, MissedItems, SickFeed, Touched, Visits};
use crate::domain::country::CountryCode;
use crate::domain::level::Level;
use crate::domain::words::{LocalText, key_of};
use crate::report::say::Voice;

/// Assets named of one happening; the rest are counted.
const TOUCHED: usize = 4;

/// A section of entries, which says so when there are none.
pub(super) fn section(voice: &Voice<'_>, key: &'static str, entries: Vec<Entry>) -> PageSection {
    let notes = if entries.is_empty() { vec![voice.word("briefing.nothing")] } else { Vec::new() };
    PageSection { key, title: voice.word(&format!("briefing.head.{key}")), entries, notes, ..PageSection::default() }
}

/// A section with a table, which says so when it has no row.
pub(super) fn table(voice: &Voice<'_>, key: &'static str, columns: &[&str], rows: Vec<Vec<String>>) -> PageSection {
    let mut table = section(voice, key, Vec::new());
    if !rows.is_empty() {
        table.columns = columns.iter().map(|column| voice.word(&format!("briefing.column.{column}"))).collect();
        table.rows = rows;
        table.notes.clear();
    }
    table
}

/// The first entries, and how many more there are.
pub(super) fn at_most(voice: &Voice<'_>, mut section: PageSection, most: usize) -> PageSection {
    let more = section.entries.len().saturating_sub(most);
    if more > 0 {
        section.entries.truncate(most);
        section.notes.push(voice.fill("briefing.more", &[("n", &more.to_string())]));
    }
    section
}

/// Sentences one after the other, as the language sets them.
pub(super) fn sentences(voice: &Voice<'_>, said: impl IntoIterator<Item = String>) -> String {
    let said: Vec<_> = said.into_iter().filter(|sentence| !sentence.is_empty()).collect();
    said.join(&voice.word("briefing.sentence"))
}

pub(super) fn text(voice: &Voice<'_>, text: &LocalText) -> String {
    text.get(voice.lang()).to_owned()
}

pub(super) fn entry(voice: &Voice<'_>, level: Level, text: String) -> Entry {
    Entry::of_level(level, &voice.level(level), text)
}

pub(super) fn countries(voice: &Voice<'_>, codes: &[CountryCode]) -> String {
    voice.list(codes.iter().map(|code| voice.country(*code)))
}

/// What, where, since when.
pub(super) fn what(voice: &Voice<'_>, happening: &Happening) -> String {
    let title = text(voice, &happening.title);
    let mark = voice.mark(happening.exercise);
    let hazard = voice.word(&format!("hazard.{}", happening.hazard));
    let mut places = countries(voice, &happening.countries);
    if places.is_empty() {
        places = voice.word("briefing.nowhere");
    }
    if let Some(place) = &happening.place {
        let place = voice.place(&happening.countries, place);
        places = voice.fill("briefing.place", &[("place", place), ("countries", &places)]);
    }
    let (first, last) = (voice.time(happening.span.0), voice.time(happening.span.1));
    let key = if happening.span.0 == happening.span.1 { "briefing.what_once" } else { "briefing.what" };
    let values =
        [("title", title.as_str()), ("hazard", &hazard), ("where", &places), ("first", &first), ("last", &last)];
    format!("{mark}{}", voice.fill(key, &values))
}

/// How sure, by how many, how many dead. Empty where no incident stands behind it.
pub(super) fn how_sure(voice: &Voice<'_>, happening: &Happening) -> String {
    let Some(certainty) = happening.certainty else { return String::new() };
    let word = voice.word(&format!("certainty.{}", key_of(&certainty.word)));
    let (value, families) = (format!("{:.2}", certainty.value), certainty.families.to_string());
    let deaths = happening.deaths.map(|n| voice.fill("briefing.deaths", &[("n", &n.to_string())]));
    let values = [
        ("word", word.as_str()),
        ("value", &value),
        ("n", &families),
        ("deaths", deaths.as_deref().unwrap_or_default()),
    ];
    voice.fill("briefing.certainty", &values)
}

/// What of ours is in the way.
pub(super) fn exposure(voice: &Voice<'_>, touched: &[Touched]) -> String {
    if touched.is_empty() {
        return voice.word("briefing.untouched");
    }
    let one = |one: &Touched| {
        let name = text(voice, &one.name);
        let points = one.points.map(|points| format!("{points:.0}"));
        points
            .map_or(name.clone(), |points| voice.fill("briefing.touched_one", &[("name", &name), ("points", &points)]))
    };
    let list = voice.list(touched.iter().take(TOUCHED).map(one));
    let more = touched.len().saturating_sub(TOUCHED);
    let key = if more > 0 { "briefing.touched_more" } else { "briefing.touched" };
    voice.fill(key, &[("list", &list), ("n", &more.to_string())])
}

pub(super) fn visits(voice: &Voice<'_>, visits: &Visits) -> PageSection {
    let one = |visit: &crate::domain::briefing::Visit| {
        let name = text(voice, &visit.name);
        let (from, until) = (voice.time(visit.span.0), voice.time(visit.span.1));
        let places =
            visit.countries.iter().map(|(code, level)| format!("{} {}", voice.country(*code), voice.level(*level)));
        let people = visit.headcount.map_or_else(|| voice.word("report.unknown"), |n| n.to_string());
        let places = voice.list(places);
        let values =
            [("name", name.as_str()), ("from", &from), ("until", &until), ("countries", &places), ("people", &people)];
        Entry::plain(voice.fill("briefing.visit", &values))
    };
    let mut section = section(voice, "visits", visits.known.iter().map(one).collect());
    section.title = voice.fill("briefing.head.visits", &[("hours", &visits.hours.to_string())]);
    section.notes.extend(undated(voice, visits.undated));
    section
}

/// That some visits have no date, so that nobody takes them for none.
pub(super) fn undated(voice: &Voice<'_>, undated: usize) -> Option<String> {
    (undated > 0).then(|| voice.fill("briefing.undated", &[("n", &undated.to_string())]))
}

pub(super) fn feeds(voice: &Voice<'_>, feeds: &[SickFeed], missed: &[MissedItems]) -> PageSection {
    let one = |feed: &SickFeed| {
        let outcome = voice.word(&format!("outcome.{}", feed.outcome));
        let since = feed.since.map_or_else(|| voice.word("report.never"), |at| voice.time(at));
        let failed = [("n", &*feed.failed.0.to_string()), ("all", &feed.failed.1.to_string())];
        let failed = if feed.failed.1 > 0 { voice.fill("briefing.failed", &failed) } else { String::new() };
        let values = [("feed", feed.title.as_str()), ("outcome", &outcome), ("since", &since), ("failed", &failed)];
        let line = voice.fill("briefing.feed", &values);
        let only = countries(voice, &feed.only_source_for);
        let only = if only.is_empty() { only } else { voice.fill("report.feed_only", &[("names", &only)]) };
        Entry::plain(line + &only)
    };
    let missed = missed.iter().map(|missed| Entry::plain(voice.missed(&missed.title, &missed.gaps)));
    section(voice, "feeds", feeds.iter().map(one).chain(missed).collect())
}

/// Countries with the highest level of each day.
pub(super) fn histories(voice: &Voice<'_>, histories: &[LevelHistory]) -> PageSection {
    let letter = |level: &Option<Level>| level.map_or('?', Level::letter).to_string();
    let row = |one: &LevelHistory| {
        let days: Vec<_> = one.days.iter().map(letter).collect();
        vec![voice.country(one.country), voice.level(one.highest), voice.level(one.now), days.join(" ")]
    };
    let mut table =
        table(voice, "history", &["country", "highest", "now", "days"], histories.iter().map(row).collect());
    if !table.rows.is_empty() {
        table.notes.push(voice.word("briefing.letters"));
    }
    table
}
