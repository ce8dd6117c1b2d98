//! The numbers of the scoring model, with their version. The shipped values are in `config/model.toml`, and only there.
//!
//! What is done with them is left to `assess`, `annotate` and `cluster`.

use std::collections::BTreeMap;

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::annotation::EventKind;
use super::fingerprint::Fingerprint;
use super::hazard::Hazard;
use super::level::Level;
use super::source::{Credibility, Reliability};

/// Every tunable number of the scoring model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Changes with every change of a number; stored with each score.
    pub version: String,
    /// Worth of a source, 0 to 1, by letter.
    pub reliability: BTreeMap<Reliability, f64>,
    /// Worth of a report, 0 to 1, by grade `"1"` to `"6"`.
    pub credibility: BTreeMap<String, f64>,
    /// How certainty is put together.
    pub certainty: CertaintyModel,
    /// How severity is read.
    pub severity: SeverityModel,
    /// How far an asset is in the way.
    pub exposure: ExposureModel,
    /// What an asset is worth.
    pub worth: WorthModel,
    /// Half-life of an incident's weight in hours, by hazard.
    pub half_life_hours: BTreeMap<Hazard, f64>,
    /// How incidents and advice make a country's or an asset's score.
    pub score: ScoreModel,
    /// How a score makes a level, and a level moves.
    pub levels: LevelModel,
    /// When items are one incident.
    pub cluster: ClusterModel,
}

/// How certainty is put together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertaintyModel {
    /// Nothing is surer than this.
    pub ceiling: f64,
    /// At or above: observed.
    pub observed: f64,
    /// At or above: likely.
    pub likely: f64,
    /// At or above: possible; below: kept out of every score.
    pub possible: f64,
    /// Families that are party to the conflict count together at most this.
    pub parties_ceiling: f64,
    /// All incidents that are merely possible give together at most this many points.
    pub possible_points: f64,
    /// Share of common shingles from which two texts are one wire text.
    pub wire_copy: f64,
}

/// How severity is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeverityModel {
    /// Severity of no deaths counted: the start of the logarithmic curve.
    pub deaths_base: f64,
    /// Added per factor of ten.
    pub deaths_step: f64,
    /// Words alone never give more.
    pub lexicon_ceiling: f64,
    /// By CAP severity word.
    pub cap: BTreeMap<String, f64>,
    /// By GDACS colour.
    pub gdacs: BTreeMap<String, f64>,
    /// By PAGER colour.
    pub pager: BTreeMap<String, f64>,
    /// By magnitude, without PAGER: `[magnitude from, severity]`, ascending.
    pub magnitude: Vec<(f64, f64)>,
    /// By travel advice level 1 to 4.
    pub advisory: [f64; 4],
    /// By sort of happening.
    pub kind: BTreeMap<String, f64>,
}

/// How far an asset is in the way of an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExposureModel {
    /// Weight of an own place abroad.
    pub overseas: f64,
    /// Weight of a partner's place.
    pub partner: f64,
    /// Weight of the home base.
    pub host: f64,
    /// A happening of national reach in the locus's country.
    pub national: f64,
    /// Where it happened is not known.
    pub unknown: f64,
    /// In a region, without a point.
    pub subnational: f64,
    /// The locus is known by country only.
    pub country_precision: f64,
    /// Distance never gives less.
    pub distance_floor: f64,
    /// Half-distance in kilometres by sort of happening, or by hazard where the sort is not known.
    pub half_km: BTreeMap<String, f64>,
    /// Earthquakes: half-distance is `10^(slope · M + offset)` kilometres.
    pub quake_slope: f64,
    /// See `quake_slope`.
    pub quake_offset: f64,
    /// The incident's sector is the asset's.
    pub sector_match: f64,
    /// A rule on sectors that are not the asset's.
    pub sector_miss: f64,
}

