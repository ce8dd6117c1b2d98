//! The picture: everything there is to show at one moment. Screens and reports are two renderings of it.
//!
//! Putting it together is left to `app`; it holds values ready to rank and draw, never text ready to print.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::annotation::Annotation;
use super::asset::Asset;
use super::country::{Country, CountryCode};
use super::feed::{Feed, FeedState, Fetch};
use super::gap::Gap;
use super::id::{AssetId, IncidentId, ItemId, NoticeId};
use super::impact::{Advice, AssetScore, CountryScore, HazardShare, Impact, LevelState, Rating, Transition};
use super::incident::Incident;
use super::item::Item;
use super::level::Level;
use super::notice::Notice;
use super::receipt::Receipt;
use super::rule::Candidate;
use super::silence::Silence;
use super::time::Timestamp;

/// Everything there is to show at one moment.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The moment.
    pub at: Timestamp,
    /// Since when changes are told: the officer's last visit, or the report's span.
    pub since: Timestamp,
    /// The desk's wall clock, on which times are told.
    pub zone: Tz,
    /// Made-up data: said on every screen and report.
    pub made_up: bool,
    /// Version of the scoring model.
    pub model: String,
    /// Version of lexicon and gazetteer.
    pub lexicon: String,
    /// The watchlist, ranked by what to do: level, then change, then exposure.
    pub countries: Vec<CountryLine>,
    /// Incidents that count or may count, worst first.
    pub incidents: Vec<IncidentCard>,
    /// The registry, worst first.
    pub assets: Vec<AssetLine>,
    /// Candidates, open ones first, oldest first.
    pub candidates: Vec<Candidate>,
    /// Notices, those in force first.
    pub notices: Vec<Notice>,
    /// Who got the notices of late, and who answered.
    pub receipts: Vec<Receipt>,
    /// Minutes in which a candidate or a notice of a level is to be dealt with.
    pub clocks: BTreeMap<Level, u32>,
    /// Silences, those in force first.
    pub silences: Vec<Silence>,
    /// Feeds, worst first.
    pub feeds: Vec<FeedLine>,
    /// Levels that changed since [`Self::since`], latest first.
    pub transitions: Vec<Transition>,
    /// Items read that name no country and so wait for a person, latest first.
    pub unattributed: Vec<Arc<Reading>>,
    /// Items in which something was seen and excluded, latest first; the reasons are in their annotations.
    pub set_aside: Vec<Arc<Reading>>,
    /// Items that gave no incident, by reason.
    pub drops: BTreeMap<String, u64>,
    /// Items read in all.
    pub items: u64,
}

/// An item together with what reading it found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The item.
    pub item: Item,
    /// What was found.
    pub annotation: Annotation,
}

/// One country of the watchlist.
#[derive(Clone, Debug, PartialEq)]
pub struct CountryLine {
    /// The country.
    pub country: Arc<Country>,
    /// Its level, with its memory.
    pub level: LevelState,
    /// Its score with every sum.
    pub score: CountryScore,
    /// Its score at the end of each of the last days, oldest first; none where nothing was known.
    pub history: Vec<Option<f64>>,
    /// Points gained or lost since [`Picture::since`].
    pub change: f64,
    /// Shares of hazards in its situation, largest first.
    pub hazards: Vec<HazardShare>,
    /// Travel advice in force.
    pub advice: Vec<Advice>,
    /// Assets that hang on it.
    pub assets: Vec<AssetId>,
}

impl CountryLine {
    /// The foreign ministry's advice in force, if any.
    pub fn ministry(&self, government: &str) -> Option<&Advice> {
        self.advice.iter().find(|advice| advice.government == government)
    }
}

/// One incident with all that is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct IncidentCard {
    /// The incident.
    pub incident: Arc<Incident>,
    /// How bad and how sure.
    pub rating: Arc<Rating>,
    /// What it does to assets, worst first; those it leaves untouched are not listed.
    pub impacts: Vec<Arc<Impact>>,
    /// Its items with their readings, in order of time. Empty where they are left in the store; may lack items too old to be in memory.
    pub readings: Vec<Arc<Reading>>,
}

impl IncidentCard {
    /// The worst impact, 0 to 100.
    pub fn worst(&self) -> f64 {
        self.impacts.first().map_or(0.0, |impact| impact.sum.value)
    }
}

/// One asset of the registry.
#[derive(Clone, Debug, PartialEq)]
pub struct AssetLine {
    /// The asset.
    pub asset: Arc<Asset>,
    /// Its level, with its memory.
    pub level: LevelState,
    /// Its score with every sum.
    pub score: AssetScore,
    /// What bears on it, worst first.
    pub impacts: Vec<Arc<Impact>>,
}

/// One feed with its health.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedLine {
    /// The feed.
    pub feed: Arc<Feed>,
    /// What is remembered of it.
    pub state: FeedState,
    /// Its last requests, oldest first.
    pub fetches: Vec<Fetch>,
    /// Countries that no other sighted feed covers.
    pub only_source_for: Vec<CountryCode>,
}

impl FeedLine {
    /// Stretches of which it may have missed items, those that are news since a moment.
    pub fn missed_since(&self, since: Timestamp) -> Vec<Gap> {
        self.state.gaps.iter().filter(|gap| gap.is_news_since(since)).copied().collect()
    }
}

impl Picture {
    /// The line of a country on the watchlist.
    pub fn country(&self, code: CountryCode) -> Option<&CountryLine> {
        self.countries.iter().find(|line| line.country.code == code)
    }

    /// The card of an incident.
    pub fn incident(&self, id: &IncidentId) -> Option<&IncidentCard> {
        self.incidents.iter().find(|card| card.incident.id == *id)
    }

