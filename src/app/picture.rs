//! Putting the picture together: what the pipeline knows at one moment, ranked by what to do.
//!
//! Drawing it is left to `tui`, laying it out as a report to `report`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::asset::Asset;
use crate::domain::country::{Country, CountryCode};
use crate::domain::feed::{Fetch, Outcome};
use crate::domain::id::{AssetId, FeedId, IncidentId};
use crate::domain::impact::{Advice, AssetScore, CountryScore, Impact, Rating, Subject, Transition};
use crate::domain::incident::Incident;
use crate::domain::level::{Check, Level};
use crate::domain::notice::Notice;
use crate::domain::picture::{AssetLine, CountryLine, FeedLine, IncidentCard, Picture};
use crate::domain::receipt::Receipt;
use crate::domain::time::Timestamp;

use super::pipeline::{Pipeline, Watched};

/// What the pipeline does not know but the picture shows.
pub struct Frame<'a> {
    /// The moment.
    pub now: Timestamp,
    /// Since when changes are told.
    pub since: Timestamp,
    /// Made-up data.
    pub made_up: bool,
    /// Feeds with their state.
    pub feeds: &'a [Watched],
    /// The last requests of each feed, oldest first.
    pub fetches: &'a BTreeMap<FeedId, Vec<Fetch>>,
    /// Notices, in any order.
    pub notices: Vec<Notice>,
    /// Who got the notices of late, and who answered.
    pub receipts: Vec<Receipt>,
    /// Days of history.
    pub history_days: u64,
}

impl Pipeline {
    /// The picture of this moment.
    pub fn picture(&self, frame: &Frame<'_>) -> Picture {
        let advice = self.advice.in_force(frame.now);
        let impacts = ByIncident::new(&self.assessment.impacts);
        let mut candidates = self.candidates.clone();
        candidates.sort_by_key(|candidate| (!candidate.outcome.is_open(), candidate.at, candidate.id.clone()));
        let mut notices = frame.notices.clone();
        notices.sort_by_key(|notice| (!notice.is_in_force(frame.now), Reverse(notice.drafted)));
        let mut silences = self.silences.clone();
        silences.sort_by_key(|silence| (!silence.is_active(frame.now), silence.until));
        Picture {
            at: frame.now,
            since: frame.since,
            zone: self.stages.config.settings.desk.timezone,
            made_up: frame.made_up,
            model: self.model().version.clone(),
            lexicon: self.lexicon().unwrap_or_default().to_owned(),
            countries: self.country_lines(&advice, frame),
            incidents: self.incident_cards(&impacts),
            assets: self.asset_lines(&impacts),
            candidates,
            notices,
            receipts: frame.receipts.clone(),
            clocks: self.stages.warn.notice.acknowledge_minutes.clone(),
            silences,
            feeds: self.feed_lines(frame),
            transitions: self.recent_transitions(frame.since),
            unattributed: self.unattributed.iter().cloned().collect(),
            set_aside: self.set_aside.iter().cloned().collect(),
            drops: self.drops.clone(),
            items: self.items,
        }
    }

    fn country_lines(&self, advice: &[Advice], frame: &Frame<'_>) -> Vec<CountryLine> {
        let watchlist = &self.stages.config.countries;
        let scores = &self.assessment.countries;
        let mut lines: Vec<CountryLine> = watchlist
            .iter()
            .filter_map(|country| {
                let score = scores.iter().find(|score| score.country == country.code)?;
                Some(self.country_line(country, score, advice, frame))
            })
            .collect();
        lines.sort_by(|a, b| country_rank(a).partial_cmp(&country_rank(b)).unwrap_or(std::cmp::Ordering::Equal));
        lines
    }

    fn country_line(
        &self,
        country: &Arc<Country>,
        score: &CountryScore,
        advice: &[Advice],
        frame: &Frame<'_>,
    ) -> CountryLine {
        let subject = Subject::Country(country.code);
        let before = self.history.before(&subject, frame.since);
        CountryLine {
            country: Arc::clone(country),
            level: self.levels.get(&subject).cloned().unwrap_or_default(),
            change: before.map_or(0.0, |before| score.score.value - before),
            history: self.history.last(&subject, frame.now, frame.history_days),
            hazards: self.assessment.hazards.get(&country.code).cloned().unwrap_or_default(),
            advice: advice.iter().filter(|advice| advice.country == country.code).cloned().collect(),
            assets: hanging_on(&self.stages.config.assets, country.code),
            score: score.clone(),
        }
    }

    fn incident_cards(&self, impacts: &ByIncident<'_>) -> Vec<IncidentCard> {
        let mut cards: Vec<IncidentCard> = self
            .assessment
            .ratings
            .iter()
            .filter_map(|rating| Some(self.incident_card(self.clusterer.incident(&rating.incident)?, rating, impacts)))
            .collect();
        cards.sort_by(|a, b| {
            let rank = |card: &IncidentCard| card.rating.points.value.max(card.worst());
            rank(b).total_cmp(&rank(a)).then_with(|| a.incident.id.cmp(&b.incident.id))
        });
        cards
    }

    fn incident_card(&self, incident: &Arc<Incident>, rating: &Arc<Rating>, impacts: &ByIncident<'_>) -> IncidentCard {
        let readings = incident.members.iter().filter_map(|member| self.shelf.held(&member.item)).cloned().collect();
        IncidentCard {
            incident: Arc::clone(incident),
            rating: Arc::clone(rating),
            impacts: impacts.of_incident(&incident.id),
            readings,
        }
    }

