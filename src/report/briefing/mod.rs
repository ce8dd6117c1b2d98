//! Briefings laid out in one language: the handover note, the daily brief, the weekly report, the monthly edition.
//!
//! Words are in `config/locale/briefing.toml`, the spelling in `config/templates/briefing.*.j2`; which facts there are
//! is left to `app`.

mod page;

mod parts;

mod shift;

mod day;

mod span;

#[cfg(test)]
mod tests;

pub use page::{Entry, Page, PageSection};

use super::say::Voice;
use crate::domain::briefing::{Body, Briefing};
use crate::domain::words::Words;

/// The briefing in words.
pub(super) fn page(briefing: &Briefing, words: &Words) -> Page {
    let voice = Voice::new(words, briefing.at, briefing.zone);
    let (sections, signatures) = match &briefing.body {
        Body::Handover(handover) => (shift::sections(&voice, handover), shift::signatures(&voice, handover)),
        Body::Daily(daily) => (day::sections(&voice, daily), Vec::new()),
        Body::Weekly(weekly) => (span::weekly(&voice, weekly), Vec::new()),
        Body::Monthly(monthly) => (span::monthly(&voice, monthly), Vec::new()),
    };
    let kind = briefing.kind().key();
    Page {
        lang: words.lang().tag(),
        kind,
        title: voice.word(&format!("briefing.title.{kind}")),
        marks: marks(&voice, briefing),
        lead: lead(&voice, briefing),
        sections,
        signatures,
        closing: voice.fill("briefing.closing", &[("model", &briefing.model)]),
    }
}

fn marks(voice: &Voice<'_>, briefing: &Briefing) -> Vec<String> {
    let unchecked = &briefing.coverage.unchecked;
    let names = voice.list(unchecked.iter().map(|code| voice.country(*code)));
    let blind = voice.fill("report.blind", &[("n", &unchecked.len().to_string()), ("names", &names)]);
    let made_up = briefing.made_up.then(|| voice.word("report.made_up"));
    made_up.into_iter().chain((!unchecked.is_empty()).then_some(blind)).collect()
}

fn lead(voice: &Voice<'_>, briefing: &Briefing) -> Vec<String> {
    let (at, since) = (voice.time(briefing.at), voice.time(briefing.since));
    let (feeds, countries) = (of(briefing.coverage.feeds), of(briefing.coverage.countries));
    let began = briefing.watching_since.map(|at| voice.fill("briefing.began", &[("time", &voice.time(at))]));
    let lines = [
        Some(voice.fill("briefing.span", &[("since", &since), ("at", &at)])),
        Some(voice.fill("briefing.coverage", &[("feeds", &feeds), ("countries", &countries)])),
        began,
    ];
    lines.into_iter().flatten().collect()
}

/// `41/54`.
fn of((some, all): (usize, usize)) -> String {
    format!("{some}/{all}")
}
