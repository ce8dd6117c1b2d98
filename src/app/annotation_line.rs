//! An annotation as `fenghuo annotate` prints it: one line of the machine format, where severity is a plain number.
//!
//! Inside the program an annotation keeps its severity together with what it was read from.

use serde::Serialize;

use crate::domain::annotation::{
    Annotation, CountryFinding, EventKind, HazardFinding, Mention, PlaceFinding, Reason, SeverityBasis,
};
use crate::domain::id::{ItemId, Sector};
use crate::domain::place::Scope;

/// One line of the machine format.
#[derive(Debug, Serialize)]
pub struct AnnotationLine<'a> {
    id: &'a ItemId,
    version: &'a str,
    lang: Option<&'a str>,
    countries: &'a [CountryFinding],
    places: &'a [PlaceFinding],
    hazards: &'a [HazardFinding],
    kinds: &'a [EventKind],
    scope: Scope,
    /// 0 to 1; null when the text does not say how bad it is.
    severity: Option<f64>,
    severity_basis: Option<SeverityBasis>,
    severity_why: Option<&'a str>,
    fatalities: Option<u32>,
    injured: Option<u32>,
    mentions: &'a [Mention],
    sectors: &'a [Sector],
    chinese_affected: bool,
    reasons: &'a [Reason],
}

impl<'a> AnnotationLine<'a> {
    /// The line of an annotation.
    pub fn new(annotation: &'a Annotation) -> Self {
        let severity = annotation.severity.as_ref();
        Self {
            id: &annotation.id,
            version: &annotation.version,
            lang: annotation.lang.as_deref(),
            countries: &annotation.countries,
            places: &annotation.places,
            hazards: &annotation.hazards,
            kinds: &annotation.kinds,
            scope: annotation.scope,
            severity: severity.map(|found| found.value),
            severity_basis: severity.map(|found| found.basis),
            severity_why: severity.map(|found| found.why.as_str()),
            fatalities: annotation.fatalities,
            injured: annotation.injured,
            mentions: &annotation.mentions,
            sectors: &annotation.sectors,
            chinese_affected: annotation.chinese_affected,
            reasons: &annotation.reasons,
        }
    }
}
