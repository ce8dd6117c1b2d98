//! How bad an item says it is, after the scoring model: a provider's fields before deaths, deaths before sorts of
//! happening, these before mere words.
//!
//! Counting the dead is left to [`toll`](super::toll).

use std::collections::HashMap;

use super::file::{Measure, Tuning};
use super::lexicon::{Hit, Lexicon};
use super::toll::Toll;
use super::weigh::Weighed;
use crate::annotate::quick::BuildQuick;
use crate::annotate::text::Text;
use crate::domain::annotation::{EventKind, SeverityBasis, SeverityFinding};
use crate::domain::hazard::Hazard;
use crate::domain::item::{Item, Provider};
use crate::domain::model::SeverityModel;
use crate::domain::source::Reliability;

/// What severity is read from.
pub(super) struct Grounds<'a> {
    /// The scoring model's numbers.
    pub model: &'a SeverityModel,
    /// Those of each sort of happening.
    pub kinds: &'a Kinds,
    /// The words.
    pub lexicon: &'a Lexicon,
    /// The item, for its provider's fields.
    pub item: &'a Item,
    /// Its text.
    pub text: &'a Text,
    /// Every hit in it.
    pub hits: &'a [Hit],
    /// What they add up to.
    pub weighed: &'a Weighed,
    /// What they count and measure.
    pub toll: &'a Toll,
}

impl Grounds<'_> {
    /// The severity, if anything in the item says one.
    pub(super) fn severity(&self) -> Option<SeverityFinding> {
        by_fields(self.model, &self.item.provider).or_else(|| self.by_advice()).or_else(|| {
            if self.weighed.hazards.is_empty() {
                return None;
            }
            let said = [self.by_deaths(), self.by_act(), self.by_measures(), self.by_words()];
            said.into_iter().flatten().reduce(|best, next| if next.value > best.value { next } else { best })
        })
    }

    /// A government's wording is a field of its own; a long advisory is read by what it tells people to do.
    fn by_advice(&self) -> Option<SeverityFinding> {
        let gravity = self.gravity();
        let wording = self.wording();
        if self.item.reliability != Reliability::A && gravity.is_none() {
            return None;
        }
        let (value, why) = match (wording, gravity) {
            (Some((level, words)), _) => {
                (self.model.advisory.get(usize::from(level).saturating_sub(1)).copied()?, words)
            }
            (None, Some(gravity)) => {
                (step(&self.lexicon.tuning.gravity, gravity)?, format!("advisory, {gravity:.1} points"))
            }
            (None, None) => return None,
        };
        Some(SeverityFinding { value, basis: SeverityBasis::Provider, why })
    }

    /// The highest level a wording stands for, with the words.
    fn wording(&self) -> Option<(u8, String)> {
        let levels = self.hits.iter().filter_map(|hit| {
            let level = self.lexicon.sense(hit)?.group.advice?;
            Some((level, self.text.words(hit.at.clone()).to_owned()))
        });
        levels.reduce(|best, next| if next.0 > best.0 { next } else { best })
    }

    /// Points of an advisory's text; none when it is no advisory.
    fn gravity(&self) -> Option<f64> {
        let mut points = None;
        let mut seen = Vec::new();
        for hit in self.hits {
            let Some(group) = self.lexicon.sense(hit).map(|sense| &sense.group) else { continue };
            if let Some(gravity) = group.gravity.filter(|_| !seen.contains(&hit.sense)) {
                seen.push(hit.sense);
                *points.get_or_insert(0.0) += gravity;
            }
        }
        let of = &self.lexicon.tuning.gravity_of;
        let listed: f64 = self.weighed.hazards.iter().filter_map(|(hazard, _)| of.get(hazard)).sum();
        points.map(|points| points + listed)
    }

    fn by_deaths(&self) -> Option<SeverityFinding> {
        let (deaths, at) = self.toll.deaths.as_ref().filter(|(deaths, _)| *deaths > 0)?;
        let value = by_deaths(self.model, *deaths);
        Some(SeverityFinding { value, basis: SeverityBasis::Deaths, why: self.text.words(at.clone()).to_owned() })
    }

    /// An act of state is what is said of it; violence has to be counted before it is worse than words may say.
    fn by_act(&self) -> Option<SeverityFinding> {
        let acts = self.weighed.hits.iter().filter_map(|hit| {
            let group = &self.lexicon.sense(hit)?.group;
            let kind = group.kind.filter(|_| group.act)?;
            let value = *self.kinds.get(&kind)?;
            let why = self.text.words(hit.at.clone()).to_owned();
            Some(SeverityFinding { value, basis: SeverityBasis::EventType, why })
        });
        acts.reduce(|best, next| if next.value > best.value { next } else { best })
    }

    /// A magnitude or a wind in the text is a number of an instrument, whoever passes it on.
    fn by_measures(&self) -> Option<SeverityFinding> {
        if !self.weighed.hazards.iter().any(|(hazard, _)| *hazard == Hazard::Natural) {
            return None;
        }
        let tuning = &self.lexicon.tuning;
        let exposed = self.toll.measured(Measure::Exposed).and_then(|people| step(&tuning.exposed, people));
        let magnitude = self.toll.measured(Measure::Magnitude).filter(|magnitude| *magnitude < 10.0);
        let force =
            magnitude.and_then(|magnitude| step(&self.model.magnitude, magnitude)).or_else(|| wind(tuning, self.toll));
        let force = match (force, exposed) {
            (Some(force), Some(exposed)) => Some(force.min(exposed)),
            (force, _) => force,
        };
        let displaced = self.toll.measured(Measure::Displaced).and_then(|people| step(&tuning.displaced, people));
        let value = [force, displaced].into_iter().flatten().reduce(f64::max)?;
        let why = magnitude.map_or_else(|| "measured".to_owned(), |magnitude| format!("M {magnitude}"));
        Some(SeverityFinding { value, basis: SeverityBasis::Provider, why })
    }

    /// By class of the words, never above the model's ceiling.
    fn by_words(&self) -> Option<SeverityFinding> {
        if self.toll.measured(Measure::Magnitude).or(self.toll.measured(Measure::Exposed)).is_some() {
            return None;
        }
        let said = self.weighed.hits.iter().filter_map(|hit| {
            let group = &self.lexicon.sense(hit)?.group;
            let kind = group.kind.and_then(|kind| self.kinds.get(&kind).copied());
            let classes = group.hazards.keys().filter_map(|hazard| self.lexicon.tuning.severity.get(hazard).copied());
            let value = group.severity.or(kind).or_else(|| classes.reduce(f64::max))?;
            Some((value.min(self.model.lexicon_ceiling), hit))
        });
        let (value, hit) = said.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
        let why = self.text.words(hit.at.clone()).to_owned();
        Some(SeverityFinding { value, basis: SeverityBasis::Lexicon, why })
    }
}

