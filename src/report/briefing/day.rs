//! The daily brief, kept to one page: each section ends with how many lines it left out.

use super::page::{Entry, PageSection};
use super::parts::{
    at_most, countries, entry, exposure, feeds, how_sure, section, sentences, table, text, visits, what,
};
use super::shift::kind;
use crate::domain::briefing::{CurrencyMove, Daily, Happening, LevelChange, NoticeLine};
use crate::domain::impact::Subject;
use crate::report::say::Voice;

pub(super) fn sections(voice: &Voice<'_>, daily: &Daily) -> Vec<PageSection> {
    let most = daily.lines;
    let levels = section(voice, "levels", daily.levels.iter().map(|one| level(voice, one)).collect());
    let notices = section(voice, "notices", daily.notices.iter().map(|one| notice(voice, one)).collect());
    let mut blind = at_most(voice, feeds(voice, &daily.feeds, &daily.missed), most);
    if daily.unattributed > 0 {
        blind.notes.push(voice.fill("briefing.unattributed", &[("n", &daily.unattributed.to_string())]));
    }
    vec![
        at_most(voice, levels, most),
        at_most(voice, notices, most),
        section(voice, "top", daily.top.iter().map(|one| happening(voice, one)).collect()),
        currencies(voice, daily),
        at_most(voice, section(voice, "rules", daily.rules.iter().map(|one| rule(voice, one)).collect()), most),
        at_most(voice, visits(voice, &daily.visits), most),
        blind,
    ]
}

fn level(voice: &Voice<'_>, change: &LevelChange) -> Entry {
    let name = match &change.subject {
        Subject::Country(code) => voice.country(*code),
        Subject::Asset(id) => change.name.as_ref().map_or_else(|| id.to_string(), |name| text(voice, name)),
    };
    let (from, to) = (voice.level(change.from), voice.level(change.to));
    let (score, time) = (format!("{:.0}", change.score), voice.time(change.at));
    let values = [("name", name.as_str()), ("from", &from), ("to", &to), ("score", &score), ("time", &time)];
    entry(voice, change.to, voice.fill("report.transition", &values))
}

fn notice(voice: &Voice<'_>, line: &NoticeLine) -> Entry {
    let (kind, state) = (kind(voice, line.kind), voice.word(&format!("notice_state.{}", line.state)));
    let (subject, time) = (text(voice, &line.subject), voice.time(line.at));
    let values =
        [("id", line.notice.as_str()), ("kind", &kind), ("state", &state), ("subject", &subject), ("time", &time)];
    entry(voice, line.levels.1, voice.mark(line.exercise) + &voice.fill("briefing.notice", &values))
}

fn happening(voice: &Voice<'_>, one: &Happening) -> Entry {
    Entry::plain(sentences(voice, [what(voice, one), how_sure(voice, one), exposure(voice, &one.touched)]))
}

fn rule(voice: &Voice<'_>, one: &Happening) -> Entry {
    Entry::plain(sentences(voice, [what(voice, one), exposure(voice, &one.touched)]))
}

fn currencies(voice: &Voice<'_>, daily: &Daily) -> PageSection {
    let rows = daily.currencies.iter().map(|one| currency(voice, one)).collect();
    let columns = ["currency", "country", "loss_5", "loss_20", "loss_year", "z", "day"];
    let mut section = table(voice, "currencies", &columns, rows);
    if daily.currencies_unknown > 0 {
        let n = daily.currencies_unknown.to_string();
        section.notes.push(voice.fill("briefing.currencies_unknown", &[("n", &n)]));
    }
    section
}

fn currency(voice: &Voice<'_>, one: &CurrencyMove) -> Vec<String> {
    // A loss is below zero on the page, as a reader expects of a change in worth.
    let change = |loss: Option<f64>| loss.map_or("–".to_owned(), |loss| format!("{:+.1} %", -100.0 * loss));
    vec![
        one.currency.clone(),
        countries(voice, &one.countries),
        change(one.loss_5),
        change(one.loss_20),
        change(one.loss_year),
        one.z.map_or("–".to_owned(), |z| format!("{z:.1}")),
        one.day.format("%m-%d").to_string(),
    ]
}
