//! How values of the picture are told in the language of the report: names, levels, times, ages, outcomes.

use std::ops::Deref;

use chrono_tz::Tz;

use super::outline::{Line, plain, strong};
use crate::domain::country::CountryCode;
use crate::domain::gap::Gap;
use crate::domain::id::CandidateId;
use crate::domain::incident::Incident;
use crate::domain::level::{Check, Level};
use crate::domain::picture::Picture;
use crate::domain::rule::{Candidate, CandidateOutcome};
use crate::domain::telling::Telling;
use crate::domain::time::{Timestamp, hours_between};
use crate::domain::words::{Lang, Words};

/// How things are told at one moment, whatever they belong to.
#[derive(Clone, Copy)]
pub(super) struct Voice<'a> {
    words: &'a Words,
    now: Timestamp,
    zone: Tz,
}

/// A picture with the words to tell it in.
pub(super) struct Say<'a> {
    pub(super) picture: &'a Picture,
    voice: Voice<'a>,
}

/// What is told of a picture is told in a voice.
impl<'a> Deref for Say<'a> {
    type Target = Voice<'a>;

    fn deref(&self) -> &Voice<'a> {
        &self.voice
    }
}

impl<'a> Voice<'a> {
    /// A voice that speaks the words' language at a moment, and tells times on a clock.
    pub(super) const fn new(words: &'a Words, now: Timestamp, zone: Tz) -> Self {
        Self { words, now, zone }
    }

    /// The words.
    pub(super) const fn words(&self) -> &'a Words {
        self.words
    }

    /// The moment at which things are told.
    pub(super) const fn now(&self) -> Timestamp {
        self.now
    }

    pub(super) const fn lang(&self) -> Lang {
        self.words.lang()
    }

    pub(super) fn word(&self, key: &str) -> String {
        self.words.get(key).to_owned()
    }

    pub(super) fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.words.fill(key, values)
    }

    /// A place in one of some countries, by the name that it has in the language.
    pub(super) fn place<'n>(&self, countries: &[CountryCode], name: &'n str) -> &'n str
    where
        'a: 'n,
    {
        countries.iter().map(|code| self.words.place(*code, name)).find(|told| *told != name).unwrap_or(name)
    }

    /// Why an item became no incident; its code where it has no words.
    pub(super) fn drop_reason(&self, code: &str) -> String {
        let key = format!("drop.{code}");
        if self.words.has(&key) { self.word(&key) } else { code.to_owned() }
    }

    pub(super) fn level(&self, level: Level) -> String {
        self.word(&format!("level.{level}"))
    }

    /// A country by its code's name, where the tables have it.
    pub(super) fn country(&self, code: CountryCode) -> String {
        let key = format!("country.{code}");
        if self.words.has(&key) { self.word(&key) } else { code.to_string() }
    }

    /// The desk's wall clock.
    pub(super) fn time(&self, at: Timestamp) -> String {
        let local = |at: Timestamp| at.with_timezone(&self.zone);
        let same_year = local(at).format("%Y").to_string() == local(self.now).format("%Y").to_string();
        local(at).format(if same_year { "%m-%d %H:%M" } else { "%Y-%m-%d %H:%M" }).to_string()
    }

    /// The name of that clock.
    pub(super) fn clock(&self) -> String {
        if self.zone == chrono_tz::Asia::Shanghai {
            return self.word("report.beijing");
        }
        self.zone.name().to_owned()
    }

    /// A span in hours, or in minutes below two hours.
    pub(super) fn span(&self, hours: f64) -> String {
        let (key, number) = if hours < 2.0 { ("report.minutes", hours * 60.0) } else { ("report.hours", hours) };
        self.fill(key, &[("n", &format!("{:.0}", number.max(0.0)))])
    }

    /// That a feed may have missed items, of which times, and what to do.
    pub(super) fn missed(&self, feed: &str, gaps: &[Gap]) -> String {
        let span =
            |gap: &Gap| self.fill("report.from_to", &[("from", &self.time(gap.from)), ("to", &self.time(gap.to))]);
        let spans = self.list(gaps.iter().map(span));
        self.fill("report.feed_missed", &[("feed", feed), ("spans", &spans)])
    }

    pub(super) fn list(&self, names: impl Iterator<Item = String>) -> String {
        names.collect::<Vec<_>>().join(self.words.get("report.list"))
    }

    /// The mark of an exercise, or nothing.
    pub(super) fn marked(&self, exercise: bool) -> Line {
        if exercise { vec![strong(self.word("report.exercise")), plain(" ")] } else { vec![] }
    }
}

