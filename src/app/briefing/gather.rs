//! What several briefings tell: coverage, happenings, visits, sick feeds, level histories.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Days, Duration, NaiveDate};

use crate::config::Config;
use crate::domain::asset::{Asset, AssetKind};
use crate::domain::briefing::{
    Certainty, Coverage, Happening, LevelHistory, MissedItems, SickFeed, Touched, Visit, Visits,
};
use crate::domain::country::CountryCode;
use crate::domain::delivery::Delivery;
use crate::domain::disposition::Disposition;
use crate::domain::feed::Outcome;
use crate::domain::hazard::Hazard;
use crate::domain::id::AssetId;
use crate::domain::impact::{Subject, Transition};
use crate::domain::incident::Incident;
use crate::domain::level::Level;
use crate::domain::notice::Notice;
use crate::domain::picture::{CountryLine, FeedLine, IncidentCard, Picture};
use crate::domain::time::{Timestamp, beijing};
use crate::domain::words::{Lang, LocalText};
use crate::warn::{RateSeries, StatisticsSettings};

use super::Show;

/// Everything a briefing is gathered from.
pub(super) struct Material<'a> {
    pub(super) picture: &'a Picture,
    pub(super) config: &'a Config,
    pub(super) show: Show,
    pub(super) deliveries: Vec<Delivery>,
    pub(super) dispositions: Vec<Disposition>,
    pub(super) rates: Vec<RateSeries>,
    pub(super) statistics: &'a StatisticsSettings,
    pub(super) watching_since: Timestamp,
}

impl Material<'_> {
    pub(super) const fn now(&self) -> Timestamp {
        self.picture.at
    }

    /// Whether a moment lies in the span that is told.
    pub(super) fn told(&self, at: Timestamp) -> bool {
        at >= self.picture.since && at <= self.picture.at
    }

    pub(super) fn coverage(&self) -> Coverage {
        let picture = self.picture;
        let enabled = picture.feeds.iter().filter(|line| line.feed.enabled);
        let sighted = |line: &&FeedLine| line.state.outcome.is_some_and(Outcome::is_sighted);
        let unchecked: Vec<_> = picture.unchecked().map(|line| line.country.code).collect();
        Coverage {
            feeds: (enabled.clone().filter(sighted).count(), enabled.count()),
            countries: (picture.countries.len() - unchecked.len(), picture.countries.len()),
            unchecked,
        }
    }

    /// An incident as a happening.
    pub(super) fn of_card(&self, card: &IncidentCard) -> Happening {
        let (incident, rating) = (&card.incident, &card.rating);
        let touched = card.impacts.iter().map(|impact| self.touched(&impact.asset, Some(impact.sum.value)));
        Happening {
            title: title_of(incident),
            hazard: incident.hazard,
            countries: incident.countries.clone(),
            place: incident.place.as_ref().map(|place| place.name.clone()),
            certainty: Some(Certainty {
                word: rating.certainty_word,
                value: rating.certainty,
                families: incident.families().len(),
            }),
            deaths: incident.fatalities(),
            span: (incident.first, incident.last),
            touched: touched.collect(),
            exercise: incident.exercise,
        }
    }

    /// A notice as a happening, where its incident is not known any more or there was none.
    pub(super) fn of_notice(&self, notice: &Notice) -> Happening {
        let content = &notice.content;
        let touched = content.exposed.iter().map(|exposed| self.touched(&exposed.asset, Some(exposed.impact)));
        Happening {
            title: content.subject.clone(),
            hazard: content.hazard,
            countries: content.countries.clone(),
            place: None,
            certainty: notice.incident.as_ref().map(|_| Certainty {
                word: content.certainty,
                value: content.certainty_value,
                families: content.families,
            }),
            deaths: None,
            span: (content.onset, content.onset),
            touched: touched.collect(),
            exercise: notice.exercise,
        }
    }

    pub(super) fn touched(&self, id: &AssetId, points: Option<f64>) -> Touched {
        let name = self.asset(id).map_or_else(|| in_all(id.as_str()), |asset| asset.name.clone());
        Touched { asset: id.clone(), name, points }
    }

    pub(super) fn asset(&self, id: &AssetId) -> Option<&Arc<Asset>> {
        self.config.assets.iter().find(|asset| asset.id == *id)
    }

    pub(super) fn level_of(&self, country: CountryCode) -> Level {
        self.picture.country(country).map_or(Level::None, |line| line.level.level)
    }

    /// Visits that are under way or begin within the hours to come.
    pub(super) fn visits(&self) -> Visits {
        let (now, until) = (self.now(), self.now() + Duration::hours(self.show.visit_hours));
        let visits = || self.config.assets.iter().filter(|asset| asset.kind == AssetKind::Visit);
        let known = visits().filter_map(|asset| {
            let span = asset.period.filter(|(from, to)| *from <= until && *to >= now)?;
            let countries = asset.foreign_countries().map(|code| (code, self.level_of(code))).collect();
            let name = asset.name.clone();
            Some(Visit { asset: asset.id.clone(), name, span, countries, headcount: asset.headcount })
        });
        let mut known: Vec<Visit> = known.collect();
        known.sort_by_key(|visit| visit.span);
        let undated = visits().filter(|asset| asset.period.is_none()).count();
        Visits { hours: self.show.visit_hours, known, undated }
    }

    /// Enabled feeds that `wanted` picks out, in the picture's order, worst first.
    pub(super) fn sick_feeds(&self, wanted: impl Fn(&FeedLine) -> bool) -> Vec<SickFeed> {
        let feeds = self.picture.feeds.iter().filter(|line| line.feed.enabled && wanted(line));
        feeds.filter_map(sick_feed).collect()
    }

    /// Enabled feeds that may have missed items, as far as that is news in the span.
    pub(super) fn missed(&self) -> Vec<MissedItems> {
        let feeds = self.picture.feeds.iter().filter(|line| line.feed.enabled);
        let missed = feeds.map(|line| MissedItems {
            feed: line.feed.id.clone(),
            title: line.feed.title.clone(),
            gaps: line.missed_since(self.picture.since),
        });
        missed.filter(|missed| !missed.gaps.is_empty()).collect()
    }

    /// Levels of countries over the span, those that were ever above none, highest first.
    pub(super) fn histories(&self) -> Vec<LevelHistory> {
        let mut moves: BTreeMap<CountryCode, Vec<&Transition>> = BTreeMap::new();
        for transition in self.picture.transitions.iter().filter(|transition| self.told(transition.at)) {
            if let Subject::Country(code) = transition.subject {
                moves.entry(code).or_default().push(transition);
            }
        }
        let of = |line: &CountryLine| self.history(line, moves.get(&line.country.code).map_or(&[], Vec::as_slice));
        let mut all: Vec<LevelHistory> = self.picture.countries.iter().map(of).collect();
        all.retain(|history| history.highest > Level::None);
        all.sort_by_key(|history| {
            (std::cmp::Reverse(history.highest), std::cmp::Reverse(history.now), history.country)
        });
        all
    }

    /// The highest level of each day; `moves` are the latest first.
    fn history(&self, line: &CountryLine, moves: &[&Transition]) -> LevelHistory {
        let now = line.level.level;
        let mut level = moves.last().map_or(now, |first| first.from);
        let mut days = Vec::new();
        for day in self.days() {
            let of_day = moves.iter().rev().filter(|change| day_of(change.at) == day);
            let mut highest = level;
            for change in of_day {
                level = change.to;
                highest = highest.max(level);
            }
            days.push((day >= day_of(self.watching_since)).then_some(highest));
        }
        let highest = days.iter().flatten().copied().max().unwrap_or(now);
        LevelHistory { country: line.country.code, days, highest, now }
    }

    /// The days of the span, oldest first.
    fn days(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        let (first, last) = (day_of(self.picture.since), day_of(self.picture.at));
        first.iter_days().take_while(move |day| *day <= last && last.checked_sub_days(Days::new(366)) < Some(*day))
    }

    /// Incidents first reported in the span, by hazard.
    pub(super) fn incidents_by_hazard(&self) -> BTreeMap<Hazard, usize> {
        let new = |card: &&IncidentCard| self.told(card.incident.first) && !card.incident.exercise;
        count(self.picture.incidents.iter().filter(new).map(|card| card.incident.hazard))
    }

    /// Documents sent in the span, exercises left out.
    pub(super) fn sent(&self) -> impl Iterator<Item = &Notice> {
        let sent = |notice: &&Notice| !notice.exercise && notice.sent.is_some_and(|at| self.told(at));
        self.picture.notices.iter().filter(sent)
    }
}