    fn asset_lines(&self, impacts: &ByIncident<'_>) -> Vec<AssetLine> {
        let assets = &self.stages.config.assets;
        let line = |score: &AssetScore| {
            let asset = assets.iter().find(|asset| asset.id == score.asset)?;
            Some(AssetLine {
                asset: Arc::clone(asset),
                level: self.levels.get(&Subject::Asset(score.asset.clone())).cloned().unwrap_or_default(),
                score: score.clone(),
                impacts: impacts.of_asset(&score.asset),
            })
        };
        let mut lines: Vec<AssetLine> = self.assessment.assets.iter().filter_map(line).collect();
        lines.sort_by(|a, b| {
            let by_level = b.level.level.cmp(&a.level.level);
            by_level.then(b.score.score.value.total_cmp(&a.score.score.value)).then_with(|| a.asset.id.cmp(&b.asset.id))
        });
        lines
    }

    fn feed_lines(&self, frame: &Frame<'_>) -> Vec<FeedLine> {
        let watchlist: Vec<CountryCode> = self.stages.config.countries.iter().map(|country| country.code).collect();
        let sole = sole_sources(frame.feeds, &watchlist);
        let mut lines: Vec<FeedLine> = frame
            .feeds
            .iter()
            .map(|(feed, state)| FeedLine {
                feed: Arc::clone(feed),
                state: state.clone(),
                fetches: frame.fetches.get(&feed.id).cloned().unwrap_or_default(),
                only_source_for: sole.get(&feed.id).cloned().unwrap_or_default(),
            })
            .collect();
        lines.sort_by_key(feed_rank);
        lines
    }

    fn recent_transitions(&self, since: Timestamp) -> Vec<Transition> {
        self.transitions.iter().rev().take_while(|transition| transition.at >= since).cloned().collect()
    }
}

/// Level, then unchecked, then change, then exposure, then score; ties by code, so that nothing jumps.
fn country_rank(line: &CountryLine) -> (Reverse<Level>, bool, i64, Reverse<usize>, i64, CountryCode) {
    #[expect(clippy::cast_possible_truncation, reason = "tenths of points between 0 and 1000")]
    let tenths = |points: f64| -((points * 10.0) as i64);
    (
        Reverse(line.level.level),
        !matches!(line.score.check, Check::Unchecked { .. }),
        // A point or two is noise; it must not reorder the board.
        if line.change.abs() < 5.0 { 0 } else { tenths(line.change) },
        Reverse(line.assets.len()),
        tenths(line.score.score.value),
        line.country.code,
    )
}

/// Failed feeds first, then those that answer but show nothing, then the rest; disabled ones last. Among equals those
/// that leave a country unseen come first.
fn feed_rank(line: &FeedLine) -> (bool, u8, bool, FeedId) {
    let worst = match line.state.outcome {
        Some(outcome) if outcome.is_failure() => 0,
        Some(outcome) if !outcome.is_sighted() => 1,
        None => 2,
        Some(_) => 3,
    };
    (!line.feed.enabled, worst, line.only_source_for.is_empty(), line.feed.id.clone())
}

fn hanging_on(assets: &[Arc<Asset>], code: CountryCode) -> Vec<AssetId> {
    assets.iter().filter(|asset| asset.hangs_on(code)).map(|asset| asset.id.clone()).collect()
}

/// For each feed the watched countries that it names and no other sighted feed does.
pub(super) fn sole_sources(feeds: &[Watched], watchlist: &[CountryCode]) -> BTreeMap<FeedId, Vec<CountryCode>> {
    let mut sole: BTreeMap<FeedId, Vec<CountryCode>> = BTreeMap::new();
    for code in watchlist {
        let naming: Vec<_> = feeds.iter().filter(|(feed, _)| feed.enabled && feed.countries.contains(code)).collect();
        let sighted: BTreeSet<_> = naming
            .iter()
            .filter(|(_, state)| state.outcome.is_some_and(Outcome::is_sighted))
            .map(|(feed, _)| &feed.id)
            .collect();
        for (feed, _) in naming.iter().filter(|(feed, _)| sighted.iter().all(|id| **id == feed.id)) {
            sole.entry(feed.id.clone()).or_default().push(*code);
        }
    }
    sole
}

/// Impacts found by incident and by asset, worst first.
struct ByIncident<'a> {
    by_incident: BTreeMap<&'a IncidentId, Vec<&'a Arc<Impact>>>,
    by_asset: BTreeMap<&'a AssetId, Vec<&'a Arc<Impact>>>,
}

impl<'a> ByIncident<'a> {
    fn new(impacts: &'a [Arc<Impact>]) -> Self {
        let mut ranked: Vec<&Arc<Impact>> = impacts.iter().collect();
        ranked.sort_by(|a, b| {
            b.sum.value.total_cmp(&a.sum.value).then_with(|| (&a.incident, &a.asset).cmp(&(&b.incident, &b.asset)))
        });
        let mut found = Self { by_incident: BTreeMap::new(), by_asset: BTreeMap::new() };
        for impact in ranked {
            found.by_incident.entry(&impact.incident).or_default().push(impact);
            found.by_asset.entry(&impact.asset).or_default().push(impact);
        }
        found
    }

    fn of_incident(&self, id: &IncidentId) -> Vec<Arc<Impact>> {
        self.by_incident.get(id).into_iter().flatten().map(|impact| Arc::clone(impact)).collect()
    }

    fn of_asset(&self, id: &AssetId) -> Vec<Arc<Impact>> {
        self.by_asset.get(id).into_iter().flatten().map(|impact| Arc::clone(impact)).collect()
    }
}
