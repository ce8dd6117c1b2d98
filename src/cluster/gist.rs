//! What an item says in any language: the country, the sort of happening, the town, the deaths. Items in different
//! languages share no words and are put together by it.
//!
//! Items in one language are compared by their words, which is left to `words`.

use crate::domain::annotation::Annotation;
use crate::domain::country::CountryCode;
use crate::domain::model::ClusterModel;
use crate::domain::place::{Place, Point};

use super::digest::{digest_of, fnv};

/// The main part of a language's tag: `zh` of `zh-Hans`.
pub(super) type Lang = [u8; 2];

/// What holds in any language.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gist {
    pub(super) lang: Lang,
    country: CountryCode,
    /// Sorts of happening; the hazard where none is named.
    sorts: Box<[&'static str]>,
    town: Option<(u64, Option<Point>)>,
    deaths: Option<u32>,
    chinese: bool,
}

impl Gist {
    /// The gist of an item; none where the language, the country or what happened is not known.
    pub(super) fn of(annotation: &Annotation, place: Option<&Place>) -> Option<Self> {
        let lang = annotation.lang.as_deref()?.as_bytes().first_chunk::<2>()?;
        let chinese = annotation.chinese_affected;
        let mut countries = annotation.countries.iter().map(|found| found.code);
        let country = countries.find(|code| !(chinese && code.as_str() == "CN"))?;
        let mut sorts: Vec<&'static str> = annotation.kinds.iter().map(|kind| kind.key()).collect();
        if sorts.is_empty() {
            sorts.push(annotation.hazard()?.key());
        }
        let town = place.filter(|place| place.code == country).map(|place| (digest_of(&place.name), place.point));
        Some(Self { lang: *lang, country, sorts: sorts.into(), town, deaths: annotation.fatalities, chinese })
    }

    /// Whether two items in different languages tell of one happening: in one country, of one sort, and either
    /// of the whole country, in one town, or where a town is missing, with one count of deaths or Chinese victims.
    pub(super) fn agrees(&self, other: &Self, model: &ClusterModel) -> bool {
        let mut shared = self.sorts.iter().filter(|sort| other.sorts.contains(sort)).peekable();
        if self.lang == other.lang || self.country != other.country || shared.peek().is_none() {
            return false;
        }
        let same_town = self.town.zip(other.town).map(|(here, there)| is_same_town(here, there, model));
        let of_country = shared.any(|sort| model.nationwide.iter().any(|wide| wide == sort));
        let same_toll = self.telling_toll(model).is_some_and(|deaths| other.deaths == Some(deaths));
        let same_victims = same_toll || self.chinese && other.chinese;
        !self.tolls_contradict(other, model) && (of_country || same_town.unwrap_or(same_victims))
    }

    /// By what gists that may agree find each other: they share one of these.
    pub(super) fn keys(&self, model: &ClusterModel) -> Vec<u64> {
        let mut keys = Vec::new();
        for sort in &self.sorts {
            let start = fnv(digest_of(sort), self.country.as_str().as_bytes());
            let of_country = model.nationwide.iter().any(|wide| wide == sort);
            keys.extend(of_country.then_some(start));
            keys.extend(self.town.map(|(name, _)| fnv(start, &name.to_be_bytes())));
            keys.extend(self.telling_toll(model).map(|deaths| fnv(start, &deaths.to_be_bytes())));
            keys.extend(self.chinese.then(|| fnv(start, b"chinese")));
        }
        keys
    }

    /// A count of deaths that two happenings rarely share.
    fn telling_toll(&self, model: &ClusterModel) -> Option<u32> {
        self.deaths.filter(|deaths| *deaths >= model.telling_deaths)
    }

    /// Counts of deaths rise while a happening is told, but not without measure.
    fn tolls_contradict(&self, other: &Self, model: &ClusterModel) -> bool {
        self.deaths.zip(other.deaths).is_some_and(|(one, other)| {
            let (few, many) = (f64::from(one.min(other)), f64::from(one.max(other)));
            many > model.toll_factor * (few + 1.0)
        })
    }
}

fn is_same_town(here: (u64, Option<Point>), there: (u64, Option<Point>), model: &ClusterModel) -> bool {
    let near = here.1.zip(there.1).is_some_and(|(one, other)| one.km_to(other) <= model.place_km);
    here.0 == there.0 || near
}