/// How many there are of each.
pub(super) fn count<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, usize> {
    let mut counts = BTreeMap::new();
    for key in keys {
        *counts.entry(key).or_default() += 1;
    }
    counts
}

/// An incident's headline, in each language where one of its items is in it.
fn title_of(incident: &Incident) -> LocalText {
    let told = |lang| incident.title_in(lang).unwrap_or_else(|| incident.title()).to_owned();
    LocalText { en: told(Lang::En), zh_hans: told(Lang::ZhHans), zh_hant: told(Lang::ZhHant) }
}

/// A text that has no translation.
pub(super) fn in_all(text: &str) -> LocalText {
    LocalText { en: text.to_owned(), zh_hans: text.to_owned(), zh_hant: text.to_owned() }
}

/// Whether the last request showed nothing.
pub(super) fn is_blind(line: &FeedLine) -> bool {
    line.state.outcome.is_some_and(|outcome| !outcome.is_sighted())
}

/// Requests that failed, of the last ones.
pub(super) fn failed(line: &FeedLine) -> (usize, usize) {
    (line.fetches.iter().filter(|fetch| !fetch.outcome.is_sighted()).count(), line.fetches.len())
}

fn sick_feed(line: &FeedLine) -> Option<SickFeed> {
    Some(SickFeed {
        feed: line.feed.id.clone(),
        title: line.feed.title.clone(),
        outcome: line.state.outcome?,
        since: line.state.since,
        only_source_for: line.only_source_for.clone(),
        failed: failed(line),
    })
}

fn day_of(at: Timestamp) -> NaiveDate {
    beijing(at).date_naive()
}