/// What an asset is worth, 0.4 to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorthModel {
    /// Least worth.
    pub base: f64,
    /// Most that money adds.
    pub value_share: f64,
    /// Most that people add.
    pub head_share: f64,
    /// Million CNY that add all of it.
    pub value_reference: f64,
    /// Persons that add all of it.
    pub head_reference: f64,
    /// When neither is known.
    pub assumed: f64,
}

/// How incidents and advice make a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreModel {
    /// Exponent of the norm that combines incidents.
    pub norm: f64,
    /// Weight of the standing against the situation.
    pub standing_weight: f64,
    /// Points by consensus of travel advice, level 1 to 4.
    pub advice_points: [f64; 4],
    /// Share of advice in the standing, the rest being structure.
    pub advice_share: f64,
    /// Share of a national incident in the country's score.
    pub national: f64,
    /// Share of a regional one, and of one whose place is not known.
    pub subnational: f64,
    /// Share of a local one.
    pub local: f64,
    /// Sorts of happening that reach the whole country by their nature.
    pub national_kinds: Vec<EventKind>,
    /// Score at least, by foreign ministry wording level 2, 3, 4.
    pub ministry_floor: [f64; 3],
    /// Score at least when two or more governments say 3, and 4.
    pub consensus_floor: [f64; 2],
    /// Situation from which a consensus of 4 may be red.
    pub consensus_red_situation: f64,
}

/// How a score makes a level, and a level moves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelModel {
    /// Score from which each level begins.
    pub threshold: BTreeMap<Level, f64>,
    /// Points below the threshold before lowering is thought of.
    pub deadband: f64,
    /// Hours below before one step down, by level.
    pub dwell_hours: BTreeMap<Level, f64>,
    /// Evaluations running before a level rises.
    pub raise_after: u32,
    /// An observed incident at least this severe raises at once.
    pub fast_severity: f64,
    /// A country without a sighted answer for this many hours is unchecked.
    pub stale_hours: f64,
    /// Share of a country's needed feeds, 0 to 1, that must be sighted before its level may fall.
    pub fresh_share: f64,
}

/// When items are one incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClusterModel {
    /// Items further apart are two happenings.
    pub window_hours: f64,
    /// An item of no incident is forgotten after so many hours; more than `window_hours`, for what comes in late.
    pub idle_hours: f64,
    /// Likeness, 0 to 1, from which two large groups are one happening where words cannot tell: in two languages, or
    /// of two providers that measure the same; see `small_groups`.
    pub similarity: f64,
    /// Groups of `n` items need `similarity · (1 + small_groups / n)`, so that two lone items need much more.
    pub small_groups: f64,
    /// Likeness below which two items have nothing to do with each other.
    pub floor: f64,
    /// Likeness below which an item in which no hazard was read has nothing to do with one in which one was. Two in which
    /// none was read never have.
    pub unread_floor: f64,
    /// Likeness from which items are looked at together.
    pub reach: f64,
    /// Most items with a hazard that are looked at together; above, `reach` is raised step by step.
    pub together: usize,
    /// Heaviest words of an item by which others are found: two must be shared.
    pub keys: usize,
    /// Words that weigh less than this are of the commonest stock, and nobody is found by them.
    pub key_weight: f64,
    /// Words of the summary count this much of words of the title.
    pub summary_share: f64,
    /// A word by which the country was read counts so much of another.
    pub place_share: f64,
    /// All words of the summary together count at most so much of the title.
    pub summary_most: f64,
    /// Names and numbers weigh this much more than other words.
    pub name_weight: f64,
    /// Factor on likeness when the hazards are not related.
    pub unrelated: f64,
    /// Factor on likeness when both give numbers and none is the same.
    pub other_numbers: f64,
    /// Groups of at least this many items are kept apart when each has a name of its own.
    pub own_names_from: usize,
    /// A name is a group's own when at least this share of its items has it …
    pub own_name: f64,
    /// … and at most this share of the other's.
    pub foreign_name: f64,
    /// A further country belongs to an incident from this share of the weight of the first.
    pub country_share: f64,
    /// Same place within this many kilometres.
    pub place_km: f64,
    /// Structured hazards join within this many kilometres.
    pub structured_km: f64,
    /// Shared names needed beside a shared place.
    pub shared_names: usize,
    /// Likeness, 0 to 1, of two items in different languages that agree on country, sort of happening and place.
    pub cross_likeness: f64,
    /// Such items are at most this many hours apart.
    pub cross_hours: f64,
    /// Sorts of happening, or hazards, that a country has one of at a time, so that no place need be named.
    pub nationwide: Vec<String>,
    /// From this many deaths on, the same count stands for a place that is not named.
    pub telling_deaths: u32,
    /// Counts of deaths contradict each other beyond this ratio.
    pub toll_factor: f64,
    /// Natural logarithm of how much likelier one happening than two must make the words of two groups.
    pub least_evidence: f64,
    /// As much more is needed when the hazards are not related.
    pub unrelated_evidence: f64,
    /// Evidence is divided by the size of the smaller group to this power to say which two groups join first.
    pub small_first: f64,
    /// Words of a text of usual length.
    pub usual_words: f64,
    /// How much longer texts use more of a happening's words: 0 not at all, 1 in proportion.
    pub length_power: f64,
    /// What words tell of which happening a text is about.
    pub words: WordSorts,
}