impl<'a> Say<'a> {
    /// A picture told in the words' language.
    pub(super) const fn new(picture: &'a Picture, words: &'a Words) -> Self {
        Self { picture, voice: Voice::new(words, picture.at, picture.zone) }
    }

    /// Sums in words.
    pub(super) const fn telling(&self) -> Telling<'a> {
        Telling { words: self.voice.words, picture: self.picture }
    }

    /// A watched country's name; any other by its code's name.
    pub(super) fn country(&self, code: CountryCode) -> String {
        let watched = self.picture.country(code);
        watched.map_or_else(|| self.voice.country(code), |line| line.country.name.get(self.lang()).to_owned())
    }

    /// When a country was looked at, or that it was not.
    pub(super) fn check(&self, check: &Check) -> String {
        match check {
            Check::Checked { at } => {
                let age = self.span(hours_between(*at, self.picture.at));
                self.fill("report.checked_ago", &[("age", &age)])
            }
            Check::Partly { .. } => self.word("check.partly"),
            Check::Unchecked { .. } => self.word("check.unchecked"),
        }
    }

    /// An incident's title in the language of the report, where it has one.
    pub(super) fn title(&self, incident: &Incident) -> String {
        incident.title_in(self.lang()).unwrap_or_else(|| incident.title()).to_owned()
    }

    /// What a candidate is about: its incident's title, else its country and hazard.
    pub(super) fn candidate(&self, candidate: &Candidate) -> String {
        if let Some(card) = candidate.incident.as_ref().and_then(|id| self.picture.incident(id)) {
            return self.title(&card.incident);
        }
        let country = candidate.country.map_or_else(String::new, |code| self.country(code));
        let title = candidate.title.get(self.lang());
        let hazard = || self.word(&format!("hazard.{}", candidate.hazard));
        format!("{country} {}", if title.is_empty() { hazard() } else { title.to_owned() }).trim().to_owned()
    }

    /// Another candidate by its rule and country; by its id where it is no longer shown.
    fn candidate_name(&self, id: &CandidateId) -> String {
        let found = self.picture.candidates.iter().find(|candidate| candidate.id == *id);
        let country = |found: &Candidate| found.country.map_or_else(String::new, |code| self.country(code));
        found.map_or_else(|| id.to_string(), |found| format!("{} {}", found.rule, country(found)))
    }

    /// What became of a candidate.
    pub(super) fn outcome(&self, outcome: &CandidateOutcome) -> String {
        let fill =
            |key: &str, name: &str, value: &str| self.fill(&format!("candidate_outcome.{key}"), &[(name, value)]);
        match outcome {
            CandidateOutcome::Open => fill("open", "", ""),
            CandidateOutcome::Drafted { notice } => fill("drafted", "notice", notice.as_str()),
            CandidateOutcome::Dismissed { by, reason } => {
                let dismissal = format!("dismissal.{reason}");
                let reason = if self.voice.words.has(&dismissal) { self.word(&dismissal) } else { reason.clone() };
                let values = [("by", by.as_str()), ("reason", reason.as_str())];
                self.fill("candidate_outcome.dismissed", &values)
            }
            CandidateOutcome::Silenced { by } => fill("silenced", "by", by.as_str()),
            CandidateOutcome::Grouped { under } => fill("grouped", "under", &self.candidate_name(under)),
            CandidateOutcome::Duplicate { of } => fill("duplicate", "of", &self.candidate_name(of)),
            CandidateOutcome::Flooded => fill("flooded", "", ""),
            CandidateOutcome::BeforeArming => fill("before_arming", "", ""),
            CandidateOutcome::Expired => fill("expired", "", ""),
        }
    }
}