/// What the provider's fields say; the largest of them.
fn by_fields(model: &SeverityModel, provider: &Provider) -> Option<SeverityFinding> {
    let given = [&provider.pager, &provider.gdacs, &provider.cap_severity].into_iter().any(Option::is_some);
    if !given && provider.magnitude.is_none() && provider.advisory.is_none() && provider.fatalities.is_none() {
        return None;
    }
    let colour = |name: &str, table: &std::collections::BTreeMap<String, f64>, value: &Option<String>| {
        let value = value.as_deref()?;
        let key = table.keys().find(|key| key.eq_ignore_ascii_case(value))?;
        Some((*table.get(key)?, format!("{name} {key}")))
    };
    let pager = colour("PAGER", &model.pager, &provider.pager);
    let magnitude = provider
        .magnitude
        .filter(|_| pager.is_none() && provider.gdacs.is_none())
        .and_then(|magnitude| Some((step(&model.magnitude, magnitude)?, format!("M {magnitude}"))));
    let advisory = provider.advisory.and_then(|level| {
        let value = model.advisory.get(usize::from(level).checked_sub(1)?).copied()?;
        Some((value, provider.level.clone().unwrap_or_else(|| format!("advisory {level}"))))
    });
    let deaths = provider
        .fatalities
        .filter(|deaths| *deaths > 0)
        .map(|deaths| (by_deaths(model, deaths), format!("{deaths} dead")));
    let gdacs = colour("GDACS", &model.gdacs, &provider.gdacs);
    let cap = colour("CAP", &model.cap, &provider.cap_severity);
    let said = [gdacs, pager, cap, advisory, magnitude, deaths].into_iter().flatten();
    let (value, why) = said.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    Some(SeverityFinding { value, basis: SeverityBasis::Provider, why })
}

/// Severity by deaths, 0 to 1: `min(1, base + step · log10(1 + deaths))`, log steps after USGS PAGER.
fn by_deaths(model: &SeverityModel, deaths: u32) -> f64 {
    (model.deaths_base + model.deaths_step * (1.0 + f64::from(deaths)).log10()).min(1.0)
}

fn wind(tuning: &Tuning, toll: &Toll) -> Option<f64> {
    /// Kilometres in a statute mile.
    const MILE: f64 = 1.609_344;
    let by_category = toll.measured(Measure::Category).and_then(|category| {
        (1..=5)
            .zip(tuning.category)
            .find(|(number, _)| (f64::from(*number) - category).abs() < 0.5)
            .map(|(_, wind)| wind)
    });
    let by_miles = toll.measured(Measure::WindMiles).map(|miles| miles * MILE);
    let wind = [toll.measured(Measure::Wind), by_miles, by_category].into_iter().flatten().reduce(f64::max)?;
    step(&tuning.wind, wind)
}

/// The second of the last pair whose first is not above the value.
fn step(table: &[(f64, f64)], value: f64) -> Option<f64> {
    table.iter().rev().find(|(from, _)| value >= *from).map(|(_, severity)| *severity)
}

/// Severity by sort of happening.
pub(super) type Kinds = HashMap<EventKind, f64, BuildQuick>;

/// The numbers that the model has for some sorts of happening.
pub(super) fn kinds(model: &SeverityModel, wanted: impl Iterator<Item = EventKind>) -> Kinds {
    wanted.filter_map(|kind| Some((kind, *model.kind.get(&kind_key(kind)?)?))).collect()
}

/// The name of a sort of happening in the model's table.
fn kind_key(kind: EventKind) -> Option<String> {
    match serde_json::to_value(kind) {
        Ok(serde_json::Value::String(key)) => Some(key),
        _ => None,
    }
}