/// What each sort of word tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordSorts {
    /// Names that are no common words.
    pub name: Tells,
    /// Figures.
    pub figure: Tells,
    /// Places that were read.
    pub place: Tells,
    /// Sorts of happening that were read.
    pub kind: Tells,
    /// Pairs of Chinese characters.
    pub pair: Tells,
    /// Words of no list.
    pub word: Tells,
    /// Words of the common stock of risk reporting.
    pub common: Tells,
    /// Words of the common stock of the news.
    pub stock: Tells,
}

/// What a sort of word tells of which happening a text is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tells {
    /// Share of texts in which such a word stands, whatever they are about.
    pub share: f64,
    /// How many texts of one happening that share is worth: few where a happening has the word in nearly all texts or
    /// in none.
    pub steadiness: f64,
    /// Factor on what it tells: words that come together tell less than their number.
    pub say: f64,
}

#[expect(clippy::cast_possible_truncation, reason = "a span of hours, far below the limit")]
const fn hours(span: f64) -> Duration {
    Duration::hours(span as i64)
}

impl Model {
    /// Chance that one item is right: worth of its source times worth of the report.
    pub fn belief(&self, reliability: Reliability, credibility: Credibility) -> f64 {
        let source = self.reliability.get(&reliability).copied().unwrap_or_default();
        let report = self.credibility.get(&credibility.to_string()).copied().unwrap_or_default();
        source * report
    }

    /// The model under the version it was declared with and a fingerprint of its numbers: two models of one version are
    /// one model.
    #[must_use]
    pub fn stamped(mut self) -> Self {
        let numbers = Fingerprint::default().with_value(&self).short();
        self.version = format!("{}+{numbers}", self.version);
        self
    }

    /// How far back an incident may still matter: twice the longest half-life, by which its weight has fallen to a
    /// quarter.
    pub fn reach_back(&self) -> Duration {
        let longest = self.half_life_hours.values().copied().fold(0.0, f64::max);
        hours(2.0 * longest)
    }

    /// How far back an item that is of no incident is kept.
    pub fn idle(&self) -> Duration {
        hours(self.cluster.idle_hours)
    }

    /// Half-life of an incident's weight in hours.
    pub fn half_life(&self, hazard: Hazard) -> f64 {
        self.half_life_hours.get(&hazard).copied().unwrap_or(f64::INFINITY)
    }

    /// The level a score stands for, hysteresis left aside.
    pub fn level(&self, score: f64) -> Level {
        self.levels
            .threshold
            .iter()
            .filter(|(_, threshold)| score >= **threshold)
            .map(|(level, _)| *level)
            .max()
            .unwrap_or_default()
    }
}