    /// The line of an asset.
    pub fn asset(&self, id: &AssetId) -> Option<&AssetLine> {
        self.assets.iter().find(|line| line.asset.id == *id)
    }

    /// The reading of an item, where it is still in memory.
    pub fn reading(&self, id: &ItemId) -> Option<&Arc<Reading>> {
        let of_incidents = self.incidents.iter().flat_map(|card| &card.readings);
        of_incidents.chain(self.left_out()).find(|reading| reading.item.id == *id)
    }

    /// Items that gave no warning and may want a look: first those that name no country, then those set aside.
    pub fn left_out(&self) -> impl Iterator<Item = &Arc<Reading>> {
        self.unattributed.iter().chain(&self.set_aside)
    }

    /// Incidents that name a country, worst first.
    pub fn incidents_in(&self, code: CountryCode) -> impl Iterator<Item = &IncidentCard> {
        self.incidents.iter().filter(move |card| card.incident.countries.contains(&code))
    }

    /// Candidates that wait for a person.
    pub fn open_candidates(&self) -> impl Iterator<Item = &Candidate> {
        self.candidates.iter().filter(|candidate| candidate.outcome.is_open())
    }

    /// A notice.
    pub fn notice(&self, id: &NoticeId) -> Option<&Notice> {
        self.notices.iter().find(|notice| notice.id == *id)
    }

    /// The incident a notice is about, by the id it has now. Incidents are merged, split and renamed while an issued
    /// notice stays as it is; so the notice's candidate, which goes on with its incident, is asked first, and the items
    /// it cites where that is forgotten.
    pub fn incident_of<'a>(&'a self, notice: &'a Notice) -> Option<&'a IncidentId> {
        let card = self.card_of(notice).map(|card| &card.incident.id);
        card.or_else(|| self.incident_of_candidate(notice)).or(notice.incident.as_ref())
    }

    /// The card of the incident a notice is about, by whatever id it has now.
    pub fn card_of(&self, notice: &Notice) -> Option<&IncidentCard> {
        let before = notice.incident.as_ref()?;
        let ids = self.incident_of_candidate(notice).into_iter().chain([before]);
        ids.into_iter().find_map(|id| self.incident(id)).or_else(|| self.card_of_sources(notice))
    }

    fn incident_of_candidate(&self, notice: &Notice) -> Option<&IncidentId> {
        let id = notice.candidate.as_ref()?;
        self.candidates.iter().find(|candidate| candidate.id == *id)?.incident.as_ref()
    }

    /// The card of the incident that most of the notice's items are in now, the worse of two.
    fn card_of_sources(&self, notice: &Notice) -> Option<&IncidentCard> {
        let sources = &notice.content.sources;
        let cited = |card: &&IncidentCard| {
            let members = &card.incident.members;
            members.iter().filter(|member| sources.iter().any(|source| source.item == member.item)).count()
        };
        self.incidents.iter().rev().max_by_key(cited).filter(|card| cited(card) > 0)
    }

    /// Who got a notice, and who answered.
    pub fn receipts_of<'a>(&'a self, notice: &'a NoticeId) -> impl Iterator<Item = &'a Receipt> {
        self.receipts.iter().filter(move |receipt| receipt.notice == *notice)
    }

    /// Replies that are overdue, of notices in force.
    pub fn overdue(&self) -> impl Iterator<Item = &Receipt> {
        let in_force = |id: &NoticeId| self.notices.iter().any(|n| n.id == *id && n.is_in_force(self.at));
        self.receipts.iter().filter(move |receipt| receipt.is_overdue(self.at) && in_force(&receipt.notice))
    }

    /// Countries that nobody looked at.
    pub fn unchecked(&self) -> impl Iterator<Item = &CountryLine> {
        self.countries.iter().filter(|line| line.score.check.is_unchecked())
    }

    /// The highest level of any country.
    pub fn highest(&self) -> Level {
        self.countries.iter().map(|line| line.level.level).max().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;

    /// The sample's notice and its picture, in which the notice's incident goes by another id by now.
    fn renamed() -> (Notice, Picture) {
        let (notice, mut picture) = (sample::notice(), sample::picture());
        let mut incident = (*picture.incidents[0].incident).clone();
        assert_eq!(notice.incident, Some(incident.id.clone()));
        incident.id = "incident-other".into();
        picture.incidents[0].incident = Arc::new(incident);
        (notice, picture)
    }

    #[test]
    fn a_notice_follows_its_candidate_to_the_incident_its_own_was_merged_into() {
        let (mut notice, mut picture) = renamed();
        notice.content.sources.clear();
        picture.candidates[0].incident = Some("incident-other".into());
        notice.candidate = Some(picture.candidates[0].id.clone());
        assert_eq!(picture.incident_of(&notice), Some(&"incident-other".into()));
    }

    #[test]
    fn a_notice_whose_candidate_is_forgotten_is_found_by_the_items_it_cites() {
        let (notice, mut picture) = renamed();
        picture.candidates.clear();
        assert_eq!(picture.incident_of(&notice), Some(&"incident-other".into()));
    }

    #[test]
    fn a_notice_whose_incident_is_gone_keeps_the_name_it_was_issued_with() {
        let (notice, mut picture) = renamed();
        picture.candidates.clear();
        picture.incidents.clear();
        assert_eq!((picture.card_of(&notice), picture.incident_of(&notice)), (None, notice.incident.as_ref()));
    }

    #[test]
    fn a_notice_that_rested_on_no_incident_has_none_now() {
        let (mut notice, picture) = renamed();
        (notice.incident, notice.candidate) = (None, None);
        assert_eq!(picture.incident_of(&notice), None);
    }
}
