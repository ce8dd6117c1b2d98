//! An incident: items judged to report one happening, with what they say together.
//!
//! Putting items together is left to `cluster`; what the incident is worth to whom, to `assess`.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::annotation::{EventKind, SeverityFinding};
use super::country::CountryCode;
use super::hazard::Hazard;
use super::id::{AssetId, Family, FeedId, IncidentId, ItemId, Sector};
use super::place::{Place, Point, Scope};
use super::source::{Credibility, Reliability};
use super::time::Timestamp;
use super::words::Lang;

/// One item's part in an incident: what assessing needs of it, and no more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The item.
    pub item: ItemId,
    /// Its revision when it was read.
    pub revision: u32,
    /// The feed that brought it.
    pub feed: FeedId,
    /// Whose word it is; items with the text of another family's are filed under that family.
    pub family: Family,
    /// How far the publisher is trusted.
    pub reliability: Reliability,
    /// How far the report is believed.
    pub credibility: Credibility,
    /// The item's title.
    pub title: String,
    /// Language of its text; none when it could not be told.
    pub lang: Option<String>,
    /// Its time: published, or first seen when undated.
    pub at: Timestamp,
    /// How bad it says it is.
    pub severity: Option<SeverityFinding>,
    /// Deaths it gives.
    pub fatalities: Option<u32>,
    /// It says that the happening is untrue.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub denies: bool,
}

/// Items judged to report one happening.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Made from its earliest item's id; stays when later items join.
    pub id: IncidentId,
    /// The hazard most of the items speak of.
    pub hazard: Hazard,
    /// Sorts of happening any item names.
    pub kinds: BTreeSet<EventKind>,
    /// Countries the items name, best first. Only items put countries here.
    pub countries: Vec<CountryCode>,
    /// Countries that any item is about, also those of which most of the others say nothing.
    #[serde(default)]
    pub named: BTreeSet<CountryCode>,
    /// Where, by the best placed item.
    pub place: Option<Place>,
    /// The point of it, if known and no country centroid.
    pub point: Option<Point>,
    /// How far it reaches.
    pub scope: Scope,
    /// Magnitude of an earthquake.
    pub magnitude: Option<f64>,
    /// Ids that providers give the happening.
    pub events: BTreeSet<String>,
    /// The items, in order of time, then id.
    pub members: Vec<Arc<Member>>,
    /// The earliest item's time.
    pub first: Timestamp,
    /// The last corroborating item's time.
    pub last: Timestamp,
    /// The provider says that it goes on.
    pub ongoing: bool,
    /// Registered assets named in the items.
    pub mentions: BTreeSet<AssetId>,
    /// Fields of co-operation the items bear on.
    pub sectors: BTreeSet<Sector>,
    /// Chinese citizens or firms are among those hit.
    pub chinese_affected: bool,
    /// A government's travel advice on the common scale, if that is what it is.
    pub advisory: Option<u8>,
    /// An exercise: shown, never counted.
    pub exercise: bool,
}

/// Of the most reliable items the one with the most dead, then the gravest, the latest of those.
fn best<'a>(members: impl Iterator<Item = &'a Arc<Member>>) -> Option<&'a Arc<Member>> {
    let gravity = |member: &Member| member.severity.as_ref().map_or(0.0, |severity| severity.value);
    members.min_by(|a, b| {
        let by_trust = a.reliability.cmp(&b.reliability);
        let by_toll = b.fatalities.cmp(&a.fatalities);
        by_trust.then(by_toll).then(gravity(b).total_cmp(&gravity(a))).then(b.at.cmp(&a.at))
    })
}

impl Incident {
    /// The items that tell of it; those that deny it only where nobody else tells of it.
    pub fn telling(&self) -> impl Iterator<Item = &Arc<Member>> {
        let is_told = self.members.iter().any(|member| !member.denies);
        self.members.iter().filter(move |member| !(is_told && member.denies))
    }

    /// The most deaths that any item that tells of it gives.
    pub fn fatalities(&self) -> Option<u32> {
        self.telling().filter_map(|member| member.fatalities).max()
    }

    /// The publisher families whose word it is, each once; who denies it does not vouch for it.
    pub fn families(&self) -> BTreeSet<&Family> {
        self.members.iter().filter(|member| !member.denies).map(|member| &member.family).collect()
    }

    /// The publisher families that do nothing but report a denial of it.
    pub fn denying(&self) -> BTreeSet<&Family> {
        let families = self.families();
        let all = self.members.iter().map(|member| &member.family);
        all.filter(|family| !families.contains(*family)).collect()
    }

    /// The title to show: of the most reliable items the one with the most dead, then the gravest, then the latest.
    pub fn title(&self) -> &str {
        best(self.telling()).map_or("", |member| member.title.as_str())
    }

    /// The title to show to a reader of one language: the best in it that tells of as many dead as [`Self::title`] does.
    pub fn title_in(&self, lang: Lang) -> Option<&str> {
        let dead = |member: &Member| member.fatalities.unwrap_or_default();
        let toll = best(self.telling()).map(|member| dead(member));
        let whole = |member: &&Arc<Member>| Some(dead(member)) == toll;
        let read = |member: &&Arc<Member>| member.lang.as_deref().is_some_and(|tag| lang.is_told_by(tag));
        best(self.telling().filter(read).filter(whole)).map(|member| member.title.as_str())
    }

    /// The country it is mainly about.
    pub fn country(&self) -> Option<CountryCode> {
        self.countries.first().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;

    #[test]
    fn a_reader_is_shown_a_title_of_his_language_that_tells_the_whole_toll() {
        let mut incident = sample::incident();
        let told = |title: &str, lang: &str, fatalities| Member {
            title: title.into(),
            lang: Some(lang.into()),
            fatalities,
            ..Member::clone(&sample::incident().members[0])
        };
        incident.members = vec![told("9 мёртвых", "ru", Some(12)).into(), told("9人死亡", "zh", Some(9)).into()];
        assert_eq!(incident.title_in(Lang::ZhHans), None);
        incident.members.push(told("12人死亡", "zh-CN", Some(12)).into());
        assert_eq!(incident.title_in(Lang::ZhHant), Some("12人死亡"));
        assert_eq!(incident.title_in(Lang::En), None);
    }
}
