//! An annotation as its row holds it: without what other columns say already, and without what was not found, which is
//! most of it for most items.
//!
//! Rows of earlier versions hold all of it and read the same.

use serde::{Deserialize, Serialize};

use super::fault::Fault;
use crate::domain::annotation::{
    Annotation, CountryFinding, EventKind, HazardFinding, Mention, PlaceFinding, Reason, SeverityFinding,
};
use crate::domain::id::{ItemId, Sector};
use crate::domain::place::Scope;

/// As it is written.
#[derive(Serialize)]
struct Written<'a> {
    version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    countries: &'a [CountryFinding],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    places: &'a [PlaceFinding],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    hazards: &'a [HazardFinding],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    kinds: &'a [EventKind],
    scope: Scope,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'a SeverityFinding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fatalities: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    injured: Option<u32>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    mentions: &'a [Mention],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    sectors: &'a [Sector],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    chinese_affected: bool,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    reasons: &'a [Reason],
}

/// As it is read.
#[derive(Deserialize)]
struct Read {
    version: String,
    lang: Option<String>,
    #[serde(default)]
    countries: Vec<CountryFinding>,
    #[serde(default)]
    places: Vec<PlaceFinding>,
    #[serde(default)]
    hazards: Vec<HazardFinding>,
    #[serde(default)]
    kinds: Vec<EventKind>,
    scope: Scope,
    severity: Option<SeverityFinding>,
    fatalities: Option<u32>,
    injured: Option<u32>,
    #[serde(default)]
    mentions: Vec<Mention>,
    #[serde(default)]
    sectors: Vec<Sector>,
    #[serde(default)]
    chinese_affected: bool,
    #[serde(default)]
    reasons: Vec<Reason>,
}

/// The text of its column.
pub(super) fn written(annotation: &Annotation) -> Result<String, Fault> {
    Ok(serde_json::to_string(&Written {
        version: &annotation.version,
        lang: annotation.lang.as_deref(),
        countries: &annotation.countries,
        places: &annotation.places,
        hazards: &annotation.hazards,
        kinds: &annotation.kinds,
        scope: annotation.scope,
        severity: annotation.severity.as_ref(),
        fatalities: annotation.fatalities,
        injured: annotation.injured,
        mentions: &annotation.mentions,
        sectors: &annotation.sectors,
        chinese_affected: annotation.chinese_affected,
        reasons: &annotation.reasons,
    })?)
}

/// The annotation of an item's revision from the text of its column.
pub(super) fn read(id: ItemId, revision: u32, text: &str) -> Result<Annotation, Fault> {
    let read: Read = serde_json::from_str(text)?;
    Ok(Annotation {
        id,
        revision,
        version: read.version,
        lang: read.lang,
        countries: read.countries,
        places: read.places,
        hazards: read.hazards,
        kinds: read.kinds,
        scope: read.scope,
        severity: read.severity,
        fatalities: read.fatalities,
        injured: read.injured,
        mentions: read.mentions,
        sectors: read.sectors,
        chinese_affected: read.chinese_affected,
        reasons: read.reasons,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;

    #[test]
    fn what_is_written_reads_back_and_so_does_what_was_written_whole() {
        let full = sample::reading("dawn", 5).annotation.clone();
        let bare = Annotation {
            lang: None,
            countries: Vec::new(),
            places: Vec::new(),
            hazards: Vec::new(),
            kinds: Vec::new(),
            severity: None,
            fatalities: None,
            injured: None,
            mentions: Vec::new(),
            sectors: Vec::new(),
            reasons: Vec::new(),
            ..full.clone()
        };
        for annotation in [full, bare] {
            for text in [written(&annotation).unwrap(), serde_json::to_string(&annotation).unwrap()] {
                assert_eq!(read(annotation.id.clone(), annotation.revision, &text).unwrap(), annotation, "{text}");
            }
        }
    }
}
