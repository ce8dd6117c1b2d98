//! What the parts of the tests share: the shipped model and small incidents, assets and worlds.

mod golden;
mod levels;
mod properties;
mod scores;
mod sight;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crate::domain::annotation::{SeverityBasis, SeverityFinding};
use crate::domain::asset::{Asset, AssetKind, Confidence, Locus, Precision, Role};
use crate::domain::country::CountryCode;
use crate::domain::hazard::Hazard;
use crate::domain::impact::Advice;
use crate::domain::incident::{Incident, Member};
use crate::domain::model::Model;
use crate::domain::place::{Point, Scope};
use crate::domain::source::{Credibility, Reliability};
use crate::domain::time::{self, Timestamp};
use crate::domain::words::LocalText;

use super::World;

pub(super) fn model() -> Model {
    toml::from_str(include_str!("../../../config/model.toml")).unwrap()
}

pub(super) fn at(hours: f64) -> Timestamp {
    time::parse("2026-11-01T00:00:00Z").unwrap() + Duration::from_secs_f64(hours.max(0.0) * 3600.0)
        - Duration::from_secs_f64((-hours).max(0.0) * 3600.0)
}

pub(super) fn code(text: &str) -> CountryCode {
    CountryCode::new(text).unwrap()
}

pub(super) fn finding(value: f64, basis: SeverityBasis) -> SeverityFinding {
    SeverityFinding { value, basis, why: format!("{basis:?} {value}") }
}

/// An item of a family, `B6` and the like, at hour 0.
pub(super) fn member(family: &str, grade: &str) -> Member {
    let (letter, number) = grade.split_at(1);
    let reliability = Reliability::ALL.into_iter().find(|r| r.letter().to_string() == letter).unwrap();
    Member {
        item: format!("{family}-{grade}").into(),
        revision: 1,
        feed: family.into(),
        family: family.into(),
        reliability,
        credibility: Credibility::new(number.parse().unwrap()).unwrap(),
        lang: None,
        title: String::new(),
        at: at(0.0),
        severity: None,
        fatalities: None,
        denies: false,
    }
}

/// An incident in one country, of national reach, last heard of at hour 0.
pub(super) fn incident(hazard: Hazard, country: &str, severity: f64, members: &[(&str, &str)]) -> Incident {
    let mut members: Vec<Member> = members.iter().map(|(family, grade)| member(family, grade)).collect();
    for member in &mut members {
        member.severity = Some(finding(severity, SeverityBasis::Provider));
    }
    Incident {
        id: format!("{hazard}-{country}-{severity}").into(),
        hazard,
        kinds: BTreeSet::new(),
        countries: vec![code(country)],
        place: None,
        point: None,
        scope: Scope::National,
        magnitude: None,
        events: BTreeSet::new(),
        members: members.into_iter().map(Arc::new).collect(),
        first: at(0.0),
        last: at(0.0),
        ongoing: false,
        mentions: BTreeSet::new(),
        sectors: BTreeSet::new(),
        named: BTreeSet::new(),
        chinese_affected: false,
        advisory: None,
        exercise: false,
    }
}

pub(super) fn locus(role: Role, country: &str, point: Option<(f64, f64)>) -> Locus {
    Locus {
        role,
        country: code(country),
        city: None,
        point: point.map(|(lat, lon)| Point { lat, lon }),
        precision: if point.is_some() { Precision::City } else { Precision::Country },
        confidence: Confidence::Verified,
        organisation: None,
    }
}

pub(super) fn asset(loci: Vec<Locus>) -> Asset {
    Asset {
        id: "a-1".into(),
        kind: AssetKind::Project,
        name: LocalText::default(),
        aliases: Vec::new(),
        sectors: Vec::new(),
        articles: vec![18],
        loci,
        headcount: None,
        value_cny_m: None,
        instruments: Vec::new(),
        period: None,
        host_organisation: None,
        since: None,
        status: "named".to_owned(),
    }
}

pub(super) fn advice(government: &str, country: &str, level: u8) -> Advice {
    Advice {
        government: government.to_owned(),
        country: code(country),
        level,
        regional: false,
        wording: String::new(),
        since: at(0.0),
        expires: None,
    }
}

/// The parts of a world, owned, with nothing in them.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) incidents: Vec<Arc<Incident>>,
    pub(super) assets: Vec<Arc<Asset>>,
    pub(super) countries: Vec<CountryCode>,
    pub(super) advice: Vec<Advice>,
    pub(super) structure: BTreeMap<CountryCode, crate::domain::impact::Structure>,
    pub(super) checks: BTreeMap<CountryCode, (crate::domain::level::Check, (u32, u32))>,
    pub(super) levels: BTreeMap<CountryCode, crate::domain::level::Level>,
    pub(super) parties: Vec<Vec<crate::domain::id::Family>>,
}

impl Parts {
    pub(super) fn world(&self) -> World<'_> {
        World {
            incidents: &self.incidents,
            assets: &self.assets,
            countries: &self.countries,
            advice: &self.advice,
            structure: &self.structure,
            checks: &self.checks,
            levels: &self.levels,
            ministry: "cn-mfa",
            parties: &self.parties,
        }
    }
}
